#!/usr/bin/env bats
# diff-flamegraph and flamegraph.mk: two builds of one program, one function of which got slower.

load helper
records

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return 1
	has_perf || {
		play || true
		return 0
	}
	build base 1
	build head 3
	for side in base head; do
		perf record -q -e cpu-clock -F 997 -g -o "$side.data" "./$side" >/dev/null 2>err || {
			cat err
			return 1
		}
	done
}

# build NAME FACTOR [OPTION…] - sort_records takes FACTOR times as long.
build() {
	"${CC:-cc}" -O1 -g -fno-omit-frame-pointer "-DSLOWER=$2" "${@:3}" -o "$1" \
		"$ROOT/test/recordings/slower.c"
}

# Without perf: both recorded instruction by instruction, which is enough of few rounds.
play() {
	mkdir played
	build base 1 -DROUNDS=5 -DSTEPS=300
	build head 3 -DROUNDS=5 -DSTEPS=300
	for side in base head; do
		"${BIN%/bin}/tools/step" 31 100000 0 "played/$side" "./$side" >/dev/null 2>&1 || return 1
		cp "played/$side" "$side.data"
	done
	ln -s base played/script
	plays_for_perf "$PWD/played"
}

setup() {
	case $BATS_TEST_DESCRIPTION in
	'two files of folded'* | 'what is said of a folder'* | 'wrong usage' | 'completions'*) ;; # nothing is recorded
	*) needs_perf_or_player ;;
	esac
	in_shared_folder
}

# The table names the slower function first, and what it says of it is about right:
# a third of the time before, three fifths after.
names_the_slower() {
	local row
	row=$(sed -n 5p "$OUT")
	echo "first row: $row"
	# Of several recordings there are three columns more, before the shares.
	awk '{
		n = NF - 10
		exit !($NF == "sort_records" && $(5 + n) > 25 && $(5 + n) < 42 && $(6 + n) > 50 && $(6 + n) < 70)
	}' <<<"$row"
}

has_pictures() {
	for picture in before after diff; do
		well_formed_xml "$1/$picture.svg"
		grep -q sort_records "$1/$picture.svg"
		[ -s "$1/$picture.folded" ]
	done
}

@test "two commands" {
	try diff-flamegraph -o commands --record '-e cpu-clock -g' ./base './head with arguments'
	status_is 0
	names_the_slower
	has_pictures commands
	err_has 'pictures: commands/before.svg commands/after.svg commands/diff.svg'
	# The programs' own output is not in the table.
	err_has 'checksum'
	[ "$(grep -c checksum "$OUT" || true)" -eq 0 ]
	diff -u <(printf '%s\n' {after,before,diff}.{folded,svg}) <(ls -A commands)
}

# A sleep lasts at least as long as it should, however busy the machine is.
@test "--wall compares what waits, too" {
	needs_perf_itself
	try diff-flamegraph --wall -o wall 'sleep 0.1' 'sleep 0.3'
	status_is 0
	awk '/\[waiting\] / { ns += $NF } END { exit ns < 99000000 }' wall/before.folded
	awk '/\[waiting\] / { ns += $NF } END { exit ns < 299000000 }' wall/after.folded
	grep -q 'waiting' wall/diff.svg
	out_has '[waiting]'
}

@test "two recordings, and a gate" {
	try diff-flamegraph -o recordings --top 3 --fail-above 10 base.data head.data
	status_is 3
	names_the_slower
	has_pictures recordings
	err_has 'difffolded: sort_records: own share grew by'
	try diff-flamegraph -o recordings --top=3 --fail-above=90 base.data head.data
	status_is 0
	names_the_slower
	try diff-flamegraph -o recordings --fail-above 5 head.data base.data
	status_is 3
	err_has 'read_records: own share grew by'
	err_has 'write_records: own share grew by'
}

@test "commands are repeated, in turn" {
	try diff-flamegraph -o repeated --record '-e cpu-clock -g' --repeat 3 \
		'echo base >>order; ./base' 'echo head >>order; ./head'
	status_is 0
	names_the_slower
	diff -u <(printf '%s\n' base head base head base head) order
}

@test "--repeat and --keep: recordings for difffolded, medians in the pictures" {
	try diff-flamegraph -o kept --record '-e cpu-clock -g' --repeat 5 --keep \
		--fail-function 5 --format json ./base ./head
	status_is 3
	[[ $(tail -n 2 "$ERR" | head -n 1) == *'sort_records: own amount grew by '*', p 0.'* ]]
	[ "$(find kept/recordings -name '[1-5].folded' | wc -l)" -eq 10 ]
	[ "$(find kept/recordings -name '*-[1-5].data' | wc -l)" -eq 10 ]
	grep -q '"recordings": 5' "$OUT"
	cp "$OUT" table
	try difffolded --strip-hash --top 20 --fail-function 5 --format json kept/recordings/before \
		kept/recordings/after
	status_is 3
	out_is_file table
	# The picture's own amount of the function is the table's median.
	grep -o '"sort_records", "own": {"before": [0-9.]*' "$OUT" | grep -o '[0-9.]*$' >median
	awk -v median="$(cat median)" '/sort_records [0-9.]*$/ { sum += $NF }
		END { d = sum - median; exit !(sum > 0 && d < 1 && d > -1) }' kept/before.folded
	grep -q '^\[event=cpu-clock,unit=ns,samples=[0-9]*,total=[0-9.]*\] 0$' kept/after.folded
	grep -q '^\[event=cpu-clock,unit=ns,samples=[0-9]*:[0-9]*,total=[0-9.:]*\] 0 0$' kept/diff.folded
	xml=kept/diff.svg
	well_formed_xml "$xml"
	# A run without --keep leaves what was kept.
	try diff-flamegraph -o kept --top 1 base.data head.data
	status_is 0
	[ -s kept/recordings/before-1.data ]
}

@test "what cannot work is said before anything is recorded" {
	try diff-flamegraph -o early --repeat 3 --fail-function 1 ./base ./head
	status_is 1
	err_has '3 and 3 recordings can be told apart in 20 ways only'
	err_has 'record 2 more of each'
	try diff-flamegraph -o early --fail-total x ./base ./head
	status_is 2
	err_has "--fail-total takes a number, not 'x'"
	try diff-flamegraph -o early --sort name ./base ./head
	status_is 2
	try diff-flamegraph -o early --significant ./base ./head
	status_is 2
	[ ! -e early ]
}

@test "a side is what it begins with, and a profile is never run" {
	printf 'main;touch pwned;x 5\n' >run.folded
	printf '[ 1 ];touch pwned 7\n' >other.folded
	cp base.data run.data
	cp head.data 'two words.data'
	chmod +x run.folded other.folded run.data 'two words.data'
	for pair in './run.folded other.folded' 'run.folded ./other.folded' './run.data head.data'; do
		# shellcheck disable=SC2086 # two words
		try diff-flamegraph -o looked $pair
		status_is 0
	done
	try diff-flamegraph -o looked ./run.data 'two words.data'
	status_is 0
	names_the_slower
	for words in './run.folded x' '  ./run.data --help'; do
		try diff-flamegraph -o looked "$words" head.data
		status_is 2
		err_has "is neither an ELF file nor a script that begins with #!"
	done
	[ ! -e pwned ]
	# A script and a program of this folder are run, though no path leads to them.
	printf '#!/bin/sh\nexec ./base\n' >script
	chmod +x script
	try diff-flamegraph -o looked --record '-e cpu-clock -g' script head
	status_is 0
	names_the_slower
	# From a pipe, and a folder.
	mkdir folder
	cp base.data folder/1
	collapse-perf base.data >folder/2
	try diff-flamegraph -o looked folder <(cat head.data)
	status_is 0
	out_has 'median of 2 recordings'
}

@test "a mistyped side is wrong usage" {
	for word in ./haed haed no/such.folded; do
		try diff-flamegraph -o mistyped ./base "$word"
		status_is 2
		out_is_empty
		err_has "no such file: $word"
	done
	[ ! -e mistyped ]
}

@test "two runs at once in one folder do not mix" {
	mkdir racing
	for i in 1 2; do
		printf 'main;a%d 5\nmain;b%d 4\n' $i $i >old$i
		printf 'main;a%d 6\nmain;b%d 4\n' $i $i >new$i
		diff-flamegraph -o alone$i --title "Run $i" old$i new$i >/dev/null 2>&1
	done
	for _ in 1 2 3; do
		diff-flamegraph -o racing --title 'Run 1' old1 new1 >/dev/null 2>one &
		diff-flamegraph -o racing --title 'Run 2' old2 new2 >/dev/null 2>two
		wait $!
		diff -r racing alone1 >/dev/null || diff -r racing alone2
	done
}

@test "messages that nobody reads leave nothing behind" {
	printf 'main;a 5\n' >old
	printf 'main;a 6\n' >new
	mkfifo unread
	# A pipe that is open for writing, its reader gone.
	try bash -c 'exec 7<>unread 8>unread 7<&-; diff-flamegraph -o out old new >/dev/null 2>&8'
	[ "$status" -eq 0 ] || [ "$status" -eq 141 ]
	diff -u <(printf '%s\n' {after,before,diff}.{folded,svg}) <(ls -A out)
}

@test "of a side without samples nothing is drawn, and it is said which" {
	printf 'main;a 5\n' >some
	: >none
	try diff-flamegraph -o drawn some none
	status_is 1
	err_has 'diff-flamegraph: cannot draw after.svg'
	try diff-flamegraph -o drawn <(:) some
	status_is 1
	err_has 'difffolded: warning: before: no stacks'
	err_has 'diff-flamegraph: cannot draw before.svg'
	[ ! -e drawn ]
}

@test "a full disk at any size leaves what was there" {
	printf 'main;a 5\nmain;b 4\n' >old
	printf 'main;a 6\nmain;b 4\n' >new
	mkdir full
	for part in before after diff; do
		echo "$part of before" >"full/$part.svg"
	done
	cp -r full untouched
	done=0
	for kb in 0 1 4 16 40 64 80 96 200; do
		# Writers find the disk full beyond so many kilobytes.
		try bash -c "ulimit -f $kb; trap '' XFSZ; exec diff-flamegraph -o full old new >/dev/full"
		[ "$status" -eq 1 ]
		diff -r full untouched
		try bash -c "ulimit -f $kb; trap '' XFSZ; exec diff-flamegraph -o full old new 2>&1 | cat"
		if [ -e full/diff.folded ]; then
			done=1
			break
		fi
		diff -r full untouched
		[ "$kb" -eq 0 ] || out_has 'File too large'
	done
	[ "$done" -eq 1 ]
	diff -u <(printf '%s\n' {after,before,diff}.{folded,svg}) <(ls -A full)
}

@test "two files of folded stacks, or pictures of them" {
	printf 'main;a::h0123456789abcdef 1\nmain;b 1\n' >one
	printf 'main;b 1\nmain;a::hfedcba9876543210 3\n' >two
	try diff-flamegraph -o folded one two
	status_is 0
	diff -u - folded/diff.folded <<-'END'
		main;a 1 3
		main;b 1 1
	END
	sed -n 5p "$OUT" | grep '  +2 .*  a$'
	try diff-flamegraph -o folded --keep-hash -n one two
	status_is 0
	diff -u - folded/diff.folded <<-'END'
		main;a::h0123456789abcdef 2 0
		main;a::hfedcba9876543210 0 3
		main;b 2 1
	END
}

@test "what is said of a folder names its files" {
	mkdir folder-b folder-a
	for i in 1 2 3 4 5; do
		echo "main;a $((100 + i))" | tee "folder-b/run $i.folded" >"folder-a/run $i.folded"
	done
	echo '# nothing' >'folder-a/run 3.folded'
	try diff-flamegraph -o named --fail-total 5 folder-b folder-a
	status_is 1
	err_has 'difffolded: after/run 3.folded: nothing to compare with: no samples'
}

@test "a command that fails is an error" {
	try diff-flamegraph -o failed --record '-e cpu-clock -g' ./base 'exit 4'
	status_is 1
	out_is_empty
	err_has 'diff-flamegraph: cannot record, or failed with status 4: exit 4'
	printf 'PERFILE2 and nothing else' >broken.data
	try diff-flamegraph -o failed base.data broken.data
	status_is 1
	out_is_empty
	err_has 'collapse-perf: broken.data: '
	try diff-flamegraph -o /dev/null/x base.data head.data
	status_is 1
}

@test "wrong usage" {
	for arguments in '' 'one' 'one two three' '--top 0 a b' '--wrong a b' '--freq x a b' 'a --top' '--wall=x a b'; do
		# shellcheck disable=SC2086 # words
		try diff-flamegraph $arguments
		status_is 2
		out_is_empty
		err_has "Try 'diff-flamegraph --help'."
	done
	try diff-flamegraph --help
	ok
	out_has 'usage: diff-flamegraph [options] BEFORE AFTER'
	try diff-flamegraph --completions csh
	status_is 2
	err_has "one of bash, zsh, fish, elvish, powershell, not 'csh'"
}

@test "completions offer every option" {
	try diff-flamegraph --completions bash
	ok
	# shellcheck source=/dev/null
	source "$OUT"
	COMP_WORDS=(diff-flamegraph --fail-a) COMP_CWORD=1
	_diff_flamegraph
	[ "${COMPREPLY[*]}" = --fail-above ]
	try diff-flamegraph --completions=zsh
	ok
	out_has "'(-n --normalize)'{-n,--normalize}'[compare shares: as if both had the same total]'"
	try diff-flamegraph --completions fish
	ok
	out_has "complete -c diff-flamegraph -l freq -s F -x -d 'samples a second, default 997'"
}

@test "completions are good scripts of their shells" {
	for shell in bash zsh fish elvish; do
		needs "$shell"
		check=-n
		try diff-flamegraph --completions "$shell"
		ok
		cp "$OUT" script
		if [ "$shell" = elvish ]; then # its editor is there on a terminal only
			{ echo 'var edit: = (ns [&])' && cat "$OUT"; } >script
			check=-compileonly
		fi
		try "$shell" "$check" script
		ok
	done
}

# A Makefile of somebody's own that includes flamegraph.mk before it has a goal.
makefile() {
	{
		echo "include $ROOT/difffolded/flamegraph.mk"
		echo "FLAMEGRAPH_DIFF_OUTPUT = made"
		echo "DIFF_FLAMEGRAPH_FLAGS = --record '-e cpu-clock -g'"
		printf 'everything:\n\t@echo everything\n'
		for factor in 1 3; do
			# shellcheck disable=SC2016 # make's variables
			printf 'slower%s: %s\n\t${CC} -O1 -g -fno-omit-frame-pointer -DSLOWER=%s -o $@ $<\n' \
				"$factor" "$ROOT/test/recordings/slower.c" "$factor"
		done
	} >Makefile
}

# make as from a shell, not as a part of the make that runs the tests.
run_make() {
	env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS -u BIN make -s "$@"
}

@test "make flamegraph-diff builds, records and compares" {
	makefile
	try run_make
	ok
	out_is everything
	needs_perf_itself
	try run_make flamegraph-diff BASE=slower1 HEAD=./slower3 ARGS="'a b' c" \
		FLAMEGRAPH_FAIL_ABOVE=10
	status_is 2
	names_the_slower
	has_pictures made
	err_has 'sort_records: own share grew by'
	try run_make flamegraph-diff BASE=base.data HEAD=head.data FLAMEGRAPH_TOP=1
	status_is 0
	names_the_slower
	[ "$(wc -l <"$OUT")" -eq 5 ]
	try run_make flamegraph-diff BASE=base.data
	status_is 2
	err_has 'needs HEAD='
}

@test "make flamegraph builds, records and draws" {
	makefile
	rm -f slower3
	try run_make flamegraph BIN=slower3 ARGS='a b' FLAMEGRAPH_FLAGS='--call-graph fp --title=Mine'
	status_is 0
	well_formed_xml flamegraph.svg
	grep -q sort_records flamegraph.svg
	grep -q Mine flamegraph.svg
	try run_make flamegraph
	status_is 2
	err_has 'needs BIN='
}
