#!/usr/bin/env bats
# collapse-perf: whatever a recording lacks is said: outermost frames, files, names.

load helper
records

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return 1
	"${CC:-cc}" -O1 -fno-omit-frame-pointer -fno-optimize-sibling-calls -o deep \
		"$ROOT/test/recordings/deep.c"
	"${CC:-cc}" -O1 -fomit-frame-pointer -fno-optimize-sibling-calls -o plain \
		"$ROOT/test/recordings/deep.c"
}

STEP=${BIN%/bin}/tools/step

setup() {
	no_copies
	in_shared_folder
}

# What a test that failed has begun.
teardown() {
	[ -z "${box:-}" ] || { kill -KILL "$box" && wait "$box"; } 2>/dev/null || true
}

# record NAME ARG… - perf record of the user's part into NAME.data, without copies of its files.
record() {
	local name=$1
	shift
	perf record -q -N -F 499 -e cpu-clock:u -o "$name.data" "$@" >/dev/null 2>record.err ||
		{ cat record.err; return 1; }
}

# stepped STACK NAME COMMAND… - without perf a program is gone through by single instructions, up to the last
# of $samples, one after each $every of them; STACK as for test/recordings/step.c.
every=97 samples=300
stepped() { "$STEP" "$every" "$samples" "$1" "$2.data" "${@:3}" >/dev/null 2>&1 || needs perf; }

# record_calls NAME COMMAND… - by frame pointers; record_copies BYTES NAME COMMAND… - by copies of the stack.
record_calls() { if has_perf; then record "$1" -g "${@:2}"; else stepped 0 "$@"; fi; }
record_copies() { if has_perf; then record "$2" --call-graph "dwarf,$1" "${@:3}"; else stepped "$@"; fi; }

# A busy machine may lose samples, which is another matter.
nothing_cut() {
	status_is 0 && ! grep -e outermost "$ERR"
}

# Depths of the stacks in $OUT that end in the loop at the bottom, each once.
depths() {
	grep ';bottom [0-9]*$' "$OUT" | sed 's/ [0-9]*$//' | awk -F ';' '{ print NF }' | sort -nu
}

# What the stacks in $OUT that end there begin with, behind the process, each once.
beginnings() {
	grep ';bottom [0-9]*$' "$OUT" | cut -d ';' -f 2 | sort -u
}

@test "stack copies: as deep as the copy is, down to the beginning" {
	every=997 samples=40
	for depth in 300 1500; do
		record_copies 65528 copies ./plain "$depth"
		try collapse-perf copies.data
		nothing_cut
		[ "$(beginnings)" = _start ]
		# The process, _start, three of libc and main, the calls, and the loop.
		[ "$(depths)" -ge $((depth + 5)) ]
		[ "$(grep -o ';down' "$OUT" | wc -l)" -ge "$depth" ]
	done
}

@test "stack copies that are too short are told, and what helps" {
	every=2999 samples=40
	record_copies 1024 short ./plain 300
	try collapse-perf --weight samples short.data
	status_is 0
	[ "$(beginnings)" = '[unknown]' ]
	grep -E "short.data: [0-9]+ of [0-9]+ stacks are without outermost frames: of the stack 1024 bytes" "$ERR"
	err_has '--call-graph dwarf,65528'
	record_copies 65528 longest ./plain 8000
	try collapse-perf longest.data
	status_is 0
	[ "$(beginnings)" = '[unknown]' ]
	err_has 'of the stack 65528 bytes were copied'
	err_has 'perf can copy no more'
	[ "$(grep -c 'call-graph dwarf,65528' "$ERR")" -eq 0 ]
}

# Compilers do not say what is restored by a `pop`, and no copy has what is below the stack pointer.
@test "stack copies: down to the beginning from a function's last instructions, too" {
	for compiler in gcc clang; do
		command -v "$compiler" >/dev/null || continue
		"$compiler" -O2 -fno-omit-frame-pointer -o leave "$ROOT/test/recordings/leave.c"
		LD_BIND_NOW=1 "$STEP" 1 1000000 4096 leave.data ./leave 2>step.err || needs perf
		try collapse-perf --no-inline leave.data
		status_is 0
		grep '^leave;_start;.*;main;room;tail;inner;leaf ' "$OUT"
		grep -E ';(leaf|inner|tail|room|main) ' "$OUT" | grep -v '^leave;_start;' >odd || true
		diff -u /dev/null odd
	done
}

@test "a stack that goes on in other memory is told as that, not as a copy that is too short" {
	"${CC:-cc}" -O1 -o aside "$ROOT/test/recordings/aside.c"
	record_copies 65528 aside ./aside
	try collapse-perf aside.data
	status_is 0
	out_has 'aside;[unknown];'
	grep -E 'aside.data: [0-9]+ of [0-9]+ stacks are without outermost frames: they go on in other memory' "$ERR"
	[ "$(grep -c 'bytes were copied' "$ERR")" -eq 0 ]
}

@test "call chains that the kernel cut are told, and what helps" {
	limit=$(cat /proc/sys/kernel/perf_event_max_stack)
	[ "$limit" -eq 127 ] || skip "the kernel cuts call chains at $limit frames here"
	every=997 samples=40
	record_calls whole ./deep 100
	try collapse-perf whole.data
	nothing_cut
	for depth in 300 3000 30000; do
		every=$((300 + depth / 3)) # so that it gets down there
		record_calls cut ./deep "$depth"
		try collapse-perf cut.data
		status_is 0
		[ "$(depths)" -eq 128 ]
		grep -E 'cut.data: [0-9]+ stacks are without outermost frames: the kernel recorded the innermost 127 ' "$ERR"
		err_has 'kernel.perf_event_max_stack=1024'
		grep -E 'cut.data: [0-9]+ of them (is|are) one address again and again: a function calls itself' "$ERR"
	done
}

@test "a frame pointer that leads to itself is told" {
	[ "$(uname -m)" = x86_64 ] || skip "its frame pointer is set by instructions of x86-64"
	[ "$(cat /proc/sys/kernel/perf_event_max_stack)" -eq 127 ] || skip "the kernel cuts call chains elsewhere"
	cat >circle.c <<-'EOF'
		int main(void)
		{
			__asm__ volatile("sub $64, %%rsp\n\tlea 16(%%rsp), %%rax\n\tmov %%rax, 16(%%rsp)\n\t"
				"mov %%rax, 24(%%rsp)\n\tmov %%rax, %%rbp\n\tmov $600000000, %%ecx\n"
				"1:\tdec %%ecx\n\tjnz 1b\n\tmov $60, %%eax\n\txor %%edi, %%edi\n\tsyscall"
				::: "memory", "rax", "rcx", "rdi");
		}
	EOF
	cc -O1 -o circle circle.c
	record_calls circle ./circle
	try collapse-perf circle.data
	status_is 0
	grep -E 'circle.data: [0-9]+ of them (is|are) one address again and again: .* leads to itself' "$ERR"
}

@test "call chains that an event cuts earlier are told" {
	every=997
	if has_perf; then
		perf record -q -N -F 499 -e cpu-clock/max-stack=20/u -g -o event.data ./deep 100 >/dev/null
	else
		stepped -20 event ./deep 100
	fi
	try collapse-perf event.data
	status_is 0
	[ "$(depths)" -eq 21 ]
	err_has 'the kernel recorded the innermost 20 '
}

@test "--max-stack keeps the innermost frames, of recordings and of text, and says how many it cut" {
	printf 'a 1 1.0: 1 e:\n\t1 x (/x)\n\t2 y (/x)\n\t3 z (/x)\n\na 1 2.0: 1 e:\n\t1 x (/x)\n\n' >text
	try collapse-perf --max-stack 2 text
	status_is 0
	out_is "$(printf 'a;x 1\na;y;x 1')"
	err_is 'collapse-perf: warning: 1 of 2 stacks lost their outermost frames to --max-stack'
	try collapse-perf --max-stack 3 text
	ok
	try collapse-perf --max-stack 0 text
	status_is 2
	record_calls limited ./deep 40
	try collapse-perf --max-stack 7 limited.data
	status_is 0
	out_has 'deep;down;down;down;down;down;down;bottom '
	err_has 'stacks lost their outermost frames to --max-stack'
}

# The machine's name stands in the file as it is, with zeros behind it.
@test "stack copies of machines that are not understood: the machine is named, one frame is kept" {
	local program=plain innermost=bottom

	if has_perf; then
		record here --call-graph dwarf,1024 ./plain 3
	else
		program=prog innermost=leaf
		cp "$DATA/perf-data/aarch64.data" here.data
		id=3fba3b9862baba2fde233c1deec193e5ee9421c3
		mkdir -p "home/.debug/.build-id/${id:0:2}/${id:2}"
		cp "$DATA/perf-data/aarch64.elf" "home/.debug/.build-id/${id:0:2}/${id:2}/elf"
		export HOME=$PWD/home
	fi
	for machine in riscv64 ppc64le s390x mips64; do
		tail="\\x00$(printf '\\x00%.0s' $(seq $((9 - ${#machine}))))"
		sed "s/x86_64\\x00\\x00\\x00\\x00/$machine$tail/; s/aarch64\\x00\\x00\\x00/$machine$tail/" \
			here.data >strange.data
		[ "$(wc -c <here.data)" -eq "$(wc -c <strange.data)" ]
		try collapse-perf strange.data
		status_is 0
		grep -E "^$program;$innermost [0-9]+\$" "$OUT"
		[ "$(grep "^$program" "$OUT" | awk -F ';' 'NF != 2' | wc -l)" -eq 0 ]
		err_has "stack copies of $machine are not understood"
	done
}

@test "another kernel's frames have none of this one's names" {
	if has_perf; then
		record kernel -B -e cpu-clock -g dd if=/dev/zero of=/dev/null bs=4M count=300
		release=$(uname -r)
	else
		cp "$DATA/perf-data/events.data" kernel.data
		release=6.18.44-fc-v769
	fi
	sed "s/$release/$(tr 0-9 1-90 <<<"$release")/g" kernel.data >other.data
	sed 's/x86_64\x00/riscv64/g; s/aarch64\x00/riscv64\x00/g' kernel.data >machine.data
	for name in other machine; do
		try collapse-perf "$name.data"
		status_is 0
		out_has ';[[kernel.kallsyms]]'
		err_has "$name.data: kernel symbols are not known: recorded with another kernel"
		err_has '--kallsyms takes its /proc/kallsyms, --vmlinux its vmlinux'
		[ "$(grep -c -E 'vfs_read|ksys_read|clear_' "$OUT")" -eq 0 ]
	done
	# Where it is this kernel, and it shows its symbols, they are there.
	has_perf || return 0
	grep -q '^[0-9a-f]*[1-9a-f][0-9a-f]* T _text' /proc/kallsyms || return 0
	try collapse-perf kernel.data
	nothing_cut
	[ "$(grep -c ';\[\[kernel.kallsyms\]\]' "$OUT")" -eq 0 ]
	grep -E 'vfs_read|ksys_read' "$OUT"
	# Nor is it this machine's where files are looked for elsewhere.
	try collapse-perf --symfs "$PWD" kernel.data
	err_has 'recorded with another kernel'
}

# An ELF file that has these symbols of /proc/kallsyms, as functions.
make_kernel() {
	{
		echo 'SECTIONS {'
		sort "$1" | while read -r address _ name; do
			echo ". = 0x$address; .text.$name : { *(.text.$name) } :text"
		done
		echo '} PHDRS { text PT_LOAD FLAGS(5); note PT_NOTE FLAGS(4); }' |
			sed 's/}/.note.gnu.build-id : { *(.note.gnu.build-id) } :note }/'
	} >kernel.lds
	while read -r _ _ name; do
		printf '.section .text.%s,"ax"\n.globl %s\n.type %s,@function\n%s: .byte 0\n' \
			"$name" "$name" "$name" "$name"
	done <"$1" >kernel.s
	"${CC:-cc}" -nostdlib -static -no-pie -Wl,--build-id=0x"$2" -Wl,-T,kernel.lds -o "$3" kernel.s
}

@test "--vmlinux gives what --kallsyms gives, if it is the kernel that was recorded" {
	[ "$(uname -m)" = x86_64 ] || skip 'makes a kernel of x86-64'
	kept=$DATA/perf-data
	# No name and no address twice: the linker wants it so.
	awk '!name[$3]++ && !address[$1]++' "$kept/kallsyms" >names
	make_kernel names abf9ec0ec5946600c90641cf5db998472fac410b kernel.elf
	collapse-perf -q --per-event --kallsyms names "$kept/events.data" >want
	grep -q entry_SYSCALL_64_after_hwframe want
	try collapse-perf -q --per-event --vmlinux kernel.elf "$kept/events.data"
	ok
	out_is_file want
	make_kernel names 00f9ec0ec5946600c90641cf5db998472fac410b other.elf
	try collapse-perf --vmlinux other.elf "$kept/events.data"
	status_is 1
	err_has "other.elf: kernel symbols cannot be read: another build-id than the recorded kernel has"
	try collapse-perf --vmlinux missing "$kept/events.data"
	status_is 1
	err_has 'missing: kernel symbols cannot be read: No such file or directory'
	try collapse-perf --vmlinux "$kept/kallsyms" "$kept/events.data"
	status_is 1
	err_has 'kallsyms: kernel symbols cannot be read: not an ELF file'
}

@test "files that are not here: how many samples, the first path, what to do; and --symfs" {
	every=997 samples=40
	for how in 'record_calls gone ./deep' 'record_copies 8192 gone ./plain'; do
		$how 20
		program=${how##*/}
		collapse-perf -q gone.data >want
		if has_perf; then
			perf script -i gone.data --no-inline >gone.script 2>/dev/null
		else
			printf 'a 1 1.0: 1 e:\n\t%s bottom+0x0 (%s)\n\n' "$(nm "$program" | awk '/ bottom$/ { print $1 }')" \
				"$PWD/$program" >gone.script
		fi
		mkdir -p "elsewhere$PWD"
		mv "$program" "elsewhere$PWD/$program"
		try collapse-perf gone.data
		status_is 0
		out_has ";[$program] "
		[ "$(grep -c ';bottom ' "$OUT")" -eq 0 ]
		grep -E "gone.data: [0-9]+ of [0-9]+ samples have frames in 1 file that is not here, $PWD/$program: these have no names" "$ERR"
		err_has 'perf archive'
		[ "${how#record_calls}" != "$how" ] || err_has 'and stacks that were copied end there'
		# The libraries stay where they are.
		[ -e "elsewhere/lib" ] || ln -s /lib /lib64 /usr elsewhere/
		try collapse-perf -q --symfs elsewhere gone.data
		ok
		out_is_file want
		try collapse-perf --inline gone.script
		err_has "inlined functions and lines are not known of 1 file that is not here, the first is $PWD/$program"
		mv "elsewhere$PWD/$program" "$program"
	done
}

@test "--buildid-dir has what perf keeps, and a changed file is not used" {
	needs perf
	cp deep kept
	record kept -g ./kept 20
	collapse-perf -q kept.data >want
	perf --buildid-dir "$PWD/cache" buildid-cache -a kept
	"${CC:-cc}" -O1 -DOTHER -g -o kept "$ROOT/test/recordings/deep.c"
	HOME=/nonexistent try collapse-perf kept.data
	status_is 0
	err_has "samples have frames in 1 file that changed after the recording, $PWD/kept: "
	out_has ';[kept] '
	HOME=/nonexistent try collapse-perf -q --buildid-dir "$PWD/cache" kept.data
	ok
	out_is_file want
}

@test "a file that is newer than the recording is suspected, where no build-id tells" {
	"${CC:-cc}" -O1 -fno-omit-frame-pointer -fno-optimize-sibling-calls -Wl,--build-id=none -o bare \
		"$ROOT/test/recordings/deep.c"
	record_calls bare ./bare 3
	try collapse-perf bare.data
	nothing_cut
	[ "$(grep -c newer "$ERR")" -eq 0 ]
	touch -d 'next hour' bare
	try collapse-perf bare.data
	status_is 0
	err_has "samples have frames in 1 file that is newer than the recording, $PWD/bare: "
	# Of a pipe, nobody knows when it was made.
	try collapse-perf < <(cat bare.data)
	[ "$(grep -c newer "$ERR")" -eq 0 ]
}

make_jit() {
	"${CC:-cc}" -O1 -fno-omit-frame-pointer -o jit "$ROOT/test/recordings/jit.c"
	rm -f jit.pid
}

@test "code that was compiled at run time without a map is told" {
	make_jit
	record_calls jit ./jit 100000000
	pid=$(cat jit.pid)
	rm "/tmp/perf-$pid.map"
	try collapse-perf jit.data
	status_is 0
	err_has "samples have frames in 1 process that compiles at run time and has no map, /tmp/perf-$pid.map"
	out_has ";[perf-$pid.map] "
}

# By the number that the process has there, in its own /tmp.
@test "code that was compiled at run time in a container has its names" {
	needs perf unshare
	unshare -m -p -f --mount-proc mount -t tmpfs none /tmp 2>/dev/null || skip 'no namespaces here'
	make_jit
	# shellcheck disable=SC2016 # for the other shell
	unshare -m -p -f --kill-child --mount-proc sh -c 'exec 9<. && mount -t tmpfs none /tmp &&
		cd /proc/self/fd/9 && exec ./jit -1' 3>&- &
	box=$!
	for ((i = 0; i < 1200; i++)); do
		[ ! -s jit.pid ] || break
		sleep 0.1
	done
	[ "$(cat jit.pid)" -lt 100 ]
	pid=$(cat "/proc/$box/task/$box/children")
	# Until it has run for so long, in hundredths of a second, however busy the machine is, since perf was ready.
	ran() { awk '{ print $14 }' "/proc/${pid% }/stat"; }
	export -f ran
	export pid
	# shellcheck disable=SC2016 # for the other shell
	record boxed -g -p "${pid% }" -- \
		bash -c 'until=$(($(ran) + 30)); while [ "$(ran)" -lt "$until" ]; do sleep 0.05; done'
	try collapse-perf --jit boxed.data
	cp boxed.data older.data
	touch -d '1 day ago' older.data
	collapse-perf -q --jit older.data >older
	kill -KILL "${pid% }"
	wait "$box" || true
	box=
	nothing_cut
	out_has ';made_at_run_time_[j] '
	# A process that began after a recording is not the one that was recorded.
	grep -q . older
	! grep -q 'made_at_run_time' older || false
}

@test "the folder that perf record --threads writes" {
	needs perf zstd
	perf record -q -N --threads -e cpu-clock -o none.data true >/dev/null 2>&1 ||
		skip 'perf record has no --threads'
	for packed in '' -z; do
		# shellcheck disable=SC2086 # a word, or none
		record threads --threads $packed -g sh -c './deep 20 & ./deep 9; wait'
		[ -n "$(find threads.data -name 'data.*' -size +0)" ] # not of each processor, where one is busy
		perf script -i threads.data >threads.script 2>/dev/null
		collapse-perf -q threads.script | grep ';bottom ' >want
		try collapse-perf -q --no-inline threads.data
		ok
		diff -u want <(grep ';bottom ' "$OUT")
		# A folder without more files, as of perf record --kcore, is the recording too.
		mkdir one.data
		cp threads.data/data one.data
		try collapse-perf one.data
		err_has 'no sample found'
		rm -r one.data
	done
	# What is cut is told, wherever it is.
	for file in threads.data/data.*; do
		[ ! -s "$file" ] || break
	done
	truncate -s -3 "$file"
	try collapse-perf threads.data
	status_is 1
	err_has "$file: offset "
	mkdir empty
	try collapse-perf empty
	status_is 1
	err_has 'empty: '
}

# samples N STACK… - text of N samples of each, of frames with commas between, innermost first.
samples() {
	local n=$1
	shift
	for ((i = 0; i < n; i++)); do
		for stack; do
			printf 'a 1 1.%06d: 1 cycles:\n' "$i"
			tr , '\n' <<<"$stack" | sed 's|.*|\t1 & (/x)|'
			echo
		done
	done
}

@test "stacks of one or two frames nearly everywhere: what compilers and perf can do" {
	samples 95 leaf leaf,junk >text
	samples 10 a,b,c >>text
	try collapse-perf text
	status_is 0
	RECORDS="" err_is "collapse-perf: warning: 95 % of the samples have stacks of one or two frames, as programs without frame pointers give: compile with -fno-omit-frame-pointer (Rust: -C force-frame-pointers=yes), or record with --call-graph dwarf"
	# Whole stacks may be short; and few samples say nothing.
	samples 190 main,_start >whole
	try collapse-perf whole
	ok
	samples 90 leaf,junk >few
	try collapse-perf few
	ok
	samples 95 leaf,junk a,b,c,d >half
	try collapse-perf half
	ok
}

@test "a recording without call graphs is told" {
	samples 190 leaf other >flat
	try collapse-perf flat
	status_is 0
	RECORDS="" err_is "collapse-perf: warning: no stack has more than one frame: record with call graphs, by --call-graph dwarf or, where programs keep frame pointers, by -g"
	# One deeper stack, and whole programs of one function, are of a recording with call graphs.
	samples 190 main,_start other >deep
	try collapse-perf deep
	ok
	try collapse-perf --max-stack 1 flat
	ok
	try collapse-perf -q flat
	ok
}

@test "text of other programs, none, and a recording behind what the program printed" {
	printf 'hello\nPERFILE2\020\0\0\0\0\0\0\0' >mixed
	try collapse-perf mixed
	status_is 1
	err_has 'no sample found: a recording of perf begins within other text'
	printf '\n\n              libc.so`read+0x1\n              a`main+0x2\n   12\n' >dtrace
	try collapse-perf dtrace
	status_is 1
	err_has 'no sample found: this looks like the output of DTrace, which collapse-dtrace reads'
	printf 'main;parse 12\nmain;parse;read_line 7 8\n' >folded
	try collapse-perf -q folded
	status_is 1
	err_is 'collapse-perf: no sample found: this looks like folded stacks, which are collapsed already: flamegraph-svg draws them'
	flamegraph-svg folded >drawn.svg 2>/dev/null
	try collapse-perf -q drawn.svg
	status_is 1
	err_is 'collapse-perf: no sample found: this looks like a picture: flamegraph-svg --extract prints the stacks of those that it drew'
	printf '\177ELF\002\001\0\0 @@@ `libc.so\nx\0\n' >program
	try collapse-perf program
	status_is 1
	err_has 'no sample found: this is no text'
}

@test "flamegraph hands over where files are" {
	mkdir -p root
	try flamegraph -v --symfs root --vmlinux none --buildid-dir ids \
		--perfdata "$DATA/perf-data/fp.data" -o handed.svg
	err_has 'collapse-perf --verbose --symfs=root --vmlinux=none --buildid-dir=ids -- '
	for one in '--symfs root' --inline '--max-stack 2'; do
		# shellcheck disable=SC2086 # two words
		try flamegraph --backend dtrace $one true
		status_is 2
		err_has "${one%% *}"
	done
	try flamegraph --inline --no-inline true
	status_is 2
	err_has '--inline and --no-inline do not go together'
	try flamegraph --max-stack 2 --perfdata "$DATA/perf-data/fp.data" --folded two.folded
	status_is 0
	# The name of the program, and two frames at most.
	awk -F ';' '/^\[event=/ { next } NF > 3 { print; exit 1 }' two.folded
	try flamegraph -v --max-stack 2 --inline --perfdata "$DATA/perf-data/fp.data" -o handed.svg
	err_has 'collapse-perf --verbose --max-stack=2 --inline -- '
}
