#!/usr/bin/env bats
# make install, uninstall, dist.

load helper

setup() {
	root_dir="$BATS_TEST_TMPDIR/a root"
	mkdir -p "$root_dir"
}

@test "install, use, uninstall" {
	try remake DESTDIR="$root_dir" PREFIX=/usr install
	ok
	cd "$root_dir"
	for p in "$BIN"/*; do
		p=${p##*/}
		[ -x "usr/bin/$p" ]
		[ -s "usr/share/man/man1/$p.1" ]
		bash -n "usr/share/bash-completion/completions/$p"
		[ -s "usr/share/zsh/site-functions/_$p" ]
		[ -s "usr/share/fish/vendor_completions.d/$p.fish" ]
		try "usr/bin/$p" --version
		ok
	done
	[ -s usr/share/man/man5/folded.5 ]
	# A Makefile includes it without a path, from where make looks by itself.
	printf 'include flamegraph.mk\nall:\n\t@echo all\n' >Makefile
	try env -u MAKEFLAGS -u MAKELEVEL make -I usr/include
	ok
	out_is all
	try env -u MAKEFLAGS -u MAKELEVEL make -I usr/include flamegraph-diff BASE=x
	status_is 2
	rm Makefile
	try remake DESTDIR="$root_dir" PREFIX=/usr uninstall
	ok
	try find . ! -type d
	ok
	out_is_empty
}

# Scripts that were written for other tools run as they are.
@test "aliases: other tools' names, options as Perl has them" {
	try remake DESTDIR="$root_dir" PREFIX=/usr install-aliases
	ok
	PATH=$root_dir/usr/bin:$PATH
	cd "$BATS_TEST_TMPDIR"
	stackcollapse-perf.pl -pid "$ROOT/test/demo/orders-fp.perf-script" >a.folded
	inferno-collapse-perf --pid "$ROOT/test/demo/orders-fp.perf-script" | cmp - a.folded
	flamegraph.pl -title 'One title' -minw=2 a.folded >a.svg
	inferno-flamegraph --title 'One title' --minwidth 2 <a.folded | cmp - a.svg
	grep -q '>One title<' a.svg
	difffolded.pl -n a.folded a.folded >d.folded
	inferno-diff-folded --normalize a.folded a.folded | cmp - d.folded
	flamegraph.pl d.folded >d.svg
	[ -s d.svg ]
	try flamegraph.pl --version
	ok
	out_has 'flamegraph-svg '
	# An option that is none is told of by the real name; a beginning of two options is none.
	try flamegraph.pl -titel x
	status_is 2
	err_has "flamegraph-svg: unknown option '-t' in '-titel'"
	try flamegraph.pl --co x a.folded
	status_is 2
	# By its own name a program has its own ways.
	try flamegraph-svg -title x a.folded
	status_is 2
	try remake DESTDIR="$root_dir" PREFIX=/usr uninstall-aliases
	ok
	[ ! -L "$root_dir/usr/bin/flamegraph.pl" ]
	[ -x "$root_dir/usr/bin/flamegraph-svg" ]
}

# The pipes of the field's documents, as they are typed. The perf that comes first on PATH prints a
# recording of ours, and shows that it was asked for one.
@test "aliases: perf script | stackcollapse-perf.pl | flamegraph.pl, and the like" {
	try remake DESTDIR="$root_dir" PREFIX=/usr install-aliases
	ok
	cd "$BATS_TEST_TMPDIR"
	mkdir first
	printf '#!/bin/sh\n[ "$*" = script ] && exec cat "%s/test/demo/orders-fp.perf-script"\n' "$ROOT" >first/perf
	chmod +x first/perf
	as_typed() {
		PATH=$BATS_TEST_TMPDIR/first:$root_dir/usr/bin:$PATH try bash -e -o pipefail -c "$1"
		ok
	}
	as_typed 'perf script | stackcollapse-perf.pl | flamegraph.pl --title X > a.svg'
	out_is_empty
	grep -q '>X<' a.svg
	collapse-perf "$ROOT/test/demo/orders-fp.perf-script" >a
	flamegraph-svg --title X a | cmp - a.svg
	sed 's/find_customer/look_up/' a >b
	as_typed 'difffolded.pl a b | flamegraph.pl'
	grep -qE '<title>look_up \([0-9,]+ samples, [0-9.]+%; \+[0-9.]+%\)' "$OUT"
	well_formed_xml "$OUT"
	as_typed 'inferno-collapse-perf | inferno-flamegraph' <"$ROOT/test/demo/orders-fp.perf-script"
	flamegraph-svg a | cmp - "$OUT"
}

@test "every folder can be chosen" {
	try remake DESTDIR="$root_dir" PREFIX=/opt/x BINDIR=/programs MANDIR=/pages install
	ok
	cd "$root_dir"
	[ -x programs/collapse-perf ]
	[ -s pages/man1/collapse-perf.1 ]
	[ -s opt/x/share/zsh/site-functions/_collapse-perf ]
}

# What is packed must be all that is needed, and the same bytes each time. Without git, as in an
# unpacked archive, there is nothing to pack.
@test "make dist packs what builds and draws the demonstration" {
	if git -C "$ROOT" -c safe.directory='*' rev-parse HEAD >/dev/null 2>&1; then
		try remake BUILD="$BATS_TEST_TMPDIR/dist" dist
		ok
		try remake BUILD="$BATS_TEST_TMPDIR/again" dist
		ok
		cmp "$BATS_TEST_TMPDIR"/dist/*.tar.gz "$BATS_TEST_TMPDIR"/again/*.tar.gz
		mkdir "$BATS_TEST_TMPDIR/unpacked"
		tar -xzf "$BATS_TEST_TMPDIR"/dist/*.tar.gz -C "$BATS_TEST_TMPDIR/unpacked" --strip-components=1
		try make -s -C "$BATS_TEST_TMPDIR/unpacked" BUILD=build CC=cc CFLAGS=-O0 LDFLAGS= demo
		ok
		[ -s "$BATS_TEST_TMPDIR/unpacked/build/demo.svg" ]
	fi
}

@test "the demonstration of the image for containers: its program, and its command" {
	"${CC:-cc}" -O2 -g -fno-omit-frame-pointer -o "$BATS_TEST_TMPDIR/allocations" "$ROOT/test/package/allocations.c"
	has_perf || {
		"${BIN%/bin}/tools/step" 997 100 8192 "$BATS_TEST_TMPDIR/allocated" "$BATS_TEST_TMPDIR/allocations" 0.3 2>&1 ||
			needs perf
		plays_for_perf "$BATS_TEST_TMPDIR/allocated"
	}
	needs_perf_or_player
	# The words of the CMD of the stage named demo, with folders of this test.
	command=$(awk '/^FROM .* AS demo$/ { demo = 1 } demo && sub(/^CMD/, "") { print; exit }' \
		"$ROOT/test/package/Dockerfile" | tr -d '[],"')
	mkdir "$BATS_TEST_TMPDIR/out_of_it"
	cd "$BATS_TEST_TMPDIR"
	command=${command//\/out\//$BATS_TEST_TMPDIR/out_of_it/}
	# shellcheck disable=SC2086 # words
	PATH=$BATS_TEST_TMPDIR:$PATH try ${command% allocations} allocations 0.3
	status_is 0
	grep -q '<title>free_list ' out_of_it/allocations.svg || grep -q '<title>fill_and_empty ' out_of_it/allocations.svg
	well_formed_xml out_of_it/allocations.svg
}
