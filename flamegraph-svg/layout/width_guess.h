/*
 * width_guess.h - how wide the frames of a batch have to be to be kept, from a part of its stacks.
 */
#ifndef WIDTH_GUESS_H
#define WIDTH_GUESS_H

#include <stdbool.h>
#include <stdint.h>

#include "batch.h"

/*
 * How wide the frames that are kept will be at least, of a batch that is in order; a little less than
 * that, to be true most of the time. 0 where few frames are to be dropped, and without memory.
 */
uint64_t width_guess(const struct batch *b, const struct calltree_keep *keep, bool chart);

#endif
