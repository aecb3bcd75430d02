#!/usr/bin/env bats
# collapse-perf: symbols and debug data that are compressed by xz and zstd, as in Fedora's files and of
# newer linkers; and what is said where these programs are not there. In their place a stand-in will do: it
# is for us to find what is packed, have it unpacked, and judge what came back.

load helper
records

setup() {
	needs objcopy readelf
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir empty
}

# compiled NAME OPTION… - the program, and a recording of it.
compiled() {
	local name=$1
	shift
	"${CC:-cc}" -O2 -g -gdwarf-4 "$@" -o "$name" "$ROOT/test/recordings/work.c" -pthread
}

# Without perf its beginning, instruction by instruction.
recorded() {
	if has_perf; then
		perf record -q -N -F 999 -e cpu-clock:u --call-graph dwarf -o "$1.data" "./$1" 2>/dev/null
	else
		"${BIN%/bin}/tools/step" 29 3000 8192 "$1.data" "./$1" 2>/dev/null || needs perf
	fi
}

@test "symbols in .gnu_debugdata, by xz" {
	needs nm
	needs_packer xz
	compiled full
	# As rpm's find-debuginfo does it: functions that .dynsym has not.
	nm -D full --format=posix --defined-only | cut -d ' ' -f 1 | sort >dynamic
	nm full --format=posix --defined-only | awk '$2 ~ /[TtD]/ { print $1 }' | sort >functions
	comm -13 dynamic functions >kept
	objcopy --only-keep-debug full debug
	objcopy -S --keep-symbols=kept debug mini
	xz mini
	objcopy --strip-all --add-section .gnu_debugdata=mini.xz full small
	recorded small
	try collapse-perf small.data
	status_is 0
	grep -qE ';main;work;deep[; ]' "$OUT"
	[ "$(grep -c xz "$ERR")" -eq 0 ]
	PATH=$PWD/empty try "$BIN/collapse-perf" small.data
	status_is 0
	err_has "$PWD/small: symbols are compressed with xz: install the program xz to read them"
	[ "$(grep -c ';work;' "$OUT")" -eq 0 ]
	# Damaged, and what xz makes of it no ELF file.
	echo "no program" | xz >other.xz
	head -c 100 mini.xz >cut.xz
	for bad in other cut; do
		objcopy --update-section .gnu_debugdata=$bad.xz small changed
		mv changed small
		try collapse-perf small.data
		status_is 0
		err_has "$PWD/small: "
	done
	err_has 'damaged data in a compressed section, in file at offset '
}

# bytes NUMBER - 8 of them, the lowest first.
bytes() {
	local n=$1

	for _ in 1 2 3 4 5 6 7 8; do
		# shellcheck disable=SC2059 # the format is what is printed
		printf "\\$(printf %o $((n % 256)))"
		n=$((n / 256))
	done
}

# by_zstd PROGRAM SECTION - compresses it, as `objcopy --compress-debug-sections=zstd` of newer binutils.
by_zstd() {
	local headers index

	objcopy --dump-section "$2=raw" "$1" unused
	{
		bytes 2
		bytes "$(wc -c <raw)"
		bytes 1
		zstd -qc raw
	} >packed
	objcopy --update-section "$2=packed" "$1"
	headers=$(readelf -hW "$1" | sed -n 's/.*Start of section headers: *\([0-9]*\) .*/\1/p')
	index=$(readelf -SW "$1" | sed -n "s/^ *\[ *\([0-9]*\)\] $2 .*/\1/p")
	# SHF_COMPRESSED, 0x800, in the flags of its header.
	printf '\10' | dd of="$1" bs=1 seek=$((headers + index * 64 + 9)) conv=notrunc 2>/dev/null
}

@test "debug sections by zstd" {
	needs_packer zstd
	compiled program -fomit-frame-pointer
	recorded program
	collapse-perf program.data >want
	grep -q ';deep;inlined ' want
	cp program plain
	by_zstd program .debug_info
	touch -d '1 hour ago' program # step records no build-id: it is not newer than the recording
	readelf -SW program | grep -qE '[.]debug_info .* C '
	# Symbols and addresses are as they were; the build-id, too.
	try collapse-perf program.data
	ok
	out_is_file want
	PATH=$PWD/empty try "$BIN/collapse-perf" program.data
	status_is 0
	err_has "$PWD/program: compressed with zstd: install the program zstd to read it"
	[ "$(grep -c ';deep;inlined ' "$OUT")" -eq 0 ]
	grep -q ';main;work;deep' "$OUT"
}
