/*
 * medians.h - the stacks of several recordings as those of a typical one.
 *
 * Medians of single stacks would be of no use: most stacks of a profile have a sample or
 * two in some recordings and none in most. So each function's own amount is its median,
 * as in the table, and the stacks that end in it share it as they do in all recordings
 * together.
 */
#ifndef MEDIANS_H
#define MEDIANS_H

#include "comparison.h"

/*
 * Turns the sum of a side's recordings, and what they count, into that of a typical one.
 * The comparison has not been sorted. False without memory.
 */
bool medians_apply(struct recordings *r, const struct comparison *c, unsigned side);

#endif
