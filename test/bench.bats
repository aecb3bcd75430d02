#!/usr/bin/env bats
# The tools of make bench; the measuring itself needs a quiet machine and is no test.

load helper

@test "the generators give the same bytes on every machine, and the programs all of it" {
	try remake "$BUILT/bench/gen-perf"
	status_is 0
	gen=${BIN%/bin}/bench/gen-perf
	cd "$BATS_TEST_TMPDIR"
	"$gen" -m 2 -r 7 >perf
	"$gen" -m 2 -r 7 -d >dtrace
	[ "$(cksum <perf | cut -d' ' -f1)" = 1402960220 ]
	[ "$(cksum <dtrace | cut -d' ' -f1)" = 3813305829 ]
	try collapse-perf --weight samples perf
	ok
	diff <(grep -c '^worker' perf) <(awk '{ sum += $NF } END { print sum }' "$OUT")
	try collapse-dtrace dtrace
	ok
	diff <(awk 'NF == 1 && $1 ~ /^[0-9]+$/ { sum += $1 } END { print sum }' dtrace) \
		<(awk '{ sum += $NF } END { print sum }' "$OUT")
}

@test "timed tells seconds and memory, and when a command fails" {
	try remake "$BUILT/bench/timed"
	status_is 0
	timed=${BIN%/bin}/bench/timed
	try "$timed" 3 "$BATS_TEST_TMPDIR/printed" echo hello
	ok
	grep -qxE '[0-9]+\.[0-9]{4} [0-9]+ [0-9]+\.[0-9]{4}' "$OUT"
	diff -u <(echo hello) "$BATS_TEST_TMPDIR/printed"
	try "$timed" 3 /dev/null false
	status_is 1
	err_has 'false failed'
	try "$timed" 0 /dev/null true
	status_is 2
}

# What the tables need: generators, and the clock.
bench_tools() {
	for tool in gen-perf gen-folded timed; do
		try remake "$BUILT/bench/$tool"
		status_is 0
	done
	export RUNS=1 BENCH_DIR=$BATS_TEST_TMPDIR/bench
}

@test "the table of make bench: every row, beside another build, whose outputs are compared" {
	bench_tools
	try env PERF_MB=1 STACKS=300 CORPUS= REPEAT=2 BASE="$BIN" sh test/bench/bench.sh "${BIN%/bin}"
	ok
	for row in 'collapse-perf -n 1, generated.perf' 'collapse-perf -n 2, generated-x2.perf' \
		'cat | collapse-perf, generated.perf' 'collapse-dtrace -n 2' 'difffolded, a bush' \
		'difffolded, a sorted bush' 'difffolded --top, a bush' 'flamegraph-svg, bush-before.folded' \
		'flamegraph-svg, bush-before-sorted.folded' 'flamegraph-svg, generated.perf.folded'; do
		grep "^$row " "$OUT" >"$BATS_TEST_TMPDIR/row"
		grep -q ' same$' "$BATS_TEST_TMPDIR/row"
	done
	# A bush is as large in order as in none, and the difference is the same.
	cmp "$BENCH_DIR/out-1-300/bush-diff.folded" <(difffolded "$BENCH_DIR/in-1-300/bush-before.folded" \
		"$BENCH_DIR/in-1-300/bush-after.folded")
	try env BASE="$BATS_TEST_TMPDIR" sh test/bench/bench.sh "${BIN%/bin}"
	status_is 2
	err_has 'no programs there'
	# Another build that prints something else is noticed.
	mkdir "$BATS_TEST_TMPDIR/bin"
	for program in "$BIN"/*; do
		ln -s "$program" "$BATS_TEST_TMPDIR/bin"
	done
	rm "$BATS_TEST_TMPDIR/bin/collapse-dtrace"
	printf '#!/bin/sh\necho main 1\n' >"$BATS_TEST_TMPDIR/bin/collapse-dtrace"
	chmod +x "$BATS_TEST_TMPDIR/bin/collapse-dtrace"
	try env PERF_MB=1 STACKS=300 CORPUS= BASE="$BATS_TEST_TMPDIR/bin" sh test/bench/bench.sh "${BIN%/bin}"
	ok
	grep '^collapse-dtrace' "$OUT" >"$BATS_TEST_TMPDIR/row"
	grep -q ' other$' "$BATS_TEST_TMPDIR/row"
}

@test "the table of growth: every size and shape, as large as it says" {
	bench_tools
	try env SIZES='1 2' SHAPE_MB=1 sh test/bench/growth.sh "${BIN%/bin}"
	ok
	for shape in '1 MB' '2 MB' common deep flat equal reversed merged; do
		for program in flamegraph-svg difffolded; do
			grep -qE "^$shape +$program +[0-9.]+ +[0-9.]+ " "$OUT"
		done
	done
	cd "$BENCH_DIR/growth"
	[ "$(wc -l <deep.folded)" = 1 ]
	[ "$(grep -c ';' flat.folded)" = 0 ]
	[ "$(sort -u equal.folded | wc -l)" = 1 ]
	LC_ALL=C sort -c merged.folded
	LC_ALL=C sort -c -r reversed.folded
	[ "$(wc -l <2.folded)" -eq "$((2 * $(wc -l <1.folded)))" ]
}
