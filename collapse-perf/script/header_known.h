/*
 * header_known.h - the parts of a header of `perf script`, and those that were met before.
 *
 * Few processes have most samples, and all have the same event: what stands before TIME, and
 * behind it, is mostly the same bytes as in some header before.
 */
#ifndef HEADER_KNOWN_H
#define HEADER_KNOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "sixteen.h"
#include "str.h"

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

enum { HEADER_KNOWN = 64, HEADER_BEFORE = 40, HEADER_AFTER = 56 };

/*
 * COMM PID[/TID] [CPU] as it was parsed once: where its parts begin, and how long they are; and
 * whether what looks like a TIME is among it.
 */
struct header_before {
	char text[HEADER_BEFORE];
	uint8_t len; /* 0: nothing */
	bool has_pid, has_time;
	uint8_t comm, comm_len, pid, pid_len, tid, tid_len;
};

/*
 * What stood behind the last TIME, and its parts as they were with `expected` as a hint; and how
 * TIME looked: so many digits before its dot, so many behind it.
 */
struct header_after {
	char text[HEADER_AFTER];
	uint8_t len; /* 0: nothing */
	uint8_t seconds, fraction;
	char digits[SIXTEEN]; /* of its last columns: -1 for a digit, else 0 */
	uint8_t event, event_len, tail, tail_len;
	bool has_period;
	uint64_t period;
	struct str expected;
};

/* What a parser knows of headers: all zero at first. */
struct perf_header_hints {
	/*
	 * That of the first header of all, or empty. Most have the same, and then it need not be
	 * looked for; nor need it look like one, so it must not depend on who parses what.
	 */
	struct str event;
	struct header_after after;
	struct header_before before[HEADER_KNOWN];
};

/* What stands before TIME, without white space at its ends: its parts, if it was kept. */
bool header_known_before(
    const struct perf_header_hints *hints, struct str before, struct perf_header *h, bool *has_pid);

/* Keeps them, as far as there is room. */
void header_keep_before(
    struct perf_header_hints *hints, struct str before, const struct perf_header *h, bool has_pid);

/*
 * Whether the line is a header with a PID, a TIME, and the event that is expected, all of which
 * but TIME was kept: then it has these parts.
 */
bool header_is_known(const struct perf_header_hints *hints, struct str line, struct perf_header *h);

/* Keeps what stands behind the TIME of a header. */
void header_keep_after(
    struct perf_header_hints *hints, struct str line, const struct perf_header *h);

#endif
