/*
 * perf_header.h - the line that `perf script` begins a sample with.
 */
#ifndef PERF_HEADER_H
#define PERF_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "str.h"

enum perf_header_kind {
	PERF_HEADER_NONE,   /* the line is no header */
	PERF_HEADER_SAMPLE, /* begins a sample */
	PERF_HEADER_RECORD  /* another record: PERF_RECORD_MMAP2, …_SWITCH, …_LOST */
};

/* Slices of the line; empty where the line does not say. */
struct perf_header {
	struct str comm;
	struct str pid; /* only where PID/TID is printed */
	struct str tid;
	struct str event; /* as printed: "cycles:u", "cpu_core/cycles/" */
	struct str tail;  /* what stands behind the event: fields, or a one-frame stack */
	bool has_time, has_period;
	uint64_t time;	 /* nanoseconds */
	uint64_t period; /* 1 where the line does not say */
};

enum perf_header_kind perf_header_parse(struct str line, struct perf_header *h);

/*
 * An event's own name: modifiers (":u", ":ppp", "/u") off, and the halves of a
 * hybrid processor, cpu_core/X/ and cpu_atom/X/, as X.
 */
struct str perf_event_name(struct str event);

#endif
