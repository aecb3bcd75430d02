#!/bin/bash -eu
# build.sh - the fuzz targets, as OSS-Fuzz wants them: programs, seeds and words in $OUT.
#
# Its image sets CC, CFLAGS, LIB_FUZZING_ENGINE, SRC, WORK and OUT:
# https://google.github.io/oss-fuzz/getting-started/new-project-guide/#buildsh
cd "${SOURCE:-$SRC/flamegraph-tools}"
make -s -j"$(nproc)" BUILD="$WORK/build" CC="$CC" CFLAGS="$CFLAGS" FUZZER="$LIB_FUZZING_ENGINE" fuzzers
mkdir -p "$OUT"
for target in "$WORK"/build/fuzz/fuzz_*; do
	name=${target##*/fuzz_}
	cp "$target" "$OUT"
	for seeds in test/fuzz/corpus/$name test/bugs/$name; do
		[ ! -d "$seeds" ] || find "$seeds" -type f -exec zip -qj "$OUT/fuzz_${name}_seed_corpus.zip" {} +
	done
	[ ! -f "test/fuzz/$name.dict" ] || cp "test/fuzz/$name.dict" "$OUT/fuzz_$name.dict"
	printf '[libfuzzer]\nmax_len = 65536\n' >"$OUT/fuzz_$name.options"
done
