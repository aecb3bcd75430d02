#!/usr/bin/env bats
# flamegraph: from a command to a picture, with the perf of this machine.
#
# Stacks are found by frame pointers where it does not matter how (--call-graph fp), because
# that is fast; burn is measured in processor time, so a busy machine changes nothing. Where a test
# ends it before it is done, it waits until enough was sampled.

load helper
records

setup_file() {
	export BURN=$BATS_FILE_TMPDIR/burn
	cc -O1 -g -fno-omit-frame-pointer -fno-optimize-sibling-calls -o "$BURN" "$DATA/burn.c"
	has_perf || {
		"${BIN%/bin}/tools/step" 97 300 0 "$BATS_FILE_TMPDIR/burnt" "$BURN" 0.1 >/dev/null 2>&1 || return 0
		plays_for_perf "$BATS_FILE_TMPDIR/burnt"
	}
}

# Each test in a folder of its own; temporary files in another, to see whether they go.
setup() {
	case $BATS_TEST_DESCRIPTION in
	'perf is not installed'* | 'perf stopped before'* | 'perf may not record'* | 'a file that collapse-perf cannot'* | \
		'lost samples'* | '--backend dtrace'* | 'usage errors') ;; # none is started
	*) needs_perf_or_player ;;
	esac
	STAND_IN_FOLDER=$ROOT/test/stand-in
	export TMPDIR=$BATS_TEST_TMPDIR/tmp
	mkdir "$TMPDIR" "$BATS_TEST_TMPDIR/work"
	cd "$BATS_TEST_TMPDIR/work"
}

teardown() {
	[ -z "${started:-}" ] && return
	{ kill -9 -- "-$started" && wait "$started"; } 2>/dev/null || true
}

fast=(--call-graph fp --no-inline)

# Nothing temporary is left, neither in TMPDIR nor here, but what is named.
nothing_left() {
	diff -u /dev/null <(ls -A "$TMPDIR")
	diff -u <(printf '%s\n' "$@" | sed '/^$/d' | sort) <(ls -A | sort)
}

# Share in percent, rounded down, of the samples of a folded file with a frame.
share() {
	awk -v frame="$2" '{
		count = $NF
		sub(/ [^ ]*$/, "")
		all += count
		if (index(";" $0 ";", ";" frame ";")) some += count
	} END { printf "%d\n", all ? 100 * some / all : 0 }' "$1"
}

# share_is_above FILE FRAME PERCENT
share_is_above() {
	[ "$(share "$1" "$2")" -gt "$3" ] || {
		echo "$2 has $(share "$1" "$2") %, not more than $3 %:"
		cat "$1"
		return 1
	}
}

# played SAMPLES COMMAND… - where perf is played, this is what it has recorded from now on.
played() {
	[ -n "${PLAYER:-}" ] || return 0
	export PLAYED=$BATS_TEST_TMPDIR/played
	"${BIN%/bin}/tools/step" 97 "$1" 0 "$PLAYED" "${@:2}" >/dev/null 2>&1
}

has_frame() { grep -qF "<title>$2 (" "$1" || { echo "$1 lacks $2"; head -c 3000 "$1"; return 1; }; }

# wait_until SECONDS COMMAND… - until it succeeds; false when it never does.
wait_until() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ "$SECONDS" -lt "$end" ] || { echo "in vain: $*"; return 1; }
		sleep 0.05
	done
}

ended() { [ ! -e "/proc/$1" ] || grep -q '^State:.*Z' "/proc/$1/status"; }
recording() { [ -n "$(find "$TMPDIR" . -name '*perf.data*' -size +0)" ]; }

# burnt TICKS - that long, in hundredths of a second, burn has run in the group of $started.
burnt() {
	cat /proc/[0-9]*/stat 2>/dev/null |
		awk -v group="$started" -v least="$1" '$2 == "(burn)" && $5 == group { ticks = $14 }
			END { exit ticks < least }'
}

# Until a recording has samples of burn.
wait_for_samples() {
	wait_until 60 recording
	wait_until 60 burnt 30
}

# A second of a busy machine may hold no sample.
drawn_or_too_busy() {
	[ "$status" -eq 0 ] && return
	status_is 1
	grep -q 'nothing was sampled' "$ERR" || { cat "$ERR"; return 1; }
}

# start COMMAND… - in the background and in a process group of its own, as a shell at a terminal
# does: kill -INT -- -$started is Ctrl-C.
start() {
	OUT=$BATS_TEST_TMPDIR/out
	ERR=$BATS_TEST_TMPDIR/err
	CLOSING=$BATS_TEST_TMPDIR/closing
	setsid "$@" >"$OUT" 2>"$ERR" 3>&- </dev/null &
	started=$!
}

# finish - waits for it; its exit status is $status.
finish() {
	status=0
	wait "$started" || status=$?
	started=
	closing_apart
}

# "PID PARENT GROUP STATE NAME" of all processes, see proc(5).
processes() {
	cat /proc/[0-9]*/stat 2>/dev/null |
		sed -n 's/^\([0-9]*\) (\(.*\)) \([A-Za-z]\) \([0-9]*\) \([0-9]*\) .*/\1 \4 \5 \3 \2/p'
}

# child_of PARENT [NAME] - its number; status 1 where there is none.
child_of() {
	processes | awk -v parent="$1" -v name="${2:-}" '
		$2 == parent && (name == "" || $5 == name) { print $1; found = 1 } END { exit !found }'
}

group_of() { processes | awk -v pid="$1" '$1 == pid { print $3 }'; }
in_group() { processes | awk -v group="$1" '$3 == group && $4 != "Z" { found = 1 } END { exit !found }'; }
group_is_gone() { ! in_group "$1"; }

@test "a C program: its functions, its output, nothing else" {
	try flamegraph -o a.svg --folded a.folded -- "$BURN" 0.4
	status_is 0
	out_is done
	has_frame a.svg burn
	has_frame a.svg work
	has_frame a.svg main
	share_is_above a.folded burn 80
	well_formed_xml a.svg
	nothing_left a.svg a.folded
}

# Without rustc or perf, one of C whose functions are called as it would call them.
@test "a Rust program, found on PATH" {
	cat >"$BATS_TEST_TMPDIR/demo.rs" <<-'END'
		mod heavy {
		    #[inline(never)]
		    pub fn burn(n: u64) -> u64 {
		        (0..n).fold(0, |s, i| super::seen(s ^ i.wrapping_mul(i)))
		    }
		}
		// What black_box is for, in Rust before 1.66, too.
		fn seen(n: u64) -> u64 {
		    unsafe { std::ptr::read_volatile(&n) }
		}
		fn main() {
		    extern "C" { fn clock() -> i64; } // in microseconds
		    while unsafe { clock() } < 400_000 {
		        seen(heavy::burn(1_000_000));
		    }
		}
	END
	mkdir "$BATS_TEST_TMPDIR/bin"
	if [ -z "${PLAYER:-}" ] && command -v rustc >/dev/null; then
		rustc -O -g -o "$BATS_TEST_TMPDIR/bin/demo" "$BATS_TEST_TMPDIR/demo.rs"
	else
		{
			echo 'void burn(double) __asm__("_ZN4demo5heavy4burn17h0123456789abcdefE");'
			echo 'void work(double) __asm__("_ZN4demo4main17hfedcba9876543210E");'
			cat "$DATA/burn.c"
		} >"$BATS_TEST_TMPDIR/demo.c"
		cc -O1 -g -fno-omit-frame-pointer -fno-optimize-sibling-calls -o "$BATS_TEST_TMPDIR/bin/demo" \
			"$BATS_TEST_TMPDIR/demo.c"
		played 300 "$BATS_TEST_TMPDIR/bin/demo" 0.1 || needs rustc
	fi
	PATH=$BATS_TEST_TMPDIR/bin:$PATH try flamegraph --folded a.folded demo
	status_is 0
	has_frame flamegraph.svg demo::heavy::burn
	has_frame flamegraph.svg demo::main
	share_is_above a.folded demo::heavy::burn 80
}

@test "--pid: a process that runs, and goes on" {
	start "$BURN" 60
	wait_until 60 burnt 1
	try flamegraph "${fast[@]}" --duration 2 --pid "$started" --folded a.folded
	ok
	share_is_above a.folded burn 80
	! ended "$started" || false
	nothing_left a.folded flamegraph.svg
}

@test "--pid: two processes, one recording" {
	"$BURN" 60 3>&- >/dev/null &
	first=$!
	start "$BURN" 60
	wait_until 60 burnt 1
	try flamegraph "${fast[@]}" --duration 2 -p "$first,$started" --verbose --folded a.folded
	kill -9 "$first"
	status_is 0
	err_has " -p $first,$started"
	share_is_above a.folded burn 80
}

@test "--perfdata: what was recorded before" {
	perf record -q -g -F 997 -o old.data -- "$BURN" 0.3 >/dev/null
	cp old.data copy.data
	try flamegraph --no-inline --perfdata old.data --folded a.folded
	ok
	out_is_empty
	share_is_above a.folded burn 80
	cmp old.data copy.data
	try flamegraph --perf-script --perfdata old.data -o b.svg --folded b.folded
	ok
	share_is_above b.folded burn 80
	# Without perf at hand, too: collapse-perf reads the file.
	PERF=/no/such/perf try flamegraph --no-inline --perfdata old.data -o c.svg --folded c.folded
	ok
	cmp a.folded c.folded
	PERF=/no/such/perf try flamegraph --perf-script --perfdata old.data
	status_is 1
	nothing_left {a,b,c}.folded copy.data {b,c,flamegraph}.svg old.data
}

@test "--keep-perfdata and --perfdata-out keep what perf wrote, and never write over perf.data" {
	try flamegraph "${fast[@]}" --keep-perfdata -- "$BURN" 0.2
	ok
	perf script -i perf.data >/dev/null 2>&1
	cp perf.data kept
	try flamegraph "${fast[@]}" --keep-perfdata -- "$BURN" 0.2
	status_is 1
	err_is 'flamegraph: perf.data exists; remove it, or name another file with --perfdata-out'
	out_is_empty
	cmp perf.data kept
	mkdir folder
	try flamegraph "${fast[@]}" --perfdata-out folder/other.data -- "$BURN" 0.2
	ok
	perf script -i folder/other.data >/dev/null 2>&1
	[ "$(ls -A folder)" = other.data ]
	nothing_left flamegraph.svg folder kept perf.data
}

@test "-c: own arguments, quoting understood, -o FILE honoured" {
	needs_perf_itself
	try flamegraph -v --cmd "record -e 'cpu-clock' -F \"500\" -g -o my\\ own.data" -- "$BURN" 0.3
	status_is 0
	err_has "perf record -e cpu-clock -F 500 -g -o"
	[ "$(perf evlist -i 'my own.data')" = cpu-clock ]
	nothing_left flamegraph.svg 'my own.data'
	rm 'my own.data'
	for file in '-omine' '--output=mine' '--output mine'; do
		try flamegraph --cmd "-e cpu-clock -g $file" -- "$BURN" 0.1
		ok
		nothing_left flamegraph.svg mine
		rm mine
	done
	try flamegraph -v -c '-e task-clock -g' -- "$BURN" 0.2
	status_is 0
	err_has 'perf record -e task-clock -g -o'
	try flamegraph -c 'stat -e cycles' -- "$BURN" 0.1
	status_is 2
	err_has "--cmd for perf must be a 'record' command"
	try flamegraph -c "record -e 'x" -- "$BURN" 0.1
	status_is 2
	err_has 'has a quote without an end'
}

@test "options reach perf record, perf script, collapse-perf and flamegraph-svg" {
	try flamegraph -v -F 499 --call-graph dwarf,8192 -z 3 --delay 10 \
		--script-args "--max-stack 50 --comms 'burn'" --no-inline \
		--skip-after main --title 'A "title"' --subtitle sub --notes note --inverted \
		--reverse --min-width 0.1% --image-width 900 --palette mem --deterministic \
		-- "$BURN" 0.3
	status_is 0
	err_has 'record --freq=499 --call-graph=dwarf,8192 --compression-level=3 --delay=10 -o '
	err_has " --no-inline --max-stack 50 --comms burn"
	err_has 'collapse-perf --verbose --skip-after=main'
	err_has "flamegraph-svg '--title=A \"title\"' --subtitle=sub --notes=note --minwidth=0.1% --width=900 --colors=mem --deterministic --inverted --reverse --verbose"
	grep -qF 'A &quot;title&quot;' flamegraph.svg || grep -qF 'A "title"' flamegraph.svg
	try flamegraph -v -z "${fast[@]}" -- "$BURN" 0.1
	status_is 0
	err_has ' --compression-level=1 '
}

@test "--flamechart keeps the order of time" {
	try flamegraph "${fast[@]}" -v --flamechart -- "$BURN" 0.2
	status_is 0
	grep -qE 'running .*/collapse-perf (.* )?--no-merge ' "$ERR"
	err_has 'flamegraph-svg --flamechart --verbose'
}

@test "--verbose tells each command and how long it took" {
	try flamegraph "${fast[@]}" --verbose --perf-script -- "$BURN" 0.2
	status_is 0
	grep -qE '^flamegraph: running .*perf record ' "$ERR"
	grep -qE '^flamegraph: running .*perf script -i ' "$ERR"
	grep -qE '^flamegraph: perf took [0-9]+\.[0-9]{3} s$' "$ERR"
	grep -qE '^flamegraph: collapse-perf took [0-9.]+ s$' "$ERR"
	grep -qE '^flamegraph: flamegraph-svg took [0-9.]+ s$' "$ERR"
}

@test "--post-process changes the stacks that are drawn and kept" {
	try flamegraph "${fast[@]}" --folded a.folded --post-process 'sed "s/burn/b u r n/2"' \
		-- "$BURN" 0.2
	ok
	has_frame flamegraph.svg 'b u r n'
	share_is_above a.folded 'b u r n' 80
	try flamegraph "${fast[@]}" --post-process 'sh -c "cat >&2; exit 3"' -o b.svg -- "$BURN" 0.1
	status_is 1
	err_has ';burn '
	err_has 'flamegraph: sh failed with exit status 3'
	try flamegraph "${fast[@]}" --post-process 'grep nothing-like-it' -o b.svg -- "$BURN" 0.1
	status_is 1
	try flamegraph --post-process no-such-program -- "$BURN" 0.1
	status_is 1
	err_is "flamegraph: cannot run 'no-such-program': No such file or directory"
	out_is_empty
	nothing_left a.folded flamegraph.svg
}

@test "the exit status of a command that fails comes after the picture" {
	try flamegraph "${fast[@]}" -- "$BURN" 0.1 7
	status_is 7
	err_is "flamegraph: '$BURN' ended with exit status 7"
	has_frame flamegraph.svg burn
	try flamegraph "${fast[@]}" --ignore-status -- "$BURN" 0.1 7
	status_is 0
	try flamegraph "${fast[@]}" -o killed.svg -- sh -c "'$BURN' 0.1; kill -SEGV \$\$"
	status_is 139
	err_has "flamegraph: 'sh' was killed by signal 11 (Segmentation fault)"
	has_frame killed.svg burn
}

@test "a command that cannot be started" {
	echo old >flamegraph.svg
	try flamegraph -- ./no-such-program
	status_is 127
	err_is "flamegraph: cannot run './no-such-program': No such file or directory"
	try flamegraph -- no-such-program
	status_is 127
	echo text >plain
	try flamegraph -- ./plain
	status_is 126
	err_is "flamegraph: cannot run './plain': Permission denied"
	echo old | cmp - flamegraph.svg
	nothing_left flamegraph.svg plain
}

# drawn_after KILL-ARGUMENT… - what was started is told to end while it records: all of it ends, and
# there is a picture.
drawn_after() {
	wait_for_samples
	kill "$@"
	group=$started
	finish
	[ "$status" -eq 0 ]
	err_is_empty
	has_frame flamegraph.svg burn
	wait_until 60 group_is_gone "$group"
	nothing_left flamegraph.svg
}

@test "Ctrl-C while recording: the command ends, and there is a picture" {
	start flamegraph "${fast[@]}" -- "$BURN" 60
	drawn_after -INT -- "-$started"
}

# From before it has begun, by way of perf's own beginning, to when there are samples.
@test "Ctrl-C at any moment of its beginning: over, nothing left, and the old picture if there is no new one" {
	needs_perf_itself
	for way in --no-stream --stream '--stream --duration 1' '--no-stream --duration 1'; do
		for ms in 0 5 20 60 150 400; do
			echo old >flamegraph.svg
			# shellcheck disable=SC2086 # two words
			try "${BIN%/bin}/family" --interrupt "$ms" 60 flamegraph "${fast[@]}" $way -- "$BURN" 60
			if [ "$status" -eq 130 ]; then
				echo old | cmp - flamegraph.svg
			else
				status_is 0
				has_frame flamegraph.svg burn
			fi
			nothing_left flamegraph.svg
		done
	done
}

# A signal that leaves nothing to draw.
@test "Ctrl-C before anything was sampled: why there is no picture, and the end is by that signal" {
	needs_perf_itself
	echo old >flamegraph.svg
	try "${BIN%/bin}/family" --interrupt 900 60 flamegraph -c 'record -e emulation-faults' -- sleep 60
	status_is 130
	grep -qE 'nothing was (sampled|recorded)' "$ERR"
	echo old | cmp - flamegraph.svg
	nothing_left flamegraph.svg
}

# Until it is in a group of its own, the terminal's Ctrl-C reaches what draws, too: seldom, but for sure here.
@test "Ctrl-C as collapse-perf begins: the end is by that signal, not an error of collapse-perf" {
	mkdir own
	cp "$BIN"/flamegraph "$BIN"/flamegraph-svg own
	printf '#!/bin/sh\nkill -INT "$PPID"\nsleep 0.2\nkill -INT $$\n' >own/collapse-perf
	chmod +x own/collapse-perf
	echo old >flamegraph.svg
	try "${BIN%/bin}/family" 60 own/flamegraph "${fast[@]}" --stream -- "$BURN" 60
	status_is 130
	err_is_empty
	echo old | cmp - flamegraph.svg
	rm -r own
	nothing_left flamegraph.svg
}

@test "SIGTERM to flamegraph alone ends the command and what it has started, and draws" {
	start flamegraph "${fast[@]}" -- sh -c "'$BURN' 60; true"
	drawn_after -TERM "$started"
}

@test "--duration ends a command that flamegraph started" {
	started_at=$SECONDS
	try flamegraph "${fast[@]}" --duration 3 --delay 100 -- sh -c "'$BURN' 60; true"
	ok
	# burn itself takes 60 seconds at least.
	[ $((SECONDS - started_at)) -lt 60 ]
	has_frame flamegraph.svg burn
}

# What it started must be gone: family fails if a process of it is left.
@test "--duration ends what ignores SIGTERM, what stops itself, and what starts ever more" {
	duration() {
		for way in --no-stream --stream; do
			rm -f flamegraph.svg
			try "${BIN%/bin}/family" 60 flamegraph "${fast[@]}" "$way" --duration 1 -- sh -c "$1" "$BURN"
			drawn_or_too_busy
		done
	}
	# It is found by its parent, whatever it calls itself.
	duration 'echo odd >/proc/$$/comm; trap "" TERM INT HUP; "$0" 60'
	duration '"$0" 60 & kill -STOP $$; wait'
	duration 'while :; do (setsid sleep 60 & setsid sleep 60 &); "$0" 0.01; done'
	rm -f flamegraph.svg
	nothing_left
}

# Slower than any guess of how long it takes: perf's child, not the command yet, must not be ended.
@test "--duration begins when perf has let the command run, be that late" {
	perf record -q -g -o file.data -- "$BURN" 0.1 >/dev/null
	perf record -q -g -o - -- "$BURN" 0.1 2>/dev/null >pipe.data
	export PERF=$STAND_IN_FOLDER/perf STAND_IN=late STAND_IN_TIME=3
	for way in file pipe; do
		option=--stream
		[ "$way" = pipe ] || option=--no-stream
		STAND_IN_DATA=$PWD/$way.data try "${BIN%/bin}/family" 60 \
			flamegraph "$option" --duration 1 -o "$way.svg" -- sh -c ': >ran; exec sleep 60'
		status_is 0
		has_frame "$way.svg" burn
		rm ran "$way.svg"
	done
	rm ./*.data
	nothing_left
}

@test "--stream: the same picture without a file, and the command's own output" {
	try flamegraph "${fast[@]}" --stream --folded a.folded -v -- "$BURN" 0.3
	status_is 0
	out_is done
	err_has ' -o - --mmap-pages='
	# What fills slowly is a small ring, so that programs are told of soon.
	grep -q -e '--mmap-pages=128 ' "$ERR"
	share_is_above a.folded burn 80
	nothing_left a.folded flamegraph.svg
	# One that is played was not started by this flamegraph, which is told.
	needs_perf_itself
	try flamegraph "${fast[@]}" --stream -- sh -c 'echo out; echo err >&2; "$0" 0.1; exit 3' "$BURN"
	status_is 3
	out_has out
	err_is "err
flamegraph: 'sh' ended with exit status 3"
	try flamegraph "${fast[@]}" --stream --duration 1 -- "$BURN" 60
	drawn_or_too_busy
	try flamegraph --stream -- sh -c 'exit 127'
	status_is 127
}

# What perf starts to give the command its output begins, as any program does, with faults; and --wall
# misses no moment of it.
@test "--stream: of what starts the command nothing is drawn, and all of the command" {
	needs_perf_itself
	for how in "-c 'record -e page-faults -c 1'" '--call-graph fp --wall'; do
		eval "try flamegraph --stream --folded a.folded $how -- sh -c ': & wait; exec \"\$0\" 0.05' '$BURN'"
		status_is 0
		cut -d';' -f1 a.folded | sed '/^\[event=/d' | sort -u | tr '\n' ' ' >programs
		grep -qx 'burn sh ' programs || { cat programs; return 1; }
	done
	# A command of that name is one.
	try flamegraph --stream --folded a.folded -c 'record -e page-faults -c 1' -- flamegraph --version
	status_is 0
	grep -q '^flamegraph;' a.folded
	nothing_left a.folded flamegraph.svg programs
}

@test "--stream is the way of a recording without an end, and of a long one" {
	start "$BURN" 60
	burner=$started
	ticks() { awk '{ print $14 }' "/proc/$burner/stat"; }
	burns_on() { [ "$(ticks)" -gt "$((before + 50))" ]; }
	flamegraph "${fast[@]}" -v --pid "$burner" >said 2>&1 &
	drawer=$!
	wait_until 60 grep -q 'running .*perf record .* -o - ' said
	wait_until 60 grep -q 'running .*flamegraph-svg' said
	before=$(ticks)
	wait_until 60 burns_on
	kill -INT "$drawer"
	wait "$drawer"
	has_frame flamegraph.svg burn
	try flamegraph "${fast[@]}" -v --no-stream --duration 1 --pid "$burner"
	! grep -q ' -o - ' "$ERR" || false
	try flamegraph "${fast[@]}" -v --duration 61 -- "$BURN" 0.1
	status_is 0
	err_has ' -o - '
	try flamegraph "${fast[@]}" -v --duration 61 --keep-perfdata -- "$BURN" 0.1
	status_is 0
	! grep -q ' -o - ' "$ERR" || false
	for other in --no-stream --perf-script --keep-perfdata --compression-level '--perfdata-out x' \
		'--script-args x'; do
		# shellcheck disable=SC2086 # two words
		try flamegraph --stream $other -- true
		status_is 2
		err_has '--stream and --'
	done
}

# What draws goes on when perf has ended: nothing is signalled then, neither this group nor others.
@test "--stream: what is drawn slowly disturbs nobody" {
	mkdir bin
	cp "$BIN"/collapse-perf bin/collapse-perf.real
	cp "$BIN"/{flamegraph,flamegraph-svg} bin
	printf '#!/bin/sh\n"$0.real" "$@"\nsleep 1\n' >bin/collapse-perf
	chmod +x bin/collapse-perf
	setsid sleep 600 &
	other=$!
	setsid bash -c 'trap "echo signalled >hit" INT TERM HUP
		"$@" >said 2>&1; echo $? >status' bash bin/flamegraph "${fast[@]}" --stream -- "$BURN" 0.1
	[ "$(cat status)" = 0 ]
	[ ! -e hit ]
	kill "$other"
}

@test "--stream: perf or collapse-perf killed is a clear end" {
	needs_perf_itself
	echo old >flamegraph.svg
	for victim in perf collapse-perf; do
		# family fails if a process is left.
		"${BIN%/bin}/family" 100 flamegraph "${fast[@]}" --stream -v -- sh -c '"$0" 60; :' "$BURN" \
			>said 2>&1 &
		family=$!
		wait_until 60 grep -q 'running .*flamegraph-svg' said
		child=$(child_of "$family")
		started=$(group_of "$child")
		wait_until 60 burnt 10
		started=
		wait_until 60 child_of "$child" "$victim"
		kill -KILL "$(child_of "$child" "$victim")"
		status=0
		wait "$family" || status=$?
		[ "$status" -eq 1 ] || { echo "status $status"; cat said; false; }
		grep -q "flamegraph: $victim was killed by signal 9" said
		echo old | cmp - flamegraph.svg
	done
	rm said
	nothing_left flamegraph.svg
}

# No file may have a byte: as on a disk that is full, of whatever.
@test "--stream: a full disk matters to the picture alone" {
	full() {
		try bash -c 'set -o pipefail; (ulimit -f 0; trap "" XFSZ; exec "$@" 2>&1) | cat' - \
			"${BIN%/bin}/family" 100 flamegraph "${fast[@]}" --stream "$@" -- "$BURN" 0.3
	}
	full -o -
	status_is 0
	grep -aq '^</svg>' "$OUT"
	echo old >flamegraph.svg
	full
	status_is 1
	grep -qx "flamegraph-svg: cannot write: File too large" "$OUT"
	echo old | cmp - flamegraph.svg
	full -o - --folded a.folded
	status_is 1
	grep -aq "^flamegraph: cannot write 'a.folded': File too large" "$OUT"
	nothing_left flamegraph.svg
}

@test "a line says where the picture is and what took most" {
	try flamegraph "${fast[@]}" -o a.svg -- "$BURN" 0.2
	ok
	grep -qE '^flamegraph: a.svg: .*most in burn [0-9]+[.][0-9] %' "$CLOSING"
	try flamegraph "${fast[@]}" -o - -- "$BURN" 0.1
	ok
	diff -u /dev/null "$CLOSING"
}

@test "a command that was not found, and an event that is not there, are told as that" {
	needs_perf_itself
	# Once a second: none of its first milliseconds.
	try flamegraph "${fast[@]}" -F 1 -- sh -c 'exit 127'
	status_is 127
	err_has 'nothing was sampled: the command ended with status 127, as one does that was not found'
	try flamegraph -c 'record -e no-such-event' -- true
	status_is 1
	! grep -q container "$ERR" || false
}

@test "--duration counts from when perf is ready, however short it is" {
	for seconds in 0.001 0.02; do
		try flamegraph "${fast[@]}" --duration "$seconds" -- "$BURN" 60
		# On a busy machine so short a time may hold no sample, but never half a recording.
		[ "$status" -eq 0 ] || err_has 'flamegraph: nothing was sampled: the command used no'
		rm -f flamegraph.svg
		nothing_left
	done
}

@test "a second Ctrl-C while perf script prints: no process, no file, the old picture" {
	echo old >flamegraph.svg
	perf record -q -g -o old.data -- "$BURN" 0.1 >/dev/null
	export STAND_IN=hang STAND_IN_TEXT=$BATS_TEST_TMPDIR/text STAND_IN_PATH=$PATH
	perf script -i old.data >"$STAND_IN_TEXT" 2>/dev/null
	rm old.data
	PERF=$STAND_IN_FOLDER/perf start flamegraph --perf-script "${fast[@]}" --keep-perfdata --folded a.folded \
		-- "$BURN" 60
	wait_for_samples
	kill -INT -- "-$started"
	wait_until 60 test -s "$STAND_IN_TEXT.pid"
	# What is less than 0.1 s apart is one.
	sleep 0.2
	kill -INT -- "-$started"
	group=$started
	finish
	[ "$status" -eq 130 ]
	wait_until 60 ended "$(cat "$STAND_IN_TEXT.pid")"
	wait_until 60 group_is_gone "$group"
	echo old | cmp - flamegraph.svg
	nothing_left flamegraph.svg perf.data
}

@test "two Ctrl-C while recording end a command that will not" {
	echo old >flamegraph.svg
	# The first is passed on, so that the command hears it; what is less than 0.1 s apart is one.
	start flamegraph "${fast[@]}" -- sh -c "trap ':' INT; trap 'echo >heard' TERM
		(trap '' INT TERM; exec '$BURN' 60) & while ! wait; do :; done; while :; do sleep 1; done"
	wait_for_samples
	kill -TERM "$started"
	wait_until 60 [ -e heard ]
	sleep 0.2
	kill -INT "$started"
	group=$started
	finish
	[ "$status" -eq 130 ]
	wait_until 60 group_is_gone "$group"
	echo old | cmp - flamegraph.svg
	nothing_left flamegraph.svg heard
}

@test "a signal sent twice at once, as timeout does it, is one" {
	start flamegraph "${fast[@]}" -- "$BURN" 60
	wait_for_samples
	# Two of a kind can become one on their way; these cannot. They come together, however busy the machine is.
	kill -STOP "$started"
	kill -TERM "$started"
	kill -INT -- "-$started"
	kill -CONT "$started"
	finish
	[ "$status" -eq 0 ]
	has_frame flamegraph.svg burn
	nothing_left flamegraph.svg
}

@test "perf killed while it records: an error, not half a picture" {
	needs_perf_itself
	echo old >flamegraph.svg
	start flamegraph "${fast[@]}" -- sh -c "'$BURN' 60; true"
	wait_for_samples
	# perf alone, which what it starts is called like, too, until it runs.
	kill -9 "$(child_of "$started" perf)"
	group=$started
	finish
	[ "$status" -eq 1 ]
	wait_until 60 group_is_gone "$group"
	err_is 'flamegraph: perf was killed by signal 9 (Killed) before it was done'
	echo old | cmp - flamegraph.svg
	nothing_left flamegraph.svg
}

@test "perf script killed while it prints: an error, not half a picture" {
	echo old >flamegraph.svg
	perf record -q -g -o old.data -- "$BURN" 0.1 >/dev/null
	export STAND_IN=die STAND_IN_TEXT=$BATS_TEST_TMPDIR/text
	perf script -i old.data >"$STAND_IN_TEXT" 2>/dev/null
	PERF=$STAND_IN_FOLDER/perf try flamegraph --perf-script --perfdata old.data --folded a.folded
	status_is 1
	err_is 'flamegraph: perf script was killed by signal 9 (Killed)'
	echo old | cmp - flamegraph.svg
	nothing_left flamegraph.svg old.data
}

@test "what cannot be written is known before anything runs" {
	try flamegraph -o no-such-folder/a.svg -- "$BURN" 0.1
	status_is 1
	err_is "flamegraph: cannot write 'no-such-folder/a.svg': No such file or directory"
	out_is_empty
	mkdir folder
	try flamegraph -o folder -- "$BURN" 0.1
	status_is 1
	err_is "flamegraph: cannot write 'folder': Is a directory"
	try flamegraph -o a.svg --folded no-such-folder/a.folded -- "$BURN" 0.1
	status_is 1
	nothing_left folder
}

@test "a full disk, standard output, a symbolic link, the mode of the file" {
	perf record -q -g -o old.data -- "$BURN" 0.1 >/dev/null
	try flamegraph --no-inline --perfdata old.data -o /dev/full
	status_is 1
	err_has 'No space left on device'
	try flamegraph --no-inline --perfdata old.data --folded /dev/full
	status_is 1
	err_is "flamegraph: cannot write '/dev/full': No space left on device"
	[ ! -e flamegraph.svg ]
	try flamegraph --no-inline --perfdata old.data -o -
	ok
	well_formed_xml "$OUT"
	echo old >target
	chmod 640 target
	ln -s target link.svg
	try flamegraph --no-inline --perfdata old.data -o link.svg
	ok
	[ -L link.svg ]
	has_frame target burn
	[ "$(stat -c %a target)" = 640 ]
	umask 027
	try flamegraph --no-inline --perfdata old.data -o new.svg
	ok
	[ "$(stat -c %a new.svg)" = 640 ]
}

@test "perf is not installed: what to install" {
	mkdir bin
	ln -s "$(command -v sh)" bin/sh
	PATH=$PWD/bin try "$BIN/flamegraph" -- "$BURN" 0.1
	status_is 1
	err_has 'flamegraph: perf is not installed'
	err_has 'apt install linux-perf'
	err_has 'linux-tools-$(uname -r)'
	err_has 'dnf install perf'
	err_has 'pacman -S perf'
	out_is_empty
	PERF=/no/such/perf try flamegraph -- "$BURN" 0.1
	status_is 1
	err_is "flamegraph: cannot run '/no/such/perf': No such file or directory"
}

# Runs as an ordinary user, whoever runs the tests.
as_user() {
	if [ "$(id -u)" -eq 0 ]; then
		chmod 777 . "$TMPDIR"
		setpriv --reuid=65534 --clear-groups "$@"
	else
		"$@"
	fi
}

@test "perf stopped before it has recorded: not called a death by signal" {
	PERF=$STAND_IN_FOLDER/perf STAND_IN=stall try flamegraph --pid $$ --duration 0.2
	status_is 1
	err_is 'flamegraph: stopped before perf was ready, so nothing was recorded: let it run longer; --verbose shows what it says'
	nothing_left
}

# perf's child, not the command yet, must not be ended: perf would die of it, with half a recording.
@test "SIGTERM before perf has let the command run: it runs for a moment, and there is a picture" {
	try perf record -q -g -o some.data -- "$BURN" 0.1
	export PERF=$STAND_IN_FOLDER/perf STAND_IN=late STAND_IN_TIME=2 STAND_IN_DATA=$PWD/some.data
	start flamegraph --no-stream -- sh -c ': >ran; exec sleep 60'
	waits() { child_of "$(child_of "$started" perf)" perf-exec >/dev/null; }
	wait_until 60 waits
	kill -TERM "$started"
	finish
	status_is 0
	has_frame flamegraph.svg burn
	nothing_left flamegraph.svg ran some.data
}

@test "perf may not record: the setting, and two ways on" {
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR" "$BATS_TEST_TMPDIR"
	cp "$BIN"/flamegraph "$BIN"/flamegraph-svg "$BIN"/collapse-perf "$STAND_IN_FOLDER"/perf "$BURN" .
	PERF=./perf STAND_IN=refuse try as_user ./flamegraph -- ./burn 0.1
	status_is 1
	err_has 'Access to performance monitoring'
	err_has "kernel.perf_event_paranoid is $(cat /proc/sys/kernel/perf_event_paranoid)"
	err_has '    sudo sysctl kernel.perf_event_paranoid='
	err_has ' --root'
	[ ! -e flamegraph.svg ]
	diff -u /dev/null <(ls -A "$TMPDIR")
}

@test "perf fails for another reason: what it says, not more than that" {
	needs_perf_itself
	try flamegraph -c 'record -e no-such-event' -- "$BURN" 0.1
	status_is 1
	err_has "event syntax error"
	err_has 'flamegraph: perf failed with exit status 129; --verbose shows all that it says'
	perf record -q -g -o old.data -- "$BURN" 0.1 >/dev/null
	try flamegraph --script-args '--no-such-option' --perfdata old.data
	status_is 1
	err_has 'unknown option `no-such-option'
	[ "$(wc -l <"$ERR")" -le 13 ]
	try flamegraph --script-args "--symfs 'x" --perfdata old.data
	status_is 2
	err_has '--script-args is empty or has a quote without an end'
	nothing_left old.data
}

@test "a recording that collapse-perf cannot read is left to perf script" {
	printf 'a 1 1.0: 1 cpu-clock: \n\t\t12 main (/a)\n\n' >text
	echo 'PERFILE2, and something new' >new.data
	STAND_IN=text STAND_IN_TEXT=text PERF=$STAND_IN_FOLDER/perf \
		try flamegraph --perfdata new.data --folded a.folded
	ok
	printf '[event=cpu-clock,unit=ns,samples=1,total=1] 0\na;main 1\n' | diff -u - a.folded
	has_frame flamegraph.svg main
}

@test "--perfdata: a compressed file, a pipe, standard input" {
	needs_packer zstd zstdcat
	perf record -q -g -o old.data -- "$BURN" 0.1 >/dev/null
	zstd -q --rm old.data
	for option in '' --perf-script; do
		try flamegraph --no-inline $option --perfdata old.data.zst
		status_is 1
		err_is 'flamegraph: old.data.zst: compressed with zstd: pipe it through zstdcat into flamegraph --perfdata -'
	done
	zstdcat old.data.zst >"$BATS_TEST_TMPDIR/data"
	try flamegraph --no-inline --perfdata - --folded a.folded < <(zstdcat old.data.zst)
	ok
	share_is_above a.folded burn 80
	try flamegraph --no-inline --perfdata /dev/stdin --folded b.folded <"$BATS_TEST_TMPDIR/data"
	ok
	cmp a.folded b.folded
	mkfifo pipe
	cat "$BATS_TEST_TMPDIR/data" >pipe 3>&- &
	try flamegraph --no-inline --perfdata pipe --folded b.folded
	wait "$!"
	ok
	cmp a.folded b.folded
	# What came through a pipe cannot be read again: it is not left to perf script.
	try flamegraph --perfdata - < <(echo garbage)
	status_is 1
	err_has 'collapse-perf: no sample found: this is neither perf.data nor the text of `perf script`'
	err_has 'flamegraph: collapse-perf failed with exit status 1'
	nothing_left {a,b}.folded flamegraph.svg old.data.zst pipe
}

@test "--perfdata: of the text of perf script, too, it is said what is counted" {
	printf 'prog 1 1.5: 250000000 cpu-clock: \n\t1 main (/a)\n\n' >text
	try flamegraph --perfdata text --folded text.folded
	ok
	grep -qF 'flamegraph: flamegraph.svg: 250 ms, 1 sample; most in main 100.0 %' "$CLOSING"
	[ "$(head -n 1 text.folded)" = '[event=cpu-clock,unit=ns,samples=1,total=250000000] 0' ]
}

@test "--perfdata: what is no recording of perf is told by collapse-perf, which knows other files" {
	echo garbage >garbage
	echo 'main;parse 5' >stacks.folded
	flamegraph-svg stacks.folded >drawn.svg
	: >empty
	for file in garbage stacks.folded drawn.svg empty; do
		try flamegraph --perfdata $file
		status_is 1
		case $file in
		garbage) err_has 'no sample found: this is neither perf.data nor the text' ;;
		stacks.folded) err_has 'no sample found: this looks like folded stacks' ;;
		drawn.svg) err_has 'no sample found: this looks like a picture: flamegraph-svg --extract' ;;
		empty) err_has 'the input is empty' ;;
		esac
		err_has 'flamegraph: collapse-perf failed with exit status 1'
		[ "$(grep -c 'perf script failed' "$ERR")" -eq 0 ]
	done
	nothing_left garbage stacks.folded drawn.svg empty
}

@test "nothing sampled: why, and what to do" {
	played 0 true
	echo old >flamegraph.svg
	try flamegraph -F 1 -- true
	status_is 1
	err_has 'flamegraph: nothing was sampled: the command used no processor time'
	err_has '--freq'
	err_has 'where it waits, without the processor, is what --wall draws'
	echo old | cmp - flamegraph.svg
	nothing_left flamegraph.svg
}

@test "functions without names: how to build" {
	# Without a build id perf cannot find the same program with symbols elsewhere.
	cc -O1 -s -Wl,--build-id=none -fno-omit-frame-pointer -fno-optimize-sibling-calls \
		-o stripped "$DATA/burn.c"
	played 300 ./stripped 0.1
	try flamegraph "${fast[@]}" -- ./stripped 0.3
	status_is 0
	# All of them, where none was taken while the kernel ran for it.
	grep -qE 'warning: ((100|[5-9][0-9]) % of the samples are in functions without a name|only \[unknown\] frames)' "$ERR"
	err_has 'build with debug information (-g; Rust: CARGO_PROFILE_RELEASE_DEBUG=true)'
	perf record -q -g -o old.data -- "$BURN" 0.1 >/dev/null
	export STAND_IN=text STAND_IN_TEXT=text
	printf 'a 1 1.0: 1 cpu-clock: \n\t\t12 [unknown] (/a)\n\t\t34 [unknown] ([unknown])\n\n' >text
	PERF=$STAND_IN_FOLDER/perf try flamegraph --perf-script --perfdata old.data
	status_is 0
	err_has 'flamegraph: warning: only [unknown] frames: no function has a name'
	err_has '-fno-omit-frame-pointer'
	[ -s flamegraph.svg ]
}

@test "functions without names in a program of lld's: --no-rosegment, too" {
	if [ -z "${PLAYER:-}" ] && command -v rustc >/dev/null; then
		echo 'extern "C" { fn clock() -> i64; } fn main() { while unsafe { clock() } < 300_000 {
			for i in 0..100000u64 { unsafe { std::ptr::read_volatile(&i); } } } }' >moved.rs
		rustc -O -C strip=symbols -C linker-flavor=gcc -C link-arg=-fuse-ld=lld moved.rs 2>/dev/null ||
			rustc -O -C strip=symbols moved.rs
	else # another linker's, with the code at other addresses than in the file, too
		cc -O1 -s -pie -fPIE -Wl,-Ttext=0x100000 -o moved "$DATA/burn.c"
		played 300 ./moved 0.3 || needs rustc
	fi
	try flamegraph "${fast[@]}" -- ./moved
	status_is 0
	err_has '--no-rosegment'
}

@test "what the drawing would fail for is told before anything is recorded" {
	for option in symfs vmlinux buildid-dir; do
		try flamegraph "--$option" missing -- touch ran
		status_is 1
		err_is "flamegraph: cannot read 'missing': No such file or directory"
	done
	try flamegraph --image-width 100001 -- touch ran
	status_is 2
	nothing_left
}

@test "--perfdata: an option that is for recording is told to do nothing" {
	cp "$DATA/perf-data/fp.data" x.data
	for option in --freq=9 --call-graph=fp --cmd=record --compression-level --delay=1 --duration=1 --root \
		--stream --keep-perfdata --perfdata-out=y; do
		try flamegraph "$option" --perfdata x.data
		status_is 0
		err_has "flamegraph: warning: ${option%=*} does nothing with --perfdata, which was recorded before"
	done
	nothing_left x.data flamegraph.svg
}

@test "no file of a run takes the place of another one" {
	cp "$DATA/perf-data/fp.data" x.data
	ln -s x.data link
	for options in '--output x.data' '--folded ./x.data' '--output link'; do
		# shellcheck disable=SC2086 # words
		try flamegraph --perfdata x.data $options
		status_is 2
		err_has "flamegraph: ${options%% *} and --perfdata are one file: '${options##* }'"
		cmp x.data "$DATA/perf-data/fp.data"
	done
	for name in new -; do
		try flamegraph -o "$name" --folded "$name" -- true
		status_is 2
		err_has "--output and --folded are one file: '$name'"
	done
	try flamegraph -o new --perfdata-out new -- true
	status_is 2
	err_has "--output and --perfdata-out are one file: 'new'"
	nothing_left x.data link
	# What holds nothing has no place to take.
	try flamegraph --perfdata x.data -o /dev/null --folded /dev/null
	status_is 0
}

@test "a picture for a standard output that is closed is not lost without a word" {
	cp "$DATA/perf-data/fp.data" x.data
	closed() { "$BIN/flamegraph" --perfdata x.data "$@" >&-; }
	for options in '-o -' '--folded -'; do
		# shellcheck disable=SC2086 # words
		try closed $options
		status_is 1
		err_is "flamegraph: cannot write '-': Bad file descriptor"
	done
	try closed -o a.svg
	status_is 0
	nothing_left x.data a.svg
}

@test "--perfdata: of a recording that was cut, what could be read can be seen" {
	head -c 3000 "$DATA/perf-data/fp.data" >cut.data
	try flamegraph --perfdata cut.data
	status_is 1
	err_has 'collapse-perf: cut.data: offset 3000: the file ends within its data'
	err_has 'flamegraph: of a part of a recording no picture is made here
  to see what could be read: collapse-perf -- cut.data | flamegraph-svg >part.svg'
	nothing_left cut.data
	eval "$(sed -n 's/.*could be read: //p' "$ERR")" 2>said || true
	grep -q '</svg>' part.svg
	# As it can be typed, with all that was wanted of the picture; of a folder, too.
	mkdir 'a folder'
	mv cut.data 'a folder/data'
	try flamegraph --perfdata 'a folder' --flamechart --no-inline --title "it's"
	status_is 1
	err_has 'to see what could be read: collapse-perf --no-merge --header --no-inline -- '
	eval "$(sed -n 's/.*could be read: //p' "$ERR")" 2>said || true
	grep -q "<title>it's</title>" part.svg
	mv 'a folder/data' cut.data
	try flamegraph --perfdata - < <(cat cut.data)
	status_is 1
	[ "$(grep -c 'part.svg' "$ERR")" -eq 0 ]
}

@test "lost samples in percent" {
	lost_samples 5 >lost.data
	export STAND_IN=text STAND_IN_TEXT=text
	printf 'a 1 1.0: 1 cpu-clock: \n\t\t12 main (/a)\n\n' >text
	PERF=$STAND_IN_FOLDER/perf try flamegraph --perf-script --perfdata lost.data
	status_is 0
	err_has 'flamegraph: warning: perf lost 1 of 6 samples (16.7 %)'
}

@test "all samples lost: that it is, not that there was nothing to sample" {
	lost_samples 0 >lost.data
	try flamegraph --perfdata lost.data
	status_is 1
	err_is "flamegraph: nothing was sampled: perf's buffer was full, and it lost all of 1 sample, so there is no picture
  sample less: --freq 97, or smaller stacks: --call-graph dwarf,8192 or fp"
	try flamegraph --perfdata - < <(cat lost.data)
	status_is 1
	err_has 'collapse-perf: warning: /dev/stdin: 1 sample was lost while recording'
	err_has "collapse-perf: no sample found: perf's buffer was full while recording, and all were lost"
	nothing_left lost.data
}

@test "the closing line tells of lost samples" {
	"${BIN%/bin}/tools/build" 10 2 >some.data
	try flamegraph --perfdata some.data
	status_is 0
	grep -qF 'flamegraph.svg: 30 ns, 30 samples, 2 lost (6.3 %); most in [lib.so] 100.0 %' "$CLOSING"
	"${BIN%/bin}/tools/build" 1000 1 >some.data
	try flamegraph --perfdata - <some.data
	grep -qF ' 3,000 samples, 1 lost (less than 0.1 %); most in ' "$CLOSING"
}

@test "--root: through sudo with its flags, by full paths" {
	export STAND_IN_ARGUMENTS=$BATS_TEST_TMPDIR/arguments
	cp "$STAND_IN_FOLDER/sudo" "$BATS_TEST_TMPDIR"
	cp "$BURN" "$BATS_TEST_TMPDIR/burn"
	PATH=$BATS_TEST_TMPDIR:$PATH try flamegraph "${fast[@]}" --root='-E -n' -- burn 0.1
	ok
	grep -qE "^-E -n /.*/perf record .* -- $BATS_TEST_TMPDIR/burn 0.1\$" "$STAND_IN_ARGUMENTS"
	[ "$(wc -l <"$STAND_IN_ARGUMENTS")" -eq 1 ]
	has_frame flamegraph.svg burn
	nothing_left flamegraph.svg
}

# The same as an ordinary user who may become root by sudo; $owner is that user.
try_as_sudoer() {
	chmod 755 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR" "$BATS_TEST_TMPDIR"
	cp "$BIN"/flamegraph "$BIN"/flamegraph-svg "$BIN"/collapse-perf "${BIN%/bin}/family" "$BURN" .
	owner=$(id -u)
	if [ "$owner" -ne 0 ]; then
		try "$@"
		return
	fi
	# A rule for nobody, in a mount namespace of our own: the machine's stay as they are.
	mkdir "$BATS_TEST_TMPDIR/rules"
	echo 'nobody ALL=(ALL) NOPASSWD: ALL' >"$BATS_TEST_TMPDIR/rules/test"
	chmod 750 "$BATS_TEST_TMPDIR/rules"
	chmod 440 "$BATS_TEST_TMPDIR/rules/test"
	chmod 777 . "$TMPDIR"
	owner=65534
	try unshare -m sh -c 'mount --bind "$0" /etc/sudoers.d && shift 0 &&
		exec setpriv --reuid=65534 --clear-groups "$@"' "$BATS_TEST_TMPDIR/rules" "$@"
}

@test "--root: an ordinary user gets files of its own through the real sudo" {
	needs sudo
	try_as_sudoer ./flamegraph "${fast[@]}" --root=-n --keep-perfdata --folded a.folded -- ./burn 0.2
	status_is 0
	share_is_above a.folded burn 80
	[ "$(stat -c %u flamegraph.svg a.folded perf.data | sort -u)" = "$owner" ]
	diff -u /dev/null <(ls -A "$TMPDIR")
}

@test "--root --stream: what starts the command is not in its way, and its output is on standard error" {
	needs_perf_itself
	needs sudo
	try_as_sudoer ./flamegraph "${fast[@]}" --root=-n --stream --folded a.folded -- \
		sh -c 'echo said; exec ./burn 0.2'
	status_is 0
	out_is_empty
	grep -qx said "$ERR"
	share_is_above a.folded burn 80
	grep -E '^(perf|collapse-perf|flamegraph)[;-]' a.folded >ours || true
	diff -u /dev/null ours
	[ "$(stat -c %u flamegraph.svg a.folded | sort -u)" = "$owner" ]
}

# An ordinary user may not end what root runs; and it is the command that is to end, not perf.
@test "--root --duration: what ignores SIGTERM ends, and there is a picture" {
	needs sudo
	try_as_sudoer ./family 60 ./flamegraph "${fast[@]}" --root=-n --duration 1 -- \
		sh -c 'trap "" TERM; ./burn 60'
	drawn_or_too_busy
	diff -u /dev/null <(ls -A "$TMPDIR")
}

@test "progress on a terminal, and only there" {
	start "$BURN" 60
	wait_until 60 burnt 1
	script -qec "flamegraph ${fast[*]} --duration 2 --pid $started" typescript </dev/null >/dev/null
	tr '\r' '\n' <typescript | grep -qE '[-|/\\] recording 0:0[0-9]'
	try flamegraph "${fast[@]}" --duration 2 --pid "$started"
	ok
}

@test "--open: xdg-open, else the browser of BROWSER" {
	perf record -q -g -o old.data -- "$BURN" 0.1 >/dev/null
	mkdir bin
	printf '#!/bin/sh\necho "$@" >opened.new && mv opened.new opened\n' >bin/xdg-open
	chmod +x bin/xdg-open
	PATH=$PWD/bin:$PATH try flamegraph --no-inline --perfdata old.data --open -o a.svg
	ok
	wait_until 60 test -e opened
	[ "$(cat opened)" = a.svg ]
	mv bin/xdg-open bin/browser
	rm opened
	for tool in perf sh mv; do ln -s "$(command -v $tool)" bin; done
	PATH=$PWD/bin BROWSER="browser --new 'a window'" \
		try "$BIN/flamegraph" --no-inline --perfdata old.data --open
	ok
	wait_until 60 test -e opened
	[ "$(cat opened)" = '--new a window flamegraph.svg' ]
	unset BROWSER
	PATH=$PWD/bin try "$BIN/flamegraph" --no-inline --perfdata old.data --open
	status_is 0
	err_has "cannot open 'flamegraph.svg': no xdg-open, and \$BROWSER is not set"
}

@test "--backend dtrace: the arguments of dtrace, and a picture of what it prints" {
	export DTRACE=$STAND_IN_FOLDER/dtrace STAND_IN_ARGUMENTS=$BATS_TEST_TMPDIR/arguments
	try flamegraph --backend dtrace --folded a.folded -- echo 'a b' c
	ok
	out_is 'a b c'
	diff -u - <(sed "s,$TMPDIR/flamegraph\.......,DIR," "$STAND_IN_ARGUMENTS") <<-'END'
		-x
		ustackframes=100
		-n
		profile-997 /pid == $target/ { @[ustack(100)] = count(); }
		-o
		DIR/stacks
		-c
		echo a\ b c
	END
	diff -u - a.folded <<-'END'
		libdyld.dylib`start;demo`main;demo`work;demo`burn 31
		libdyld.dylib`start;demo`main;libsystem_c.dylib`printf 2
	END
	has_frame flamegraph.svg 'demo`burn'
	nothing_left a.folded flamegraph.svg
}

@test "--backend dtrace: frequency, processes, own arguments, failures" {
	export DTRACE=$STAND_IN_FOLDER/dtrace STAND_IN_ARGUMENTS=$BATS_TEST_TMPDIR/arguments
	STAND_IN=wait try flamegraph --backend dtrace -F 99 --pid "$$,$PPID" --duration 0.3
	ok
	grep -qx "profile-99 /pid == $$ || pid == $PPID/ { @\[ustack(100)\] = count(); }" \
		"$STAND_IN_ARGUMENTS"
	[ "$(grep -cx -e -p "$STAND_IN_ARGUMENTS")" -eq 2 ]
	try flamegraph --backend dtrace -c "-x ustackframes=20 -n 'tick-1s { exit(0); }'" -- true
	ok
	diff -u <(head -n 4 "$STAND_IN_ARGUMENTS") <(printf '%s\n' -x ustackframes=20 -n 'tick-1s { exit(0); }')
	try flamegraph --backend dtrace -c 'profile-7 { @[ustack()] = count(); }' -- true
	ok
	grep -qx 'profile-7 { @\[ustack()\] = count(); }' "$STAND_IN_ARGUMENTS"
	STAND_IN=fail try flamegraph --backend dtrace -o b.svg -- true
	status_is 1
	err_has 'dtrace: failed to initialize'
	err_has 'flamegraph: dtrace failed with exit status 1'
	STAND_IN=empty try flamegraph --backend dtrace -o b.svg -- true
	status_is 1
	err_has 'nothing was sampled'
	for option in --call-graph=fp --no-inline --perf-script --script-args=x --keep-perfdata; do
		try flamegraph --backend dtrace "$option" -- true
		status_is 2
		err_has "${option%%=*} works with perf only"
	done
	DTRACE= PATH=$BIN try flamegraph --backend dtrace -- "$BURN"
	status_is 1
	err_has 'dtrace is not installed'
	nothing_left flamegraph.svg
}

@test "usage errors" {
	usage() {
		try flamegraph "${@:2}"
		status_is 2 && err_has "$1" && err_has "Try 'flamegraph --help'."
	}
	usage 'what to profile?'
	usage 'do not go together' --pid 1 -- true
	usage 'do not go together' --pid 1 --perfdata x
	usage '--freq does not go together with --cmd' -F 99 -c 'record -g' -- true
	usage '--call-graph does not go together with --cmd' --call-graph fp -c 'record -g' -- true
	usage "--freq takes a whole number, not 'x'" -F x -- true
	usage '--freq takes a number from 1' -F 0 -- true
	usage '--call-graph takes fp, lbr, dwarf' --call-graph dwarf,64001 -- true
	usage '--call-graph takes fp, lbr, dwarf' --call-graph fp,8 -- true
	usage "--pid takes numbers, not '1,x'" --pid 1,x
	usage "--pid takes numbers, not '1,'" --pid 1,
	usage '--palette takes one of hot' --palette pink -- true
	usage '--min-width takes a number or N%' --min-width thin -- true
	usage '--image-width takes a whole number' --image-width 50% -- true
	usage '--image-width takes a number from 100 to 100000' --image-width 99 -- true
	usage '--compression-level takes a number from' --compression-level=99 -- true
	usage 'cannot be standard output' -c 'record -o -' -- true
	usage "did you mean '--freq'?" --frq 9 -- true
	try flamegraph --pid 2147483647
	status_is 1
	err_is 'flamegraph: there is no process 2147483647'
	try flamegraph --perfdata no-such-file
	status_is 1
	err_is "flamegraph: cannot read 'no-such-file': No such file or directory"
	nothing_left
}

# A sleep lasts at least as long as it should, however busy the machine is.
@test "--wall and --off-cpu: a program that sleeps waits" {
	needs_perf_itself
	try flamegraph --wall --call-graph fp --folded wall.folded -o wall.svg -- sleep 0.2
	status_is 0
	has_frame wall.svg '[waiting]'
	awk '/;\[waiting\] / { ns += $NF } END { exit ns < 199000000 }' wall.folded
	grep -q '^\[event=wall-clock,unit=ns,' wall.folded
	try flamegraph --off-cpu --call-graph fp --folded off.folded -o off.svg -- sleep 0.1
	status_is 0
	grep -vE '(\[waiting\]|\[runnable\]) [0-9]+$' off.folded >others || true
	diff -u <(grep '^\[event=off-cpu,' off.folded) others
	try flamegraph --wall --backend dtrace -- true
	status_is 2
	err_has '--wall works with perf only'
}

@test "--wall: a program that only sleeps, recorded by an ordinary user, has no sample" {
	needs_perf_itself
	# What perf makes of the same events where it may not look into the kernel.
	cat >perf <<-'EOF'
		#!/bin/sh
		for word; do
			shift
			case $word in
			cpu-clock) word=cpu-clock:u ;;
			context-switches/period=1/) word=context-switches/period=1/u ;;
			esac
			set -- "$@" "$word"
		done
		exec perf "$@"
	EOF
	chmod 755 perf
	PERF=./perf try flamegraph --wall --freq 1 --folded wall.folded -o wall.svg -- sleep 0.2
	status_is 0
	err_has ' no stack: there are no samples of context-switches'
	has_frame wall.svg '[waiting]'
	awk '/^sleep;\[waiting\] / { ns += $NF } END { exit ns < 199000000 }' wall.folded
	PERF=./perf try flamegraph --wall --freq 1 -o none.svg -- ./no-such-program
	status_is 127
	[ ! -e none.svg ]
}

@test "--wall --pid: of a process that goes on, until it is interrupted" {
	needs_perf_itself
	start sh -c 'while :; do sleep 0.02; done'
	sleeper=$started
	switches() { awk '/^voluntary_ctxt/ { print $2 }' "/proc/$sleeper/status"; }
	has_slept() { [ "$(switches)" -gt "$((before + 50))" ]; }
	records() {
		find "/proc/$(child_of "$drawer" perf)/fd" -lname '*perf_event*' 2>/dev/null | grep -q .
	}
	flamegraph --wall --call-graph fp -v --pid "$sleeper" --folded wall.folded >said 2>&1 &
	drawer=$!
	wait_until 60 grep -q 'running .*perf record .* -o - ' said
	wait_until 60 grep -q 'running .*flamegraph-svg' said
	wait_until 60 records
	before=$(switches)
	wait_until 60 has_slept
	kill -INT "$drawer"
	wait "$drawer"
	has_frame flamegraph.svg '[waiting]'
	grep -q '^\[event=wall-clock,unit=ns,' wall.folded
	grep -q '^sh;.*;\[waiting\] ' wall.folded
	kill -0 "$sleeper"
	rm said
	nothing_left flamegraph.svg wall.folded
}
