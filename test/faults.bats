#!/usr/bin/env bats
# Every allocation, open, read, write, thread and process made to fail in turn: each failure ends in
# a message and status 1, or does no harm to the output; nothing leaks (AddressSanitizer looks on).
# With FAULT_EVERY=5 FAULT_FROM=2 it is the second call, the seventh, the twelfth …

load helper
records

setup_file() {
	local flags=${FAULTS_FLAGS:--O1 -g -fsanitize=address}

	make -s --no-print-directory -C "$ROOT" -j2 BUILD="${BIN%/bin}/faults" CC="${FAULTS_CC:-cc}" \
		FAULTS=1 CFLAGS="$flags" LDFLAGS="$flags" all >"$BATS_FILE_TMPDIR/log" 2>&1 ||
		{ cat "$BATS_FILE_TMPDIR/log"; return 1; }
}

setup() {
	FAULTY=${BIN%/bin}/faults/bin
	PATH=$FAULTY:$PATH
	export ASAN_OPTIONS=exitcode=99:detect_leaks=1
	cd "$BATS_TEST_TMPDIR"
	head -c 2500 "$ROOT/test/demo/orders-dwarf.perf-script" >perf.txt
	collapse-perf perf.txt >a.folded
	sed 's/main/other/' a.folded >b.folded
	printf 'x`a+0x1\nx`b\n 3\n\nx`c\n 4\n' >dtrace.txt
}

# fails_well COMMAND ARG… - with each call failing once, alone, and with all after it, as test/faults/each.c
# judges it. $may_miss: the call that may fail without harm, though the output is another. A file that
# may not be looked at is as good as none: less is known then. FAULT_NEVER has words that no message may have.
fails_well() {
	local runs

	mkdir -p each
	runs=$(FAULT_EACH=$PWD/each FAULT_MAY_MISS=${may_miss:-} "$@") || { echo "it was: $*"; return 1; }
	echo "$runs runs"
	[ "$((runs * ${FAULT_EVERY:-1}))" -gt 10 ]
}

@test "collapse-perf" {
	fails_well collapse-perf -n 2 perf.txt
	fails_well collapse-perf --per-event --event-filter cpu-clock --no-merge perf.txt
}

@test "collapse-perf reads perf.data" {
	fails_well collapse-perf --kallsyms "$DATA/perf-data/kallsyms" --inline "$DATA/perf-data/dwarf.data"
	fails_well collapse-perf --kallsyms "$DATA/perf-data/kallsyms" "$DATA/perf-data/events.data"
	needs_packer zstd
	fails_well collapse-perf "$DATA/perf-data/zstd.data"
}

# A program with all kinds of debug data: compressed, split, of more than one unit.
make_inlined() {
	{
		echo 'long later(long n); static volatile long sink;'
		echo '#define INLINE static inline __attribute__((always_inline)) void'
		echo 'INLINE inner(long n) { for (long i = 0; i < n; i++) sink += i; }'
		echo 'INLINE middle(long n) { inner(n); sink++; }'
		echo '__attribute__((noinline)) long outer(long n) { middle(n); return later(n) + sink; }'
		echo 'int main(void) { for (int i = 0; i < 60; i++) outer(ROUNDS); return 0; }'
	} >plain.c
	{
		echo 'static volatile long sink;'
		echo 'static inline __attribute__((always_inline)) void spin(long n)'
		echo '{ for (long i = 0; i < n; i++) sink += i; }'
		echo 'long later(long n) { spin(n); return sink; }'
	} >split.c
	local rounds=1000000

	has_perf || rounds=300
	"${CC:-cc}" -O2 -g -gz -fomit-frame-pointer -DROUNDS="$rounds" -c plain.c
	"${CC:-cc}" -O2 -g -gsplit-dwarf -fomit-frame-pointer -c split.c
	"${CC:-cc}" -static -o inlined plain.o split.o
	recorded inlined
}

# recorded NAME [OPTION…] - NAME.data of ./NAME; without perf its first rounds, instruction by instruction.
recorded() {
	if has_perf; then
		perf record -q -F 499 -e cpu-clock:u --call-graph dwarf,512 -o "$1.data" "${@:2}" "./$1" 2>/dev/null
	else
		"${BIN%/bin}/tools/step" 797 60 512 "$1.data" "./$1" 2>/dev/null || needs perf
	fi
}

@test "collapse-perf unwinds stacks, and reads debug data" {
	make_inlined
	may_miss=stat64
	collapse-perf --inline --context inlined.data >shown
	grep -q ';later:split.c:4;spin:split.c:3 ' shown
	grep -q ';outer:plain.c:5;middle:plain.c:4;inner:plain.c:3 ' shown
	fails_well collapse-perf --inline --context inlined.data
	fails_well collapse-perf inlined.data
}

# Without perf the recording is not packed; one that is kept is, which is read above.
@test "collapse-perf has xz unpack symbols, and zstd a recording" {
	needs objcopy
	needs_packer xz zstd
	make_inlined
	objcopy --only-keep-debug inlined debug
	objcopy -S --keep-symbol=main --keep-symbol=outer --keep-symbol=later debug mini
	xz mini
	objcopy --strip-all --add-section .gnu_debugdata=mini.xz inlined small
	recorded small -N -z
	may_miss=stat64
	collapse-perf small.data >shown
	grep -qE ';(outer|later) ' shown
	fails_well collapse-perf small.data
}

@test "collapse-perf --inline reads debug data for text, with threads" {
	make_inlined
	may_miss=stat64
	if has_perf; then
		perf script -i inlined.data --no-inline -F comm,pid,tid,time,event,ip,sym,dso \
			>inlined.txt 2>/dev/null
	else
		text_of inlined outer later >inlined.txt
	fi
	head -n 30 inlined.txt >some.txt
	collapse-perf --inline --context some.txt >shown
	grep -qE ';(spin:split.c:3|inner:plain.c:3) ' shown
	fails_well collapse-perf -n 1 --inline --context some.txt
	# Of several pieces, for threads to share.
	cp inlined.txt much.txt
	while [ "$(wc -c <much.txt)" -lt 1500000 ]; do
		cat much.txt much.txt >more.txt
		mv more.txt much.txt
	done
	fails_well collapse-perf -n 2 --inline --context much.txt
}

@test "what fails here is not said to be the damage of a compressed recording" {
	# Enough for zstd to give more than one read of it.
	if has_perf && command -v zstd >/dev/null; then
		perf record -q -z -F 4999 -e cpu-clock -g -o z.data \
			sh -c 'gzip -9c <"$1" >/dev/null' sh "$BASH" 2>/dev/null
	else
		cp "$DATA/perf-data/zstd.data" z.data
		mkdir many
		printf '#!/bin/sh\ncat >/dev/null\nfor i in %s; do cat "%s"; done\n' "$(seq -s ' ' 100)" \
			"$DATA/perf-data/zstd.records" >many/zstd
		chmod +x many/zstd
		PATH=$PWD/many:$PATH
	fi
	may_miss=stat64
	export HOME=/nonexistent
	FAULT_ALONE=1 FAULT_NEVER='found damage' fails_well collapse-perf --kallsyms "$DATA/perf-data/kallsyms" z.data
}

@test "collapse-perf --wall" {
	head -n 400 "$DATA/wall/orders.perf-script" >wall.txt
	fails_well collapse-perf --wall -q wall.txt
	may_miss=stat64
	HOME=/nonexistent fails_well collapse-perf --wall --kallsyms "$DATA/perf-data/kallsyms" \
		"$DATA/wall/orders.data"
}

# Step goes through a program by single instructions: its functions are in it, whatever the machine does.
@test "collapse-perf makes names of the debug data of C++" {
	needs g++
	cat >names.cc <<-'END'
		static volatile int sink;
		template <class F> static inline __attribute__((always_inline)) void each(int n, F f)
		{ for (int i = 0; i < n; i++) f(i); }
		namespace app { namespace {
		struct Item {
			int n;
			template <class T> inline __attribute__((always_inline)) void add(T t) { n += t; sink = n; }
		};
		__attribute__((noinline)) void work(int n)
		{
			Item item{0};
			each(n, [&item](int i) {
				struct Local {
					static inline __attribute__((always_inline)) void put(int i) { sink = sink + i; }
				};
				item.add(i);
				Local::put(i);
			});
		}
		} }
		extern "C" void _start() { for (;;) app::work(100); }
	END
	g++ -O1 -g -fno-stack-protector -fno-exceptions -nostdlib -static -Wl,--eh-frame-hdr -o names names.cc
	"${BIN%/bin}/tools/step" 7 100 512 names.data ./names 2>step.err ||
		skip "cannot go through programs by single instructions: $(cat step.err)"
	may_miss=stat64
	collapse-perf --context names.data >shown
	grep -q ';app::(anonymous namespace)::Item::add' shown
	FAULT_ALONE=1 fails_well collapse-perf --context names.data
}

@test "collapse-perf reads a map of code that was made at run time, and a folder of files" {
	may_miss=stat64
	"${CC:-cc}" -O1 -fno-omit-frame-pointer -static -o jit "$ROOT/test/recordings/jit.c"
	"${BIN%/bin}/tools/step" 499 300 0 jit.data ./jit 2000 2>step.err ||
		skip "cannot go through programs by single instructions: $(cat step.err)"
	FAULT_ALONE=1 fails_well collapse-perf --jit jit.data
	rm "/tmp/perf-$(cat jit.pid).map"
	mkdir -p folder"$PWD"
	mv jit folder"$PWD"
	FAULT_ALONE=1 fails_well collapse-perf --symfs folder --jit jit.data
}

@test "collapse-dtrace" {
	fails_well collapse-dtrace -n 2 dtrace.txt
	fails_well collapse-dtrace "$DATA/bpftrace/orders.txt"
	fails_well collapse-dtrace "$DATA/bpftrace/orders.json"
}

@test "collapse-rustc" {
	for version in 8 9; do
		tail -c +2 "$ROOT/test/fuzz/corpus/rustc/v$version" >"v$version.mm_profdata"
		fails_well collapse-rustc "v$version.mm_profdata"
		fails_well collapse-rustc --no-args - <"v$version.mm_profdata"
	done
}

@test "difffolded" {
	fails_well difffolded -n --strip-hash a.folded b.folded
	fails_well difffolded --top 5 a.folded b.folded
	fails_well difffolded --top 5 --paths --format json --fail-total 10000 a.folded b.folded
	fails_well difffolded --merge a.folded b.folded
	mkdir before after
	for run in 1 2 3; do
		sed "s/\([0-9]\)$/\1$run/" a.folded >"before/$run"
		sed "s/\([0-9]\)$/\1$run/" b.folded >"after/$run"
	done
	fails_well difffolded --significant before after
	fails_well difffolded --top 3 --paths --format markdown before after
}

@test "flamegraph-svg" {
	fails_well flamegraph-svg a.folded
	fails_well flamegraph-svg --no-script --reverse a.folded
	flamegraph-svg a.folded >a.svg
	fails_well flamegraph-svg --extract a.svg
	difffolded a.folded b.folded >diff.folded
	fails_well flamegraph-svg --negate --base main diff.folded
	printf 'main\tclass=a\thref=b\n' >attributes
	fails_well flamegraph-svg --nameattr attributes --flamechart --pretty-xml --no-script a.folded
	sort -r a.folded >unsorted.folded
	fails_well flamegraph-svg --order weight --colors rust unsorted.folded
}

@test "flamegraph-svg keeps palette.map whole" {
	printf 'old->rgb(1,2,3)\n' >old.map
	for ((at = ${FAULT_FROM:-1}; ; at += ${FAULT_EVERY:-1})); do
		cp old.map palette.map
		rm -f mark
		try env FAULT_AT=$at FAULT_MARK="$PWD/mark" flamegraph-svg --cp a.folded
		grep -qx 'old->rgb(1,2,3)' palette.map
		[ "$status" -ne 0 ] || [ "$(wc -l <palette.map)" -gt 1 ]
		[ -e mark ] || break
	done
	[ "$at" -gt 20 ]
	# No temporary file is left.
	[ "$(find . -name 'palette*' | wc -l)" -eq 1 ]
}

# runs_well PROGRAM ARG… - a program that starts others, with each call failing once, alone, and with
# all after it. The others are good ones: it is the program that has to cope. First nothing fails.
runs_well() {
	local program=$1 at all
	shift

	mkdir -p bin tmp work
	cp "$BIN"/* bin
	cp "$FAULTY/$program" bin
	export TMPDIR=$PWD/tmp PERF=$ROOT/test/stand-in/perf DTRACE=$ROOT/test/stand-in/dtrace
	export CARGO=$ROOT/test/stand-in/cargo STAND_IN_PROGRAM=/bin/true STAND_IN_ARGUMENTS=/dev/null
	export STAND_IN=keep STAND_IN_DATA=$DATA/perf-data/fp.data BROWSER=true
	for all in '' 1; do
		[ -z "$all" ] || [ -z "${FAULT_ALONE:-}" ] || continue
		for ((at = 0; ; at = at == 0 ? ${FAULT_FROM:-1} : at + ${FAULT_EVERY:-1})); do
			rm -f mark work/*
			echo 'old picture' >work/flamegraph.svg
			echo 'old stacks' >work/a.folded
			cd work
			try "${BIN%/bin}/family" 60 env FAULT_AT=$at FAULT_MARK="$PWD/../mark" \
				${all:+FAULT_ALL=1} "../bin/$program" "$@" </dev/null
			cd ..
			ran_well || { echo "call $at, all after it: ${all:-no}: $program $*"; cat "$ERR"; return 1; }
			[ "$at" -eq 0 ] || [ -e mark ] || break
		done
		# Nothing failed this time.
		status_is 0
		echo "$at calls"
		[ "$at" -gt 50 ]
	done
}

# It ended with 0 and a whole picture, or with 1, a message, and no harm done. Nothing is left.
# A command that may not be looked at is one that cannot be run: 126, as for a shell.
ran_well() {
	local picture=work/flamegraph.svg

	diff -u /dev/null <(ls -A tmp) || return 1
	diff -u /dev/null <(find work -mindepth 1 ! -name flamegraph.svg ! -name a.folded \
		! -name perf.data) || return 1
	case $status in
	0) ;;
	1) [ -s "$ERR" ] || { echo 'status 1 without a message'; return 1; } ;;
	126) err_has "true': Permission denied" || return 1 ;;
	*) status_is 1 || return 1 ;;
	esac
	[ "$status" -ne 0 ] || [ "$(cat "$picture")" != 'old picture' ] ||
		{ echo 'status 0 and no picture'; return 1; }
	[ "$(cat "$picture")" = 'old picture' ] || [ "$(tail -c 7 "$picture")" = '</svg>' ] ||
		{ echo 'half a picture'; return 1; }
	[ "$(cat work/a.folded)" = 'old stacks' ] || grep -qE '^prog;.* [0-9]+$' work/a.folded ||
		{ echo 'half a file of stacks'; return 1; }
	# Stacks are those of when nothing fails (kept by the first run that ends well), or said to be a part.
	[ "$status" -ne 0 ] || [ -e whole.folded ] || cp work/a.folded whole.folded
	[ "$(cat work/a.folded)" = 'old stacks' ] || cmp -s work/a.folded whole.folded ||
		err_has incomplete || { echo 'a part of the stacks, without a word'; return 1; }
}

@test "flamegraph" {
	runs_well flamegraph --folded a.folded --open -- true
}

@test "flamegraph --perfdata" {
	runs_well flamegraph --folded a.folded --post-process cat --perfdata "$DATA/perf-data/fp.data"
}

@test "flamegraph --keep-perfdata --perf-script" {
	"$BIN/collapse-perf" "$DATA/perf-data/fp.data" >/dev/null
	printf 'prog 1 1.5: 1 cycles: \n\t7f12 f (/x)\n\n' >text
	export STAND_IN_TEXT=$PWD/text
	runs_well flamegraph --keep-perfdata --verbose --perf-script -- true
}

@test "flamegraph --backend dtrace" {
	runs_well flamegraph --backend dtrace -- true
}

@test "cargo-flamegraph" {
	runs_well cargo-flamegraph
}
