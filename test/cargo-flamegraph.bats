#!/usr/bin/env bats
# cargo-flamegraph: Cargo packages, made here, without dependencies, built by the machine's cargo.

load helper
records

# crate FOLDER NAME [LINES OF Cargo.toml] - a package that debugs its release profile.
crate() {
	mkdir -p "$1/src"
	{
		printf '[package]\nname = "%s"\nversion = "0.1.0"\nedition = "2021"\n' "$2"
		printf '%s\n' "${@:3}"
	} >"$1/Cargo.toml"
}

debug='[profile.release]
debug = true'

# burner NAME - Rust: a function that uses a quarter of a second of processor time.
burner() {
	cat <<-END
		#[inline(never)]
		fn $1() {
		    extern "C" { fn clock() -> i64; } // in microseconds
		    let end = unsafe { clock() } + 250_000;
		    while unsafe { clock() } < end {
		        for i in 0..100000u64 { unsafe { std::ptr::read_volatile(&i); } }
		    }
		}
	END
}

# program NAME [BODY] - a program that calls the burner NAME and prints its arguments.
program() {
	burner "$1"
	echo "fn main() { $1(); println!(\"{:?}\", std::env::args().skip(1).collect::<Vec<_>>()); ${2:-} }"
}

# A package with one target of each kind, built once for all tests.
setup_file() {
	zoo=$BATS_FILE_TMPDIR/zoo
	crate "$zoo" zoo '[features]' 'extra = []' '[[bin]]' 'name = "zoo"' 'path = "src/main.rs"' \
		'harness = false' '[[bench]]' 'name = "be"' 'harness = false' "$debug" \
		'[profile.bench]' 'debug = true'
	program burn_main 'if cfg!(feature = "extra") { println!("extra"); }' >"$zoo/src/main.rs"
	mkdir "$zoo/examples" "$zoo/tests" "$zoo/benches"
	{ burner burn_unit; echo '#[test] fn unit() { burn_unit(); }'; } >"$zoo/src/lib.rs"
	echo 'pub fn nothing() { burn_unit() }' >>"$zoo/src/lib.rs"
	program burn_ex >"$zoo/examples/ex.rs"
	{ burner burn_it; echo '#[test] fn it() { burn_it(); }'; } >"$zoo/tests/it.rs"
	program burn_be >"$zoo/benches/be.rs"
}

setup() {
	needs cargo perf
	zoo=$BATS_FILE_TMPDIR/zoo
	export TMPDIR=$BATS_TEST_TMPDIR/tmp CARGO_TARGET_DIR=
	unset CARGO CARGO_TARGET_DIR CARGO_MANIFEST_DIR RUST_BACKTRACE
	mkdir "$TMPDIR" "$BATS_TEST_TMPDIR/work"
	cd "$BATS_TEST_TMPDIR/work"
}

fast=(--call-graph fp --no-inline --folded "a.folded")

# The function that the samples of a.folded spend most of their time in.
widest() {
	awk '{
		count = $NF
		sub(/ [^ ]*$/, "")
		n = split($0, frames, ";")
		self[frames[n]] += count
	} END { for (f in self) if (self[f] > most) { most = self[f]; name = f }; print name }' a.folded
}

widest_is() {
	[ "$(widest)" = "$1" ] || {
		echo "the widest frame is $(widest), not $1:"
		cat a.folded
		return 1
	}
}

@test "one binary: as cargo flamegraph and directly, arguments behind --" {
	crate . one
	program burn >src/main.rs
	try cargo flamegraph --folded a.folded -- --port 'a b' -v
	status_is 0
	out_is '["--port", "a b", "-v"]'
	widest_is one::burn
	grep -qF '<title>one::burn (' flamegraph.svg
	err_has 'Compiling one v0.1.0'
	err_has 'cargo-flamegraph: warning: building without debug information'
	err_has '    [profile.release]'
	err_has '    debug = true'
	err_has 'CARGO_PROFILE_RELEASE_DEBUG=true'
	CARGO_PROFILE_RELEASE_DEBUG=true try cargo-flamegraph "${fast[@]}" -o b.svg
	status_is 0
	out_is '[]'
	widest_is one::burn
	! grep -q 'debug information' "$ERR" || false
	[ "$(ls -A "$TMPDIR")" = '' ]
	diff -u <(printf '%s\n' Cargo.lock Cargo.toml a.folded b.svg flamegraph.svg src target) <(ls -A)
}

@test "two binaries: default-run, --bin, and a list where neither is given" {
	crate . two 'default-run = "first"' "$debug"
	mkdir src/bin examples
	program burn_first >src/bin/first.rs
	program burn_second >src/bin/second.rs
	program burn_third >examples/third.rs
	try cargo flamegraph "${fast[@]}"
	status_is 0
	widest_is first::burn_first
	try cargo flamegraph "${fast[@]}" -b second
	status_is 0
	widest_is second::burn_second
	sed -i /default-run/d Cargo.toml
	rm flamegraph.svg
	try cargo flamegraph
	status_is 2
	out_is_empty
	err_is 'cargo-flamegraph: several targets fit; choose one of these:
--bin first
--bin second
--example third'
	[ ! -e flamegraph.svg ]
	try cargo flamegraph --bin no-such
	status_is 101
	err_has 'no bin target named `no-such`'
	rm -r src/bin
	echo >src/lib.rs
	try cargo flamegraph
	status_is 2
	err_is 'cargo-flamegraph: no such target; choose one of these:
--example third'
	rm -r examples
	try cargo flamegraph
	status_is 2
	err_has 'there is nothing to run in this package'
}

@test "a workspace: the package of the folder, -p, a list of all" {
	printf '[workspace]\nmembers = ["a", "b", "lib"]\nresolver = "2"\n%s\n' "$debug" >Cargo.toml
	crate a a
	crate b b
	crate lib lib
	program burn_a >a/src/main.rs
	program burn_b >b/src/main.rs
	echo >lib/src/lib.rs
	cd b
	try cargo flamegraph "${fast[@]}"
	status_is 0
	widest_is b::burn_b
	mkdir -p src/deep
	cd src/deep
	try cargo flamegraph "${fast[@]}"
	status_is 0
	widest_is b::burn_b
	cd ../../..
	try cargo flamegraph "${fast[@]}" -p a
	status_is 0
	widest_is a::burn_a
	try cargo flamegraph
	status_is 2
	err_is 'cargo-flamegraph: several targets fit; choose one of these:
-p a --bin a
-p b --bin b'
	try cargo flamegraph -p c
	status_is 2
	err_has "there is no package 'c' here"
	cp a/src/main.rs a/src/same.rs
	for member in a b; do
		mkdir $member/src/bin
		cp a/src/main.rs $member/src/bin/same.rs
	done
	try cargo flamegraph --bin same
	status_is 2
	err_has 'several packages have it; choose one of these:
-p a --bin same
-p b --bin same'
	try cargo flamegraph "${fast[@]}" --bin same --package b
	status_is 0
	widest_is same::burn_a
}

@test "--example, --test, --bench" {
	try cargo flamegraph "${fast[@]}" --manifest-path "$zoo/Cargo.toml" --example ex -- x
	status_is 0
	out_is '["x"]'
	widest_is ex::burn_ex
	try cargo flamegraph "${fast[@]}" --manifest-path "$zoo/Cargo.toml" --test it
	status_is 0
	out_has 'test it ... ok'
	widest_is it::burn_it
	cd "$zoo"
	try cargo flamegraph "${fast[@]}" --bench be -- y
	status_is 0
	out_is '["y", "--bench"]'
	widest_is be::burn_be
	! grep -q 'debug information' "$ERR" || false
}

@test "--unit-test and --unit-bench: by name, by kind, and a list" {
	cd "$zoo"
	try cargo flamegraph "${fast[@]}" --unit-test --unit-test-kind lib -- --nocapture
	status_is 0
	out_has 'test unit ... ok'
	widest_is zoo::burn_unit
	try cargo flamegraph "${fast[@]}" --unit-test zoo --unit-test-kind=bin -- arg
	status_is 0
	out_is '["arg"]'
	widest_is zoo::burn_main
	try cargo flamegraph "${fast[@]}" --unit-bench=zoo --unit-test-kind bin -- arg
	status_is 0
	out_is '["arg", "--bench"]'
	widest_is zoo::burn_main
	try cargo flamegraph --unit-test zoo
	status_is 2
	err_is 'cargo-flamegraph: several targets fit; choose one of these:
--unit-test zoo --unit-test-kind lib
--unit-test zoo --unit-test-kind bin'
	try cargo flamegraph --unit-bench
	status_is 2
	err_has '--unit-bench zoo --unit-test-kind bin'
	try cargo flamegraph --unit-test other
	status_is 2
	err_has 'no such target; choose one of these:'
	err_has '--unit-test zoo --unit-test-kind lib'
	# With a library alone no name is needed.
	cd "$BATS_TEST_TMPDIR/work"
	crate . alone-with-dash "$debug"
	cp "$zoo/src/lib.rs" src
	try cargo flamegraph "${fast[@]}" --unit-test
	status_is 0
	widest_is alone_with_dash::burn_unit
	try cargo flamegraph "${fast[@]}" --unit-test alone-with-dash -- unit
	status_is 0
	out_has 'test unit ... ok'
}

@test "--features and its kin reach cargo" {
	try cargo flamegraph -v "${fast[@]}" --manifest-path "$zoo/Cargo.toml" -f extra
	status_is 0
	out_has extra
	err_has 'cargo build --package=zoo --bin=zoo --manifest-path='
	err_has ' --release --features=extra '
	try cargo flamegraph -v "${fast[@]}" --manifest-path "$zoo/Cargo.toml" --all-features \
		--no-default-features --features '' --bin zoo -p zoo
	status_is 0
	out_has extra
	err_has ' --features= --no-default-features --all-features '
}

@test "--dev, --release, --profile, --target" {
	crate . prof '[profile.my-own]' 'inherits = "release"' '[[bench]]' 'name = "be"' 'harness = false'
	program burn >src/main.rs
	mkdir benches
	program burn >benches/be.rs
	try cargo flamegraph "${fast[@]}" --dev
	status_is 0
	[ -x target/debug/prof ]
	[ ! -e target/release ]
	! grep -q 'debug information' "$ERR" || false
	grep -q 'prof::burn' a.folded
	try cargo flamegraph "${fast[@]}" --profile my-own
	status_is 0
	[ -x target/my-own/prof ]
	err_has '    [profile.my-own]'
	err_has 'CARGO_PROFILE_MY_OWN_DEBUG=true'
	CARGO_PROFILE_MY_OWN_DEBUG=true try cargo flamegraph "${fast[@]}" --profile my-own
	status_is 0
	! grep -q 'debug information' "$ERR" || false
	try cargo flamegraph "${fast[@]}" --bench be
	status_is 0
	err_has '    [profile.bench]'
	err_has 'CARGO_PROFILE_BENCH_DEBUG=true'
	CARGO_PROFILE_BENCH_DEBUG=true try cargo flamegraph "${fast[@]}" --bench be
	status_is 0
	! grep -q 'debug information' "$ERR" || false
	host=$(rustc -vV | sed -n 's/^host: //p')
	try cargo flamegraph "${fast[@]}" --release --target "$host"
	status_is 0
	[ -x "target/$host/release/prof" ]
}

@test "tests in release mode take debug information from the release profile" {
	crate . tested
	{ burner burn; echo '#[test] fn it() { burn(); }'; } >src/lib.rs
	try cargo flamegraph "${fast[@]}" --unit-test
	status_is 0
	err_has 'CARGO_PROFILE_RELEASE_DEBUG=true'
	CARGO_PROFILE_RELEASE_DEBUG=true try cargo flamegraph "${fast[@]}" --unit-test
	status_is 0
	! grep -q 'debug information' "$ERR" || false
}

@test "debug information is looked for in what was built, whoever asked for it" {
	no_warning() { status_is 0 && { ! grep -q 'debug information' "$ERR" || { cat "$ERR"; false; }; }; }
	crate . flags
	program burn >src/main.rs
	unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_RUSTFLAGS
	RUSTFLAGS='-g -Cstrip=none' try cargo flamegraph "${fast[@]}"
	no_warning
	mkdir .cargo
	printf '[build]\nrustflags = ["-Cdebuginfo=1", "-Cstrip=none"]\n' >.cargo/config.toml
	try cargo flamegraph "${fast[@]}"
	no_warning
	rm -r .cargo
	# That of Rust's own libraries is none of the program's.
	CARGO_PROFILE_RELEASE_STRIP=none try cargo flamegraph "${fast[@]}"
	status_is 0
	err_has 'building without debug information'
	err_has '    debug = true'
	[ "$(grep -ci strip "$ERR")" -eq 0 ]
	CARGO_PROFILE_RELEASE_DEBUG=true CARGO_PROFILE_RELEASE_STRIP=debuginfo \
		try cargo flamegraph "${fast[@]}"
	status_is 0
	err_has 'the program is stripped of its debug information'
	err_has '    strip = false'
	err_has '  or set the variable CARGO_PROFILE_RELEASE_STRIP=false'
	[ "$(grep -c 'debug = true' "$ERR")" -eq 0 ]
	RUSTFLAGS='-g -Cstrip=debuginfo' try cargo flamegraph "${fast[@]}"
	status_is 0
	err_has '    strip = false'
	CARGO_PROFILE_RELEASE_STRIP=true try cargo flamegraph "${fast[@]}"
	status_is 0
	err_has '    debug = true'
	err_has '    strip = false'
	err_has 'CARGO_PROFILE_RELEASE_DEBUG=true CARGO_PROFILE_RELEASE_STRIP=false'
}

@test "a program that panics, and one that does not compile" {
	crate . bad "$debug"
	program burn 'panic!("on purpose");' >src/main.rs
	try cargo flamegraph "${fast[@]}"
	status_is 101
	err_has 'on purpose'
	err_has 'bad'\'' ended with exit status 101'
	widest_is bad::burn
	rm flamegraph.svg
	echo 'fn main() { x }' >src/main.rs
	try cargo flamegraph
	status_is 101
	out_is_empty
	err_has 'cannot find value `x` in this scope'
	[ ! -e flamegraph.svg ]
}

@test "the program sees CARGO_MANIFEST_DIR, as below cargo run" {
	crate package manifest "$debug"
	program burn 'println!("{}", std::env::var("CARGO_MANIFEST_DIR").unwrap());' >package/src/main.rs
	try cargo flamegraph "${fast[@]}" --manifest-path package/Cargo.toml
	status_is 0
	out_has "$PWD/package"
}

# same_under CARGO-COMMAND… -- ARG… - what the program prints under cargo, it prints here.
same_under() {
	local command=() subject=$1

	shift
	while [ "$1" != -- ]; do
		command+=("$1")
		shift
	done
	"${CARGO:-cargo}" "$subject" --quiet "${command[@]}" "$@" >"$BATS_TEST_TMPDIR/want"
	try cargo flamegraph "${fast[@]}" "${command[@]}" "$@"
	status_is 0
	diff -u "$BATS_TEST_TMPDIR/want" "$OUT"
}

# Prints what of its surroundings cargo decides: folder, arguments, and some variables.
surroundings='for name in ["DEMO", "CARGO_PKG_NAME", "CARGO_PKG_VERSION", "CARGO_MANIFEST_DIR"] {
	println!("{name} {:?}", std::env::var(name)); }
	println!("{:?} {:?}", std::env::current_dir(), std::env::args().collect::<Vec<_>>());'

@test "a program has the folder, the variables and the arguments that cargo run gives it" {
	crate 'a b' surrounded "$debug"
	mkdir 'a b/.cargo' 'a b/deep'
	printf '[env]\nDEMO = "set"\n' >'a b/.cargo/config.toml'
	program burn "$surroundings" >'a b/src/main.rs'
	cd 'a b/deep'
	same_under run --release -- one 'two  words' ''
	widest_is surrounded::burn
	out_has 'DEMO Ok("set")'
	cd ../..
	same_under run --release --manifest-path 'a b/Cargo.toml' -- x
	same_under run --release --manifest-path 'a b/Cargo.toml' --target-dir elsewhere --
	widest_is surrounded::burn
}

@test "tests and benches run in the folder of their package, from anywhere" {
	crate pkg pkg '[[test]]' 'name = "reads"' 'harness = false' '[[bench]]' 'name = "be"' \
		'harness = false' "$debug" '[profile.bench]' 'debug = true'
	printf '[workspace]\nmembers = ["pkg"]\nresolver = "2"\n%s\n%s\n' "$debug" \
		$'[profile.bench]\ndebug = true' >Cargo.toml
	sed -i '/^.profile/,$d' pkg/Cargo.toml
	mkdir pkg/tests pkg/benches
	echo 'pub fn f() {}' >pkg/src/lib.rs
	program burn "$surroundings" >pkg/tests/reads.rs
	cp pkg/tests/reads.rs pkg/benches/be.rs
	same_under test --release -p pkg --test reads -- a
	widest_is reads::burn
	out_has "$PWD/pkg"
	[ -s flamegraph.svg ]
	same_under bench -p pkg --bench be -- b
	out_has '"--bench"'
	cd /
	fast=(--call-graph fp --folded "$OLDPWD/a.folded" -o "$OLDPWD/b.svg")
	same_under test --release --manifest-path "$OLDPWD/Cargo.toml" -p pkg --test reads --
	[ -s "$OLDPWD/b.svg" ]
}

@test "dylib crates and what build scripts make are found" {
	crate engine engine '[lib]' 'crate-type = ["dylib"]'
	crate app app 'build = "build.rs"' '[dependencies]' 'engine = { path = "../engine" }'
	printf '[workspace]\nmembers = ["app", "engine"]\nresolver = "2"\n%s\n' "$debug" >Cargo.toml
	burner work | sed 's/^fn/pub fn/' >engine/src/lib.rs
	cat >app/build.rs <<-'END'
		use std::process::Command;
		fn main() {
		    let out = std::env::var("OUT_DIR").unwrap();
		    std::fs::write(format!("{out}/s.c"), "int answer(void) { return 42; }").unwrap();
		    assert!(Command::new("cc").args(["-shared", "-fPIC", "-o"])
		        .args([format!("{out}/libanswer.so"), format!("{out}/s.c")]).status().unwrap().success());
		    println!("cargo:rustc-link-search=native={out}");
		    println!("cargo:rustc-link-lib=dylib=answer");
		}
	END
	echo 'extern "C" { fn answer() -> i32; }
		fn main() { engine::work(); println!("{}", unsafe { answer() }); }' >app/src/main.rs
	export RUSTFLAGS='-C prefer-dynamic'
	same_under run --release --
	out_is 42
	widest_is engine::work
}

@test "a runner that is configured runs the program, below the profiler" {
	crate demo demo "$debug"
	program burn >demo/src/main.rs
	mkdir demo/.cargo
	printf '#!/bin/sh\necho "runner $#"\n[ "$1" = -x ] && shift\nexec "$@"\n' >'demo/run it.sh'
	chmod +x 'demo/run it.sh'
	cd demo
	for setting in '[target."cfg(all(unix, not(windows), any(target_os = \"none\", unix)))"]' \
		"[target.$(rustc -vV | sed -n 's/^host: //p')]"; do
		printf '%s\nrunner = ["./run it.sh", "-x"]\n' "$setting" >.cargo/config.toml
		same_under run --release -- y
		out_has 'runner 3'
		out_has '["y"]'
		widest_is demo::burn
	done
	printf '[target."cfg(windows)"]\nrunner = "/no/such/runner"\n' >.cargo/config.toml
	same_under run --release -- y
	out_is '["y"]'
	mv 'run it.sh' run.sh
	triple=$(rustc -vV | sed -n 's/^host: //p' | tr 'a-z-' 'A-Z_')
	export "CARGO_TARGET_${triple}_RUNNER=./run.sh -x"
	same_under run --release -- z
	out_has 'runner 3'
	widest_is demo::burn
}

@test "cargo is asked for its configuration only where there is one" {
	crate demo demo "$debug"
	program burn >demo/src/main.rs
	cd demo
	export CARGO_HOME=$PWD/home
	mkdir home
	asked() {
		try cargo-flamegraph --offline -v "${fast[@]}"
		status_is 0
		grep -c 'running .*cargo.* config get' "$ERR" || true
	}
	[ -e /.cargo ] || [ "$(asked)" = 0 ]
	for file in .cargo/config home/config.toml ../.cargo/config.toml; do
		mkdir -p "${file%/*}"
		: >"$file"
		[ "$(asked)" = 1 ]
		rm "$file"
	done
}

@test "arguments without -- where no option follows" {
	crate . bare "$debug"
	program burn >src/main.rs
	try cargo flamegraph "${fast[@]}" one two
	status_is 0
	out_is '["one", "two"]'
	{ burner burn_unit; echo '#[test] fn unit() { burn_unit(); }'; } >src/lib.rs
	try cargo flamegraph "${fast[@]}" --unit-test-kind lib --unit-test --dev unit
	status_is 0
	out_has 'test unit ... ok'
	for version in -V --version; do
		try cargo flamegraph $version
		ok
		out_has 'cargo-flamegraph '
	done
}

# as_typed FRAME LINE - a line for the shell, unchanged; its picture has a frame.
as_typed() {
	rm -f flamegraph.svg my_flamegraph.svg
	try sh -c "$2"
	status_is 0 || { echo "$2"; return 1; }
	cat flamegraph.svg my_flamegraph.svg 2>/dev/null |
		grep -qE "<title>([a-z0-9_]*::)*$1 \(" || { echo "no $1: $2"; return 1; }
}

# The command lines that people know from the tool of this name written in Rust, but for those that
# need a hardware counter. Names of packages, targets and tests are those of the packages here.
@test "known command lines run unchanged" {
	crate stress stress 'default-run = "stress"' '[features]' 'some_features = []' '[[bench]]' \
		'name = "some_benchmark"' 'harness = false' "$debug" '[profile.bench]' 'debug = true'
	mkdir -p stress/src/bin stress/{benches,examples,tests}
	cd stress
	program burn_main 'if std::env::args().any(|a| a == "--long") { (0..16).for_each(|_| burn_main()) }' \
		>src/main.rs
	{ burner burn_unit; echo 'mod test { #[test] fn unit() { crate::burn_unit(); } }'; } >src/lib.rs
	program burn_2 >src/bin/stress2.rs
	program burn_ex 'assert!(cfg!(feature = "some_features"));' >examples/some_example.rs
	{ burner burn_it; echo '#[test] fn it() { burn_it(); }'; } >tests/test_name.rs
	# Criterion measures where it is told --bench, and tests otherwise.
	{
		burner burn_bench
		echo 'fn main() { if std::env::args().any(|a| a == "--bench") { burn_bench(); }
			assert!(cfg!(feature = "some_features")); }'
	} >benches/some_benchmark.rs
	as_typed burn_main 'cargo flamegraph'
	as_typed burn_main 'CARGO_PROFILE_RELEASE_DEBUG=true cargo flamegraph'
	as_typed burn_main 'cargo flamegraph --dev'
	as_typed burn_2 'cargo flamegraph --bin=stress2'
	as_typed burn_main 'cargo flamegraph --release --no-inline'
	as_typed burn_main 'cargo flamegraph -- my-command --my-arg my-value -m -f'
	out_is '["my-command", "--my-arg", "my-value", "-m", "-f"]'
	as_typed burn_bench 'cargo flamegraph --bench some_benchmark --features some_features -- --bench'
	as_typed burn_ex 'cargo flamegraph --example some_example --features some_features'
	as_typed burn_it 'cargo flamegraph --test test_name'
	as_typed burn_main 'cargo flamegraph -o my_flamegraph.svg'
	as_typed burn_main 'flamegraph -- ./target/release/stress --my-arg 5'
	as_typed burn_main 'flamegraph -o my_flamegraph.svg -- ./target/release/stress --my-arg 5'
	out_is '["--my-arg", "5"]'
	as_typed burn_main 'flamegraph ./target/release/stress'
	as_typed burn_main 'flamegraph --no-inline -o my_flamegraph.svg ./target/release/stress --my-arg 5'
	out_is '["--my-arg", "5"]'
	as_typed burn_main 'flamegraph --no-inline ./target/release/stress --my-arg 5'
	as_typed burn_main "env PERF=$(command -v perf) flamegraph ./target/release/stress"
	# It uses four seconds of processor time: enough for perf to find it.
	long='./target/release/stress --long >/dev/null &'
	as_typed burn_main "$long flamegraph -o my_flamegraph.svg --pid \$!"
	as_typed burn_main "$long flamegraph -p \$!"
	for shell in bash zsh fish powershell elvish; do
		try sh -c "flamegraph --completions $shell > completions; cargo-flamegraph --completions $shell"
		ok
		[ -s completions ]
	done
	# With a library alone the unit tests are those of one crate.
	rm -r src/main.rs src/bin examples
	sed -i /default-run/d Cargo.toml
	as_typed burn_unit 'cargo flamegraph --unit-test -- test::unit'
	as_typed burn_unit 'cargo flamegraph --unit-test stress -- test::unit'
	as_typed burn_unit 'cargo flamegraph --unit-test --dev test::unit'
	command -v sudo >/dev/null && sudo -n true 2>/dev/null || return 0
	as_typed burn_it 'cargo flamegraph --test test_name --root'
}

@test "a signal that comes as cargo ends is not lost, and no file is left" {
	stand_in=$ROOT/test/stand-in
	cat >cargo <<-END
		#!/bin/sh
		'$stand_in/cargo' "\$@"
		[ "\$1" != "\$WHEN" ] || kill -TERM "\$PPID"
	END
	chmod +x cargo
	export CARGO=$PWD/cargo PERF=$stand_in/perf STAND_IN_PROGRAM=/bin/true STAND_IN=keep
	export STAND_IN_DATA=$DATA/perf-data/fp.data
	mkdir tmp
	export TMPDIR=$PWD/tmp
	WHEN=never try cargo-flamegraph
	status_is 0
	rm flamegraph.svg
	# It is a matter of microseconds: of 200 runs some met it.
	for ((i = 0; i < 100; i++)); do
		case $((i % 3)) in 0) WHEN=build ;; 1) WHEN=metadata ;; *) WHEN=run ;; esac
		WHEN=$WHEN try cargo-flamegraph
		status_is 143
		[ ! -e flamegraph.svg ]
		[ -z "$(ls -A tmp)" ]
	done
}

@test "what cargo used to build is not taken for what the command used" {
	local stand_in=$ROOT/test/stand-in

	"${CC:-cc}" -O1 -o burn "$DATA/burn.c"
	"${BIN%/bin}/tools/step" 97 0 0 none.data /bin/true >/dev/null
	cat >cargo <<-END
		#!/bin/sh
		[ "\$1" != build ] || ./burn 0.8
		exec '$stand_in/cargo' "\$@"
	END
	chmod +x cargo
	CARGO=$PWD/cargo PERF=$stand_in/perf STAND_IN_PROGRAM=/bin/true STAND_IN=keep \
		STAND_IN_DATA=$PWD/none.data try cargo-flamegraph
	status_is 1
	err_has 'nothing was sampled: the command used no processor time worth a sample'
}

@test "no package, no cargo, wrong usage" {
	try cargo flamegraph
	status_is 101
	err_has 'could not find `Cargo.toml`'
	CARGO=/no/such/cargo try cargo-flamegraph
	status_is 1
	err_is "cargo-flamegraph: cannot run '/no/such/cargo': No such file or directory; is Rust installed, and cargo on PATH?"
	usage() {
		try cargo flamegraph "${@:2}"
		status_is 2 && err_has "$1" && err_has "Try 'cargo-flamegraph --help'."
	}
	usage 'exclude each other' --bin a --example b
	usage 'exclude each other' --unit-test --bench b
	usage 'exclude each other' --dev --profile x
	usage '--unit-test-kind goes with' --unit-test-kind lib
	usage '--unit-test-kind takes one of bin, lib' --unit-test --unit-test-kind test
	usage "'x' is no option; arguments stand behind --" x --dev
	usage 'does not go together with --cmd' -F 9 -c 'record -g'
	usage "unknown option '--pid'" --pid 1
	usage "unknown option '--perfdata'" --perfdata=x
	try cargo flamegraph --help
	ok
	out_has 'usage: cargo-flamegraph [options] [-- ARG...]'
	out_has '--unit-test[=NAME]'
}
