#!/bin/sh
# usage: mutants.sh [--check] [--part K/N] [--only WORDS] BUILD FOLDER…
#
# Tries small deliberate bugs, one at a time, in a copy of the tree, and names those that their test
# does not notice. They stand in test/mutants/*.mutants, with an empty line between two:
#
#	bug: the longest repeat is one byte short
#	in: elf_inflate.c:repeated_run
#	old: 227, 258}
#	new: 227, 257}
#	test: unit/elf
#
# `in` is a file, wherever it is, and a function of it unless `old` is in the file only once. The test
# is a program of test/unit, or a file and a pattern for names of its tests: "difffolded.bats: gate".
# Each test must pass first without a bug. FOLDERS are what the copy is made of.
#
# --check only sees whether every bug can be made; --part 3/10 takes the third tenth; --only those whose
# `bug` has these words. The last line is "N passed, N failed"; status 1 if any failed.
set -u
unset BIN UNIT FUZZ MAKEFLAGS MFLAGS MAKEOVERRIDES
here=$(cd "$(dirname "$0")" && pwd)
check=false part=1 parts=1 only=
while :; do
	case $1 in
	--check) check=true ;;
	--part) part=${2%/*} parts=${2#*/} && shift ;;
	--only) only=$2 && shift ;;
	*) break ;;
	esac
	shift
done
work=$1/mutants
shift
tree=$work/tree
passed=0 failed=0 left_out=0 number=0

say() { printf '%s\n' "$*"; }

fault() {
	say "$1: $bug"
	failed=$((failed + 1))
}

# The copy keeps times, so that only what has changed is built again.
copy_tree() {
	mkdir -p "$tree" "$work/passes" || exit 1
	for f in Makefile test "$@"; do
		rm -rf "${tree:?}/$f"
		cp -Rp "$here/../../$f" "$tree/$f" || exit 1
	done
	rm -rf "$work/passes" && mkdir "$work/passes"
	# The last thing that was built of a file, in any run before, may have been a bug.
	[ ! -e "$work/changed" ] || while IFS= read -r f; do
		touch -c "$tree/$f"
	done <"$work/changed"
}

note_changed() {
	grep -qxF "$file" "$work/changed" 2>/dev/null || say "$file" >>"$work/changed"
}

build() {
	make -s -j2 -C "$tree" BUILD=build CFLAGS=-O1 "$@" >"$work/build.log" 2>&1
}

# A bug may ask for all the memory there is, which others on the machine need.
MOST_KIB=8000000

# Runs the test of the bug at hand, with what it needs built. 2: that does not build.
run_test() {
	case $test in
	unit/*)
		build "build/$test" || return 2
		# shellcheck disable=SC3045 # every shell that is someone's sh has it
		(ulimit -v "$MOST_KIB" && timeout 120 "$tree/build/$test") >"$work/test.log" 2>&1
		;;
	*)
		build all tools || return 2
		(cd "$tree" && RETRIES=0 BATS_TEST_TIMEOUT=300 timeout 400 bats -f "${test#*: }" "test/${test%%: *}") \
			>"$work/test.log" 2>&1
		;;
	esac
}

# Whether the test passes without a bug; it is asked once.
passes() {
	mark=$work/passes/$(printf '%s' "$test" | cksum | tr ' ' -)
	[ ! -e "$mark" ] || return 0
	run_test || return 1
	case $test in
	unit/*) ;;
	*) grep '^ok ' "$work/test.log" | grep -qv '# skip' || return 3 ;;
	esac
	: >"$mark"
}

# The file that `in` means: of that name; or, where a function has moved, the one that has it now.
find_file() {
	function=${in#"${in%%:*}"}
	file=$(cd "$from" && find "$@" -type f -name "${in%%:*}" -exec grep -l "^${function#:}" {} +)
	[ -n "$file" ] || [ -z "$function" ] ||
		file=$(cd "$from" && grep -rl --include='*.c' "^${function#:}(" "$@")
	[ -n "$file" ] && [ "$(say "$file" | wc -l)" -eq 1 ]
}

mutate() {
	OLD=$old NEW=$new FUNCTION=${function#:} awk -f "$here/apply.awk" "$from/$file" >"$work/mutant"
}

try_bug() {
	passes
	case $? in
	0) ;;
	3) left_out=$((left_out + 1)) && say "not tried, as its test is skipped or missing: $bug" && return ;;
	*) fault "test fails without a bug, or does not build" && tail -n 30 "$work/build.log" "$work/test.log" && return ;;
	esac
	note_changed
	cp -p "$tree/$file" "$work/original"
	cp "$work/mutant" "$tree/$file"
	run_test
	result=$?
	cp "$work/original" "$tree/$file"
	case $result in
	0) fault "SURVIVED ($test)" ;;
	2) fault "does not build" && tail -n 10 "$work/build.log" ;;
	*) passed=$((passed + 1)) && say "killed: $bug" ;;
	esac
}

one_bug() {
	number=$((number + 1))
	[ $((number % parts)) -eq $((part % parts)) ] || return 0
	case $bug in *"$only"*) ;; *) return 0 ;; esac
	find_file "$@" || { fault "no such file, or several: $in"; return; }
	mutate || { fault "the old text must stand in $in exactly once: $old"; return; }
	! cmp -s "$work/mutant" "$from/$file" || { fault "changes nothing"; return; }
	if $check; then
		passed=$((passed + 1))
	else
		try_bug
	fi
}

mkdir -p "$work" || exit 1
from=$here/../..
$check || { copy_tree "$@" && from=$tree; }
folders=$*
awk 'FNR == 1 { print "" } { print } END { print "" }' "$here"/*.mutants >"$work/all"
bug='' in='' old='' new='' test=''
while IFS= read -r line; do
	case $line in
	'bug: '*) bug=${line#bug: } ;;
	'in: '*) in=${line#in: } ;;
	'old: '*) old=${line#old: } ;;
	'new: '*) new=${line#new: } ;;
	'new:') new= ;;
	'test: '*) test=${line#test: } ;;
	'#'*) ;;
	'')
		# shellcheck disable=SC2086 # names of folders
		[ -z "$bug" ] || one_bug $folders </dev/null
		bug='' in='' old='' new='' test=''
		;;
	*) bug=$line && fault "a line of none of the kinds" ;;
	esac
done <"$work/all"
[ "$left_out" -eq 0 ] || say "$left_out not tried"
say "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
