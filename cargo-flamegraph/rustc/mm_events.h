/*
 * mm_events.h - the events of a self-profile as stacks, each with its own time.
 */
#ifndef MM_EVENTS_H
#define MM_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "mm_profdata.h"
#include "stack_runs.h"
#include "stacks.h"

struct mm_settings {
	bool no_args; /* labels alone */
};

/* What a file counts: see counted.h. */
struct mm_counted {
	uint64_t events;  /* those with a time */
	uint64_t total;	  /* of the stacks that were added */
	bool wall;	  /* nanoseconds; else a counter of the processor */
	char counter[64]; /* its name */
	uint64_t
	    disorder; /* events that do not end after what is inside of them: their own time is 0 */
	uint64_t unnamed; /* events without a label: <unknown> */
	uint64_t deeper;  /* events inside of so many others that they count for one of these */
};

/*
 * Adds the stacks of a file: its crate, the kind of a thread (main, codegen, worker), the labels of
 * events, and the own time of the last. Where stacks become many they go into a run. Counts add up in
 * *counted. NULL, or what is wrong.
 */
const char *mm_events_add(struct mm_file *f, const struct mm_settings *settings,
    struct stacks *stacks, struct stack_runs *runs, struct mm_counted *counted);

#endif
