#!/usr/bin/env bats
# cargo-flamegraph: what cargo is asked for, and what its configuration says, with stand-ins for all
# programs: no cargo, rustc or perf is needed.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir -p .cargo tmp bin
	: >.cargo/config.toml
	cat >bin/cargo <<-'END'
		#!/bin/sh
		case $* in
		*"config get"*) exec cat config ;;
		-vV) exec cat version ;;
		run*)
			while [ "$1" != -- ]; do shift; done
			shift
			exec "$(env | sed -n '/^CARGO_TARGET_.*_RUNNER=/{s///p;q}')" "$STAND_IN_PROGRAM" "$@"
			;;
		esac
		exec "$ROOT/test/stand-in/cargo" "$@"
	END
	printf '#!/bin/sh\nprintf %s\n' "'unix\ntarget_os=\"linux\"\ntarget_env=\"\"\n'" >bin/rustc
	printf '#!/bin/sh\nprintf "%%s\\n" "runner $*"\n' >bin/first
	chmod +x bin/*
	ln -s first "bin/a b"
	echo 'host: stand-in' >version
	: >config
	export TMPDIR=$PWD/tmp CARGO=$PWD/bin/cargo RUSTC=$PWD/bin/rustc CARGO_HOME=$PWD/home
	export PERF=$ROOT/test/stand-in/perf STAND_IN=keep STAND_IN_PROGRAM=/bin/true
	export STAND_IN_DATA=$DATA/perf-data/events.data
	unset CARGO_BUILD_TARGET CARGO_TARGET_STAND_IN_RUNNER
}

# run_by [OPTION…] - with the configuration on standard input, in which HERE is this folder's file.
run_by() {
	sed "s|HERE|$PWD/.cargo/config.toml|" >config
	try cargo-flamegraph "$@" -- arg
	status_is 0
}

# by WORDS [OPTION…] - these words of a runner come before the program.
by() {
	run_by "${@:2}"
	out_is "runner $1/bin/true arg"
}

# unrun - there is no runner.
unrun() {
	run_by
	out_is_empty
}

@test "the words of a runner, in all forms that TOML has for them" {
	by '-x y ' <<<'target.stand-in.runner = "./bin/first -x  y" # HERE'
	by '\n ' <<<"target.stand-in.runner = './bin/first \\n' # HERE"
	by '"q\ ' <<<'target.stand-in.runner = "./bin/first \t \"q\\" # HERE'
	by 'é😀 ' <<<'target.stand-in.runner = "./bin/first \u00e9\U0001f600" # HERE'
	by 'é ' <<<'target.stand-in.runner = "./bin/first \u00e9\uzzzz\U00110000" # HERE'
	by '' <<<"target.stand-in.runner = \"$PWD/bin/first\" # environment"
	by 'x  y ' <<-'END'
		target.stand-in.runner = [
		    "./bin/a b", # HERE
		    "x  y", # HERE
		]
	END
	PATH=$PWD/bin:$PATH by '' <<<'target.stand-in.runner = "first" # HERE'
	by '' <<-'END'
		a."b = \" c".d = "x" # HERE
		target.other.runner = "./bin/first other" # HERE
		target.stand-in.runner = "./bin/first" # HERE
	END
}

@test "what is no string, or empty, is no runner" {
	unrun <<<'target.stand-in.runner = true # HERE'
	unrun <<<'target.stand-in.runner = "" # HERE'
	unrun <<<'target.stand-in.runner = "  " # HERE'
	unrun <<<'target.stand-in.runner = ['
	unrun <<-'END'
		target.stand-in.runner = [
		]
		target.stand-in.runner
		 = 
		target.runner = "./bin/first"
		target..runner = "./bin/first"
	END
	unrun <<<'target.stand-in.walker = "./bin/first" # HERE'
}

@test "expressions of cfg(…)" {
	holds() { by '' <<<"target.'cfg($1)'.runner = \"./bin/first\" # HERE"; }
	fails() { unrun <<<"target.'cfg($1)'.runner = \"./bin/first\" # HERE"; }
	holds unix
	holds 'target_os = "linux"'
	holds 'target_env=""'
	holds 'all()'
	holds 'not(windows)'
	holds 'any(windows,all(unix,target_os="linux"))'
	holds 'all( unix , not( any( windows ) ) , )'
	fails windows
	fails 'target_os = "windows"'
	fails 'target_os'
	fails 'any()'
	fails 'not(unix)'
	fails 'all(unix, windows)'
	fails ''
	fails ')'
	fails '='
	fails "$(printf 'any(%.0s' {1..40})unix$(printf ')%.0s' {1..40})"
	# In quotation marks of the other sort, with what stands for one of them.
	by '' <<<'target."cfg(target_os = \"linux\")".runner = "./bin/first" # HERE'
	# The first that is true; but the triple's own comes before all.
	by '1 ' <<-'END'
		target.'cfg(unix)'.runner = "./bin/first 1" # HERE
		target.'cfg(all())'.runner = "./bin/first 2" # HERE
	END
	by '3 ' <<-'END'
		target.'cfg(unix)'.runner = "./bin/first 1" # HERE
		target.stand-in.runner = "./bin/first 3" # HERE
	END
}

@test "for which machine: an option, a variable, the configuration, the host" {
	local b="target.b.runner = './bin/first b' # HERE"

	by 'b ' --target b <<<"$b"
	by 'b ' --target /a/b.json <<<"$b"
	by 'b ' --target b.json <<<"$b"
	CARGO_BUILD_TARGET=b by 'b ' <<<"$b"
	by 'b ' <<<"build.target = \"b\" # HERE"$'\n'"$b"
	by 'b ' <<<$'build.target = [\n    "b", # HERE\n    "c", # HERE\n]\n'"$b"
	by 'host ' --target host-tuple <<<"target.stand-in.runner = './bin/first host' # HERE"
	CARGO_TARGET_A_B_C_RUNNER='./bin/first variable' by 'variable ' --target a-b.c </dev/null
	echo 'cargo 1.0' >version
	try cargo-flamegraph -- arg
	status_is 1
	err_has "bin/cargo -vV' does not say for which machine it builds"
}

@test "options that are cargo's own reach it" {
	asked() {
		try cargo-flamegraph -v "${@:2}" -- arg
		status_is 0
		err_has "bin/cargo $1"
	}
	asked 'build --package=demo --bin=demo --config=a=1 --config=b --release ' --config a=1 --config b
	err_has 'bin/cargo metadata --format-version=1 --no-deps --config=a=1 --config=b'
	err_has 'config get --show-origin --config=a=1 --config=b'
	for option in --locked --frozen --offline; do
		asked "metadata --format-version=1 --no-deps $option" "$option"
	done
	asked 'build --package=demo --bin=demo --release --jobs=3' --jobs 3
	asked 'run --package=demo --bin=demo -- arg' --dev
	asked 'run --package=demo --bin=demo --profile=mine -- arg' --profile mine
}

# usage MESSAGE [OPTION…] - these options are refused.
usage() {
	try cargo-flamegraph "${@:2}" -- arg
	status_is 2
	err_has "cargo-flamegraph: $1"
}

@test "options that have no sense, or not together" {
	for mode in dwarf,7 dwarf,12 dwarf,65536 dwarf,x "dwarf," fp,8 stack ''; do
		usage "--call-graph takes fp, lbr, dwarf or dwarf,SIZE" --call-graph "$mode"
	done
	for width in '' x 1e3 -1 % 1%% "$(printf '%040d' 1)"; do
		usage "--min-width takes a number or N%, not '$width'" --min-width "$width"
	done
	usage "--image-width takes a whole number, not '5%'" --image-width 5%
	usage '--freq does not go together with --cmd' --cmd 'record -g' --freq 9
	usage '--call-graph does not go together with --cmd' --cmd 'record -g' --call-graph fp
	usage '--keep-perfdata and --perfdata-out do not go together' --keep-perfdata --perfdata-out x
	usage '--output needs a name' --output ''
	for option in call-graph=fp delay=5 wall off-cpu no-inline symfs=/ vmlinux=x buildid-dir=x perf-script \
		script-args=x keep-perfdata perfdata-out=x flamechart; do
		usage "--${option%=*} works with perf only" --backend dtrace "--$option"
	done
	for option in perf-script script-args=x keep-perfdata perfdata-out=x no-stream; do
		usage "--stream and --${option%=*} do not go together" --stream "--$option"
	done
	usage '--stream and --backend dtrace do not go together' --stream --backend dtrace
}

@test "what cargo did not build is told" {
	for artifact in '{"reason": "build-finished"}' 'no JSON' ''; do
		{
			echo '#!/bin/sh'
			echo "case \$1 in build) echo '$artifact'; exit ;; esac"
			echo "exec $ROOT/test/stand-in/cargo \"\$@\""
		} >bin/cargo
		try cargo-flamegraph -- arg
		status_is 1
		err_has 'cargo-flamegraph: cargo built no such executable'
		[ "$artifact" != 'no JSON' ] || err_has 'no JSON'
	done
	[ ! -e flamegraph.svg ]
}
