#!/usr/bin/env bats
# Damaged profiles through all programs; `make survive` does it for longer.

load helper

setup() { cd "$BATS_TEST_TMPDIR"; }

# survive OPTION… - in the build at hand. A sanitizer needs more address space than there is.
survive() {
	local bound=1000

	grep -q fsanitize "${BIN%/bin}/flags" && bound=0
	try sh "$ROOT/test/survive/survive.sh" "${BIN%/bin}" --seconds 60 --megabytes "$bound" \
		--finds "$BATS_TEST_TMPDIR/finds" "$@"
}

@test "output is defined, whatever becomes of a profile" {
	survive --mutants 40 --seed 7
	status_is 0
	err_is_empty
	out_has '40 mutants, '
	out_has ' processes, 0 finds, '
}

@test "a mutant is the same every time" {
	survive --print --seed 3 --first 11
	ok
	cp "$OUT" one
	survive --print --seed 3 --first 11
	out_is_file one
	survive --print --seed 4 --first 11
	[ -s one ]
	run -1 cmp -s one "$OUT"
}

# finds PROGRAM SCRIPT SAYS [OPTION…] - with this script as PROGRAM, something is found.
finds() {
	local program=$1 script=$2 says=$3
	shift 3
	rm -rf bad
	mkdir bad
	ln -s "$BIN"/* bad
	rm "bad/$program"
	printf '#!/bin/sh\n%s\n' "$script" >"bad/$program"
	chmod +x "bad/$program"
	try "${BIN%/bin}/survive/survive" --mutants 6 --lanes 1 --megabytes 0 --finds kept "$@" bad small.perf-script
	status_is 1
	err_has "$says"
	[ -n "$(ls kept)" ]
}

@test "what is not defined is found" {
	head -c 950 "$ROOT/test/survive/profiles/flat.perf-script" >small.perf-script
	finds collapse-perf 'kill -SEGV $$' 'killed by signal 11'
	finds collapse-perf 'exit 3' 'exit status 3'
	finds collapse-perf 'exit 1' 'status 1 without a message'
	finds collapse-perf "printf 'b 1\na 1\n'" 'not true'
	finds collapse-perf "'$BIN/collapse-perf' \"\$@\" | sed '\$d'" ' samples written, '
	finds collapse-perf "'$BIN/collapse-perf' \"\$@\"; date +%N >&2" "the program's name"
	finds flamegraph-svg 'echo "<svg>"' 'not true'
	finds flamegraph-svg "[ \$1 = --extract ] && exec echo a 1; exec '$BIN/flamegraph-svg' \"\$@\"" \
		'does not hold what it was made of'
	finds difffolded 'exec sleep 100' 'did not end within 1 s' --seconds 1 --mutants 1
}
