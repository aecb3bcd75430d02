#!/usr/bin/env bats
# flamegraph-svg: the drawing itself, as it is without a viewer.

load helper

# Draws what is on standard input, or the files, without the viewer; in rows of 16.
draw() { try flamegraph-svg --no-script --minwidth 0 --height 16 "$@"; }

# Draws these lines.
draw_lines() {
	local lines=$1
	shift
	printf '%s\n' "$lines" >"$BATS_TEST_TMPDIR/lines"
	draw "$@" "$BATS_TEST_TMPDIR/lines"
}

well_formed() { well_formed_xml "$OUT"; }

# Prints the frames of the last drawing, each as "X Y WIDTH FILL TITLE", from the bottom row up.
# A frame is a <g> or <a>, in the group of its colour or with a colour of its own.
frames() {
	"$XML" lines "$OUT" | awk '
		function attribute(name) {
			if (!match($0, " " name "=\"[^\"]*\""))
				return ""
			return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
		}
		/<g id="frames"/ { inside = 1 }
		!inside { next }
		/<g fill=/ { group = attribute("fill"); level = match($0, /</) }
		/<\/g>/ && match($0, /</) == level { group = "" }
		/<rect/ {
			fill = attribute("fill")
			box = attribute("x") " " attribute("y") " " attribute("width") " " (fill != "" ? fill : group)
		}
		/<title>/ {
			title = $0
			sub(/^ *<title>/, "", title)
			sub(/<\/title>$/, "", title)
			print box, title
		}
	' | sed -e 's/&lt;/</g' -e 's/&gt;/>/g' -e 's/&quot;/"/g' \
		-e 's/&amp;/\&/g' | sort -k2,2nr -k1,1n
}

titles() { frames | cut -d' ' -f5-; }
titles_are() { diff -u <(printf '%s\n' "$1") <(titles); }
boxes_are() { diff -u <(printf '%s\n' "$1") <(frames | cut -d' ' -f1-3,5-); }
colours_are() { diff -u <(printf '%s\n' "$1") <(frames | cut -d' ' -f4-5); }
texts() {
	"$XML" lines "$OUT" | sed -n '/<g id="frames"/,$s,^ *<text[^>]*>\(.*\)</text>,\1,p' | sed 's/&#8230;/…/g' | sort
}
texts_are() { diff -u <(printf '%s\n' "$1") <(texts); }
# The text of the first element with this name, or class: .t title, .s subtitle, .d details, .m message.
element_is() { diff -u <(printf '%s\n' "$2") <("$XML" text "$1" "$OUT"); }
# An attribute of the picture itself.
root() { "$XML" attribute "$1" "$OUT"; }
line_is() { element_is ".$1" "$2"; }

@test "a drawing has a box for every frame, with name, count and share" {
	draw_lines 'main;parse 3
main;parse;read_[k] 4
main;write 1993'
	ok
	well_formed
	boxes_are '10 84 1180 all (2,000 samples, 100%)
10 68 1180 main (2,000 samples, 100.00%)
10 52 4.1 parse (7 samples, 0.35%)
14.1 52 1175.9 write (1,993 samples, 99.65%)
11.8 36 2.3 read (4 samples, 0.20%)'
}

@test "equal frames are one box, whatever the order of the lines" {
	draw_lines 'foo;c 1
foo-bar;x 2
b;z 8
foo 4
foo;c;d 16
a 32
foo-bar 64'
	ok
	titles_are 'all (127 samples, 100%)
a (32 samples, 25.20%)
b (8 samples, 6.30%)
foo (21 samples, 16.54%)
foo-bar (66 samples, 51.97%)
z (8 samples, 6.30%)
c (17 samples, 13.39%)
x (2 samples, 1.57%)
d (16 samples, 12.60%)'
	cp "$OUT" "$OUT.first"
	LC_ALL=C sort "$BATS_TEST_TMPDIR/lines" >"$BATS_TEST_TMPDIR/sorted"
	draw "$BATS_TEST_TMPDIR/sorted"
	ok
	out_is_file "$OUT.first"
}

@test "the last line may lack its newline, the first may have a mark of UTF-8 before it" {
	printf '\357\273\277a 1\nb 2' >"$BATS_TEST_TMPDIR/in"
	draw "$BATS_TEST_TMPDIR/in"
	ok
	titles_are 'all (3 samples, 100%)
a (1 samples, 33.33%)
b (2 samples, 66.67%)'
}

@test "readers that are no browsers: heights and no outlines by attributes, style sheets that svgo takes" {
	cd "$BATS_TEST_TMPDIR"
	printf '%s\n' 'main;parse 3' 'main;read_[k] 4' >lines
	try flamegraph-svg lines
	ok
	[ "$(root stroke)" = none ]
	grep -o '<rect [^>]*' "$OUT" >boxes
	[ "$(wc -l <boxes)" -gt 3 ]
	[ "$(grep -vc ' height="' boxes)" -eq 0 ]
	# It knows no pseudo-elements.
	sed -n '/<style>/,/<\/style>/p' "$OUT" >style
	[ "$(grep -c 'fgv' style)" -gt 10 ]
	[ "$(grep -c '::' style)" -eq 0 ]
}

@test "thousands of lines, sorted, unsorted, or one after the other, make one picture" {
	cd "$BATS_TEST_TMPDIR"
	awk 'BEGIN {
		x = 1
		for (i = 0; i < 4000; i++) {
			line = "program;main_loop"
			for (depth = 0; depth < 9; depth++) {
				x = (x * 69069 + 1) % 4294967296
				line = line ";function_" int(x / 65536) % (depth + 2)
				if (x % 16 == 0)
					break
			}
			print line, i % 7 + 1
		}
	}' >unsorted
	LC_ALL=C sort unsorted >sorted
	head -n 2000 sorted >mixed
	tail -n 2000 sorted | LC_ALL=C sort -r >>mixed
	draw sorted
	ok
	cp "$OUT" expected
	titles | sort >titles
	[ "$(wc -l <titles)" -gt 2000 ]
	for file in unsorted mixed; do
		draw "$file"
		ok
		out_is_file expected
	done
	draw unsorted --order input
	ok
	cmp titles <(titles | sort)
	draw sorted --reverse
	ok
	cp "$OUT" expected
	draw unsorted --reverse
	out_is_file expected
}

# many_stacks N - so many lines, in no order.
many_stacks() {
	awk -v n="$1" 'BEGIN {
		for (i = 0; i < n; i++)
			print "program;main_loop;function_" i * 7919 % 9001 ";helper_" i % 10 " " i % 7
	}'
}

@test "files that are mapped, more of them than are held, give what a pipe of all does" {
	cd "$BATS_TEST_TMPDIR"
	many_stacks 9000 >large
	[ "$(wc -c <large)" -gt 300000 ]
	many=(large large large large large large large large large large large large large large large large large large)
	for options in '' --reverse '--base main_loop' --flamechart '--order input'; do
		# shellcheck disable=SC2086 # options
		draw $options < <(cat "${many[@]}")
		ok
		cp "$OUT" expected
		# shellcheck disable=SC2086
		draw "${many[@]}" $options
		ok
		cmp "$OUT" expected
	done
	draw - <large
	ok
	cp "$OUT" expected
	draw large
	cmp "$OUT" expected
}

@test "a large file, of which a half may be read apart, gives what a pipe does" {
	cd "$BATS_TEST_TMPDIR"
	many_stacks 30000 >plain
	[ "$(wc -c <plain)" -gt 1200000 ]
	# Near the end stands what is no stack with one count.
	for odd in '' 'no count' 'a;b 1 2' 'a;thread 12 3' 'program;b 0.25' $'\n# of some tool\n' '[event=cycles,unit=,samples=3,total=9] 0'; do
		{ head -29000 plain; [ -z "$odd" ] || printf '%s\n' "$odd"; tail -1000 plain; printf 'program;last 5'; } >large
		try flamegraph-svg --minwidth 0 < <(cat large)
		sed 's/stdin/large/' "$ERR" >expected.err
		cp "$OUT" expected
		expected=$status
		try flamegraph-svg --minwidth 0 large
		diff -u expected.err "$ERR"
		cmp "$OUT" expected
		status_is "$expected"
	done
	ok
	# One stack again and again, two counts, and an error in the first half.
	yes 'program;main_loop;a_function_with_a_name_of_some_length 1' | head -30000 >large
	draw large
	ok
	titles_are 'all (30,000 samples, 100%)
program (30,000 samples, 100.00%)
main_loop (30,000 samples, 100.00%)
a_function_with_a_name_of_some_length (30,000 samples, 100.00%)'
	sed 's/$/ 2/' plain >large
	draw - < <(cat large)
	ok
	cp "$OUT" expected
	draw large
	ok
	cmp "$OUT" expected
	sed -i '29000s/ 2$//' large
	draw large
	status_is 1
	err_has 'flamegraph-svg: large:29000: one count, but the lines before have two:'
}

@test "several inputs are added up, - is standard input" {
	printf 'a;b 1\n' >"$BATS_TEST_TMPDIR/one"
	printf 'a;b 2\na;c 4\n' >"$BATS_TEST_TMPDIR/two"
	draw "$BATS_TEST_TMPDIR/one" - <"$BATS_TEST_TMPDIR/two"
	ok
	titles_are 'all (7 samples, 100%)
a (7 samples, 100.00%)
b (3 samples, 42.86%)
c (4 samples, 57.14%)'
}

@test "counts with fractions are carried exactly" {
	draw_lines 'a .1
a .2
b 31.25
b 0.000001'
	ok
	titles_are 'all (31.550001 samples, 100%)
a (0.3 samples, 0.95%)
b (31.250001 samples, 99.05%)'
}

@test "sums that do not fit 64 bits stop at the largest, with a warning" {
	draw_lines 'a 18446744073709551615
b 1'
	status_is 0
	err_is 'flamegraph-svg: warning: a sum is more than 2^64-1 and was cut down to that'
	boxes_are '10 52 1180 all (18,446,744,073,709,551,615 samples, 100%)
10 36 1180 a (18,446,744,073,709,551,615 samples, 100.00%)
1190 36 0 b (1 samples, 0.00%)'
}

@test "names that XML cannot hold still give XML" {
	printf 'a;<script>alert(1)</script>;]]>;&amp;"\047 1\na;\0;\33[1m;\xff\xfe;\xed\xa0\x80;\xef\xbf\xbf;\r.\t. 1\n' \
		>"$BATS_TEST_TMPDIR/in"
	draw "$BATS_TEST_TMPDIR/in"
	ok
	well_formed
	titles >"$BATS_TEST_TMPDIR/titles"
	grep -qxF '<script>alert(1)</script> (1 samples, 50.00%)' "$BATS_TEST_TMPDIR/titles"
	grep -qxF ']]> (1 samples, 50.00%)' "$BATS_TEST_TMPDIR/titles"
	grep -qxF '&amp (1 samples, 50.00%)' "$BATS_TEST_TMPDIR/titles"
	grep -qxF '� (1 samples, 50.00%)' "$BATS_TEST_TMPDIR/titles"
	grep -qxF '�[1m (1 samples, 50.00%)' "$BATS_TEST_TMPDIR/titles"
	grep -qxF '�� (1 samples, 50.00%)' "$BATS_TEST_TMPDIR/titles"
	grep -qxF '��� (1 samples, 50.00%)' "$BATS_TEST_TMPDIR/titles"
}

@test "every text option is escaped" {
	bad='<&">]]>--'$'\33'
	draw_lines 'a 1' --title "$bad" --subtitle "$bad" --notes "$bad" --countname "$bad" \
		--nametype "$bad" --highlight "$bad"
	ok
	well_formed
	line_is t '<&">]]>--�'
	line_is s '<&">]]>--�'
	element_is desc '<&">]]>--�'
}

@test "titles say what kind of graph it is" {
	draw_lines 'a 1'
	line_is t 'Flame Graph'
	draw_lines 'a 1' -i
	line_is t 'Icicle Graph'
	draw_lines 'a 1' --flamechart
	line_is t 'Flame Chart'
	draw_lines 'a 1' --title 'My server' --subtitle 'before lunch'
	ok
	line_is t 'My server'
	line_is s 'before lunch'
}

@test "names are cut to their boxes, on character boundaries, and left out under three letters" {
	draw_lines 'abcdefghij 10
é日本語δεζηθικλμν 10
x 1000' --width 600
	ok
	texts_are 'all
x'
	draw_lines 'abcdefghijklmnop 10
é日本語δεζηθικλμν 10
éa_mark_[k] 5
zz 10' --width 300
	ok
	well_formed
	texts_are 'abcdef…nop
all
zz
éa_…
é日本…λμν'
	draw "$BATS_TEST_TMPDIR/lines" --width 300 --truncate-text-right
	ok
	texts_are 'abcdefgh..
all
zz
éa..
é日本語δ..'
}

@test "short names: arguments go first, then namespaces; neighbours differ" {
	draw_lines 'main;ns::copy<ns::Item*, long> 20
main;ns::copy<ns::Order*, long> 20
ns::make<int>::operator()(int) const 10' --width 300
	ok
	texts_are 'all
copy…Order*, …
main
make()
ns::copy&lt;…&gt;'
}

@test "a picture of names in ASCII is ASCII, where names are cut, too" {
	draw_lines 'abcdefghijklmnopqrstuvwxyz 10
zz 100' --width 600
	ok
	out_has '>abcd&#8230;z</text>'
	[ "$(LC_ALL=C tr -d '\0-\177' <"$OUT" | wc -c)" -eq 0 ]
}

@test "short names are the same in the viewer, for 10,000 names of real libraries" {
	needs node nm
	cd "$BATS_TEST_TMPDIR"
	node=$(readlink -f "$(command -v node)")
	{
		nm -DC --defined-only "$(gcc -print-file-name=libstdc++.so.6)"
		nm -DC --defined-only "$node"
		ldd "$node" | sed -n 's/.*=> \([^ ]*\) .*/\1/p' | xargs -r -n 1 nm -DC --defined-only
	} 2>/dev/null | cut -c20- | LC_ALL=C sort -u | awk 'NR % 3 == 1' >names
	printf '%s\n' '<a::Vec<T> as b::Iter>::next' 'JS:*parse /a/b/c.js:10:3' \
		'github.com/a/b.(*T).M' '[/usr/lib/libz.so.1]' 'é::日本語の名前::αβγδε' '<<<<' 'a<b::c' \
		'{a(b}' 'main::{lambda(int)#1}::operator()(int) const' 'x::poll::{{closure}}' >>names
	[ "$(wc -l <names)" -ge 10000 ]
	node "$ROOT/test/names/short.js" "$ROOT/flamegraph-svg/viewer" questions viewers <names
	"$UNIT/short_name" questions >ours
	cmp viewers ours
	[ "$(grep -c '	' questions)" -ge 1000 ]
}

@test "the viewer's expressions tell what RegExp tells, and of those that it would never end, too" {
	needs node
	try node "$ROOT/test/names/pattern.js" "$ROOT/flamegraph-svg/viewer"
	ok
	out_is 'compared enough
^(a+)+$: true false
(a*)*b: false true
^(a|aa)+$: true false
a?a?a?a?a?a?a?a?a?a?: false true
(.*)(.*)(.*)(.*)x: false true
^(?=(a+)+$)a: true false
(a+)+\1$: false, left 1
(?:a{1000}){1000}: false, left 1
(){99999999}a: true'
}

@test "the viewer's trees that are merged from the leaf row by row are those that are made stack by stack" {
	needs node
	try node "$ROOT/test/names/leaf.js" "$ROOT/flamegraph-svg/viewer"
	ok
	out_is '600 are the same'
}

@test "a title is cut to the picture, and stands in full where programs look for it" {
	long=$(printf 'é%.0s' {1..200})
	draw_lines 'a 1' --title "$long" --subtitle "$long" --width 300
	ok
	line_is t "$(printf 'é%.0s' {1..27}).."
	line_is s "$(printf 'é%.0s' {1..40}).."
	element_is title "$long"
}

@test "rows too low for text have none" {
	draw_lines 'abcdef 1' --height 8
	ok
	[ "$(texts)" = '' ]
	draw_lines 'a 1 2' --width 200
	ok
	[ "$(grep -c '>less<' "$OUT")" -eq 0 ]
}

@test "frames narrower than --minwidth are not drawn, and that is said" {
	printf 'a;b 9999\na;b;c 1\na;d 90\n' >"$BATS_TEST_TMPDIR/in"
	try flamegraph-svg "$BATS_TEST_TMPDIR/in"
	ok
	titles_are 'all (10,090 samples, 100%)
a (10,090 samples, 100.00%)
b (10,000 samples, 99.11%)
d (90 samples, 0.89%)'
	try flamegraph-svg --no-script "$BATS_TEST_TMPDIR/in"
	titles_are 'all (10,090 samples, 100%)
a (10,090 samples, 100.00%)
b (10,000 samples, 99.11%)
d (90 samples, 0.89%)
c (1 samples, 0.01%)'
	line_is d '10,090 samples, 4 frames'
	draw --minwidth 1% "$BATS_TEST_TMPDIR/in"
	titles_are 'all (10,090 samples, 100%)
a (10,090 samples, 100.00%)
b (10,000 samples, 99.11%)'
	line_is d '10,090 samples, 2 of 4 frames; the others are too narrow to draw'
	draw --minwidth 11 "$BATS_TEST_TMPDIR/in"
	titles_are 'all (10,090 samples, 100%)
a (10,090 samples, 100.00%)
b (10,000 samples, 99.11%)'
}

# In a picture 100 samples wide, what --minwidth leaves of frames of 1, 2 and 3 samples.
@test "--minwidth is the least width that is drawn: nothing below it, nothing at it is lost" {
	local want minwidth

	printf '1 1\n2 2\n3 3\nrest 94\n' | sed 's/ /_ /' >"$BATS_TEST_TMPDIR/in"
	while read -r minwidth want; do
		draw --minwidth "$minwidth" --width 1020 "$BATS_TEST_TMPDIR/in"
		diff -u <(echo "$minwidth: $want") \
			<(echo "$minwidth: $(titles | sed -n 's/^\([0-9]\)_ .*/\1/p' | paste -sd ' ')")
	done <<-'END'
		0 1 2 3
		1% 1 2 3
		1.000001% 2 3
		1.5% 2 3
		2% 2 3
		2.1% 3
		3% 3
		3.01%
		10 1 2 3
		10.1 2 3
		19.9 2 3
		20 2 3
		20.001 3
		30 3
		30.5
	END
}

@test "width, height, font size and a subtitle move the boxes" {
	draw_lines 'a;b 1' --width 520 --height 20 --fontsize 14 --subtitle s
	ok
	boxes_are '10 110 500 all (1 samples, 100%)
10 90 500 a (1 samples, 100.00%)
10 70 500 b (1 samples, 100.00%)'
	[ "$(root width) $(root height) $(root viewBox)" = '520 168 0 0 520 168' ]
	draw_lines 'a;b 1'
	[ "$(root width) $(root viewBox)" = '100% 0 0 1200 118' ]
	# Without --height: rows of 18, each box with its height, wide ones with round corners.
	try flamegraph-svg --no-script "$BATS_TEST_TMPDIR/lines"
	boxes_are '10 72 1180 all (1 samples, 100%)
10 54 1180 a (1 samples, 100.00%)
10 36 1180 b (1 samples, 100.00%)'
	[ "$(grep -o ' height="17" rx="2"' "$OUT" | wc -l)" -eq 3 ]
}

@test "--inverted hangs the graph from the top" {
	draw_lines 'a;b 1' --inverted
	ok
	boxes_are '10 68 1180 b (1 samples, 100.00%)
10 52 1180 a (1 samples, 100.00%)
10 36 1180 all (1 samples, 100%)'
}

@test "--reverse merges from the last frame on" {
	draw_lines 'a;b;c 3
x;b;c 1
a;b 2' --reverse
	ok
	boxes_are '10 84 1180 all (6 samples, 100%)
10 68 393.3 b (2 samples, 33.33%)
403.3 68 786.7 c (4 samples, 66.67%)
10 52 393.3 a (2 samples, 33.33%)
403.3 52 786.7 b (4 samples, 66.67%)
403.3 36 590 a (3 samples, 50.00%)
993.3 36 196.7 x (1 samples, 16.67%)'
}

@test "--order puts siblings by weight or as they came" {
	draw_lines 'b 2
a 1
c 3' --order weight
	ok
	titles_are 'all (6 samples, 100%)
c (3 samples, 50.00%)
b (2 samples, 33.33%)
a (1 samples, 16.67%)'
	draw "$BATS_TEST_TMPDIR/lines" --order input
	titles_are 'all (6 samples, 100%)
b (2 samples, 33.33%)
a (1 samples, 16.67%)
c (3 samples, 50.00%)'
	cp "$OUT" "$OUT.input"
	draw "$BATS_TEST_TMPDIR/lines" --no-sort
	out_is_file "$OUT.input"
}

@test "--flamechart merges only what is adjacent and unbroken" {
	draw_lines 'a;b 2
a;b;c 1
a 3
a;b 4
z 1
a;b 5
a;b 4' --flamechart --width 220
	ok
	boxes_are '10 84 200 all (20 samples, 100%)
10 68 100 a (10 samples, 50.00%)
110 68 10 z (1 samples, 5.00%)
120 68 90 a (9 samples, 45.00%)
10 52 30 b (3 samples, 15.00%)
70 52 40 b (4 samples, 20.00%)
120 52 90 b (9 samples, 45.00%)
30 36 10 c (1 samples, 5.00%)'
}

@test "--base keeps what begins at the innermost frame of that name" {
	draw_lines 'main;poll;read 1
main;poll;poll_[k];read 2
main;other 4
main;task;write 8' --base poll --base task
	ok
	titles_are 'all (11 samples, 100%)
poll (1 samples, 9.09%)
poll (2 samples, 18.18%)
task (8 samples, 72.73%)
read (1 samples, 9.09%)
read (2 samples, 18.18%)
write (8 samples, 72.73%)'
	draw "$BATS_TEST_TMPDIR/lines" --base nothing
	status_is 1
	err_is 'flamegraph-svg: no stack has a frame of --base'
	well_formed
}

# A profile of 152 samples of 2,004,008 ns each, 40 of them in b.
CLOCK='[event=cpu-clock,unit=ns,samples=152,total=304609216] 0'

@test "amounts are in the unit that the stacks say, with samples" {
	draw_lines "$CLOCK
main;a 224448896
main;b 80160320"
	ok
	titles_are 'all (304.6 ms, 152 samples, 100%)
main (304.6 ms, 152 samples, 100.00%)
a (224.4 ms, 112 samples, 73.68%)
b (80.2 ms, 40 samples, 26.32%)'
	line_is d '304.6 ms, 152 samples, 3 frames'
	# Samples that are gone, and a sample of a size of its own.
	draw_lines "$CLOCK
main;b 80160320"
	titles_are 'all (80.2 ms, about 40 samples, 100%)
main (80.2 ms, about 40 samples, 100.00%)
b (80.2 ms, about 40 samples, 100.00%)'
	draw_lines "$CLOCK
main;a 304609215
main;b 1"
	titles_are 'all (304.6 ms, 152 samples, 100%)
main (304.6 ms, 152 samples, 100.00%)
a (304.6 ms, 100.00%)
b (1 ns, 0.00%)'
	draw_lines '[event=cycles:u,unit=cycles:u,samples=3,total=1000] 0
a 1
b 999'
	titles_are 'all (1,000 cycles:u, 3 samples, 100%)
a (1 cycle:u, about 1 sample, 0.10%)
b (999 cycles:u, about 3 samples, 99.90%)'
	draw_lines '[event=malloc,unit=bytes,samples=7,total=3221225472] 0
a 1288490189
b 1932735283' --minwidth 0.01%
	titles_are 'all (3 GiB, 7 samples, 100%)
a (1.2 GiB, 40.00%)
b (1.8 GiB, 60.00%)'
}

@test "amounts: two of a difference, several events, by hand, another unit" {
	draw_lines '[event=cpu-clock,unit=ns,samples=3:2,total=3000:2000] 0 0
main 3000 2000'
	ok
	titles_are 'all (2 µs, 2 samples, 100%)
main (2 µs, 2 samples, 100.00%; -50.00%)'
	draw "$BATS_TEST_TMPDIR/lines" --diff-width before
	titles_are 'all (3 µs, 3 samples, 100%)
main (3 µs, 3 samples, 100.00%; -33.33%)'
	draw_lines '[event=task-clock,unit=ns,samples=1,total=1000] 0
a 3000
[event=cpu-clock,unit=ns,samples=2,total=2000] 0'
	titles_are 'all (3 µs, 3 samples, 100%)
a (3 µs, 3 samples, 100.00%)'
	draw "$BATS_TEST_TMPDIR/lines" --countname ticks
	titles_are 'all (3,000 ticks, 100%)
a (3,000 ticks, 100.00%)'
	draw "$BATS_TEST_TMPDIR/lines" --factor 2
	titles_are 'all (6 µs, 3 samples, 100%)
a (6 µs, 3 samples, 100.00%)'
	draw_lines '[event=cpu-clock,unit=ns,samples=1,total=1000] 0
[event=malloc,unit=bytes,samples=1,total=1000] 0
a 1'
	status_is 1
	err_is "flamegraph-svg: $BATS_TEST_TMPDIR/lines:2: the counts are \"bytes\", but those before are \"ns\": draw them apart"
	# Nothing but the line; and a stack that is called so, with samples.
	draw_lines "$CLOCK"
	status_is 1
	err_is 'flamegraph-svg: all counts are zero: nothing to draw'
	draw_lines '[event=a,unit=ns,samples=1,total=1] 7'
	titles_are 'all (7 samples, 100%)
[event=a,unit=ns,samples=1,total=1] (7 samples, 100.00%)'
	draw_lines 'a 1'
	line_is d '1 sample, 1 frame'
}

@test "--factor, --countname and --total change what is shown" {
	draw_lines 'a 10
b 30' --factor 2.5 --countname bytes
	ok
	titles_are 'all (100 bytes, 100%)
a (25 bytes, 25.00%)
b (75 bytes, 75.00%)'
	draw "$BATS_TEST_TMPDIR/lines" --total 80
	ok
	boxes_are '10 52 1180 all (80 samples, 100%)
10 36 147.5 a (10 samples, 12.50%)
157.5 36 442.5 b (30 samples, 37.50%)'
	draw "$BATS_TEST_TMPDIR/lines" --total 39
	status_is 0
	err_is 'flamegraph-svg: warning: --total 39 is less than the sum of the counts: it is not used'
	titles_are 'all (40 samples, 100%)
a (10 samples, 25.00%)
b (30 samples, 75.00%)'
}

@test "--total with decimals: what the counts have no use for is cut off" {
	local counts total want

	while read -r counts total want; do
		draw_lines "a $counts" --total "$total"
		ok
		titles | grep -xF "${want//_/ }" || { titles; return 1; }
	done <<-'END'
		3 4 a_(3_samples,_75.00%)
		3 4.0 a_(3_samples,_75.00%)
		3 4.9 a_(3_samples,_75.00%)
		3 4.999 a_(3_samples,_75.00%)
		3 60.5 a_(3_samples,_5.00%)
		1.5 2 a_(1.5_samples,_75.00%)
		1.5 6.25 a_(1.5_samples,_24.19%)
		1.55 3.1 a_(1.55_samples,_50.00%)
		0.25 1 a_(0.25_samples,_25.00%)
	END
}

@test "differential graphs show the change of each frame itself, or with all below" {
	printf 'a;b 10 30\na;c 20 10\na 5 5\nd 0 55\n' >"$BATS_TEST_TMPDIR/in"
	draw "$BATS_TEST_TMPDIR/in"
	ok
	titles_are 'all (100 samples, 100%)
a (45 samples, 45.00%; 0.00%)
d (55 samples, 55.00%; +55.00%)
b (30 samples, 30.00%; +20.00%)
c (10 samples, 10.00%; -10.00%)'
	colours_are '#fafafa all
#fafafa a
#ff6464 d
#ffc3c3 b
#dedeff c'
	out_has '>less<'
	draw "$BATS_TEST_TMPDIR/in" --negate
	titles_are 'all (100 samples, 100%)
a (45 samples, 45.00%; 0.00%)
d (55 samples, 55.00%; -55.00%)
b (30 samples, 30.00%; -20.00%)
c (10 samples, 10.00%; +10.00%)'
	colours_are '#fafafa all
#fafafa a
#6464ff d
#c3c3ff b
#ffdede c'
	draw "$BATS_TEST_TMPDIR/in" --diff-colour total
	titles_are 'all (100 samples, 100%)
a (45 samples, 45.00%; +10.00%)
d (55 samples, 55.00%; +55.00%)
b (30 samples, 30.00%; +20.00%)
c (10 samples, 10.00%; -10.00%)'
	draw "$BATS_TEST_TMPDIR/in" --diff-width before
	boxes_are '10 68 1180 all (35 samples, 100%)
10 52 1180 a (35 samples, 100.00%; 0.00%)
178.6 36 337.1 b (10 samples, 28.57%; +57.14%)
515.7 36 674.3 c (20 samples, 57.14%; -28.57%)'
}

@test "a file is differential only if every line has two counts" {
	draw_lines 'a;b 5
a;thread 12 7'
	ok
	titles_are 'all (12 samples, 100%)
a (12 samples, 100.00%)
b (5 samples, 41.67%)
thread 12 (7 samples, 58.33%)'
	draw_lines '# comment
a;b 5 6
a;c 7
a;d 8 9'
	status_is 1
	out_is_empty
	err_is "flamegraph-svg: $BATS_TEST_TMPDIR/lines:3: one count, but the lines before have two: \"a;c\""
	draw_lines 'a;c 7
a;b 5 6
a;d 8 9'
	status_is 1
	out_is_empty
	err_is "flamegraph-svg: $BATS_TEST_TMPDIR/lines:1: one count, but most of the other lines have two"
}

@test "a function has a colour of its own, the same in every graph" {
	draw_lines 'main 1'
	colours_are '#e6ded1 all
#e9ac76 main'
	draw_lines 'x;y;main 1
z 5' --theme dark
	diff -u <(echo '#e9ac76 main') <(frames | cut -d' ' -f4-5 | grep main)
	draw_lines 'main 1' --deterministic
	colours_are '#ceb725 all
#ee1c2f main'
	draw_lines 'main 1' --colors hot
	colours_are '#ceb725 all
#ee1c2f main'
}

@test "the colour tells what a function belongs to, and where it ran" {
	draw_lines 'std::sort;vfs_read_[k];std::less_[i] 1
std::sort;less_[i] 1
a;put_[j] 1
a;JS:*f /x/y.js:1:2 1
a;JS:~f /x/y.js:1:2 1
a;[libc.so.6] 1
-- 1'
	ok
	frames | cut -d' ' -f4-5 | LC_ALL=C sort -u >"$BATS_TEST_TMPDIR/colours"
	diff -u - "$BATS_TEST_TMPDIR/colours" <<-'EOF'
		#6fc1d4 JS:~f
		#84c686 JS:*f
		#8ad19b put
		#a0a0a0 --
		#c7bfd8 vfs_read
		#d3cdc3 [libc.so.6]
		#d6920e a
		#d9d0e1 std::less
		#e6ded1 all
		#f3a859 std::sort
		#f7d7b0 less
	EOF
}

@test "what mostly waits is blue, what runs is not" {
	draw_lines 'p;main;sleep;nap;[waiting] 40
p;main;work 70
p;main;both 30
p;main;both;[runnable] 29'
	ok
	# "nap b": more blue than red; "work r": the other way round.
	frames | awk '{
		n = split("0 1 2 3 4 5 6 7 8 9 a b c d e f", digit, " ")
		for (i = 1; i <= n; i++) value[digit[i]] = i - 1
		red = value[substr($4, 2, 1)] * 16 + value[substr($4, 3, 1)]
		blue = value[substr($4, 6, 1)] * 16 + value[substr($4, 7, 1)]
		print $5, (blue > red ? "b" : "r")
	}' | sort -u | diff -u - <(printf '%s\n' '[runnable] b' '[waiting] b' 'all r' 'both r' 'main r' \
		'nap b' 'p r' 'sleep b' 'work r')
	# What could have run is greener than it is blue: eyes that see no red tell them apart, too.
	frames | sed -nE 's/.* #(..)(..)(..) (\[.*\])/\2 \3 \4/p' | sort -u | while read -r green blue name; do
		echo "$((0x$green > 0x$blue + 4 ? 1 : 0)) ${name%% (*}"
	done | sort -u | diff -u - <(printf '%s\n' '0 [waiting]' '1 [runnable]')
}

@test "colours are the same in the viewer, for names of real libraries" {
	needs node nm
	cd "$BATS_TEST_TMPDIR"
	nm -DC --defined-only "$(gcc -print-file-name=libstdc++.so.6)" | cut -c20- |
		grep -v -e ';' -e ' [0-9.]*$' | LC_ALL=C sort -u >names
	printf '%s\n' '<a::Vec<T> as b::Iter>::next' 'JS:*parse /a/b/c.js:10:3' 'JS:~ node:zlib:1:2' \
		'f /x/node_modules/@a/b/c.js:1:2' 'g (/x/site-packages/numpy/a.py:3)' 'java/util/Map.put' \
		'java.util.Map.put' '[libz.so.1]' 'é::日本語::αβγ' 'deflate.part.0' 'a`b' '/usr/bin/x' >>names
	awk '{ m = NR % 5 == 1 ? "_[k]" : NR % 11 == 1 ? "_[j]" : NR % 13 == 1 ? "_[i]" : ""
		print "m::a;" $0 m " 1" }' names >colours.folded
	flamegraph-svg --no-script --minwidth 0 colours.folded >colours.svg
	try node "$ROOT/test/names/colours.js" "$ROOT/flamegraph-svg/viewer" colours.svg
	ok
	out_has ' compared'
	[ "$(sed 's/ compared//' "$OUT")" -ge 3000 ]
}

@test "colours: contrast, differences that are seen, and eyes that see fewer" {
	needs node
	try node "$ROOT/test/names/measure.js" "$ROOT/flamegraph-svg/viewer"
	ok
	out_has 'pairs of f0 to f9'
}

@test "a difference is orange and blue where style sheets are, red and blue elsewhere" {
	draw_lines 'a;b 10 20
a;c 20 10'
	colours_are '#fafafa all
#fafafa a
#ff6464 b
#6464ff c'
	out_has ' [fill="#ff6464"]{fill:#e87f25}'
	out_has ' [fill="#6464ff"]{fill:#5294e6}'
	out_has ' [fill="#fafafa"]{fill:#dedede}'
}

@test "--hash gives names that begin alike colours alike" {
	draw_lines 'tcp_sendmsg 1
tcp_sendmsz 1' --hash
	ok
	colours_are '#ffe637 all
#f3a92a tcp_sendmsg
#f5a92c tcp_sendmsz'
	draw_lines 'libc`read 1
read 1' --hash --colors blue
	ok
	[ "$(frames | wc -l)" -eq 3 ]
	diff -u <(frames | sed -n 2p | cut -d' ' -f4) <(frames | sed -n 3p | cut -d' ' -f4)
}

# palettes_are PALETTES PALETTE NAME… - the one-colour palette of each name, told from its colour.
palettes_are() {
	local want=$1 palette=$2
	shift 2
	printf '%s 1\n' "$@" >"$BATS_TEST_TMPDIR/names"
	draw --order input --colors "$palette" "$BATS_TEST_TMPDIR/names"
	ok || return
	diff -u <(printf '%s\n' "$want") <(one_colour_palettes)
}

one_colour_palettes() {
	frames | sed 1d | cut -d' ' -f4 | while read -r colour; do
		r=$((16#${colour:1:2})) g=$((16#${colour:3:2})) b=$((16#${colour:5:2}))
		if [ "$r" -eq "$g" ] && [ "$g" -eq "$b" ]; then echo grey
		elif [ "$b" -eq 0 ]; then echo orange
		elif [ "$r" -eq "$g" ] && [ "$b" -gt "$r" ]; then echo blue
		elif [ "$r" -eq "$g" ]; then echo yellow
		elif [ "$g" -eq "$b" ] && [ "$r" -gt "$g" ]; then echo red
		elif [ "$g" -eq "$b" ]; then echo aqua
		elif [ "$r" -eq "$b" ] && [ "$g" -gt "$r" ]; then echo green
		else echo purple
		fi
	done | paste -s -d ' '
}

@test "palettes by meaning know languages by their names" {
	palettes_are 'orange aqua green yellow yellow yellow green green red green red red' \
		java 'sys_read_[k]' 'java/lang/X_[i]' 'Foo_[j]' 'JVM::run' '-[NSX y]' '+[NSX z]' \
		'java/lang/Thread.run' 'Ljava.lang.X' '[libjvm.so]' 'Interpreter' 'L' 'read'
	palettes_are 'orange green green yellow red' \
		perl 'sys_read_[k]' 'Perl_runops' 'x.pl' 'A::b' 'read'
	palettes_are 'aqua yellow yellow yellow yellow yellow red red' \
		python '/v/site-packages/x.py:f' '/usr/lib/python3.11/os.py:walk' '/Python3/x' \
		'<built-in method len>' '<method x>' '<frozen os>:x' 'main.py:f' '/pythonic/x.py'
	palettes_are 'orange green aqua yellow aqua purple green red' \
		js 'sys_read_[k]' 'f /x/a.js_[j]' 'f_[j]' 'v8::Run' 'a:b' 'f /x/node_modules/y' \
		'f /x/a.js' 'read'
	palettes_are 'orange orange orange aqua aqua yellow' \
		rust 'core::ptr::read' '<alloc::vec::Vec<T>>::push' 'exe`std::io::read' 'a::b' \
		'<core::future::from_generator::GenFuture<T> as F>::poll' 'read'
	palettes_are 'aqua' \
		wakeup 'read'
}

@test "the chain palette shows what woke a thread" {
	draw_lines 'a;b;--;c;d 1
e_[w] 1
f;- 1' --colors chain
	ok
	frames >"$BATS_TEST_TMPDIR/frames"
	diff -u <(printf '#a0a0a0 --\n#c8c8c8 -\n') <(cut -d' ' -f4-5 "$BATS_TEST_TMPDIR/frames" | grep ' -' | sort)
	palettes_are 'blue aqua' chain 'a' 'e_[w]'
	draw_lines 'a;--;c 1' --colors chain
	diff -u <(echo 'blue grey aqua') <(one_colour_palettes)
}

@test "--colordiffusion colours by width" {
	draw_lines 'a 1
b 3' --colordiffusion
	ok
	colours_are '#ff6464 all
#ffafaf a
#ff7878 b'
}

# Half a step of 2,000 more than the last one that is as pale: 1960.5 is (0.980250)^2 of all.
@test "--colordiffusion goes by whole steps" {
	draw_lines 'a 96090
b 3910' --colordiffusion
	ok
	colours_are '#ff6464 all
#ff6767 a
#ffdcdc b'
}

# ends PALETTE - the least and the most of red, green and blue of many names.
ends() {
	awk 'BEGIN { for (i = 0; i < 20000; i++) print "function_" i " 1" }' |
		flamegraph-svg --no-script --minwidth 0 --colors "$1" >"$BATS_TEST_TMPDIR/many.svg"
	grep -oE 'fill="#[0-9a-f]{6}"' "$BATS_TEST_TMPDIR/many.svg" | cut -c8-13 | sort -u |
		sed 's/../ &/g' | while read -r r g b; do echo $((16#$r)) $((16#$g)) $((16#$b)); done |
		awk '{ for (i = 1; i <= 3; i++) { if (NR == 1 || $i < low[i]) low[i] = $i
				if (NR == 1 || $i > high[i]) high[i] = $i } }
			END { print low[1] "-" high[1], low[2] "-" high[2], low[3] "-" high[3] }'
}

@test "every palette has its colours, from end to end" {
	while read -r palette want; do
		diff -u <(echo "$palette $want") <(echo "$palette $(ends "$palette")")
	done <<-'END'
		hot 205-254 0-229 0-54
		mem 0-0 190-239 0-209
		io 80-139 80-139 190-244
		red 200-254 50-129 50-129
		green 50-109 200-254 50-109
		blue 80-139 80-139 205-254
		yellow 175-229 175-229 50-69
		purple 190-254 80-139 190-254
		aqua 50-109 165-219 165-219
		orange 190-254 90-154 0-0
	END
}

@test "--random is random, but the same on every run" {
	draw_lines 'a;a;a;a 1' --random
	ok
	cp "$OUT" "$OUT.first"
	[ "$(frames | cut -d' ' -f4 | sort -u | wc -l)" -gt 3 ]
	draw "$BATS_TEST_TMPDIR/lines" --random
	out_is_file "$OUT.first"
}

@test "--cp keeps colours in a map, and uses what is there" {
	cd "$BATS_TEST_TMPDIR"
	printf 'b->rgb(1,2,3)\noperator->->rgb(4,5,6)\n' >palette.map
	draw_lines 'a;operator->;b 1' --cp
	ok
	colours_are '#ceb725 all
#f99d01 a
#040506 operator->
#010203 b'
	diff -u - palette.map <<-'END'
		a->rgb(249,157,1)
		b->rgb(1,2,3)
		operator->->rgb(4,5,6)
	END
	touch -d 2001-01-01 palette.map
	draw lines --cp
	ok
	[ "$(stat -c %Y palette.map)" -lt 1000000000 ]
	draw lines --palette-file other.map
	ok
	diff -u - other.map <<-'END'
		a->rgb(249,157,1)
		b->rgb(254,157,1)
		operator->->rgb(228,204,3)
	END
	[ "$(find . -name '*.tmp' | wc -l)" -eq 0 ]
}

@test "a palette map that cannot be read or written is an error" {
	cd "$BATS_TEST_TMPDIR"
	printf 'no colour\n' >palette.map
	draw_lines 'a 1' --cp
	status_is 1
	err_is 'flamegraph-svg: palette.map:1: not NAME->rgb(R,G,B): "no colour"'
	printf 'a->rgb(1,2,300)\n' >palette.map
	draw lines --cp
	status_is 1
	err_has 'palette.map:1:'
	draw lines --palette-file nowhere/palette.map
	status_is 1
	err_has 'nowhere/palette.map: No such file or directory'
	draw lines --palette-file "$BATS_TEST_TMPDIR"
	status_is 1
	err_has 'Is a directory'
}

@test "--nameattr gives functions links and other attributes" {
	printf '%s\t%s\t%s\n' 'read' 'href=https://example.org/?a&b' 'title=the <read> call' \
		'write' 'class=hot "x"' 'g_extra=data-team="core"' >"$BATS_TEST_TMPDIR/attributes"
	printf 'open\thref=/open\ttarget=_blank\tid=o\ta_extra=rel="help"\n' >>"$BATS_TEST_TMPDIR/attributes"
	draw_lines 'main;read_[k] 1
main;write 1
main;open 2' --nameattr "$BATS_TEST_TMPDIR/attributes"
	ok
	well_formed
	out_has '<a href="https://example.org/?a&amp;b" target="_top" rel="noopener noreferrer"><rect x="600"'
	out_has '<g class="hot &quot;x&quot;" data-team="core"><rect '
	out_has '<a id="o" href="/open" target="_blank" rel="help"><rect x="10"'
	titles_are 'all (4 samples, 100%)
main (4 samples, 100.00%)
open (2 samples, 50.00%)
the <read> call
write (1 samples, 25.00%)'
	# Only those have an element around them.
	[ "$(grep -o '</rect></[ag]>' "$OUT" | wc -l)" -eq 3 ]
}

@test "attributes that would break the picture are left out" {
	printf '%s\t%s\n' a 'g_extra=x="1" x="2"' b 'g_extra=x=1' c 'g_extra=><script/>' \
		d 'g_extra=x="&nbsp;"' e 'nonsense=1' f 'g_extra=y:x="1"' >"$BATS_TEST_TMPDIR/attributes"
	draw_lines 'a;b;c;d;e;f 1' --nameattr "$BATS_TEST_TMPDIR/attributes"
	status_is 0
	well_formed
	[ "$(grep -c 'not well-formed attributes' "$ERR")" -eq 5 ]
	err_has ':5: no such attribute: "nonsense"'
	draw_lines 'a 1' --nameattr /nowhere
	status_is 1
	err_is 'flamegraph-svg: /nowhere: No such file or directory'
}

@test "--pretty-xml has a line for each frame and draws the same" {
	draw "$DATA/svg/server.folded"
	ok
	frames >"$BATS_TEST_TMPDIR/frames"
	draw "$DATA/svg/server.folded" --pretty-xml
	ok
	well_formed
	[ "$(grep -c '^ *<rect x=.*><title>.*</title></rect>$' "$OUT")" -eq "$(wc -l <"$BATS_TEST_TMPDIR/frames")" ]
	diff -u "$BATS_TEST_TMPDIR/frames" <(frames)
}

@test "--encoding declares an encoding and writes ASCII alone" {
	draw_lines 'é日 1' --encoding ISO-8859-1 --title 'Ü'
	ok
	well_formed
	[ "$(LC_ALL=C tr -d '\0-\177' <"$OUT" | wc -c)" -eq 0 ]
	line_is t 'Ü'
	titles_are 'all (1 samples, 100%)
é日 (1 samples, 100.00%)'
	draw_lines 'é 1' --encoding utf-8
	ok
	[ "$(head -n 1 "$OUT")" = '<?xml version="1.0" encoding="utf-8"?>' ]
	draw_lines 'a 1' --encoding 'UTF-16'
	status_is 2
	err_has "--encoding takes"
}

@test "themes: automatic, light, dark" {
	draw_lines 'a 1'
	out_has 'prefers-color-scheme:dark'
	draw_lines 'a 1' --theme light
	[ "$(grep -c -e prefers -e 1b1c1f "$OUT")" -eq 0 ]
	draw_lines 'a 1' --theme dark
	out_has '#1b1c1f'
	[ "$(grep -c prefers "$OUT")" -eq 0 ]
}

@test "backgrounds go with the palette, or are chosen" {
	draw_lines 'a 1' --colors mem
	out_has '<stop stop-color="#eef2ee" offset=".05"/><stop stop-color="#e0ffe0" offset=".95"/>'
	cp "$OUT" "$BATS_TEST_TMPDIR/mem"
	draw_lines 'a 1' --color=mem
	ok
	out_is_file "$BATS_TEST_TMPDIR/mem"
	draw_lines 'a 1' --bgcolors blue
	out_has '<stop stop-color="#eeeeee" offset=".05"/><stop stop-color="#e0e0ff" offset=".95"/>'
	draw_lines 'a 1' --bgcolors '#123456'
	out_has 'fill="#123456"'
	[ "$(grep -c Gradient "$OUT")" -eq 0 ]
	draw_lines 'a 1' --bgcolors pink
	status_is 2
	err_has "--bgcolors takes yellow, blue, green, grey or #rrggbb, not 'pink'"
}

@test "colours of lines and text are checked: they go into the style sheet" {
	draw_lines 'a 1' --stroke-color 'rgb(1, 2, 3)' --uicolor '#abc' --search-color Red
	ok
	out_has 'stroke:rgb(1, 2, 3)'
	out_has '{fill:#abc}'
	for colour in 'red;}' '#12' 'rgb(x)' 'url(x)' '' '}'; do
		draw_lines 'a 1' --stroke-color "$colour"
		status_is 2
		err_has "--stroke-color takes a colour, not '$colour'"
	done
	for font in 'x}</style>' '' $'\1' 'x;y'; do
		draw_lines 'a 1' --fonttype "$font"
		status_is 2
		err_has '--fonttype takes names of fonts'
	done
	draw_lines 'a 1' --fonttype 'Verdana, "Fira Code", monospace'
	ok
	well_formed
	out_has 'font:12px "Verdana","Fira Code",monospace'
}

@test "the only id is frames, and pictures of other settings have other classes" {
	draw_lines 'a;b 1' --colors hot
	ids=$(grep -o ' id="[^"]*"' "$OUT" | sort)
	[ "$ids" = ' id="fg-eeeeee-eeeeb0"
 id="frames"' ]
	one=$(root class)
	draw_lines 'c 5' --colors hot
	[ "$one" = "$(root class)" ]
	draw_lines 'a;b 1' --fontsize 11
	[ "$one" != "$(root class)" ]
}

@test "the text of a dark box is white" {
	draw_lines 'OPENSSL_init_crypto 1' --colors hot
	ok
	out_has '<text fill="#fff" x="13" y="47">OPENSSL_init_crypto</text>'
}

@test "lines without a count are left out, the first one said" {
	draw_lines '# comment
a 1

no count
b 1e3
c -5
 7
d 2
e 1
f 1' --verbose
	status_is 0
	err_is "flamegraph-svg: warning: $BATS_TEST_TMPDIR/lines:4: no stack and count, line left out: \"no count\"
flamegraph-svg: warning: 4 lines left out of 8
flamegraph-svg: 4 stacks read, 4 frames, 4 of them drawn"
	titles_are 'all (5 samples, 100%)
a (1 samples, 20.00%)
d (2 samples, 40.00%)
e (1 samples, 20.00%)
f (1 samples, 20.00%)'
	draw "$BATS_TEST_TMPDIR/lines" -q
	ok
}

@test "a text most lines of which are no stacks: an error, and no picture" {
	draw_lines 'prog 12 4.5:  1 cycles:
	7f12 main (/bin/prog)

 12
a 1
b 1'
	status_is 1
	out_is_empty
	err_has 'flamegraph-svg: 3 of 5 lines are no stack and count: this is another text. collapse-perf and collapse-dtrace make stacks of what profilers print'
}

@test "nothing to draw: a picture that says so, an error, exit status 1" {
	draw /dev/null
	status_is 1
	err_is 'flamegraph-svg: the input is empty: no stacks to draw'
	well_formed
	line_is m 'the input is empty: no stacks to draw'
	draw /dev/null --quiet
	status_is 1
	err_is 'flamegraph-svg: the input is empty: no stacks to draw'
	# Dark where the reader is, and its letters are not a third as large on a telephone.
	grep -q '@media(prefers-color-scheme:dark){[^@]*\.b{fill:#1b1c1f}[^@]*\.m{fill:#eee}' "$OUT"
	grep -q 'viewBox="0 0 500 96"' "$OUT"
	draw_lines 'nothing useful'
	status_is 1
	err_has 'no line of the input is a stack and its count; collapse-perf and collapse-dtrace make such lines'
	well_formed
	line_is m 'no line of the input is a stack and its count'
	grep -q '>collapse-perf and collapse-dtrace make such lines</text>' "$OUT"
	draw_lines 'a 0
b 0'
	status_is 1
	well_formed
	line_is m 'all counts are zero: nothing to draw'
}

@test "inputs that cannot be read are said" {
	draw /nowhere/at/all
	status_is 1
	err_is 'flamegraph-svg: /nowhere/at/all: No such file or directory'
	draw "$BATS_TEST_TMPDIR"
	status_is 1
	err_is "flamegraph-svg: $BATS_TEST_TMPDIR: Is a directory"
}

@test "a full disk is an error, a closed pipe is none" {
	status=0
	flamegraph-svg "$DATA/svg/server.folded" >/dev/full 2>"$BATS_TEST_TMPDIR/err" || status=$?
	[ "$status" -eq 1 ]
	grep -qx 'flamegraph-svg: cannot write: No space left on device' "$BATS_TEST_TMPDIR/err"
	# A pipe whose reader has gone before anything is written.
	mkfifo "$BATS_TEST_TMPDIR/pipe"
	exec 8<>"$BATS_TEST_TMPDIR/pipe" 9>"$BATS_TEST_TMPDIR/pipe" 8>&-
	status=0
	flamegraph-svg "$DATA/svg/server.folded" >&9 2>"$BATS_TEST_TMPDIR/err" || status=$?
	exec 9>&-
	[ "$status" -eq 141 ]
	diff -u /dev/null "$BATS_TEST_TMPDIR/err"
}

@test "deep stacks and long names" {
	awk 'BEGIN { for (i = 0; i < 20000; i++) printf "f%d;", i; print "end 1" }' >"$BATS_TEST_TMPDIR/deep"
	draw "$BATS_TEST_TMPDIR/deep"
	ok
	well_formed
	[ "$(grep -o '<rect x' "$OUT" | wc -l)" -eq 20002 ]
	awk 'BEGIN { for (i = 0; i < 100000; i++) printf "é"; print " 1" }' >"$BATS_TEST_TMPDIR/long"
	draw "$BATS_TEST_TMPDIR/long"
	ok
	well_formed
}

@test "wrong usage" {
	try flamegraph-svg --colors pink
	status_is 2
	out_is_empty
	err_has '--colors'
	for wrong in '--width 0' '--minwidth x' '--total x' '--flamechart --order weight' '--fontsize 0' \
		'--factor x' '--factor 0' '--nothing'; do
		# shellcheck disable=SC2086 # an option and its value
		try flamegraph-svg $wrong
		status_is 2
		out_is_empty
	done
}

@test "what is deeper than a million pixels is in the data, and not drawn" {
	awk 'BEGIN { for (i = 0; i < 70000; i++) printf "f;"; print "g 1" }' >"$BATS_TEST_TMPDIR/in"
	draw "$BATS_TEST_TMPDIR/in"
	grep -q '65,535 of 70,001 frames; the others are too narrow or too deep to draw' "$OUT"
	[ "$(grep -o '<rect x=' "$OUT" | wc -l)" -eq 65536 ]
	[ "$(wc -c <"$OUT")" -lt 12000000 ]
	try flamegraph-svg --extract "$OUT"
}

@test "--max-frames holds for what is drawn, too: the widest frames" {
	printf '%s\n' 'a;b 10' 'a;c 5' 'a;d 3' 'e 2' >"$BATS_TEST_TMPDIR/in"
	draw --no-script --max-frames 3 "$BATS_TEST_TMPDIR/in"
	diff -u <(printf 'a\nb\nc\n') <(titles | sed -n 's/^\([a-e]\) .*/\1/p' | sort)
}

@test "a link that would run something is left out, with a warning" {
	local address

	for address in 'javascript:alert(1)' JavaScript:x ' javascript:x' data:text/html,x vbscript:x $'java\rscript:x' about:blank; do
		printf 'a\thref=%s\n' "$address" >"$BATS_TEST_TMPDIR/attributes"
		draw_lines 'a 1' --nameattr "$BATS_TEST_TMPDIR/attributes"
		status_is 0
		err_has 'attributes:1: a link is http:, https:, file:, mailto: or relative; left out: "'
		[ "$(grep -c '<a ' "$OUT")" -eq 0 ]
	done
	for address in HTTPS://example.org mailto:a@b.c file:///x src/a.c:12 ?q=javascript:x '#a:b'; do
		printf 'a\thref=%s\n' "$address" >"$BATS_TEST_TMPDIR/attributes"
		draw_lines 'a 1' --nameattr "$BATS_TEST_TMPDIR/attributes"
		ok
		grep -q '<a href=".*" target="_top" rel="noopener noreferrer"><rect ' "$OUT"
	done
}
