/*
 * paths.h - the heaviest call paths, as an indented tree of few lines.
 *
 *	main
 *	  parse;read       a chain that loses next to nothing on its way is one line
 *	  render
 *
 * A frame is shown while it has more than 2 % of the whole, of either profile, or more than
 * that where the lines would be too many.
 */
#ifndef PATHS_H
#define PATHS_H

#include "calltree.h"
#include "comparison.h"

struct paths_line {
	uint32_t first, last; /* nodes of the tree: those between are the chain */
	uint32_t depth;	      /* lines above it that it is below */
};

struct paths {
	struct calltree tree;
	bool two;
	unsigned percent100; /* hundredths of a percent that a frame has more than */
	struct paths_line *lines;
	size_t len, cap;
	uint32_t *chain; /* see paths_chain */
};

/*
 * Of several recordings a side these are a typical one (medians.h); the comparison has not
 * been sorted. At most so many lines. False without memory; paths_release after either.
 */
bool paths_build(
    struct paths *p, const struct comparing *what, const struct comparison *c, uint64_t lines);
void paths_release(struct paths *p);

/* What a node of the tree has, own and total, of a side. */
struct function_amount paths_amount(const struct paths *p, uint32_t node, unsigned side);

/* The nodes of a line, outermost first; valid until the next call. */
const uint32_t *paths_chain(struct paths *p, const struct paths_line *line, size_t *len);

#endif
