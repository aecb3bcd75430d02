#!/usr/bin/env bats
# collapse-perf: what each kind of line means, options, and how it ends.

load helper

# collapse TEXT [OPTION…] - TEXT is printf's format, so that \t and \n can be written.
collapse() {
	local text=$1
	shift
	printf "$text" >"$BATS_TEST_TMPDIR/in"
	try collapse-perf "$@" "$BATS_TEST_TMPDIR/in"
}

# folds TEXT LINE [OPTION…] - exactly that line comes out, nothing on stderr.
folds() {
	local text=$1 line=$2
	shift 2
	collapse "$text" "$@"
	ok || { echo "input: $text"; return 1; }
	out_is "$line" || { echo "input: $text"; return 1; }
}

# frame REST NAME [OPTION…] - a frame line with REST behind its address is NAME.
frame() {
	local rest=$1 name=$2
	shift 2
	printf 'a 1 [000] 1.5: 7 cycles: \n\t%16s %s\n\n' 7f12 "$rest" >"$BATS_TEST_TMPDIR/in"
	try collapse-perf "$@" "$BATS_TEST_TMPDIR/in"
	ok && out_is "a;$name 7" || { echo "frame: $rest"; return 1; }
}

# comm NAME ROOT - a sample of the process NAME has the root frame ROOT, left and right aligned.
comm() {
	printf '%s 12 [001] 1.5: 7 cycles: \n\t7f12 f (/x)\n\n' "$1" >"$BATS_TEST_TMPDIR/in"
	printf '%16s 12/34 1.6: 7 cycles: \n\t7f12 f (/x)\n\n' "$1" >>"$BATS_TEST_TMPDIR/in"
	try collapse-perf "$BATS_TEST_TMPDIR/in"
	ok && out_is "$2;f 14" || { echo "comm: '$1'"; return 1; }
}

@test "stacks that perf script has cut at its 127 frames are told" {
	cd "$BATS_TEST_TMPDIR"
	chain() {
		printf 'p 1 1.0: 1 cycles:\n'
		for ((i = 1; i < $1; i++)); do printf '\t%x f%d (/p)\n' $i $i; done
		printf '\t%x %s (/p)\n\n' 999 "$2"
	}
	chain 127 g >limited
	try collapse-perf limited
	status_is 0
	err_has 'stacks with 100.0 % of the counts end at 127 frames, where perf script and the kernel cut'
	chain 127 _start >whole
	chain 126 g >shorter
	chain 128 g >deeper
	for file in whole shorter deeper; do
		try collapse-perf "$file"
		ok
	done
	cat limited deeper >both
	try collapse-perf both
	ok
}

@test "--skip-after that matches nothing is told" {
	try collapse-perf --skip-after nonesuch "$ROOT/test/demo/orders-fp.perf-script"
	status_is 0
	err_has "collapse-perf: warning: --skip-after: no stack holds a function 'nonesuch'; names are as"
	collapse-perf "$ROOT/test/demo/orders-fp.perf-script" | cmp - "$OUT"
	try collapse-perf --skip-after main "$ROOT/test/demo/orders-fp.perf-script"
	ok
}

@test "a stack is folded outermost first, equal stacks are added up, lines are sorted" {
	collapse 'b 1 2.5: 10 cycles: \n\t1 in+0x1 (/x)\n\t2 out+0x2 (/x)\n\nb 1 2.6: 5 cycles: \n\t3 in+0x7 (/x)\n\t2 out+0x2 (/x)\n\na 1 2.7: 1 cycles: \n\t3 z (/x)\n\n'
	ok
	out_is $'a;z 1\nb;out;in 15'
}

@test "lines are sorted by the bytes of the stack, whatever a frame's end is" {
	collapse 'a 1 1.0: 1 c: \n\t1 x (/x)\n\t1 f (/x)\n\na 1 1.0: 1 c: \n\t1 f-g (/x)\n\na 1 1.0: 1 c: \n\t1 f (/x)\n\na 1 1.0: 1 c: \n\t1 f~ (/x)\n\n'
	ok
	LC_ALL=C sort "$OUT" >"$BATS_TEST_TMPDIR/sorted"
	out_is_file "$BATS_TEST_TMPDIR/sorted"
	out_is $'a;f 1\na;f-g 1\na;f;x 1\na;f~ 1'
}

@test "a one-frame stack stands on the header's line" {
	folds '         python3 22429  1161.794133:   10101010 cpu-clock:  ffffffff821e8f67 clear_page_erms+0x7 ([kernel.kallsyms])\n' \
		'python3;clear_page_erms 10101010'
	folds '           false 39654 19115.489713:          1 cycles:u:  ffffffff9b201293 [unknown] ([unknown])\n' \
		'false;[unknown] 1'
	folds 'a 1 1.5: 3 cycles:  401b94\n' 'a;[unknown] 3'
}

@test "a comm of hexadecimal digits is no frame" {
	folds 'a 22191  1156.448184:   10101010 cpu-clock: \n' 'a 10101010'
	folds 'x 1 1.0: 1 c: \n\t7f f (/x)\na 22191  1156.448184:   2 c: \n\t7f f (/x)\n' $'a;f 2\nx;f 1'
	folds 'x 1 1.0: 1 c: \n\t7f f (/x)\n            dead 22191  1156.448184:   2 c: \n\t7f f (/x)\n' $'dead;f 2\nx;f 1'
}

@test "an address has 16 digits at most" {
	folds 'x 1 1.0: 1 c: \n\t0123456789abcdef f (/x)\n' 'x;f 1'
	collapse 'x 1 1.0: 1 c: \n\t7f f (/x)\n\t0123456789abcdef0 g (/x)\n'
	out_is 'x;f 1'
	err_has '0123456789abcdef0 g (/x)'
}

@test "what stands before a symbol that is known is an address, or the line is no frame" {
	local before odd=0 known='x 1 1.0: 1 c: \n\t             401 go (/x)\n\t             402 run (/x)\n\n'

	for before in '             4x2' '                ' 'x            402' '             402x' \
		'\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'; do
		odd=$((odd + 1))
		collapse "$known${known/             402/$before}"
		out_is $'x;go 1\nx;run;go 1'
		err_has ':7: not understood'
	done
	[ "$odd" = 5 ]
	collapse "$known${known/             402/             4 2}"
	out_is $'x;2 run;go 1\nx;run;go 1'
	collapse "$known${known/             402/7fffffffffff7402}"
	out_is 'x;run;go 2'
	err_is_empty
}

@test "COMM may hold anything" {
	comm '#hash' '#hash'
	comm 'x;y' 'x:y'
	comm 'Timer 5' 'Timer_5'
	comm 'foo 12/34 x' 'foo_12/34_x'
	comm '[ET_NET 0]' '[ET_NET_0]'
	comm 'CPU 0/KVM' 'CPU_0/KVM'
	comm 'a: b' 'a:_b'
	comm '12345' '12345'
	comm 'kworker/0:1H' 'kworker/0:1H'
	comm 'HDMI polling ta' 'HDMI_polling_ta'
	comm 'foobar [worker]' 'foobar_[worker]'
	comm 'größe 日本' 'größe_日本'
	comm ':-1' ':-1'
	comm 'v1.5' 'v1.5'
	comm 'a->b' 'a->b'
	comm '(sd-pam)' '(sd-pam)'
	comm ' lead' 'lead'
	comm '12 [000] 1.5: 3' '12_[000]_1.5:_3'
	comm 'x 1 2.5: c' 'x_1_2.5:_c'
	comm '99 cycles:' '99_cycles:'
}

@test "a process called #hash, and comments" {
	folds '#hash 1.5: 7 cpu-clock: \n\t7f f (/x)\n\n# 1.5: 7 cpu-clock: \n#\n' '#hash;f 7'
	folds '#hash [001] 1.5: 7 cpu-clock: \n\t7f f (/x)\n\n#h 1.6: \n\t7f f (/x)\n\n' '#hash;f 7' --event-filter cpu-clock -q
	folds '#a:b 1.5: bad luck\n# 1 1.5 7\nx 1 1.5: 7 c: \n\t7f f (/x)\n\n' 'x;f 7'
}

@test "process and thread ids" {
	folds ':-1    -1 [000]   690.371119:      41666 cpu-clock:ppp: \n' ':-1 41666'
	folds ':-1    -1 [000]   690.371119:      41666 cpu-clock:ppp: \n' ':-1-?/-1 41666' --tid
	folds 'a 12/34 [000] 1.5: 1 c: \n' 'a-12 1' --pid
	folds 'a 12/34 [000] 1.5: 1 c: \n' 'a-12/34 1' --tid
	folds 'a 34 1.5: 1 c: \n' 'a-? 1' --pid
	folds 'a b 12/34 1.5: 1 c: \n' 'a_b-12/34 1' --tid
}

@test "tracepoint fields are not frames" {
	folds 'ls 25615 [000]  1232.138487: syscalls:sys_enter_openat: dfd: 0xffffff9c, filename: 0x7f38a70540b1, flags: 0x00080000, mode: 0x00000000\n\t7f12 open (/lib/c)\n\t401 main (/bin/ls)\n\n' \
		'ls;main;open 1'
	folds 'f  9566 [001] 18490161.191157: mm_pagevec_free: page=0xffffea00269631d0 pfn=647377360 order=0 cold=0\n' 'f 1'
	collapse 'a 1 [000] 1.5: sched:sched_switch: prev_comm=sleep prev_pid=24767 ==> next_comm=swapper/1 next_pid=0\n\t7f schedule ([kernel.kallsyms])\n\nb 1 1.6: 4 cycles: \n\n'
	status_is 0
	out_is 'a;schedule 1'
	err_has "keeping 'sched:sched_switch'"
	err_has "left out 1 sample of event 'cycles'"
	folds 'f 1 1.5: 3 kmem:x: deadbeef cafe\n' 'f 3'
}

@test "of several clocks behind what leaves, that with most samples is kept, whichever is met first" {
	local order switch='a 1 1.0: sched:sched_switch: prev=1\n\t7f s (/x)\n\n'
	local cpu='a 1 1.1: 5 cpu-clock:u: \n\t7f f (/x)\n\na 1 1.2: 6 cpu-clock: \n\t7f f (/x)\n\n'
	local task='a 1 1.3: 700 task-clock: \n\t7f f (/x)\n\n' page='a 1 1.4: 9 page-faults: \n\t7f p (/x)\n\n'

	for order in "$switch$cpu$task$page" "$switch$page$task$cpu" "$switch$task$cpu"; do
		collapse "$order"
		status_is 0
		out_is 'a;f 11'
	done
	collapse "$switch$page$page$page"
	out_is 'a;s 1'
	err_has "keeping 'sched:sched_switch'"
}

@test "events: one is kept and it is said; modifiers and hybrid halves are one" {
	local two='a 1 1.5: 3 cpu_core/cycles/u: \n\t7f f (/x)\n\na 1 1.6: 4 cpu_atom/cycles/u: \n\t7f f (/x)\n\na 1 1.7: 5 cpu_core/cycles:Pu/: \n\t7f f (/x)\n\na 1 1.8: 5 cycles:ppp: \n\t7f f (/x)\n\n'
	folds "$two" 'a;f 17'
	collapse 'a 1 1.5: 3 cycles:u: \n\na 1 1.6: 4 instructions:u: \n\na 1 1.7: 9 cycles: \n\n'
	status_is 0
	out_is 'a 12'
	err_is "collapse-perf: warning: several events: keeping 'cycles', the first (--event-filter chooses, --per-event keeps all)
collapse-perf: warning: left out 1 sample of event 'instructions:u'"
	collapse 'a 1 1.5: 3 cycles:u: \n\na 1 1.6: 4 instructions:u: \n\n' --event-filter instructions
	out_is 'a 4'
	err_has "left out 1 sample of event 'cycles:u'"
	collapse 'a 1 1.5: 3 cycles:u: \n\na 1 1.6: 4 instructions:u: \n\n' --event-filter instructions:k
	out_is 'a 4'
	folds 'a 1 1.5: 3 cycles:u: \n\na 1 1.6: 4 instructions:u: \n\n' $'[cycles];a 3\n[instructions];a 4' --per-event
	folds 'a 1 1.5: 3 cycles:u: \n\na 1 1.6: 4 instructions: \n\n' 'a 7' --event-filter instructions --event-filter cycles
	folds 'a 1 1.5: 3 cpu/cache misses/u: \n\na 1 1.6: 4 cpu/event=0x3c,umask=1/: \n\na 1 1.6: 4 r01c4: \n\n' $'[cpu/cache misses/];a 3\n[cpu/event=0x3c,umask=1/];a 4\n[r01c4];a 4' --per-event
}

@test "nothing is lost with CRLF, without a final newline, without blank lines, without a stack" {
	folds 'a 1 1.5: 3 c: \r\n\t7f f+0x1 (/x)\r\n\t80 g (/x)\r\n\r\nb 1 1.5: 4 c: \r\n\t7f f+0x1 (/x)\r\n' $'a;g;f 3\nb;f 4'
	folds 'a 1 1.5: 3 c: \n\t7f f (/x)' 'a;f 3'
	folds 'a 1 1.5: 3 c: \n\t7f f (/x)\nb 1 1.6: 4 c: \n\t7f f (/x)\nc 1 1.7: 5 c:' $'a;f 3\nb;f 4\nc 5'
}

@test "fields that perf script -F leaves out" {
	folds 'java 19983 cycles:\nffffffff8103d0ca native_write_msr_safe ([kernel.kallsyms])\n401 main (/x)\n\n' 'java;main;native_write_msr_safe 1'
	folds 'a b 12/34 [002] 250 cycles:u: \n\t7f f (/x)\n\n' 'a_b;f 250'
	folds 'a b 1.5: cycles: \n\t7f f (/x)\n\n' 'a_b;f 1'
	folds '  12 [000] 1.5: 3 cycles: \n\t7f f (/x)\n\n' 'f 3'
	folds 'a 12 1.5: \n\t7f f (/x)\n\n' 'a;f 1'
	folds 'a 12 [001] K    1.5: 3 cycles: \n\t7f f (/x)\n\n' 'a;f 3'
	folds 'a 12 1.5: 3 cycles: \n\t7f f\n\t80\n\n' 'a;[unknown];f 3'
	folds 'a 12 1.5: 3 cycles: \n\t7f std::f(int) const\n\t80 g+0x4\n\n' 'a;g;std::f 3'
	# No PID: CPU is no part of the command, and a number behind TIME is not the PID.
	folds 'a b [001] 1.5: 3 cycles: \n\t7f f (/x)\n\n' 'a_b;f 3'
	folds '[001] 1.5: 3 cycles: \n\t7f f (/x)\n\n' 'f 3'
	folds 'a 1.5:   1003009 cycles: \n\t7f f (/x)\n\na 1.6:  7 cycles: \n\t7f f (/x)\n\n' 'a;f 1003016'
	# -F +misc without CPU.
	folds 'a 12/34 U     1.5: 3 cycles: \n\t7f f (/x)\n\na 12/34 KH    1.6: 4 cycles: \n\t7f f (/x)\n\n' \
		'a-12/34;f 7' --tid
	folds 'a 12 U        1003009 cycles: \n\t7f f (/x)\n\n' 'a;f 1003009'
	# A tracepoint's fields without its name.
	folds 'a 12 [001] 1.5: comm=b/0 pid=18\n\t7f f (/x)\n\n' 'a;f 1'
}

# bare HEADER LINE [OPTION…] - three samples with this header, two of them f below main.
bare() {
	local header=$1 line=$2
	shift 2
	local frames="$header\n\t            7f12 f+0x1 (/x)\n\t            7f24 main (/x)\n\n"
	folds "$frames$header\n\t              7f f (/x)\n\n$frames" "$line" "$@"
}

@test "without TIME and EVENT, what has frames below it is a header" {
	bare 'a b 12 ' $'a_b;f 1\na_b;main;f 2'
	bare 'a b 12/34 ' $'a_b-12/34;f 1\na_b-12/34;main;f 2' --tid
	bare 'Timer 5 12 ' $'Timer_5-?/12;f 1\nTimer_5-?/12;main;f 2' --tid
	bare 'a 12 [001] ' $'a;f 1\na;main;f 2'
	bare 'a 12    1003009 ' $'a-?/12;f 1003009\na-?/12;main;f 2006018' --tid
	bare '   12 ' $'f 1\nmain;f 2' --no-comm
	bare '   1003009 ' $'f 1003009\nmain;f 2006018'
	bare '[000] ' $'f 1\nmain;f 2'
	bare 'a b ' $'a_b;f 1\na_b;main;f 2'
	bare 'a [001] sched:sched_switch: ' $'[sched:sched_switch];a;f 1\n[sched:sched_switch];a;main;f 2' --per-event
	bare '      cpu-clock: ' $'[cpu-clock];f 1\n[cpu-clock];main;f 2' --per-event
	bare '' $'f 1\nmain;f 2'
	# perf ends each sample with a blank line, and begins it with one where there is no header.
	bare '\n' $'f 1\nmain;f 2'
}

@test "without TIME and EVENT, a header without frames is one by the space behind it" {
	local sample='a 12 \n\t            7f12 f (/x)\n\n'

	folds "${sample}b 12 \n\n${sample}c 12 \r\n\r\n${sample}d 12 " $'a;f 3\nb 1\nc 1\nd 1'
	collapse "${sample}b 12\n\n$sample"
	status_is 0
	out_is 'a;f 2'
	err_has ':4: not understood: "b 12"'
	# The first sample of all has a frame, or it is none.
	collapse "b 12 \n\n$sample"
	status_is 0
	out_is 'a;f 1'
	err_has ':1: not understood: "b 12"'
	# Of one without a header, only empty lines are left.
	sample='\n\t            7f12 f (/x)\n\n'
	collapse "$sample$sample\n\n$sample\n\n"
	status_is 0
	out_is 'f 3'
	err_is 'collapse-perf: warning: left out 2 samples with neither a command nor a frame (perf script -F comm,tid,time,event,ip,sym,dso prints both)'
}

# single HEADER LINE [OPTION…] - three samples of this header with a frame behind it, two of them f.
single() {
	local header=$1 line=$2
	shift 2
	local frames="$header     55fe2665517a f+0x1 (/x)\n"
	folds "$frames$header ffffffff81230000 g\n$frames" "$line" "$@"
}

@test "without TIME and EVENT, a header may have its only frame behind it" {
	single '               a  12 ' $'a;f 2\na;g 1'
	single '             a b ' $'a_b;f 2\na_b;g 1'
	single '              dd  12/34    ' $'dd-12/34;f 2\ndd-12/34;g 1' --tid
	single ' [000] ' $'f 2\ng 1'
	single '   1003009 ' $'f 2006018\ng 1003009'
	single '               a    1003009 ' $'a;f 2006018\na;g 1003009'
	single 'cpu-clock: ' $'[cpu-clock];f 2\n[cpu-clock];g 1' --per-event
	single '               a cpu-clock: ' $'[cpu-clock];a;f 2\n[cpu-clock];a;g 1' --per-event
	single '' $'f 2\ng 1'
	folds '     55fe2665517a\n                0\n     55fe2665517b\n' '[unknown] 3'
	folds '               a      55fe2665517a f (/x)\n  x.c:7\n' 'a;f:x.c:7 1' --srcline
	# Within samples that have call chains.
	folds 'a 12 \n\t            7f12 f (/x)\n\nb  13              7f12 g (/x)\n\nc 14 \n\t            7f12 h (/x)\n\n' \
		$'a;f 1\nb;g 1\nc;h 1'
}

@test "a table of numbers is no sample" {
	collapse ' Performance counter stats:\n\n            123456      cycles\n            234567      instructions\n'
	status_is 1
	out_is_empty
	err_has ':3: not understood: "123456      cycles"'
	collapse '            12345      cycles\n            234567      instructions\n'
	status_is 1
	out_is_empty
	# Numbers that are no address where one stands, and too many digits.
	collapse '  a   12345678    f\n  a 12345678901234567 f\n'
	status_is 1
	out_is_empty
}

@test "other records without TIME are no odd lines" {
	folds 'PERF_RECORD_COMM: 12345:12/13\nPERF_RECORD_COMM: foo 12/34 x:12/14\nPERF_RECORD_COMM: x 1 2.5: c:12/15\na PERF_RECORD_COMM: 12 [000] 1.5: 3:12/16\na PERF_RECORD_COMM exec: a:12/12\na 12 PERF_RECORD_MMAP2 12/12: [0x1(0x2) @ 0 08:01 1 1]: r-xp /x\na 12 \n\t            7f12 f (/x)\n\na  12 PERF_RECORD_EXIT(12:12):(1:1)\n' \
		'a;f 1'
}

@test "frames without a header are no sample where headers are known" {
	local sample='a 1 1.5: 3 c: \n\t7f f (/x)\n\n'

	# The rest of a sample before the first whole one, as of `tail`.
	collapse "\t7f f (/x)\n\n$sample"
	status_is 0
	out_is 'a;f 3'
	err_has ':1: not understood: "7f f (/x)"'
	collapse "f+0x1c (/x)\n\t7f f (/x)\n\n$sample"
	status_is 0
	out_is 'a;f 3'
	err_has ':1: not understood: "f+0x1c (/x)"'
	err_has ':2: not understood: "7f f (/x)"'
	collapse "$sample\n\t7f f (/x)\n\nx 1\n\t7f f (/x)\n\n$sample"
	status_is 0
	out_is 'a;f 6'
	err_has ':5: not understood: "7f f (/x)"'
	err_has ':7: not understood: "x 1"'
	err_has ':8: not understood: "7f f (/x)"'
	collapse 'one\ntwo\n\nthree'
	status_is 1
	err_has ':1: not understood: "one"'
	err_has ':2: not understood: "two"'
	err_has ':4: not understood: "three"'
}

@test "dsos with spaces, parentheses, (deleted), an offset" {
	frame 'bar+0x10 (/tmp/lib x.so (deleted))' bar
	frame '[unknown] (/opt/My App (x86)/bin/a)' '[a]'
	frame '[unknown] (/memfd:jit (deleted))' '[memfd:jit]'
	frame '[unknown] ([JIT] tid 1234)' '[[JIT] tid 1234]'
	frame '[unknown] ([JIT app cache])' '[[JIT app cache]]'
	frame '[unknown] (/usr/lib/x.so+0x1f00)' '[x.so]'
	frame '(/lib/x.so)' '[x.so]'
	frame ' (/lib/x.so)' '[x.so]'
	frame '[unknown] ([unknown])' '[unknown]'
	frame '__mmap64 (inlined)' '__mmap64'
	frame '[unknown] (//anon)' '[anon]'
}

@test "dsos that hold one of a pair of parentheses" {
	frame '[unknown] (/tmp/a)b)' '[a)b]'
	frame '(/tmp/a)b)' '[a)b]'
	frame ' (/tmp/a) b)' '[a) b]'
	frame 'f<int (char)>::g(int)+0x1 (/tmp/a b)c)' 'f<int (char)>::g'
	frame 'py::f:/x (1)/a.py (/tmp/a)b)' 'py::f:/x (1)/a.py'
	frame '(anonymous namespace)::f(int) (/tmp/a)b)' '(anonymous namespace)::f'
	frame '[unknown] (/tmp/a(b)' '[a(b]'
	frame 'f(int) (/x/vmlinux-6.1(b)' 'f_[k]' --kernel
	frame 'f(int (*)(char))' f
}

@test "names: parameter lists go, operators and brackets stay" {
	frame 'A::operator->() const+0x3 (/x)' 'A::operator->'
	frame '<fn() -> i32 as FnOnce<()>>::call_once+0x3 (/x)' '<fn() -> i32 as FnOnce<()>>::call_once'
	frame 'B::operator<<(int) (/x)' 'B::operator<<'
	frame 'main::{lambda()#1}::operator()() const (/x)' 'main::{lambda()#1}::operator()'
	frame 'f(int) const::{lambda()#1}::operator()() const+0x3 (/x)' 'f::{lambda()#1}::operator()'
	frame 'decltype(auto) f<int>(int) (/x)' 'f<int>'
	frame 'void std::sort<int*>(int*, int*)+0x1 (/x)' 'std::sort<int*>'
	frame 'operator delete(void*, unsigned long)@plt+0x0 (/x)' 'operator delete@plt'
	frame '_ZN3foo3barEv+0x0 (/x)' 'foo::bar'
	frame '_ZNSt6vectorIiSaIiEE9push_backEOi+0x8 (/x)' 'std::vector<int, std::allocator<int> >::push_back'
	frame 'Lcom/acme/Foo;run(I)V+0x8 (/x)' 'com.acme.Foo.run'
	frame '_D3std5stdio4File5flushMFZv (/x)' 'std.stdio.File.flush'
	frame 'base_GHCziBase_map_info (/x)' 'base_GHC.Base_map_info'
	frame 'JS::Call(JSContext*, JS::Handle<JS::Value>)+0x10 (/x)' 'JS::Call'
	frame 'py::object::call(int) (/x)' 'py::object::call'
	frame 'std::_Function_handler<void (vg::Alignment&), main_gaffe(int, char**)::{lambda()#1}>::_M_invoke+0x12 (/x)' \
		'std::_Function_handler<void (vg::Alignment&), main_gaffe(int, char**)::{lambda()#1}>::_M_invoke'
	frame 'py::A.<lambda>:/x/(a).py (/tmp/perf-1.map)' 'py::A.<lambda>:/x/(a).py'
	frame "RegExp:[&<>\"'] (/tmp/perf-1.map)" "RegExp:[&<>\"']"
	frame 'main.F[go.shape.func(int) string] (/x)' 'main.F[go.shape.func(int) string]'
	frame 'net/http.(*Client).Do+0x1 (/x)' 'net/http.(*Client).Do'
	frame '(anonymous namespace)::run(int)+0x1 (/x)' '(anonymous namespace)::run'
	frame 'a;b;c (/x)' 'a:b:c'
	frame 'LazyCompile:*f /a(1)/b.js:3 (/tmp/perf-1.map)' 'LazyCompile:*f /a(1)/b.js:3'
}

@test "a symbol in parentheses is no function" {
	folds 'a 1 1.5: 7 c: \n\t1 (swapper) (/x)\n\t2 main (/x)\n\n' 'a;main 7'
}

@test "Rust: mangled, half demangled" {
	frame 'work::main::_$u7b$$u7b$closure$u7d$$u7d$::had890ba5d557dea5+0xa (inlined)' 'work::main::{{closure}}'
	frame 'a::_$LT$impl$u20$b..E$GT$::c::ha2987023c84e2582+0x1 (inlined)' 'a::<impl b::E>::c'
	frame 'core::ptr::drop_in_place$LT$alloc..vec..Vec$LT$u8$GT$$GT$::h05af221e174051e9+0x7 (/x)' \
		'core::ptr::drop_in_place<alloc::vec::Vec<u8>>'
	frame '_$LT$T$u20$as$u20$core..any..Any$GT$::type_id::h05af221e174051e9 (/x)' '<T as core::any::Any>::type_id'
	frame '_ZN4core3fmt5Write9write_fmt17h0123456789abcdefE+0x1 (/x)' 'core::fmt::Write::write_fmt'
	frame '_RNvCs1234_7mycrate3foo (/x)' 'mycrate::foo'
	frame '_ZN3foo3barEv (/x)' 'foo::bar'
}

@test "what a mangled name decodes to rules no terminal" {
	# U+0085 and U+009B in punycode of Rust v0; what is printed is a letter of another alphabet.
	folds 'p 1 1.5: 7 c: \n\t7f _RNvC1au7abcd_1a (/x)\n\n' 'p;a::ab?cd 7'
	folds 'p 1 1.5: 7 c: \n\t7f _RNvC1au8abcd_6da (/x)\n\n' 'p;a::ab?cd 7'
	folds 'p 1 1.5: 7 c: \n\t7f _RNvC1au8abcd_1ra (/x)\n\n' 'p;a::abücd 7'
}

@test "Java: what a method returns goes, as a JVM's own map of what it compiled has it" {
	local map='(/tmp/perf-1.map)' jit='([JIT] tid 1)'

	folds "p 1 1.5: 7 c: \n\t7f int a.B.run(java.util.Map\$Entry[], int)+0x0 $map\n\n" 'p;a.B.run 7'
	folds "p 1 1.5: 7 c: \n\t7f java.lang.String[] a.B\$\$Lambda\$14/0x0000000801008c00.split() $jit\n\n" \
		'p;a.B$$Lambda$14/0x0000000801008c00.split 7'
	folds "p 1 1.5: 7 c: \n\t7f I2C/C2I adapters $map\n\t80 vtable chunks $map\n\n" 'p;vtable chunks;I2C/C2I adapters 7'
	# Names of other languages, and of others than JITs.
	folds "p 1 1.5: 7 c: \n\t7f int a.B.run(int) (/x)\n\n" 'p;int a.B.run 7'
	folds "p 1 1.5: 7 c: \n\t7f void [mscorlib] System.A::B(int32) $map\n\t80 int f(int) $map\n\n" \
		'p;int f;void [mscorlib] System.A::B 7'
	folds "p 1 1.5: 7 c: \n\t7f void a.B::f(int) $map\n\t80 a<b> c.d() $map\n\n" 'p;a<b> c.d;void a.B::f 7'
}

@test "with --inline a name that was made before is that of the same function alone" {
	local frames='\t1000 [unknown] (/a/lib.so)\n\t2000 [unknown] (/a/lib.so)\n\t3000 [unknown] (/a/new.so)\n\n'
	folds "a 1 1.5: 7 c: \n$frames" 'a;[new.so];[lib.so];[lib.so] 7' --inline
	folds "a 1 1.5: 7 c: \n$frames" 'a;[new.so <3000>];[lib.so <2000>];[lib.so <1000>] 7' --inline --addrs
	frames='\t7f La/P;::f (classes)\n\n'
	folds "other 1 1.5: 7 c: \n${frames}java-x 1 1.6: 8 c: \n$frames" $'java-x;a/P:::f 8\nother;La/P:::f 7' --inline
}

@test "Java: inlined frames, the leading L" {
	folds 'java 1 1.5: 7 c: \n\t7f Ljava/io/P;::println->Ljava/io/P;::print->Ljava/io/O;::flush+0x0 (/tmp/perf-1.map)\n\t80 LCounter;::run (/tmp/perf-1.map)\n\n' \
		'java;LCounter:::run;java/io/P:::println;java/io/P:::print_[i];java/io/O:::flush_[i] 7'
	folds 'java 1 1.5: 7 c: \n\t7f La/P;::f->La/P;::g (/tmp/perf-1.map)\n\n' 'java;a/P:::f_[j];a/P:::g_[i] 7' --jit
	folds 'other 1 1.5: 7 c: \n\t7f La/P;::f (/tmp/perf-1.map)\n\njava-x 1 1.6: 8 c: \n\t7f La/P;::f (/tmp/perf-1.map)\n\n' $'java-x;a/P:::f 8\nother;La/P:::f 7'
	folds 'javascript 1 1.5: 7 c: \n\t7f LazyCompile:*f /a/b.js:1 (/tmp/perf-1.map)\n\n' 'javascript;LazyCompile:*f /a/b.js:1 7'
}

@test "marks for the kernel and for what a JIT made" {
	frame 'do_idle+0x1 ([kernel.kallsyms])' 'do_idle_[k]' --kernel
	frame 'do_idle ([kernel.kallsyms])' 'do_idle' --jit
	frame 'f (/lib/modules/6.1/kernel/fs/ext4.ko.xz)' 'f_[k]' --all
	frame 'f (/usr/lib/debug/boot/vmlinux-6.1)' 'f_[k]' --all
	frame 'bpf_prog_6deef7357e7b4530_x (bpf_prog_6deef7357e7b4530_x)' 'bpf_prog_6deef7357e7b4530_x_[k]' --kernel
	frame '[unknown] ([vdso])' '[[vdso]]_[k]' --kernel
	frame '[unknown] ([heap])' '[[heap]]' --all
	frame 'f (/tmp/perf-12.map)' 'f_[j]' --all
	frame 'f (/home/x/jitted-12-3.so)' 'f_[j]' --jit
	frame 'f (/tmp/perf-12.map)' 'f' --kernel
	frame 'f_[k] ([kernel.kallsyms])' 'f_[k]' --kernel
}

@test "--addrs shows the address where there is no symbol" {
	frame '[unknown] (/lib/x.so)' '[x.so <7f12>]' --addrs
	frame '[unknown] ([unknown])' '[unknown <7f12>]' --addrs
	frame '(/lib/x.so)' '[x.so <7f12>]' --addrs
	frame 'f (/lib/x.so)' 'f' --addrs
	folds 'a 1 1.5: 1 c: \n\t11 [unknown] (/x)\n\na 1 1.5: 1 c: \n\t22 [unknown] (/x)\n\n' $'a;[x <11>] 1\na;[x <22>] 1' --addrs
}

@test "comments, other records, branch stacks are skipped quietly" {
	folds '# ========\n# captured on: Thu Jul  9 17:14:37 2015\n# cmdline : perf record -F 99.5: x\n#\na 1 1.5: 3 c: \n\t7f f (/x)\n\n' 'a;f 3'
	folds 'a 1 1.5: 3 c: \n\t7f f (/x)\n\na 1 [000] 1.6: PERF_RECORD_MMAP2 1/1: [0x5581(0x1000) @ 0 08:01 3 0]: r--p /bin/a\na 1 1.7: PERF_RECORD_SWITCH OUT\na 1 1.8: PERF_RECORD_COMM exec: a:1/1\n' 'a;f 3'
	folds 'PERF_RECORD_FINISHED_ROUND\na 1 1.5: 3 c: \n\t7f f (/x)\n\nPERF_RECORD_FINISHED_ROUND\n' 'a;f 3'
	folds 'a 1 1.5: 3 c: \n\t7f f (/x)\n  0x4f2/0x501/P/-/-/0  0x1/0x2/M/-/-/0 \n\n' 'a;f 3'
}

@test "a line that is not understood is said with its number, and counted" {
	collapse 'a 1 1.5: 3 c: \n\t7f f (/x)\n\t   WEIRD \033[1mLINE\n\nstray\n'
	status_is 0
	out_is 'a;f 3'
	err_is "collapse-perf: warning: $BATS_TEST_TMPDIR/in:3: not understood: \"WEIRD \\x1b[1mLINE\"
collapse-perf: warning: $BATS_TEST_TMPDIR/in:5: not understood: \"stray\""
	collapse 'a 1 1.5: 3 c: \none\ntwo\nthree\nfour\nfive\n'
	err_has ':4: not understood: "three"'
	err_has 'warning: 5 lines were not understood, the first 3 are shown'
	collapse 'a 1 1.5: 3 c: \none\n' -q
	ok
}

@test "names in messages do not rule the terminal" {
	collapse 'a 1 1.5: 3 c: \n\t7f f (/x)\n\na 1 1.6: 3 \033[1m\302\233\001\r: \n\t7f f (/x)\n\n'
	status_is 0
	err_has "left out 1 sample of event '\\x1b[1m\\xc2\\x9b\\x01\\x0d'"
	try collapse-perf $'no\177\377file'
	status_is 1
	err_is 'collapse-perf: no\x7f\xfffile: No such file or directory'
}

@test "a name ends without white space" {
	frame 'f+0x7ff +0x39 (/x)' 'f+0x7ff'
}

@test "a stack that would look like a comment does not" {
	folds '# 1 1.5: 3 c: \n\t7f f (/x)\n\n' '#_;f 3'
	folds '# x 1 1.5: 3 c: \n\t7f f (/x)\n\n' '#_x;f 3'
	folds 'a 1 1.5: 3 c: \n\t7f # f (/x)\n\n' '#_f 3' --no-comm
}

@test "source lines" {
	local text='a 1 1.5: 3 c: \n\t7f f+0x1 (/x)\n  f.c:12\n\t80 g+0x2 (/x)\n  x.so[1f2e]\n\t81 main (/x)\n  main.c:3\n\n'
	folds "$text" 'a;main;g;f 3'
	folds "$text" 'a;main:main.c:3;g;f:f.c:12 3' --srcline
	# Neither the file nor the line is known.
	folds 'a 1 1.5: 3 c: \n\t7f f+0x1 (/x)\n  :0\n\t80 g (/x)\n  ??:0\n\n' 'a;g;f 3' --srcline
	# Of what was inlined, the mark is behind the line.
	text='a 1 1.5: 3 c: \n\t7f f+0x1\n  f.c:12 (inlined)\n\t7f g+0x2 (/x)\n  g.c:7\n\n'
	folds "$text" 'a;g;f 3'
	folds "$text" 'a;g:g.c:7;f:f.c:12 3' --srcline
}

@test "--skip-after: from the innermost frame of that name on" {
	local text='a 1 1.5: 3 c: \n\t1 x (/x)\n\t2 main (/x)\n\t3 y (/x)\n\t4 main (/x)\n\t5 start (/x)\n\nb 1 1.5: 4 c: \n\t1 z (/x)\n\n'
	folds "$text" $'b;z 4\nmain;x 3' --skip-after main
	folds "$text" $'b;z 4\ny;main;x 3' --skip-after y
	folds "$text" $'x 3\nz 4' --skip-after x --skip-after z
	folds 'a 1 1.5: 3 c: \n\t1 x (/x)\n\t2 main ([kernel.kallsyms])\n\t3 y (/x)\n\n' 'main_[k];x 3' --skip-after main --all
	folds 'a 1 1.5: 3 c: \n\t1 x (/x)\n\t2 m ([kernel.kallsyms])\n\t3 y (/x)\n\n' 'm_[k];x 3' --skip-after m --all
	folds 'a 1 1.5: 3 c: \n\t1 x (/x)\n\t2 main (/x)\n\n' '[c];main;x 3' --skip-after main --per-event
}

@test "--no-comm, --merge-threads, --weight" {
	local text='tokio-rt-3 1 1.5: 3 c: \n\t1 x (/x)\n\ntokio-rt-19 1 1.5: 4 c: \n\t1 x (/x)\n\nksoftirqd/0 1 1.6: 5 c: \n\t1 x (/x)\n\n'
	folds "$text" 'x 12' --no-comm
	folds "$text" $'ksoftirqd/N;x 5\ntokio-rt-N;x 7' --merge-threads
	folds "$text" $'ksoftirqd/N;x 1\ntokio-rt-N;x 2' --merge-threads --weight samples
	folds "$text" $'ksoftirqd/N;x 5\ntokio-rt-N;x 7' --merge-threads --weight period
}

@test "--time keeps what is between, relative to the first sample" {
	local text='a 1 100.000000: 1 c: \n\t1 x (/x)\n\na 1 100.500000: 2 c: \n\t1 x (/x)\n\na 1 101.000000: 4 c: \n\t1 x (/x)\n\n'
	collapse "$text" --time 0.5,
	status_is 0
	out_is 'a;x 6'
	err_has 'left out 1 sample outside --time'
	collapse "$text" -q --time ,0.5
	out_is 'a;x 3'
	collapse "$text" -q --time .25,.75
	out_is 'a;x 2'
	folds "$text" 'a;x 7' --time ,
	for wrong in 1 a,b 2,1 -1,2 1.x,; do
		collapse "$text" "--time=$wrong"
		status_is 2
		err_has '--time takes START,END'
	done
}

@test "--no-merge gives one line a sample in the order of time" {
	folds 'b 1 2.5: 1 c: \n\t1 x (/x)\n\na 1 1.5: 2 c: \n\t1 x (/x)\n\nb 1 2.5: 3 c: \n\t1 x (/x)\n\n' $'a;x 2\nb;x 1\nb;x 3' --no-merge
}

@test "several files are one profile; - is standard input" {
	printf 'a 1 1.5: 3 c: \n\t7f f (/x)\n' >"$BATS_TEST_TMPDIR/1"
	printf 'a 1 1.5: 4 c: \n\t7f f (/x)\nodd\n' >"$BATS_TEST_TMPDIR/2"
	try collapse-perf "$BATS_TEST_TMPDIR/1" - <"$BATS_TEST_TMPDIR/2"
	status_is 0
	out_is 'a;f 7'
	err_is 'collapse-perf: warning: stdin:3: not understood: "odd"'
	try collapse-perf <"$BATS_TEST_TMPDIR/1"
	ok
	out_is 'a;f 3'
}

@test "bytes of any kind pass through, but for what could rule a terminal" {
	printf 'a 1 1.5: 3 c: \n\t7f n\0u\xffl (/x)\n' >"$BATS_TEST_TMPDIR/in"
	printf 'a;n?u\xffl 3\n' >"$BATS_TEST_TMPDIR/want"
	try collapse-perf "$BATS_TEST_TMPDIR/in"
	ok
	out_is_file "$BATS_TEST_TMPDIR/want"
}

@test "a period that does not fit is said" {
	collapse 'a 1 1.5: 18446744073709551615 c: \n\t7f f (/x)\n\na 1 1.5: 1 c: \n\t7f f (/x)\n\n'
	status_is 0
	out_is 'a;f 18446744073709551615'
	err_has 'does not fit 64 bits'
	collapse 'a 1 1.5: 18446744073709551616 c: \n\t7f f (/x)\n\n'
	out_is 'a;f 18446744073709551615'
	folds 'a 1 1.5: 10000000000000000000 c: \n\t7f f (/x)\n\n' 'a;f 10000000000000000000'
}

@test "empty input, other text, missing file, directory: said, status 1" {
	try collapse-perf </dev/null
	status_is 1
	out_is_empty
	err_has 'the input is empty'
	try collapse-perf <<<'main foo 12'
	status_is 1
	out_is_empty
	err_has 'no sample found: this is neither perf.data nor the text of `perf script`'
	try collapse-perf "$BATS_TEST_TMPDIR/none"
	status_is 1
	err_is "collapse-perf: $BATS_TEST_TMPDIR/none: No such file or directory"
	try collapse-perf "$BATS_TEST_TMPDIR"
	status_is 1
	err_has "Is a directory"
	collapse 'a 1 1.5: 3 c: \n' --event-filter none
	status_is 1
	err_has 'none of 1 sample is kept'
	collapse 'a 1 1.5: 3 c: \n' --no-comm
	status_is 1
	err_has 'left out 1 sample with neither a command nor a frame'
}

@test "what was left out is said in one order, whoever met it first" {
	local n

	awk 'BEGIN {
		split("kept rare more2 more1", event, " ")
		for (e = 1; e <= 4; e++)
			for (i = 0; i < (e == 2 ? 20000 : 30000); i++)
				printf "a 1 1.0: 5 %s: \n\t            7f12 f+0x1 (/l/x)\n\t            7f13 _start+0x1 (/l/x)\n\n", event[e]
	}' >"$BATS_TEST_TMPDIR/in"
	for n in 1 2 3 4 8; do
		try collapse-perf -n "$n" "$BATS_TEST_TMPDIR/in"
		status_is 0
		err_is "collapse-perf: warning: several events: keeping 'kept', the first (--event-filter chooses, --per-event keeps all)
collapse-perf: warning: left out 30000 samples of event 'more1'
collapse-perf: warning: left out 30000 samples of event 'more2'
collapse-perf: warning: left out 20000 samples of event 'rare'"
	done
}

@test "a full disk is an error, a closed pipe is not" {
	printf 'a 1 1.5: 3 c: \n\t7f f (/x)\n' >"$BATS_TEST_TMPDIR/in"
	status=0
	collapse-perf "$BATS_TEST_TMPDIR/in" >/dev/full 2>"$BATS_TEST_TMPDIR/err" || status=$?
	[ "$status" -eq 1 ]
	diff -u - "$BATS_TEST_TMPDIR/err" <<<'collapse-perf: cannot write: No space left on device'
	status=0
	collapse-perf --help >/dev/full 2>"$BATS_TEST_TMPDIR/err" || status=$?
	[ "$status" -eq 1 ]
	diff -u - "$BATS_TEST_TMPDIR/err" <<<'collapse-perf: cannot write: No space left on device'
	collapse-perf "$BATS_TEST_TMPDIR/in" 2>"$BATS_TEST_TMPDIR/err" | true
	diff -u /dev/null "$BATS_TEST_TMPDIR/err"
}

@test "usage: help, version, unknown options" {
	try collapse-perf --help
	ok
	out_has 'usage: collapse-perf [options] [FILE'
	try collapse-perf --version
	ok
	try collapse-perf --kernal
	status_is 2
	err_is "collapse-perf: unknown option '--kernal'; did you mean '--kernel'?
Try 'collapse-perf --help'."
	try collapse-perf --weight fat
	status_is 2
	err_has "--weight takes one of period, samples, not 'fat'"
	try collapse-perf -n 0
	status_is 2
}

# many N - N samples of a few processes, with stacks of changing depth.
many() {
	awk -v n="$1" 'BEGIN {
		for (i = 0; i < n; i++) {
			printf "proc %d  %d [%03d]  %d.%06d:     %d cycles:u: \n", i % 7, i % 50, i % 4, i / 1000, i % 1000, 1 + i % 13
			for (d = 0; d <= (i * 7919) % 23; d++)
				printf "\t%16x func_%d(int)+0x%x (/usr/lib/lib%d.so)\n", i * 64 + d, (i * (d + 3)) % 101, d, d % 5
			printf "\n"
		}
	}'
}

@test "the same output for every number of threads, from a file and from a pipe" {
	many 60000 >"$BATS_TEST_TMPDIR/in"
	try collapse-perf -n1 "$BATS_TEST_TMPDIR/in"
	ok
	cp "$OUT" "$BATS_TEST_TMPDIR/want"
	sum=$(awk '{ sum += $NF } END { print sum }' "$OUT")
	want=$(awk '/cycles:u/ { sum += $(NF - 1) } END { print sum }' "$BATS_TEST_TMPDIR/in")
	[ "$sum" = "$want" ]
	for n in 2 3 8; do
		try collapse-perf -n$n "$BATS_TEST_TMPDIR/in"
		ok
		out_is_file "$BATS_TEST_TMPDIR/want"
		try collapse-perf -n$n < <(cat "$BATS_TEST_TMPDIR/in")
		ok
		out_is_file "$BATS_TEST_TMPDIR/want"
	done
	# Without blank lines nothing can be shared out; it is the same all the same.
	grep -v '^$' "$BATS_TEST_TMPDIR/in" >"$BATS_TEST_TMPDIR/dense"
	for from in file pipe; do
		if [ $from = file ]; then
			try collapse-perf -n3 "$BATS_TEST_TMPDIR/dense"
		else
			try collapse-perf -n3 < <(cat "$BATS_TEST_TMPDIR/dense")
		fi
		ok
		out_is_file "$BATS_TEST_TMPDIR/want"
	done
}

@test "line numbers are right with several threads" {
	many 60000 >"$BATS_TEST_TMPDIR/in"
	half=$(($(wc -l <"$BATS_TEST_TMPDIR/in") / 2))
	awk -v at="$half" '{ print } NR == at { print "odd line" }' "$BATS_TEST_TMPDIR/in" >"$BATS_TEST_TMPDIR/odd"
	for n in 1 4; do
		try collapse-perf -n$n "$BATS_TEST_TMPDIR/odd"
		err_is "collapse-perf: warning: $BATS_TEST_TMPDIR/odd:$((half + 1)): not understood: \"odd line\""
		try collapse-perf -n$n < <(cat "$BATS_TEST_TMPDIR/odd")
		err_is "collapse-perf: warning: stdin:$((half + 1)): not understood: \"odd line\""
	done
}

@test "cut anywhere, the output is defined and no sample is lost" {
	many 40 >"$BATS_TEST_TMPDIR/in"
	size=$(wc -c <"$BATS_TEST_TMPDIR/in")
	for ((cut = 0; cut < size; cut += 97)); do
		head -c "$cut" "$BATS_TEST_TMPDIR/in" >"$BATS_TEST_TMPDIR/cut"
		try collapse-perf -q --weight samples "$BATS_TEST_TMPDIR/cut"
		whole=$(grep -c 'cycles:u: $' "$BATS_TEST_TMPDIR/cut") || true
		got=$(awk '{ sum += $NF } END { print sum + 0 }' "$OUT")
		[ "$got" -eq "$whole" ] || [ "$got" -eq $((whole + 1)) ]
	done
}

@test "a line of 10 MB, a stack of 10,000 frames" {
	awk 'BEGIN {
		printf "a 1 1.5: 3 c: \n\t7f "
		for (i = 0; i < 1000000; i++) printf "0123456789"
		printf "+0x1 (/x)\n\n"
		printf "b 1 1.5: 3 c: \n"
		for (i = 0; i < 10000; i++) printf "\t7f f%d (/x)\n", i
	}' >"$BATS_TEST_TMPDIR/in"
	try collapse-perf "$BATS_TEST_TMPDIR/in"
	ok
	[ "$(wc -l <"$OUT")" -eq 2 ]
	[ "$(awk -F';' '/^b/ { print NF }' "$OUT")" -eq 10001 ]
	[ "$(awk '/^a/ { print length($0) }' "$OUT")" -eq 10000004 ]
}

@test "samples that were lost while recording stand in the line that says what is counted" {
	# A record PERF_RECORD_LOST_SAMPLES behind the others of a pipe: a head of 8 bytes, a number.
	{ cat "$DATA/perf-data/pipe.data"; printf '\r\0\0\0\0\0\020\0\006\0\0\0\0\0\0\0'; } >"$BATS_TEST_TMPDIR/lost.data"
	try collapse-perf "$BATS_TEST_TMPDIR/lost.data"
	status_is 0
	err_has '6 samples were lost while recording'
	out_has '[event=cpu-clock,unit=ns,samples=33,total=82706745,lost=6] 0'
}

@test "--header says what is counted, of each event that is kept" {
	local two='a 1 1.5: 7 cycles:u: \n\t1 f (/x)\n\na 1 1.6: 8 cycles:k: \n\t1 g (/x)\n\n'
	local other='a 1 1.7: sched:x: foo=1\n\t2 main (/x)\n\nb 1 1.8: 5 cpu-clock: \n\t2 f (/x)\n\n'
	local cycles='[event=cycles,unit=cycles,samples=2,total=15] 0'
	local clock='[event=cpu-clock,unit=ns,samples=1,total=5] 0'

	folds "$two" $'a;f 7\na;g 8'
	folds "$two" "$cycles"$'\na;f 7\na;g 8' --header
	folds "$two" $'a;f 7\na;g 8' --header --no-header
	folds "$two" $'[event=cycles,unit=samples,samples=2,total=2] 0\na;f 1\na;g 1' --header --weight samples
	folds "$two$other" "$(printf '%s\n' '[cpu-clock];b;f 5' '[cycles];a;f 7' '[cycles];a;g 8' "$clock" "$cycles" \
		'[event=sched:x,unit=samples,samples=1,total=1] 0' '[sched:x];a;main 1')" --header --per-event
	folds "$two$other" "$clock"$'\n'"$cycles"$'\na;f 7\na;g 8\nb;f 5' \
		--header --no-merge -q --event-filter cycles --event-filter cpu-clock
	folds 'a \n\t         1234567 f (/x)\n\n' $'[event=unknown,unit=samples,samples=1,total=1] 0\na;f 1' --header
	folds 'a 1 1.5: 7 cpu_core/cycles/u: \n\t1 f (/x)\n\na 1 1.6: 8 cpu_atom/cycles/u: \n\t1 f (/x)\n\n' \
		"$cycles"$'\na;f 15' --header
}

@test "addresses of data, where they were found and weights are no frames" {
	local header='a 1 1.5: 7 page-faults:     5569db6a5020 __TMC_END__+0x0 (/bin/a)'
	local source='a 1 1.5: 7 cpu/mem-loads,ldlat=30/P:     7f1122334455         5080021 |OP LOAD|LVL L1 hit|SNP None|TLB L1 or L2 hit|LCK No'

	# With a call chain.
	folds "$header\n\t  401136 work+0x16 (/bin/a)\n\t  401180 main+0x20 (/bin/a)\n\n" 'a;main;work 7'
	folds 'a 1 1.5: 7 c:     7fffa057cfa9 [unknown] ([stack])\n\t  401136 work+0x16 (/bin/a)\n\n' 'a;work 7'
	folds 'a 1 1.5: 7 c:     7fffa057cfa9\n\t  401136 work+0x16 (/bin/a)\n\n' 'a;work 7'
	folds "$source                       12\n\t  401136 work+0x16 (/bin/a)\n\n" 'a;work 7'
	folds "$source|BLK  N/A              40\n\t  401136 work+0x16 (/bin/a)\n\n" 'a;work 7'
	# On one line.
	folds "$header           401136 work+0x16 (/bin/a)\n" 'a;work 7'
	folds "$header ffffffff81000130 work+0x16 ([kernel.kallsyms])\n" 'a;work 7'
	folds "$source|BLK  N/A              40           401136 work+0x16 (/bin/a)\n" 'a;work 7'
	folds 'a 1 1.5: 7 c:               12           401136 work+0x16 (/bin/a)\n' 'a;work 7'
	# Nothing but the data.
	folds "$source                       12\n" 'a 7'
	# A frame that is the whole stack, between others.
	folds "a 1 1.5: 7 c:  401136 work+0x16 (/bin/a)\n$header\n\t 40 f (/x)\nb 1 1.5: 2 c:  401136 work+0x16 (/bin/a)\n" \
		$'a;work 7\nb;work 2' -q
	collapse "$header\n\t  401136 [unknown] ([unknown])\n\n" -v
	err_has ' 1 frames, 100.0 % of them without a symbol'
}

# in_line WORD N - so in_line of them in one line.
in_line() {
	printf "%$2s" '' | sed "s|.|$1|g"
}

# Each of these once took time in proportion to its square: 18 s for a fourth of the first.
@test "a line of megabytes is looked through once" {
	{ in_line '1 ' 3000000; echo ': '; } >"$BATS_TEST_TMPDIR/numbers"
	in_line 'x 1 1.5: ' 800000 >"$BATS_TEST_TMPDIR/headers"
	{ printf '%3000000s' ''; in_line '1 1.5: ' 500000; } >"$BATS_TEST_TMPDIR/spaces"
	{ in_line '1 a/ ' 800000; echo b:c; } >"$BATS_TEST_TMPDIR/events"
	for name in numbers headers spaces events; do
		try bash -c 'ulimit -t 20; exec "$@"' - "$BIN/collapse-perf" -n 1 "$BATS_TEST_TMPDIR/$name"
		[ "$status" -le 1 ] || { echo "status $status of $name"; return 1; }
	done
}

@test "what stands before TIME means the same whenever it is met" {
	local before

	cd "$BATS_TEST_TMPDIR"
	# The first three are as long as each other, but for one they end, or begin, alike.
	for before in 'prog 12/13 [000]' 'prag 12/13 [000]' 'prog 12/14 [000]' 'a b 12/13 [001]' ' 12/13 [001]' \
		'12 13/14 [001]' 'prog 12' 'prog 12 [000] KM' 'a program of a long name, and more of it 12/13 [000]' \
		'prog -1/-1 [000]' 'p 1' ':-1 -1 [000]' 'prog' 'swapper     0 [000]'; do
		printf '%s 1.5: 7 cycles: \n\t    55d0c1a3f01c main+0x1c (/bin/prog)\n\n' "$before"
	done >once
	for i in 1 2 3; do cat once; done >thrice
	for options in '--tid' '--pid' ''; do
		try collapse-perf -q --no-header -n 1 $options once
		status_is 0
		awk '{ $NF *= 3; print }' "$OUT" >want
		try collapse-perf -q --no-header -n 1 $options thrice
		status_is 0
		diff -u want "$OUT"
	done
	try collapse-perf -q --no-header --tid once
	out_has 'prog-12/13;main 7'
}
