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
	struct str seconds, fraction; /* of TIME; empty where the line does not say */
	uint64_t period;	      /* 1 where the line does not say */
	bool has_period;	      /* the line says */
	bool sure;		      /* the event looks like one */
	bool spaced;		      /* perf_header_parse_bare: a space ends the line */
};

enum { PERF_HEADER_KNOWN = 64, PERF_HEADER_BEFORE = 40 };

/* COMM PID[/TID] [CPU] as it was parsed once: where its parts begin, and how long they are. */
struct perf_header_before {
	char text[PERF_HEADER_BEFORE];
	uint8_t len; /* 0: nothing */
	bool has_pid;
	uint8_t comm, comm_len, pid, pid_len, tid, tid_len;
};

/* What a parser knows of headers: all zero at first. */
struct perf_header_hints {
	/*
	 * That of the first header of all, or empty. Most have the same, and then it need not be
	 * looked for; nor need it look like one, so it must not depend on who parses what.
	 */
	struct str event;
	struct perf_header_before known[PERF_HEADER_KNOWN]; /* few processes have most samples */
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
