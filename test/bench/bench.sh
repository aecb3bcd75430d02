#!/bin/sh
# bench.sh - measures every program against `wc -l` on the same file in the same run.
#
# usage: bench.sh BUILD_DIR
#
# RUNS (5) of each; REPEAT (1): how often the large input is repeated; BASE: a build of another commit
# to compare with, see measure.sh; PERF_MB (128) and STACKS (400000): how large inputs are.
#
# Inputs are made by the generators beside this script, and unpacked from CORPUS where that is
# present; they stay in BUILD_DIR/bench/in, or where BENCH_DIR says. What the collapse programs and difffolded write is
# compared with test/bench/checksums; `bench.sh --record BUILD_DIR` writes those anew.
set -eu
record=
if [ "$1" = --record ]; then
	record=yes
	shift
fi
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
runs=${RUNS:-5}
work=${BENCH_DIR:-$build/bench}
repeat=${REPEAT:-1}
megabytes=${PERF_MB:-128}
stacks=${STACKS:-400000}
corpus=${CORPUS-$here/../../../shared/bench/big.perf-script.xz}
in=$work/in
out=$work/out
listed=$here/checksums
if [ "$megabytes-$stacks" != 128-400000 ]; then
	in=$in-$megabytes-$stacks
	out=$out-$megabytes-$stacks
	listed=/dev/null
fi
mkdir -p "$in" "$out"
# shellcheck source=measure.sh
. "$here/measure.sh"
failed=0

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
	if [ -n "$record" ] && [ "$listed" != /dev/null ]; then
		grep -v "^$1 " "$listed" >"$out/checksums" || :
		echo "$1 $sum" | sort -o "$listed" - "$out/checksums"
	fi
	want=$(sed -n "s/^$1 //p" "$listed")
	if [ -z "$want" ]; then
		echo -
	elif [ "$want" = "$sum" ]; then
		echo same
	else
		echo DIFFERS
	fi
}

# row NAME LABEL SECONDS FILES -- COMMAND ARG… - measures, and prints a line of the table. SECONDS are
# those of wc.
row() {
	name=$1 label=$2 wc=$3 files=$4
	shift 5
	measure "$name" "$@"
	# shellcheck disable=SC2086 # several names without spaces
	bytes=$(bytes_of $files)
	check=$(checked "$name")
	[ "$check" != DIFFERS ] || failed=1
	summed "$name" | awk -v label="$label" -v wc="$wc" -v bytes="$bytes" -v check="$check" \
		-v base="$base_bin" -v compared="$(compared "$name")" '{
		printf "%-42s %8.1f %8.3f %8.0f %8.2f %8.1f  %-7s", label, bytes / 1e6, $1,
			bytes / 1e6 / ($1 > 0 ? $1 : 0.0001), $1 / (wc > 0 ? wc : 0.0001), $2 / 1024, check
		if (base != "")
			printf " %8.3f %8.1f %6.2f %7s %6.2f  %s", $3, $4 / 1024, $5, sprintf("%.1f-%.1f", $6, $7), $8,
				compared
		print "" }'
}

# Lines of the table for one file of perf script.
rows_of_perf() {
	wc=$(baseline "$in/$1")
	row "$1.folded" "collapse-perf -n 1, $1" "$wc" "$1" -- collapse-perf -n 1 "$in/$1"
	row "$1.folded" "collapse-perf -n 2, $1" "$wc" "$1" -- collapse-perf -n 2 "$in/$1"
	# shellcheck disable=SC2016 # $1 is the inner shell's
	wc=$(timed "$runs" /dev/null sh -c 'cat "$1" | wc -l' sh "$in/$1" | cut -d' ' -f1)
	# shellcheck disable=SC2016
	row "$1.folded" "cat | collapse-perf, $1" "$wc" "$1" -- \
		sh -c 'cat "$1" | collapse-perf' sh "$in/$1"
}

# pair_rows LABEL BEFORE AFTER NAME - lines for the difference of two files: pairs, and a table.
pair_rows() {
	wc=$(baseline "$in/$2" "$in/$3")
	row "$4.folded" "difffolded, $1" "$wc" "$2 $3" -- difffolded "$in/$2" "$in/$3"
	row "$4.top" "difffolded --top, $1" "$wc" "$2 $3" -- difffolded -q --top 30 "$in/$2" "$in/$3"
}

make_input generated.perf gen-perf -m "$megabytes" -r 1
make_input generated.dtrace gen-perf -m "$megabytes" -r 1 -d
make_input before.folded gen-folded -s "$stacks" -d 35 -r 1
make_input after.folded gen-folded -s "$stacks" -d 35 -r 2
for side in before after; do
	seed=${#side}
	make_input "bush-$side.folded" gen-folded -s "$stacks" -d 35 -r "$seed" -b
	make_input "bush-$side-sorted.folded" sort "$in/bush-$side.folded"
done
if [ -f "$corpus" ] && command -v xz >/dev/null; then
	make_input corpus.perf xz -dc "$corpus"
fi
if [ "$repeat" -gt 1 ]; then
	large=generated
	[ ! -s "$in/corpus.perf" ] || large=corpus
	make_input "$large-x$repeat.perf" repeated "$in/$large.perf" "$repeat"
fi

echo "Median of $runs runs; × wc is the time against that of wc -l on the same input."
[ -z "$base_bin" ] ||
	echo "By turns with $base_bin: its seconds and MB, and how many times as fast ours are, by the clock and by what processors worked."
printf '%-42s %8s %8s %8s %8s %8s  %-7s' program MB seconds MB/s '× wc' 'peak MB' output
[ -z "$base_bin" ] || printf ' %8s %8s %6s %7s %6s  %s' base 'peak MB' times range worked output
echo
for perf in "$in"/*.perf; do
	rows_of_perf "${perf##*/}"
done
row generated.dtrace.folded 'collapse-dtrace -n 2' "$(baseline "$in/generated.dtrace")" \
	generated.dtrace -- collapse-dtrace -n 2 "$in/generated.dtrace"
pair_rows "$stacks stacks each" before.folded after.folded diff
pair_rows 'a bush' bush-before.folded bush-after.folded bush-diff
pair_rows 'a sorted bush' bush-before-sorted.folded bush-after-sorted.folded bush-diff
row large.svg "flamegraph-svg, $stacks stacks" "$(baseline "$in/before.folded")" before.folded -- \
	flamegraph-svg "$in/before.folded"
for folded in bush-before.folded bush-before-sorted.folded generated.perf.folded corpus.perf.folded; do
	[ ! -s "$out/$folded" ] || cp "$out/$folded" "$in/$folded"
	[ -s "$in/$folded" ] || continue
	row "$folded.svg" "flamegraph-svg, $folded" "$(baseline "$in/$folded")" "$folded" -- \
		flamegraph-svg "$in/$folded"
done
exit "$failed"
