#!/usr/bin/env bats
# Recordings made here and now with perf: every sample that perf has is counted,
# under the process it belongs to. Without perf, its text of recordings that were made so, with -F 60 and
# cpu-clock:u, is in data/odd-names; calls are the records without the others.

load helper
records

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return 1
	"${CC:-cc}" -O1 -g -fno-omit-frame-pointer -o names "$ROOT/test/recordings/names.c" -pthread
	./names | tr ' ;\t' '_:_' | LC_ALL=C sort >names.want
}

setup() { in_shared_folder; }

# perf wants it there.
teardown() {
	[ ! -e node.pid ] || rm "/tmp/perf-$(cat node.pid).map" node.pid
}

# record ARG… - perf record into ./NAME.data, where NAME is the test's number.
record() {
	RECORDING=$BATS_FILE_TMPDIR/$BATS_TEST_NUMBER.data
	perf record -q -o "$RECORDING" "$@" >/dev/null 2>record.err || {
		cat record.err
		return 1
	}
}

# all_counted [ARG… for perf script] - as many samples come out as perf has.
all_counted() {
	perf script -i "$RECORDING" -F tid,time,event 2>/dev/null >headers
	local want
	want=$(grep -cE ' [0-9]+\.[0-9]+: ' headers)
	perf script -i "$RECORDING" "$@" >script 2>/dev/null
	comes_out "$want"
}

# kept_counted FILE - the same of perf's text in a file.
kept_counted() {
	cp "$1" script
	comes_out "$(grep -v ' PERF_RECORD_' script | grep -cE ' [0-9]+[.][0-9]+: ')"
}

# comes_out N - so many samples, of what perf script printed.
comes_out() {
	local want=$1 got

	try collapse-perf --weight samples --per-event script
	status_is 0
	# What runs on this machine may be deeper than the kernel looks; not all have call graphs.
	diff -u /dev/null <(grep -v -e 'end at 127 frames' -e 'no stack has more than one frame' "$ERR")
	got=$(awk '{ sum += $NF } END { print sum }' "$OUT")
	echo "perf has $want samples, $got came out"
	[ "$want" -gt 20 ]
	[ "$got" -eq "$want" ]
}

# The threads of names.c came out, every one under its own name.
names_are_right() {
	try collapse-perf --event-filter cpu-clock script
	cut -d';' -f1 "$OUT" | LC_ALL=C sort -u >names.got
	comm -23 names.want names.got >names.lost
	diff -u /dev/null names.lost
}

# Nothing but the threads of names.c came out.
no_other_names() {
	comm -13 names.want names.got | grep -vE '^(names|perf-exec)( |$)' >names.odd || true
	diff -u /dev/null names.odd
}

@test "threads with odd names, call graphs by frame pointer" {
	if has_perf; then
		record -e cpu-clock -F 999 -g ./names
		all_counted
	else
		grep -v ' PERF_RECORD_' "$DATA/odd-names/records.perf-script" >calls
		kept_counted calls
	fi
	names_are_right
	no_other_names
	out_has ';burn '
}

@test "threads with odd names, no call graph: the stack stands on the header's line" {
	if has_perf; then
		record -e cpu-clock -F 999 ./names
		all_counted
	else
		kept_counted "$DATA/odd-names/flat.perf-script"
	fi
	names_are_right
	sed -i 's/ [0-9]*$//' names.got
	no_other_names
}

@test "perf script -F: without some of the fields no sample is lost" {
	local graph fields

	needs perf
	for graph in '' -g; do
		# shellcheck disable=SC2016,SC2086 # for the other shell; no word where there is no option
		record -e cpu-clock -F 499 --sample-cpu $graph -- \
			sh -c 'i=0; while [ $i -lt 1500000 ]; do i=$((i + 1)); done'
		for fields in ip,sym ip,dso event,ip,sym comm,ip,sym pid,ip,sym,dso tid,event,ip,sym \
			cpu,ip,sym period,ip,sym comm,period,ip,sym comm,event,ip,sym time,ip,sym \
			comm,tid,cpu,period,event,ip,sym,symoff,dso -comm -time -event -tid,-time,-event; do
			all_counted -F "$fields" || { echo "-F $fields"; return 1; }
		done
	done
}

@test "call graphs by dwarf, and with source lines" {
	needs perf
	record -e cpu-clock -F 499 --call-graph dwarf,8192 ./names
	all_counted
	names_are_right
	all_counted --no-inline -F +srcline
	try collapse-perf --srcline script
	ok
	out_has 'names.c:'
}

@test "several events" {
	if has_perf; then
		record -e cpu-clock -e page-faults -F 999 -g ./names
		all_counted
	else
		kept_counted "$DATA/perf-data/events.perf-script"
	fi
	try collapse-perf script
	status_is 0
	err_has "samples of event"
}

@test "other records among the samples" {
	if has_perf; then
		record -e cpu-clock -F 499 -g ./names
		all_counted --show-mmap-events --show-task-events
	else
		grep -q ' PERF_RECORD_COMM' "$DATA/odd-names/records.perf-script"
		kept_counted "$DATA/odd-names/records.perf-script"
	fi
	names_are_right
}

@test "the whole system" {
	needs perf
	record -e cpu-clock -F 499 -a -g -- ./names
	all_counted
	all_counted -F comm,pid,tid,cpu,time,event,ip,sym,dso
	names_are_right
}

@test "JavaScript: node --perf-basic-prof" {
	needs perf node
	cat >fib.js <<'JS'
require('fs').writeFileSync('node.pid', String(process.pid));
function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
let sum = 0;
for (let i = 0; i < 40; i++) sum += fib(25);
if (sum !== 3001000) process.exit(1);
JS
	record -e cpu-clock -F 999 -g node --perf-basic-prof fib.js
	all_counted
	try collapse-perf --jit script
	ok
	grep -qE ';(JS|LazyCompile|Function):[*^~]fib .*fib\.js.*_\[j\]' "$OUT"
}
