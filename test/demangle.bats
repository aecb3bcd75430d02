#!/usr/bin/env bats
# Names as compilers mangle them here and now, against the demangler of binutils.

load helper

setup() {
	needs c++filt
	cd "$BATS_TEST_TMPDIR" || return 1
}

# symbols [NM-OPTION] OBJECT - every name in its symbol table, once.
symbols() { nm "$@" | awk 'NF > 1 { sub(/@.*/, ""); print $NF }' | sort -u; }

# same LEAST FILTER [C++FILT-ARG…] - there are at least so many names in ./names, and
# every one comes out the same. Each line of a difference begins with the mangled name.
same() {
	local least=$1 filter=$2
	shift 2
	echo "$(wc -l <names) names"
	[ "$(wc -l <names)" -ge "$least" ]
	c++filt -i "$@" <names >printed
	paste names printed >want
	try "$UNIT/$filter" - <names
	ok
	paste names "$OUT" >got
	diff -u want got
}

# Left out is what c++filt has wrong, or leaves as it is: constructors of what has no
# name, what is named behind an unnamed type (it counts that twice), lambdas in
# variables, temporaries, and variables with a suffix.
cxx_names() {
	symbols "$@" | grep '^_Z' |
		grep -vE 'Ut[0-9]*_|Ul.*E[0-9]*_[CD][0-9]|MUl|^_ZGR|\.[0-9a-zA-Z]' >names
}

@test "every C++ name of a program, as binutils print it" {
	found=0
	for compiler in g++ clang++; do
		command -v $compiler >/dev/null || continue
		$compiler -std=c++17 -w -c -o names.o "$ROOT/test/data/demangle/names.cc"
		cxx_names names.o
		same 2000 demangle_cxx
		found=$((found + 1))
	done
	[ "$found" -gt 0 ] || lacks g++ "no C++ compiler"
}

@test "every C++ name of the compiler's own library" {
	# Programs of the machine need it where there is no compiler of C++.
	cxx_names -D "$("${CC:-cc}" -print-file-name=libstdc++.so.6)"
	same 3000 demangle_cxx
}

# Left out: suffixes, which c++filt drops, and characters outside ASCII in the legacy
# mangling, which it leaves as they are.
@test "every Rust name of a program, as binutils print it" {
	needs rustc
	# The compiler's own choice, which was the legacy mangling up to 1.95, and v0.
	for mangling in "" "-C symbol-mangling-version=v0"; do
		# shellcheck disable=SC2086 # no option, or two words
		rustc --edition 2021 $mangling -o names.bin "$ROOT/test/data/demangle/names.rs"
		symbols names.bin | grep -E '^_R|^_ZN.*17h' |
			grep -vE '[0-9a-zA-Z_]\.[0-9a-z]+$|\$u[89a-f][0-9a-f]\$' >names
		same 300 demangle_rust -s rust
	done
}
