#!/usr/bin/env bats
# The data that a picture carries: out again as it went in, and an input like any other.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
}

# Draws what is on standard input, and prints the stacks of the picture.
there_and_back() {
	cat >in.folded
	flamegraph-svg "$@" in.folded >graph.svg
	try flamegraph-svg --extract graph.svg
	ok
}

@test "the stacks come back byte for byte" {
	there_and_back <"$DATA/extract.folded"
	out_is_file "$DATA/extract.folded"
	well_formed_xml graph.svg
}

@test "what is counted comes back, too" {
	there_and_back <<-'EOF'
		A;b 1
		[event=cpu-clock,unit=ns,samples=1,total=1] 0
		[event=cpu<&>,unit=ns,samples=2,total=7.5] 0
		a;b 7.5
	EOF
	out_is_file in.folded
	there_and_back --reverse --countname x <<-'EOF'
		[event=cpu-clock,unit=ns,samples=1:2,total=1:2] 0 0
		a;b 1 2
	EOF
	out_is_file in.folded
	there_and_back --flamechart <<-'EOF'
		[event=cpu-clock,unit=ns,samples=1,total=3] 0
		a;b 3
	EOF
	out_is_file in.folded
}

@test "they come back sorted and added up, from several files" {
	printf 'b;c 2\na 1\n' >one
	printf 'a 3\n\na;b 1\n' >two
	flamegraph-svg one two >graph.svg
	try flamegraph-svg --extract <graph.svg
	ok
	out_is $'a 4\na;b 1\nb;c 2'
}

@test "differential and fractional counts, the largest numbers" {
	there_and_back <<-'EOF'
		a;b 1 0
		a;b;c 0 7.25
	EOF
	out_is $'a;b 1 0\na;b;c 0 7.25'
	there_and_back <<-'EOF'
		a;b 1 18446744073709551614
		a;d 18446744073709551614 1
	EOF
	out_is $'a;b 1 18446744073709551614\na;d 18446744073709551614 1'
	there_and_back <<-'EOF'
		a;b .5
		a;c 31.000001
	EOF
	out_is $'a;b 0.5\na;c 31.000001'
	there_and_back <<<'a;b 18446744073709551615'
	out_is 'a;b 18446744073709551615'
}

@test "a stack that was cut, or turned, is a stack in the file, too" {
	there_and_back --max-frames 2 <<<$';a 3\nb;c 20'
	out_is $'; 3\nb;c 20'
	there_and_back --base '# a' <<<$'x;# a;b 3\nx;# a 4'
	out_is $'#_a 4\n#_a;b 3'
	there_and_back --base '#' <<<$'x;#;b 3\nx;# 4'
	out_is $'#;b 3\n#_ 4'
	there_and_back --base ' # a' <<<$'x; # a 4\nx; # a;b 5'
	out_is $'#_a 4\n#_a;b 5'
	there_and_back --base ' ' <<<$'x; ;b 3\nx; ;;c 2'
	out_is $';;c 2\n;b 3'
	there_and_back --max-frames 2 <<<$'a 1\na ;b 20\na ;c 30'
	out_is $'a 21\na ;c 30'
	there_and_back --reverse --max-frames 1 <<<$'x;y;# a 30\nz;b 4'
	out_is $'#_a 30\nb 4'
}

@test "merged from the leaf, and in the order of time, the stacks are the same" {
	there_and_back --reverse <<<$'a;b;c 1\na;d 2\na;b 3'
	out_is $'a;b 3\na;b;c 1\na;d 2'
	there_and_back --flamechart <<<$'a;b;c 1\na 2\na;b;c 3'
	out_is $'a 2\na;b;c 4'
}

@test "a flame chart that is drawn again has its order of time, and --order input that of the picture" {
	printf 'a;b;c 1\na 2\nz 3\na b 1\na;b;c 3\na 1\na;d 2\na 1\n' >in.folded
	flamegraph-svg --flamechart in.folded >chart.svg
	try flamegraph-svg --flamechart chart.svg
	ok
	out_is_file chart.svg
	flamegraph-svg in.folded >graph.svg
	try flamegraph-svg chart.svg
	ok
	out_is_file graph.svg
	sed 's/$/ 7/' in.folded | flamegraph-svg --flamechart --reverse >chart.svg
	try flamegraph-svg --flamechart --reverse chart.svg
	ok
	out_is_file chart.svg
	flamegraph-svg --order weight in.folded >weight.svg
	try flamegraph-svg --order input weight.svg
	ok
	sed 's/data-order="weight"/data-order="input"/' weight.svg | cmp - "$OUT"
}

@test "lines of a picture may be longer than those of text" {
	awk 'BEGIN { for (i = 0; i < 30000; i++) print "main;function_" i " 1" }' | LC_ALL=C sort >in.folded
	flamegraph-svg --minwidth 0 in.folded >graph.svg
	[ "$(LC_ALL=C awk 'length > n { n = length } END { print n }' graph.svg)" -gt 1200000 ]
	try flamegraph-svg --max-line 1 --extract graph.svg
	ok
	out_is_file in.folded
	try difffolded --max-line 1 --merge - < <(cat graph.svg)
	ok
	out_is_file in.folded
}

@test "of a picture and what else is in its file nothing is left out without a word" {
	echo 'a;b 1' | flamegraph-svg >one.svg
	echo 'c;d 2' | flamegraph-svg >two.svg
	echo 'c;d 2' >two.folded
	for second in two.svg two.folded; do
		cat one.svg $second >both
		for command in 'flamegraph-svg --extract' flamegraph-svg 'difffolded --merge'; do
			# shellcheck disable=SC2086 # a program and its option
			try $command both
			status_is 1
			out_is_empty
			err_has 'both: there are stacks behind the picture, or another one'
		done
	done
	# A comment, as servers put it there, is nothing that could be missed; nor is the end of a picture.
	echo '<!-- served in 2 ms -->' | cat one.svg - >served.svg
	try flamegraph-svg --extract served.svg
	ok
	out_is 'a;b 1'
	head -c "$(($(grep -abo '</metadata>' one.svg | tail -n 1 | cut -d : -f 1) + 5000))" one.svg >cut.svg
	try flamegraph-svg --extract cut.svg
	ok
	out_is 'a;b 1'
	try flamegraph-svg --extract one.svg two.svg
	ok
	out_is $'a;b 1\nc;d 2'
}

@test "a picture is one however another program writes its first line, and collapse-perf tells it from text" {
	echo 'a;b 1' | flamegraph-svg >graph.svg
	grep -v -e '^<?xml' -e '^<!DOCTYPE' graph.svg | sed '1s/^<svg //' >rest
	for first in '<svg ' $'<svg\n' $'  <svg\r\n' $'<!-- by hand -->\n<svg ' $'<?xml version="1.0"?>\n<svg '; do
		{ printf %s "$first"; cat rest; } >changed.svg
		try flamegraph-svg --extract changed.svg
		ok
		out_is 'a;b 1'
		try collapse-perf changed.svg
		status_is 1
		err_has 'this looks like a picture'
	done
	echo '<svg>::draw;b 1' >name
	try difffolded --merge name
	ok
	out_is '<svg>::draw;b 1'
}

@test "any bytes" {
	there_and_back <<<$'a;\xff\xfe;b\tc 1\n<&">;]]> 2\n\xd7\xa9;\xf0\x9f\x94\xa5 3'
	printf '<&">;]]> 2\na;\xff\xfe;b c 1\n\xd7\xa9;\xf0\x9f\x94\xa5 3\n' >wanted
	out_is_file wanted
	well_formed_xml graph.svg
}

@test "--max-frames keeps the widest, and their callers the samples of the others" {
	printf 'a;b;c 10\na;b;d 1\na;e 2\nf 1\n' >in.folded
	flamegraph-svg --max-frames 3 in.folded >graph.svg 2>said
	diff -u - said <<-'EOF'
		flamegraph-svg: warning: 2 narrow frames left out: their samples are their callers' own (--max-frames keeps more)
	EOF
	try flamegraph-svg --extract graph.svg
	ok
	out_is $'a 2\na;b 1\na;b;c 10\nf 1'
	try flamegraph-svg --max-frames 0 in.folded
	status_is 2
}

@test "a picture is an input: drawn again, compared, and mixed with folded stacks" {
	printf 'a;b 1\na;c 2\n' | flamegraph-svg >one.svg
	printf 'a;b 4\n' >two.folded
	flamegraph-svg one.svg two.folded >both.svg
	try flamegraph-svg --extract both.svg
	out_is $'a;b 5\na;c 2'
	try difffolded one.svg two.folded
	ok
	out_is $'a;b 1 4\na;c 2 0'
	try flamegraph-svg <one.svg
	ok
}

@test "a picture knows that its counts are single, though its names end in numbers" {
	there_and_back --base 'thread 12' <<<$'main;x 1\nmain;thread 12 5'
	out_is 'thread 12 5'
	try flamegraph-svg --no-script graph.svg
	ok
	out_has '<title>thread 12 (5 samples, 100.00%)</title>'
	printf 'thread;a 3\n' >plain.folded
	try difffolded plain.folded graph.svg
	ok
	out_is $'thread 12 0 5\nthread;a 3 0'
}

# A picture with just this data, and the stacks in it.
old_picture() {
	printf '<svg xmlns="http://www.w3.org/2000/svg">\n<metadata class="flamegraph-data">%s\n</metadata></svg>\n' "$1" >old.svg
	try flamegraph-svg --extract old.svg
	ok
	out_is 'main;alpha::parse<int>;read_line 3 1844674407370955161.5
main;alpha::parse<int>;read_line_slowly 1 0
main;alpha::parse<long>;read_line 70000.5 12
main;beta 12345678901 2
other thread 5 5'
}

@test "pictures of the versions before are read" {
	old_picture TQAAAAAIGSkvTQjuKaofxNIRgRHDW4HAWhhfYzgredX0F6X4/ApRSeQ4gjxI0zjQBA3v0EtVGR1Jmph+2qEY3DCwBQ9ESAGRyUY8PoYRgAAAADAF0jAJ////////oMf0K1up7Mt+5rKzCOTJMBs2IUstkIc4EtAc1hqClimA
	old_picture SwAAAAAKGSkvTQjuKaofxNIRgRHDWs7gLQwvs8LYYQPZ4sUbBhQI6rnEtkqtE/YyegjKEWeHNxYKi+t8AdGXRb/9mEhiRYJB3nzVi8EAsC0AAAAAMAXSMAn///////+gx/QrW6nsy37msrMI5MkwGzYhSy2QhzgS0Byv+BQ+AAA=
}

# How long the data of a picture are.
data_len() {
	sed -n 's/.*class="flamegraph-data">//p' "$1" | wc -c
}

@test "counts that are all multiples of one take no more room than small ones" {
	for i in {1..400}; do
		printf 'a%s;b;c%s %s\n' $((i % 7)) "$i" $((i * i % 13 + 1)) >&3
		printf 'a%s;b;c%s %s\n' $((i % 7)) "$i" $(((i * i % 13 + 1) * 1000000007)) >&4
	done 3>small.folded 4>large.folded
	flamegraph-svg small.folded >small.svg
	flamegraph-svg large.folded >large.svg
	[ "$(data_len large.svg)" -le $(($(data_len small.svg) + 16)) ]
	try flamegraph-svg --extract large.svg
	ok
	LC_ALL=C sort large.folded | cmp - "$OUT"
}

@test "an SVG without data, damaged data, and what is none" {
	printf 'a;b 1\n' >in.folded
	flamegraph-svg --no-script in.folded >bare.svg
	try flamegraph-svg --extract bare.svg
	status_is 1
	err_is 'flamegraph-svg: bare.svg: an SVG without flame graph data'
	try flamegraph-svg bare.svg
	status_is 1
	err_has 'bare.svg: an SVG without flame graph data'
	flamegraph-svg in.folded | sed '/flamegraph-data/s/>...../>zzzzz/' >damaged.svg
	try flamegraph-svg --extract damaged.svg
	status_is 1
	err_is 'flamegraph-svg: damaged.svg: its flame graph data is damaged'
	try flamegraph-svg --extract in.folded
	status_is 1
	err_is 'flamegraph-svg: in.folded: no SVG'
	try flamegraph-svg --extract nowhere.svg
	status_is 1
	err_is 'flamegraph-svg: nowhere.svg: No such file or directory'
	status=0
	flamegraph-svg in.folded >whole.svg
	flamegraph-svg --extract whole.svg >/dev/full 2>said || status=$?
	status_is 1
}

@test "the data of a picture that is small is not taken for more than it can be" {
	# Fifteen thousand frames, one in the other, each with a count of its own.
	cat >bomb.svg <<-'END'
		<svg xmlns="http://www.w3.org/2000/svg">
		<metadata class="flamegraph-data">BOMB
		</metadata></svg>
	END
	awk 'BEGIN { for (i = 0; i < 9000; i++) { s = s "f"; print s " 1"; s = s ";" } }' >deep.folded
	flamegraph-svg deep.folded >graph.svg
	try flamegraph-svg --extract graph.svg
	ok
	out_is_file deep.folded
	sed -i "s,BOMB,$(sed -n 's/.*"flamegraph-data">//p' graph.svg)," bomb.svg
	for program in 'flamegraph-svg --extract' flamegraph-svg 'difffolded --top 3 deep.folded'; do
		try $program bomb.svg
		status_is 1
		err_has 'holds far more than a picture of its size can be of: draw it again from its stacks'
	done
}

@test "stacks come back in order of bytes, however frames are ordered" {
	# a before ' ' and ';', equal ones by trimming, leaf first, and in the order of time.
	there_and_back --reverse <<-'EOF'
		a 1
		a!;b 1
		a;b 1
		a;b;c 1
		b 2
		b;b 1
	EOF
	out_is_file in.folded
	there_and_back --flamechart <<<$'b 1\na;c 2\na 1\nb 1\na;c 4'
	out_is $'a 1\na;c 6\nb 2'
}
