/*
 * stacks.h - folded stacks, read into a call tree.
 */
#ifndef STACKS_H
#define STACKS_H

#include <stdbool.h>
#include <stdint.h>

#include "calltree.h"
#include "input.h"
#include "options.h"
#include "report.h"

struct stacks {
	struct calltree tree;
	const struct option_list *base; /* cut stacks down to what begins here */
	bool reverse;
	struct report *report;

	uint64_t lines;	     /* neither blank nor a comment */
	uint64_t used;	     /* lines with a count */
	uint64_t left_out;   /* lines without */
	uint64_t apart;	     /* good lines without a frame of `base` */
	uint64_t two_counts; /* lines that would do in a differential file */
	bool differential;
	bool failed; /* said on stderr: the input cannot be drawn */
	bool no_memory;

	/* For messages: where the first line with a count was. */
	char *first_place;
	char *buf; /* for a reversed stack */
	size_t buf_cap;
};

/* Reads into a new tree. False without memory. */
bool stacks_init(struct stacks *s, struct report *report);
void stacks_release(struct stacks *s);

/*
 * Adds a whole input. False when there is no use in reading more: see failed
 * and no_memory. A read error is the caller's to find in in->error.
 */
bool stacks_read(struct stacks *s, struct input *in);

/* After the last input: says what was left out; false when it was no good. */
bool stacks_finish(struct stacks *s);

#endif
