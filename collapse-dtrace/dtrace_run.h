/*
 * dtrace_run.h - files of dtrace and of bpftrace, parsed and brought together.
 *
 *	if (dtrace_run_init(&run, &settings, false, threads, &report))
 *		status = dtrace_run_files(&run, &files);
 *	dtrace_run_release(&run);
 */
#ifndef DTRACE_RUN_H
#define DTRACE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpftrace.h"
#include "collapse.h"
#include "dtrace.h"
#include "options.h"
#include "report.h"

/* Whose text a source is. */
enum dtrace_format { DTRACE_UNKNOWN, DTRACE_DTRACE, DTRACE_BPFTRACE };

/* What a thread parses with. */
struct dtrace_worker {
	struct dtrace_run *run;
	struct dtrace_parser own;
	struct dtrace_parser *parser; /* its own, or that of the beginning; NULL: not known */
};

struct dtrace_run {
	const struct bpftrace_settings *settings;
	struct collapse all;		/* the parsers: struct dtrace_worker */
	struct dtrace_parser beginning; /* of a source that does not tell at once what it is */
	enum dtrace_format format;	/* of the source at hand */
	struct bpftrace_parser bpftrace;
	struct bpftrace_tally tally;
	uint64_t lines;	  /* of bpftrace */
	size_t different; /* stacks that were written */
	bool header;	  /* to write the line that says what is counted */
	bool incomplete;  /* a source ended in the middle of a stack */
};

/* False without memory, which is said; release it all the same. */
bool dtrace_run_init(struct dtrace_run *run, const struct bpftrace_settings *settings, bool header,
    size_t threads, struct report *report);
void dtrace_run_release(struct dtrace_run *run);

/* All files, or standard input; then what came of them to standard output. The exit status. */
int dtrace_run_files(struct dtrace_run *run, const struct option_list *files);

/* For -v: what was read. */
void dtrace_run_summary(const struct dtrace_run *run);

#endif
