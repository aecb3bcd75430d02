/*
 * perf_header.h - the line that `perf script` begins a sample with.
 */
#ifndef PERF_HEADER_H
#define PERF_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "header_known.h"
#include "str.h"

enum perf_header_kind {
	PERF_HEADER_NONE,   /* the line is no header */
	PERF_HEADER_SAMPLE, /* begins a sample */
	PERF_HEADER_RECORD  /* another record: PERF_RECORD_MMAP2, …_SWITCH, …_LOST */
};

enum perf_header_kind perf_header_parse(
    struct str line, struct perf_header_hints *hints, struct perf_header *h);

/*
 * A line that is no header by itself, but has frames below it: COMM PID[/TID] [CPU]
 * PERIOD EVENT:, or some of them, as of `perf script -F comm,tid,ip,sym`.
 */
bool perf_header_parse_bare(struct str line, struct perf_header *h);

/*
 * A line that holds all of a sample, where there are no call chains: such a header, or
 * none, and its one frame, which is h->tail: `perf script -G -F comm,ip,sym`.
 */
bool perf_header_parse_single(struct str line, struct perf_header *h);

/* TIME in nanoseconds; the largest where it does not fit, 0 where there is none. */
uint64_t perf_header_time(const struct perf_header *h);

#endif
