/*
 * recorded.h - a perf.data file and the files that it leads to, through the program as it runs: for
 * targets that take them from anywhere.
 *
 * Every sample is in the output or counted as left out, and as many are counted as decoding
 * the records alone gives. Through a pipe, for two threads, all is the same; without inlined
 * functions the sum of the counts is.
 */
#ifndef RECORDED_H
#define RECORDED_H

#include <stdint.h>

#include "perf_run.h"
#include "str.h"

/* The kernel's symbols, a JIT's, a program and a file with its debug data. */
enum recorded_part {
	RECORDED_KERNEL,
	RECORDED_JIT,
	RECORDED_PROGRAM,
	RECORDED_DEBUG,
	RECORDED_PARTS
};

/* What is known of a recording that was made on purpose. */
struct recorded_count {
	uint64_t samples;
	uint64_t weight; /* the sum of their periods, 1 for each of a tracepoint */
};

/* Settings from two bytes. */
void recorded_choose(struct perf_settings *settings, uint8_t what, uint8_t how);

/* Stops unless all that is said above is true. `expected`: NULL where it is any bytes. */
void fuzz_recorded(const struct perf_settings *settings, const struct str files[RECORDED_PARTS],
    struct str data, const struct recorded_count *expected);

#endif
