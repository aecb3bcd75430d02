/*
 * tally.h - distinct stacks with their counts: what a file, or many, add up to.
 *
 * Of a large file in the order of its stacks nothing has to be kept: it is gone over twice
 * (walk.h), and what is here is what the first time tells.
 */
#ifndef TALLY_H
#define TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "folded.h"
#include "str.h"
#include "text_sort.h"

/* A stack and what it counts. */
struct tally_row {
	struct str stack;
	uint64_t units;
};

struct tally {
	struct text_key *rows; /* a stack each, and the units it counts as its number */
	size_t len;	       /* distinct stacks, once they are sorted */
	size_t cap;
	unsigned places; /* every count is units / 10^places, see folded.h */
	uint64_t total;

	struct arena text; /* of stacks that do not stay where they are */
	bool borrows;	   /* some do */
	bool ascending;	   /* the rows are in the order of their stacks so far */
	size_t sorted;	   /* rows in front that are, with each stack once */
	size_t many;	   /* rows, and bytes of text, that are worth a look for equal stacks */
	size_t much;
	/*
	 * Set before the first stack: only the last row is kept, as the first of all, and its stack
	 * is the caller's: tally_hold. It ends when `ascending` is no more.
	 */
	bool passing;
	char *held;
	size_t held_cap;
	bool passed;  /* all were: they are the lines between two places of a file */
	bool once;    /* each stack is in one line alone */
	bool written; /* lines are as they would be written, but for those of counted.h */
	int fd;
	size_t begin, end;
	int error; /* errno of a walk over them that could not read, see parts.h */
};

void tally_init(struct tally *t);
void tally_release(struct tally *t);

/*
 * Adds a count to a stack, which is copied, unless it stays where it is as long as the tally.
 * Any order will do. Sums stay at UINT64_MAX, and *saturated becomes true. False without
 * memory, and where one that passes its stacks is not ascending any more.
 */
bool tally_add(
    struct tally *t, struct str stack, bool stays, struct folded_count count, bool *saturated);

/* So many rows will be added, or about as many: makes room for them, if there is any. */
void tally_expect(struct tally *t, size_t more);

/* Of one that passes its stacks: makes the last one stay until it is held again. False without memory. */
bool tally_hold(struct tally *t);

/* Adds all of another tally, which is sorted. */
bool tally_add_all(struct tally *t, const struct tally *from, bool *saturated);

/* Puts the rows into the order of their stacks' bytes, each stack once; when all are there. */
bool tally_sort(struct tally *t);

/* Gives every count at least so many decimal places; false where one does not fit then. */
bool tally_rescale(struct tally *t, unsigned places);

/*
 * What all counts are multiples of: the worth of a sample, where nothing else tells. 0 of
 * fewer than eight different counts, which may be round by chance.
 */
uint64_t tally_step(const struct tally *t);

#endif
