#!/usr/bin/env bats
# The deliberate bugs of test/mutants can all be made: what they change stands in the source, once.
# `make mutants` tries them.

load helper

@test "every deliberate bug can be made" {
	try sh "$ROOT/test/mutants/mutants.sh" --check "$BATS_TEST_TMPDIR" lib collapse-perf collapse-dtrace \
		flamegraph-svg difffolded cargo-flamegraph
	ok || { cat "$OUT"; return 1; }
	out_has ' passed, 0 failed'
}

@test "a bug whose text is not there, or twice, is told" {
	cd "$BATS_TEST_TMPDIR"
	mkdir -p lib test
	cp -r "$ROOT/test/mutants" test
	rm test/mutants/*.mutants
	printf 'one(int n)\n{\n\tn = 1;\n}\ntwo(int n)\n{\n\tn = 1;\n}\n' >lib/a.c
	printf 'bug: B\nin: a.c\nold: n = 1\nnew: n = 2\ntest: unit/a\n\nbug: C\nin: a.c:two\nold: n = 2\nnew: n = 1\n' \
		>test/mutants/lib.mutants
	printf 'bug: D\nin: a.c:two\nold: n = 1\nnew: n = 2\n' >test/mutants/other.mutants
	try sh test/mutants/mutants.sh --check build lib
	status_is 1
	diff -u - "$OUT" <<-'EOF'
		the old text must stand in a.c exactly once: n = 1: B
		the old text must stand in a.c:two exactly once: n = 2: C
		1 passed, 2 failed
	EOF
}
