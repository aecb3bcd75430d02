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

@test "what was built of a bug in a run before is built again, whichever bug was the last one" {
	cd "$BATS_TEST_TMPDIR"
	mkdir -p lib test
	cp -r "$ROOT/test/mutants" test
	rm test/mutants/*.mutants
	# Programs that are their own sources.
	printf 'build/unit/%%: lib/%%.c\n\tmkdir -p build/unit\n\tinstall -m 755 $< $@\n' >Makefile
	for name in a b; do
		printf '#!/bin/sh\nexit 0\n' >lib/$name.c
		printf 'bug: %s\nin: %s.c\nold: exit 0\nnew: exit 1\ntest: unit/%s\n\n' $name $name $name
	done >test/mutants/lib.mutants
	for _ in first second; do
		try sh test/mutants/mutants.sh build lib
		diff -u - "$OUT" <<-'EOF'
			killed: a
			killed: b
			2 passed, 0 failed
		EOF
		ok
	done
	diff -u <(printf "lib/%s.c\n" a b) build/mutants/changed
}
