#!/bin/sh
# bench.sh - measures every program against `wc -l` on the same file in the same run.
#
# usage: bench.sh BUILD_DIR      with RUNS (5) and REPEAT (1: how often the large input is repeated)
#
# Inputs are made by the generators beside this script, and unpacked from CORPUS where that is
# present; they stay in BUILD_DIR/bench/in. What the collapse programs and difffolded write is
# compared with test/bench/checksums; `bench.sh --record BUILD_DIR` writes those anew.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
record=
if [ "$1" = --record ]; then
	record=yes
	shift
fi
build=$(cd "$1" && pwd)
runs=${RUNS:-5}
repeat=${REPEAT:-1}
corpus=${CORPUS:-$here/../../../shared/bench/big.perf-script.xz}
in=$build/bench/in
out=$build/bench/out
PATH=$build/bin:$build/bench:$PATH
export LC_ALL=C
mkdir -p "$in" "$out"
failed=0

# make_input NAME COMMAND ARG… - the file $in/NAME, from what the command prints.
make_input() {
	name=$1
	shift
	[ -s "$in/$name" ] && return
	"$@" >"$in/$name.part"
	mv "$in/$name.part" "$in/$name"
}

# Called by make_input.
# shellcheck disable=SC2317
repeated() {
	i=0
	while [ "$i" -lt "$2" ]; do
		cat "$1"
		i=$((i + 1))
	done
}

# What is measured against: the seconds of wc -l, from a file and from a pipe.
baseline() {
	timed "$runs" /dev/null wc -l "$@" | cut -d' ' -f1
}

# checked NAME - "same" or "DIFFERS", as the checksum of $out/NAME stands in the list; "-" if not there.
# Pictures are not compared: they change with every change of the drawing.
checked() {
	case $1 in
	*.svg)
		echo -
		return
		;;
	esac
	sum=$(cksum <"$out/$1")
	if [ -n "$record" ]; then
		grep -v "^$1 " "$here/checksums" >"$out/checksums" || :
		echo "$1 $sum" | sort -o "$here/checksums" - "$out/checksums"
	fi
	want=$(sed -n "s/^$1 //p" "$here/checksums")
	if [ -z "$want" ]; then
		echo -
	elif [ "$want" = "$sum" ]; then
		echo same
	else
		echo DIFFERS
	fi
}

# row NAME LABEL BASE FILES -- COMMAND ARG… - measures, and prints a line of the table.
row() {
	name=$1 label=$2 base=$3 files=$4
	shift 5
	result=$(timed "$runs" "$out/$name" "$@")
	# shellcheck disable=SC2086 # several names without spaces
	bytes=$(cd "$in" && cat $files | wc -c)
	check=$(checked "$name")
	[ "$check" != DIFFERS ] || failed=1
	echo "$result" | awk -v label="$label" -v base="$base" -v bytes="$bytes" -v check="$check" '{
		printf "%-42s %8.1f %8.3f %8.0f %8.2f %8.1f  %s\n", label, bytes / 1e6, $1,
			bytes / 1e6 / ($1 > 0 ? $1 : 0.0001), $1 / base, $2 / 1024, check }'
}

# Lines of the table for one file of perf script.
rows_of_perf() {
	base=$(baseline "$in/$1")
	row "$1.folded" "collapse-perf -n 1, $1" "$base" "$1" -- collapse-perf -n 1 "$in/$1"
	row "$1.folded" "collapse-perf -n 2, $1" "$base" "$1" -- collapse-perf -n 2 "$in/$1"
	# shellcheck disable=SC2016 # $1 is the inner shell's
	base=$(timed "$runs" /dev/null sh -c 'cat "$1" | wc -l' sh "$in/$1" | cut -d' ' -f1)
	# shellcheck disable=SC2016
	row "$1.folded" "cat | collapse-perf, $1" "$base" "$1" -- \
		sh -c 'cat "$1" | collapse-perf' sh "$in/$1"
}

make_input generated.perf gen-perf -m 128 -r 1
make_input generated.dtrace gen-perf -m 128 -r 1 -d
make_input before.folded gen-folded -s 400000 -d 35 -r 1
make_input after.folded gen-folded -s 400000 -d 35 -r 2
if [ -f "$corpus" ] && command -v xz >/dev/null; then
	make_input corpus.perf xz -dc "$corpus"
fi
if [ "$repeat" -gt 1 ]; then
	large=generated
	[ ! -s "$in/corpus.perf" ] || large=corpus
	make_input "$large-x$repeat.perf" repeated "$in/$large.perf" "$repeat"
fi

echo "Median of $runs runs; × wc is the time against that of wc -l on the same input."
printf '%-42s %8s %8s %8s %8s %8s  %s\n' program MB seconds MB/s '× wc' 'peak MB' output
for perf in "$in"/*.perf; do
	rows_of_perf "${perf##*/}"
done
row generated.dtrace.folded 'collapse-dtrace -n 2' "$(baseline "$in/generated.dtrace")" \
	generated.dtrace -- collapse-dtrace -n 2 "$in/generated.dtrace"
row diff.folded 'difffolded, 400,000 stacks each' \
	"$(baseline "$in/before.folded" "$in/after.folded")" 'before.folded after.folded' -- \
	difffolded "$in/before.folded" "$in/after.folded"
row large.svg 'flamegraph-svg, 400,000 stacks' "$(baseline "$in/before.folded")" before.folded -- \
	flamegraph-svg "$in/before.folded"
for folded in generated.perf.folded corpus.perf.folded; do
	[ -s "$out/$folded" ] || continue
	cp "$out/$folded" "$in/$folded"
	row "$folded.svg" "flamegraph-svg, $folded" "$(baseline "$in/$folded")" "$folded" -- \
		flamegraph-svg "$in/$folded"
done
exit "$failed"
