#!/usr/bin/env bats
# What is no profile in text: every program says what it was given instead, and what to do.

load helper

# The beginnings of files of these kinds, as printf writes them, and what is said of each.
KINDS=('\x1f\x8b\x08\x08\x01\n' 'BZh91AY&SY\x01' '\xfd7zXZ\0\0' '\x28\xb5\x2f\xfd\x01'
	'\xff\xfea\0 \0001\0\n\0' '\xfe\xff\0a\0 \0001\0\n')
SAID=('compressed with gzip: pipe it through zcat' 'compressed with bzip2: pipe it through bzcat'
	'compressed with xz: pipe it through xzcat' 'compressed with zstd: pipe it through zstdcat'
	'text in UTF-16: pipe it through iconv -f UTF-16 -t UTF-8'
	'text in UTF-16: pipe it through iconv -f UTF-16 -t UTF-8')

# says PROGRAM FILE TEXT - of this file, by its name and through a pipe, it says just that.
says() {
	local program=$1 file=$2 text=$3 more=()

	[ "$program" != difffolded ] || more=("$BATS_TEST_TMPDIR/good")
	try "$program" "$file" "${more[@]}"
	status_is 1
	out_is_empty
	err_is "$program: $file: $text"
	try "$program" - "${more[@]}" < <(cat "$file")
	status_is 1
	out_is_empty
	err_is "$program: stdin: $text"
}

setup() { printf 'a;b 1\n' >"$BATS_TEST_TMPDIR/good"; }

@test "compressed files and text in UTF-16 are named" {
	local i program

	for i in "${!KINDS[@]}"; do
		printf "${KINDS[i]}" >"$BATS_TEST_TMPDIR/in"
		for program in collapse-perf collapse-dtrace flamegraph-svg difffolded; do
			says "$program" "$BATS_TEST_TMPDIR/in" "${SAID[i]}"
		done
	done
}

@test "a recording that was given to a reader of stacks is named" {
	local program

	printf 'PERFILE2h\0\0\0' >"$BATS_TEST_TMPDIR/in"
	for program in collapse-dtrace flamegraph-svg difffolded; do
		says "$program" "$BATS_TEST_TMPDIR/in" \
			'a recording of perf: collapse-perf makes folded stacks of it'
	done
}

# The beginnings of profiles that other tools make, and a word of what is said of each.
PROFILES=('\n\x04\x08\x01\x10\x02\n\x04\x08\x03\x10\x04\x12' '\n\x02\x08\x01\x12\x0a'
	'H\xaa\xe4\xf3\xc5\xf3\xcd\x8f\xf6\x18\n\x04\x08\x01\x10\x02' 'Z\x04\x08\x01\x10\x02`\x80\x80 \n\x04\x08\x03\x10\x04'
	'\0\0\0\0\0\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10\x27\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01'
	'\0\0\0\0\0\0\0\x03\0\0\0\0\0\0\x27\x10\0\0\0\0\0\0\0\x01'
	'heap profile:   1000:  1999000 [  2000:  3999000] @ heapprofile\n' 'heap_v2/524288\n  t*: 28106: 56637512 [0: 0]\n'
	'go 1.19 trace\0\0\0A\0\xf0' 'v8-version,11,3,244,8,-node.38,0\nv8-platform,linux,linux\n'
	'{"dhatFileVersion":2\n,"mode":"heap"\n' '{\n  "code": [\n  {\n    "name": "/usr/bin/node",\n'
	'MMPD\x09\0\0\0\0' 'FLR\0\0\2\0\1' 'v 10500 3\nx /usr/bin/prog\nX prog\nI 1000 3e8\n'
	'desc: (none)\ncmd: ./prog\ntime_unit: i\n#-----------\nsnapshot=0\n'
	'# callgrind format\nversion: 1\ncreator: callgrind-3.19.0\n'
	'version: 1\ncreator: callgrind-3.14.0\npid: 12\nevents: Ir\nfn=(1) main\n16 400\n'
	'{"nodes":[{"id":1,"callFrame":{"functionName":"(root)","scriptId":"0"}}]}'
	'{"traceEvents":[{"pid":1,"ts":2,"ph":"X","name":"f","dur":3}]}'
	'[\n{"name": "f", "cat": "c", "ph": "B", "ts": 1},\n'
	'{"version":"0.0.1","$schema":"https://www.speedscope.app/file-format-schema.json","shared":{}}'
	'{"meta":{"interval":1,"startTime":1.5,"processType":0,"product":"Firefox"},"threads":[]}'
	'Attaching 2 probes...\n\n\n@[\n    f+1\n]: 2\n' '@us[w, 12, \n    f+1\n]: 2\n'
	'{"type": "attached_probes", "data": {"probes": 2}}\n')
WORDS=('pprof: go tool pprof -raw' 'pprof: go tool pprof -raw' 'pprof: go tool pprof -raw'
	'pprof: go tool pprof -raw' gperftools gperftools gperftools jemalloc 'go tool trace' 'node --prof-process' DHAT
	'node --prof-process' 'rustc: collapse-rustc makes'
	'Flight Recorder: jfrconv -o collapsed' 'heaptrack: heaptrack_print -F STACKS' massif
	callgrind_annotate callgrind_annotate .cpuprofile stackcollapse-chrome-tracing.py
	stackcollapse-chrome-tracing.py speedscope 'Firefox (or samply)'
	'collapse-dtrace makes folded stacks' 'collapse-dtrace makes folded stacks'
	'collapse-dtrace makes folded stacks')

# named PROGRAM WORDS FILE… - it says these words of the last file, and writes nothing.
named() {
	local program=$1 words=$2

	shift 2
	try "$program" "$@"
	status_is 1
	out_is_empty
	err_has "${*: -1}: "
	err_has "$words"
	[ "$(wc -l <"$ERR")" -eq 1 ]
}

# named_by PROGRAM WORDS COMMAND… - the command fails; PROGRAM says these words, and no file is left.
named_by() {
	local program=$1 words=$2

	shift 2
	try "$@"
	status_is 1
	out_is_empty
	err_has "$program: $BATS_TEST_TMPDIR/in: "
	err_has "$words"
	diff -u /dev/null <(ls -A)
}

@test "profiles of other tools are named, and which tool reads them" {
	local i program

	for i in "${!PROFILES[@]}"; do
		printf -- "${PROFILES[i]}" >"$BATS_TEST_TMPDIR/in"
		named flamegraph-svg "${WORDS[i]}" "$BATS_TEST_TMPDIR/in"
		named collapse-perf "${WORDS[i]}" "$BATS_TEST_TMPDIR/in"
		named difffolded "${WORDS[i]}" "$BATS_TEST_TMPDIR/good" "$BATS_TEST_TMPDIR/in"
		[ "${WORDS[i]#collapse-dtrace}" != "${WORDS[i]}" ] ||
			named collapse-dtrace "${WORDS[i]}" "$BATS_TEST_TMPDIR/in"
		[ "${WORDS[i]#rustc}" != "${WORDS[i]}" ] ||
			named collapse-rustc "${WORDS[i]}" "$BATS_TEST_TMPDIR/in"
	done
}

@test "profiles of other tools leave no picture behind" {
	local i in=$BATS_TEST_TMPDIR/in good=$BATS_TEST_TMPDIR/good

	mkdir "$BATS_TEST_TMPDIR/empty"
	cd "$BATS_TEST_TMPDIR/empty"
	for i in "${!PROFILES[@]}"; do
		printf -- "${PROFILES[i]}" >"$in"
		named_by difffolded "${WORDS[i]}" diff-flamegraph -o a.svg "$good" "$in"
		# That of rustc is one that it draws, or says that it is cut.
		[ "${WORDS[i]#rustc}" != "${WORDS[i]}" ] ||
			named_by flamegraph "${WORDS[i]}" flamegraph --perfdata "$in"
	done
}

@test "pprof's profiles are compressed, and known all the same" {
	needs gzip
	{
		printf '\n\x04\x08\x01\x10\x02\n\x04\x08\x03\x10\x04'
		head -c 20000 "$BIN/difffolded"
	} >"$BATS_TEST_TMPDIR/cpu.pprof"
	for level in 1 9; do
		gzip -"$level" <"$BATS_TEST_TMPDIR/cpu.pprof" >"$BATS_TEST_TMPDIR/in"
		named flamegraph-svg 'pprof: go tool pprof -raw' "$BATS_TEST_TMPDIR/in"
		gzip -"$level" -k -f "$BATS_TEST_TMPDIR/cpu.pprof" # with its name in the header
		named collapse-perf 'pprof: go tool pprof -raw' "$BATS_TEST_TMPDIR/cpu.pprof.gz"
	done
	gzip <"$BATS_TEST_TMPDIR/good" >"$BATS_TEST_TMPDIR/in"
	named flamegraph-svg 'compressed with gzip' "$BATS_TEST_TMPDIR/in"
}

@test "other profiles that their tools compress; what is ours wants to be unpacked" {
	needs gzip
	for i in "${!PROFILES[@]}"; do
		printf -- "${PROFILES[i]}" | gzip >"$BATS_TEST_TMPDIR/in"
		case ${WORDS[i]} in
		rustc:* | collapse-dtrace*) named flamegraph-svg 'compressed with gzip: pipe it' "$BATS_TEST_TMPDIR/in" ;;
		*) named flamegraph-svg "${WORDS[i]}" "$BATS_TEST_TMPDIR/in" ;;
		esac
	done
}

@test "a text of which hardly a line is one of perf script has no stacks" {
	local in=$BATS_TEST_TMPDIR/in

	printf 'some\nother\ntext\n a 1 1.0: 3 cycles: \n\t7f f (/x)\n\n' >"$in"
	try collapse-perf "$in"
	status_is 1
	out_is_empty
	err_has '3 of 5 lines are none of perf script: this is another text'
	try flamegraph --perfdata - < <(cat "$in")
	status_is 1
	[ ! -e flamegraph.svg ]
	sed -i 1d "$in"
	try collapse-perf "$in"
	status_is 0
	out_is 'a;f 3'
	err_has 'not understood'
}

@test "stacks that begin almost like such profiles are stacks" {
	local text

	for text in 'v 10500 3\na 1 2\n' 'desc: x 1 1\n' 'H;\x04a 1 1\n' 'heap profile: 1 1\n' 'go 1.19 trace 1 1\n' 'v8-version 1 1\n' '{main};b 1 1\n' '[unknown];@a[x] 1 1\n' \
		'@a[x];b 1 1\n' 'MMPD 1 1\n' 'Attaching 1 1\n'; do
		printf -- "$text" >"$BATS_TEST_TMPDIR/in"
		try flamegraph-svg "$BATS_TEST_TMPDIR/in"
		ok
	done
}

@test "frames that begin almost like these are frames" {
	printf 'BZh9;b 1\n' >"$BATS_TEST_TMPDIR/in"
	try difffolded "$BATS_TEST_TMPDIR/in" "$BATS_TEST_TMPDIR/in"
	ok
	out_is 'BZh9;b 1 1'
	printf '\xff\xfea;b 1\n' >"$BATS_TEST_TMPDIR/in"
	try difffolded "$BATS_TEST_TMPDIR/in" "$BATS_TEST_TMPDIR/in"
	ok
	out_is $'\xff\xfea;b 1 1'
}

@test "a mark of UTF-8 at the beginning is no part of the first name" {
	printf '\xef\xbb\xbfa;b 1\na;b 2\n' >"$BATS_TEST_TMPDIR/in"
	try difffolded "$BATS_TEST_TMPDIR/in" "$BATS_TEST_TMPDIR/good"
	ok
	out_is 'a;b 3 1'
	try flamegraph-svg "$BATS_TEST_TMPDIR/in"
	ok
	flamegraph-svg --extract "$OUT" >"$BATS_TEST_TMPDIR/stacks"
	diff -u - "$BATS_TEST_TMPDIR/stacks" <<<'a;b 3'
	printf '\xef\xbb\xbfa 1 1.5: 3 c: \n\t7f f (/x)\n\na 1 1.5: 4 c: \n\t7f f (/x)\n\n' >"$BATS_TEST_TMPDIR/in"
	try collapse-perf "$BATS_TEST_TMPDIR/in"
	ok
	out_is 'a;f 7'
	try collapse-perf < <(cat "$BATS_TEST_TMPDIR/in")
	ok
	out_is 'a;f 7'
	printf '\xef\xbb\xbfkey\n              a`b+0x1\n                1\n' >"$BATS_TEST_TMPDIR/in"
	try collapse-dtrace "$BATS_TEST_TMPDIR/in"
	ok
	out_is 'key;a`b 1'
	try collapse-dtrace - < <(cat "$BATS_TEST_TMPDIR/in")
	ok
	out_is 'key;a`b 1'
}

@test "a mark of UTF-8 is no part of the first name in files of names, either" {
	local T=$BATS_TEST_TMPDIR

	printf '\xef\xbb\xbfa\thref=http://x/\n' >"$T/attributes"
	try flamegraph-svg --nameattr "$T/attributes" "$T/good"
	ok
	out_has 'href="http://x/"'
	printf '\xef\xbb\xbfa->rgb(1,2,3)\n' >"$T/palette.map"
	cd "$T"
	try flamegraph-svg --cp good
	ok
	out_has '#010203'
}

@test "a mark of UTF-8 before an SVG, and alone in a file" {
	local T=$BATS_TEST_TMPDIR program

	flamegraph-svg "$T/good" >"$T/good.svg"
	{ printf '\xef\xbb\xbf' && cat "$T/good.svg"; } >"$T/in"
	try flamegraph-svg --extract "$T/in"
	ok
	out_is 'a;b 1'
	printf '\xef\xbb\xbf' >"$T/in"
	for program in collapse-perf collapse-dtrace flamegraph-svg; do
		try "$program" "$T/in"
		status_is 1
		err_has 'the input is empty'
	done
}

@test "what cannot be opened or read is named by all programs in the same words" {
	local T=$BATS_TEST_TMPDIR program more

	for program in collapse-perf collapse-dtrace flamegraph-svg 'flamegraph-svg --extract' difffolded; do
		more=()
		[ "$program" != difffolded ] || more=("$T/good")
		# shellcheck disable=SC2086 # an option is a word of its own
		try $program "$T/none" "${more[@]}"
		status_is 1
		out_is_empty
		err_is "${program%% *}: $T/none: No such file or directory"
		[ "$program" != difffolded ] || continue # takes a folder of recordings
		# shellcheck disable=SC2086
		try $program "$T" "${more[@]}"
		status_is 1
		out_is_empty
		err_is "${program%% *}: $T: Is a directory"
	done
}

@test "a file never stands in for a standard stream that is closed" {
	local in=$BATS_TEST_TMPDIR/in good=$BATS_TEST_TMPDIR/good

	# Opened first, a file would get the number of standard input.
	printf 'a 1 1.5: 3 c: \n\t7f f (/x)\n' >"$in"
	try collapse-perf "$in" - <&-
	status_is 1
	err_is $'collapse-perf: stdin: Bad file descriptor\ncollapse-perf: the output is incomplete'
	printf '   m`f\n   3\n' >"$in"
	try collapse-dtrace "$in" - <&-
	status_is 1
	err_is $'collapse-dtrace: stdin: Bad file descriptor\ncollapse-dtrace: the output is incomplete'
	try flamegraph-svg "$good" - <&-
	status_is 1
	err_is 'flamegraph-svg: stdin: Bad file descriptor'
	try difffolded "$good" - <&-
	status_is 1
	err_is 'difffolded: stdin: Bad file descriptor'
	# The colours' file must not get the warnings.
	printf 'a;b 1\nodd\n' >"$good"
	flamegraph-svg --cp --palette-file "$BATS_TEST_TMPDIR/map" "$good" >/dev/null 2>&-
	[ "$(grep -vc 'rgb(' "$BATS_TEST_TMPDIR/map")" -eq 0 ]
	status=0
	flamegraph-svg "$good" 2>"$in" >&- || status=$?
	[ "$status" -eq 1 ]
	grep -F 'flamegraph-svg: cannot write: Bad file descriptor' "$in"
}
