/*
 * svg_stacks.h - the call tree of a picture as folded stacks.
 */
#ifndef SVG_STACKS_H
#define SVG_STACKS_H

#include <stddef.h>

#include "output.h"
#include "treecode.h"

/*
 * Appends the stacks of a tree to a memory output, as sorted folded lines, equal stacks added up.
 * Deep frames that all have counts of their own make text that grows by the square of
 * their number: more than `most` bytes are TREECODE_TOO_LARGE.
 */
enum treecode_status svg_stacks_write(const struct treecode *tree, size_t most, struct output *out);

#endif
