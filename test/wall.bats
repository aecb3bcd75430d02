#!/usr/bin/env bats
# collapse-perf --wall and --off-cpu: where threads wait.

load helper

# collapse TEXT [OPTION…] - runs it on that text, with printf's escapes; its header lines
# are "COMM TID TIME WHAT".
collapse() {
	try_text collapse-perf "$@"
}

# times FILE - the sums of folded stacks by root and by what the last frame says.
times() {
	awk '/^\[event=/ { next }
	{
		n = $NF; sub(/ [0-9]+$/, ""); frames = split($0, f, ";"); last = f[frames]
		if (last !~ /^\[(waiting|runnable|running)\]$/) last = "sampled"
		sub(/-[^\/]*\//, "/", f[1])
		sum[f[1] " " last] += n
	}
	END { for (i in sum) printf "%s %.0f\n", i, sum[i] }' "$1" | sort
}

# A thread 7 that runs, waits with the stack main;nap, and is back.
NAP='a 7 1.000000: 1 context-switches: \n\t7f nap (/a)\n\t80 main (/a)\n\na 7 1.000010: PERF_RECORD_SWITCH OUT\na 7 1.500010: PERF_RECORD_SWITCH IN\n'

@test "a recording as text: sleeps, a mutex, what ran" {
	try collapse-perf --wall "$DATA/wall/orders.perf-script"
	ok
	out_is_file "$DATA/wall/orders.folded"
	out_has 'clerk;clock_nanosleep@GLIBC_2.2.5;'
	out_has ';futex_do_wait;schedule;[waiting] '
	try collapse-perf --off-cpu "$DATA/wall/orders.perf-script"
	ok
	diff -u <(grep -E '\[(waiting|runnable)\] ' "$DATA/wall/orders.folded") "$OUT"
}

# spans FILE - of a text with --show-task-events, by TID: nanoseconds from a thread's first record,
# or the beginning where it was there before, to its last, or the end where it was away then.
spans() {
	sed -nE 's,^ *[^\t].*[ /](-?[0-9]+) +([0-9]+)\.([0-9]+): *(.*),\1 \2\3 \4,p' "$1" | awk '
	function end_of(tid) {
		if (tid in first) sum[tid] += (tid in away && !(tid in ended) ? now : last[tid]) - first[tid]
		delete first[tid]; delete away[tid]; delete ended[tid]
	}
	/PERF_RECORD_COMM/ && $2 == 0 { sub(/.*\//, ""); there[$0] = 1; next }
	{ now = $2; if (!begin) begin = now }
	/PERF_RECORD_FORK/ { other = $0; sub(/\):.*/, "", other); sub(/.*:/, "", other); end_of(other); delete there[other] }
	!($1 in first) { first[$1] = $1 in there && / IN/ ? begin : now }
	{ last[$1] = now }
	/PERF_RECORD_EXIT/ { ended[$1] = 1; delete there[$1] }
	/PERF_RECORD_SWITCH/ { if (/ OUT/) away[$1] = 1; else delete away[$1] }
	END { for (tid in last) end_of(tid); for (tid in sum) printf "%s %.0f\n", tid, sum[tid] * 1000 }' | sort
}

# sums FILE - of folded stacks with --tid, by TID.
sums() {
	awk '{ n = $NF; sub(/;.*/, ""); sub(/.*\//, ""); sum[$0] += n }
	END { for (i in sum) printf "%s %.0f\n", i, sum[i] }' "$1" | sort
}

@test "of each thread, running, waiting and runnable is its last moment less its first" {
	for name in orders lives; do
		try collapse-perf --wall --tid "$DATA/wall/$name.perf-script"
		ok
		spans "$DATA/wall/$name.perf-script" >"$BATS_TEST_TMPDIR/spans"
		sums "$OUT" >"$BATS_TEST_TMPDIR/sums"
		# The first moments of one that lives long are next to nothing.
		join "$BATS_TEST_TMPDIR/spans" "$BATS_TEST_TMPDIR/sums" -a 1 -a 2 -e 0 -o 0,1.2,2.2 >"$BATS_TEST_TMPDIR/both"
		awk '$3 < $2 * 127 / 128 || $3 > $2 { print "thread " $1 ": " $3 " of " $2; wrong = 1 }
		END { exit wrong || NR < 2 }' "$BATS_TEST_TMPDIR/both"
	done
	[ "$(wc -l <"$BATS_TEST_TMPDIR/both")" -eq "$(grep -c RECORD_EXIT "$DATA/wall/lives.perf-script")" ]
}

@test "a process that is too short for samples ran from its first record to its last" {
	short='sh 7 1.000100: PERF_RECORD_SWITCH IN\ntrue 7 1.000200: PERF_RECORD_COMM exec: true:7/7\ntrue 7 1.000900: PERF_RECORD_EXIT(7:7):(1:1)\n'
	collapse "$short" --wall
	ok
	out_is 'true;[running] 800000'
	# Of this one there is nothing else.
	collapse "$NAP"'b 8 1.600000: PERF_RECORD_COMM exec: b:8/8\nb 8 1.600300: PERF_RECORD_EXIT(8:8):(1:1)\n' --wall
	ok
	out_is 'a;[running] 10000
a;main;nap;[waiting] 500000000
b;[running] 300000'
	# A number that is used again: both are counted.
	collapse "${short}"'sh 1 2.0: PERF_RECORD_FORK(7:7):(1:1)\nsh 7 2.1: PERF_RECORD_SWITCH IN\nsh 7 2.1001: PERF_RECORD_EXIT(7:7):(1:1)\n' --wall
	ok
	out_is 'sh;[running] 100000
true;[running] 800000'
	# Another thread that gives it a name is not called so.
	collapse 'a 7 1.0: PERF_RECORD_SWITCH IN\nnew 7 1.000010: PERF_RECORD_COMM: new:7/8\na 7 1.000050: PERF_RECORD_EXIT(7:7):(1:1)\n' --wall
	ok
	out_is 'a;[running] 50000'
}

@test "what other records add to a thread's time is left out where it is next to nothing" {
	begin='a 7 1.000000: PERF_RECORD_COMM exec: a:7/7\na 7 1.000200: 1000000 cpu-clock: \n\t7f f (/a)\n\na 7 1.%s: PERF_RECORD_SWITCH OUT\na 7 1.%s: PERF_RECORD_SWITCH IN\n'
	# shellcheck disable=SC2059
	collapse "$(printf "$begin" 010200 030200)" --wall -q
	ok
	out_is 'a;[running] 9000000
a;[waiting] 20000000
a;f 1000000'
	# shellcheck disable=SC2059
	collapse "$(printf "$begin" 010200 020200)" --wall -q
	ok
	out_is 'a;[running] 9200000
a;[waiting] 10000000
a;f 1000000'
}

@test "a thread may wait while it ends" {
	collapse 'a 7 [001] 1.0: PERF_RECORD_SWITCH_CPU_WIDE IN prev pid/tid: 0/0\na 7 [001] 1.000500: PERF_RECORD_EXIT(7:7):(1:1)\na 7 [001] 1.001: 1 cs: \n\tffffffff81 schedule ([k])\n\tffffffff80 do_exit ([k])\n\na 7 [001] 1.001: PERF_RECORD_SWITCH_CPU_WIDE OUT next pid/tid: 0/0\na 7 [000] 1.007: PERF_RECORD_SWITCH_CPU_WIDE IN prev pid/tid: 0/0\n:-1 -1 [000] 1.008: PERF_RECORD_SWITCH_CPU_WIDE OUT next pid/tid: 0/0\nb 8 [000] 2.0: PERF_RECORD_SWITCH_CPU_WIDE IN prev pid/tid: 0/0\n' --wall
	ok
	out_is 'a;[running] 2000000
a;do_exit;schedule;[waiting] 6000000'
	# For ever it waits for nothing.
	collapse 'a 7 1.0: PERF_RECORD_SWITCH IN\na 7 1.000500: PERF_RECORD_EXIT(7:7):(1:1)\na 7 1.001: PERF_RECORD_SWITCH OUT\nb 8 2.0: PERF_RECORD_SWITCH IN\n' --wall
	ok
	out_is 'a;[running] 1000000'
}

@test "perf.data has the same times as its text" {
	try collapse-perf --wall --tid -q "$DATA/wall/orders.data"
	status_is 0
	times "$OUT" >"$BATS_TEST_TMPDIR/data"
	out_has '[event=wall-clock,unit=ns,samples='
	try collapse-perf --wall --tid "$DATA/wall/orders.perf-script"
	ok
	times "$OUT" >"$BATS_TEST_TMPDIR/text"
	diff -u "$BATS_TEST_TMPDIR/text" "$BATS_TEST_TMPDIR/data"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/data")" -ge 6 ]
}

@test "a wait is from OUT to IN, with the stack of the sample before it" {
	collapse "$NAP" --wall
	ok
	out_is 'a;[running] 10000
a;main;nap;[waiting] 500000000'
	collapse "${NAP/OUT/OUT preempt}" --off-cpu
	ok
	out_is 'a;main;nap;[runnable] 500000000'
}

@test "samples of a clock count their period, but no more than a thread ran" {
	collapse "$NAP"'a 7 1.501010: 1000000 cpu-clock: \n\t7f f (/a)\n\na 7 1.502010: 1000000 cpu-clock: \n\t7f f (/a)\n\na 7 1.502510: 1000000 cpu-clock: \n\t7f f (/a)\n\n' --wall
	ok
	out_is 'a;f 2510000
a;main;nap;[waiting] 500000000'
}

@test "an idle processor is no thread" {
	collapse "$NAP"'swapper 0 [000] 1.6: 1000000 cpu-clock: \n\t7f idle (/a)\n\n' --off-cpu
	ok
	out_is 'a;main;nap;[waiting] 500000000'
	collapse "$NAP"'swapper 0 [000] 1.6: 1000000 cpu-clock: \n\t7f idle (/a)\n\n' --wall
	ok
	out_is 'a;[running] 10000
a;main;nap;[waiting] 500000000'
}

@test "a wait that is open at the end counts to the last record" {
	collapse 'a 7 1.000000: 1 context-switches: \n\t7f nap (/a)\n\na 7 1.000000: PERF_RECORD_SWITCH OUT\nb 8 1.1: PERF_RECORD_SWITCH IN\nb 8 1.25: PERF_RECORD_SWITCH OUT\n' --wall
	ok
	out_is 'a;nap;[waiting] 250000000
b;[running] 150000000'
}

@test "a thread that waited when the recording began: without a stack, and told" {
	collapse 'c 0 0.000000: PERF_RECORD_COMM: c:9/9\na 7 1.0: 1 context-switches: \n\t7f nap (/a)\n\na 7 1.0: PERF_RECORD_SWITCH OUT\nc 9 1.5: PERF_RECORD_SWITCH IN\na 7 1.5: PERF_RECORD_SWITCH IN\n' --wall
	status_is 0
	err_is 'collapse-perf: warning: 1 thread waited when the recording began, for 0.500 s in all, with a stack that nobody knows'
	out_is 'a;nap;[waiting] 500000000
c;[waiting] 500000000'
	# The recording begins with its first record, whatever that is.
	collapse 'c 0 0.000000: PERF_RECORD_COMM: c:9/9\nperf 3 0.9: PERF_RECORD_FORK(4:4):(3:3)\na 7 1.0: PERF_RECORD_SWITCH IN\nc 9 1.5: PERF_RECORD_SWITCH IN\n' --off-cpu -q
	ok
	out_is 'c;[waiting] 600000000'
}

@test "a thread that ended waits for nothing, and its number is used again" {
	# Its last stack is where the kernel ends it; it has no number any more, only a CPU.
	collapse 'a 7 [002] 1.0: PERF_RECORD_SWITCH_CPU_WIDE IN           prev pid/tid: 1/1\n:-1 -1 [002] 1.2: 1 context-switches: \n\tffffffff81 schedule ([k])\n\tffffffff80 do_exit ([k])\n\n:-1 -1 [002] 1.2: PERF_RECORD_SWITCH_CPU_WIDE OUT next pid/tid: 0/0\nz 7 [001] 1.5: PERF_RECORD_SWITCH_CPU_WIDE IN prev pid/tid: 0/0\nz 7 [001] 1.6: PERF_RECORD_SWITCH_CPU_WIDE OUT preempt next pid/tid: 0/0\nb 8 [000] 2.0: PERF_RECORD_SWITCH_CPU_WIDE IN prev pid/tid: 0/0\n' --wall -q
	ok
	out_is 'a;[running] 200000000
z;[runnable] 400000000
z;[running] 100000000'
	collapse 'a 7 1.0: PERF_RECORD_SWITCH IN\na 7 1.2: 1 cs: \n\tffffffff81 schedule ([k])\n\tffffffff80 do_task_dead ([k])\n\na 7 1.2: PERF_RECORD_SWITCH OUT\nb 8 3.0: PERF_RECORD_SWITCH IN\n' --wall
	ok
	out_is 'a;[running] 200000000'
}

@test "sched_switch by its fields, with names that hold blanks" {
	two='x 5 [000] 1.0: sched:sched_switch: prev_comm=A B prev_pid=5 prev_prio=120 prev_state=S ==> next_comm=c d next_pid=6 next_prio=120\n\t7f nap (/a)\n\nc d 6 [000] 1.2: sched:sched_switch: prev_comm=c d prev_pid=6 prev_prio=120 prev_state=R+ ==> next_comm=A B next_pid=5 next_prio=120\n\t7f work (/a)\n\nx 5 [000] 1.5: sched:sched_switch: prev_comm=A B prev_pid=5 prev_prio=120 prev_state=X ==> next_comm=c d next_pid=6 next_prio=120\n\t7f end (/a)\n\nswapper 0 [001] 2.0: sched:sched_switch: prev_comm=swapper/1 prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=e next_pid=8 next_prio=120\n\t7f idle (/a)\n\n'
	collapse "$two" --wall
	ok
	out_is 'c_d;[running] 200000000
c_d;work;[runnable] 300000000
x;[running] 300000000
x;nap;[waiting] 200000000'
	collapse "$(printf '%s' "$two" | sed -E 's/prev_comm=([^=]*) prev_pid=([0-9]+) prev_prio=[0-9]+ prev_state=([^ ]+)/\1:\2 [120] \3/g; s/next_comm=([^=]*) next_pid=([0-9]+) next_prio=[0-9]+/\1:\2 [120]/g')" --wall
	ok
	out_is 'c_d;[running] 200000000
c_d;work;[runnable] 300000000
x;[running] 300000000
x;nap;[waiting] 200000000'
}

@test "recordings that cannot tell: what they lack is said, and nothing is written" {
	collapse 'a 7 1.0: 1000000 cpu-clock: \n\t7f f (/a)\n\n' --wall
	status_is 1
	out_is_empty
	err_has 'nothing says when threads wait: record with perf record -F 997 -e cpu-clock -e context-switches/period=1/ --switch-events -T'
	collapse 'a 7 1.0: 1 context-switches: \n\t7f f (/a)\n\na 7 1.5: 1 context-switches: \n\t7f f (/a)\n\n' --off-cpu
	status_is 1
	out_is_empty
	err_has 'record with --switch-events, and of text let perf script --show-switch-events print it'
	switch='sched:sched_switch: prev_comm=a prev_pid=7 prev_prio=120 prev_state=S ==> next_comm=b next_pid=8 next_prio=120\n\t7f f (/a)\n\n'
	collapse "a 7 1.0: $switch""a 7 1.5: $switch""a 7 1.7: $switch" --wall
	status_is 1
	out_is_empty
	err_has 'record with --switch-events, too, or the whole system with -a'
}

@test "an ordinary user's recording has no stacks of waits: their time all the same" {
	collapse 'a 7 1.0: 1000000 cpu-clock:u: \n\t7f busy (/a)\n\na 7 1.0: PERF_RECORD_SWITCH OUT\na 7 1.5: PERF_RECORD_SWITCH IN\na 7 1.6: PERF_RECORD_SWITCH OUT\na 7 1.7: PERF_RECORD_SWITCH IN\n' --off-cpu
	status_is 0
	err_is 'collapse-perf: warning: 2 waits, of 0.600 s, have no stack: there are no samples of context-switches, which an ordinary user gets where kernel.perf_event_paranoid is 1 or less'
	out_is 'a;[waiting] 600000000'
}

@test "a program that only sleeps may be without a sample" {
	slept='a 7 1.0: PERF_RECORD_SWITCH OUT\na 7 1.5: PERF_RECORD_SWITCH IN\n'
	collapse "$slept" --wall
	status_is 0
	err_has '1 wait, of 0.500 s, has no stack'
	out_is 'a;[waiting] 500000000'
	collapse "$slept" --wall --time 0.1,0.3
	status_is 0
	out_is 'a;[waiting] 200000000'
	collapse "$slept"
	status_is 1
	out_is_empty
	err_has 'no sample found'
}

@test "--min-wait, --max-wait, --time" {
	long=$NAP'a 7 1.600000: 1 context-switches: \n\t7f doze (/a)\n\na 7 1.600000: PERF_RECORD_SWITCH OUT\na 7 1.601500: PERF_RECORD_SWITCH IN\n'
	collapse "$long" --off-cpu --min-wait 1.6
	status_is 0
	err_has 'left out 1 wait by --min-wait and --max-wait'
	out_is 'a;main;nap;[waiting] 500000000'
	collapse "$long" --off-cpu --max-wait 2
	status_is 0
	out_is 'a;doze;[waiting] 1500000'
	collapse "$long" --off-cpu --time 0.25,0.4
	ok
	out_is 'a;main;nap;[waiting] 150000000'
	try collapse-perf --min-wait 3 /dev/null
	status_is 2
	err_has '--min-wait and --max-wait need --wall or --off-cpu'
}

@test "--no-merge is a timeline" {
	collapse "$NAP"'a 7 1.501010: 1000000 cpu-clock: \n\t7f f (/a)\n\na 7 1.600000: 1 context-switches: \n\t7f doze (/a)\n\na 7 1.600000: PERF_RECORD_SWITCH OUT\na 7 1.601500: PERF_RECORD_SWITCH IN\n' --wall --no-merge
	ok
	out_is 'a;main;nap;[waiting] 500000000
a;f 1000000
a;doze;[waiting] 1500000'
}

@test "what --wall does not go with" {
	for option in --per-event '--weight samples'; do
		# shellcheck disable=SC2086
		try collapse-perf --wall $option /dev/null
		status_is 2
		err_has "--wall counts time: it does not go with $option"
	done
}

@test "several files are apart from each other" {
	printf '%b' "$NAP" >"$BATS_TEST_TMPDIR/in"
	try collapse-perf --off-cpu "$BATS_TEST_TMPDIR/in" "$BATS_TEST_TMPDIR/in"
	ok
	out_is 'a;main;nap;[waiting] 1000000000'
}

@test "without --wall the event that measures time is kept, not that of threads that leave" {
	try collapse-perf "$DATA/wall/orders.perf-script"
	status_is 0
	err_has "several events: keeping 'cpu-clock', which measures time (--event-filter chooses, --per-event keeps all, --wall shows where threads wait)"
	err_has "samples of event 'context-switches/period=1/'"
	mv "$OUT" "$BATS_TEST_TMPDIR/chosen"
	try collapse-perf -q --event-filter cpu-clock "$DATA/wall/orders.perf-script"
	ok
	out_is_file "$BATS_TEST_TMPDIR/chosen"
	for n in 1 3; do
		try collapse-perf -q -n "$n" "$DATA/wall/orders.perf-script"
		ok
		out_is_file "$BATS_TEST_TMPDIR/chosen"
	done
	try collapse-perf -q --no-merge "$DATA/wall/orders.perf-script"
	ok
	[ "$(wc -l <"$OUT")" -eq "$(grep -c 'cpu-clock' "$DATA/wall/orders.perf-script")" ]
	try collapse-perf -q "$DATA/wall/orders.data"
	status_is 0
	out_has '[event=cpu-clock,'
	# Where there is no such event, it is the one there is.
	collapse 'a 7 1.0: 1 context-switches: \n\t7f f (/a)\n\na 7 1.5: 1 context-switches: \n\t7f f (/a)\n\n'
	ok
	out_is 'a;f 2'
}

@test "records that have no time tell nothing, and sched_switch may be damaged" {
	collapse "${NAP}b 8 [000]  PERF_RECORD_SWITCH_CPU_WIDE IN prev pid/tid: 0/0\nPERF_RECORD_SWITCH OUT\n" --off-cpu
	ok
	out_is 'a;main;nap;[waiting] 500000000'
	collapse "${NAP}x 5 [000] 2.0: sched:sched_switch: prev_comm=A prev_pid=5 prev_prio=1 prev_state=S ==> nex_comm=c next_pid=6 next_comm=a\n\t7f nap (/a)\n\n" --off-cpu
	status_is 0
	out_has 'a;main;nap;[waiting] 500000000'
}

@test "--off-cpu: what ran is left out, of threads without a number, too" {
	collapse "$NAP"':-1 -1 1.6: 1000000 cpu-clock: \n\t7f f (/a)\n\n' --off-cpu
	ok
	out_is 'a;main;nap;[waiting] 500000000'
}

@test "a thread whose return was lost waits until it leaves again" {
	collapse 'a 7 1.0: 1 context-switches: \n\t7f nap (/a)\n\na 7 1.0: PERF_RECORD_SWITCH OUT\na 7 1.5: 1 context-switches: \n\t7f doze (/a)\n\na 7 1.5: PERF_RECORD_SWITCH OUT\na 7 1.7: PERF_RECORD_SWITCH IN\n' --wall
	status_is 0
	err_is 'collapse-perf: warning: of 1 thread more than 1 % of the time is not certain: records of when it left or came back are missing (perf record loses less with -m 16M, with --call-graph fp, or without -a)'
	out_is 'a;doze;[waiting] 200000000
a;nap;[waiting] 500000000'
	# A thread that is back twice, or leaves twice.
	collapse 'a 7 1.0: PERF_RECORD_SWITCH IN\na 7 1.5: PERF_RECORD_SWITCH IN\nb 8 1.0: PERF_RECORD_SWITCH OUT\nb 8 1.1: PERF_RECORD_SWITCH OUT\nb 8 1.2: PERF_RECORD_SWITCH IN\n' --wall
	status_is 0
	err_has 'of 2 threads more than 1 % of the time is not certain: records of when they left or came back are missing'
	# As little as when perf stops one CPU after the other is nothing to tell.
	collapse 'a 7 1.0: PERF_RECORD_SWITCH IN\na 7 1.5: PERF_RECORD_SWITCH OUT\na 7 1.6: PERF_RECORD_SWITCH IN\na 7 1.60002: PERF_RECORD_SWITCH IN\n' --off-cpu -q
	ok
	out_is 'a;[waiting] 100000000'
}

@test "waits without a stack are no sign of missing frame pointers" {
	{
		printf 'a 7 1.0: PERF_RECORD_SWITCH IN\n'
		for ((i = 0; i < 120; i++)); do
			printf 'a 7 2.%03d: 1000000 cpu-clock:u: \n\t7f f (/a)\n\t80 g (/a)\n\t81 h (/a)\n\t82 main (/a)\n\n' "$i"
		done
		printf 'a 7 2.2: PERF_RECORD_SWITCH OUT\na 7 9.2: PERF_RECORD_SWITCH IN\n'
	} >"$BATS_TEST_TMPDIR/in"
	try collapse-perf --wall "$BATS_TEST_TMPDIR/in"
	status_is 0
	err_has '1 wait, of 7.000 s, has no stack'
	! grep -q 'frame pointers' "$ERR" || false
}
