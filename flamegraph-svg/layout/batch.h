/*
 * batch.h - stacks that are put in order before they go into a call tree.
 *
 * Sorted stacks are many times quicker to add (see calltree.h). So those that
 * come unsorted are kept for a while, and sorted.
 */
#ifndef BATCH_H
#define BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "calltree.h"
#include "folded.h"
#include "str.h"

/* A stack and what it counts. */
struct counted {
	struct str stack;
	struct folded_count after;
	struct folded_count before; /* of a differential file only */
	bool two;		    /* before is there */
};

struct batch {
	struct arena text; /* of the stacks */
	struct counted *items;
	size_t len, cap;
};

void batch_init(struct batch *b);
void batch_release(struct batch *b);

/* Keeps a stack, with its text. False without memory. */
bool batch_keep(struct batch *b, const struct counted *c);

/* Whether it is time to add what is here, for the memory that it takes. */
bool batch_is_full(const struct batch *b);

/* Whether the stacks came sorted. */
bool batch_is_sorted(const struct batch *b);

/* Adds all to a tree, sorted, and is empty then. False without memory. */
bool batch_add(struct batch *b, struct calltree *t);

/* Adds one stack to a tree. False without memory. */
bool counted_add(const struct counted *c, struct calltree *t);

#endif
