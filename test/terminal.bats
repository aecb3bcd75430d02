#!/usr/bin/env bats
# Names from strangers reach a terminal, and the log of a CI job, as text: they rule neither.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	# A line that CI takes for a command, a colour, NEL as C1, a mark that turns the text round.
	EVIL=$'x\n::error::y\e[31m\xc2\x85\xe2\x80\xaez'
	SAID='x\x0a::error::y\x1b[31m\xc2\x85\xe2\x80\xaez'
}

# Nothing of what the last `try` wrote rules anything: $1 is out or err.
tame() {
	local bytes=$'[\x01-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]'

	LC_ALL=C grep -nE "$bytes|^[[:space:]]*::" "$1" >found || true
	cat -A found
	[ ! -s found ]
}

@test "names of files in messages" {
	local program

	printf 'no count\n' >"$EVIL.folded"
	for program in collapse-perf collapse-dtrace collapse-rustc flamegraph-svg 'flamegraph-svg --extract' \
		'difffolded --top 2' 'flamegraph --perfdata' 'flamegraph -p'; do
		try $program "$EVIL"
		[ "$status" -ne 0 ]
		tame "$ERR"
		err_has "$SAID"
	done
	try flamegraph-svg "$EVIL.folded"
	tame "$ERR"
	err_has "$SAID.folded"
	try flamegraph-svg "--$EVIL"
	tame "$ERR"
	err_has "$SAID"
}

@test "pictures and stacks whose names are odd" {
	printf 'a;b 1\n' >-in
	try diff-flamegraph -o "$EVIL" -- -in -in
	status_is 0
	tame "$ERR"
	err_has "$SAID/diff.svg"
	[ -s "$EVIL/diff.svg" ]
	try diff-flamegraph -o -y -- -in -in
	status_is 0
	[ -s ./-y/diff.svg ]
}

@test "names of functions in tables" {
	local format

	printf 'a;f\e[31m\xc2\x85\xe2\x80\xaeg\xffh 3\n' >one
	printf 'a;f\e[31m\xc2\x85\xe2\x80\xaeg\xffh 5\n' >two
	for format in text markdown json; do
		try difffolded --top 5 --format "$format" one two
		ok
		tame "$OUT"
		try difffolded --paths --format "$format" one two
		ok
		tame "$OUT"
	done
	try difffolded --top 5 one two
	out_has 'f\x1b[31m\xc2\x85\xe2\x80\xaeg\xffh'
	try difffolded --top 5 --format json one two
	out_has 'f\u001b[31m\u0085\u202eg'
}

@test "names of processes and functions in stacks" {
	printf 'a\e[31mb 12 1.0: 1 cycles:\n\t1 f\tg\e[0m\xc2\x85h\a (/bin/x\x01)\n\n' >in
	try collapse-perf -q in
	ok
	out_is 'a?[31mb;f g?[0m?h? 1'
	printf '\n  x`f\e[31m+0x1\n  3\n' >in
	try collapse-dtrace in
	ok
	out_is 'x`f?[31m 3'
}

@test "a recording of a newer version is called so" {
	printf 'PERFILE3abcdefgh' >new
	for program in collapse-perf flamegraph-svg 'difffolded --merge'; do
		try $program new
		status_is 1
		err_has 'a recording of a newer version of perf than this program knows'
	done
	printf '3ELIFREPabcdefgh' >new
	try collapse-perf new
	status_is 1
	err_has 'a recording of a newer version of perf than this program knows'
}
