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

@test "lost samples are told, and kept" {
	line='[event=cycles,unit=cycles,samples=94,total=940'
	profile before "$line] 0" 'main 940'
	profile after "$line,lost=6] 0" 'main 940'
	profile hardly '[event=cycles,unit=cycles,samples=9990,total=99900,lost=10] 0' 'main 99900'
	try difffolded before after
	status_is 0
	err_is 'difffolded: warning: after: 6 of 100 samples were lost while recording (6.0 %): its amounts are too small by as much; record again with a larger buffer (perf record -m) or fewer samples a second (-F)'
	out_is '[event=cycles,unit=cycles,samples=94:94,total=940:940,lost=0:6] 0 0
main 940 940'
	try difffolded hardly before
	ok
	try difffolded --merge after after hardly
	ok
	out_has '[event=cycles,unit=cycles,samples=10178,total=101780,lost=22] 0'
	diff-flamegraph -o pictures after before >/dev/null 2>&1
	grep -Fx "$line,lost=6] 0" pictures/before.folded
	grep -Fx "$line,lost=0] 0" pictures/after.folded || grep -Fx "$line] 0" out/after.folded
	grep -Fx '[event=cycles,unit=cycles,samples=94:94,total=940:940,lost=6:0] 0 0' pictures/diff.folded
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

# many SEED - a profile of 2 MB in the order of its stacks, some of them in several lines.
many() {
	awk -v seed="$1" 'BEGIN {
		for (i = 0; i < 40000; i++)
			if ((i * seed) % 7 != 0)
				for (k = 0; k < 1 + (i * seed) % 3; k++)
					printf "main;caller_%05d;callee_%d %d%s\n", i, i * seed % 11, (i + k) % 97,
						seed == 5 && i % 1000 == 0 ? ".25" : ""
	}'
}

# both BEFORE AFTER - what both add up to, by awk.
both() {
	awk 'FNR == 1 { file++ }
		{ sum[file, $1] += $2; seen[$1] }
		END { for (s in seen) print s, sum[1, s] + 0, sum[2, s] + 0 }' "$1" "$2" | LC_ALL=C sort
}

@test "large files, which are mapped: in order, out of it, late out of it, and through a pipe" {
	many 3 >before
	many 5 >after
	sort -k 2 before >mixed
	{ cat after && echo 'main;a 7'; } >late
	both before after >expected
	{ echo 'main;a 0 7' && cat expected; } >expected-late
	for first in before mixed; do
		try difffolded "$first" after
		ok
		cmp expected "$OUT"
		try difffolded "$first" late
		ok
		cmp expected-late "$OUT"
		try difffolded "$first" - <after
		ok
		cmp expected "$OUT"
		cat after | difffolded "$first" - | cmp expected -
	done
	try difffolded -v before after
	status_is 0
	try_err=$(tail -n 1 "$ERR")
	try difffolded -v mixed after
	[ "$try_err" = "$(tail -n 1 "$ERR")" ]
	# What is read is called the same in all that is said.
	try difffolded -v - late <after
	err_has 'difffolded: stdin: '
	[ "$(grep -c 'difffolded: -' "$ERR")" -eq 0 ]
	try difffolded --merge -v <after
	grep ' stacks of 1 file$' "$ERR"
	for program in "--merge before late" "--merge mixed late"; do
		# shellcheck disable=SC2086 # an option and its operands
		try difffolded $program
		ok
		[ "$(cut -d ' ' -f 1 "$OUT" | LC_ALL=C sort -c && wc -l <"$OUT")" -eq "$(wc -l <expected-late)" ]
		cksum <"$OUT" >>sums
	done
	[ "$(sort -u sums | wc -l)" -eq 1 ]
}

# Lines that are not as most, in a file that is passed (stacks once, or several times) and in one that is not.
@test "odd lines of a large file in order are read as those of a small one" {
	many 2 | sed '5i # a comment 7' | awk 'NR % 400 == 0 { sub(/ /, "  ") } NR % 500 == 0 { print "" }
		NR % 700 == 0 { $0 = $0 ".50" } NR % 900 == 0 { $0 = $0 "\r" } NR % 999 == 0 { $0 = "\t" $0 } { print }' >before
	printf 'main;zz;\303\251 4\nmain;zz;\303\252 3' >>before
	many 3 | awk '!seen[$1]++' >after
	printf 'main;zz;\303\251 5\nmain;zz;\303\252;x 3\n' >>after
	awk 'NR % 3 == 0 { print } { print }' after >twice
	for second in after twice; do
		try difffolded before "$second"
		ok
		cp "$OUT" mapped
		try difffolded - "$second" <before
		ok
		cmp mapped "$OUT"
		cat "$second" | difffolded before - | cmp mapped -
		sort -r before | difffolded - "$second" | cmp mapped -
	done
}

# Nothing but whole numbers, so that lines are copied as they stand, but for those that say what is counted.
@test "lines of large files in order are copied" {
	local last counted='[event=cpu-clock,unit=ns,samples=9,total=99] 0'

	for seed in 2 3; do
		{ echo 'Main;a b(int, char) 7' && echo "$counted" && many $seed; printf 'main;zz;\303\251 %s' $seed; } >"file$seed"
	done
	awk '!seen[$1]++' file3 >once
	for after in file2 file3 once; do
		last=3
		[ "$after" != file2 ] || last=2
		try difffolded file2 "$after"
		ok
		cp "$OUT" copied
		cat file2 | difffolded - "$after" | cmp copied -
		cat "$after" | difffolded file2 - | cmp copied -
		sed -n '1p;2s/,samples.*//p;$p' copied >ends
		diff - ends <<-EOF
			Main;a b(int, char) 7 7
			[event=cpu-clock,unit=ns
			main;zz;é 2 $last
		EOF
	done
}

# One line alone that is not as it would be written.
@test "a line of a large file in order that is not as most is not copied" {
	many 2 >before
	many 3 >after
	for odd in 's/ / 0/' 's/ /  /' 's/ /\t/' 's/$/.50/' 's/$/ /' 's/$/\r/' 's/^/ /' 's/.*//' 's/.*/# 7/'; do
		sed "7000$odd" before >file
		try difffolded file after
		ok
		cp "$OUT" mapped
		sort -r file | difffolded - after | cmp mapped -
		try difffolded after file
		ok
		cp "$OUT" mapped
		sort -r file | difffolded after - | cmp mapped -
	done
}

@test "one stack in more lines than a thread takes at once" {
	awk 'BEGIN { for (i = 0; i < 500000; i++) print "a;b;c 2"; print "d 1" }' >before
	{ echo 'a;b 1' && cat before && echo 'e 4'; } >after
	try difffolded before after
	ok
	out_is 'a;b 0 1
a;b;c 1000000 1000000
d 1 1
e 0 4'
}

@test "stacks in no order, so many that some tell whether it is worth to add them up" {
	local most=80000

	awk 'BEGIN { for (i = 0; i < 1500000; i++) printf "main;often_%d 1\n", i * 7919 % 1000 }' >often
	awk 'BEGIN { for (i = 0; i < 700000; i++) printf "main;once_%d 2\n", i * 7919 % 700000 }' >once
	try difffolded often once
	ok
	{
		awk 'BEGIN { for (i = 0; i < 1000; i++) printf "main;often_%d 1500 0\n", i }' | LC_ALL=C sort
		awk 'BEGIN { for (i = 0; i < 700000; i++) printf "main;once_%d 0 2\n", i }' | LC_ALL=C sort
	} | LC_ALL=C sort >expected
	cmp expected "$OUT"
	difffolded - once <often | cmp expected -
	# Each row of the many that are equal would take as much as its line, and twice that.
	! grep -qE 'fsanitize|coverage' "${BIN%/bin}/flags" || most=100000000
	try "${BIN%/bin}/tools/bombs" peak difffolded --merge often
	status_is 0
	[ "$(tail -n 1 "$ERR")" -le "$most" ]
}

@test "a line that is much of a file in order, wherever it is" {
	local deep
	deep=$(head -c 1500000 /dev/zero | tr '\0' x)

	for at in 0 1 2; do
		{
			[ $at -eq 0 ] || echo 'a 1'
			[ $at -ne 2 ] || awk 'BEGIN { for (i = 10000; i < 90000; i++) print "a;b" i " 2" }'
			echo "b;$deep 3"
			echo "b;$deep 4"
			echo 'c 5'
		} >file$at
	done
	try difffolded file0 file1
	ok
	printf 'a 0 1\nb;%s 7 7\nc 5 5\n' "$deep" | cmp - "$OUT"
	try difffolded file2 file0
	ok
	{
		echo 'a 1 0'
		awk 'BEGIN { for (i = 10000; i < 90000; i++) print "a;b" i " 2 0" }'
		printf 'b;%s 7 7\nc 5 5\n' "$deep"
	} | cmp - "$OUT"
	difffolded file2 - <file0 | cmp - "$OUT"
}

# What is read a block at a time: lines that are longer, many that have no stack, equal ones far apart, and
# an end without a newline.
@test "a large file in order, whose lines are longer than what is read at once, or hold nothing" {
	awk 'function long(c, n,  s) { for (s = c; length(s) < n; s = s s); return s }
		function nothing(n) { for (i = 0; i < n; i++) print i % 3 == 0 ? "" : "# of no stack " i }
		BEGIN {
			for (i = 10000; i < 40000; i++) print "a;b" i ";c " i % 7
			nothing(60000)
			print "a;" long("x", 300000) ";y 3"; print "a;" long("x", 300000) ";y 4"
			print "a;" long("x", 300000) ";z 5"; print "b;" long("w;", 500000) " 6"
			nothing(60000)
			print "b;" long("w;", 500000) " 7"
			for (i = 0; i < 90000; i++) print "c;d 1"
			printf "d 8"
		}' >odd
	grep . odd | grep -v '^# ' | awk '!seen[$1]++' >once
	for before in odd once; do
		for after in odd once; do
			try difffolded "$before" "$after"
			ok
			cp "$OUT" mapped
			{ cat "$before" && echo; } | sort -r | difffolded - "$after" | cmp mapped -
			{ cat "$after" && echo; } | sort -r | difffolded "$before" - | cmp mapped -
		done
	done
	[ "$(cut -c 1-20 mapped | tail -n 2)" = 'c;d 1 1
d 8 8' ]
	try difffolded odd once
	[ "$(tail -n 2 "$OUT")" = 'c;d 90000 1
d 8 8' ]
}

@test "functions of neighbours that begin alike are told apart" {
	profile before 'a 1' 'a;b 2' 'a;bc 4' 'a;b; 8' 'a;b;b;c 16' 'a;b;b;cc 32' 'a-b;b 64' 'ab 128' 'a;;b 256' 'a;;b;; 512'
	try difffolded --top 20 --format json before
	ok
	# name own total
	sed -n 's/^{"name": "\([^"]*\)", "own": {[^}]*"after": \([0-9]*\).*"after": \([0-9]*\)}}.*/\1 \2 \3/p' "$OUT" |
		LC_ALL=C sort >found
	diff - found <<-'EOF'
		 512 768
		a 1 831
		a-b 0 64
		ab 128 128
		b 330 890
		bc 4 4
		c 16 16
		cc 32 32
	EOF
}

@test "what is said of a large file in order is said of the same out of it" {
	{ many 5 && echo 'main;x' && echo 'main;y -1' && echo 'main;z 1 2' && echo 'main;z0 99999999999999999999'; } >sorted
	{ echo 'main;zz 1' && cat sorted; } >mixed
	for file in sorted mixed; do
		try difffolded "$file" sorted
		status_is 0
		sed "s/mixed:[0-9]/sorted:&/; s/sorted:[a-z0-9:]*/sorted:N/" "$ERR" >"$file.err"
	done
	grep -c . sorted.err | grep -qx 6
	diff sorted.err mixed.err
	{ many 5 && for i in 1 2; do many 3 | sed 's/$/ 5/'; done; } | LC_ALL=C sort -k 1,1 >differential
	try difffolded differential sorted
	status_is 1
	err_has 'differential'
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

@test "a text most lines of which are no stacks is no profile" {
	profile before 'a 1' 'a;lost' 'b 1e3' 'b 2' 'c -5'
	profile after 'a 2'
	try difffolded before after
	status_is 1
	out_is_empty
	err_is 'difffolded: before:2: no folded stack here or in most other lines, as collapse-perf and collapse-dtrace make them: "a;lost"'
}

@test "bad lines are left out and said" {
	profile before 'a 1' 'a;lost' 'b 1e3' 'c -5' '12' 'd 1' 'e 1' 'f 1'
	profile after 'a 2' 'd 1' 'e 1' 'f 1'
	try difffolded before after
	status_is 0
	out_is 'a 1 2
d 1 1
e 1 1
f 1 1'
	err_is 'difffolded: warning: before:2: left out, no stack with a count: "a;lost", and 3 more lines'
}

@test "a file without any folded stack is an error" {
	printf 'ELF\001 something\nelse\n' >binary
	profile one 'a 1'
	try difffolded one binary
	status_is 1
	out_is_empty
	err_is 'difffolded: binary:1: no folded stack here or in most other lines, as collapse-perf and collapse-dtrace make them: "ELF\x01 something"'
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

@test "--normalize where BEFORE says what it counts, and AFTER has no room for its decimals" {
	profile before '[event=cpu-clock,unit=ns,samples=2,total=2] 0' 'a 0.500001' 'b 1.5'
	profile after '[event=cpu-clock,unit=ns,samples=2,total=12000000000000000000] 0' 'a 12000000000000000000'
	try difffolded -n before after
	ok
	out_is '[event=cpu-clock,unit=ns,samples=2:2,total=11999994000002999999:12000000000000000000] 0 0
a 3000004499997750001 12000000000000000000
b 8999995500002249999 0'
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

@test "no comment comes of what is left of a frame" {
	profile one '#.cold 5' '#[clone .x] y;b 2' 'c 1'
	try difffolded --strip-hash one one
	ok
	out_is $'#_ 5 5\n#_y;b 2 2\nc 1 1'
	printf '#\t.cold;0x1f 5\n' >two
	try difffolded --merge --strip-hex two
	ok
	out_is '#_.cold;0x... 5'
	try difffolded --merge --strip-hash one two
	ok
	out_is $'#_ 5\n#_;0x1f 5\n#_y;b 2\nc 1'
}

@test "--top: totals first, then amounts and shares, what changed most before the rest" {
	profile before 'prog;main;parse 50' 'prog;main;log 30' 'prog;main;log;write_[k] 20'
	profile after 'prog;main;parse_[i] 300' 'prog;main;log 60' 'prog;main;log;write_[k] 10'
	try difffolded --top 10 before after
	ok
	out_is 'total  before 100  after 370  +270.00 %

                           own   own share, %                  total
before  after  change        %  before  after  before  after  change  function
    50    300    +250  +250.00   50.00  81.08      50    300    +250  parse
    30     60     +30   +30.00   30.00  16.22      50     70     +20  log
    20     10     -10   -10.00   20.00   2.70      20     10     -10  write_[k]
     0      0       0     0.00    0.00   0.00     100    370    +270  main
     0      0       0     0.00    0.00   0.00     100    370    +270  prog'
	try difffolded --top 1 before after
	ok
	[ "$(wc -l <"$OUT")" -eq 5 ]
	out_has '+250  parse'
}

# The functions of a table, in their order.
functions() {
	sed '1,/function$/d; s/.*  //' "$OUT" | tr '\n' ' '
}

@test "--sort: own, total or share" {
	profile before 'main;p;a 100' 'main;b 100' 'main;c 100' 'main;d 10'
	profile after 'main;p;a 100' 'main;p;e 60' 'main;b 120' 'main;c 100' 'main;d 20'
	try difffolded --top 10 before after
	ok
	[ "$(functions)" = 'e b d main p ' ]
	try difffolded --top 10 --sort own before after
	ok
	[ "$(functions)" = 'e b d main p ' ]
	try difffolded --top 10 --sort total before after
	ok
	[ "$(functions)" = 'main e p b d ' ]
	# A share changes without the amount, too.
	try difffolded --top 10 --sort share before after
	ok
	[ "$(functions)" = 'e a c b d main p ' ]
	try difffolded --sort name before after
	status_is 2
}

@test "one profile: own and total" {
	profile one 'main;a 5' 'main;b 3' 'main;b;b;c 2'
	try difffolded --top 10 one
	ok
	out_is 'total  10

          own           total
amount      %  amount       %  function
     5  50.00       5   50.00  a
     3  30.00       5   50.00  b
     2  20.00       2   20.00  c
     0   0.00      10  100.00  main'
	try difffolded --sort total - <one
	ok
	[ "$(functions)" = 'main a b c ' ]
	for option in '--fail-total 5' '--fail-function 5' '--fail-above 5' -n --significant; do
		# shellcheck disable=SC2086 # two words
		try difffolded --top 10 $option one
		status_is 2
		err_has 'two files are needed'
	done
}

@test "--top counts recursion once and keeps terminals safe" {
	printf 'r;r;r 1\nx 1\n' >before
	printf 'r;r;r 3\nx 1\n\033[31m;y 0\n' >after
	try difffolded --top 10 before after
	ok
	out_is 'total  before 2  after 4  +100.00 %

                           own   own share, %                  total
before  after  change        %  before  after  before  after  change  function
     1      3      +2  +100.00   50.00  75.00       1      3      +2  r'
	printf '\033[31m 5\n' >>after
	try difffolded --top 10 before after
	ok
	out_has '  \x1b[31m'
}

@test "colours on a terminal alone" {
	needs script
	profile before 'main;a 5' 'main;b 5'
	profile after 'main;a 9' 'main;b 1'
	try env TERM=xterm NO_COLOR= script -qec 'difffolded --top 5 before after' /dev/null
	status_is 0
	out_has $'\033[31m+4\033[0m'
	out_has $'\033[32m-4\033[0m'
	for environment in TERM=dumb NO_COLOR=1; do
		try env TERM=xterm $environment script -qec 'difffolded --top 5 before after' /dev/null
		status_is 0
		out_has '+4'
		[ "$(grep -c $'\033' "$OUT" || true)" -eq 0 ]
	done
	try difffolded --top 5 before after
	ok
	[ "$(grep -c $'\033' "$OUT" || true)" -eq 0 ]
}

@test "--top says so where nothing changed" {
	profile before 'main;a 50' 'main;b 50'
	try difffolded --top 5 before before
	ok
	out_is 'total  before 100  after 100  0.00 %

no function changed'
	try difffolded --format markdown before before
	ok
	out_is 'total  before 100  after 100  0.00 %

no function changed'
	: >empty
	try difffolded -q --top 5 empty
	ok
	out_is 'total  0

no samples'
}

# widest - of the last `try`, how many characters the longest line of its table has.
widest() {
	tail -n +3 "$OUT" | tr -d '\r' | LC_ALL=C.UTF-8 wc -L
}

@test "on a terminal lines are no longer than it is wide, in a pipe all is there" {
	needs script
	local long=std::map::operator_of_a_name_that_is_longer_than_any_line_of_a_terminal_should_be::find::é

	long+=$long
	mkdir b a
	for i in 1 2 3 4 5 6; do
		profile b/$i 'main;small 1000' "main;$long $((500 + i))"
		profile a/$i 'main;small 1000' "main;$long $((700 + i))"
	done
	try difffolded --top 5 b/1 a/1
	ok
	out_has "  $long"
	out_has 'own share, %'
	for width in 60 80 120 200; do
		for sides in 'b/1 a/1' b/1 '--paths b/1 a/1'; do
			try env NO_COLOR=1 script -qec "stty cols $width; difffolded --top 5 $sides" /dev/null </dev/null
			status_is 0
			[ "$(widest)" -le $width ]
			out_has 'std::'
			out_has 'find::é'
		done
	done
	# What goes first is what the table can do without, and what it begins with stays.
	try env NO_COLOR=1 script -qec 'stty cols 80; difffolded --top 5 b a' /dev/null </dev/null
	[ "$(widest)" -le 80 ]
	out_has '      p  function'
	try env NO_COLOR=1 script -qec 'stty cols 90; difffolded --top 5 b/1 a/1' /dev/null </dev/null
	out_has 'before  after  change       %  before  after  change  function'
	try env NO_COLOR=1 script -qec 'stty cols 60; difffolded --sort share b/1 a/1' /dev/null </dev/null
	out_has 'own share, %'
	try env NO_COLOR=1 script -qec 'stty cols 60; difffolded --sort total b/1 a/1' /dev/null </dev/null
	out_has '  total'
}

# 600 samples; all twice as slow; a pure improvement; 30 percent spread over many callees.
gate_cases() {
	profile before 'p;main;a 360' 'p;main;b 240'
	profile slower 'p;main;a 720' 'p;main;b 480'
	profile faster 'p;main;a 60' 'p;main;b 240'
	profile spread 'p;main;a 360' 'p;main;b 240'
	seq 1 60 | sed 's/.*/p;main;a;new& 3/' >>spread
}

@test "--fail-total and --fail-function: twice as slow fails, an improvement does not" {
	gate_cases
	try difffolded --fail-total 5 before slower
	status_is 3
	err_is 'difffolded: total grew by 600, 100.00 %, more than 5 %'
	try difffolded --fail-function 5 --fail-total 5 before slower
	status_is 3
	err_is "difffolded: a: own amount grew by 360, 60.00 % of BEFORE's total, more than 5 %
difffolded: b: own amount grew by 240, 40.00 % of BEFORE's total, more than 5 %
difffolded: total grew by 600, 100.00 %, more than 5 %"
	try difffolded --fail-function 0.2 --fail-total 0.2 before faster
	ok
	try difffolded --fail-above 5 before faster
	status_is 3
	try difffolded --fail-above 5 before slower
	ok
}

@test "--fail-total sees what is spread over many functions" {
	gate_cases
	try difffolded --fail-function 5 --fail-above 5 before spread
	ok
	try difffolded --fail-total 5 before spread
	status_is 3
	err_is 'difffolded: total grew by 180, 30.00 %, more than 5 %'
}

@test "limits are exact" {
	profile before 'main;a 18446744073709551000' 'main;b 200'
	profile after 'main;a 18446744073709551000' 'main;b 201'
	# 1 of 18446744073709551200 is less than a millionth of a percent, and more than nothing.
	try difffolded -q --fail-total 0 --fail-function 0 before after
	status_is 3
	try difffolded -q --fail-total 0.000001 --fail-function 0.000001 before after
	ok
	profile before 'a 1000'
	profile after 'a 1050'
	try difffolded --fail-total 5 --fail-function 5 before after
	ok
	try difffolded --fail-total 4.999999 before after
	status_is 3
	profile after 'a 1050.01'
	try difffolded --fail-total 5 before after
	status_is 3
}

@test "--fail-above exits 3 when an own share grew by more" {
	profile before 'main;a 50' 'main;b 50'
	profile after 'main;a 55' 'main;b 45'
	try difffolded --top 5 --fail-above 5 before after
	ok
	try difffolded --top 5 --fail-above 4.999999 before after
	status_is 3
	err_has 'difffolded: a: own share grew by 5.00 points, more than 4.999999'
	out_has '  a'
	# The table is short, the gate looks at all.
	profile before 'main;a 5000' 'main;b 5000'
	profile after 'main;a 6000' 'main;b 0' 'c 4000'
	try difffolded -q --top 1 --fail-above 5 before after
	status_is 3
	err_is 'difffolded: c: own share grew by 40.00 points, more than 5
difffolded: a: own share grew by 10.00 points, more than 5'
}

@test "of many functions that grew a few are named" {
	seq 1 9 | sed 's/.*/main;f& 100/' >before
	seq 1 9 | sed 's/.*/main;f& 20&/' >after
	try difffolded --fail-function 1 before after
	status_is 3
	[ "$(wc -l <"$ERR")" -eq 6 ]
	err_has 'f9: own amount grew by 109'
	err_has 'difffolded: and 4 more functions'
}

@test "gates have nothing to say about an empty side" {
	profile one 'a 1'
	: >empty
	for gate in --fail-above --fail-total --fail-function; do
		for files in 'one empty' 'empty one'; do
			# shellcheck disable=SC2086 # two words
			try difffolded -q --top 5 $gate 5 $files
			status_is 1
			err_is 'difffolded: empty: nothing to compare with: no samples'
		done
	done
}

# Growth that a gate would find, but for them.
@test "gates have nothing to say of a recording without samples, nor of counts beyond what can be counted" {
	local i

	mkdir before after
	for i in 1 2 3 4 5; do
		echo "a;b $((100 + i))" >"before/$i"
		echo "a;b $((120 + i))" >"after/$i"
	done
	try difffolded -q --fail-total 5 before after
	status_is 3
	: >after/3
	for gate in --fail-above --fail-total --fail-function; do
		try difffolded -q $gate 5 before after
		status_is 1
		err_is 'difffolded: after/3: nothing to compare with: no samples'
		out_has 'total  before 103'
	done
	try difffolded --top 3 before after
	status_is 0
	profile most 'a 18446744073709551615'
	profile more 'a 18446744073709551615' 'b 18446744073709551615'
	try difffolded -q --fail-total 5 most more
	status_is 1
	err_is 'difffolded: most: nothing to compare with: more than 64 bits can count'
}

@test "gates take numbers, and a table is printed with them" {
	profile one 'a 1000'
	for gate in --fail-above --fail-total --fail-function; do
		try difffolded $gate x one one
		status_is 2
		err_has "$gate takes a number, not 'x'"
		try difffolded $gate 5 one one
		ok
		out_has 'total  before 1,000  after 1,000  0.00 %'
	done
	try difffolded --top 0 one one
	status_is 2
	try difffolded -n --fail-total 5 one one
	status_is 2
	err_has '--fail-total would never fail'
	for confidence in 1 1.5 x -1; do
		try difffolded --top 5 --confidence=$confidence one one
		status_is 2
		err_has '--confidence takes a number from 0 to below 1'
	done
}

@test "one sample that is worth more than a gate is said" {
	profile before 'p;main;b 6' 'p;main;a 8'
	profile after 'p;main;b 8' 'p;main;a 7'
	try difffolded --fail-above 5 before after
	status_is 3
	err_is 'difffolded: warning: before: one sample is 7.14 %, more than --fail-above 5: record longer, or several times (diff-flamegraph --repeat)
difffolded: warning: after: one sample is 6.67 %, more than --fail-above 5: record longer, or several times (diff-flamegraph --repeat)
difffolded: b: own share grew by 10.48 points, more than 5; so few samples differ by as much by chance: record longer, or several times (diff-flamegraph --repeat 6)'
	# Told: a sample is 10 ms of 100.
	profile told '[event=cpu-clock,unit=ns,samples=10,total=100000000] 0' 'a 100000000'
	try difffolded --fail-total 5 told told
	status_is 0
	err_has 'told: one sample is 10.00 %, more than --fail-total 5'
	# Seen: all counts are multiples of 1000.
	seq 1 10 | sed 's/.*/f& &000/' >seen
	try difffolded --fail-function 1 seen seen
	status_is 0
	err_has 'seen: one sample is 1.82 %, more than --fail-function 1'
	try difffolded --fail-function 2 seen seen
	ok
}

@test "growth that may be chance in so few samples is said, with what to do" {
	local few='; so few samples differ by as much by chance: record longer, or several times (diff-flamegraph --repeat 6)'

	# 20 samples more of 200 and 220; 200 of 2,000.
	profile before 'main;a 200' 'main;b 800'
	profile after 'main;a 220' 'main;b 800'
	try difffolded --fail-function 1 --fail-above 1 before after
	status_is 3
	err_is "difffolded: a: own share grew by 1.57 points, more than 1$few
difffolded: a: own amount grew by 20, 2.00 % of BEFORE's total, more than 1 %$few"
	sed -i 's/$/0/' before after
	try difffolded --fail-function 1 --fail-above 1 before after
	status_is 3
	err_has "$few"
	sed -i 's/$/0/' before after
	try difffolded --fail-function 1 --fail-above 1 before after
	status_is 3
	err_is "difffolded: a: own share grew by 1.57 points, more than 1
difffolded: a: own amount grew by 2,000, 2.00 % of BEFORE's total, more than 1 %"
	# As many nanoseconds, of fewer samples.
	counted before cpu-clock ns 1000 100000 'main;a 20000' 'main;b 80000'
	counted after cpu-clock ns 1020 102000 'main;a 22000' 'main;b 80000'
	try difffolded --fail-function 1 before after
	status_is 3
	err_is "difffolded: a: own amount grew by 2 µs, 2.00 % of BEFORE's total, more than 1 %$few"
}

@test "a side that is cut off is said where a gate could take it for faster" {
	local line='[event=cpu-clock,unit=ns,samples=1000,total=1000] 0'

	profile whole "$line" 'main;a 600' 'main;b 400'
	profile cut "$line" 'main;a 600'
	try difffolded --fail-total 5 whole cut
	status_is 0
	err_is 'difffolded: warning: cut: its counts do not add up to the total that it tells, those of whole do: if its end is missing, write it again'
	# Of both something may have been taken out, and a table decides nothing.
	try difffolded --fail-total 5 cut cut
	ok
	try difffolded --top 5 whole cut
	ok
}

@test "next to no stacks in common is said, with what to do" {
	profile before 'one;main;a 50' 'one;main;b 50'
	profile after 'two;main;a 50' 'two;main;b 50'
	try difffolded --top 5 before after
	status_is 0
	err_has 'first frames differ; leave the process'"'"'s name out, with collapse-perf --no-comm'
	profile after 'main;c 50' 'main;d 50'
	try difffolded --top 5 before after
	status_is 0
	err_has 'with --inline, or record with --call-graph dwarf'
	# A new function that takes nearly everything is no such case.
	profile after 'one;main;a 50' 'one;main;b 50' 'one;main;c 5000'
	try difffolded --top 5 before after
	ok
}

# counted FILE EVENT UNIT SAMPLES TOTAL LINE… - a profile that says what it counts.
counted() {
	local line="[event=$2,unit=$3,samples=$4,total=$5] 0" file=$1
	shift 5
	profile "$file" "$line" "$@"
}

@test "what is counted: totals and amounts in its unit" {
	counted before cpu-clock ns 1352 3050000000 'main;a 2000000000' 'main;b 1050000000'
	counted after cpu-clock ns 1498 3388550000 'main;a 2338550000' 'main;b 1050000000'
	try difffolded --top 5 before after
	ok
	out_is 'total  before 3.05 s (1,352 samples)  after 3.39 s (1,498 samples)  +11.10 %

                            own, ms   own share, %                    total, ms
  before     after   change       %  before  after    before     after   change  function
2,000.00  2,338.55  +338.55  +11.10   65.57  69.01  2,000.00  2,338.55  +338.55  a
    0.00      0.00     0.00    0.00    0.00   0.00  3,050.00  3,388.55  +338.55  main'
	try difffolded --fail-total 5 before after
	status_is 3
	err_is 'difffolded: total grew by 338.6 ms, 11.10 %, more than 5 %'
	counted bytes alloc bytes 2 5368709120 'main 5368709120'
	try difffolded --top 1 bytes
	ok
	out_has 'total  5 GiB (2 samples)'
	out_has '5,120.00'
	counted one cycles cycles 1 13203955400 'main 13203955400'
	try difffolded --top 1 one
	ok
	out_has 'total  13,203,955,400 cycles (1 sample)'
}

@test "what is counted is kept, added up, and told in proportion" {
	counted before cpu-clock ns 152 304 'main;a 300' 'main;b 4'
	counted after cpu-clock ns 160 320 'main;a 300' 'main;c 20'
	try difffolded before after
	ok
	out_is '[event=cpu-clock,unit=ns,samples=152:160,total=304:320] 0 0
main;a 300 300
main;b 4 0
main;c 0 20'
	try difffolded -n before after
	ok
	out_has '[event=cpu-clock,unit=ns,samples=152:160,total=320:320] 0 0'
	cat before after >both
	try difffolded both both
	ok
	out_has '[event=cpu-clock,unit=ns,samples=312:312,total=624:624] 0 0'
	grep -v ';a' before >part
	try difffolded --top 1 part
	ok
	out_has 'total  4 ns (about 2 samples)'
	# Its place is that of its bytes.
	counted upper cpu-clock ns 1 3 'A 1' '_start 1' 'a 1'
	try difffolded upper upper
	ok
	out_is 'A 1 1
[event=cpu-clock,unit=ns,samples=1:1,total=3:3] 0 0
_start 1 1
a 1 1'
}

@test "different units and events are errors, but for shares" {
	counted before cpu-clock ns 10 100 'main;a 100'
	counted after cycles cycles 10 100 'main;a 100'
	for option in '' '--top 5' '--fail-total 5'; do
		# shellcheck disable=SC2086 # two words
		try difffolded $option before after
		status_is 1
		out_is_empty
		err_is 'difffolded: before counts ns, after cycles: record both with the same event (perf record -e), or compare shares, with -n'
	done
	try difffolded -n --top 5 before after
	status_is 0
	out_has 'made equal: shares are compared'
	counted after task-clock ns 10 100 'main;a 100'
	try difffolded before after
	status_is 1
	err_has 'before counts cpu-clock, after task-clock: record both'
	counted two cycles cycles 10 100 'main;a 100'
	cat before two >mixed
	try difffolded mixed before
	status_is 1
	out_is_empty
	err_has 'mixed:3: another unit than ns, which the lines before count'
	profile unknown 'main;a 90'
	try difffolded before unknown
	status_is 0
	err_has 'unknown does not say what it counts; taken for ns, as in before (collapse-perf --header writes it)'
	out_is 'main;a 100 90'
}

@test "--format markdown: a summary line, and one table" {
	printf 'main;a|b 50\nmain;`x` 50\nmain;std::vector<int>::at 7\nmain;*p_q_r* [x] #1 @y 8\n' >before
	sed 's/50/900/; s/ 7/ 9/; s/ 8/ 9/' before >after
	long=$(printf 'n%.0s' {1..100})
	echo "main;$long 9" >>after
	try difffolded --format markdown --top 9 --fail-total 10 before after
	status_is 3
	out_has 'total  before 115  after 1,827  +1,488.70 %'
	out_has '| function | own before | own after | own change | own change, % | own share before, % | own share after, % | total before | total after | total change |'
	out_has '| a\|b | 50 | 900 | +850 | +739.13 |'
	grep -q '^| \\`x\\` |' "$OUT"
	grep -qF '| std::vector\<int\>::at | 7 ' "$OUT"
	out_has "| ${long:0:40}…${long:0:31} | 0 | 9 "
	[ "$(tail -n 1 "$OUT")" = '**Failed:** total grew by 1,712, 1,488.70 %, more than 10 %' ]
	needs cmark-gfm
	cmark-gfm -e table -e autolink -e strikethrough "$OUT" >html
	[ "$(grep -c '<table>' html)" -eq 1 ]
	for name in 'a|b' '`x`' 'std::vector&lt;int&gt;::at' '*p_q_r* [x] #1 @y'; do
		grep -qF "<td align=\"left\">$name</td>" html
	done
	[ "$(grep -c '<tr>' html)" -eq 7 ]
}

@test "--format json: read by others" {
	needs jq python3
	counted before cpu-clock ns 10 100.5 'main;a 60.5' 'main;b 40'
	printf '[event=cpu-clock,unit=ns,samples=12,total=120] 0\nmain;a 70\nmain;"q\\\x01\xff 50\n' >after
	try difffolded --format json --fail-total 5 --paths before after
	status_is 3
	python3 -m json.tool "$OUT" >/dev/null
	jq -r '.unit, .before.total, .before.samples, .before.recordings, .after.total, .p' "$OUT" |
		diff -u <(printf '%s\n' ns 100.5 10 1 120 null) -
	jq -c '.functions[] | [.name, .own.before, .own.after, .own.p, .total.before, .total.after]' \
		"$OUT" | diff -u - <(printf '%s\n' '["\"q\\\u0001�",0,50,null,0,50]' \
		'["b",40,0,null,40,0]' '["a",60.5,70,null,60.5,70]' '["main",0,0,null,100.5,120]')
	jq -c '.paths[] | [.depth, .frames, .total.before, .total.after, .own.after]' "$OUT" |
		diff -u - <(printf '%s\n' '[0,["main"],100.5,120,0]' '[1,["a"],60.5,70,70]' \
		'[1,["\"q\\\u0001�"],0,50,50]' '[1,["b"],40,0,0]')
	[ "$(jq -r '.failed[]' "$OUT")" = 'total grew by 19.5 ns, 19.40 %, more than 5 %' ]
	try difffolded --format json before
	ok
	[ "$(jq -c '[.before, .after.total, .functions[0].own.before, .paths]' "$OUT")" = \
		'[null,100.5,null,[]]' ]
}

@test "--paths: a tree of what is heavy, chains on one line" {
	profile before 'start;main;parse;read 50' 'start;main;parse;scan 30' 'start;main;log 20'
	profile after 'start;main;parse;read 90' 'start;main;parse;scan 30' 'start;main;log 1' \
		'start;other 1'
	try difffolded --paths before
	ok
	out_is 'total  100

         total            own
amount       %  amount      %  path
   100  100.00       0   0.00  start;main
    80   80.00       0   0.00    parse
    50   50.00      50  50.00      read
    30   30.00      30  30.00      scan
    20   20.00      20  20.00    log'
	try difffolded --paths before after
	ok
	# What is small on both sides is left out, and so is what a chain loses on its way.
	[ "$(sed '1,4d' "$OUT" | sed 's/^ *[0-9][^a-z]*  \( *[a-z;]*\)$/\1/' | tr -d ' ' |
		tr '\n' ' ')" = 'start;main parse read scan log ' ]
	# So many lines at most: with a higher bound.
	seq 1 300 | awk '{ printf "main;f%d %d\n", $1 % 45, 100 + $1 % 7; print "main;deep;g" $1 ";h 1" }' >wide
	try difffolded --paths wide
	ok
	[ "$(wc -l <"$OUT")" -le 100 ]
	try difffolded --paths --top 2 before
	ok
	[ "$(wc -l <"$OUT")" -le 6 ]
	# A long chain is shown by its ends.
	printf '%s 5\n' "$(seq -s ';' 1 1000 | sed 's/\([0-9]*\)/f\1/g')" >deep
	try difffolded --paths deep
	ok
	out_has 'f1;f2;f3;(992 frames);f996;f997;f998;f999;f1000'
}

@test "a function that only moved is a note, and fails no gate" {
	profile apart 'main;run 100' 'main;run;get 290' 'main;run;get;put_[i] 50' 'main;x 500'
	profile inlined 'main;run 430' 'main;x 500'
	try difffolded --fail-function 2 apart inlined
	status_is 0
	err_is 'difffolded: get, put vanished, 340, and run, which called them, grew by 330: inlined there now, it seems'
	try difffolded --fail-function 2 inlined apart
	status_is 0
	err_is 'difffolded: get, put appeared, 340, and run, which calls them, shrank by 330: no longer inlined, it seems'
	# What is new beyond that counts.
	profile slower 'main;run 480' 'main;x 500'
	try difffolded --fail-function 20 apart slower
	status_is 0
	try difffolded --fail-function 4 apart slower
	status_is 3
	err_has "run: own amount grew by 380, 40.43 % of BEFORE's total, more than 4 %"
	# A caller that grew by little is another matter.
	profile less 'main;run 110' 'main;x 500'
	try difffolded --top 5 apart less
	ok
	try difffolded --format markdown apart inlined
	out_has 'Note: get, put vanished, 340'
}

@test "a function that was renamed is a note, and fails by what is new alone" {
	profile before 'main;run;parse 300' 'main;parse 100' 'main;x 600'
	profile after 'main;run;scan 310' 'main;scan 105' 'main;x 600'
	try difffolded --fail-function 2 before after
	status_is 0
	err_is 'difffolded: parse vanished below main, 100, and scan appeared there, 105: renamed, it seems
difffolded: parse vanished below run, 300, and scan appeared there, 310: renamed, it seems'
	try difffolded --fail-function 1.5 before after
	status_is 0
	try difffolded --fail-function 1.4 before after
	status_is 3
	# Several by several; twice as much is another function.
	profile several 'main;run;scan 160' 'main;run;match 150' 'main;scan 100' 'main;x 600'
	try difffolded --fail-function 2 before several
	status_is 0
	err_has 'match, scan appeared there, 310: renamed'
	profile more 'main;run;scan 610' 'main;scan 100' 'main;x 600'
	try difffolded --fail-function 20 before more
	status_is 3
	err_has 'scan: own amount grew by 710'
	# What a caller gained by inlining is not taken once more for what is new below it.
	profile both 'main;run 300' 'main;run;scan 310' 'main;parse 100' 'main;x 600'
	profile whole 'main;run;parse 300' 'main;parse 0' 'main;x 600' 'main;y;z 100'
	try difffolded --fail-function 20 whole both
	status_is 3
	# Of several recordings by what is more than chance.
	mkdir old new slow
	for i in 1 2 3 4 5 6; do
		profile old/$i "main;run;parse $((300 + i * 7))" 'main;x 600'
		profile new/$i "main;run;scan $((300 + i % 3 * 20))" 'main;x 600'
		profile slow/$i "main;run;scan $((400 + i % 3 * 20))" 'main;x 600'
	done
	try difffolded --fail-function 0.1 old new
	status_is 0
	err_has 'renamed, it seems'
	try difffolded --fail-function 1 old slow
	status_is 3
	err_has 'scan: own amount grew by'
}

# recordings FOLDER N WEIGHT SEED - a folder of N recordings with noise, one function of WEIGHT.
recordings() {
	mkdir "$1"
	awk -v folder="$1" -v n="$2" -v weight="$3" -v seed="$4" '
		# The minimal standard generator: the same numbers with every awk.
		function noise(range) { seed = seed * 16807 % 2147483647; return seed % range }
		BEGIN {
			for (i = 1; i <= n; i++) {
				file = folder "/" i ".folded"
				print "main;parse", weight + noise(60) >file
				print "main;load;hash", 2000 + noise(60) >file
				print "main;store;hash", 1000 + noise(60) >file
				print "main;sort", 4000 + noise(400) >file
				if (i == 2)
					print "main;stray", 1 + noise(3) >file
				close(file)
			}
		}'
}

@test "several recordings: medians, quartiles, and what is more than chance" {
	recordings before 6 1000 1
	recordings same 6 1000 77
	recordings after 6 1300 5
	try difffolded --top 9 --fail-function 1 --fail-total 1 before same
	[ "$status" -eq 0 ]
	[ "$(grep -c '~' "$OUT")" -ge 3 ]
	try difffolded --top 9 --fail-function 1 before after
	status_is 3
	out_has 'median of 6 recordings'
	err_has 'parse: own amount grew by'
	[ "$(wc -l <"$ERR")" -eq 1 ]
	[[ $(tail -n 1 "$ERR") == *', p 0.00'* ]]
	# The median of six, what is between the third and the fourth, and the quartiles of 36 pairs.
	median() {
		cat "$1"/*.folded | awk '/parse/ { print $2 }' | sort -n | awk 'NR == 3 { a = $1 }
			NR == 4 { print (a + $1) / 2 }'
	}
	row=$(awk '$NF == "parse"' "$OUT" | tr -d ,)
	quartiles=$(for a in before/*; do for b in after/*; do
		echo "$(awk '/parse/ { print $2 }' "$b") $(awk '/parse/ { print $2 }' "$a")"
	done; done | awk '{ print $1 - $2 }' | sort -n | awk 'NR == 9 { a = $1 } NR == 28 { print a, $1 }')
	awk -v b="$(median before)" -v a="$(median after)" -v q="$quartiles" '{
		split(q, s)
		exit !($1 == b && $2 == a && $3 == a - b && $4 == s[1] && $5 == s[2])
	}' <<<"$row"
	# An improvement fails nothing, and equal input gives equal bytes.
	try difffolded --fail-function 0.1 --fail-total 0.1 after before
	status_is 0
	cp "$OUT" first
	try difffolded --fail-function 0.1 --fail-total 0.1 after before
	out_is_file first
	try difffolded --top 9 --significant before after
	ok
	[ "$(sed 1,4d "$OUT" | wc -l)" -eq 1 ]
	try difffolded -n --top 9 --significant before after
	ok
	out_has 'parse'
	try difffolded --format json before after
	ok
	[ "$(sed -n 's/^"before": .*"recordings": \([0-9]*\)},$/\1/p' "$OUT")" = 6 ]
	sed -n 's/^{"name": "parse", "own": {.*"p": \([0-9.e-]*\)}, "total": .*/\1/p' "$OUT" |
		awk '{ n++; p = $1 } END { exit !(n == 1 && p > 0 && p < 0.01) }'
	! command -v jq >/dev/null ||
		[ "$(jq -r '.before.recordings, (.functions[] | select(.name == "parse") | .own.p < 0.01)' "$OUT" |
			tr '\n' ' ')" = '6 true ' ]
}

@test "several recordings: what moved is looked at together with its caller" {
	mkdir apart inlined slower
	for i in 1 2 3 4 5 6; do
		# get and run vary by more than 1 % of the whole, and so does what moves.
		profile apart/$i "main;run $((100 + i * 7))" "main;run;get $((300 - i % 3 * 20))" 'main;x 600'
		profile inlined/$i "main;run $((440 - i % 3 * 20))" 'main;x 600'
		profile slower/$i "main;run $((640 - i % 3 * 20))" 'main;x 600'
	done
	try difffolded --fail-function 1 inlined apart
	status_is 0
	err_has 'get appeared, '
	try difffolded --fail-function 1 apart inlined
	status_is 0
	err_has 'get vanished, '
	try difffolded --fail-function 1 apart slower
	status_is 3
	err_has 'run: own amount grew by'
}

@test "several recordings: growth of a share is tested, too" {
	mkdir short long same noisy
	for i in 1 2 3 4 5 6; do
		profile short/$i "main;a $((2000 + i))" "main;b $((8000 + i))" 'main;old 500'
		# Twice as long, b has 5 points more, and another name has what another one had.
		profile long/$i "main;a $((3000 + i))" "main;b $((17000 + i))" 'main;new 1000'
		profile same/$i "main;a $((1900 + i % 3 * 300))" "main;b $((8000 - i % 3 * 300))"
		profile noisy/$i "main;a $((1900 + i % 4 * 300))" "main;b $((8000 - i % 4 * 300))"
	done
	try difffolded --fail-above 4 short long
	status_is 3
	err_is 'difffolded: old vanished below main, 500, and new appeared there, 1,000: renamed, it seems
difffolded: b: own share grew by 4.77 points, more than 4, p 0.002'
	try difffolded --fail-above 5 short long
	status_is 0
	# More than the gate, but chance: said, and no failure.
	try difffolded --fail-above 1 same noisy
	status_is 0
	err_is 'difffolded: a: own share grew by 1.52 points, more than 1, but that may be chance: more recordings, or longer ones, show it'
	# Less than what is tested without a limit.
	for i in 1 2 3 4 5 6; do
		echo 'main;tiny 20' >>noisy/$i
		cp noisy/$i "same/$i"
		echo 'main;tiny 20' >>noisy/$i
	done
	try difffolded --fail-above 0.1 same noisy
	status_is 3
	err_is 'difffolded: tiny: own share grew by 0.20 points, more than 0.1, p 0.003'
}

@test "several recordings: no growth beyond a gate is too small to be tested" {
	mkdir b a
	for i in 1 2 3 4 5 6 7 8 9; do
		profile b/$i "main;x $((100000 + i))"
		[ $i -gt 5 ] || profile a/$i "main;x $((99000 + i))" "main;new $((900 + i))" "main;tiny 20"
	done
	try difffolded --fail-function 0.5 b a
	status_is 3
	err_has "new: own amount grew by 903, 0.90 % of BEFORE's total, more than 0.5 %, p <0.001"
	# Below a twentieth of a percent there is no test.
	try difffolded --fail-function 0 b a
	status_is 3
	err_has 'tiny: own amount grew by 20, 0.02 % of BEFORE'"'"'s total, more than 0 %, but it is too small a part of the whole to be tested'
	try difffolded --fail-function 1 b a
	ok
	# In three of five recordings: the median has it.
	for i in 3 4 5; do
		echo 'main;half 510' >>a/$i
	done
	try difffolded --fail-function 0.5 b a
	status_is 3
	err_has "half: own amount grew by 510, 0.51 % of BEFORE's total, more than 0.5 %, but that may be chance"
}

@test "several recordings: the total is tested, too" {
	recordings before 6 1000 1
	recordings after 6 2500 5
	try difffolded --fail-total 5 before after
	status_is 3
	err_has 'total grew by'
	err_has 'more than 5 %, p 0.00'
	# More than the gate, but chance: said, and no failure.
	mkdir noisy quiet
	for i in 1 2 3 4 5 6; do
		profile noisy/$i "main;a $((1000 + i * 100))"
		profile quiet/$i "main;a $((900 + i % 2 * 600))"
	done
	try difffolded --fail-total 5 --fail-function 5 quiet noisy
	status_is 0
	err_has 'total grew by 150, 12.50 %, more than 5 %, but that may be chance: more recordings, or longer ones, show it'
	err_has 'but that may be chance'
}

@test "too few recordings are said, and fail where a gate depends on them" {
	recordings before 4 1000 1
	recordings after 4 2000 5
	try difffolded --top 5 before after
	status_is 0
	err_is 'difffolded: warning: 4 and 4 recordings can be told apart in 70 ways only: with --confidence 0.99 nothing is significant; record 1 more of each'
	for gate in --fail-total --fail-function --fail-above; do
		try difffolded $gate 5 before after
		status_is 1
		err_is 'difffolded: 4 and 4 recordings can be told apart in 70 ways only: with --confidence 0.99 nothing is significant; record 1 more of each'
		out_has parse
	done
	try difffolded --fail-function 5 --confidence 0.98 before after
	status_is 3
	# A folder with one recording is one recording.
	recordings one 1 1000 1
	recordings two 1 3000 1
	try difffolded --fail-function 5 one two
	status_is 3
	try difffolded --fail-above 5 one two
	status_is 3
	try difffolded --significant one two
	status_is 2
	err_has 'needs several recordings'
}

@test "a folder holds recordings of one thing, and nothing else" {
	recordings before 5 1000 1
	recordings after 5 1000 2
	echo hidden >after/.hidden
	mkdir after/folder
	try difffolded --top 3 before after
	status_is 0
	echo 'no folded stacks' >after/notes.txt
	try difffolded --top 3 before after
	status_is 1
	out_is_empty
	err_has 'after/notes.txt:1: no folded stack here'
	rm after/notes.txt
	counted after/6 cycles cycles 1 5 'a 5'
	counted after/7 cpu-clock ns 1 5 'a 5'
	try difffolded --top 3 before after
	status_is 1
	err_has 'after/7: counts ns, and the recordings before it count cycles'
}

@test "recordings that count less, together, than there are of them" {
	mkdir before after
	for i in 1 2 3; do
		echo 'a;b 1' >before/$i
		printf 'a;b 1\na;c 2\n' >after/$i
	done
	echo 'a;b 0' | tee before/4 >before/5
	try difffolded -n before after
	ok
	out_is 'a;b 3 1
a;c 0 2'
	try difffolded -n after before
	ok
	out_is 'a;b 0 1
a;c 1 0'
}

@test "the differential file of folders is that of typical recordings" {
	recordings before 6 1000 1
	recordings after 6 1300 5
	try difffolded before after
	ok
	[ "$(grep -c '^main;stray' "$OUT" || true)" -eq 0 ]
	[ "$(awk '/parse/ { print ($2 - $3 < -200) }' "$OUT")" = 1 ]
	# Both paths of a function share its median.
	try difffolded --top 9 before after
	median=$(awk '$NF == "hash" { gsub(",", ""); print $1 }' "$OUT")
	try difffolded before after
	[ "$(awk -v m="$median" '/hash/ { s += $2 } END { d = s - m; print (d < 0.01 && d > -0.01) }' \
		"$OUT")" = 1 ]
	# What is chance does not show.
	try difffolded --significant before after
	ok
	[ "$(awk '$2 != $3 { print $1 }' "$OUT")" = 'main;parse' ]
	# Each says what it counts: that of a typical one.
	for i in 1 2 3; do
		counted before/$i cycles cycles 10 1000 'main;a 1000'
		counted after/$i cycles cycles 20 2000 'main;a 2000'
	done
	rm before/*.folded after/*.folded
	try difffolded -q before after
	ok
	out_is '[event=cycles,unit=cycles,samples=10:20,total=1000:2000] 0 0
main;a 1000 2000'
}

@test "--merge adds files up, in any order" {
	counted one cpu-clock ns 2 3.5 'main;a 1' 'main;b;c 2.5'
	counted two cpu-clock ns 3 6 'main;b;c 1' 'main;c 5'
	flamegraph-svg one >one.svg
	printf 'main;c 1\r\nmain;a 0.5' >three
	want='[event=cpu-clock,unit=ns,samples=5,total=9.5] 0
main;a 1.5
main;b;c 3.5
main;c 6'
	for files in 'one two three' 'three two one' 'one.svg three two' 'one - two'; do
		# shellcheck disable=SC2086 # words
		try difffolded --merge $files <three
		ok
		out_is "$want"
	done
	cat one two three >all
	try difffolded --merge <all
	ok
	out_is "$want"
	try difffolded --merge - <all
	ok
	out_is "$want"
	try difffolded --merge all
	cp "$OUT" merged
	try difffolded --merge merged
	out_is "$want"
}

# The recipes of README.md for a fleet.
@test "--merge in parts under GNU parallel, and as a reducer behind sort" {
	export PARALLEL_HOME=$BATS_TEST_TMPDIR/parallel
	for i in 1 2 3 4 5 6 7; do
		collapse-perf --header "$ROOT/test/demo/orders-fp.perf-script" >$i.folded
	done
	difffolded --merge ./*.folded >want
	awk '{ count = $NF; sub(/ [^ ]*$/, ""); if (!/^\[event/) printf "%s %d\n", $0, 7 * count }' \
		1.folded >seven
	grep -v '^\[event' want | diff -u seven -
	if command -v parallel >/dev/null; then
		parallel --will-cite -j 2 -N 3 'difffolded --merge {} >{#}.part' ::: ./*.folded
	else # the same parts, all in their own time
		for i in 1 4 7; do
			printf '%s\n' ./*.folded | tail -n "+$i" | head -n 3 | xargs difffolded --merge >$i.part &
		done
		wait
	fi
	[ "$(find . -name '*.part' | wc -l)" -eq 3 ]
	try difffolded --merge ./*.part
	ok
	out_is_file want
	# Between mapper and reducer Hadoop sorts lines, and ends each in a tab.
	for i in 1 2 3 4 5 6 7; do
		collapse-perf --header <"$ROOT/test/demo/orders-fp.perf-script"
	done >mapped
	sort mapped >sorted
	sed 's/$/\t/' sorted >keys
	try difffolded --merge - <keys
	ok
	out_is_file want
}

@test "--merge is all or nothing" {
	counted one cpu-clock ns 2 1 'main;a 1'
	counted other cycles cycles 3 1 'main;a 1'
	profile differential 'a 1 2'
	echo nothing >nothing
	for bad in missing differential nothing other; do
		try difffolded --merge one $bad one
		status_is 1
		out_is_empty
		err_has "difffolded: $bad"
	done
	err_has 'other: counts cycles, and the files before it count ns, which cannot be added up'
	for option in '--top 5' -n --paths '--fail-total 5'; do
		# shellcheck disable=SC2086 # words
		try difffolded --merge $option one
		status_is 2
		err_has '--merge compares nothing'
	done
	try difffolded --merge - -
	status_is 2
}

@test "--merge of files in all kinds of order is what awk makes of them" {
	for i in 1 2 3 4 5 6; do
		awk -v seed=$i '
			function noise(range) { seed = seed * 16807 % 2147483647; return seed % range }
			BEGIN { for (i = 0; i < 2000; i++) print "m;f" noise(400) ";g" noise(5), noise(100) }' >$i
	done
	sort -o 1 1
	sort -o 2 2
	sort -r -o 3 3
	awk '{ sum[$1] += $2 } END { for (s in sum) print s, sum[s] }' ? | sort >want
	try difffolded --merge 1 2 3 4 5 6
	ok
	out_is_file want
	try difffolded --merge 6 5 2 4 3 1
	ok
	out_is_file want
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
	printf 'a?b;\377 1 1\n' >want
	cmp want "$OUT"
}

@test "no name rules the terminal" {
	printf 'a\033[2J;b 1\na?[2J;b 2\n#\tx;\302\233m\177;y\tz 3\n' >one
	try difffolded --merge one
	ok
	out_is $'#_x;?m?;y z 3\na?[2J;b 3'
	try difffolded one one
	ok
	out_is $'#_x;?m?;y z 3 3\na?[2J;b 3 3'
	# A large file in order, which would be passed as it stands.
	awk 'BEGIN { for (i = 10000; i < 40000; i++) print "main;frame" i ";f 1"; printf "n\033;x 2\n" }' >large
	sed 's/\x1b/?/' large >want
	try difffolded --merge large
	ok
	out_is_file want
	sed -i 's/ [0-9]*$/&&/' want
	try difffolded large large
	ok
	out_is_file want
	flamegraph-svg one >one.svg
	for program in 'flamegraph-svg --extract' 'difffolded --merge'; do
		try $program one.svg
		ok
		out_is $'#_x;?m?;y z 3\na?[2J;b 3'
	done
}

@test "files that cannot be read, and a full disk, are errors" {
	profile one 'a 1'
	try difffolded one missing
	status_is 1
	out_is_empty
	err_is 'difffolded: missing: No such file or directory'
	mkdir empty
	try difffolded empty one
	status_is 1
	out_is_empty
	err_is 'difffolded: empty: no recordings in this folder; put a file of folded stacks of each into it'
	if [ -e /dev/full ]; then
		status=0
		difffolded one one 2>err >/dev/full || status=$?
		[ "$status" -eq 1 ]
		diff -u - err <<<'difffolded: cannot write: No space left on device'
	fi
}
