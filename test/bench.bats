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
	grep -qxE '[0-9]+\.[0-9]{4} [0-9]+' "$OUT"
	diff -u <(echo hello) "$BATS_TEST_TMPDIR/printed"
	try "$timed" 3 /dev/null false
	status_is 1
	err_has 'false failed'
	try "$timed" 0 /dev/null true
	status_is 2
}
