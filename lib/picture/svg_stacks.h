/*
 * svg_stacks.h - the call tree of a picture as folded stacks.
 */
#ifndef SVG_STACKS_H
#define SVG_STACKS_H

#include <stddef.h>

#include "output.h"
#include "treecode.h"

/*
 * Appends the stacks of a tree to a memory output, as sorted folded lines, equal stacks added up; or,
 * as_drawn, in the order of the tree, which in a flame chart is that of time.
 * Deep frames that all have counts of their own make text that grows by the square of
 * their number: more than `most` bytes are TREECODE_TOO_LARGE.
 */
enum treecode_status svg_stacks_write(
    const struct treecode *tree, size_t most, bool as_drawn, struct output *out);

#endif
