#!/usr/bin/env bats
# What the manual pages and README.md say: the options are those of --help, the examples run.

load helper
records

# The options that --help lists, with their letters, and a word where a value follows:
# "--quiet -q", "--freq -F value", "--title - value".
options_of_help() {
	sed -nE 's/^  (-(.), |    )--([a-z-]+)([ =[]+[A-Z][^ ]*| [a-z]+[|].*)?.*/--\3 -\2 \4/p' "$1" |
		tidied
}

# The options that a page explains, the same way, from its lines .It Fl q , -quiet Ar X
options_of_page() {
	sed -nE 's/^\.It Fl ((.) , )?-([a-z-]+)(.*)/--\3 -\2 \4/p' "$1" | tidied
}

tidied() {
	awk '{ print $1, $2, (NF > 2 ? "value" : "") }' | sort
}

@test "every option of --help is in the page, and back" {
	for program in "$BIN"/*; do
		name=${program##*/}
		page=$(find "$ROOT" -path "$ROOT/build" -prune -o -name "$name.1" -print)
		echo "$name: ${page:=no page}"
		try "$program" --help
		ok
		diff -u <(options_of_help "$OUT") <(options_of_page "$page")
		[ "$(options_of_help "$OUT" | wc -l)" -ge 3 ]
	done
}

# Terminals of the C locale show no others. Examples are commands to copy, however long.
@test "--help is ASCII, in lines of at most 80 columns" {
	for program in "$BIN"/*; do
		try "$program" --help
		ok
		LC_ALL=C awk '/^Examples:/ { examples = 1 }
			/[^ -~]/ || (length > 80 && !examples)' "$OUT" >"$BATS_TEST_TMPDIR/odd"
		diff -u /dev/null "$BATS_TEST_TMPDIR/odd"
	done
}

@test "every page has the sections that readers look for" {
	for page in "$ROOT"/*/*.1; do
		for section in NAME SYNOPSIS DESCRIPTION 'EXIT STATUS' EXAMPLES 'SEE ALSO'; do
			grep -qxF ".Sh $section" "$page" || { echo "$page lacks $section"; return 1; }
		done
	done
}

# examples_of_page FILE - the literal displays below EXAMPLES, each ended by a line "%%".
examples_of_page() {
	awk '/^\.Sh/ { inside = $2 == "EXAMPLES" }
		inside && /^\.Bd -literal/ { show = 1; next }
		inside && /^\.Ed/ { show = 0; print "%%" }
		inside && sub(/^\.Dl (\$ )?/, "") { gsub(/\\&/, ""); gsub(/\\e/, "\\"); print; print "%%" }
		show { sub(/^\$ /, ""); gsub(/\\&/, ""); gsub(/\\e/, "\\"); print }' "$1"
}

# examples_of_readme - the blocks ```sh, the same way.
examples_of_readme() {
	awk '/^```sh$/ { show = 1; next } /^```$/ { if (show) print "%%"; show = 0 } show' "$ROOT/README.md"
}

# What the examples find: a program and a second build of it, a crate, recordings, and stand-ins for
# what a test must not do (become root, go to other machines) or cannot expect to be there.
world() {
	local bin=$BATS_TEST_TMPDIR/bin name

	mkdir "$bin" "$BATS_TEST_TMPDIR/world"
	cd "$BATS_TEST_TMPDIR/world"
	"${CC:-cc}" -O1 -g -o prog "$ROOT/test/demo/orders.c"
	for name in program prog.base prog.head base head; do
		printf '#!/bin/sh\nexec ./prog "${ROUNDS:-60}"\n' >"$name"
		chmod +x "$name"
	done
	collapse-perf "$ROOT/test/demo/orders-fp.perf-script" >before.folded
	collapse-perf "$ROOT/test/demo/orders-dwarf.perf-script" >after.folded
	mkdir before after
	for i in 1 2 3 4 5; do
		cp before.folded "before/$i.folded"
		cp after.folded "after/$i.folded"
	done
	for name in one two stacks out main pull wall; do
		sed 's/;one_round/&;handle_request/' after.folded >"$name.folded"
	done
	cp "$ROOT/test/demo/orders-fp.perf-script" out.txt
	zstd -q "$DATA/perf-data/fp.data" -o old.data.zst
	flamegraph-svg one.folded >one.svg
	printf 'one_round\thref=https://example.org\n' >names.attributes
	printf 'web1\nweb2\n' >hosts
	stand_in sudo 'exec "$@"'
	stand_in ssh 'shift; eval "$*"'
	stand_in parallel 'while read -r host; do
		sh -c "$(echo "$3" | sed "s/{}/$host/g")" || exit
	done <"$2"'
	stand_in bpftrace 'printf "@[\n    main+5\n, prog]: 3\n"'
	stand_in dtrace 'cat >out.stacks <<-END

	              prog\`main+0x1
	               3
	END'
	stand_in xdg-open 'test -s "$1"'
	stand_in cargo 'case $1 in
		flamegraph) cp one.svg flamegraph.svg ;;
		rustc) mkdir profile && tail -c +2 "'"$ROOT"'/test/fuzz/corpus/rustc/v9" >profile/a.mm_profdata ;;
		*) exit 1 ;;
		esac'
	stand_in make '[ "$1" = flamegraph ] || [ "$1" = flamegraph-diff ] ||
		exec '"$(command -v make)"' -s -C "$ROOT" BUILD="$BUILT" DESTDIR="$PWD/root" "$@"'
	MAKEFLAGS=$(own_makeflags)
	export MAKEFLAGS BUILT
	perf record -q -a -o /dev/null -e cpu-clock true 2>/dev/null || stand_in perf 'case $1 in
		record) all=$*
			while [ "$1" != -o ] && [ $# -gt 0 ]; do shift; done
			to=${2:-perf.data}
			[ "$to" != - ] || to=/dev/stdout
			case "$*$all" in
			*--switch-events*) cat "'"$ROOT"'/test/data/wall/orders.data" >"$to" ;;
			*) cat "'"$ROOT"'/test/data/perf-data/fp.data" >"$to" ;;
			esac ;;
		script) cat "'"$ROOT"'/test/demo/orders-fp.perf-script" ;;
		esac'
	PATH=$bin:$PATH
	if [ ! -x "$bin/perf" ]; then
		perf record -q -e cpu-clock -F 499 -g ./prog 50 >/dev/null
	else
		cp "$DATA/perf-data/fp.data" perf.data
	fi
	cp perf.data before.data
	cp perf.data after.data
}

# stand_in NAME SCRIPT
stand_in() {
	printf '#!/bin/sh\n%s\n' "$2" >"$BATS_TEST_TMPDIR/bin/$1"
	chmod +x "$BATS_TEST_TMPDIR/bin/$1"
}

# Runs each example of a list, all in one folder; says which one failed. Sets count.
# What an example starts in the background goes on until the example is through, however slow the
# machine: profiling a process that has ended is no example.
run_examples() {
	local line example='' rounds

	count=0

	while IFS= read -r line; do
		if [ "$line" != %% ]; then
			example+=$line$'\n'
			continue
		fi
		status=0 rounds=60
		[[ $example != *' &'$'\n'* ]] || rounds=1000000
		# An example may find that something got slower: status 3.
		ROUNDS=$rounds bash -e -o pipefail -c "trap 'kill \$(jobs -p) 2>/dev/null || :' EXIT; $example" \
			>"$BATS_TEST_TMPDIR/said" 2>&1 </dev/null || status=$?
		if [ "$status" -ne 0 ] && [ "$status" -ne 3 ]; then
			printf '%s\nfailed with status %s:\n%s\n' "$example" "$status" \
				"$(cat "$BATS_TEST_TMPDIR/said")"
			return 1
		fi
		example='' count=$((count + 1))
	done
	[ "$count" -gt 0 ]
}

@test "every example of the pages runs" {
	needs_packer zstd zstdcat xz
	world
	for page in "$ROOT"/*/*.1 "$ROOT"/lib/*/*.5; do
		echo "${page##*/}"
		examples_of_page "$page" >"$BATS_TEST_TMPDIR/examples"
		run_examples <"$BATS_TEST_TMPDIR/examples"
	done
}

@test "every example of README.md runs" {
	needs_packer zstd zstdcat xz
	world
	examples_of_readme >"$BATS_TEST_TMPDIR/examples"
	run_examples <"$BATS_TEST_TMPDIR/examples"
	# Nothing in it is set as code that was not run.
	# Blocks of another kind are jobs, and what programs print.
	[ "$(grep -c '^```sh$' "$ROOT/README.md")" -eq "$count" ]
}

# job_of_readme FILE - the commands of a job in README.md, as the machine that runs them would.
job_of_readme() {
	awk -v file="$1" '
		/^```yaml$/ { block = 1; next }
		/^```$/ { block = found = 0 }
		block && $0 == "# " file { found = 1 }
		!found { next }
		/^  script:$/ { script = 1; next }
		/^  [a-z]/ { script = 0 }
		script && sub(/^    - /, "") {
			if (sub(/^\047/, "")) sub(/\047$/, "")
			print
		}
		/^      - run: \|$/ { run = 1; next }
		run && sub(/^          /, "") { print; next }
		{ run = 0 }' "$ROOT/README.md"
}

@test "the jobs of README.md run" {
	needs perf git
	mkdir "$BATS_TEST_TMPDIR/bin" "$BATS_TEST_TMPDIR/origin"
	cd "$BATS_TEST_TMPDIR/origin"
	# shellcheck disable=SC2016 # of the program that make writes
	printf 'prog:\n\t%s\n\tchmod +x prog\n' \
		"printf '#!/bin/sh\nfor i in \$\$(seq 30000); do :; done\n' >prog" >Makefile
	export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x@x \
		GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x@x
	git init -q -b main
	git add Makefile
	git commit -q -m one
	# What it would send is kept.
	stand_in curl 'printf "%s\n" "$@" >sent; for word; do
		case $word in body@*) cat "${word#body@}" >>sent ;; esac
	done'
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
	unset MAKEFLAGS MAKELEVEL
	for job in .github/workflows/slower.yml .gitlab-ci.yml; do
		cd "$BATS_TEST_TMPDIR"
		rm -rf clone
		git clone -q "$BATS_TEST_TMPDIR/origin" "$BATS_TEST_TMPDIR/clone"
		cd "$BATS_TEST_TMPDIR/clone"
		job_of_readme "$job" >../job
		[ "$(wc -l <../job)" -ge 4 ]
		# shellcheck disable=SC2016 # for the other shell
		try env GITHUB_BASE_REF=main GITHUB_STEP_SUMMARY=summary CI_PROJECT_ID=7 \
			CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main CI_MERGE_REQUEST_IID=8 SLOWER_TOKEN=secret \
			CI_API_V4_URL=https://example.org/api/v4 bash -e -o pipefail ../job
		# It may find that something got slower: status 3.
		[ "$status" -eq 0 ] || [ "$status" -eq 3 ] || { cat ../job "$ERR"; return 1; }
		[ -s diff-flamegraph/diff.svg ]
		case $job in
		.github*) grep -q '^| function | own before, ' summary ;;
		*)
			grep -q '^| function | own before, ' sent
			grep -qx 'https://example.org/api/v4/projects/7/merge_requests/8/notes' sent
			;;
		esac
	done
}
