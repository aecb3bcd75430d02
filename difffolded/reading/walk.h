/*
 * walk.h - the stacks of a side in their order, each once, with what they count.
 *
 * They are rows of a tally, or the lines of a file that has them in order, which then
 * is read a second time: memory does not grow with it. A place is the number of a row, or
 * the offset of a line.
 *
 *	struct walked w;
 *	struct walk walk;
 *	struct tally_row row;
 *
 *	if (walked_open(&w, tally))
 *		for (walk = walk_between(&w, w.begin, w.end); walk_next(&walk, &row);)
 *			...
 *	walked_close(&w);
 */
#ifndef WALK_H
#define WALK_H

#include "tally.h"

struct walked {
	const struct tally *tally;
	struct str map;	   /* the file, or what is left of it; of rows NULL */
	const char *bytes; /* where the file begins in memory, or would */
	size_t begin, end; /* all places */
	size_t step;	   /* so many places make a part that is worth a thread's turn */
};

struct walk {
	const struct tally *tally;
	size_t row, end; /* numbers of rows */
	struct str text; /* lines that were not looked at yet */
	struct tally_row ahead;
	bool more; /* `ahead` is the stack of the next line, where one may be in several */
};

/* A sorted tally, or one that was passed; false where its file cannot be mapped again. */
bool walked_open(struct walked *w, const struct tally *tally);
void walked_close(struct walked *w);

/* The stack at a place, or the first one behind it; false where there is none before the end. */
bool walked_stack(const struct walked *w, size_t at, struct str *stack);

/* The first place from `from` on whose stack is not less than this one. */
size_t walked_find(const struct walked *w, size_t from, struct str stack);

/* Gives back what a file has before a place. */
void walked_pass(struct walked *w, size_t at);

/* The stacks from a place up to another. */
struct walk walk_between(const struct walked *w, size_t begin, size_t end);
bool walk_next(struct walk *w, struct tally_row *row);

/*
 * The same, where it is this stack and that is told by one look at each of its bytes; else false, and
 * nothing has changed.
 */
bool walk_next_is(struct walk *w, struct str stack, struct tally_row *row);

#endif
