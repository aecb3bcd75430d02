/*
 * side.h - one of the two profiles: its distinct stacks with their counts.
 *
 * A side knows nothing of the other, so that both are read at the same time.
 * Nothing here writes a message: what was odd is kept for the caller to say.
 */
#ifndef SIDE_H
#define SIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "folded.h"
#include "str.h"
#include "strip.h"
#include "svg_input.h"

struct side_row {
	struct str stack;
	uint64_t units;
};

struct side_slot {
	uint32_t hash;
	uint32_t row; /* its index + 1; 0: free */
};

/* The first line of a kind, and how many there were. */
struct side_oddity {
	uint64_t lines;
	uint64_t first; /* line number */
	struct str text;
};

struct side {
	const char *name; /* for messages: the path, or "stdin" */
	struct side_row *rows;
	size_t len;
	size_t cap;
	unsigned places; /* every count is units / 10^places, see folded.h */
	uint64_t total;
	uint64_t lines;		 /* that held a stack and a count */
	struct side_oddity bad;	 /* neither stack and count nor blank nor comment */
	struct side_oddity one;	 /* of them, one number at the end */
	struct side_oddity two;	 /* two numbers at the end */
	struct side_oddity huge; /* a count that does not fit, alone or added up */
	int error;		 /* errno of a failed open or read, ENOMEM; 0 */
	const char *unfit;	 /* why the input holds no stacks, or NULL */

	struct arena text;
	struct strip strip;
	bool ascending;		 /* rows are in the order of their stacks so far */
	struct side_slot *slots; /* once they are not: the rows by hash */
	size_t mask;		 /* number of slots - 1, a power of two - 1 */
};

void side_init(struct side *s, bool strip_hex, bool strip_hash);
void side_release(struct side *s);

/*
 * Reads a file of folded stacks, or an SVG that holds them, or standard input
 * ("-"), adds equal stacks up and sorts them by bytes. False when that failed:
 * s->error is set, or s->unfit says why it is of no use.
 */
bool side_read(struct side *s, const char *path);

/* Gives every count at least so many decimal places; false where one does not fit then. */
bool side_rescale(struct side *s, unsigned places);

/*
 * A differential file, or one that is for the most part: no profile, which has
 * one count a line and few frames that end in a number of their own. Of a tie
 * the first line decides.
 */
static inline bool
side_is_differential(const struct side *s)
{
	return s->two.lines > s->one.lines ||
	       (s->two.lines > 0 && s->two.lines == s->one.lines && s->two.first < s->one.first);
}

#endif
