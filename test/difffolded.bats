#!/usr/bin/env bats
# difffolded: two profiles, one differential file.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
}

# profile FILE LINE… - a file of folded stacks.
profile() {
	local file=$1
	shift
	printf '%s\n' "$@" >"$file"
}

@test "every stack of either side, sorted, with both counts" {
	profile before 'main;parse 31' 'main;wait 4' 'main 2'
	profile after 'main;log 7' 'main;parse 20' 'main 2'
	try difffolded before after
	ok
	out_is 'main 2 2
main;log 0 7
main;parse 31 20
main;wait 4 0'
}

@test "sorted, shuffled and repeated lines give the same" {
	seq 1 5000 | awk '{ printf "main;f%d;g%d %d\n", $1 % 97, $1 % 389, $1 }' >shuffled
	sort -s -t' ' -k1,1 shuffled >sorted
	awk '{ sum[$1] += $2 } END { for (s in sum) print s, sum[s], sum[s] }' shuffled |
		sort >want
	for pair in 'shuffled shuffled' 'sorted sorted' 'sorted shuffled'; do
		# shellcheck disable=SC2086 # two words
		try difffolded $pair
		ok
		out_is_file want
	done
}

@test "order of stacks is that of their bytes, not of their lines" {
	profile before 'a;b 1' 'a!;c 1' 'a 1' 'a b 1'
	try difffolded before before
	ok
	out_is 'a 1 1
a b 1 1
a!;c 1 1
a;b 1 1'
}

@test "standard input can be either side, not both" {
	profile one 'a 1'
	profile two 'a 2'
	try difffolded - two <one
	ok
	out_is 'a 1 2'
	try difffolded one - <two
	ok
	out_is 'a 1 2'
	try difffolded - - <one
	status_is 2
	out_is_empty
	err_has 'standard input cannot be both'
}

@test "anything but two files is wrong usage" {
	profile one 'a 1'
	for files in '' 'one' 'one one one'; do
		# shellcheck disable=SC2086 # words
		try difffolded $files
		status_is 2
		out_is_empty
		err_has 'two files are needed'
	done
}

@test "the same file twice: nothing changed" {
	profile one 'a 1' 'a;b 2.5'
	try difffolded one one
	ok
	out_is 'a 1 1
a;b 2.5 2.5'
}

@test "empty files are profiles without samples" {
	profile one 'a 1'
	printf '# a comment\n\n \r\n' >comments
	: >empty
	try difffolded empty one
	status_is 0
	out_is 'a 0 1'
	err_is 'difffolded: warning: empty: no stacks'
	try difffolded -n one comments
	status_is 0
	out_is 'a 1 0'
	err_is 'difffolded: warning: comments: no stacks'
	try difffolded -n empty one
	status_is 0
	out_is 'a 0 1'
	try difffolded -q empty empty
	ok
	out_is_empty
}

@test "CRLF, white space and a missing final newline make no difference" {
	printf '  a;b \t 3\r\n\r\nc d\t4' >one
	try difffolded one one
	ok
	out_is 'a;b 3 3
c d 4 4'
}

@test "fractions are exact" {
	profile before 'a 0.1' 'a 0.2' 'b 31.25' 'c .5'
	profile after 'a 0.000001' 'b 18446744073700' 'c 1.0000005'
	try difffolded before after
	ok
	out_is 'a 0.3 0.000001
b 31.25 18446744073700
c 0.5 1.000001'
}

@test "bad lines are left out and said" {
	profile before 'a 1' 'a;lost' 'b 1e3' 'c -5' '12'
	profile after 'a 2'
	try difffolded before after
	status_is 0
	out_is 'a 1 2'
	err_is 'difffolded: warning: before:2: left out, no stack with a count: "a;lost", and 3 more lines'
}

@test "a file without any folded stack is an error" {
	printf 'ELF\001 something\nelse\n' >binary
	profile one 'a 1'
	try difffolded one binary
	status_is 1
	out_is_empty
	err_is 'difffolded: binary:1: no folded stack here or in any other line, as collapse-perf and collapse-dtrace make them: "ELF\x01 something"'
}

@test "a frame may end in a number" {
	profile one 'a;b 3' 'a;thread 12 7' 'c 5'
	try difffolded one one
	status_is 0
	out_is 'a;b 3 3
a;thread 12 7 7
c 5 5'
	err_has 'one:2: two numbers, the first is taken for a part of the frame: "a;thread 12 7"'
}

@test "a differential file and a mix are errors" {
	profile one 'a 1'
	profile differential 'a 1 2' 'b 0 3'
	profile mix 'a 1 2' 'b 3' 'c 4 4'
	profile mix2 'a 1' 'b 3 3' 'c 4 4'
	profile tie 'a 1 2' 'b 3'
	try difffolded one differential
	status_is 1
	out_is_empty
	err_is 'difffolded: differential: a differential file, with two counts in every line; one is needed'
	try difffolded mix one
	status_is 1
	err_is 'difffolded: mix:2: one count in a mix of lines with one and two: "b 3"'
	try difffolded mix2 one
	status_is 1
	err_is 'difffolded: mix2:2: two counts in a mix of lines with one and two: "b 3 3"'
	try difffolded one tie
	status_is 1
	err_is 'difffolded: tie:2: one count in a mix of lines with one and two: "b 3"'
}

@test "pictures can be compared as well" {
	profile before 'main;parse 31' 'main;wait 4' 'main 2'
	profile after 'main;log 7' 'main;parse 20' 'main 2'
	flamegraph-svg before >before.svg
	flamegraph-svg after >after.svg
	difffolded before after >want
	try difffolded before.svg after.svg
	ok
	out_is_file want
	try difffolded before.svg - <after.svg
	ok
	out_is_file want
	flamegraph-svg want >diff.svg
	try difffolded before diff.svg
	status_is 1
	err_has 'diff.svg: a differential file'
	echo '<svg xmlns="http://www.w3.org/2000/svg"/>' >other.svg
	try difffolded before other.svg
	status_is 1
	err_is 'difffolded: other.svg: an SVG without flame graph data'
}

@test "--normalize rounds to the nearest and lets nothing vanish" {
	profile before 'a 3' 'b 7' 'c 1' 'd 89' 'z 0'
	profile after 'a 50'
	try difffolded -n before after
	ok
	out_is 'a 2 50
b 4 0
c 1 0
d 45 0
z 0 0'
	profile large 'a 1000'
	profile one 'a 1' 'b 999999'
	try difffolded -n one large
	ok
	out_is 'a 1 1000
b 1000 0'
}

@test "--normalize with fractions rounds to the last place of either" {
	profile before 'a 1' 'b 2'
	profile after 'a 0.25' 'b .75'
	try difffolded -n before after
	ok
	out_is 'a 0.33 0.25
b 0.67 0.75'
	try difffolded -n after before
	ok
	out_is 'a 0.75 1
b 2.25 2'
}

@test "--normalize is exact where products need 128 bits" {
	profile before 'a 6148914691236517205' 'b 12297829382473034410'
	profile after 'c 18446744073709551614'
	try difffolded -n before after
	ok
	out_is 'a 6148914691236517205 0
b 12297829382473034409 0
c 0 18446744073709551614'
}

@test "--normalize never changes a count of AFTER" {
	profile before 'a 0.500001' 'b .5'
	profile after 'a 9000000000000000000' 'c 3000000000000000000'
	try difffolded -n before after
	ok
	out_is 'a 6000005999994000006 9000000000000000000
b 5999994000005999994 0
c 0 3000000000000000000'
	profile after 'a 900000000000000000.5' 'c 300000000000000000'
	try difffolded -n before after
	ok
	out_is 'a 600000599999400000.8 900000000000000000.5
b 599999400000599999.7 0
c 0 300000000000000000'
}

@test "counts stop at 2^64-1 with a warning" {
	profile before 'a 18446744073709551615' 'b 1' 'b 18446744073709551616'
	profile after 'a 1'
	try difffolded before after
	status_is 0
	out_is 'a 18446744073709551615 1
b 18446744073709551615 0'
	err_has 'before:2: more than 64 bits can count'
	# With the places of a later line.
	profile before 'a 18446744073709551615' 'b 0.5'
	try difffolded before after
	status_is 0
	out_is 'a 1844674407370955161.5 1
b 0.5 0'
	err_has 'before:2: more than 64 bits can count, the largest number is used: "b 0.5"'
}

@test "--strip-hex adds up what differs in addresses only" {
	profile before 'a;0x45ef2173 1' 'a;0xFF;[<0x1>] 2' 'a;0x 3'
	profile after 'a;0x12345678 4'
	try difffolded -s before after
	ok
	out_is 'a;0x 3 0
a;0x... 1 4
a;0x...;[<0x...>] 2 0'
}

@test "--strip-hash makes two builds comparable" {
	profile before 'core::fmt::write::h0123456789abcdef;sum.llvm.1177 1' \
		'put [clone .isra.0];get.constprop.0.cold_[k] 2' 'a.part.12;b.lto_priv.3;c.__uniq.77.llvm.8.cold.1 4'
	profile after 'core::fmt::write::hfedcba9876543210;sum.llvm.42 8' 'put.isra.1;get_[k] 16' \
		'a;b;c 32'
	try difffolded --strip-hash before after
	ok
	out_is 'a;b;c 4 32
core::fmt::write;sum 1 8
put;get_[k] 2 16'
}

@test "--strip-hash leaves names alone that only look alike" {
	profile one 'main.coldstart;x.part;y.llvm;.cold 1' 'a::h0123;b::h0123456789abcdef0 2' \
		'f [clone x];std::hash 3'
	try difffolded --strip-hash one one
	ok
	out_is 'a::h0123;b::h0123456789abcdef0 2 2
f [clone x];std::hash 3 3
main.coldstart;x.part;y.llvm;.cold 1 1'
}

@test "--top prints a table, what grew before what shrank" {
	profile before 'prog;main;parse 50' 'prog;main;log 30' 'prog;main;log;write_[k] 20'
	profile after 'prog;main;parse_[i] 300' 'prog;main;log 60' 'prog;main;log;write_[k] 40'
	try difffolded --top 10 before after
	ok
	out_is '   own share in percent       total share in percent
  before   after  change    before   after  change  function
   50.00   75.00  +25.00     50.00   75.00  +25.00  parse
   30.00   15.00  -15.00     50.00   25.00  -25.00  log
   20.00   10.00  -10.00     20.00   10.00  -10.00  write_[k]'
	try difffolded --top 1 before after
	ok
	out_is '   own share in percent       total share in percent
  before   after  change    before   after  change  function
   50.00   75.00  +25.00     50.00   75.00  +25.00  parse'
}

@test "--top counts recursion once and keeps terminals safe" {
	printf 'r;r;r 1\nx 1\n' >before
	printf 'r;r;r 3\nx 1\n\033[31m;y 0\n' >after
	try difffolded --top 10 before after
	ok
	out_is '   own share in percent       total share in percent
  before   after  change    before   after  change  function
   50.00   75.00  +25.00     50.00   75.00  +25.00  r
   50.00   25.00  -25.00     50.00   25.00  -25.00  x'
	printf '\033[31m 5\n' >>after
	try difffolded --top 10 before after
	ok
	out_has '  \x1b[31m'
}

@test "--top says so where no share changed" {
	profile before 'main;a 50' 'main;b 50'
	profile after 'main;a 5' 'main;b 5'
	try difffolded --top 5 --fail-above 0 before after
	status_is 0
	err_is "difffolded: no function's share changed"
	out_is '   own share in percent       total share in percent
  before   after  change    before   after  change  function'
	try difffolded -q --top 5 before after
	ok
}

@test "--fail-above exits 3 when an own share grew by more" {
	profile before 'main;a 50' 'main;b 50'
	profile after 'main;a 55' 'main;b 45'
	try difffolded --top 5 --fail-above 5 before after
	ok
	try difffolded --top 5 --fail-above 4.999999 before after
	status_is 3
	err_is 'difffolded: a: own share grew by 5.00 points, more than 4.999999'
	out_has '  a'
	# The table is short, the gate looks at all.
	profile after 'main;a 60' 'main;b 0' 'main;c 40'
	try difffolded --top 1 --fail-above 5 before after
	status_is 3
	err_is 'difffolded: c: own share grew by 40.00 points, more than 5
difffolded: a: own share grew by 10.00 points, more than 5'
}

@test "--fail-above has nothing to say about an empty side" {
	profile one 'a 1'
	: >empty
	for files in 'one empty' 'empty one'; do
		# shellcheck disable=SC2086 # two words
		try difffolded -q --top 5 --fail-above 5 $files
		status_is 1
		err_is 'difffolded: empty: nothing to compare with: no samples'
	done
}

@test "--fail-above needs --top and a number" {
	profile one 'a 1'
	try difffolded --fail-above 5 one one
	status_is 2
	err_has '--fail-above needs --top'
	try difffolded --top 5 --fail-above x one one
	status_is 2
	err_has '--fail-above takes a number'
	try difffolded --top 0 one one
	status_is 2
}

@test "-v says what was read" {
	profile before 'a 1' 'b 2' 'b 3' 'bad'
	profile after 'a 1' 'c 2.5'
	try difffolded -qv before after
	status_is 0
	err_is_empty
	try difffolded -v before after
	status_is 0
	err_has 'before: 3 lines, 2 stacks, total 6, 1 lines left out'
	err_has 'after: 2 lines, 2 stacks, total 3.5, 0 lines left out'
	err_has '1 stacks in both, 1 vanished, 1 new'
}

@test "any bytes are a name" {
	printf 'a\000b;\377 1\n' >one
	try difffolded one one
	ok
	printf 'a\000b;\377 1 1\n' >want
	cmp want "$OUT"
}

@test "files that cannot be read, and a full disk, are errors" {
	profile one 'a 1'
	try difffolded one missing
	status_is 1
	out_is_empty
	err_is 'difffolded: missing: No such file or directory'
	try difffolded . one
	status_is 1
	err_is 'difffolded: .: Is a directory'
	if [ -e /dev/full ]; then
		status=0
		difffolded one one 2>err >/dev/full || status=$?
		[ "$status" -eq 1 ]
		diff -u - err <<<'difffolded: cannot write: No space left on device'
	fi
}
