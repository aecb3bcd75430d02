# Loaded by every .bats file: `load helper`.
# BIN is where the programs are, UNIT and FUZZ where those of test/unit and test/fuzz are.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
: "${BIN:=$ROOT/build/bin}" "${UNIT:=$ROOT/build/unit}" "${FUZZ:=$ROOT/build/fuzz}"
DATA=$ROOT/test/data
PATH=$BIN:$PATH
export ROOT BIN UNIT FUZZ DATA PATH
export LC_ALL=C
bats_require_minimum_version 1.5.0 2>/dev/null || true

# What programs keep in the user's home goes with the run, such as perf's copies of all files that it
# has seen, and what they forget among temporary files. Rust's own tools stay where they are.
export RUSTUP_HOME="${RUSTUP_HOME:-$HOME/.rustup}" CARGO_HOME="${CARGO_HOME:-$HOME/.cargo}"
export HOME=$BATS_RUN_TMPDIR/home TMPDIR=$BATS_RUN_TMPDIR/tmp
mkdir -p "$HOME" "$TMPDIR"

# needs TOOL… - skips a test, or from setup a file's tests, where a tool is not installed.
needs() {
	local tool missing=() packages=()

	for tool; do
		! command -v "$tool" >/dev/null || continue
		missing+=("$tool")
		packages+=("$(package_of "$tool")")
	done
	[ "${#missing[@]}" -eq 0 ] || lacks "${packages[*]}" "${missing[*]} not installed"
}

# Of a true perf, or of the player of perf that stands in PATH.
has_perf() { command -v perf >/dev/null; }

# plays_for_perf DATA - said in setup_file: where there is no perf, one that plays the file DATA, or a file
# of the folder DATA, see test/stand-in/perf, or $PLAYED where a test has one. What tests then see is what our programs do with it.
plays_for_perf() {
	local player=$BATS_FILE_TMPDIR/player

	mkdir "$player"
	printf '#!/bin/sh\nSTAND_IN=play STAND_IN_DATA="${PLAYED:-%s}"\n. "%s"\n' "$1" "$ROOT/test/stand-in/perf" \
		>"$player/perf"
	chmod +x "$player/perf"
	export PLAYER=$player
}

# needs_perf_or_player, and needs_perf_itself where only a true one will do.
needs_perf_or_player() {
	[ -z "${PLAYER:-}" ] || PATH=$PLAYER:$PATH
	needs perf
}
needs_perf_itself() { PATH=${PATH#"${PLAYER:-}:"} needs perf; }

# needs_packer TOOL… - where zstd, zstdcat or xz is missing, there is one that packs nothing, behind all else in
# PATH, see test/stand-in/packer: for tests of what our programs do with it.
needs_packer() {
	local tool folder=$BATS_TEST_TMPDIR/packers

	mkdir -p "$folder"
	for tool; do
		command -v "$tool" >/dev/null || ln -s "$ROOT/test/stand-in/packer" "$folder/$tool"
	done
	PATH=$PATH:$folder
}

# lacks PACKAGES WHY - skips a test; what would have to be installed for it is kept for the last line of
# `make test`.
lacks() {
	[ -z "${SKIPPED:-}" ] || echo "$1" >>"$SKIPPED"
	skip "$2"
}

# The package of Debian that has a tool.
package_of() {
	case $1 in
	perf) echo linux-perf ;;
	xz) echo xz-utils ;;
	node) echo nodejs ;;
	ld.lld) echo lld ;;
	readelf | addr2line | c++filt | nm | dwp | objcopy) echo binutils ;;
	*) echo "$1" ;;
	esac
}

# text_of PROGRAM FUNCTION… - a sample at each byte of these functions, below main, as perf script --no-inline
# would print it: an address is a place in the file.
text_of() {
	{
		readelf -lW "$1" | awk '$1 == "LOAD" && / R E / { print $2, $3, $5 }'
		nm -S --defined-only "$1" | awk -v wanted=" ${*:2} main " 'NF == 4 && index(wanted, " " $4 " ")'
	} | awk -v dso="$PWD/$1" '
		function number(hex, i, n)
		{
			sub(/^0x/, "", hex)
			for (i = n = 0; i++ < length(hex);)
				n = n * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
			return n
		}
		NF == 3 { offset[++segments] = number($1); low[segments] = number($2); size[segments] = number($3); next }
		{
			at[$4] = number($1)
			bytes[$4] = number($2)
			for (i = 1; i <= segments; i++)
				if (at[$4] >= low[i] && at[$4] < low[i] + size[i])
					moved[$4] = offset[i] - low[i]
		}
		END {
			for (name in at)
				for (i = 0; name != "main" && i < bytes[name]; i++)
					printf "p 1 1.0: 1 cpu-clock: \n\t%x %s+0x%x (%s)\n\t%x main+0x1 (%s)\n\n",
						at[name] + moved[name] + i, name, i, dso, at["main"] + moved["main"] + 1, dso
		}'
}

# try COMMAND ARG… - runs it with its stdout, stderr and status in files: $OUT, $ERR, $status.
# Standard input is try's own. The line that flamegraph says of every picture it makes is in $CLOSING.
try() {
	OUT=$BATS_TEST_TMPDIR/out
	ERR=$BATS_TEST_TMPDIR/err
	CLOSING=$BATS_TEST_TMPDIR/closing
	status=0
	"$@" >"$OUT" 2>"$ERR" || status=$?
	closing_apart
}

# try_text PROGRAM TEXT [OPTION…] - tries it on a file of that text, with printf's escapes.
try_text() {
	printf '%b' "$2" >"$BATS_TEST_TMPDIR/in"
	try "$1" "${@:3}" "$BATS_TEST_TMPDIR/in"
}

# What follows looks at small files in this shell: a program that is started costs more than all else
# that most tests do. Only what does not hold is shown by one.

# begins FILE - its first bytes, up to a NUL, into $TEXT; status 1 if that is not all of it.
begins() {
	TEXT=
	IFS= read -r -d '' -n 100000 TEXT <"$1" || return 0
	return 1
}

# contains FILE TEXT, and whether FILE is that text and no more.
contains() { { begins "$1" || true; } && [[ $TEXT == *"$2"* ]] || grep -qF -- "$2" "$1"; }
is_text() { begins "$1" && [ "$TEXT" = "$2" ]; }

# Moves the closing line from $ERR to $CLOSING; whatever PATH is.
closing_apart() {
	local closing='^(cargo-)?flamegraph: [^:]+: ([^;]*samples?(, [0-9,]+ lost \([^)]*\))?; )?most in '

	: >"$CLOSING"
	if begins "$ERR" && [[ $TEXT != *'flamegraph: '*'most in '* ]]; then
		return
	fi
	if command -p grep -aE "$closing" "$ERR" >"$CLOSING"; then
		command -p sed -i -E "/$closing/d" "$ERR"
	fi
}

# What the last `try` printed must be exactly this text (a newline is added), or this file.
out_is() { is_text "$OUT" "$1"$'\n' || diff -u <(printf '%s\n' "$1") "$OUT"; }
out_is_file() { diff -u "$1" "$OUT"; }
out_is_empty() { [ ! -s "$OUT" ] || diff -u /dev/null "$OUT"; }
err_is() { is_text "$ERR" "$1"$'\n' || diff -u <(printf '%s\n' "$1") <(said); }
err_is_empty() { [ ! -s "$ERR" ] || diff -u /dev/null <(said); }

# records - said at the head of a file whose tests record programs, or drive others, here and now: a
# kernel, a browser and a busy machine take part in them, of which no test knows all that they may do.
# A test that fails is tried twice more, or RETRIES times, and test/run.sh tells of those that then
# passed; what is said of luck is left out. What depends on nothing but our programs is tested elsewhere.
records() {
	export RECORDS=yes BATS_TEST_RETRIES=${RETRIES:-2}
	if [ "${BATS_TEST_TRY_NUMBER:-1}" -gt 1 ] && [ -n "${AGAIN:-}" ]; then
		echo "${BATS_TEST_FILENAME##*/}: $BATS_TEST_NAME" >>"$AGAIN"
	fi
}

# What the last `try` said. Where a test records programs, without what is a matter of luck: on a busy
# machine samples are lost, threads wait when it begins, and a register that holds no frame pointer may
# lead in a circle, as deep as the kernel and perf script go, or nowhere.
luck='lost while recording|the kernel recorded the innermost|one address again and again'
luck+='|of the counts end at|the longest there are|without outermost frames|stacks? but an innermost frame'
luck+='|of one or two frames|which was too short for it|when the recording began|no stack'
luck+='|of the time is not certain'
said() {
	if [ -n "${RECORDS:-}" ]; then
		command -p sed -E "/^collapse-perf: warning: .*($luck)/d" "$ERR"
	else
		command -p cat "$ERR"
	fi
}

# no_copies - perf's copies of programs, in ~/.debug, are not looked at: of a recording of all that runs, there
# may be one of a program that is the same in another run of the tests.
no_copies() { export HOME=/nonexistent; }

# in_shared_folder - the setup of tests that work in the folder of their file, where what setup_file made
# is, and what tests before them made. A test that is tried again finds it as it was the first time.
in_shared_folder() {
	local was=$BATS_FILE_TMPDIR.was

	cd "$BATS_FILE_TMPDIR" || return 1
	if [ "${BATS_TEST_TRY_NUMBER:-1}" -gt 1 ]; then
		find . -mindepth 1 -delete
		cp -al "$was/." .
	else
		rm -rf "$was"
		cp -al . "$was"
	fi
}

# A picture must be well-formed XML. XML looks into pictures, see test/xml/xml.c.
XML=${BIN%/bin}/tools/xml
well_formed_xml() { "$XML" check "$1"; }

# The exit status of the last `try`.
status_is() {
	[ "$status" -eq "$1" ] || {
		echo "exit status $status, not $1; stderr:"
		cat "$ERR"
		return 1
	}
}

# Done without a word on stderr.
ok() { status_is 0 && err_is_empty; }

# The last `try` said this (a fixed string) on stderr, or on stdout.
err_has() { contains "$ERR" "$1" || { echo "stderr lacks '$1':"; cat "$ERR"; return 1; }; }
out_has() { contains "$OUT" "$1" || { echo "stdout lacks '$1':"; head -c 2000 "$OUT"; return 1; }; }

# make of this very build, below `make test` or without it: the variables given to that make come
# in MAKEFLAGS, and so does its job server, which is none of ours. The folder is named as it was
# then, BUILT: by another name everything would be built again.
BUILT=${BIN%/bin}
BUILT=${BUILT#"$ROOT/"}
own_makeflags() { sed 's/--jobserver-[a-z]*=[^ ]*//; s/ -j[0-9]*//' <<<"${MAKEFLAGS:-}"; }
remake() {
	MAKEFLAGS=$(own_makeflags) \
		make -s --no-print-directory -C "$ROOT" BUILD="$BUILT" "$@"
}

# Runs the commands on its standard input (see test/browser/script.c), in a window of 1200x800.
browse() {
	{
		echo 'size 1200 800'
		cat
	} >commands
	try "$UNIT/../browser" "$BATS_TEST_TMPDIR/profile" <commands
	ok
}

# The setup of tests that need a browser: a folder with a small profile, small.folded.
in_browser() {
	needs chromium node
	cd "$BATS_TEST_TMPDIR"
	cat >small.folded <<-'EOF'
		main;eval;call;eval;call;lookup 90
		main;eval;call;print::out;write_[k] 60
		main;eval;gc::mark;gc::sweep 140
		main;go 12
		main;parse;lex 44
		main;parse;lex;next_token 120
		main;parse;read_line 34
	EOF
}

# lost_samples N - the header and the records of a perf.data file: N samples, and 1 lost, said twice.
lost_samples() {
	number() { printf "$(printf '\\x%02x' $(($1 & 255)) $(($1 >> 8 & 255)))"; }
	u64() { number "$1"; head -c 6 /dev/zero; }
	head_of() { number "$1"; number 0; number 0; number "$2"; }
	local n

	printf PERFILE2
	for n in 104 144 104 144 248 $((48 + 8 * $1)) 0 0 0 0 0 0; do u64 "$n"; done
	head -c 144 /dev/zero # an event that has nothing
	for ((n = 0; n < $1; n++)); do head_of 9 8; done
	head_of 2 24 && u64 0 && u64 1
	head_of 13 16 && u64 1
	head_of 68 8
}
