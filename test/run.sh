#!/bin/sh
# usage: run.sh BUILD_DIR TEST…
# Runs tests with bats; if any were skipped, the last line says what to install for them.
set -u
build=$1
shift
bats=$(sh "$(dirname "$0")/find-bats.sh" "$build") || exit 1
mkdir -p "$build"
SKIPPED=$(cd "$build" && pwd)/skipped
: >"$SKIPPED"
export SKIPPED
status=0
"$bats" "$@" || status=$?
if [ -s "$SKIPPED" ]; then
	tests=$(wc -l <"$SKIPPED")
	# shellcheck disable=SC2046 # words
	echo "$tests tests skipped: apt install" $(tr ' ' '\n' <"$SKIPPED" | sort -u)
fi
exit "$status"
