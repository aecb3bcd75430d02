/*
 * pairs_write.h - folded stacks out: of one side with a count, of two with both.
 */
#ifndef PAIRS_WRITE_H
#define PAIRS_WRITE_H

#include "comparison.h"
#include "output.h"

/* Writes a sorted tally as folded stacks, and what it counts; false without memory. */
bool tally_write(const struct tally *tally, const struct counted_list *what, struct output *out);

/* How a differential file is written. */
struct pairs_writing {
	bool normalize; /* BEFORE in proportion to AFTER's total */
	/*
	 * Of several recordings, the comparison of both sides, not sorted yet: each function
	 * has the median of its own amounts. With `significant`, what is not more than chance
	 * has AFTER's counts on both sides, so that a picture shows no change. NULL: one
	 * recording each.
	 */
	const struct comparison *comparison;
	bool significant;
};

/*
 * Writes all stacks of both sides with two counts, and what they count, where both say so.
 * Changes the sums of the recordings. False without memory.
 */
bool pairs_write(struct recordings sides[2], const struct pairs_writing *how, struct output *out);

#endif
