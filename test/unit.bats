#!/usr/bin/env bats
# Every program of test/unit, one after another.

load helper

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
