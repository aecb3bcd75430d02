/*
 * tally.h - distinct stacks with their counts: what a file, or many, add up to.
 */
#ifndef TALLY_H
#define TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "folded.h"
#include "slots.h"
#include "str.h"

struct tally_row {
	struct str stack;
	uint64_t units;
	uint32_t next; /* the row that came after this one the last time, + 1; 0: the next one */
};

struct tally {
	struct tally_row *rows;
	size_t len;
	size_t cap;
	unsigned places; /* every count is units / 10^places, see folded.h */
	uint64_t total;

	struct arena text;
	bool ascending;	       /* rows are in the order of their stacks so far */
	struct slots by_stack; /* once they are not */
	size_t last;	       /* then: the row that was added to last, + 1; 0: none */
};

void tally_init(struct tally *t);
void tally_release(struct tally *t);

/*
 * Adds a count to a stack, which is copied when it is new. Any order will do; that in
 * which the stacks came before, from the collapse programs or another file of the kind,
 * is quickest. Sums stay at UINT64_MAX, and *saturated becomes true. False without memory.
 */
bool tally_add(struct tally *t, struct str stack, struct folded_count count, bool *saturated);

/* Adds all of another tally. */
bool tally_add_all(struct tally *t, const struct tally *from, bool *saturated);

/* Puts the rows into the order of their stacks' bytes; once all are there. */
bool tally_sort(struct tally *t);

/* Gives every count at least so many decimal places; false where one does not fit then. */
bool tally_rescale(struct tally *t, unsigned places);

/*
 * What all counts are multiples of: the worth of a sample, where nothing else tells. 0 of
 * fewer than eight different counts, which may be round by chance.
 */
uint64_t tally_step(const struct tally *t);

#endif
