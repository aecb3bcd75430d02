/*
 * frames.h - frame lines seen before, and what they mean.
 *
 * A profiler prints the same frame line thousands of times. So its raw bytes
 * are looked up first, and a name is cleaned only when the line is new. And it
 * prints the same lines in the same order: each entry remembers which one came
 * after it last time, so that mostly one comparison finds the next.
 *
 * The table is a cache with a bound: when it is full it is emptied.
 */
#ifndef FRAMES_H
#define FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "str.h"
#include "slots.h"

struct frames_entry;

/* The entry that came next the last time, and another that did before; or NULL. */
struct frames_guess {
	struct frames_entry *first, *second;
};

/* Columns of an entry that are its user's. */
enum { FRAMES_COLUMNS = 16 };

struct frames_entry {
	struct frames_guess next;     /* which entries came after this one */
	char columns[FRAMES_COLUMNS]; /* for its user: all 0 at first */
	uint32_t len;		      /* of raw */
	uint16_t count;		      /* names; a line can be no frame, or several inlined ones */
	uint16_t unknown;	      /* how many of them have no symbol */
	uint32_t id;		      /* the only name, when count is 1 */
	char raw[];		      /* behind it the names, when count is more, see frames_ids */
};

/*
 * Entries stand one behind the other in blocks of one size, so that a number of 32 bits tells
 * where one is.
 */
struct frames {
	char **blocks;
	size_t blocks_len, blocks_cap;
	size_t used; /* bytes of the last block */
	struct slots by_raw;
	size_t bound; /* bytes of blocks: before there are more, the table is emptied */
	struct frames_guess start; /* for the first line of a stack */
	struct frames_guess *link; /* where the entry that comes next is guessed and noted */
};

void frames_init(struct frames *f, size_t bound);
void frames_release(struct frames *f);

/* The names of an entry, innermost first. */
static inline const uint32_t *
frames_ids(const struct frames_entry *e)
{
	size_t word = sizeof(e->id), behind = ((size_t)e->len + word - 1) / word * word;

	return e->count <= 1 ? &e->id : (const uint32_t *)(const void *)(e->raw + behind);
}

/* A new stack begins: the next line is its first. */
static inline void
frames_begin(struct frames *f)
{
	f->link = &f->start;
}

/* The entries that probably come next. */
static inline const struct frames_guess *
frames_guess(const struct frames *f)
{
	return f->link;
}

/* Says that `e` was what came next. */
static inline void
frames_found(struct frames *f, struct frames_entry *e)
{
	if (f->link->first != e) {
		f->link->second = f->link->first;
		f->link->first = e;
	}
	f->link = &e->next;
}

/* The entry of a line, which counts as found; NULL where it is new. */
struct frames_entry *frames_find(struct frames *f, struct str raw);

/*
 * Adds a line that frames_find did not know, with the ids of its n names,
 * innermost first; it counts as found. NULL without memory, and where one is too large: the caller
 * goes on without the cache.
 */
struct frames_entry *frames_add(
    struct frames *f, struct str raw, const uint32_t *ids, size_t n, size_t unknown);

#endif
