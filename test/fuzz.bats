#!/usr/bin/env bats
# The fuzz targets, on files that are at hand: none of them may stop one.

load helper

setup() { cd "$BATS_TEST_TMPDIR" || return 1; }

@test "fuzz_elf runs over a program of ours" {
	try "$FUZZ/fuzz_elf" "$UNIT/elf" "$UNIT/dwarf"
	ok
	out_is_empty
}

@test "every fuzz target runs over any bytes, and over none" {
	: >"$BATS_TEST_TMPDIR/empty"
	head -c 20000 "$UNIT/elf" >"$BATS_TEST_TMPDIR/some"
	found=0
	for target in "$FUZZ"/fuzz_*; do
		try "$target" "$BATS_TEST_TMPDIR/empty" "$BATS_TEST_TMPDIR/some"
		status_is 0
		found=$((found + 1))
	done
	[ "$found" -gt 0 ]
}

# The seeds, and what fuzzing found: test/bugs/NAME holds an input for each defect there was.
@test "every fuzz target runs over its seeds and over what it once failed on" {
	found=0
	for folder in "$ROOT"/test/fuzz/corpus/* "$ROOT"/test/bugs/*; do
		try "$FUZZ/fuzz_${folder##*/}" "$folder"/*
		status_is 0
		found=$((found + 1))
	done
	[ "$found" -ge 5 ]
	[ "$(du -sk "$ROOT/test/fuzz/corpus" | cut -f1)" -lt 5000 ]
}

@test "every part of CI has targets, and together they have all" {
	local parts part

	parts=$(sed -n 's|.*/fuzz[.]sh .*commits % \([0-9]*\)))/\1".*|\1|p' "$ROOT/.ci/run")
	[ "$parts" -gt 1 ]
	mkdir all
	for target in "$FUZZ"/fuzz_*; do
		printf '#!/bin/sh\necho "%s" >>"%s"\n' "${target##*/}" "$BATS_TEST_TMPDIR/ran" >"all/${target##*/}"
		chmod +x "all/${target##*/}"
	done
	for ((part = 0; part < parts; part++)); do
		: >ran
		sh "$ROOT/test/fuzz/fuzz.sh" all 1 '' "$part/$parts" >said
		[ "$(sort -u ran | grep -c .)" -eq 2 ]
		cat ran >>ran-all
	done
	[ "$(sort -u ran-all | grep -c .)" -eq "$(find all -name 'fuzz_*' | grep -c .)" ]
}
