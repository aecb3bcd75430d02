#!/usr/bin/env bats
# collapse-dtrace: what dtrace prints of stacks, to folded stacks.

# A backquote is what stands between a module and a function.
# shellcheck disable=SC2016

load helper

# collapse TEXT [OPTION…] - runs it on that text, with printf's escapes.
collapse() {
	try_text collapse-dtrace "$@"
}

@test "kernel and user stacks below a key" {
	try collapse-dtrace "$DATA/dtrace-kernel-user.txt"
	ok
	out_is_file "$DATA/dtrace-kernel-user.folded"
	try collapse-dtrace <"$DATA/dtrace-kernel-user.txt"
	ok
	out_is_file "$DATA/dtrace-kernel-user.folded"
}

@test "several files are added up" {
	cp "$DATA/dtrace-kernel-user.txt" "$BATS_TEST_TMPDIR/copy"
	try collapse-dtrace "$DATA/dtrace-kernel-user.txt" - <"$BATS_TEST_TMPDIR/copy"
	ok
	awk '{ n = $NF * 2; sub(/[0-9]+$/, ""); print $0 n }' "$DATA/dtrace-kernel-user.folded" \
		>"$BATS_TEST_TMPDIR/want"
	out_is_file "$BATS_TEST_TMPDIR/want"
}

@test "the same for every number of threads, from a file and from a pipe" {
	big=$BATS_TEST_TMPDIR/big
	sed 1,4d "$DATA/dtrace-kernel-user.txt" >"$big.one"
	for part in one 4 16 64 256 1024; do
		cat "$big.$part" "$big.$part" "$big.$part" "$big.$part" >"$big.next"
		case $part in
		one) mv "$big.next" "$big.4" ;;
		1024) mv "$big.next" "$big" ;;
		*) mv "$big.next" "$big.$((part * 4))" ;;
		esac
	done
	awk '{ n = $NF * 4096; sub(/[0-9]+$/, ""); print $0 n }' \
		"$DATA/dtrace-kernel-user.folded" >"$big.want"
	for n in 1 2 3 8; do
		try collapse-dtrace -n "$n" "$big"
		ok
		out_is_file "$big.want"
		mkfifo "$big.pipe"
		cat "$big" >"$big.pipe" &
		try collapse-dtrace -n "$n" "$big.pipe"
		wait $!
		ok
		out_is_file "$big.want"
		rm "$big.pipe"
	done
}

@test "no header: the first line is a frame" {
	collapse '              a`f+0x1\n              a`main\n                3\n'
	ok
	out_is 'a`main;a`f 3'
}

@test "no last newline, CRLF" {
	collapse 'a`f+0x1\r\na`main\r\n  3\r\n\r\na`g\r\n4'
	ok
	out_is 'a`g 4
a`main;a`f 3'
}

@test "headers are known by what they say" {
	collapse 'CPU     ID                    FUNCTION:NAME\n  0      2          :END \n              a`f\n   1\n'
	ok
	out_is 'a`f 1'
	# Between two prints of one aggregation, and on macOS.
	collapse 'dtrace: system integrity protection is on, some features will not be available\n\ndtrace: description '"'profile-97 '"' matched 2 probes\nCPU     ID                    FUNCTION:NAME\n\n              a`f\n   1\n  0  64091                        :tick-60s\n\n              a`f\n   2\n'
	ok
	out_is 'a`f 3'
	# One number and a colon are none.
	collapse '  7 dwarfs: all\n              a`f\n   1\n'
	ok
	out_is '7 dwarfs: all;a`f 1'
	# Text that somebody printed before a blank line.
	collapse 'Sampling...\n2024 Jan 13\n\n              a`f\n   1\n'
	ok
	out_is 'a`f 1'
}

@test "messages of dtrace in the middle of a stack are no frames" {
	collapse '              a`f\ndtrace: 12 drops on CPU 0\n              a`main\n   1\n'
	ok
	out_is 'a`main;a`f 1'
}

@test "a blank line does not end a stack" {
	collapse '   unix`trap\n\n   a`f\n   a`main\n  3\n\n   unix`idle\n  4\n'
	ok
	out_is 'a`main;a`f;unix`trap 3
unix`idle 4'
}

@test "keys before, between and behind the frames become the root" {
	collapse '  bash            \n              a`f\n                5\n  my prog 1            4711\n              a`g\n                6\n'
	ok
	out_is 'bash;a`f 5
my prog 1 4711;a`g 6'
	collapse '\n              a`f\n  bash                                                     12\n\n              a`f\n  sh                                                        1\n'
	ok
	out_is 'bash;a`f 12
sh;a`f 1'
	collapse '\n              unix`f\n  bash      \n              a`g\n              12\n'
	ok
	out_is 'bash;a`g;unix`f 12'
	collapse '  one\n  and two\n              a`f\n       behind\n        5\n'
	ok
	out_is 'one;and two;behind;a`f 5'
}

@test "a numeric key is no count" {
	collapse '             1234\n              a`f\n              a`main\n                5\n             1235\n              a`f\n                6\n'
	ok
	out_is '1234;a`main;a`f 5
1235;a`f 6'
	collapse '  bash\n  1234\n              a`f\n   5\n'
	ok
	out_is 'bash;1234;a`f 5'
}

@test "a key without frames keeps its count" {
	collapse '  sched      \n                7\n  bash      \n              a`f\n                5\n              99\n                3\n'
	ok
	out_is '99 3
bash;a`f 5
sched 7'
}

@test "a count without stack or key is said" {
	collapse '\n              a`f\n   5\n\n                77\n\n              a`f\n   1\n'
	status_is 0
	out_is 'a`f 6'
	err_is "collapse-dtrace: warning: $BATS_TEST_TMPDIR/in:5: a count without a stack is left out: \"77\""
}

@test "offsets go, or stay on all but the innermost frame" {
	collapse '  genunix`segvn_fault+0x4\n  unix`pagefault+0x96\n  1\n'
	ok
	out_is 'unix`pagefault;genunix`segvn_fault 1'
	collapse '  genunix`segvn_fault+0x4\n  unix`pagefault+0x96\n  1\n\n  genunix`segvn_fault\n  unix`pagefault+0x96\n  1\n' \
		--includeoffset
	ok
	out_is 'unix`pagefault+0x96;genunix`segvn_fault 2'
}

@test "names that are no module and function stay themselves" {
	collapse '   -[NSObject init:with:]\n   My App`start\n   0x7fff5fc1\n   << internal code >>\n   2\n'
	ok
	out_is '<< internal code >>;0x7fff5fc1;My App`start;-[NSObject init:with:] 2'
	collapse '   plain\n   names\n   only\n   2\n'
	ok
	out_is 'only;names;plain 2'
	# Not even indented, but with an offset.
	collapse 'main+0x12\n   a`f\n    2\n'
	ok
	out_is 'a`f;main 2'
	collapse '   [ boot.py line 12 ]\n   python`run\n   (anon) as f at x.js position 7\n   node`start\n   2\n'
	ok
	out_is 'node`start;(anon) as f at x.js position 7;python`run;[ boot.py line 12 ] 2'
}

@test "parameter lists go where the name is a C++ one, templates stay" {
	collapse '   m`<alloc::vec::Vec<T> as Foo>::bar\n   m`a::b<int (char)>::c(int) const+0x1\n   m`f(int)\n   m`std::operator<<(int)\n   m`(anonymous namespace)::g()\n   1\n'
	ok
	out_is 'm`(anonymous namespace)::g;m`std::operator<<;m`f(int);m`a::b<int (char)>::c;m`<alloc::vec::Vec<T> as Foo>::bar 1'
}

@test "inlined Java frames are split, C++ operators are not" {
	collapse '   jvm`La/B;::get->La/C;::put->x\n   m`It::operator->() const\n   jvm`La;::b\n   LZ`LZ4_run\n   m`\n   1\n'
	ok
	out_is 'm`-;LZ`LZ4_run;jvm`a:::b;m`It::operator->;jvm`a/B:::get;a/C:::put_[i];x_[i] 1'
}

@test "any bytes pass through, control characters as ?" {
	collapse '   m`a\000b\n   \xff\xfe`f\n   1\n'
	ok
	printf '\377\376`f;m`a?b 1\n' >"$BATS_TEST_TMPDIR/want"
	cmp "$BATS_TEST_TMPDIR/want" "$OUT"
}

@test "input that ends in the middle of a stack" {
	collapse '   a`f\n   1\n\n   a`g\n   a`main\n'
	status_is 1
	out_is 'a`f 1'
	err_is "collapse-dtrace: warning: $BATS_TEST_TMPDIR/in:4: left out, no count follows the stack that begins here
collapse-dtrace: the output is incomplete"
	collapse '   a`f\n   1\n\n   a`g\nCPU     ID                    FUNCTION:NAME\n   a`f\n   2\n'
	status_is 1
	out_is 'a`f 3'
	err_has 'in:4: left out, no count follows'
	# Of nothing else, that is said as well, to who wants no warnings, too.
	collapse '   a`g\n   a`main\n'
	status_is 1
	err_has 'in:1: left out, no count follows'
	err_has 'collapse-dtrace: no stack with a count found'
	try collapse-dtrace -q "$BATS_TEST_TMPDIR/in"
	status_is 1
	err_has 'collapse-dtrace: no stack with a count found'
}

@test "negative and overlong counts are said" {
	collapse '   a`f\n   -5\n\n   a`f\n   -6\n\n   a`g\n   1\n\n   a`h\n   18446744073709551616\n'
	status_is 0
	out_is 'a`g 1
a`h 18446744073709551615'
	err_is "collapse-dtrace: warning: $BATS_TEST_TMPDIR/in:2: a stack with a negative count is left out: \"-5\", and 1 more
collapse-dtrace: warning: $BATS_TEST_TMPDIR/in:11: a count does not fit 64 bits and stands at the largest: \"18446744073709551616\""
	collapse '   a`f\n   18446744073709551615\n\n   a`f\n   1\n'
	status_is 0
	out_is 'a`f 18446744073709551615'
	err_is 'collapse-dtrace: warning: a sum does not fit 64 bits and stands at the largest'
}

@test "input without a stack is an error" {
	collapse ''
	status_is 1
	out_is_empty
	err_is 'collapse-dtrace: the input is empty'
	collapse 'CPU     ID                    FUNCTION:NAME\n  8  35077                        :tick-60s\n'
	status_is 1
	out_is_empty
	err_is 'collapse-dtrace: no stack with a count found: nothing was sampled, or this is neither an aggregation of dtrace nor a map of bpftrace (collapse-perf reads what perf records and prints)'
	try collapse-dtrace "$BATS_TEST_TMPDIR/missing"
	status_is 1
	err_is "collapse-dtrace: $BATS_TEST_TMPDIR/missing: No such file or directory"
	try collapse-dtrace "$BATS_TEST_TMPDIR"
	status_is 1
	err_is "collapse-dtrace: $BATS_TEST_TMPDIR: Is a directory"
}

@test "a key that would begin a comment does not" {
	collapse '# x\n   a`f\n   1\n\n#\n   a`f\n   2\n'
	ok
	out_is $'#_;a`f 2\n#_x;a`f 1'
}

@test "one file that fails does not lose the others" {
	printf '   a`f\n   1\n' >"$BATS_TEST_TMPDIR/good"
	try collapse-dtrace "$BATS_TEST_TMPDIR/missing" "$BATS_TEST_TMPDIR/good"
	status_is 1
	out_is 'a`f 1'
}

@test "-q and -v" {
	collapse '   a`f\n   -5\n   a`f\n   1\n' -q
	ok
	collapse 'hello\n\n   a`f\n   a`g\n   1\n   a`f\n   a`g\n   1\n' -v -n 1
	status_is 0
	err_has '8 lines'
	err_has '2 stacks, 1 of them different, 4 frames; 1 lines that belong to no stack'
}

@test "a full disk is an error, an unknown option wrong usage" {
	if [ -e /dev/full ]; then
		status=0
		collapse-dtrace "$DATA/dtrace-kernel-user.txt" >/dev/full 2>"$BATS_TEST_TMPDIR/err" ||
			status=$?
		[ "$status" -eq 1 ]
		grep -q 'cannot write: No space left on device' "$BATS_TEST_TMPDIR/err"
	fi
	try collapse-dtrace --offsets
	status_is 2
	err_has "unknown option '--offsets'"
}

@test "--header says what is counted" {
	printf 'm`a+0x1\nm`b\n  3\n\nm`b\n  4\n' >"$BATS_TEST_TMPDIR/in"
	try collapse-dtrace --header "$BATS_TEST_TMPDIR/in"
	ok
	out_is $'[event=dtrace,unit=samples,samples=7,total=7] 0\nm`b 4\nm`b;m`a 3'
	try collapse-dtrace --header -v "$BATS_TEST_TMPDIR/in"
	status_is 0
	err_has '2 of them different'
}

@test "names that dtrace does not demangle" {
	printf 'node`_ZN2v88internal12SignalSender3RunEv+0x1\nnode`_ZL10java_startP6Thread+0x2\n  3\n' >"$BATS_TEST_TMPDIR/in"
	try collapse-dtrace "$BATS_TEST_TMPDIR/in"
	ok
	out_is 'node`java_start;node`v8::internal::SignalSender::Run 3'
}
