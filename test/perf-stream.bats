#!/usr/bin/env bats
# collapse-perf while the recording comes through a pipe: files that go before it is over.
#
# A recording is made first, and is fed in two parts: what happens between them happens
# while the program runs, as far as collapse-perf knows.

load helper
records

setup() {
	no_copies
	cd "$BATS_TEST_TMPDIR"
	cc -O1 -g -fno-omit-frame-pointer -fno-optimize-sibling-calls -o first "$DATA/burn.c"
	sed 's/burn(/scorch(/' "$DATA/burn.c" |
		cc -O1 -g -fno-omit-frame-pointer -fno-optimize-sibling-calls -xc -o second -
	ln first prog
}

# record COMMAND… - into whole.data, as a pipe has it.
record() { perf record -q -g -o - -- "$@" 2>/dev/null >whole.data; }

# stepped PROGRAM - without perf, the same by single instructions; of a second program what stands behind the
# header and what the event is, which the first has said.
stepped() {
	"${BIN%/bin}/tools/step" 97 300 0 - "./$1" 0.2 >one.data 2>/dev/null || needs perf
	if [ -s whole.data ]; then tail -c +137 one.data; else cat one.data; fi >>whole.data
}

record_prog() { if has_perf; then record ./prog 0.2; else stepped prog; fi; }

# Where the Nth record that names $PWD/prog ends, at most; not before what kind of a file it is can be known.
behind() { LC_ALL=C grep -abo "$PWD/prog" whole.data | sed -n "$1{s/:.*//p;q}" | awk '{ print $1 < 4096 ? 4608 : $1 + 512 }'; }

# Whether the reader keeps a file open, now under that name.
keeps() { find "/proc/$reader/fd" -lname "$PWD/$1" | grep -q .; }

wait_until() {
	for _ in {1..1200}; do
		"$@" && return
		sleep 0.05
	done
	echo "in vain: $*"
	return 1
}

# fed_until BYTES FILE - the reader has got so many bytes, and the file is open.
fed_until() {
	mkfifo pipe
	collapse-perf --no-header - <pipe >out 2>err 4>&- &
	reader=$!
	exec 4>pipe
	head -c "$1" whole.data >&4
	wait_until keeps "$2"
}

# The rest from a byte on.
fed_the_rest() {
	tail -c "+$(($1 + 1))" whole.data >&4
	exec 4>&-
	wait "$reader"
}

@test "a program that is deleted while it is recorded keeps its names" {
	record_prog
	cut=$(behind 1)
	fed_until "$cut" prog
	rm prog
	fed_the_rest "$cut"
	grep -q '^prog;.*main;work;burn' out
	! grep 'not here\|deleted' err || false
}

@test "a program whose path another one has by now keeps its names" {
	record_prog
	cut=$(behind 1)
	fed_until "$cut" prog
	ln -f second prog
	fed_the_rest "$cut"
	grep -q '^prog;.*main;work;burn' out
	! grep -q scorch out || false
}

@test "two programs of one path have their own names" {
	if has_perf; then
		record sh -c './prog 0.2; ln -f second prog; ./prog 0.2'
	else
		stepped prog
		ln -f second prog
		stepped prog
	fi
	ln -f first prog
	cut=$(behind 1)
	fed_until "$cut" prog
	ln -f second prog
	fed_the_rest "$cut"
	grep -q '^prog;.*main;work;burn' out
	grep -q '^prog;.*main;work;scorch' out
}

@test "a program that was replaced before its map came is not taken for it, and that is told" {
	ln second other
	if has_perf; then
		record sh -c './prog 0.2; ./other 0.2'
	else
		stepped prog
		stepped other
	fi
	cp first new
	mv new other
	collapse-perf --no-header - <whole.data >in-vain 2>/dev/null # a file: it is not known that it runs
	grep -q '^other;.*burn' in-vain || grep -q '^other;.*work' in-vain
	# shellcheck disable=SC2002 # a pipe is what is tested
	cat whole.data | collapse-perf --no-header - >out 2>err
	grep -q '^prog;.*main;work;burn' out
	grep -q '^other' out
	! grep -q '^other.*\(burn\|scorch\)' out || false
	grep -q "in 1 file that was deleted or replaced before it could be opened, $PWD/other" err
}

@test "without descriptors to spare, files are opened when they are asked for names" {
	record_prog
	# shellcheck disable=SC2002 # a pipe is what is tested
	cat whole.data | (ulimit -n 12 && exec collapse-perf --no-header -) >out
	grep -q '^prog;.*main;work;burn' out
}
