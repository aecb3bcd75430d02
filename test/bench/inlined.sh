#!/bin/sh
# inlined.sh - does collapse-perf name inlined functions, files and lines as addr2line does?
#
#	inlined.sh FILE [STEP [SYMBOLIZER]]
#
# Asks both for every STEPth byte (64) of every function of an ELF file with
# debug information. SYMBOLIZER is addr2line, or llvm-addr2line; what it says is
# written as perf script would write it, and read by collapse-perf, so that names
# are shortened alike. Prints how many frames have the same name, and the same
# file and line. With INLINED_OUT=FOLDER all answers stay in files there.
set -eu

collapse="${BIN:-build/bin}/collapse-perf -q --no-merge --no-comm"
file=$(realpath "$1")
step=${2:-64}
symbolizer=${3:-addr2line}
out=${INLINED_OUT:-$(mktemp -d)}
mkdir -p "$out"

# Loaded code: file offset, address, size. And functions, one for each address: address, size, name.
readelf -lW "$file" | awk '$1 == "LOAD" && / R E / { print $2, $3, $5 }' >"$out/segments"
nm -S --defined-only -n "$file" | awk 'NF == 4 && $3 ~ /[tTwWiu]/ && !seen[$1]++ { print $1, $2, $4 }' |
	c++filt -p -i >"$out/functions"

# The addresses, and what perf script --no-inline would print of a sample at each.
awk -v step="$step" -v dso="$file" -v addresses="$out/addresses" -v text="$out/ours.script" '
	function number(hex, i, n)
	{
		sub(/^0x/, "", hex)
		for (i = n = 0; i++ < length(hex);)
			n = n * 16 + index("0123456789abcdef", tolower(substr(hex, i, 1))) - 1
		return n
	}
	FILENAME ~ /segments$/ {
		offset[++segments] = number($1); low[segments] = number($2)
		high[segments] = low[segments] + number($3)
		next
	}
	{
		start = number($1); size = number($2)
		name = $0
		sub(/^[^ ]+ [^ ]+ /, "", name)
		for (i = 1; i <= segments && !(start >= low[i] && start < high[i]); i++)
			continue
		for (at = 0; i <= segments && at < size; at += step) {
			printf "%x\n", start + at >addresses
			printf "p 1 1.0: 1 cpu-clock: \n\t%x %s+0x%x (%s)\n\n",
				start + at - low[i] + offset[i], name, at, dso >text
		}
	}' "$out/segments" "$out/functions"

# What the other says, as perf script -F +srcline would print it.
"$symbolizer" -a -f -i -s -e "$file" <"$out/addresses" | c++filt -p -i | awk '
	/^0x[0-9a-f]+$/ { print (NR > 1 ? "\n" : "") "p 1 1.0: 1 cpu-clock: "; n = 0; next }
	n++ % 2 == 0 { print "\t0 " $0 " (inlined)"; next }
	{ sub(/ \(discriminator [0-9]+\)$/, ""); if ($0 ~ /:[1-9][0-9]*$/) print "  " $0 }' >"$out/theirs.script"

$collapse --inline --context "$out/ours.script" | sed 's/ 1$//' >"$out/ours"
$collapse --srcline "$out/theirs.script" | sed 's/ 1$//' >"$out/theirs"

paste -d '\n' "$out/theirs" "$out/ours" | awk '
	function place(frame) { return match(frame, /:[^:;]+:[0-9]+$/) ? substr(frame, RSTART) : "" }
	function name(frame) { return substr(frame, 1, length(frame) - length(place(frame))) }
	NR % 2 { theirs = $0; next }
	{
		n = split(theirs, t, ";"); m = split($0, o, ";")
		frames += n > m ? n : m
		for (i = 1; i <= n && i <= m; i++) {
			same = name(t[i]) == name(o[i])
			names += same
			places += same && place(t[i]) == place(o[i])
		}
	}
	END {
		printf "%d addresses, %d frames: %.2f %% same name, %.2f %% same name and line\n",
			NR / 2, frames, 100 * names / frames, 100 * places / frames
	}'
[ -n "${INLINED_OUT:-}" ] || rm -r "$out"
