/*
 * slots.h - a hash table of numbers: open addressing with linear probing.
 *
 * What a number stands for, and what it is known by, is its owner's: most often it is an
 * index into an array. A slot keeps the hash, so that growing asks nobody, and a search
 * seldom looks at an item that it does not want.
 *
 *	struct slot *s;
 *	uint32_t hash;
 *
 *	if (!slots_room(&t))
 *		...no memory...
 *	hash = slots_hash(&t, key);		not before: an empty table has no seed
 *	for (s = slots_first(&t, hash); s->id != SLOT_NONE; s = slots_next(&t, s))
 *		if (is_it(&items[s->id], key))
 *			return &items[s->id];
 *	slots_fill(&t, s, hash, n);		it was not there, and is now item n
 */
#ifndef SLOTS_H
#define SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hash.h"
#include "str.h"

/* The id of a free slot. */
#define SLOT_NONE UINT32_MAX

struct slot {
	uint32_t hash;
	uint32_t id;
};

struct slots {
	struct slot *items;
	size_t mask;   /* number of slots - 1, a power of two - 1; 0 before the first */
	size_t len;    /* slots that are taken */
	uint64_t seed; /* of its hashes, from when there are slots */
};

/* A table of zeros is an empty one. */
void slots_release(struct slots *t);

/* Makes it twice as large. False without memory, and then it is as it was. */
bool slots_grow(struct slots *t);

/* Makes sure of a free slot for one more; at most two of three are taken. */
static inline bool
slots_room(struct slots *t)
{
	return (t->items != NULL && t->len < t->mask / 3 * 2) || slots_grow(t);
}

/* What an item is found by: the hash of its name, or its number, in this table alone. */
static inline uint32_t
slots_hash(const struct slots *t, struct str name)
{
	return (uint32_t)hash_bytes(t->seed, name.ptr, name.len);
}

static inline uint32_t
slots_hash_number(const struct slots *t, uint64_t n)
{
	return (uint32_t)hash_number(t->seed, n);
}

/* The first slot from number i on that is free or has the hash. */
static inline struct slot *
slots_probe(const struct slots *t, size_t i, uint32_t hash)
{
	struct slot *s = &t->items[i & t->mask];

	while (s->id != SLOT_NONE && s->hash != hash)
		s = &t->items[++i & t->mask];
	return s;
}

/* The first slot with this hash, else the free one where its item would be. Wants room. */
static inline struct slot *
slots_first(const struct slots *t, uint32_t hash)
{
	return slots_probe(t, hash, hash);
}

/* The next slot with the hash of s, else the free one. */
static inline struct slot *
slots_next(const struct slots *t, const struct slot *s)
{
	return slots_probe(t, (size_t)(s - t->items) + 1, s->hash);
}

/* Takes a free slot. */
static inline void
slots_fill(struct slots *t, struct slot *s, uint32_t hash, uint32_t id)
{
	*s = (struct slot){hash, id};
	t->len++;
}

/* Frees a slot that is taken. Others move: pointers to slots are of no use any more. */
void slots_remove(struct slots *t, const struct slot *s);

#endif
