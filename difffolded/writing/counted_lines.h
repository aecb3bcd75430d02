/*
 * counted_lines.h - the lines that say what is counted, among the stacks that are written.
 */
#ifndef COUNTED_LINES_H
#define COUNTED_LINES_H

#include "counted.h"
#include "output.h"

struct counted_lines {
	struct counted_list events;
	struct output text; /* the stacks, as they are written, one after the other */
	struct str *stacks; /* slices of it, sorted by bytes */
	size_t len;
	size_t next; /* the first that is not written yet */
	bool two;    /* two counts behind each */
};

void counted_lines_init(struct counted_lines *l);
void counted_lines_release(struct counted_lines *l);

/* The lines of a profile; false without memory. */
bool counted_lines_one(struct counted_lines *l, const struct counted_list *what);

/*
 * The lines of a differential file: of events that only one side has the other has no
 * samples. Units are those of AFTER where they differ. False without memory.
 */
bool counted_lines_two(
    struct counted_lines *l, const struct counted_list *before, const struct counted_list *after);

/* Keeps those that are not less than `from`, and less than `to`, where there are such. */
void counted_lines_cut(struct counted_lines *l, const struct str *from, const struct str *to);

/* Writes the lines that come before a stack. */
void counted_lines_before(struct counted_lines *l, struct str stack, struct output *out);

/* Writes those that are left. */
void counted_lines_rest(struct counted_lines *l, struct output *out);

#endif
