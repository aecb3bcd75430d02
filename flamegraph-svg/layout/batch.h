/*
 * batch.h - all stacks of an input, put in order and made into a call tree.
 *
 * Sorted stacks are the tree (calltree_sorted.h). They are kept as text with their counts;
 * where that becomes large, those that are equal are added up on the way. Text that stays
 * where it is, as that of a file that is mapped, is not copied.
 */
#ifndef BATCH_H
#define BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "calltree_sorted.h"
#include "folded.h"
#include "str.h"

/* A stack and what it counts. */
struct counted {
	struct str stack;
	struct folded_count after;
	struct folded_count before; /* of a differential file only */
	bool two;		    /* before is there */
	bool stays;		    /* the stack's text does */
};

struct batch_row {
	struct str stack;
	uint64_t units[2]; /* after, before; in units of 10^-places of the batch */
	size_t shared;	   /* so many bytes of the stack are those of the row before */
	uint32_t frames;   /* of the stack */
	bool named;	   /* one of them may have a name that is kept */
	bool descends;	   /* it is before the one before it, in the order of the tree */
};

struct batch {
	bool in_order; /* the order of the stacks means something: set before the first */

	struct arena text; /* of the stacks that do not stay where they are */
	bool borrows;	   /* some do */
	size_t bytes;	   /* of all stacks that were kept as rows */
	size_t own; /* of those, what the rows before them do not have: frames are made of it */
	uint64_t sum[2]; /* of all counts, as in a row */
	struct batch_row *rows;
	size_t len, cap;
	size_t ready;	 /* rows whose memory was brought in */
	size_t expected; /* bytes of lines that stacks were or will be read from; or fewer */
	size_t full;	 /* bytes of text, and rows, that are worth a look for equal stacks */
	size_t many;
	unsigned places;
	bool two;	 /* stacks have two counts */
	size_t descents; /* rows that are before the one before them */
	bool saturated;
};

void batch_init(struct batch *b);
void batch_release(struct batch *b);

/* So many bytes of lines are to be read, more than before: room for their stacks is made at once. */
void batch_expect(struct batch *b, size_t bytes);

/* Keeps a stack, with its text, unless that stays as long as the batch. False without memory. */
bool batch_keep(struct batch *b, const struct counted *c);

/*
 * Adds the stacks of another batch behind those of this one: of both, none has two counts, and none
 * of the other its text there. False without memory.
 */
bool batch_append(struct batch *b, struct batch *more);

/* Puts the rows into the order of the tree, unless theirs means something. False without memory. */
bool batch_sort(struct batch *b);

/* How many frames two stacks have in common, from the outermost on, that begin with `common` bytes alike. */
size_t batch_frames_shared(struct str a, struct str b, size_t common);

/* Makes a new tree of all. False without memory. */
bool batch_build(struct batch *b, struct calltree *t, const struct calltree_keep *keep);

#endif
