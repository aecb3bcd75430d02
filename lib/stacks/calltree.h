/*
 * calltree.h - frames under frames, with a count (or two) at each.
 *
 *	main;parse 3
 *	main;parse;read 4        all ── main ─┬─ parse (own 3, total 7) ── read (4)
 *	main;write 5                          └─ write (5)
 *
 * Node 0 is the root, which no stack names; every node comes behind its parent.
 * Stacks are added in any order, but sorted ones are quickest: what a stack
 * shares with the one before is not looked at again, and no table is needed.
 *
 *	calltree_init(&tree);
 *	node = calltree_stack(&tree, stack);       for every line
 *	calltree_count(&tree, node, count);
 *	calltree_arrange(&tree, CALLTREE_BY_NAME); once: preorder and totals
 *
 * Without memory the functions say so by their result, and the tree may only
 * be released after that.
 */
#ifndef CALLTREE_H
#define CALLTREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "folded.h"
#include "intern.h"
#include "str.h"
#include "slots.h"

enum { CALLTREE_ROOT = 0 };

/* No node, and no memory for one. */
#define CALLTREE_NONE UINT32_MAX

/*
 * The name of a gap: a node of a chart (see calltree.chart) that stands for
 * samples of its parent alone. It has a count and no children.
 */
#define CALLTREE_GAP INTERN_NONE

struct calltree_node {
	uint32_t parent; /* the root's is the root */
	uint32_t name;	 /* in calltree.names; the root's is CALLTREE_GAP */
	uint32_t depth;	 /* the root's is 0 */
	/* While the tree is built. */
	uint32_t last_child;
	uint32_t prev_sibling;
};

/* Counts of every node, in units of 10^-places. */
struct calltree_counts {
	uint64_t *own;
	uint64_t *total; /* with everything below; NULL before calltree_arrange */
	uint64_t *start; /* what stands before it in the tree: its place; NULL before, too */
	uint64_t *lost;	 /* of its total, what was below it and was dropped; NULL: nothing was */
};

/* The stack added last, for comparing the next one with it. */
struct calltree_path {
	char *text;
	size_t len, cap;
	uint32_t *nodes; /* nodes[d]: the frame at depth d; nodes[0] is the root */
	size_t *ends;	 /* ends[d]: where that frame ends in text */
	size_t depth, nodes_cap, ends_cap;
};

struct calltree {
	struct intern names;
	struct calltree_node *nodes;
	struct calltree_counts counts; /* of a differential tree: AFTER */
	struct calltree_counts before; /* own is NULL until calltree_count_before */
	size_t len, cap, own_cap, before_cap;
	unsigned places;
	bool saturated; /* a sum did not fit and is UINT64_MAX */
	/*
	 * A chart keeps the order of the stacks, and a frame lasts only as long as each
	 * stack has it: calltree_sorted.h alone builds one. Set before the first stack.
	 */
	bool chart;

	/* What calltree_sorted.h dropped: frames, gaps, and how far counts of one changed most. */
	uint64_t dropped, dropped_gaps;
	uint64_t dropped_change, dropped_total_change;

	uint32_t *names_sorted; /* the names' ids by their bytes, if arranging had to sort them */

	struct calltree_path path;
	struct slots children; /* nodes by parent and name, once a stack came unsorted */
	bool ascending;	       /* stacks so far: none sorts before the one before it */
	bool sorted;	       /* siblings so far: each name above the one before */
	bool preorder;	       /* nodes so far */
};

/* False without memory. */
bool calltree_init(struct calltree *t);
void calltree_release(struct calltree *t);

/*
 * The node of the last frame of a stack (frames joined by ';', outermost
 * first; an empty frame is a frame), which is added with its ancestors where
 * it is new.
 */
uint32_t calltree_stack(struct calltree *t, struct str stack);

/* Adds to a node's own count. A count with more places raises the tree's. */
void calltree_count(struct calltree *t, uint32_t node, struct folded_count count);

/* The same for the count BEFORE of a differential tree; false without memory. */
bool calltree_count_before(struct calltree *t, uint32_t node, struct folded_count count);

enum calltree_order {
	CALLTREE_BY_NAME,   /* bytes of the names */
	CALLTREE_BY_WEIGHT, /* the largest total first, then by name */
	CALLTREE_AS_SEEN    /* as they came first */
};

/*
 * Ends the building: puts the nodes into preorder, siblings in this order, and
 * adds the totals up. False without memory.
 */
bool calltree_arrange(struct calltree *t, enum calltree_order order);

static inline bool
calltree_is_differential(const struct calltree *t)
{
	return t->before.own != NULL;
}

/* The larger count of a node, with all below it, once that is known. */
static inline uint64_t
calltree_width(const struct calltree *t, uint32_t node)
{
	uint64_t after = t->counts.total[node];
	uint64_t before = calltree_is_differential(t) ? t->before.total[node] : 0;

	return after > before ? after : before;
}

/* A node's name; the root's and a gap's is empty. */
static inline struct str
calltree_name(const struct calltree *t, uint32_t node)
{
	uint32_t name = t->nodes[node].name;

	return name == CALLTREE_GAP ? STR("") : intern_name(&t->names, name);
}

#endif
