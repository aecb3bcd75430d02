#!/usr/bin/env bats
# The bounds of every option that takes a whole number.

load helper

# PROGRAM OPTION LEAST MOST; - is any number that fits 64 bits.
BOUNDS='collapse-perf nthreads 1 1024
collapse-dtrace nthreads 1 1024
collapse-perf max-line 1 1048576
collapse-dtrace max-line 1 1048576
difffolded max-line 1 1048576
flamegraph-svg max-line 1 1048576
flamegraph-svg width 100 100000
flamegraph-svg height 4 1000
flamegraph-svg max-frames 1 100000000
difffolded top 1 -
flamegraph freq 1 -
flamegraph delay 0 -
flamegraph compression-level 0 22
cargo-flamegraph freq 1 -
cargo-flamegraph delay 0 -
cargo-flamegraph compression-level 0 22'

LARGEST=18446744073709551615

# Options are looked at one after the other: --help behind one ends what would begin.
takes() {
	try "$1" "--$2=$3" --help
	ok && out_has 'usage: '
}

refuses() {
	try "$1" "--$2=$3" --help
	status_is 2
	out_is_empty
	err_has "$1: --$2 takes a $4, not '$3'"
}

# PROGRAM OPTION LEAST MOST - what is taken, and what is not.
holds() {
	local program=$1 option=$2 least=$3 most=$4 range="number from $3 to $4"

	[ "$most" != - ] || most=$LARGEST range="number from $least on"
	takes "$program" "$option" "$least"
	takes "$program" "$option" "$most"
	takes "$program" "$option" "00$most"
	[ "$least" -eq 0 ] || refuses "$program" "$option" $((least - 1)) "$range"
	[ "$most" = "$LARGEST" ] ||
		refuses "$program" "$option" $((most + 1)) "$range"
}

@test "the least and the most are taken, one less and one more are not" {
	local program option least most

	while read -r program option least most; do
		holds "$program" "$option" "$least" "$most"
	done <<<"$BOUNDS"
}

@test "what is no number, or does not fit, is refused" {
	local program option wrong

	while read -r program option _; do
		for wrong in x -1 +1 1x 0x10 1.5 ' 1' 18446744073709551616 99999999999999999999; do
			refuses "$program" "$option" "$wrong" 'whole number'
		done
	done <<<"$BOUNDS"
}

# Options that are not in the list: by what they say themselves.
@test "every other option that takes a whole number keeps to its bounds" {
	local program option bounds

	for program in collapse-perf collapse-dtrace flamegraph-svg difffolded flamegraph cargo-flamegraph; do
		for option in $("$program" --help | grep -oE -- '--[a-z][a-z-]*' | sed 's/^--//' | sort -u); do
			try "$program" "--$option=x" --help
			grep -q 'takes a whole number' "$ERR" || continue
			! grep -q "^$program $option " <<<"$BOUNDS" || continue
			bounds='0 -'
			for number in 0 "$LARGEST"; do
				try "$program" "--$option=$number" --help
				! grep -q 'takes a number from' "$ERR" ||
					bounds=$(sed -n 's/ on,/ to -,/
						s/.*from \([0-9]*\) to \([0-9-]*\),.*/\1 \2/p' "$ERR")
			done
			# shellcheck disable=SC2086 # two numbers
			holds "$program" "$option" $bounds
		done
	done
}

@test "decimals have digits, and one point at most" {
	local program option least good wrong

	while read -r program option least; do
		for good in 1 1.5 .5 5. 0.000001 1000000000000000000; do
			takes "$program" "$option" "$good"
		done
		for wrong in x -1 1.2.3 . '' 1e3 1,5 2000000000000000000; do
			refuses "$program" "$option" "$wrong" number
		done
		[ -z "$least" ] || refuses "$program" "$option" 0 "number $least"
	done <<-'END'
		flamegraph-svg factor above 0
		flamegraph-svg fontwidth
		flamegraph duration above 0
		cargo-flamegraph duration above 0
	END
}
