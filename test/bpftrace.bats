#!/usr/bin/env bats
# collapse-dtrace on what bpftrace prints of its maps.

load helper

# collapse TEXT [OPTION…] - runs it on that text, with printf's escapes.
collapse() {
	try_text collapse-dtrace "$@"
}

@test "two processes with one and the same stack in one print: both count" {
	try collapse-dtrace "$DATA/bpftrace/orders.txt"
	ok
	out_is 'orders;__libc_start_call_main;main;price 17'
	try collapse-dtrace --includeoffset < <(cat "$DATA/bpftrace/orders.txt")
	ok
	out_is 'orders;__libc_start_call_main+122;main+30;price+15 4
orders;__libc_start_call_main+122;main+35;price+15 13'
}

@test "--map takes another map, with or without @, and keys need not have a stack" {
	try collapse-dtrace --map @who "$DATA/bpftrace/orders.txt"
	ok
	out_is 'orders;14119 7
orders;14120 10'
	try collapse-dtrace --map who "$DATA/bpftrace/orders.txt"
	ok
	try collapse-dtrace --map @which "$DATA/bpftrace/orders.txt"
	status_is 1
	err_is "collapse-dtrace: $DATA/bpftrace/orders.txt: no map '@which', but @, @who"
}

@test "with (perf): addresses and dsos go" {
	try collapse-dtrace "$DATA/bpftrace/orders-perf.txt"
	ok
	out_is '16690;orders;__libc_start_call_main;main;price 34'
	collapse '@[\n\t7f12 0x7f12 (/usr/lib/libz.so.1 (deleted))\n\t55 a+b(int)+7 (/usr/lib/libstdc++.so.6)\n\t7a2ee4 0x7a2ee4 ([unknown])\n]: 3\n'
	ok
	out_is '0x7a2ee4;a+b;[libz.so.1 (deleted)] 3'
	collapse '@k[\n\tffffffff8168e07a vfs_read+26\n\tffffffff815ebed3 ksys_read+835\n, \n\t7f1 main+4 (/bin/a)\n]: 3\n' --kernel
	ok
	out_is 'main;ksys_read_[k];vfs_read_[k] 3'
}

@test "a map that is printed at intervals: the last print counts" {
	try collapse-dtrace "$DATA/bpftrace/orders-interval.txt"
	status_is 0
	err_is "collapse-dtrace: warning: $DATA/bpftrace/orders-interval.txt: '@' is printed 3 times and goes on counting: of each stack the last print counts (--sum adds all of them up)"
	out_is '__libc_start_call_main;main;clock_nanosleep 1
__libc_start_call_main;main;price 12'
	try collapse-dtrace --sum "$DATA/bpftrace/orders-interval.txt"
	ok
	out_is '__libc_start_call_main;main;clock_nanosleep 2
__libc_start_call_main;main;price 27'
}

@test "prints of a map that rise without anything in between are told apart by their keys" {
	collapse '@[\n    f+1\n]: 5\n@[\n    g+1\n]: 6\n@[\n    f+1\n]: 7\n@[\n    g+1\n]: 9\n' -q
	ok
	out_is 'f 7
g 9'
	# One print: f of two processes.
	collapse '@[\n    e+1\n]: 4\n@[\n    f+1\n]: 5\n@[\n    f+1\n]: 6\n@[\n    g+1\n]: 7\n'
	ok
	out_is 'e 4
f 11
g 7'
}

@test "the last print has all of a map that grows, also what had other names before" {
	# The program of old ends in between: its frames have no names any more.
	first='@[\n    old+1\n]: 2\n@[\n    f+1\n]: 5\n@[\n    g+1\n]: 6\n'
	collapse "$first"'12:00:02\n@[\n    new+1\n]: 1\n@[\n    0x7f12\n]: 2\n@[\n    f+1\n]: 7\n@[\n    g+1\n]: 9\n'
	status_is 0
	err_has "'@' is printed 2 times and goes on counting"
	out_is '0x7f12 2
f 7
g 9
new 1'
	# print(@, 3) leaves out the smaller ones: those are still there.
	collapse "$first"'12:00:02\n@[\n    new+1\n]: 3\n@[\n    f+1\n]: 7\n@[\n    g+1\n]: 9\n' -q
	ok
	out_is 'f 7
g 9
new 3
old 2'
	# A map that is cleared may have more each time, too.
	collapse "$first"'12:00:02\n@[\n    new+1\n]: 3\n@[\n    f+1\n]: 4\n@[\n    g+1\n]: 5\n@[\n    h+1\n]: 9\n'
	status_is 0
	err_has 'a script that clears the map wants --sum'
}

@test "a map that is cleared in between: what is there to do is said" {
	collapse '12:00:01\n@[\n    f+1\n]: 5\n12:00:02\n@[\n    f+1\n]: 3\n'
	status_is 0
	err_has 'a script that clears the map wants --sum'
	out_is 'f 3'
	collapse '12:00:01\n@[\n    f+1\n]: 5\n12:00:02\n@[\n    f+1\n]: 3\n' --sum
	ok
	out_is 'f 8'
}

@test "several files are added up, of dtrace and of bpftrace" {
	# shellcheck disable=SC2016
	printf '  a\n              m`f+0x1\n                2\n' >"$BATS_TEST_TMPDIR/dtrace"
	printf '@[\n    f+1\n]: 5\n' >"$BATS_TEST_TMPDIR/bpftrace"
	try collapse-dtrace "$BATS_TEST_TMPDIR/bpftrace" "$BATS_TEST_TMPDIR/dtrace" \
		"$BATS_TEST_TMPDIR/bpftrace" - <"$BATS_TEST_TMPDIR/dtrace"
	ok
	# shellcheck disable=SC2016
	out_is 'a;m`f 4
f 10'
}

@test "JSON: the same as text, and totals of stats()" {
	try collapse-dtrace --map @ "$DATA/bpftrace/orders.json"
	ok
	out_is 'orders 1
orders;__libc_start_call_main;main;price 30'
	collapse '@[, \n    price+26\n    main+35\n, orders]: 4\n@[, , orders]: 1\n@[, \n    price+15\n    main+30\n, orders]: 27\n'
	ok
	mv "$OUT" "$BATS_TEST_TMPDIR/text"
	collapse '{"type": "map", "data": {"@": {",\\n    price+26\\n    main+35\\n,orders": 4, ",,orders": 1, ",\\n    price+15\\n    main+30\\n,orders": 27}}}\n'
	ok
	out_is_file "$BATS_TEST_TMPDIR/text"
	try collapse-dtrace --map s "$DATA/bpftrace/orders.json"
	ok
	out_is '[unknown] 7
__libc_start_call_main;main;price 210'
	collapse '{"type": "map", "data": {"@": {"\\n    f+1\\n": 4}}}\n{"type": "map", \n'
	status_is 1
	err_has 'in:2: left out, this line is no JSON'
	err_has 'the output is incomplete'
	out_is 'f 4'
}

@test "stats() as text counts its total, hist() and other values are left out" {
	collapse '@[\n    f+1\n, w]: count 2, average 675, total 1350\n@[\n    g+1\n, w]: count 2, average 700, total 1400\n'
	ok
	out_is 'w;f 1350
w;g 1400'
	collapse '@[\n    f+1\n, w]: \n[1]                    5 |@@@@@@@@@|\n[2, 4)                 1 |@        |\n\n@[\n    g+1\n, w]: 2\n@[\n    h+1\n, w]: (1, x)\n'
	status_is 0
	err_has 'left out 1 histogram: count() or sum() instead of hist()'
	err_has 'left out 1 value that is no number'
	out_is 'w;g 2'
}

@test "negative numbers: what is left less than 0 is left out, and told" {
	collapse '@[\n    f+1\n]: -5\n@[\n    g+1\n]: 7\n'
	status_is 0
	err_has 'left out 1 stack with a negative count'
	out_is 'g 7'
	collapse '1\n@[\n    f+1\n]: -5\n2\n@[\n    f+1\n]: 7\n' --sum
	ok
	out_is 'f 2'
}

@test "the largest numbers, and sums that do not fit" {
	collapse '@[\n    f+1\n]: 18446744073709551615\n'
	ok
	out_is 'f 18446744073709551615'
	collapse '@[\n    f+1\n]: 18446744073709551615\n@[\n    f+2\n]: 18446744073709551615\n'
	status_is 0
	err_has 'a sum does not fit 64 bits'
	out_is 'f 18446744073709551615'
}

@test "the user's stack below the kernel's, whichever the key has first; --kernel marks" {
	collapse '@[\n    vfs_read+1\n    do_syscall_64+2\n    entry_SYSCALL_64_after_hwframe+3\n, \n    read+4\n    main+5\n, w]: 3\n@[, \n    burn+4\n, w]: 2\n' --kernel
	ok
	out_is 'w;burn 2
w;main;read;entry_SYSCALL_64_after_hwframe_[k];do_syscall_64_[k];vfs_read_[k] 3'
	collapse '@[12, \n    read+4\n    main+5\n, w, \n    vfs_read+1\n    do_syscall_64+2\n]: 3\n'
	ok
	out_is '12;w;main;read;do_syscall_64;vfs_read 3'
	# Nothing tells: the first one is the kernel's.
	collapse '@[\n    a+1\n, \n    b+1\n]: 3\n' --kernel --includeoffset
	ok
	out_is 'b+1;a+1_[k] 3'
}

@test "names of threads and functions may hold what joins keys" {
	collapse '@[\n    f+1\n, my, app]: 3\n@[\n    g+1\n, w]: 4\n@[\n    h+1\n, a]: 5]: 6\n@[\n    i+1\n, a], ]: 7\n'
	ok
	out_is 'a],;i 7
a]: 5;h 6
my, app;f 3
w;g 4'
	collapse '@[\n    operator[], x]: 5+1\n    std::map<int, std::vector<char> >::at(int, char)+12\n    ]: 7+3\n, w]: 2\n'
	ok
	out_is 'w;]: 7;std::map<int, std::vector<char> >::at;operator[], x]: 5 2'
	collapse '@[\n    _ZN5alloc3vec12Vec$LT$T$GT$4push17h0123456789abcdefE+12\n    a;b+3\n]: 2\n'
	ok
	out_is 'a:b;alloc::vec::Vec<T>::push 2'
}

@test "keys without anything are [unknown]; CRLF; no last newline; blanks lost at the end of lines" {
	collapse '@[]: 3\n@[\n    f+1\n]: 1'
	ok
	out_is '[unknown] 3
f 1'
	collapse '@[w, \r\n    f+1\r\n, \r\n    g+1\r\n]: 1\r\n'
	ok
	out_is 'w;g;f 1'
	collapse '@[w,\n    f+1\n,\n    g+1\n]: 1\n'
	ok
	out_is 'w;g;f 1'
}

@test "what the script prints is no map" {
	collapse 'Attaching 2 probes...\n        burn+34\n        0x7f12\n 12\n\n@user[x hello\n@[\n    f+1\n]: 2\nbye @[x]: 5\n'
	ok
	out_is 'f 2'
	collapse 'Attaching 1 probe...\n\n        burn+34\n\n\n'
	status_is 1
	err_has 'bpftrace has printed no map; stacks are counted by @[ustack] = count()'
	out_is_empty
	collapse '@a[w]: 2\n@b[w, 12]: 2\n'
	status_is 1
	err_has 'no map has stacks and counts (@a, @b)'
}

@test "several maps with stacks: the first, and which others there are" {
	collapse '@a[\n    f+1\n]: 2\n@b[\n    g+1\n]: 3\n'
	status_is 0
	err_has "several maps have stacks: keeping '@a', the first (--map chooses: @a, @b)"
	out_is 'f 2'
	collapse '@a[\n    f+1\n]: 2\n@b[\n    g+1\n]: 3\n' --map @b
	ok
	out_is 'g 3'
}

@test "a key that is not closed is told with its line, and the rest is kept" {
	collapse '@[\n    f+1\n]: 2\n@[\n    g+1\n    h+1\n'
	status_is 1
	err_has 'in:4: left out, nothing closes the key that begins here'
	out_is 'f 2'
	collapse '@[\n    g+1\nhello\n@[\n    f+1\n]: 2\n'
	status_is 1
	err_has 'in:1: left out, nothing closes'
	out_is 'f 2'
}

@test "programs that were gone when bpftrace asked for names, and lost events" {
	collapse 'Lost 12 events\n@[\n    0x7f12\n    0x7f13\n, w]: 2\n'
	status_is 0
	err_has 'in:1: bpftrace had to drop some, counts are too low: "Lost 12 events"'
	err_has 'the programs were gone by then. Let it end first: -p PID, or interval:s:10 { exit(); }'
	out_is 'w;0x7f13;0x7f12 2'
}

@test "a long text before the first map, for any number of threads" {
	yes '        0x7f12' | head -n 200000 >"$BATS_TEST_TMPDIR/long"
	printf '@[\n    f+1\n]: 2\n' >>"$BATS_TEST_TMPDIR/long"
	for n in 1 4; do
		try collapse-dtrace -n "$n" "$BATS_TEST_TMPDIR/long"
		ok
		out_is 'f 2'
		try collapse-dtrace -n "$n" < <(cat "$BATS_TEST_TMPDIR/long")
		ok
		out_is 'f 2'
	done
}

@test "-v tells how much there was" {
	try collapse-dtrace -v -n 1 "$DATA/bpftrace/orders.txt"
	status_is 0
	err_has '25 lines, 1 threads'
	err_has '2 stacks, 1 of them different, 6 frames'
}
