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
	try remake DESTDIR="$root_dir" PREFIX=/usr uninstall
	ok
	try find . ! -type d
	ok
	out_is_empty
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
