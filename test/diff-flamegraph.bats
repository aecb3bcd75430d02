#!/usr/bin/env bats
# diff-flamegraph and flamegraph.mk: two builds of one program, one function of which got slower.

load helper

setup_file() {
	command -v perf >/dev/null || return 0 # setup skips
	cd "$BATS_FILE_TMPDIR" || return 1
	build base 1
	build head 3
	for side in base head; do
		perf record -q -e cpu-clock -F 997 -g -o "$side.data" "./$side" >/dev/null 2>err || {
			cat err
			return 1
		}
	done
}

# build NAME FACTOR - sort_records takes FACTOR times as long.
build() {
	"${CC:-cc}" -O1 -g -fno-omit-frame-pointer "-DSLOWER=$2" -o "$1" \
		"$ROOT/test/recordings/slower.c"
}

setup() {
	needs perf
	cd "$BATS_FILE_TMPDIR" || return 1
}

# The table names the slower function first, and what it says of it is about right:
# a third of the time before, three fifths after.
names_the_slower() {
	local row
	row=$(sed -n 5p "$OUT")
	echo "first row: $row"
	awk '{ exit !($10 == "sort_records" && $5 > 25 && $5 < 42 && $6 > 50 && $6 < 70) }' <<<"$row"
}

has_pictures() {
	for picture in before after diff; do
		well_formed_xml "$1/$picture.svg"
		grep -q sort_records "$1/$picture.svg"
		[ -s "$1/$picture.folded" ]
	done
}

@test "two commands" {
	try diff-flamegraph -o commands --record '-e cpu-clock -g' ./base './head with arguments'
	status_is 0
	names_the_slower
	has_pictures commands
	err_has 'pictures: commands/before.svg commands/after.svg commands/diff.svg'
	# The programs' own output is not in the table.
	err_has 'checksum'
	[ "$(grep -c checksum "$OUT" || true)" -eq 0 ]
	[ ! -e commands/recording.data ]
}

@test "two recordings, and a gate" {
	try diff-flamegraph -o recordings --top 3 --fail-above 10 base.data head.data
	status_is 3
	names_the_slower
	has_pictures recordings
	err_has 'difffolded: sort_records: own share grew by'
	try diff-flamegraph -o recordings --top=3 --fail-above=90 base.data head.data
	status_is 0
	names_the_slower
	try diff-flamegraph -o recordings --fail-above 5 head.data base.data
	status_is 3
	err_has 'read_records: own share grew by'
	err_has 'write_records: own share grew by'
}

@test "commands are repeated, in turn" {
	try diff-flamegraph -o repeated --record '-e cpu-clock -g' --repeat 3 \
		'echo base >>order; ./base' 'echo head >>order; ./head'
	status_is 0
	names_the_slower
	diff -u <(printf '%s\n' base head base head base head) order
}

@test "two files of folded stacks, or pictures of them" {
	printf 'main;a::h0123456789abcdef 1\nmain;b 1\n' >one
	printf 'main;b 1\nmain;a::hfedcba9876543210 3\n' >two
	try diff-flamegraph -o folded one two
	status_is 0
	diff -u - folded/diff.folded <<-'END'
		main;a 1 3
		main;b 1 1
	END
	sed -n 5p "$OUT" | grep -q '  +2 .*  a$'
	try diff-flamegraph -o folded --keep-hash -n one two
	status_is 0
	diff -u - folded/diff.folded <<-'END'
		main;a::h0123456789abcdef 2 0
		main;a::hfedcba9876543210 0 3
		main;b 2 1
	END
}

@test "a command that fails is an error" {
	try diff-flamegraph -o failed --record '-e cpu-clock -g' ./base 'exit 4'
	status_is 1
	out_is_empty
	err_has 'diff-flamegraph: cannot record, or failed with status 4: exit 4'
	printf 'PERFILE2 and nothing else' >broken.data
	try diff-flamegraph -o failed base.data broken.data
	status_is 1
	out_is_empty
	err_has 'collapse-perf: broken.data: '
	try diff-flamegraph -o /dev/null/x base.data head.data
	status_is 1
}

@test "wrong usage" {
	for arguments in '' 'one' 'one two three' '--top 0 a b' '--wrong a b' '--freq x a b' 'a --top'; do
		# shellcheck disable=SC2086 # words
		try diff-flamegraph $arguments
		status_is 2
		out_is_empty
		err_has "Try 'diff-flamegraph --help'."
	done
	try diff-flamegraph --help
	ok
	out_has 'usage: diff-flamegraph [options] BEFORE AFTER'
	try diff-flamegraph --completions csh
	status_is 2
	err_has "one of bash, zsh, fish, not 'csh'"
}

@test "completions offer every option" {
	try diff-flamegraph --completions bash
	ok
	# shellcheck source=/dev/null
	source "$OUT"
	COMP_WORDS=(diff-flamegraph --fa) COMP_CWORD=1
	_diff_flamegraph
	[ "${COMPREPLY[*]}" = --fail-above ]
	try diff-flamegraph --completions=zsh
	ok
	out_has "'(-n --normalize)'{-n,--normalize}'[draw as if both had the same number of samples]'"
	try diff-flamegraph --completions fish
	ok
	out_has "complete -c diff-flamegraph -l freq -s F -r -d 'samples a second, default 997'"
}

@test "completions are good scripts of their shells" {
	for shell in bash zsh fish; do
		needs "$shell"
		try diff-flamegraph --completions "$shell"
		ok
		cp "$OUT" script
		try "$shell" -n script
		ok
	done
}

# A Makefile of somebody's own that includes flamegraph.mk before it has a goal.
makefile() {
	{
		echo "include $ROOT/difffolded/flamegraph.mk"
		echo "FLAMEGRAPH_DIFF_OUTPUT = made"
		echo "DIFF_FLAMEGRAPH_FLAGS = --record '-e cpu-clock -g'"
		printf 'everything:\n\t@echo everything\n'
		for factor in 1 3; do
			# shellcheck disable=SC2016 # make's variables
			printf 'slower%s: %s\n\t${CC} -O1 -g -fno-omit-frame-pointer -DSLOWER=%s -o $@ $<\n' \
				"$factor" "$ROOT/test/recordings/slower.c" "$factor"
		done
	} >Makefile
}

# make as from a shell, not as a part of the make that runs the tests.
run_make() {
	env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS -u BIN make -s "$@"
}

@test "make flamegraph-diff builds, records and compares" {
	makefile
	try run_make
	ok
	out_is everything
	try run_make flamegraph-diff BASE=slower1 HEAD=./slower3 ARGS="'a b' c" \
		FLAMEGRAPH_FAIL_ABOVE=10
	status_is 2
	names_the_slower
	has_pictures made
	err_has 'sort_records: own share grew by'
	try run_make flamegraph-diff BASE=base.data HEAD=head.data FLAMEGRAPH_TOP=1
	status_is 0
	names_the_slower
	[ "$(wc -l <"$OUT")" -eq 5 ]
	try run_make flamegraph-diff BASE=base.data
	status_is 2
	err_has 'needs HEAD='
}

@test "make flamegraph builds, records and draws" {
	makefile
	rm -f slower3
	try run_make flamegraph BIN=slower3 ARGS='a b' FLAMEGRAPH_FLAGS='--call-graph fp --title=Mine'
	status_is 0
	well_formed_xml flamegraph.svg
	grep -q sort_records flamegraph.svg
	grep -q Mine flamegraph.svg
	try run_make flamegraph
	status_is 2
	err_has 'needs BIN='
}
