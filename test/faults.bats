#!/usr/bin/env bats
# Every allocation, open, read, write, thread and process made to fail in turn: each failure ends in
# a message and status 1, or does no harm to the output; nothing leaks (AddressSanitizer looks on).

load helper

setup_file() {
	make -s --no-print-directory -C "$ROOT" -j2 BUILD="${BIN%/bin}/faults" CC="${FAULTS_CC:-cc}" \
		FAULTS=1 CFLAGS='-O1 -g -fsanitize=address' LDFLAGS=-fsanitize=address \
		all >"$BATS_FILE_TMPDIR/log" 2>&1 || { cat "$BATS_FILE_TMPDIR/log"; return 1; }
}

setup() {
	FAULTY=${BIN%/bin}/faults/bin
	PATH=$FAULTY:$PATH
	export ASAN_OPTIONS=exitcode=99:detect_leaks=1
	cd "$BATS_TEST_TMPDIR"
	head -c 2500 "$ROOT/test/demo/orders-dwarf.perf-script" >perf.txt
	collapse-perf perf.txt >a.folded
	sed 's/main/other/' a.folded >b.folded
	printf 'x`a+0x1\nx`b\n 3\n\nx`c\n 4\n' >dtrace.txt
}

# fails_well COMMAND ARG… - with each call failing once, alone, and with all after it.
fails_well() {
	local at all good=$BATS_TEST_TMPDIR/good

	"$@" >"$good"
	for all in '' 1; do
		for ((at = 1; ; at++)); do
			rm -f mark
			try env FAULT_AT=$at FAULT_MARK="$PWD/mark" ${all:+FAULT_ALL=1} "$@"
			[ -e mark ] || break
			failed_well "$good" || { echo "call $at, all after it: ${all:-no}: $*"; return 1; }
		done
		echo "$at calls"
		[ "$at" -gt 5 ]
	done
}

failed_well() {
	case $status in
	0) out_is_file "$1" ;;
	1) [ -s "$ERR" ] || { echo 'status 1 without a message'; return 1; } ;;
	*) status_is 1 ;;
	esac
}

@test "collapse-perf" {
	fails_well collapse-perf -n 2 perf.txt
	fails_well collapse-perf --per-event --event-filter cpu-clock --no-merge perf.txt
}

@test "collapse-dtrace" {
	fails_well collapse-dtrace -n 2 dtrace.txt
}

@test "difffolded" {
	fails_well difffolded -n --strip-hash a.folded b.folded
	fails_well difffolded --top 5 a.folded b.folded
}

@test "flamegraph-svg" {
	fails_well flamegraph-svg a.folded
	fails_well flamegraph-svg --no-script --reverse a.folded
	flamegraph-svg a.folded >a.svg
	fails_well flamegraph-svg --extract a.svg
}

@test "flamegraph-svg keeps palette.map whole" {
	printf 'old->rgb(1,2,3)\n' >old.map
	for ((at = 1; ; at++)); do
		cp old.map palette.map
		rm -f mark
		try env FAULT_AT=$at FAULT_MARK="$PWD/mark" flamegraph-svg --cp a.folded
		grep -qx 'old->rgb(1,2,3)' palette.map
		[ "$status" -ne 0 ] || [ "$(wc -l <palette.map)" -gt 1 ]
		[ -e mark ] || break
	done
	[ "$at" -gt 20 ]
	# No temporary file is left.
	[ "$(find . -name 'palette*' | wc -l)" -eq 1 ]
}
