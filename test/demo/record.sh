#!/bin/sh
# Records the demo programs again, with frame pointers and with DWARF call stacks, and puts the
# text of perf script beside this script. Needs cc, rustc and perf that may record.
#
# The programs are built in a folder that says nothing of where this was done.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=${WORK:-/usr/src/demo}
perf=${PERF:-perf}

mkdir -p "$work"
cp "$here/orders.c" "$here/words.rs" "$work"
cd "$work"
cc -O1 -g -fno-inline -fno-omit-frame-pointer -fno-optimize-sibling-calls -o orders orders.c
rustc --edition 2021 -O -g -C force-frame-pointers=yes -o words words.rs

# record NAME HZ CALL-GRAPH COMMAND ARG…
record() {
	name=$1 hz=$2 graph=$3
	shift 3
	"$perf" record -q -e cpu-clock -F "$hz" --call-graph "$graph" -o "$name.data" -- "$@" >/dev/null
	"$perf" script -i "$name.data" >"$here/$name.perf-script" 2>/dev/null
	rm -f "$name.data"
}
record orders-fp 499 fp ./orders 180
record orders-dwarf 249 dwarf,8192 ./orders 160
record words-fp 149 fp ./words 40
record words-dwarf 49 dwarf,16384 ./words 60
wc -c "$here"/*.perf-script
cd /
rm -rf "$work"
