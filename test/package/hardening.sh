#!/bin/sh
# hardening.sh - what a compiler offers against the misuse of memory, as far as it works.
#
# usage: hardening.sh CACHE CC CPPFLAGS CFLAGS LDFLAGS
#
# Prints flags; -pie and -Wl,... are for linking alone.
#
# Each flag is tried in a small program, together with those before it and with the flags from
# outside, which come last and so win; one that is refused or warned of is left out. With sanitizers
# and counters of coverage there are none: they would hide what those look for. What was found is
# kept in CACHE, for as long as the compiler and its flags are the same.
set -u
cache=$1 cc=$2 cppflags=$3 cflags=$4 ldflags=$5
# A line of its own, however make wrapped them.
key=$(printf '%s' "$cc $cppflags $cflags $ldflags $PWD" | tr '\n\t' '  ')

# works COMPILE LINK - whether both do with what was found, and with what is given.
works() {
	# shellcheck disable=SC2086 # words
	printf '#include <stdio.h>\nint main(void) { return puts("") < 0; }\n' |
		$cc -Werror $compile $1 $link $2 $cppflags $cflags -x c -o "$cache.try" - $ldflags >/dev/null 2>&1
}

compiling() {
	works "$1" '' && compile="$compile $1"
}

linked() {
	works '' "$1" && link="$link $1"
}

find_flags() {
	compile='' link=''
	case "$cflags $ldflags" in
	*-fsanitize* | *--coverage* | *-fprofile*) return ;;
	esac
	# The folder stands in debugging information: two of them should give equal files.
	compiling "-ffile-prefix-map=$PWD=."
	compiling -D_FORTIFY_SOURCE=3 || compiling -D_FORTIFY_SOURCE=2
	compiling -fstack-protector-strong
	compiling -fstack-clash-protection
	# x86: indirect branches and returns. In vain where what every program begins with has it not.
	works -fcf-protection -Wl,-z,cet-report=error && compile="$compile -fcf-protection"
	compiling -mbranch-protection=standard # aarch64: the same
	case "$cflags $ldflags" in
	*-static* | *-no-pie* | *-fno-pie* | *-fno-PIE*) ;;
	*) works -fPIE -pie && compile="$compile -fPIE" link="$link -pie" ;;
	esac
	linked -Wl,-z,relro,-z,now
	linked -Wl,-z,noexecstack
}

if [ "$(sed -n 1p "$cache" 2>/dev/null)" != "$key" ]; then
	mkdir -p "$(dirname "$cache")" || exit 1
	find_flags
	rm -f "$cache.try"
	printf '%s\n' "$key" "$compile$link" >"$cache.$$" && mv "$cache.$$" "$cache" || exit 1
fi
sed -n 2p "$cache"
