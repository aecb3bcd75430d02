/*
 * lines_merge.h - lines of two files in order, merged as they stand there.
 */
#ifndef LINES_MERGE_H
#define LINES_MERGE_H

#include "output.h"
#include "walk.h"

/* Whether the lines of both are as they would be written: see tally.h. */
static inline bool
lines_can_merge(const struct tally *before, const struct tally *after)
{
	return before->passed && before->written && after->passed && after->written;
}

/* Writes all stacks of both with two counts. The walks have just begun. */
void lines_merge(const struct walk walks[2], struct output *out);

#endif
