/*
 * dtrace_run.h - files of dtrace and of bpftrace, parsed and brought together.
 *
 *	if (dtrace_run_init(&run, &settings, threads, &report)) {
 *		dtrace_run_file(&run, path);
 *		dtrace_run_write(&run, false, &out);
 *	}
 *	dtrace_run_release(&run);
 */
#ifndef DTRACE_RUN_H
#define DTRACE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpftrace.h"
#include "dtrace.h"
#include "output.h"
#include "report.h"

/* Whose text a source is. */
enum dtrace_format { DTRACE_UNKNOWN, DTRACE_DTRACE, DTRACE_BPFTRACE };

struct dtrace_worker {
	struct dtrace_run *run;
	struct dtrace_parser *parser;
};

struct dtrace_run {
	const struct bpftrace_settings *settings;
	struct report *report;
	/*
	 * The first one gets all at the end. One more than there are threads: the last
	 * one has the beginning of a source that does not tell at once what it is.
	 */
	struct dtrace_parser *parsers;
	size_t len;
	struct dtrace_worker *workers; /* one for each thread */
	void **pointers;	       /* to them */
	enum dtrace_format format;     /* of the source at hand */
	struct bpftrace_parser bpftrace;
	struct bpftrace_tally tally;
	uint64_t lines;	  /* of bpftrace */
	size_t different; /* stacks that were written */
	bool failed;
};

/* False without memory, which is said; release it all the same. */
bool dtrace_run_init(struct dtrace_run *run, const struct bpftrace_settings *settings,
    size_t threads, struct report *report);
void dtrace_run_release(struct dtrace_run *run);

/* Reads a file, or standard input for NULL and "-", and says what was odd in it. */
void dtrace_run_file(struct dtrace_run *run, const char *path);

/* Brings all stacks together and writes them; with the line that says what is counted. */
void dtrace_run_write(struct dtrace_run *run, bool header, struct output *out);

/* For -v: what was read. */
void dtrace_run_summary(const struct dtrace_run *run);

#endif
