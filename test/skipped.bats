#!/usr/bin/env bats
# What is not installed: its tests are skipped, and the last line says what to install. What fails by bad
# luck is tried again, from where it began.

load helper

# Without what this bats tells its own tests, and without its own folder before that of the command.
clean() {
	local path

	path=$(tr : '\n' <<<"$PATH" | while read -r folder; do
		[ -e "$folder/bats-exec-test" ] || echo "$folder"
	done | paste -sd :)
	env -i PATH="$path" HOME="$HOME" LC_ALL=C "$@"
}

@test "the last line of make test names the packages of what was skipped" {
	cd "$BATS_TEST_TMPDIR"
	# Not as it stands: bats would take that for tests of this file.
	printf '%s "%s" { needs %s; }\n' @test one 'nothing-like-it sh' @test two 'nothing-like-it other-tool' \
		@test three sh >tests
	{ echo "load '$ROOT/test/helper'" && cat tests; } >some.bats
	try clean sh "$ROOT/test/run.sh" . some.bats
	ok
	[ "$(tail -n 1 "$OUT")" = '2 tests skipped: apt install nothing-like-it other-tool' ]
	sed -i '/nothing-like-it/d' some.bats
	try clean sh "$ROOT/test/run.sh" . some.bats
	ok
	[ "$(grep -c skipped "$OUT")" -eq 0 ]
	printf '%s "four" { false; }\n' @test >>some.bats
	try clean sh "$ROOT/test/run.sh" . some.bats
	status_is 1
}

@test "packages of tools" {
	[ "$(package_of perf) $(package_of node) $(package_of zsh) $(package_of addr2line)" = 'linux-perf nodejs zsh binutils' ]
}

@test "a test that is tried again finds the folder of its file as it was" {
	cd "$BATS_TEST_TMPDIR"
	cat >body <<-'END'
		{
			mkdir made
			mv kept made
			echo more >new
			[ "$BATS_TEST_TRY_NUMBER" -gt 1 ]
			echo more >>new
		}
	END
	{
		echo "load '$ROOT/test/helper'"
		echo 'records'
		echo 'setup_file() { echo all >"$BATS_FILE_TMPDIR/kept"; }'
		echo 'setup() { in_shared_folder; }'
		printf '%s "one" ' @test && cat body
		printf '%s "two" { diff -u <(printf "all\\nmore\\nmore\\n") <(cat made/kept new); }\n' @test
	} >some.bats
	try clean sh "$ROOT/test/run.sh" . some.bats
	ok || { cat "$OUT"; return 1; }
	[ "$(tail -n 1 "$OUT")" = 'tried again: some.bats: test_one (1)' ]
}
