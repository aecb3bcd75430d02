/*
 * perf_run.h - parsers over sources on several threads, and what is said about it.
 */
#ifndef PERF_RUN_H
#define PERF_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "collapse.h"
#include "perf_script.h"
#include "recording.h"
#include "report.h"

struct perf_run {
	struct perf_script script;
	struct wall wall;		  /* where script.wall points, if anywhere */
	struct inlined_text inlined;	  /* where script.inlined points, if anywhere */
	struct collapse all;		  /* the parsers: struct perf_parser */
	const char *looks_like;		  /* what the first odd line is rather, or NULL */
	size_t odd_said;		  /* odd lines that were quoted */
	bool has_units;			  /* a source was perf.data, which says what it counts */
	size_t different;		  /* stacks that were written */
	bool blind;			  /* of --wall: nothing tells how long threads wait */
	bool other_text;		  /* hardly a line is one of perf script */
	uint64_t bytes;			  /* of text that were read, as far as it is known */
	struct recording_counts recorded; /* of perf.data files */
};

/* n > 0 threads at most. False, said, without memory; release it all the same. */
bool perf_run_init(
    struct perf_run *run, const struct perf_settings *settings, size_t n, struct report *report);
void perf_run_release(struct perf_run *run);

/* Parses a file, or standard input for NULL. What fails is said, and in run->all. */
void perf_run_file(struct perf_run *run, const char *path);

/* The first parser, which has all in the end. */
static inline struct perf_parser *
perf_run_first(const struct perf_run *run)
{
	return run->all.parsers[0];
}

/* All files, or standard input; then what came of them to standard output. The exit status. */
int perf_run_files(struct perf_run *run, const struct option_list *files);

/* Merges what the parsers have; what was left out is said on stderr. */
void perf_run_finish(struct perf_run *run);

/* Writes the folded stacks; after perf_run_finish. */
void perf_run_write(struct perf_run *run, struct output *out);

/* The summary of -v. `seconds`: how long it all took. */
void perf_run_summary(const struct perf_run *run, double seconds);

#endif
