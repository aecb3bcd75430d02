#!/usr/bin/env bats
# Every program of test/unit, one after another.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
}

@test "unit programs pass" {
	found=0 wrong=0
	for source in "$ROOT"/test/unit/*.c; do
		name=$(basename "$source" .c)
		try "$UNIT/$name"
		if ! ok; then
			echo "unit program $name failed"
			wrong=1
		fi
		found=$((found + 1))
	done
	[ "$found" -gt 0 ]
	[ "$wrong" -eq 0 ]
}

@test "each run has a secret of its own for its hash tables, and prints the same" {
	for _ in 1 2 3; do
		"$UNIT/hash" seed
	done >seeds
	[ "$(sort -u seeds | wc -l)" -eq 3 ]
	for _ in 1 2 3; do
		collapse-perf --all "$ROOT"/test/demo/*.perf-script | flamegraph-svg | cksum
	done >sums
	[ "$(sort -u sums | wc -l)" -eq 1 ]
}
