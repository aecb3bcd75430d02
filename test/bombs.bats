#!/usr/bin/env bats
# Input that wants more memory than it is worth: a line without an end, and small files that become large.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
}

# within KILOBYTES COMMAND ARG… - in no more address space; a sanitizer needs more than there is.
within() {
	local most=$1
	shift
	! grep -qE 'fsanitize|coverage' "${BIN%/bin}/flags" || most=unlimited
	(ulimit -v "$most" && "$@")
}

@test "a line without an end is an error, from a device, a pipe and a file" {
	local program more

	truncate -s 300M zeros
	while read -r program more; do
		for input in /dev/zero zeros; do
			# shellcheck disable=SC2086 # words
			try within 250000 $program --max-line 1 $more "$input"
			status_is 1
			out_is_empty
			err_has "$program: $input: a line is longer than --max-line allows"
			# shellcheck disable=SC2086
			try within 250000 $program --max-line 1 $more - < <(cat "$input" 2>/dev/null)
			status_is 1
			out_is_empty
			err_has "$program: stdin: a line is longer than --max-line allows"
		done
	done <<-END
		collapse-perf -n 2
		collapse-dtrace -n 2
		flamegraph-svg
		flamegraph-svg --extract
		difffolded --merge
		difffolded --top 3
	END
}

@test "a line has 64 MB unless more is asked for, and the lines before one that is too long count" {
	printf 'a;b 1\n' >one
	awk 'BEGIN { for (i = 0; i < 70000; i++) printf "%01000d", 0; print " 1" }' >long
	for program in 'difffolded --merge' flamegraph-svg; do
		# shellcheck disable=SC2086 # words
		try $program one long
		status_is 1
		out_is_empty
		err_is "${program%% *}: long: a line is longer than --max-line allows: is this text? then allow more"
	done
	try difffolded --max-line 71 --merge long
	ok
	[ "$(wc -c <"$OUT")" -eq 70000003 ]
	printf 'a 1 1.5: 3 c: \n\t7f f (/x)\n\n' >perf.txt
	printf '   m`f\n   3\n\n' >dtrace.txt
	for kind in perf dtrace; do
		try collapse-$kind -q --max-line 1 $kind.txt long
		status_is 1
		out_has 'f '
		err_has "collapse-$kind: long: a line is longer than --max-line allows"
		err_has "collapse-$kind: the output is incomplete"
	done
}

# costs FILE COMMAND ARG… - no more memory than 32 MB and 200 bytes, or $at_most, for each of the file's; a
# sanitizer needs its own.
costs() {
	local file=$1 reads=$1 most kib
	shift
	[ "$file" != data-elf ] || reads=elf
	try "${BIN%/bin}/tools/bombs" peak "$@" "$file"
	[ "$status" -le 1 ] || { echo "status $status: $* $file"; cat "$ERR"; return 1; }
	kib=$(tail -n 1 "$ERR")
	most=$((32768 + $(stat -L -c %s "$reads") * ${at_most:-200} / 1024))
	! grep -qE 'fsanitize|coverage' "${BIN%/bin}/flags" || most=100000000
	[ "$kib" -le "$most" ] || { echo "$kib KiB, not $most: $* $file"; return 1; }
}

@test "no small file costs more than so much for each of its bytes" {
	local file

	"${BIN%/bin}/tools/bombs" make .
	for file in folded-*; do
		costs "$file" flamegraph-svg
		costs "$file" flamegraph-svg --no-script
		costs "$file" flamegraph-svg --reverse --flamechart
		costs "$file" difffolded --merge
		costs "$file" difffolded "$file"
		costs "$file" difffolded --top 5 --paths
		"$BIN/flamegraph-svg" -q "$file" | grep -v '^<script' >"svg-$file" || true
	done
	for file in script-* data-*; do
		costs "$file" collapse-perf -n 2
		costs "$file" collapse-perf -n 2 --inline --per-event --tid
	done
	for file in dtrace-*; do
		costs "$file" collapse-dtrace -n 2
	done
	for file in rustc-*; do
		costs "$file" collapse-rustc
		costs "$file" collapse-rustc --no-args
	done
	for file in svg-*; do
		costs "$file" flamegraph-svg
		costs "$file" flamegraph-svg --extract
		costs "$file" difffolded --merge
	done
}

# 23 MB, of which as many events again would need no more memory.
@test "a self-profile with a stack for each of its events needs 64 MB, not a part of each" {
	"${BIN%/bin}/tools/bombs" make .
	try "${BIN%/bin}/tools/bombs" peak collapse-rustc --no-header -v arguments
	status_is 0
	[ "$(wc -l <"$OUT")" -eq 300000 ]
	sort -c "$OUT"
	err_has 'collapse-rustc: 300000 events in 300000 different stacks, 300000 ns'
	kib=$(tail -n 1 "$ERR")
	! grep -qE 'fsanitize|coverage' "${BIN%/bin}/flags" || kib=0
	[ "$kib" -le 65536 ] || { echo "$kib KiB"; return 1; }
	TMPDIR=/no/where try collapse-rustc arguments
	status_is 1
	out_is_empty
	err_has 'collapse-rustc: cannot use a temporary file: No such file or directory'
}

@test "debug data that several section headers share count for each" {
	"${BIN%/bin}/tools/bombs" make .
	costs data-elf collapse-perf --inline
	err_has "$PWD/elf: compressed sections become far larger than those of any compiler"
	out_has ';f 0'
}

# What made them large before: each key of a map was kept as if there were many of them; a stack of all
# events that are open for each that ends; for each event a text that is in the file once.
@test "many maps of bpftrace, and deep events, long names and many threads of rustc" {
	"${BIN%/bin}/tools/bombs" make .
	at_most=75
	costs dtrace-maps collapse-dtrace -n 2
	costs rustc-strings collapse-rustc
	err_has 'labels are missing: <unknown>'
	costs rustc-deep collapse-rustc
	err_has 'rustc-deep: 19488 events are deeper than any of rustc, and count for what is around them'
	[ "$(awk '{ n += $NF } END { print n }' "$OUT")" -eq "$((3 * 20000 - 1))" ]
	costs rustc-threads collapse-rustc
	[ "$(awk '{ n += $NF } END { print n }' "$OUT")" -eq 200000 ]
}

@test "a large file of one stack is not held, however often the stack is there" {
	local kib most=32768

	yes 'main;run;parse_the_text;read_line;copy 1' | head -n 1000000 >equal
	! grep -qE 'fsanitize|coverage' "${BIN%/bin}/flags" || most=100000000
	try "${BIN%/bin}/tools/bombs" peak difffolded -q equal equal
	status_is 0
	out_is 'main;run;parse_the_text;read_line;copy 1000000 1000000'
	kib=$(tail -n 1 "$ERR")
	[ "$kib" -le "$most" ]
}

@test "a stack of ten million frames is held as the file that it is in" {
	local kib most=65536

	awk 'BEGIN { for (i = 1; i < 10000000; i++) printf "%c;", 97 + i % 26; print "z 1" }' >deep
	! grep -qE 'fsanitize|coverage' "${BIN%/bin}/flags" || most=100000000
	try "${BIN%/bin}/tools/bombs" peak difffolded -q deep deep
	status_is 0
	[ "$(wc -c <"$OUT")" -eq 20000004 ]
	kib=$(tail -n 1 "$ERR")
	[ "$kib" -le "$most" ]
}

@test "few stacks, which are long, are held once, however often they come by turns" {
	local kib most=65536

	! grep -qE 'fsanitize|coverage' "${BIN%/bin}/flags" || most=100000000
	try "${BIN%/bin}/tools/bombs" peak difffolded --merge - < <(
		awk 'BEGIN {
			for (x = "x"; length(x) < 1000000;) x = x x
			for (i = 0; i < 200; i++) print "abc" substr("ba", i % 2 + 1, 1) x " 1"
		}'
	)
	status_is 0
	[ "$(cut -c 1-4 "$OUT" | tr '\n' ' ')" = 'abca abcb ' ]
	[ "$(awk '{ print $NF }' "$OUT" | tr '\n' ' ')" = '100 100 ' ]
	kib=$(tail -n 1 "$ERR")
	[ "$kib" -le "$most" ]
}
