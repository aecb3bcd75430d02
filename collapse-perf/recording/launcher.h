/*
 * launcher.h - programs that perf starts only to become the command: env, taskset, nice.
 *
 *	perf-exec 4711  0.000000: PERF_RECORD_COMM: perf-exec:4711/4711
 *	taskset   4711  6.455580: PERF_RECORD_COMM exec: taskset:4711/4711	from here
 *	prog      4711  6.456552: PERF_RECORD_COMM exec: prog:4711/4711		to here it is one
 *
 * Between the two, the recording is not of the command: of --skip-launcher.
 */
#ifndef LAUNCHER_H
#define LAUNCHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "options.h"
#include "perf_data.h"
#include "str.h"

/* All zero where none was seen. */
struct launcher {
	bool seen, runs;
	int32_t pid;
	size_t passed;	  /* of the names, which follow one another */
	uint64_t samples; /* that were left out */
};

/* A process that was called `former` is another program now, comm->name. */
void launcher_exec(struct launcher *l, const struct option_list *names, struct str former,
    const struct perf_comm *comm);

/* Whether what this process does is left out. */
static inline bool
launcher_is(const struct launcher *l, int32_t pid)
{
	return l->runs && l->pid == pid;
}

#endif
