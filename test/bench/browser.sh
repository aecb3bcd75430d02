#!/bin/sh
# browser.sh - how long the viewer takes in a headless Chromium; see `make bench-browser`.
#
# usage: browser.sh BUILD
#
# Prints, for generated trees of about 100,000 and 1,000,000 frames, the size of the picture and
# medians in milliseconds: open until drawn, zoom, back, a letter more in the search. A time runs
# from the event (or the start of loading) until the frame that shows the answer is painted.
set -eu
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The commands for test/browser/script.c.
commands() {
	from='e => requestAnimationFrame(() => setTimeout(() => r(performance.now() - e.timeStamp)))'
	echo 'size 1200 800'
	echo 'before (() => { const look = () => document.querySelector(".fgv-paths path") ?' \
		'setTimeout(() => globalThis.drawn = performance.now()) : requestAnimationFrame(look);' \
		'requestAnimationFrame(look); })()'
	for i in 1 2 3 4 5; do
		echo "open $1"
		echo 'wait !!globalThis.drawn'
		echo 'print "open " + drawn'
	done
	for i in 1 2 3 4 5 6 7; do
		echo "eval globalThis.target = all('.fgv-texts text').slice(-$i * 3)[0]," \
			"globalThis.time = new Promise(r => addEventListener('click', $from," \
			'{capture: true, once: true})), 0'
		echo 'click target'
		echo 'print "zoom " + await time'
		echo "eval globalThis.time = new Promise(r => addEventListener('keydown', $from," \
			'{capture: true, once: true})), 0'
		echo 'key Backspace'
		echo 'print "back " + await time'
	done
	echo 'key /'
	for letter in a e i l o c; do
		echo "eval globalThis.time = new Promise(r => addEventListener('input', $from," \
			'{capture: true, once: true})), 0'
		echo "type $letter"
		echo 'print "search " + await time'
		echo 'key Backspace'
	done
}

# The median of the numbers behind a word.
median() {
	sed -n "s/^$1 //p" "$work/times" | sort -n | awk '{ n[NR] = $1 } END { printf "%d", n[int((NR + 1) / 2)] }'
}

printf '%10s %10s %8s %8s %8s %8s\n' frames bytes open zoom back search
for stacks in 25500 309000; do
	"$build/bench/gen-folded" -s "$stacks" -d 30 -f 10000 >"$work/stacks"
	"$build/bin/flamegraph-svg" --max-frames 2000000 -v "$work/stacks" >"$work/graph.svg" 2>"$work/said"
	commands "$work/graph.svg" | sed "s|^open /|open file:///|" >"$work/commands"
	"$build/browser" "$work/profile" <"$work/commands" >"$work/times"
	printf '%10s %10s %8s %8s %8s %8s\n' "$(sed -n 's/.* \([0-9]*\) frames.*/\1/p' "$work/said")" \
		"$(wc -c <"$work/graph.svg")" "$(median open)" "$(median zoom)" "$(median back)" "$(median search)"
done
