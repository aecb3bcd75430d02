# measure.sh - what bench.sh and growth.sh have in common: inputs, and lines of a table.
# shellcheck shell=sh disable=SC2154 # see below
#
# The script that reads this has set `build`, a folder, `in` and `out`, folders in it, and `runs`. BASE may be a
# build of another commit: its folder, or its programs' folder. Then the same command runs with its
# programs as well, by turns, and a line says how many times as fast ours are.

PATH=$build/bin:$build/bench:$PATH
export LC_ALL=C
base_bin=
if [ -n "${BASE:-}" ]; then
	for base_bin in "$BASE" "$BASE/bin" "$BASE/build/bin"; do
		[ ! -x "$base_bin/difffolded" ] || break
	done
	if [ ! -x "$base_bin/difffolded" ]; then
		echo "BASE=$BASE: no programs there; give the folder of a build" >&2
		exit 2
	fi
	base_bin=$(cd "$base_bin" && pwd)
fi

# make_input NAME COMMAND ARG… - the file $in/NAME, from what the command prints.
make_input() {
	name=$1
	shift
	[ -s "$in/$name" ] && return
	"$@" >"$in/$name.part"
	mv "$in/$name.part" "$in/$name"
}

# repeated FILE N - the file so many times. Called by make_input.
# shellcheck disable=SC2317,SC2329
repeated() {
	i=0
	while [ "$i" -lt "$2" ]; do
		cat "$1"
		i=$((i + 1))
	done
}

# measure NAME COMMAND ARG… - runs the command, by turns with BASE's. What timed.c says of each run goes to
# $out/NAME.times, with whose it is before it; their output to $out/NAME and $out/NAME.base.
measure() {
	measured=$1
	shift
	: >"$out/$measured.times"
	i=0
	while [ "$i" -lt "$runs" ]; do
		echo "ours $(timed 1 "$out/$measured" "$@")" >>"$out/$measured.times"
		[ -z "$base_bin" ] ||
			echo "base $(PATH=$base_bin:$PATH timed 1 "$out/$measured.base" "$@")" >>"$out/$measured.times"
		i=$((i + 1))
	done
}

# compared NAME - how BASE's output is ours; "-" without one.
compared() {
	if [ -z "$base_bin" ]; then
		echo -
	elif cmp -s "$out/$1" "$out/$1.base"; then
		echo same
	else
		echo other
	fi
}

# summed NAME - of $out/NAME.times the medians of ours, seconds, and the most KiB; the same of BASE's; and of
# runs that followed each other, how many times as fast ours are: by the clock the median, the least and
# the most, and the median by what processors worked. 0 for what was not measured.
summed() {
	sort -k1,1r -k2,2n "$out/$1.times" | awk '
		{ n[$1]++; seconds[$1, n[$1]] = $2; if ($3 > kib[$1]) kib[$1] = $3 }
		function middle(who) { return seconds[who, int((n[who] + 1) / 2)] + 0 }
		END { printf "%.4f %d %.4f %d ", middle("ours"), kib["ours"], middle("base"), kib["base"] }'
	ratios 2 "$out/$1.times" | awk '{ r[NR] = $1 } END { printf "%.2f %.2f %.2f ", r[int((NR + 1) / 2)], r[1], r[NR] }'
	ratios 4 "$out/$1.times" | awk '{ r[NR] = $1 } END { printf "%.2f\n", r[int((NR + 1) / 2)] }'
}

# ratios COLUMN FILE - of BASE's to ours, the least first.
ratios() {
	awk -v column="$1" '$1 == "ours" { ours = $column }
		$1 == "base" { print $column / (ours > 0 ? ours : 0.0001) }' "$2" | sort -n
}

# bytes_of NAME… - of inputs.
bytes_of() {
	(cd "$in" && cat "$@" | wc -c)
}
