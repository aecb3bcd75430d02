#!/usr/bin/env bats
# flamegraph-svg: the drawing without its viewer.

load helper

# Draws what is on standard input, without the viewer.
draw() { try flamegraph-svg --no-script "$@"; }

# The titles of the frames of the last drawing, one a line, sorted by bytes, as text.
titles() {
	xmllint --xpath '//*[@id="frames"]//*[local-name()="title"]/text()' "$OUT" | sort >"$OUT.titles"
	sed -e 's/&lt;/</g' -e 's/&gt;/>/g' -e 's/&quot;/"/g' -e 's/&amp;/\&/g' "$OUT.titles"
}

titles_are() { diff -u <(printf '%s\n' "$1") <(titles); }

well_formed() { xmllint --noout "$OUT"; }

@test "a drawing has a box for every frame, with name, count and share" {
	draw --minwidth 0 <<-'END'
		main;parse 3
		main;parse;read_[k] 4
		main;write 1993
	END
	ok
	well_formed
	titles_are 'all (2,000 samples, 100%)
main (2,000 samples, 100.00%)
parse (7 samples, 0.35%)
read (4 samples, 0.20%)
write (1,993 samples, 99.65%)'
}

@test "names that XML cannot hold still give XML" {
	printf 'a;<script>alert(1)</script>;]]>;&amp;;"\047 1\na;\0;\33[1m;\xff\xfe;\xed\xa0\x80;\xef\xbf\xbf 1\n' >"$BATS_TEST_TMPDIR/in"
	draw --minwidth 0 "$BATS_TEST_TMPDIR/in"
	ok
	well_formed
	titles | grep -qxF '<script>alert(1)</script> (1 samples, 50.00%)'
	titles | grep -qxF '&amp; (1 samples, 50.00%)'
	titles | grep -qxF ']]> (1 samples, 50.00%)'
}
