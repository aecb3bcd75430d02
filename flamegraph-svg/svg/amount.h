/*
 * amount.h - counts in words: "304.6 ms, 152 samples", or "152 samples".
 */
#ifndef AMOUNT_H
#define AMOUNT_H

#include "output.h"
#include "svg.h"

/*
 * The words for `units` of the drawing's counts. Where the stacks say what they
 * count, in that unit, and how many samples they are, if that is known: all the
 * same size, or counts of events, which are nearly so. A sleep and an allocation
 * may be of any size: there is nothing to be said. Else a number and --countname.
 */
void amount_write(struct output *out, const struct drawing *d, uint64_t units);

/* The whole drawing's, with "1 sample" where the titles of frames keep the plural. */
void amount_write_whole(struct output *out, const struct drawing *d);

#endif
