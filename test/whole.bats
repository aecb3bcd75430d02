#!/usr/bin/env bats
# collapse-perf: whatever a recording lacks is said: outermost frames, files, names.

load helper

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return 1
	"${CC:-cc}" -O1 -fno-omit-frame-pointer -fno-optimize-sibling-calls -o deep \
		"$ROOT/test/recordings/deep.c"
	"${CC:-cc}" -O1 -fomit-frame-pointer -fno-optimize-sibling-calls -o plain \
		"$ROOT/test/recordings/deep.c"
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return 1
}

# record NAME ARG… - perf record of the user's part into NAME.data.
record() {
	local name=$1
	shift
	perf record -q -F 499 -e cpu-clock:u -o "$name.data" "$@" >/dev/null 2>record.err ||
		{ cat record.err; return 1; }
}

# Depths of the stacks in $OUT that end in the loop at the bottom, each once.
depths() {
	grep ';bottom [0-9]*$' "$OUT" | sed 's/ [0-9]*$//' | awk -F ';' '{ print NF }' | sort -nu
}

# What the stacks in $OUT that end there begin with, behind the process, each once.
beginnings() {
	grep ';bottom [0-9]*$' "$OUT" | cut -d ';' -f 2 | sort -u
}

@test "stack copies: as deep as the copy is, down to the beginning" {
	needs perf
	for depth in 300 1500; do
		record copies --call-graph dwarf,65528 ./plain "$depth"
		try collapse-perf copies.data
		ok
		[ "$(beginnings)" = _start ]
		# The process, _start, three of libc and main, the calls, and the loop.
		[ "$(depths)" -ge $((depth + 5)) ]
		[ "$(grep -o ';down' "$OUT" | wc -l)" -ge "$depth" ]
	done
}

@test "stack copies that are too short are told, and what helps" {
	needs perf
	record short --call-graph dwarf,1024 ./plain 300
	try collapse-perf --weight samples short.data
	status_is 0
	[ "$(beginnings)" = '[unknown]' ]
	grep -E "short.data: [0-9]+ of [0-9]+ stacks are without outermost frames: of the stack 1024 bytes" "$ERR"
	err_has '--call-graph dwarf,65528'
	record longest --call-graph dwarf,65528 ./plain 30000
	try collapse-perf longest.data
	status_is 0
	[ "$(beginnings)" = '[unknown]' ]
	err_has 'of the stack 65528 bytes were copied'
	err_has 'perf can copy no more'
	[ "$(grep -c 'call-graph dwarf,65528' "$ERR")" -eq 0 ]
}

@test "call chains that the kernel cut are told, and what helps" {
	needs perf
	limit=$(cat /proc/sys/kernel/perf_event_max_stack)
	[ "$limit" -eq 127 ] || skip "the kernel cuts call chains at $limit frames here"
	record whole -g ./deep 100
	try collapse-perf whole.data
	ok
	for depth in 300 3000 30000; do
		record cut -g ./deep "$depth"
		try collapse-perf cut.data
		status_is 0
		[ "$(depths)" -eq 128 ]
		grep -E 'cut.data: [0-9]+ stacks are without outermost frames: the kernel recorded the innermost 127 ' "$ERR"
		err_has 'kernel.perf_event_max_stack=1024'
		[ "$(wc -l <"$ERR")" -eq 1 ]
	done
}

@test "call chains that an event cuts earlier are told" {
	needs perf
	perf record -q -F 499 -e cpu-clock/max-stack=20/u -g -o event.data ./deep 100 >/dev/null
	try collapse-perf event.data
	status_is 0
	[ "$(depths)" -eq 21 ]
	err_has 'the kernel recorded the innermost 20 '
}

@test "--max-stack keeps the innermost frames, of recordings and of text, and says how many it cut" {
	printf 'a 1 1.0: 1 e:\n\t1 x (/x)\n\t2 y (/x)\n\t3 z (/x)\n\na 1 2.0: 1 e:\n\t1 x (/x)\n\n' >text
	try collapse-perf --max-stack 2 text
	status_is 0
	out_is "$(printf 'a;x 1\na;y;x 1')"
	err_is 'collapse-perf: warning: 1 of 2 stacks lost their outermost frames to --max-stack'
	try collapse-perf --max-stack 3 text
	ok
	try collapse-perf --max-stack 0 text
	status_is 2
	needs perf
	record limited -g ./deep 40
	try collapse-perf --max-stack 7 limited.data
	status_is 0
	out_has 'deep;down;down;down;down;down;down;bottom '
	err_has 'stacks lost their outermost frames to --max-stack'
}

# The machine's name stands in the file as it is, with zeros behind it.
@test "stack copies of machines that are not understood: the machine is named, one frame is kept" {
	needs perf
	record here --call-graph dwarf,1024 ./plain 3
	for machine in riscv64 ppc64le s390x mips64; do
		tail="\\x00$(printf '\\x00%.0s' $(seq $((9 - ${#machine}))))"
		sed "s/x86_64\\x00\\x00\\x00\\x00/$machine$tail/; s/aarch64\\x00\\x00\\x00/$machine$tail/" \
			here.data >strange.data
		[ "$(wc -c <here.data)" -eq "$(wc -c <strange.data)" ]
		try collapse-perf strange.data
		status_is 0
		grep -E '^plain;bottom [0-9]+$' "$OUT"
		[ "$(awk -F ';' 'NF != 2' "$OUT" | wc -l)" -eq 0 ]
		err_has "stack copies of $machine are not understood"
	done
}
