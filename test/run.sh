#!/bin/sh
# usage: run.sh BUILD_DIR TEST…
# Runs tests with bats; says which passed only when they were tried again, if any, and if any were
# skipped, the last line says what to install for them.
set -u
build=$1
shift
bats=$(sh "$(dirname "$0")/find-bats.sh" "$build") || exit 1
mkdir -p "$build"
# Others may run other tests of this build meanwhile.
SKIPPED=$(cd "$build" && pwd)/skipped.$$
AGAIN=$(cd "$build" && pwd)/again.$$
: >"$SKIPPED"
: >"$AGAIN"
export SKIPPED AGAIN
status=0
"$bats" "$@" || status=$?
if [ -s "$AGAIN" ]; then
	sort "$AGAIN" | uniq -c | sed 's/^ *\([0-9]*\) \(.*\)/tried again: \2 (\1)/'
fi
if [ -s "$SKIPPED" ]; then
	tests=$(wc -l <"$SKIPPED")
	# shellcheck disable=SC2046 # words
	echo "$tests tests skipped: apt install" $(tr ' ' '\n' <"$SKIPPED" | sort -u)
fi
rm -f "$SKIPPED" "$AGAIN"
exit "$status"
