#!/bin/sh
# Records the profiles of this folder again: small ones of every kind that the programs read and
# that test/demo and test/data lack. Needs cc, c++, node and perf that may record as root.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=${WORK:-/usr/src/survive}
perf=${PERF:-perf}
most=16000
with=
export LC_ALL=C
# Of the machine that records they say nothing, and they name no file of the machine that tests:
# what is in those would change results.
hide="s/$(uname -r)/$(uname -r | tr -c '\n' x)/; s:/usr/:/was/:g"

mkdir -p "$work"
cp "$here"/../recordings/* "$work"
cd "$work"
cc -O1 -g -fno-omit-frame-pointer -pthread -o work work.c
cc -O1 -g -fno-omit-frame-pointer -pthread -o names names.c
c++ -O1 -g -fno-omit-frame-pointer -o symbols names.cc

# record ARG… - one recording, in perf.data; without build ids, by which files would be found, too.
record() {
	"$perf" record -q -B -o perf.data "$@" >/dev/null 2>&1
}

# text NAME ARG… - its text as NAME: the first samples, of those that have $with in them.
text() {
	name=$1
	shift
	"$perf" script -i perf.data "$@" 2>/dev/null | sed "$hide" | awk -v most="$most" -v with="$with" '
		BEGIN { RS = ""; ORS = "\n\n" }
		$0 ~ with { size += length($0) + 2; print }
		size > most { exit }' >"$here/profiles/$name"
}

# Several events, tracepoints with fields, threads with odd names, tasks and maps.
record -e page-faults,sched:sched_process_fork,cpu-clock -F 199 -g -- ./names
text events.perf-script --show-task-events --show-mmap-events
# No stacks.
record -e cpu-clock -F 149 -- ./symbols
text flat.perf-script
# Other fields in the header line.
record --sample-cpu -e cpu-clock -F 199 -g -- ./work
text fields.perf-script -F comm,pid,tid,cpu,time,event,ip,sym,symoff,dso,period
# Lines of the source below frames; inlined functions.
record -e cpu-clock -F 199 --call-graph dwarf,4096 -- ./work
text lines.perf-script -F +srcline
# Functions of a JIT.
record -e cpu-clock -F 99 -g -- node --perf-basic-prof-only-functions -e '
	const parse = (n) => JSON.parse(JSON.stringify({ n, list: Array(50).fill(n) }));
	for (let i = 0; i < 20000; i++) parse(i);'
with='/perf-[0-9]*[.]map'
text jit.perf-script
# Recordings themselves.
keep() {
	sed "$hide" perf.data >"$here/profiles/$1"
}
record -e cpu-clock,page-faults -F 149 -g -- ./work
keep calls.data
record -e cpu-clock -F 19 --call-graph dwarf,512 -- ./work
keep stacks.data
wc -c "$here"/profiles/*
cd /
rm -rf "$work" /tmp/perf-*.map
