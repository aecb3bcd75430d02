#!/usr/bin/env bats
# layout.bats - the house as CONTRIBUTING.md describes it: what it names is there, and files and
# folders use each other one way.

load helper

ROOMS=(lib collapse-perf collapse-dtrace flamegraph-svg difffolded cargo-flamegraph)

# The source files, and the folders that they are in.
sources() {
	(cd "$ROOT" && find "${ROOMS[@]}" -name '*.[ch]' | sort)
}

folders() {
	sources | sed 's|/[^/]*$||' | sort -u
}

# Names whose kinds hold each other, as types hold names that hold types: one grammar in several
# files stands for one here.
as_grammars() {
	sed -E 's,(lib/cxx/demangle_cxx)(_[a-z_]+)?,\1,g; s,(lib/demangle/demangle_rust_v0)(_[a-z_]+)?,\1,g
		s,collapse-perf/dwarf/dwarf_(mangle(_type)?|arguments|lambda(_index)?|function_index),collapse-perf/dwarf/dwarf_mangle,g'
}

# "A B" for each file A that calls, or reads, what file B defines: as the compiler has it.
uses() {
	local objects=${BIN%/*}/obj file

	cd "$ROOT" || return
	find "${ROOMS[@]}" -name '*.c' | sort | while read -r file; do
		file=${file%.c}
		nm "$objects/$file.o" | awk -v file="$file" '
			NF == 3 && $2 ~ /[BCDRTVW]/ { print "D", $3, file }
			NF == 2 && $1 == "U" { print "U", $2, file }'
	done | sort | awk '
		$1 == "D" { defines[$2] = $3 }
		$1 == "U" && ($2 in defines) && defines[$2] != $3 { print $3, defines[$2] }' | sort -u
}

# Nothing in these pairs leads back to where it began.
no_circle() {
	tsort "$1" >/dev/null 2>"$BATS_TEST_TMPDIR/circles" || true
	diff -u /dev/null "$BATS_TEST_TMPDIR/circles"
}

@test "files use each other one way, but where a grammar nests" {
	needs nm
	uses | as_grammars | awk '$1 != $2' >"$BATS_TEST_TMPDIR/files"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/files")" -gt 300 ]
	no_circle "$BATS_TEST_TMPDIR/files"
}

@test "folders use each other one way" {
	needs nm
	uses | sed -E 's|/[^/ ]+( )|\1|; s|/[^/]+$||' | awk '$1 != $2' >"$BATS_TEST_TMPDIR/folders"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/folders")" -gt 50 ]
	no_circle "$BATS_TEST_TMPDIR/folders"
}

@test "headers include each other one way, and lib/ none of a program" {
	local file name

	sources | (cd "$ROOT" && xargs grep -n '^#include "') |
		sed -E 's|^([^:]*/)?([^/:]+):[0-9]+:#include "(.*)".*|\1\2 \3|' >"$BATS_TEST_TMPDIR/all"
	awk '$1 ~ /[.]h$/ { n = split($1, path, "/"); print path[n], $2 }' "$BATS_TEST_TMPDIR/all" \
		>"$BATS_TEST_TMPDIR/headers"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/headers")" -gt 100 ]
	no_circle "$BATS_TEST_TMPDIR/headers"
	while read -r file name; do
		[ -n "$(find "$ROOT/lib" -name "$name")" ] || echo "$file includes $name"
	done < <(grep '^lib/' "$BATS_TEST_TMPDIR/all") >"$BATS_TEST_TMPDIR/outside"
	diff -u /dev/null "$BATS_TEST_TMPDIR/outside"
}

@test "no folder has more than 22 files, no file more than 530 lines" {
	local folder n file

	for folder in $(folders); do
		n=$(find "$ROOT/$folder" -maxdepth 1 -type f | wc -l)
		[ "$n" -le 22 ] || echo "$folder: $n files"
	done >"$BATS_TEST_TMPDIR/large"
	for file in $(sources); do
		n=$(wc -l <"$ROOT/$file")
		[ "$n" -le 530 ] || echo "$file: $n lines"
	done >>"$BATS_TEST_TMPDIR/large"
	diff -u /dev/null "$BATS_TEST_TMPDIR/large"
}

# From the line that is a brace, below its name, to the next one: of tests and their tools, too.
@test "no function has more than 60 lines" {
	local lengths=$BATS_TEST_TMPDIR/lengths

	(cd "$ROOT" && find "${ROOMS[@]}" test -name '*.[ch]' -exec awk '
		/^[a-zA-Z_].*[(]/ { name = $0 }
		/^{/ { begin = FNR }
		/^}$/ && begin { print FNR - begin - 1, FILENAME ": " name; begin = 0 }' {} +) >"$lengths"
	[ "$(wc -l <"$lengths")" -gt 3000 ]
	awk '$1 > 60' "$lengths" >"$lengths.above"
	diff -u /dev/null "$lengths.above"
}

# What stands between `…` in the part of CONTRIBUTING.md that is a map.
map_words() {
	sed -n '/^## How the source is laid out/,/^### Tests and their data/p' "$ROOT/CONTRIBUTING.md" |
		grep -oE '`[^`]+`' | tr -d '`' | sort -u
}

@test "the map names functions and files that are there, and every folder" {
	local word folder

	[ "$(map_words | wc -l)" -gt 100 ]
	for word in $(map_words | grep -E '^[a-z0-9_]+[(][)]$'); do
		word=${word%()}
		grep -qE "^${word}[(]" -r "$ROOT" --include='*.[ch]' --exclude-dir=build --exclude-dir=test ||
			echo "no function $word()"
	done >"$BATS_TEST_TMPDIR/missing"
	for word in $(map_words | grep -E '^[a-z0-9_/-]+[.](c|h|bats)$'); do
		[ -e "$ROOT/$word" ] || [ -n "$(find "$ROOT" -name "$word" -not -path '*/build/*')" ] ||
			echo "no file $word"
	done >>"$BATS_TEST_TMPDIR/missing"
	for folder in $(folders); do
		map_words | grep -qxE "($folder|${folder##*/})/" || echo "no word of $folder/"
	done >>"$BATS_TEST_TMPDIR/missing"
	diff -u /dev/null "$BATS_TEST_TMPDIR/missing"
}

@test "no program sets a locale: whatever the user's, it has that of C" {
	local objects=${BIN%/*}/obj room

	needs nm
	for room in "${ROOMS[@]}"; do
		find "$objects/$room" -name '*.o'
	done | xargs nm -u >"$BATS_TEST_TMPDIR/used"
	grep -qw malloc "$BATS_TEST_TMPDIR/used"
	! grep -wE 'setlocale|newlocale|uselocale' "$BATS_TEST_TMPDIR/used" || false
}
