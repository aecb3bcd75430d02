#!/bin/sh
# usage: survive.sh BUILD_DIR [option of survive…]
# Gathers the profiles that there are, draws some, and gives them to survive.
set -eu
build=$1
shift
test=$(dirname "$0")/..
made=$build/damaged/profiles

mkdir -p "$made"
collapse() { "$build/bin/collapse-perf" -q --kallsyms "$test/data/perf-data/kallsyms" "$@"; }
draw() { "$build/bin/flamegraph-svg" "$@"; }
collapse --kernel --weight samples "$test/demo/orders-fp.perf-script" >"$made/orders.folded"
collapse --per-event "$test/survive/profiles/events.perf-script" >"$made/events.folded"
collapse "$test/demo/words-fp.perf-script" >"$made/words.folded"
"$build/bin/difffolded" -n "$made/words.folded" "$made/events.folded" >"$made/two.folded"
draw --no-script "$made/two.folded" >"$made/two.svg"
draw "$made/words.folded" >"$made/words.svg"
exec "$build/survive/survive" --finds "$build/damaged/finds" \
	--kallsyms "$test/data/perf-data/kallsyms" "$@" "$build/bin" \
	"$test"/survive/profiles/* "$test"/demo/*.perf-script "$test"/data/perf-data/*.data \
	"$test"/data/*.txt "$test/stand-in/dtrace" "$made"/*.folded "$made"/*.svg
