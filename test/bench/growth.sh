#!/bin/sh
# growth.sh - does time grow as the input does, and are there shapes of it that are slow?
#
# usage: growth.sh BUILD_DIR
#
# Folded stacks of SIZES ("1 4 16 64 256") megabytes, in no order, and those of SHAPE_MB (64) in odd shapes,
# drawn by flamegraph-svg and compared with themselves by difffolded. RUNS (3) and BASE as for bench.sh. For
# each: seconds, and nanoseconds for a byte; of shapes, how many times those of the common shape.
#
#	deep      one stack of frames of two bytes
#	flat      each stack is one frame
#	equal     one stack again and again
#	reversed  in order, from behind
#	merged    in order, each stack once
set -eu
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
runs=${RUNS:-3}
work=${BENCH_DIR:-$build/bench}
sizes=${SIZES:-1 4 16 64 256}
shape_mb=${SHAPE_MB:-64}
in=$work/growth
out=$in/out
mkdir -p "$out"
# shellcheck source=measure.sh
. "$here/measure.sh"

# bush MEGABYTES - folded stacks of about that size: a stack has some 300 bytes.
bush() {
	gen-folded -s $(($1 * 3300)) -d 35 -r "$1" -b
}

# shape NAME MEGABYTES - one of the list above. Called by make_input.
# shellcheck disable=SC2317,SC2329
shape() {
	case $1 in
	deep)
		awk -v n=$(($2 * 500000)) 'BEGIN { for (i = 1; i < n; i++) printf "%c;", 97 + i % 26; print "z 1" }'
		;;
	flat)
		awk -v n=$(($2 * 60000)) 'BEGIN { for (i = 0; i < n; i++) printf "frame_%08d 1\n", i * 7919 % n }'
		;;
	equal)
		awk -v n=$(($2 * 20000)) 'BEGIN { for (i = 0; i < n; i++) print "main;run;parse_the_text;read_line;copy 1" }'
		;;
	reversed)
		bush "$2" | sort -r
		;;
	merged)
		bush "$2" | sort | awk '{ stack = $0; sub(/ [0-9]+$/, "", stack) } stack != last; { last = stack }'
		;;
	esac
}

# line LABEL PROGRAM NAME COMMAND ARG… - measures it on the file NAME; `common` is ns a byte of the common
# shape, or 0.
line() {
	label=$1 program=$2 input=$3
	shift 3
	measure "$program.out" "$@"
	summed "$program.out" | awk -v label="$label" -v program="$program" -v bytes="$(bytes_of "$input")" \
		-v common="$common" -v base="$base_bin" -v compared="$(compared "$program.out")" '{
		each = $1 * 1e9 / bytes
		printf "%-12s %-16s %8.1f %8.3f %8.2f %8.1f", label, program, bytes / 1e6, $1, each, $2 / 1024
		if (common > 0)
			printf " %8.2f", each / common
		else
			printf " %8s", "-"
		if (base != "")
			printf " %8.3f %8.1f %6.2f %6.2f  %s", $3, $4 / 1024, $5, $8, compared
		print "" }'
}

# each_nanoseconds PROGRAM NAME - of a byte of what was measured last.
each_nanoseconds() {
	summed "$1.out" | awk -v bytes="$(bytes_of "$2")" '{ print $1 * 1e9 / bytes }'
}

printf '%-12s %-16s %8s %8s %8s %8s %8s' shape program MB seconds ns/byte 'peak MB' common
[ -z "$base_bin" ] || printf ' %8s %8s %6s %6s  %s' base 'peak MB' times worked output
echo
common=0
for size in $sizes; do
	make_input "$size.folded" bush "$size"
	line "$size MB" flamegraph-svg "$size.folded" flamegraph-svg -q "$in/$size.folded"
	line "$size MB" difffolded "$size.folded" difffolded -q "$in/$size.folded" "$in/$size.folded"
done
make_input common.folded bush "$shape_mb"
line common flamegraph-svg common.folded flamegraph-svg -q "$in/common.folded"
svg=$(each_nanoseconds flamegraph-svg common.folded)
line common difffolded common.folded difffolded -q "$in/common.folded" "$in/common.folded"
diff=$(each_nanoseconds difffolded common.folded)
for shape in deep flat equal reversed merged; do
	make_input "$shape.folded" shape "$shape" "$shape_mb"
	common=$svg
	line "$shape" flamegraph-svg "$shape.folded" flamegraph-svg -q "$in/$shape.folded"
	common=$diff
	line "$shape" difffolded "$shape.folded" difffolded -q "$in/$shape.folded" "$in/$shape.folded"
done
