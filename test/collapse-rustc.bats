#!/usr/bin/env bats
# collapse-rustc: self-profiles of rustc; what the format may hold is in test/unit/mm_profdata.c.

load helper
records

setup() {
	mkdir "$BATS_TEST_TMPDIR/work"
	cd "$BATS_TEST_TMPDIR/work"
	for version in 8 9; do
		tail -c +2 "$ROOT/test/fuzz/corpus/rustc/v$version" >"v$version.mm_profdata"
	done
	cat >want <<-'END'
		[event=rustc,unit=ns,samples=7,total=4294967329] 0
		demo;codegen;LLVM_passes 4294967146
		demo;main;parse 80
		demo;main;typeck(main) 80
		demo;main;typeck(main);typeck(main) 10
		demo;main;typeck(main);xtypeck(main) [IncrementalLoadResult] 10
		demo;worker;<unknown> 3
	END
}

@test "both versions, from a file, standard input and a pipe" {
	for version in 8 9; do
		try collapse-rustc "v$version.mm_profdata"
		status_is 0
		out_is_file want
		err_is "collapse-rustc: warning: v$version.mm_profdata: 1 label is missing: <unknown>"
		try collapse-rustc -q <"v$version.mm_profdata"
		ok
		out_is_file want
		cat "v$version.mm_profdata" | collapse-rustc -q - | diff -u want -
	done
}

@test "options" {
	try collapse-rustc -q --no-header v9.mm_profdata
	ok
	out_is_file <(tail -n +2 want)
	try collapse-rustc -q --no-args v9.mm_profdata
	out_has 'demo;main;typeck;typeck 10'
	try collapse-rustc -v v9.mm_profdata
	err_has 'collapse-rustc: 7 events in 6 different stacks, 4294967329 ns'
	try collapse-rustc -q v8.mm_profdata v9.mm_profdata
	out_has '[event=rustc,unit=ns,samples=14,total=8589934658] 0'
	out_has 'demo;main;parse 160'
}

@test "files that are none, cut off, or not there" {
	head -c 180 v9.mm_profdata >cut.mm
	try collapse-rustc cut.mm
	status_is 0
	err_has 'collapse-rustc: warning: cut.mm: the file is cut off: what stands before that is shown'
	out_has 'rustc;main;parse 30'
	mkdir folder
	for from in folder -; do
		try collapse-rustc "$from" <folder
		status_is 1
		err_is "collapse-rustc: ${from/-/stdin}: Is a directory"
	done
	echo text >text
	try collapse-rustc text
	status_is 1
	out_is_empty
	err_is 'collapse-rustc: text: is not a self-profile of rustc, which begins with MMPD'
	printf 'MMPD\012\0\0\0' >newer
	try collapse-rustc newer
	status_is 1
	err_is 'collapse-rustc: newer: is of a newer version than 9, which this program knows'
	try collapse-rustc missing
	status_is 1
	err_is 'collapse-rustc: missing: No such file or directory'
	head -c 8 v9.mm_profdata >empty
	try collapse-rustc empty
	status_is 1
	err_is 'collapse-rustc: there is no event with a time'
}

@test "a full disk is an error" {
	[ -c /dev/full ] || skip 'no /dev/full'
	status=0
	collapse-rustc -q v9.mm_profdata >/dev/full 2>err || status=$?
	[ "$status" -eq 1 ]
	grep -q 'No space left on device' err
}

@test "flamegraph --perfdata draws a self-profile" {
	try flamegraph --perfdata v9.mm_profdata -o a.svg --folded a.folded
	status_is 0
	diff -u want a.folded
	grep -qF '<title>LLVM_passes (' a.svg
	grep -q 'most in LLVM_passes 100.0 %' "$CLOSING"
}

# The sum of the outermost events of all threads, read apart: events of version 9 in order of
# their end, so from the last on, one is outermost where it begins before all that came so far.
law() {
	od -An -v -tu1 -w1 "$1" | awk '
		{ byte[NR - 1] = $1 }
		function u32(at) { return byte[at] + 256 * (byte[at+1] + 256 * (byte[at+2] + 256 * byte[at+3])) }
		END {
			for (at = 8; at < NR; at += 5 + size) {
				size = u32(at + 1)
				if (byte[at] == 0)
					for (i = 0; i < size; i++)
						ev[n++] = byte[at + 5 + i]
			}
			for (i in byte) delete byte[i]
			for (i = 0; i < n; i++) byte[i] = ev[i]
			for (at = n - 32; at >= 8; at -= 32) {
				thread = u32(at + 16); high = u32(at + 28)
				begin = u32(at + 20) + int(high / 65536) * 4294967296
				end = u32(at + 24) + (high % 65536) * 4294967296
				if (end >= 281474976710654)
					continue
				if (!(thread in low) || begin < low[thread]) {
					sum += end - begin
					low[thread] = begin
				}
			}
			printf "%.0f\n", sum
		}'
}

@test "a self-profile that holds nothing is told as that" {
	head -c 8 v9.mm_profdata >none.mm_profdata
	try flamegraph --perfdata none.mm_profdata
	status_is 1
	err_is 'collapse-rustc: there is no event with a time
flamegraph: collapse-rustc failed with exit status 1'
}

# A thread of rustc may hold its profile longer than rustc runs. The stand-in writes the head alone,
# twice, or always.
@test "cargo flamegraph --compile: rustc that ended too early is asked again" {
	cat >cargo <<-'SH'
		#!/bin/sh
		[ "$1" = rustc ] || exec "$STAND_IN" "$@"
		for last; do case $last in -Zself-profile=*) folder=${last#*=} ;; esac; done
		echo "$folder" >>asked
		size=999999
		[ "$(wc -l <asked)" -gt "$TOO_EARLY" ] || size=8
		head -c "$size" v9.mm_profdata >"$folder/demo-0000001.mm_profdata"
	SH
	chmod +x cargo
	export CARGO=$PWD/cargo STAND_IN=$ROOT/test/stand-in/cargo TMPDIR=$PWD TOO_EARLY=2
	again='cargo-flamegraph: rustc ended before its self-profile was written: once more'
	try cargo-flamegraph --compile --folded a.folded
	status_is 0
	[ "$(grep -cxF "$again" "$ERR")" -eq 2 ]
	diff -u want a.folded
	[ "$(sort -u asked | wc -l)" -eq 3 ] # a folder each: cargo would not compile again
	rm asked
	TOO_EARLY=9 try cargo-flamegraph --compile
	status_is 1
	err_has 'there is no event with a time'
	[ "$(wc -l <asked)" -eq 3 ]
	[ -z "$(find . -name 'cargo-flamegraph.*')" ]
}

@test "cargo flamegraph --compile: rustc's own time, to the nanosecond" {
	needs cargo
	mkdir -p lib/src app/src
	printf '[package]\nname = "some-lib"\nversion = "0.1.0"\nedition = "2021"\n' >lib/Cargo.toml
	echo 'pub fn f(n: u64) -> u64 { (0..n).map(|i| i * i).sum() }' >lib/src/lib.rs
	printf '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\n%s\n' \
		'some-lib = { path = "../lib" }' >app/Cargo.toml
	echo 'fn main() { println!("{}", some_lib::f(9)); }' >app/src/main.rs
	cd app
	export TMPDIR=$BATS_TEST_TMPDIR/work
	try cargo flamegraph --compile --folded a.folded
	status_is 0
	grep -q '^app;main;' a.folded
	grep -q ';run_linker' a.folded
	! grep -q '^some' a.folded || false
	grep -qF '<title>app (' flamegraph.svg
	! ls -d "$TMPDIR"/cargo-flamegraph.* || false
	cd ../lib
	try cargo flamegraph --compile --args --folded a.folded
	status_is 0
	grep -q '^some_lib;main;.*(some_lib)' a.folded
	# The law, on a profile of the same rustc.
	RUSTC_BOOTSTRAP=1 cargo rustc -q -- -Zself-profile=out
	collapse-rustc out/*.mm_profdata >b.folded
	awk '/^\[event=/ { next } { sum += $NF } END { printf "%.0f\n", sum }' b.folded >sum
	law out/*.mm_profdata | diff -u - sum
	# Of a package with both, the library is asked for; it is where most of a crate is.
	echo 'fn main() { some_lib::f(9); }' >src/main.rs
	try cargo flamegraph --compile --lib --folded a.folded
	status_is 0
	grep -q '^some_lib;main;' a.folded
	cd ../app
	try cargo flamegraph --compile --lib
	status_is 2
	err_has 'there is no library in this package'
	for wrong in --lib '--compile --lib --bin app' '--args' '--compile --unit-test' '--compile x'; do
		try cargo flamegraph $wrong
		status_is 2
	done
	try cargo flamegraph --compile -p no-such-package
	status_is 2
}
