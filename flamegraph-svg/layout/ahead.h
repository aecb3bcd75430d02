/*
 * ahead.h - the second half of a file of stacks, read by another thread than the first.
 *
 * Most lines are a stack and one count. What else a line may be, an event, two counts, an error,
 * matters to the lines behind it: at the first of those the other thread ends, and from there on
 * the reader itself reads.
 *
 *	if (ahead_init(&a, in))
 *		... read the input up to a.begin, while another thread calls ahead_run(&a) ...
 *	ahead_release(&a);
 */
#ifndef AHEAD_H
#define AHEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "batch.h"
#include "input.h"

struct ahead {
	struct batch batch; /* the stacks that were read */
	size_t begin;	    /* where in the input's buffer its first line begins */
	struct str text;    /* from there on, as far as it was not read */
	size_t bytes;	    /* that were */
	size_t max_line;    /* 0: any length */
	uint64_t lines, stacks;
};

/* False where the input is no large file that is mapped, and there is nothing to release. */
bool ahead_init(struct ahead *a, const struct input *in);
void ahead_release(struct ahead *a);

/* Reads. Where memory ends it has what it had until then. */
void ahead_run(void *ahead);

#endif
