#!/bin/sh
# usage: coverage.sh BUILD_DIR LINES BRANCHES
# What of the source was gone through by programs of a build with --coverage, as gcov counts it: lines
# and branches in percent by file, the least first, and of all. Status 1 if all have less than
# LINES or BRANCHES percent. What the build in BUILD_DIR/faults went through is added.
set -eu
build=$1 lines=$2 branches=$3
all=$build/merged

rm -rf "$all"
if [ -d "$build/faults/obj" ]; then
	gcov-tool merge -o "$all" "$build/obj" "$build/faults/obj" >/dev/null
else
	cp -R "$build/obj" "$all"
fi
(cd "$build/obj" && find . -name '*.gcno') | while read -r notes; do
	case $notes in
	./test/*) continue ;;
	esac
	mkdir -p "$all/${notes%/*}"
	cp "$build/obj/$notes" "$all/$notes"
	gcov -b -n -o "$all/${notes%/*}" "${notes%.gcno}.c" 2>/dev/null |
		awk -v want="File '${notes#./}" -v file="${notes#./}" '
			BEGIN { sub(/gcno$/, "c", file); sub(/gcno$/, "c'"'"'", want) }
			/^File / { inside = $0 == want }
			!inside { next }
			/^Lines executed:/ { split($0, l, /[:% ]+/) }
			/^Taken at least once:/ { split($0, b, /[:% ]+/) }
			function part(percent, n) { return int(percent * n / 100 + 0.5) }
			END { print part(l[3], l[5]), l[5] + 0, part(b[5], b[7]), b[7] + 0, file }'
done >"$build/covered"
awk -v want_lines="$lines" -v want_branches="$branches" '
	function percent(part, n) { return n == 0 ? 100 : 100 * part / n }
	{
		l += $1; all_l += $2; b += $3; all_b += $4
		row[NR] = sprintf("%6.1f %6.1f  %s", percent($1, $2), percent($3, $4), $5)
	}
	END {
		print " lines branches  (percent)"
		for (i = 1; i <= NR; i++) print row[i] | "sort -n"
		close("sort -n")
		l = percent(l, all_l); b = percent(b, all_b)
		printf "%6.1f %6.1f  all: at least %s and %s are wanted\n", l, b, want_lines, want_branches
		exit l < want_lines || b < want_branches
	}' "$build/covered"
