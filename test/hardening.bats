#!/usr/bin/env bats
# How programs are built: with what the compiler offers against the misuse of memory, and the same
# whichever folder they are built in.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	unset MAKEFLAGS MFLAGS MAKEOVERRIDES BUILD CC CFLAGS CPPFLAGS LDFLAGS WERROR
}

HARDENING=$ROOT/test/package/hardening.sh

# found FLAG - whether this build has it.
found() { sed -n 2p "${BIN%/bin}/hardening" | grep -qF -e "$1"; }

# flags CC CFLAGS LDFLAGS - what is found for these, for compiling and for linking.
flags() { sh "$HARDENING" cache "$1" '' "$2" "$3"; }

@test "programs are hardened as far as the compiler can" {
	needs readelf
	[ -s "${BIN%/bin}/hardening" ]
	for program in "$BIN"/*; do
		[ "$(head -c 4 "$program" | od -An -c | tr -d ' ')" = '177ELF' ] || continue
		readelf -Whldn --dyn-syms "$program" >elf 2>/dev/null
		! found -pie || grep -q 'Type: *DYN' elf
		! found relro || { grep -q GNU_RELRO elf && grep -qE 'BIND_NOW|FLAGS.*NOW' elf; }
		! found noexecstack || grep -qE 'GNU_STACK.* RW ' elf
		! found -fstack-protector || grep -q '__stack_chk_fail' elf
		! found FORTIFY || ! ldd --version 2>&1 | grep -q GLIBC || grep -q '__[a-z]*_chk@' elf
		! found -fcf-protection || grep -q 'SHSTK' elf
	done
}

@test "an ordinary compiler takes them all" {
	needs gcc
	flags gcc '-O2 -g' '' >got
	for flag in -ffile-prefix-map= -D_FORTIFY_SOURCE= -fstack-protector-strong -fPIE -pie -Wl,-z,relro,-z,now; do
		out=$(grep -cF -e "$flag" got) || { echo "no $flag in:"; cat got; return 1; }
		[ "$out" -eq 1 ]
	done
}

@test "a flag that the compiler refuses or warns of is left out" {
	needs gcc
	printf '#!/bin/sh\ncase "$*" in *-fstack-clash*) exit 1 ;; esac\nexec gcc "$@"\n' >compiler
	chmod +x compiler
	flags ./compiler -O2 '' >got
	[ "$(grep -c -e -fstack-clash got)" -eq 0 ]
	grep -e -fstack-protector-strong got
	# What is kept is of one compiler and one set of flags.
	flags gcc -O2 '' >got
	grep -e -fstack-clash got
	# Flags that a makefile has on two lines, the second time from what was kept.
	flags gcc $'-O1\n\t-g' '' >two_lines
	flags gcc $'-O1\n\t-g' '' | diff -u two_lines -
	diff -u got two_lines
}

@test "sanitizers, coverage and static programs are not disturbed" {
	needs gcc
	[ -z "$(flags gcc '-O1 -fsanitize=address' '' | tr -d ' \n')" ]
	[ -z "$(flags gcc '-O0 --coverage' '--coverage' | tr -d ' \n')" ]
	[ "$(flags gcc -O2 -static | grep -cw -e -pie -e -fPIE)" -eq 0 ]
	[ "$(flags gcc '-O2 -fno-pie -no-pie' '' | grep -cw -e -pie -e -fPIE)" -eq 0 ]
}

@test "flags from outside win" {
	needs gcc readelf
	echo 'int f(char *); int main(void) { char t[64]; return f(t); } int f(char *t) { return t[0] = 1; }' >p.c
	for given in -O0 '-O0 -fno-stack-protector'; do
		# shellcheck disable=SC2046,SC2086 # words
		gcc $(flags gcc "$given" '') $given -o p p.c
		readelf -Ws p >"symbols$given"
	done
	grep -q __stack_chk_fail symbols-O0
	[ "$(grep -c __stack_chk_fail 'symbols-O0 -fno-stack-protector')" -eq 0 ]
}

@test "two folders, equal files" {
	for folder in one another/below; do
		mkdir -p "$folder"
		(cd "$ROOT" && tar -cf - Makefile lib difffolded test/package) | tar -xf - -C "$folder"
		make -s -C "$folder" CFLAGS='-O1 -g' build/bin/difffolded build/bin/diff-flamegraph
	done
	for program in difffolded diff-flamegraph; do
		cmp "one/build/bin/$program" "another/below/build/bin/$program"
	done
	[ "$(grep -acF "$BATS_TEST_TMPDIR" one/build/bin/difffolded)" -eq 0 ]
}
