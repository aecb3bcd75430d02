#!/usr/bin/env bats
# Names from strangers reach a terminal, and the log of a CI job, as text: they rule neither.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	# A line that CI takes for a command, a colour, NEL as C1, a mark that turns the text round.
	EVIL=$'x\n::error::y\e[31m\xc2\x85\xe2\x80\xaez'
	SAID='x\x0a::error::y\x1b[31m\xc2\x85\xe2\x80\xaez'
}

# Nothing of what the last `try` wrote rules anything: $1 is out or err.
tame() {
	local bytes=$'[\x01-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]'

	LC_ALL=C grep -nE "$bytes|^[[:space:]]*::" "$1" >found || true
	cat -A found
	[ ! -s found ]
}

@test "names of files in messages" {
	local program

	printf 'no count\n' >"$EVIL.folded"
	for program in collapse-perf collapse-dtrace collapse-rustc flamegraph-svg 'flamegraph-svg --extract' \
		'difffolded --top 2' 'flamegraph --perfdata' 'flamegraph -p'; do
		try $program "$EVIL"
		[ "$status" -ne 0 ]
		tame "$ERR"
		err_has "$SAID"
	done
	try flamegraph-svg "$EVIL.folded"
	tame "$ERR"
	err_has "$SAID.folded"
	try flamegraph-svg "--$EVIL"
	tame "$ERR"
	err_has "$SAID"
}

# Of everything that can be wrong with a file, so that each program says its name.
@test "names of files in messages, whatever is wrong with them" {
	local program kind

	# With C1 as a byte of its own, which some terminals obey.
	EVIL+=$'\x9b2J'
	printf 'PERFILE2' >"$EVIL.cut"
	printf 'PERFILE3abcdefgh' >"$EVIL.newer"
	printf '\x1f\x8b\x08\x00\x00\x00\x00\x00' >"$EVIL.gz"
	printf 'MMPD\x0a\x00\x00\x00' >"$EVIL.rustc"
	printf '<svg xmlns="http://www.w3.org/2000/svg"></svg>\n' >"$EVIL.svg"
	printf 'a;b\n\x01\x02\x1b[31m\n' >"$EVIL.odd"
	: >"$EVIL.empty"
	printf 'a;b 1\n' >ok.folded
	mkdir "$EVIL.folder"
	for kind in cut newer gz rustc svg odd empty folder missing; do
		for program in collapse-perf collapse-dtrace collapse-rustc flamegraph-svg 'flamegraph-svg --extract' \
			'flamegraph-svg --no-script' 'difffolded --merge' 'difffolded --top 2' \
			'diff-flamegraph ok.folded'; do
			# What is no file is a command there, and the shell says what it is not.
			[[ $program != diff* || $kind != missing ]] || continue
			try $program "$EVIL.$kind"
			tame "$ERR"
			# What has no stacks is not to blame for its name.
			[ "$status" -eq 0 ] || [[ $kind == @(odd|empty|svg) ]] || err_has '\x0a::error::y\x1b[31m\xc2\x85\xe2\x80\xaez\x9b2J'
		done
	done
}

@test "names of files that options name" {
	local options

	EVIL+=$'\x9b2J'
	printf 'a;b 1\n' >ok.folded
	printf 'odd\n' >"$EVIL.attributes"
	while read -r options; do
		# shellcheck disable=SC2086 # words
		try $options"$EVIL"
		[ "$status" -ne 0 ] || [ -s "$ERR" ]
		tame "$ERR"
		err_has '\x0a::error::y\x1b[31m\xc2\x85\xe2\x80\xaez\x9b2J'
	done <<-'END'
		flamegraph-svg ok.folded --nameattr=
		flamegraph-svg ok.folded --palette-file=nowhere/
		flamegraph-svg ok.folded --colors=
		flamegraph-svg ok.folded --width=
		difffolded --format=
		flamegraph --perfdata ok.folded -o nowhere/
		collapse-perf --time=
		collapse-dtrace --no-such
		collapse-rustc --no-such
		diff-flamegraph --no-such
	END
}

@test "pictures and stacks whose names are odd" {
	printf 'a;b 1\n' >-in
	try diff-flamegraph -o "$EVIL" -- -in -in
	status_is 0
	tame "$ERR"
	err_has "$SAID/diff.svg"
	[ -s "$EVIL/diff.svg" ]
	try diff-flamegraph -o -y -- -in -in
	status_is 0
	[ -s ./-y/diff.svg ]
}

@test "names of functions in tables" {
	local format

	printf 'a;f\e[31m\xc2\x85\xe2\x80\xaeg\xffh 3\n' >one
	printf 'a;f\e[31m\xc2\x85\xe2\x80\xaeg\xffh 5\n' >two
	for format in text markdown json; do
		try difffolded --top 5 --format "$format" one two
		ok
		tame "$OUT"
		try difffolded --paths --format "$format" one two
		ok
		tame "$OUT"
	done
	try difffolded --top 5 one two
	out_has 'f\x1b[31m\xc2\x85\xe2\x80\xaeg\xffh'
	try difffolded --top 5 --format json one two
	out_has 'f\u001b[31m\u0085\u202eg'
}

@test "names of processes and functions in stacks" {
	printf 'a\e[31mb 12 1.0: 1 cycles:\n\t1 f\tg\e[0m\xc2\x85h\a (/bin/x\x01)\n\n' >in
	try collapse-perf -q in
	ok
	out_is 'a?[31mb;f g?[0m?h? 1'
	printf '\n  x`f\e[31m+0x1\n  3\n' >in
	try collapse-dtrace in
	ok
	out_is 'x`f?[31m 3'
}

@test "a recording of a newer version is called so" {
	printf 'PERFILE3abcdefgh' >new
	for program in collapse-perf flamegraph-svg 'difffolded --merge'; do
		try $program new
		status_is 1
		err_has 'a recording of a newer version of perf than this program knows'
	done
	printf '3ELIFREPabcdefgh' >new
	try collapse-perf new
	status_is 1
	err_has 'a recording of a newer version of perf than this program knows'
}

# watched ENVIRONMENT… -- COMMAND… - runs it on a terminal of its own, which goes to the file `seen`.
# Its PID is added to `watching`: a plain `wait` would wait for bats' own clock, too.
watched() {
	local set=()

	while [ "$1" != -- ]; do
		set+=("$1")
		shift
	done
	shift
	env -u CI TERM=xterm "${set[@]}" script -qefc "$*" seen </dev/null >/dev/null 2>&1 3>&- &
	watching+=($!)
}

# Waits until a file has a text; the time is only for a program that never writes it.
until_seen() {
	local i

	for ((i = 0; i < 1200; i++)); do
		! grep -qF "$2" "$1" || return 0
		sleep 0.1
	done
	cat -A "$1"
	return 1
}

# So much of an input that it can be seen what it is, and no end.
some_input() {
	local i

	for ((i = 0; i < 200; i++)); do
		case $1 in
		collapse-perf) printf 'prog 1 [000] 1.0: 1 cycles: \n\t    55d0c1a3f01c main+0x1c (/bin/prog)\n\t    55d0c1a3f00c _start+0x1c (/bin/prog)\n\n' ;;
		collapse-dtrace) printf '    libc.so.1`write+0x1\n    prog`main+0x2\n    5\n\n' ;;
		*) printf 'main;run;parse_the_whole_text;read_line_%d 5\n' "$i" ;;
		esac
	done
}

# held_open FIFO PROGRAM - writes some_input, and keeps the pipe open until there is a file `go`.
held_open() {
	(
		exec 3>&- 1<>"$1"
		some_input "$2"
		for ((i = 0; i < 1200; i++)); do
			[ ! -e "$BATS_TEST_TMPDIR/go" ] || break
			sleep 0.1
		done
		[ -z "${3:-}" ] || printf '%s\n\n' "$3"
	) &
}

@test "who waits at a terminal sees how far a program is, and who does not want to see it does not" {
	needs script
	local run folder=0

	# Those that show nothing begin first, so that they had the time when others do.
	for run in 'CI=1 -- collapse-perf' 'TERM=dumb -- collapse-perf' 'TERM= -- collapse-perf' \
		'-- collapse-perf -q' '-- collapse-perf' '-- collapse-dtrace' '-- flamegraph-svg' \
		'-- difffolded --merge'; do
		mkdir $folder
		mkfifo $folder/in
		held_open $folder/in "$(cut -d' ' -f1 <<<"${run#*-- }")"
		cd $folder
		watched $run 'in >out'
		cd ..
		folder=$((folder + 1))
	done
	for folder in 4 5 6 7; do
		until_seen $folder/seen ': in: 0.0 MB, 0.0 MB/s'
	done
	: >go
	wait "${watching[@]}"
	for folder in 0 1 2 3; do
		grep -cF 'MB/s' $folder/seen >>found || true
	done
	[ "$(sort -u found)" = 0 ]
	for folder in 0 1 2 3 4 5 6 7; do
		[ -s $folder/out ]
	done
	# It is taken away, and nothing stands behind it.
	for folder in 4 5 6 7; do
		grep -v '^Script ' $folder/seen | tr -d '\n' | tail -c 4 >end
		cmp end <(printf '\r\033[K')
	done
}

@test "a message takes the line away first" {
	needs script
	mkfifo in
	held_open in collapse-perf 'what is this?'
	watched -- collapse-perf in '>out'
	until_seen seen 'collapse-perf: in: '
	: >go
	wait "${watching[@]}"
	tr '\r' '\n' <seen >lines
	grep -q "^$(printf '\033')\[Kcollapse-perf: warning: in:[0-9]*: not understood" lines
	# and it stands alone
	[ "$(grep -c 'not understood' lines)" = 1 ]
	[ "$(grep 'not understood' lines | grep -c 'MB/s' || true)" = 0 ]
}

@test "who types the pipe is told that the counts of perf script are no samples, and logs are not" {
	needs script
	local told='not samples; --header says so to what reads them' run number=0

	printf 'prog 1 [000] 1.0: 10101010 cpu-clock:u: \n\t1c main+0x1c (/bin/prog)\n\n' >clock
	printf 'prog 1 [000] 1.0: 2000 cycles: \n\t1c main+0x1c (/bin/prog)\n\n' >cycles
	printf 'prog 1 [000] 1.0: 1 page-faults: \n\t1c main+0x1c (/bin/prog)\n\n' >faults
	for run in '-- collapse-perf clock' '-- collapse-perf cycles' '-- collapse-perf faults' \
		'-- collapse-perf --header clock' '-- collapse-perf --no-header clock' \
		'-- collapse-perf -q clock' '-- collapse-perf --weight samples clock' \
		'CI=1 -- collapse-perf clock' '-- collapse-perf --per-event clock cycles'; do
		mkdir n$number
		cd n$number
		cp ../clock ../cycles ../faults .
		watched $run '>out'
		cd ..
		number=$((number + 1))
	done
	wait "${watching[@]}"
	grep -F "collapse-perf: counts are nanoseconds of cpu-clock, $told" n0/seen
	grep -F "collapse-perf: counts are cycles, $told" n1/seen
	grep -F "counts are nanoseconds of cpu-clock and what other events count, $told" n8/seen
	for number in 2 3 4 5 6 7; do
		[ -s n$number/out ]
		! grep -F 'not samples' n$number/seen || return 1
	done
	try collapse-perf clock
	ok
}
