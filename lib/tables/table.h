/*
 * table.h - a hash table of numbers: open addressing with linear probing.
 *
 * What a number stands for, and what it is known by, is its owner's: most often it is an
 * index into an array. A slot keeps the hash, so that growing asks nobody, and a search
 * seldom looks at an item that it does not want.
 *
 *	struct table_slot *s;
 *
 *	if (!table_room(&t))
 *		...no memory...
 *	for (s = table_first(&t, hash); s->id != TABLE_NONE; s = table_next(&t, s))
 *		if (is_it(&items[s->id], key))
 *			return &items[s->id];
 *	table_fill(&t, s, hash, n);		it was not there, and is now item n
 */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The id of a free slot. */
#define TABLE_NONE UINT32_MAX

struct table_slot {
	uint32_t hash;
	uint32_t id;
};

struct table {
	struct table_slot *slots;
	size_t mask; /* number of slots - 1, a power of two - 1; 0 before the first */
	size_t len;  /* slots that are taken */
};

/* A table of zeros is an empty one. */
void table_release(struct table *t);

/* Makes it twice as large. False without memory, and then it is as it was. */
bool table_grow(struct table *t);

/* Makes sure of a free slot for one more; at most two of three are taken. */
static inline bool
table_room(struct table *t)
{
	return (t->slots != NULL && t->len < t->mask / 3 * 2) || table_grow(t);
}

/* The first slot from s on that is free or has the hash. */
static inline struct table_slot *
table_probe(const struct table *t, size_t i, uint32_t hash)
{
	struct table_slot *s = &t->slots[i & t->mask];

	while (s->id != TABLE_NONE && s->hash != hash)
		s = &t->slots[++i & t->mask];
	return s;
}

/* The first slot with this hash, else the free one where its item would be. Wants room. */
static inline struct table_slot *
table_first(const struct table *t, uint32_t hash)
{
	return table_probe(t, hash, hash);
}

/* The next slot with the hash of s, else the free one. */
static inline struct table_slot *
table_next(const struct table *t, const struct table_slot *s)
{
	return table_probe(t, (size_t)(s - t->slots) + 1, s->hash);
}

/* Takes a free slot. */
static inline void
table_fill(struct table *t, struct table_slot *s, uint32_t hash, uint32_t id)
{
	*s = (struct table_slot){hash, id};
	t->len++;
}

#endif
