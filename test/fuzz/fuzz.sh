#!/bin/sh
# fuzz.sh - runs the fuzz targets of a folder, each for so many seconds, two at a time.
#
# usage: fuzz.sh FOLDER SECONDS [NAME [PART]]
#
# A target starts from test/fuzz/corpus/NAME and test/bugs/NAME, and tries the words of
# test/fuzz/NAME.dict. What it learns stays in NAME.corpus below FUZZ_CORPUS or FOLDER, and what makes
# it fail is FOLDER/NAME.find-…: put that into test/bugs/NAME. PART 3/8 is every eighth target.
# With the same FUZZ_SEED a target tries the same again.
set -u
here=$(cd "$(dirname "$0")" && pwd)
folder=$1 seconds=$2 only=${3:-} part=${4:-1/1}
corpus=${FUZZ_CORPUS:-$folder}
failed=0

fuzz() {
	name=${1##*/fuzz_}
	mkdir -p "$corpus/$name.corpus"
	set -- "$1" "$corpus/$name.corpus"
	for seeds in "$here/corpus/$name" "$here/../bugs/$name"; do
		[ ! -d "$seeds" ] || set -- "$@" "$seeds"
	done
	[ ! -f "$here/$name.dict" ] || set -- "$@" -dict="$here/$name.dict"
	if ! "$@" -max_total_time="$seconds" -timeout=25 -seed="${FUZZ_SEED:-0}" -rss_limit_mb=2500 -close_fd_mask=1 \
		-max_len=65536 -print_final_stats=0 -artifact_prefix="$folder/$name.find-" \
		>"$folder/$name.log" 2>&1; then
		echo "$name: FOUND"
		grep -E 'not true|ERROR|runtime error|SUMMARY|Test unit written' "$folder/$name.log"
		return 1
	fi
	echo "$name: $(grep -c '' <"$folder/$name.log") lines of log, $(tail -n 1 "$folder/$name.log")"
}

set --
number=0
for target in "$folder"/fuzz_${only:-*}; do
	[ -x "$target" ] || continue
	[ "$((number % ${part#*/}))" -ne "$((${part%/*} % ${part#*/}))" ] || set -- "$@" "$target"
	number=$((number + 1))
done
[ $# -gt 0 ] || exit 1
while [ $# -gt 0 ]; do
	fuzz "$1" &
	first=$!
	shift
	if [ $# -gt 0 ]; then
		fuzz "$1" || failed=1
		shift
	fi
	wait "$first" || failed=1
done
exit "$failed"
