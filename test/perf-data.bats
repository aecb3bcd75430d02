#!/usr/bin/env bats
# collapse-perf: perf.data files, read without perf, give what the text of perf
# script gives. Recordings are made here, and some are kept in data/perf-data
# (of a small program, by frame pointer but for dwarf.data; bare.data and timeless.data as the test of them
# records, but :u, and with a few samples, of work.c as -static).

load helper
records

# Programs are recorded as the compiler of the machine makes them, whichever made ours.
unset CC CXX

KEPT=$DATA/perf-data
STEP=${BIN%/bin}/tools/step

# Without perf there are the recordings that are kept, and what it printed of them.
setup_file() {
	local name

	cd "$BATS_FILE_TMPDIR" || return 1
	has_perf || {
		for name in fp events group pipe zstd bare timeless; do
			cp "$KEPT/$name.data" .
			cp "$KEPT/$name.perf-script" "$name.script"
		done
		cp "$KEPT/fp-pid.perf-script" pid.script
		return 0
	}
	"${CC:-cc}" -O2 -g -fno-omit-frame-pointer -o prog "$ROOT/test/recordings/work.c" -pthread
	"${CC:-cc}" -O2 -g -fomit-frame-pointer -o plain "$ROOT/test/recordings/work.c" -pthread
	perf record -q -F 1999 -e cpu-clock -g -o fp.data ./prog
	perf script -i fp.data >fp.script 2>/dev/null
}

setup() {
	no_copies
	in_shared_folder
}

# perf wants it there.
teardown() {
	[ ! -e jit.pid ] || rm "/tmp/perf-$(cat jit.pid).map" jit.pid
}

# record NAME ARG… - perf record into NAME.data, and NAME.script of it; or what is kept of that name.
record() {
	local name=$1
	shift
	has_perf || [ ! -e "$name.script" ] || return 0
	needs perf
	perf record -q -o "$name.data" "$@" >/dev/null 2>record.err || { cat record.err; return 1; }
	perf script --no-inline -i "$name.data" >"$name.script" 2>/dev/null
}

# one_plt FILE - all entries of linkage tables under one name: perf before 6.3 takes the n-th entry for
# that of the n-th relocation, which in libc it is not, and has no name for indirect functions.
one_plt() {
	sed 's/[^;]*@plt/@plt/g' "$1" >one.plt
	mv one.plt "$1"
}

# summed FILE - lines of one stack as one line, sorted
summed() {
	awk '{ n = $NF; sub(/ [0-9]+$/, ""); sum[$0] += n } END { for (s in sum) printf "%s %.0f\n", s, sum[s] }' "$1" |
		LC_ALL=C sort >one.sum
	mv one.sum "$1"
}

# same NAME [OPTION…] - NAME.data and NAME.script give the same lines: without inlined functions,
# which text has not, if not with --inline. What came of NAME.data is in `alone`, too.
same() {
	local name=$1 kernel=()
	shift
	has_perf || kernel=(--kallsyms "$KEPT/kallsyms")
	case " $* " in
	*' --inline '*) ;;
	*) set -- --no-inline "$@" ;;
	esac
	collapse-perf -q --header "$@" "$name.script" >want
	[ -s want ] || { echo "no line from $name.script"; return 1; }
	try collapse-perf -q "${kernel[@]}" "$@" "$name.data"
	sed -i "s|,lost=[0-9]*\] 0$|] 0|" "$OUT" # a busy machine: text does not tell of it
	cp "$OUT" alone
	one_plt want
	one_plt "$OUT"
	case " $* " in
	*' --no-merge '*) ;;
	*) summed want && summed "$OUT" ;;
	esac
	ok && out_is_file want
}

# stepped NAME EVERY SAMPLES STACK COMMAND… - NAME.data, by test/recordings/step.c: where samples fall is
# no matter of luck.
stepped() {
	local name=$1 ends=0
	shift
	"$STEP" "${@:1:3}" "$name.data" "${@:4}" 2>step.err || ends=$?
	[ "$ends" -ne 77 ] || skip "cannot go through programs by single instructions: $(cat step.err)"
	[ "$ends" -eq 0 ] || { cat step.err; return 1; }
}

@test "frame pointers: the same lines as from perf script, for every option" {
	same fp
	for option in --kernel --all --jit --addrs --no-comm --merge-threads --weight=samples \
		--no-merge --per-event --skip-after=main --time=0.005,0.2 --event-filter=cpu-clock \
		--nthreads=1 --nthreads=3; do
		same fp "$option" || { echo "option: $option"; return 1; }
	done
}

@test "pid and tid are the true ones, as of perf script -F +pid" {
	! has_perf || perf script -i fp.data -F +pid >pid.script 2>/dev/null
	cp fp.data pid.data
	same pid --pid
	same pid --tid
	same pid --tid --merge-threads --kernel
}

# What else runs on the machine may be gone, or replaced, when it is asked for its names.
@test "everything on the machine" {
	needs perf
	record all -F 499 -e cpu-clock -a -g ./prog
	for options in --no-inline "--no-inline --all --addrs"; do
		# shellcheck disable=SC2086 # words, or none
		collapse-perf -q $options all.script >whole.want
		# shellcheck disable=SC2086
		try collapse-perf -q $options all.data
		ok
		grep -E '^(prog|swapper|kworker.*|ksoftirqd.*|rcu_.*)[; ]' whole.want >want
		grep -E '^(prog|swapper|kworker.*|ksoftirqd.*|rcu_.*)[; ]' "$OUT" >got
		for file in want got; do one_plt "$file" && summed "$file"; done
		diff -u want got
		# And no sample is lost, of anything.
		[ "$(awk '{ n += $NF } END { print n }' whole.want)" = "$(awk '{ n += $NF } END { print n }' "$OUT")" ]
		grep -q '^prog;' got
	done
}

@test "several events, tracepoints, no call graph" {
	record events -e cpu-clock,page-faults,context-switches,sched:sched_process_fork -g ./prog
	same events
	same events --per-event
	same events --event-filter page-faults --event-filter sched:sched_process_fork
	has_perf || return 0
	record nograph -F 999 -e cpu-clock ./prog
	same nograph
	record mixed -e cpu-clock/call-graph=fp/,page-faults/call-graph=no/ ./prog
	same mixed --per-event
}

@test "the event that is left out is named" {
	try collapse-perf "$KEPT/events.data"
	status_is 0
	err_has 'keeping'
	err_has 'left out'
}

@test "a group of events that is read at once" {
	record group -F 999 -e '{cpu-clock,task-clock}:S' -g ./prog
	same group
	same group --per-event
}

@test "--kallsyms: a file that cannot be read, or hides its addresses, is an error" {
	try collapse-perf --kallsyms missing "$DATA/perf-data/events.data"
	status_is 1
	err_has 'missing: kernel symbols cannot be read: No such file or directory'
	printf '0000000000000000 T _text\n0000000000000000 T do_it\n' >hidden
	try collapse-perf --kallsyms hidden "$DATA/perf-data/events.data"
	status_is 1
	err_has 'hidden: kernel symbols cannot be read: it has no addresses'
}

@test "no time, no period, one process of many" {
	record bare -c 500000 -e cpu-clock -g --no-buildid ./prog
	same bare
	same bare --no-merge
	record timeless -F 999 -e cpu-clock -g --no-timestamp ./prog
	same timeless
}

@test "of two recordings in one file the second is missed with a word" {
	local name said

	if has_perf; then
		perf record -q -F 999 -e cpu-clock -g -o - ./prog >streamed.data 2>/dev/null
	else
		cp pipe.data streamed.data
		collapse-perf() { command collapse-perf -q "$@"; }
	fi
	for name in fp streamed; do
		try collapse-perf "$name.data"
		ok
		cp "$OUT" want
		cat "$name.data" fp.data >two.data
		said="offset $(($(wc -c <"$name.data"))): another recording begins here, and is not read"
		try collapse-perf two.data
		status_is 1
		out_is_file want
		err_is "collapse-perf: two.data: $said
collapse-perf: the output is incomplete"
		try collapse-perf - < <(cat two.data)
		status_is 1
		out_is_file want
		err_is "collapse-perf: stdin: $said
collapse-perf: the output is incomplete"
	done
}

@test "a second recording in one file is missed with a word, however short it is" {
	local data=$ROOT/test/data/perf-data length

	collapse-perf -q "$data/pipe.data" >want
	for length in 8 100 8408; do
		{ cat "$data/pipe.data"; head -c "$length" "$data/fp.data"; } >short.data
		try collapse-perf -q short.data
		status_is 1
		out_is_file want
		err_is "collapse-perf: short.data: offset 7204: another recording begins here, and is not read
collapse-perf: the output is incomplete"
	done
}

@test "a file that cannot be opened for lack of descriptors does not pass for a missing one" {
	"${CC:-cc}" -O2 -g -DSHORT -o own "$ROOT/test/recordings/work.c" -pthread
	stepped own 99 100 0 ./own
	# One for the recording, none for what was mapped.
	try bash -c 'ulimit -n 4; exec "$@"' - collapse-perf -q own.data 3>&-
	status_is 1
	err_has 'own.data: the functions of '
	err_has 'cannot be read: Too many open files'
}

@test "from a pipe, and a file through a pipe" {
	if has_perf; then
		perf record -q -F 999 -e cpu-clock -g -o - ./prog >pipe.data 2>/dev/null
		perf script -i pipe.data >pipe.script 2>/dev/null
	else
		collapse-perf() { command collapse-perf -q --kallsyms "$KEPT/kallsyms" "$@"; }
	fi
	same pipe
	collapse-perf --no-inline < <(cat pipe.data) >piped
	diff -u alone piped
	collapse-perf --no-inline <pipe.data >piped
	diff -u alone piped
	same fp
	collapse-perf --no-inline - < <(cat fp.data) >piped
	diff -u alone piped
	collapse-perf --no-inline <fp.data >piped
	diff -u alone piped
}

# 40,000 programs as one after the other starts and ends in a build.
@test "a build that starts ever more programs: memory does not grow, names stay" {
	local times=40000 bound=40000

	# A sanitizer needs more address space than there is; and what counts lines takes long.
	if grep -qE 'fsanitize|coverage' "${BIN%/bin}/flags"; then
		times=4000 bound=unlimited
	fi
	ulimit -v "$bound"
	try collapse-perf -q -n 1 - < <("${BIN%/bin}/tools/build" "$times")
	ok
	out_is "[event=cpu-clock,unit=ns,samples=$((3 * times)),total=$((3 * times))] 0
cc1;[lib.so] $((3 * times))"
}

# Of each file that a build makes and runs, of which nothing stays but its name.
@test "ever more programs, each a file of its own: memory does not grow, names stay" {
	local times=4000 bound=40000

	grep -qE 'fsanitize|coverage' "${BIN%/bin}/flags" && bound=unlimited
	mkdir made
	echo '__asm__(".globl _start\n.type _start,%function\n_start: .skip 4096\n.size _start,.-_start\n");' >p.c
	"${CC:-cc}" -nostdlib -static -Wl,--build-id=none -Wl,-Ttext=0x401000 -o made/program p.c
	ulimit -v "$bound"
	try collapse-perf -n 1 - < <("${BIN%/bin}/tools/build" "$times" 0 "$PWD/made")
	status_is 0
	out_is "[event=cpu-clock,unit=ns,samples=$((3 * times)),total=$((3 * times))] 0
cc1;_start $((3 * times))"
}

@test "a folder of perf record --threads that lacks one of its files" {
	local at size

	mkdir folder
	cp "$KEPT/fp.data" folder/data
	HOME=/nonexistent try collapse-perf -q --no-header folder
	status_is 0
	cp "$OUT" first
	read -r at size < <(od -An -tu8 -j40 -N16 folder/data)
	head -c $((at + size)) folder/data | tail -c "$size" >folder/data.1
	HOME=/nonexistent try collapse-perf -q --no-header folder
	status_is 1
	err_has 'folder/data.1: offset 0: of the files data.0, data.1, ... the one before it is missing'
	out_is_file first
	mv folder/data.1 folder/data.0
	HOME=/nonexistent try collapse-perf -q --no-header folder
	status_is 0
	# Each file is called by its name, also where the other ones are whole.
	cp folder/data.0 folder/data.1
	truncate -s "$((size - 1))" folder/data.0
	HOME=/nonexistent try collapse-perf -q --no-header folder
	status_is 1
	err_has 'folder/data.0: offset '
	err_has ': the file ends within its data'
	cp folder/data.1 folder/data.0
	truncate -s -1 folder/data
	HOME=/nonexistent try collapse-perf -q --no-header folder
	status_is 1
	err_has 'folder/data: offset '
	err_has ': the file ends within what stands behind its samples'
}

@test "compressed records" {
	needs_packer zstd
	record zstd -z -F 1999 -e cpu-clock -g ./prog
	same zstd
	has_perf || return 0
	perf record -q -z -F 1999 -e cpu-clock -g -o - ./prog >zpipe.data 2>/dev/null
	perf script -i zpipe.data >zpipe.script 2>/dev/null
	same zpipe
}

# Large enough for zstd, here one that gives up after 300,000 bytes, to end while it is still fed.
@test "damaged compressed records give the same stacks and the same message every time" {
	mkdir gives-up
	if has_perf && command -v zstd; then
		perf record -q -z -F 15000 -e cpu-clock --call-graph dwarf,8192 -o hurt.data \
			sh -c 'for i in 1 2 3 4 5 6; do gzip -9c <"$1"; done' sh "$BASH" >/dev/null
		printf '#!/bin/sh\nhead -c 300000 | %s "$@"\nexit 1\n' "$(command -v zstd)" >gives-up/zstd
	else
		# As if perf had not ended: more of what is packed behind it, in records of 65528 bytes.
		read -r at size < <(od -An -tu8 -j40 -N16 "$KEPT/zstd.data")
		{
			head -c 48 "$KEPT/zstd.data"
			head -c 8 /dev/zero
			head -c $((at + size)) "$KEPT/zstd.data" | tail -c +57
			for _ in {1..20}; do
				printf '\121\0\0\0\0\0\370\377'
				head -c 65520 /dev/zero
			done
		} >hurt.data
		printf '#!/bin/sh\nhead -c 300000 >/dev/null\nfor i in %s; do cat "%s"; done\nexit 1\n' \
			"$(seq -s ' ' 100)" "$KEPT/zstd.records" >gives-up/zstd
	fi
	[ "$(stat -c %s hurt.data)" -gt 1000000 ]
	chmod +x gives-up/zstd
	PATH=$PWD/gives-up:$PATH
	try collapse-perf hurt.data
	status_is 1
	err_has 'hurt.data: offset '
	err_has 'zstd found damage in the compressed records from here on'
	[ -s "$OUT" ]
	has_perf || out_has ',samples=3200,'
	cp "$OUT" want
	cp "$ERR" said
	for ((i = 0; i < 10; i++)); do
		try collapse-perf hurt.data
		out_is_file want
		diff -u said "$ERR"
		try collapse-perf - < <(cat hurt.data)
		out_is_file want
		diff -u <(sed 's/hurt.data/stdin/' said) "$ERR"
	done
}

# What zstd makes of the kept one, again and again: more than there is memory for.
@test "a compressed recording that is larger than memory" {
	local times=800000000 size bound=600000

	needs_packer zstd
	# A sanitizer needs more address space than there is; and what counts lines takes long.
	if grep -qE 'fsanitize|coverage' "${BIN%/bin}/flags"; then
		times=40000000 bound=unlimited
	fi
	mkdir inflates
	printf '#!/bin/sh\n%s "$@" | tee inflated\n' "$(command -v zstd)" >inflates/zstd
	chmod +x inflates/zstd
	PATH=$PWD/inflates:$PATH collapse-perf -q --kallsyms "$KEPT/kallsyms" "$KEPT/zstd.data" >want
	# What is played where there is no zstd.
	cmp inflated "$KEPT/zstd.records"
	size=$(stat -c %s inflated)
	for ((n = 0; n < 100; n++)); do cat inflated; done >hundred
	times=$((times / size / 100))
	printf '#!/bin/sh\ncat >/dev/null\nn=%s\nwhile [ $n -gt 0 ]; do cat hundred; n=$((n - 1)); done\n' \
		"$times" >inflates/zstd
	ulimit -v "$bound"
	PATH=$PWD/inflates:$PATH try collapse-perf -q -n 1 --kallsyms "$KEPT/kallsyms" "$KEPT/zstd.data"
	ok
	awk -v times="$times" '{ n = $NF; sub(/ [0-9]+$/, ""); total += n * times * 100 }
		!/^\[event=/ { printf "%s %.0f\n", $0, n * times * 100 }
		END { printf "total=%.0f\n", total }' want >many
	sed -i 's/^\[event=.*,\(total=[0-9]*\)\] 0$/\1/' "$OUT"
	sort -o many many
	sort -o "$OUT" "$OUT"
	out_is_file many
}

@test "a compressed recording below a parent that ignores SIGCHLD" {
	needs_packer zstd
	HOME=/nonexistent try bash -c 'trap "" CHLD; exec "$@"' - \
		collapse-perf -q --per-event --kallsyms "$KEPT/kallsyms" "$KEPT/zstd.data"
	ok
	out_is_file "$KEPT/zstd.folded"
}

@test "a compressed recording without zstd says so, with the offset" {
	PATH=/nonexistent HOME=/nonexistent try "$BIN/collapse-perf" "$KEPT/zstd.data"
	status_is 1
	err_has 'zstd.data: offset '
	err_has 'the program zstd is needed'
}

@test "stack copies are unwound: at least 99.5 % of the samples as perf has them" {
	needs perf
	record dwarf -F 999 -e cpu-clock --call-graph dwarf ./plain
	collapse-perf --no-merge --header dwarf.script >want
	collapse-perf --no-merge --no-inline dwarf.data >got
	one_plt want
	one_plt got
	[ "$(wc -l <want)" -eq "$(wc -l <got)" ]
	[ "$(wc -l <want)" -gt 100 ]
	paste -d '\n' want got | awk 'NR % 2 { a = $0; next } a != $0 { n++; print a; print $0 }
		END { exit n * 200 > NR / 2 }'
}

@test "stacks longer than their copy end as perf has them end" {
	needs perf
	record cut -F 1999 -e cpu-clock --call-graph dwarf,512 ./plain
	same cut
	out_has 'plain;[unknown];'
}

# Of a process that a shell made: perf takes places of the shell's libraries for
# its own, and stops there (see the manual page), so that the truth is looked for.
@test "stacks of a process that was another program before go down to its beginning" {
	needs perf
	record shell -F 999 -e cpu-clock --call-graph dwarf,8192 sh -c './plain; true'
	try collapse-perf -q --no-inline shell.data
	ok
	grep -E '^plain;.*;(sort|deep|leaf)[; ]' "$OUT" >of-work.folded
	grep -E ';sort[; ]' of-work.folded
	grep -vE '^plain;(_start;.*;main|.*;start_thread)(;|$)' of-work.folded >odd || true
	diff -u /dev/null odd
}

# bare_program NAME [OPTION…] - a program without a C library.
bare_program() {
	local name=$1
	shift
	cat >"$name.c" <<'C'
static volatile unsigned long sink;
__attribute__((always_inline)) static inline void turn(unsigned long n) { sink += n; }
__attribute__((noinline)) void spin(unsigned long n) { for (; n > 0; n--) turn(n); }
void _start(void) { for (;;) spin(100000000); }
C
	"${CC:-cc}" -O2 -fomit-frame-pointer -fno-stack-protector -nostdlib -static -Wl,--eh-frame-hdr \
		-Wl,--build-id=none "$@" -o "$name" "$name.c"
}

# bare NAME [OPTION…] - such a program, and its stack copies in NAME.data.
bare() {
	bare_program "$@"
	stepped "$1" 97 300 512 "./$1"
}

# Its stack begins with the number of arguments, where others have a return address.
@test "stacks of a program that begins at its own _start" {
	bare bare
	if has_perf; then
		perf script --no-inline -i bare.data >bare.script 2>/dev/null
		same bare
	else
		try collapse-perf -q --no-inline bare.data
		ok
	fi
	out_has 'bare;_start;spin '
}

@test "stacks of a program that is gone: nothing is guessed" {
	"${CC:-cc}" -O2 -fomit-frame-pointer -Wl,--build-id=none -o gone \
		"$ROOT/test/recordings/work.c" -pthread
	if has_perf; then
		perf record -q -N -F 999 -e cpu-clock --call-graph dwarf,8192 -o gone.data ./gone 2>/dev/null
		rm gone
		perf script --no-inline -i gone.data >gone.script 2>/dev/null
		same gone
	else
		stepped gone 97 300 8192 ./gone
		rm gone
		try collapse-perf -q --no-header gone.data
		ok
		# Behind a frame of its own nobody knows the next one.
		awk -F ';' '{ for (i = 3; i <= NF; i++) if ($i ~ /^[[]gone]/) print }' "$OUT" >odd
		diff -u /dev/null odd
	fi
	out_has 'gone;[gone] '
}

# Who waits at a pipe would see it being opened.
@test "a program that is something else by now is not even opened" {
	bare_program piped
	stepped piped 99 100 512 ./piped
	rm piped
	mkfifo piped
	timeout 60 sh -c ': >waits; : >piped; : >woken' 3>&- &
	for ((i = 0; i < 300; i++)); do
		[ ! -e waits ] || break
		sleep 0.1
	done
	[ -e waits ]
	sleep 0.2
	try collapse-perf piped.data
	status_is 0
	err_has "1 file that is not here, $PWD/piped"
	out_has 'piped;[piped] '
	sleep 0.3
	[ ! -e woken ]
	timeout 20 cat piped
	wait $!
	[ -e woken ]
	rm piped
}

# LLVM's linker makes linkage tables without unwind information, and gives no size
# of their entries: perf 6.1 has no names for these, later ones have.
@test "stacks from the linkage table of LLVM's linker" {
	needs clang ld.lld
	cat >plt.c <<'C'
#include <unistd.h>
__attribute__((noinline)) static long parents(void)
{
	long sum = 0;

	for (int i = 0; i < 50; i++)
		sum += getppid();
	return sum;
}
int main(void) { return parents() + 1 == 0; }
C
	clang -O1 -fomit-frame-pointer -fno-optimize-sibling-calls -fuse-ld=lld -o plt plt.c
	# Every instruction is a sample; the entry of the table is one, at each call. None of the time, which
	# is read again where a tick came meanwhile: step by step one always comes.
	LD_BIND_NOW=1 stepped plt 1 1000000 1024 ./plt
	try collapse-perf -q plt.data
	ok
	grep 'getppid@plt ' "$OUT" >entries
	[ "$(sed 's/.*;main;/main;/' entries)" = 'main;parents;getppid@plt 50' ]
}

# The linker puts relocations without symbols behind the others, wherever their entries are.
@test "entries of the linkage table whose relocations are in another order, and of indirect functions" {
	needs gcc
	[ "$(uname -m)" = x86_64 ] || skip "x86-64 alone"
	cat >indirect.c <<'C'
#include <stdlib.h>
#include <unistd.h>
static int one(void) { return 1; }
__attribute__((visibility("hidden"))) int via_first(void) __attribute__((ifunc("find_1")));
__attribute__((visibility("hidden"))) int via_second(void) __attribute__((ifunc("find_2")));
static int (*find_1(void))(void) { return one; }
static int (*find_2(void))(void) { return one; }
__attribute__((noinline)) static int calls(void)
{
	int sum = 0;

	for (int i = 0; i < 20; i++)
		sum += via_first() + (getppid() == 0) + via_second() + abs(getpid());
	return sum;
}
int main(void) { return calls() == 0; }
C
	for options in -fcf-protection=none "-fcf-protection=full -Wl,-z,ibtplt"; do
		# shellcheck disable=SC2086 # several words
		gcc -O1 -fno-optimize-sibling-calls $options -Wl,-z,now -o indirect indirect.c
		LD_BIND_NOW=1 stepped indirect 1 1000000 1024 ./indirect
		try collapse-perf -q indirect.data
		ok
		for name in via_first via_second getpid getppid; do
			grep "main;calls;$name@plt " "$OUT" >entries
			[ "$(awk '{ print $NF }' entries)" -ge 20 ] # an entry has one instruction, or two
		done
		[ "$(grep -c ';@plt ' "$OUT")" = 0 ]
	done
}

@test "a process of 32 bits: its libraries, its vdso, its stack copies" {
	needs perf
	if echo 'int main(void) { return 0; }' | "${CC:-cc}" -m32 -x c -o runs32 - 2>/dev/null; then
		./runs32 2>/dev/null || skip "this kernel runs no programs of 32 bits"
	fi
	"${CC:-cc}" -m32 -O2 -g -fno-omit-frame-pointer -o prog32 \
		"$ROOT/test/recordings/work.c" -pthread 2>/dev/null ||
		lacks gcc-multilib "no compiler for 32 bits"
	record fp32 -F 1999 -e cpu-clock -g ./prog32
	same fp32
	same fp32 --all
	perf record -q -F 1999 -e cpu-clock --call-graph dwarf,16384 -o dwarf32.data ./prog32
	try collapse-perf -q --no-inline dwarf32.data
	ok
	grep -E ';(sort|deep)[; ]' "$OUT" >inner
	grep -E '^prog32;_start;.*;main;work;sort;' inner
	grep -vE '^prog32;(_start;.*;main|[^;]*;(start_thread|[[]libc[^;]*));work;(sort|deep|calls_last)' inner >odd || true
	diff -u /dev/null odd
}

# What is recorded goes through the C library, too, whose debug data may be here or not.
@test "inlined functions: of stack copies and of chains as they are" {
	local call

	"${CC:-cc}" -O2 -g -DSHORT -fomit-frame-pointer -o short "$ROOT/test/recordings/work.c" -pthread
	stepped inline 29 100000 8192 ./short
	try collapse-perf inline.data
	ok
	out_has ';main;work;deep;deep;deep;deep;deep;deep;deep;deep;deep;deep;deep;inlined '
	out_has ';main;work;calls_last;last_call;deep;inlined '
	cp "$OUT" expanded
	try collapse-perf --no-inline inline.data
	ok
	grep -q ';calls_last;' "$OUT"
	[ "$(grep -c ';inlined ' "$OUT")" -eq 0 ]
	try collapse-perf --context inline.data
	ok
	# calls_last's own line of that call, not the next one.
	call=$(grep -n '^	last_call(n);' "$ROOT/test/recordings/work.c" | cut -d : -f 1)
	grep -q ";calls_last:work.c:$call;last_call:work.c:[0-9]*;deep:work.c:[0-9]*;inlined:work.c:[0-9]* " "$OUT"
	try collapse-perf --no-inline --context inline.data
	ok
	[ "$(grep -c ';inlined:work.c:' "$OUT")" -eq 0 ]
	"${CC:-cc}" -O2 -g -DSHORT -fno-omit-frame-pointer -o chains "$ROOT/test/recordings/work.c" -pthread
	stepped chains 29 100000 0 ./chains
	try collapse-perf chains.data
	ok
	out_has ';main;work;calls_last;last_call;deep;inlined '
	cp "$OUT" want
	try collapse-perf --inline chains.data
	ok
	out_is_file want
}

# A part of a function is called by the function; what Go's assembler made is whole.
@test "a function is called by its symbol with inlined functions, too, a part of one by its function" {
	needs objcopy
	"${CC:-cc}" -O2 -g -DSHORT -fno-omit-frame-pointer -o chains "$ROOT/test/recordings/work.c" -pthread
	objcopy --redefine-sym calls_last=calls_last.abi0 --redefine-sym deep=deep.part.0 chains renamed
	stepped renamed 29 100000 0 ./renamed
	try collapse-perf renamed.data
	ok
	out_has ';main;work;calls_last.abi0;last_call;deep;inlined '
	try collapse-perf --no-inline renamed.data
	ok
	out_has ';main;calls_last.abi0;deep.part.0 '
}

@test "inlined functions of text: the same as of the recording, once where perf has expanded it" {
	needs perf
	"${CC:-cc}" -O2 -g -DSHORT -fomit-frame-pointer -o short "$ROOT/test/recordings/work.c" -pthread
	stepped inline 29 100000 8192 ./short
	perf script --no-inline -i inline.data >inline.script 2>/dev/null
	of_work() { grep -E ';(deep|inlined|leaf|last_call|calls_last)(:[^;]*)? [0-9]+$' "$1" | sed 's/.*;main/main/'; }
	for options in --inline '--inline --context' '--inline --no-inline --context'; do
		# shellcheck disable=SC2086 # options
		collapse-perf -q $options inline.script >text
		# shellcheck disable=SC2086
		collapse-perf -q $options inline.data >data
		diff -u <(of_work data) <(of_work text)
		grep -q '^main.*;deep' <(of_work text)
	done
	perf script -i inline.data >expanded.script 2>/dev/null
	grep -q '(inlined)' expanded.script
	collapse-perf expanded.script >want
	try collapse-perf --inline expanded.script
	ok
	out_is_file want
	# Nor is it when a read, of 128 KB, ends right behind "(inlined)".
	behind=$(grep -b -A 1 -m 1 '(inlined)' expanded.script | sed -n '2s/-.*//p')
	{
		printf '#%*s\n' $((131072 - behind - 2)) ''
		cat expanded.script
	} >shifted.script
	try collapse-perf --inline shifted.script
	ok
	out_is_file want
}

# GCC splits a function, and puts a part back into it: debug data say that it was inlined in itself.
# perf prints that as two lines that are alike, neither with "(inlined)".
@test "a function in itself, of the recording and of text that perf expanded: once" {
	cat >itself.c <<'C'
static volatile unsigned sink;
static inline __attribute__((always_inline)) void part(unsigned n) { while (n-- > 0) sink ^= n; }
__attribute__((noinline)) void itself(unsigned n) { part(n); sink++; }
int main(void) { itself(200); return 0; }
C
	"${CC:-cc}" -O2 -g -fno-omit-frame-pointer -S -o itself.s itself.c
	# The part gets the name of the function, as where it is one.
	sed -i 's/"part"/"itself"/; s/"part\\0"/"itself\\0"/' itself.s
	"${CC:-cc}" -o itself itself.s
	stepped itself 3 100000 8192 ./itself
	try collapse-perf itself.data
	ok
	grep -q ';main;itself;itself ' "$OUT"
	[ "$(grep -c ';itself;itself;itself' "$OUT")" -eq 0 ]
	has_perf || return 0
	perf script -i itself.data >itself.script 2>/dev/null
	collapse-perf itself.script >want
	grep -q ';main;itself;itself ' want
	try collapse-perf --inline itself.script
	ok
	out_is_file want
}

# perf does not say "(inlined)" of f(int) in f(double).
@test "a function that is inlined in one of its name is expanded once, by perf or by --inline" {
	needs perf g++
	cat >twice.cc <<-'END'
		static volatile int sink;
		__attribute__((always_inline)) inline void f(int n) { for (int i = 0; i < n; i++) sink += i; }
		__attribute__((noinline)) void f(double n) { f((int)n); }
		__attribute__((always_inline)) inline void other(int n) { for (int i = 0; i < n; i++) sink += i; }
		__attribute__((noinline)) void outer(int n) { other(n); }
		int main() { for (int i = 0; i < 100; i++) { f(300000.0); outer(300000); } }
	END
	"${CXX:-c++}" -O1 -g -o twice twice.cc
	record twice -F 1999 -e cpu-clock --call-graph dwarf ./twice
	perf script -i twice.data >expanded.script 2>/dev/null
	grep -q '(inlined)' expanded.script
	collapse-perf expanded.script >want
	for threads in 1 2; do
		try collapse-perf -n "$threads" --inline expanded.script
		ok && out_is_file want
		out_has ';main;f;f '
		out_has ';main;outer;other '
		try collapse-perf -n "$threads" --inline twice.script
		ok
		out_has ';main;f;f '
		out_has ';main;outer;other '
		try collapse-perf -n "$threads" --inline --no-merge twice.script
		ok
		[ "$(grep -c ';main;f;f ' "$OUT")" -gt 0 ]
	done
	same twice --inline
}

# Two processes, one of whose frames perf expanded and the other not, as of another machine.
@test "frames that are expanded and the same ones that are not: the same for any number of threads" {
	"${CC:-cc}" -O2 -g -o own "$ROOT/test/recordings/work.c"
	if has_perf; then
		perf record -q -F 1999 -e cpu-clock --call-graph dwarf -o both.data ./own 2>/dev/null
		perf script -i both.data >first 2>/dev/null
		perf script --no-inline -i both.data >second 2>/dev/null
	else
		for n in {1..20}; do text_of own deep leaf; done >second
		sed 's/^\t\([0-9a-f]*\) deep+.*/\t\1 inlined (inlined)\n&/' second >first
	fi
	for n in 1 2 3 4 5 6 7 8; do cat first second; done >both.script
	collapse-perf --inline -n 1 both.script >want
	grep -q ';deep;inlined ' want
	for n in 2 3 4; do
		try collapse-perf --inline -n "$n" both.script
		ok && out_is_file want
	done
	cat second first >both.script
	collapse-perf --inline -n 1 both.script | awk '{ n = $NF; sub(/ [0-9]+$/, ""); print $0, n * 8 }' >got
	diff want got
}

@test "inlined functions as addr2line names them, of C" {
	needs addr2line c++filt
	"${CC:-cc}" -O2 -g -fomit-frame-pointer -o plain "$ROOT/test/recordings/work.c" -pthread
	try sh "$ROOT/test/bench/inlined.sh" plain 4
	ok
	out_has ': 100.00 % same name, 100.00 % same name and line'
}

@test "inlined functions as addr2line names them, of C++" {
	needs addr2line c++filt g++
	"${CXX:-c++}" -O2 -g -gdwarf-4 -o names2 "$ROOT/test/recordings/names.cc"
	# GNU addr2line gives a lambda, which has no linkage name, the name of what it is inlined in.
	INLINED_OUT=names2.out sh "$ROOT/test/bench/inlined.sh" names2 4
	paste -d '|' names2.out/ours names2.out/theirs | grep -v '{lambda.*::operator' >names2.both
	[ "$(wc -l <names2.both)" -gt 20 ]
	awk -F'|' '$1 != $2 { print; wrong = 1 } END { exit wrong }' names2.both
}

@test "split debug data: .dwo files where they were made, beside the program, and missing" {
	mkdir -p made
	(cd made && "${CC:-cc}" -O2 -g -gsplit-dwarf -DSHORT -fomit-frame-pointer -c \
		"$ROOT/test/recordings/work.c" -o work.o)
	"${CC:-cc}" -o split made/work.o -pthread
	stepped split 29 100000 8192 ./split
	try collapse-perf split.data
	ok
	grep -q ';deep;inlined ' "$OUT"
	cp "$OUT" want
	mv made/work.dwo .
	try collapse-perf split.data
	ok
	out_is_file want
	mv work.dwo made/elsewhere
	try collapse-perf split.data
	status_is 0
	err_has 'inlined functions are missing of 1 file with split debug data'
	err_has 'no work.dwo'
	[ "$(grep -c ';inlined ' "$OUT")" -eq 0 ]
}

@test "split debug data: a package without the unit that is asked for first" {
	needs dwp
	{
		echo 'volatile long sink; long later(long n);'
		echo 'int main(void) { for (long i = 0; i < 500; i++) sink += i;'
		echo 'return later(1000) == 42; }'
	} >first.c
	# Large, so that what may be read for it counts.
	{
		echo 'enum many {'
		seq -f 'value_%.0f,' 300000
		echo '}; extern volatile long sink;'
		echo 'static inline __attribute__((always_inline)) void inlined(enum many e) { sink += e; }'
		echo 'long later(long n) { for (long i = 0; i < n; i++) inlined((enum many)i); return sink; }'
	} >second.c
	"${CC:-cc}" -O1 -gdwarf-4 -gsplit-dwarf -c first.c second.c
	"${CC:-cc}" -o package first.o second.o
	dwp -o package.dwp second.dwo
	rm first.dwo second.dwo
	stepped package 29 100000 8192 ./package
	try collapse-perf --inline package.data
	status_is 0
	err_has 'no first.dwo'
	out_has ';later;inlined '
	[ "$(grep -c 'too much to read' "$ERR")" -eq 0 ]
}

@test "debug data that dwz put into a common file, by its path and by its name alone" {
	needs dwz readelf
	"${CXX:-c++}" -O2 -g -gdwarf-4 -o whole "$ROOT/test/recordings/names.cc"
	INLINED_OUT=whole.out sh "$ROOT/test/bench/inlined.sh" whole 4
	for options in "-m common.dwz" "-m $PWD/common.dwz" "-5 -m common.dwz"; do
		cp whole first
		cp whole second
		# shellcheck disable=SC2086 # several words
		dwz $options first second
		INLINED_OUT=first.out sh "$ROOT/test/bench/inlined.sh" first 4 2>/dev/null
		diff -u whole.out/ours first.out/ours
		mv common.dwz away
		INLINED_OUT=first.out sh "$ROOT/test/bench/inlined.sh" first 4 2>/dev/null
		[ "$(cat whole.out/ours)" != "$(cat first.out/ours)" ]
		rm away
	done
	readelf -SW first | grep -qF .debug_sup
}

@test "without the common file of dwz only inlined functions are missing" {
	needs dwz
	"${CC:-cc}" -O2 -g -gdwarf-4 -DSHORT -fomit-frame-pointer -o one \
		"$ROOT/test/recordings/work.c" -pthread
	cp one two
	dwz -m common.dwz one two
	stepped common 29 100000 8192 ./one
	try collapse-perf -q common.data
	ok
	out_has ';main;work;deep;inlined '
	try collapse-perf -q --no-inline common.data
	ok
	grep -E ';main;(work;)?deep[; ]' "$OUT" >want
	mv common.dwz away
	try collapse-perf -q common.data
	ok
	grep -E ';main;(work;)?deep[; ]' "$OUT" >got
	diff -u <(sed 's/.*;main;/main;/' want | sort) <(sed 's/.*;main;/main;/' got | sort)
	try collapse-perf common.data
	status_is 0
	err_has 'inlined functions are missing of 1 file whose debug data dwz put into a common file'
	err_has 'one: no common.dwz'
}

# spoil FILE SECTION - zeros in the place of a section's first bytes.
spoil() {
	local at
	at=$(readelf -SW "$1" | sed -n "s/^.* $2  *[A-Z]*  *[0-9a-f]*  *\\([0-9a-f]*\\) .*/\\1/p")
	dd if=/dev/zero of="$1" bs=1 count=8 seek=$((0x$at)) conv=notrunc 2>/dev/null
}

@test "damage in the files that debug data refer to is told" {
	needs dwz readelf
	"${CC:-cc}" -O2 -g -gdwarf-4 -DSHORT -o one "$ROOT/test/recordings/work.c" -pthread
	cp one two
	dwz -m common.dwz one two
	stepped common 29 100000 8192 ./one
	spoil common.dwz .debug_info
	try collapse-perf common.data
	status_is 0
	err_has "$PWD/one: unit of an unknown kind, in .debug_info at offset 0"
	"${CC:-cc}" -O2 -g -gsplit-dwarf -gz -DSHORT -c "$ROOT/test/recordings/work.c"
	"${CC:-cc}" -o split work.o -pthread
	stepped split 29 100000 8192 ./split
	try collapse-perf split.data
	status_is 0
	[ "$(grep -c 'section compressed' "$ERR")" -eq 0 ]
	spoil work.dwo .debug_info.dwo
	try collapse-perf split.data
	status_is 0
	err_has "$PWD/work.dwo: section compressed in an unknown way, in file at offset"
	# It is not said to be missing, too.
	[ "$(wc -l <"$ERR")" -eq 1 ]
	head -c 1000 /dev/zero >work.dwo
	try collapse-perf split.data
	status_is 0
	err_is "collapse-perf: warning: $PWD/work.dwo: not an ELF file, in file at offset 0"
	head -c 1000 /dev/zero >split.dwp
	try collapse-perf split.data
	status_is 0
	err_is "collapse-perf: warning: $PWD/split.dwp: not an ELF file, in file at offset 0"
}

@test "missing and damaged debug data are told for text, too" {
	rm -f split.dwp
	"${CC:-cc}" -O2 -g -gsplit-dwarf -fomit-frame-pointer -c "$ROOT/test/recordings/work.c"
	"${CC:-cc}" -o split work.o -pthread
	if has_perf; then
		perf record -q -F 999 -e cpu-clock --call-graph dwarf -o split.data ./split 2>/dev/null
		perf script -i split.data --no-inline >split.txt 2>/dev/null
	else
		text_of split deep >split.txt
	fi
	try collapse-perf --inline split.txt
	ok
	grep -q ';deep;inlined ' "$OUT"
	spoil work.dwo .debug_info.dwo
	try collapse-perf --inline split.txt
	status_is 0
	err_is "collapse-perf: warning: $PWD/work.dwo: unit of an unknown kind, in .debug_info at offset 0"
	rm work.dwo
	try collapse-perf --inline split.txt
	status_is 0
	err_has 'warning: inlined functions are missing of 1 file with split debug data'
	err_has 'no work.dwo'
	[ "$(wc -l <"$ERR")" -eq 1 ]
	# What the user did not ask for is no matter.
	try collapse-perf split.txt
	ok
	try bash -c 'ulimit -n 4; exec "$@"' - collapse-perf -q --inline split.txt 3>&-
	status_is 1
	err_has 'collapse-perf: the functions of '
	err_has ' cannot be read: Too many open files'
}

# Without perf, the names of a program that calls the same functions, in C under the names that g++ gives them.
@test "C++ names, as perf prints them" {
	if has_perf; then
		needs g++
		"${CXX:-c++}" -O1 -g -fno-omit-frame-pointer -o names "$ROOT/test/recordings/names.cc"
		record names -F 1999 -e cpu-clock -g ./names
		same names
	else
		cat >names.c <<-'END'
			#define MANGLED(f, name) void f(void) __asm__(name); __attribute__((noipa)) void f(void)
			MANGLED(add, "_ZNVK6shapes3SumIdE3addEd") { for (volatile int i = 0; i < 300; i++); }
			MANGLED(plus, "_ZN6shapes3SumIdEpLERKS1_") { for (volatile int i = 0; i < 20; i++) add(); }
			MANGLED(void_or_not, "_ZN12_GLOBAL__N_111void_or_notIZ4mainEUliE_EEvOT_i")
			{ for (volatile int i = 0; i < 20; i++) plus(); }
			int main(void) { void_or_not(); return 0; }
		END
		"${CC:-cc}" -O1 -fno-omit-frame-pointer -o names names.c
		stepped names 97 200 0 ./names
		try collapse-perf -q names.data
		ok
		out_has ';main;(anonymous namespace)::void_or_not<main::{lambda(int)#1}>;shapes::Sum<double>::operator+=;shapes::Sum<double>::add '
	fi
	out_has 'shapes::Sum<double>::add'
	out_has 'void_or_not'
}

# Functions of C under the names that other compilers would give them.
@test "names of OCaml and Java, as perf prints them, and of C++ as a clone" {
	local turns=9000000

	has_perf || turns=300
	cat >named.c <<-'END'
		#define BUSY(f) __attribute__((noipa)) void f(void) { for (volatile int i = 0; i < TURNS; i++); }
		BUSY(a) BUSY(b) BUSY(c) BUSY(d) BUSY(e)
		int main(void) { for (int i = 0; i < 5; i++) { a(); b(); c(); d(); e(); } }
	END
	"${CC:-cc}" -O1 -DTURNS=$turns -fno-omit-frame-pointer -c -o named.o named.c
	objcopy --redefine-sym 'a=camlDune__exe__Main__$2b$2b_77' --redefine-sym 'b=Lcom/acme/Foo;run(I)V' \
		--redefine-sym 'c=LFoo;<init>([Ljava/lang/String;J)V' --redefine-sym 'd=_ZZ1fiENKUlvE_clEv' \
		--redefine-sym 'e=_ZN9wikipedia7article6formatEv.constprop.0' named.o
	"${CC:-cc}" -o named named.o
	if has_perf; then
		record named -F 1999 -e cpu-clock -g ./named
		same named
	else
		stepped named 97 100000 0 ./named
		try collapse-perf -q named.data
		ok
	fi
	for name in 'Dune.exe.Main.++_77' 'com.acme.Foo.run' 'Foo<init>' 'f::{lambda()#1}::operator()' \
		'wikipedia::article::format'; do
		out_has ";main;$name "
	done
}

@test "code that a compiler made while running: /tmp/perf-PID.map" {
	"${CC:-cc}" -O1 -fno-omit-frame-pointer -o jit "$ROOT/test/recordings/jit.c"
	stepped jit 19 100000 0 ./jit 2000
	try collapse-perf --jit jit.data
	ok
	out_has ';main;made_at_run_time_[j] '
	cp "$OUT" want
	! has_perf || {
		perf script -i jit.data >jit.script 2>/dev/null
		collapse-perf -q --jit jit.script | grep -F 'made_at_run_time_[j]' >of-text
		diff -u <(grep -F 'made_at_run_time_[j]' want) of-text
	}
}

@test "python -X perf: the callers of a function are found without frame pointers, and with them" {
	"${CC:-cc}" -O1 -fomit-frame-pointer -o python "$ROOT/test/recordings/python.c"
	for flavour in '' since-3.13; do
		stepped python 19 100000 8192 ./python $flavour
		try collapse-perf python.data
		ok
		out_has ';main;evaluate;py::outer:/app.py;evaluate;py::inner:/app.py;evaluate;spin '
		[ -z "$(grep ';spin' "$OUT" | grep -v ';main;evaluate;py::outer:/app.py;evaluate;py::inner:/')" ]
		rm "/tmp/perf-$(cat jit.pid).map" jit.pid
	done
}

@test "a group of events in a program of several threads: each thread has its own counters" {
	HOME=/nonexistent try collapse-perf -q --per-event "$KEPT/inherited.data"
	ok
	cp "$OUT" got
	try collapse-perf -q --per-event --header "$KEPT/inherited.perf-script"
	ok
	out_is_file got
}

@test "kept recordings: the kernel's symbols from a file, none of what is not here" {
	needs_packer zstd
	for name in fp big-endian pipe zstd dwarf events group inherited; do
		HOME=/nonexistent try collapse-perf -q --per-event --kallsyms "$KEPT/kallsyms" \
			"$KEPT/$name.data"
		ok || { echo "recording: $name"; return 1; }
		out_is_file "$KEPT/$name.folded" || { echo "recording: $name"; return 1; }
	done
}

@test "kept recording: stack copies of aarch64, as a debugger has them" {
	id=3fba3b9862baba2fde233c1deec193e5ee9421c3
	mkdir -p "home/.debug/.build-id/${id:0:2}/${id:2}"
	cp "$KEPT/aarch64.elf" "home/.debug/.build-id/${id:0:2}/${id:2}/elf"
	HOME=$PWD/home try collapse-perf --no-header "$KEPT/aarch64.data"
	ok
	out_is_file "$KEPT/aarch64.folded"
}

# perf record -e page-faults:u -c 1 -- nice env true: every program of them has faults.
@test "kept recording: --skip-launcher leaves out what only became the command, and nothing else" {
	launched() {
		HOME=/nonexistent try collapse-perf --no-header "$@" "$KEPT/launcher.data"
		cut -d';' -f1 "$OUT" | sort -u | tr '\n' ' ' >programs
		awk '/^true;/ { sum += $NF } END { print sum }' "$OUT" >count
	}
	launched
	[ "$(cat programs)" = 'env nice true ' ]
	mv count all
	launched --skip-launcher nice
	[ "$(cat programs)" = 'env true ' ]
	launched -v --skip-launcher nice --skip-launcher env
	[ "$(cat programs)" = 'true ' ]
	diff -u all count
	err_has 'left out: 145 of --skip-launcher'
	# Not where it is not what perf started, nor where that is called so twice.
	launched --skip-launcher env
	[ "$(cat programs)" = 'env nice true ' ]
	err_has "--skip-launcher: perf record did not start 'env', so nothing of that is left out"
	launched --skip-launcher nice --skip-launcher nice
	[ "$(cat programs)" = 'env true ' ]
	err_has "did not start 'nice' behind what is named before it"
	launched --skip-launcher nice --skip-launcher env --skip-launcher true
	status_is 1
	err_has 'the recording holds none but of --skip-launcher, which did not become another program'
	out_is_empty
}

# perf's child had the name of perf once, which some systems call so.
@test "--skip-launcher of what an older perf recorded" {
	LC_ALL=C sed 's/perf-exec/perf_5.10/' "$KEPT/launcher.data" >older.data
	HOME=/nonexistent try collapse-perf --no-header --skip-launcher nice --skip-launcher env older.data
	status_is 0
	[ "$(cut -d';' -f1 "$OUT" | sort -u)" = true ]
}

@test "what is counted is said, unless it is not to be" {
	HOME=/nonexistent try collapse-perf -q "$KEPT/fp.data"
	ok
	total=$(awk '!/^\[event=/ { sum += $NF } END { print sum }' "$OUT")
	[ "$(grep -c '^\[event=' "$OUT")" -eq 1 ]
	out_has "[event=cpu-clock,unit=ns,samples=30,total=$total] 0"
	HOME=/nonexistent try collapse-perf -q --no-header "$KEPT/fp.data"
	ok
	[ "$(grep -c '^\[event=' "$OUT")" -eq 0 ]
	HOME=/nonexistent try collapse-perf -q --weight samples "$KEPT/fp.data"
	ok
	out_has '[event=cpu-clock,unit=samples,samples=30,total=30] 0'
	HOME=/nonexistent try collapse-perf -q --no-merge "$KEPT/fp.data"
	ok
	[ "$(head -n 1 "$OUT")" = "[event=cpu-clock,unit=ns,samples=30,total=$total] 0" ]
}

@test "-v counts what was read, and what has names" {
	"${CC:-cc}" -O2 -g -DSHORT -fno-omit-frame-pointer -o counted "$ROOT/test/recordings/work.c" -pthread
	stepped counted 29 100000 0 ./counted
	HOME=/nonexistent try collapse-perf -v counted.data
	status_is 0
	err_has ' MB in '
	err_has ' samples, '
	err_has 'were asked for inlined functions'
}

@test "both byte orders give the same" {
	HOME=/nonexistent try collapse-perf -q "$KEPT/big-endian.data"
	ok
	cp "$OUT" big
	HOME=/nonexistent try collapse-perf -q "$KEPT/fp.data"
	ok
	out_is_file big
}

@test "a recording that was cut anywhere: an error with the offset, never a crash" {
	for name in fp pipe zstd dwarf events big-endian; do
		size=$(wc -c <"$KEPT/$name.data")
		for ((at = 0; at < size; at += size / 23 + 1)); do
			head -c "$at" "$KEPT/$name.data" >cut.data
			HOME=/nonexistent try collapse-perf -q --kallsyms "$KEPT/kallsyms" cut.data
			[ "$status" -le 1 ] || { echo "$name at $at: $status"; return 1; }
			# Of a pipe's nobody knows how many records there should be.
			if [ "$status" -eq 0 ] && [ "$name" != pipe ]; then
				echo "$name at $at: not told"
				return 1
			fi
			[ "$status" -eq 0 ] || grep -q '^collapse-perf: ' "$ERR" || {
				echo "$name at $at: no message"
				return 1
			}
		done
	done
	head -c 3000 "$KEPT/fp.data" >cut.data
	HOME=/nonexistent try collapse-perf -q cut.data
	status_is 1
	err_has 'cut.data: offset '
	err_has 'the file ends within its data'
	[ -s "$OUT" ]
}

# stacks_of FILE - the stacks in it, by what is recorded of them alone
stacks_of() { HOME=/nonexistent collapse-perf -q --no-header --kallsyms "$KEPT/kallsyms" - <"$1" 2>err || true; }

@test "a recording that was cut behind its samples: what the header lists there is missing, and that is told" {
	local name behind size at

	while read -r name behind; do
		size=$(wc -c <"$KEPT/$name.data")
		stacks_of "$KEPT/$name.data" >whole.folded
		# Nothing of it, a half of what says where all is, all of that, and almost everything.
		for at in $((size - behind)) $((size - behind + 160)) $((size - behind + 320)) $((size - 2)); do
			head -c "$at" "$KEPT/$name.data" >cut.data
			HOME=/nonexistent try collapse-perf --no-header --kallsyms "$KEPT/kallsyms" cut.data
			status_is 1
			err_has "cut.data: offset $at: the file ends within what stands behind its samples"
			[ -s "$OUT" ]
		done
		head -c $((size - 1)) "$KEPT/$name.data" >cut.data
		HOME=/nonexistent try collapse-perf --no-header --kallsyms "$KEPT/kallsyms" cut.data
		status_is 1
		[ "$(grep -c "cut.data: offset $((size - 1)): the file ends within what stands behind its samples" "$ERR")" -eq 1 ]
		err_has 'the output is incomplete'
		out_is_file whole.folded
		stacks_of cut.data >piped.folded
		diff -u whole.folded piped.folded
		grep -q "stdin: offset $((size - 1)): the file ends within what stands behind" err
	done <<-'END'
		fp 4512
		dwarf 4580
		big-endian 4512
	END
}

@test "a recording that perf could not finish is read as far as it goes" {
	{
		head -c 48 "$KEPT/fp.data"
		printf '\0\0\0\0\0\0\0\0'
		tail -c +57 "$KEPT/fp.data"
	} >unfinished.data
	HOME=/nonexistent try collapse-perf unfinished.data
	err_has 'perf record was stopped before its end'
	grep -q '^prog;' "$OUT"
}

@test "fuzz targets survive the kept recordings" {
	try "$FUZZ/fuzz_perf_data" "$KEPT"/*.data
	ok
}
