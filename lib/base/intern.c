/*
 * intern.c - names to small numbers; see intern.h.
 *
 * Open addressing with linear probing, at most 2/3 full. A slot keeps half of
 * the hash, so that a probe seldom looks at a name it does not want.
 */
#include "intern.h"

#include <stdlib.h>

#include "hash.h"
#include "mem.h"

enum { FIRST_SLOTS = 64 };

void
intern_init(struct intern *t)
{
	*t = (struct intern){.names = NULL};
	arena_init(&t->arena);
}

void
intern_release(struct intern *t)
{
	arena_release(&t->arena);
	mem_free(t->names);
	mem_free(t->slots);
	intern_init(t);
}

/* Where the name is, or the free slot where it would be. */
static struct intern_slot *
find_slot(const struct intern *t, struct str name, uint64_t hash)
{
	size_t i = (size_t)hash & t->mask;
	uint32_t upper = (uint32_t)(hash >> 32);

	for (;; i = (i + 1) & t->mask) {
		struct intern_slot *s = &t->slots[i];

		if (s->id == INTERN_NONE || (s->hash == upper && str_eq(t->names[s->id], name)))
			return s;
	}
}

static bool
rehash(struct intern *t)
{
	size_t n = t->slots ? (t->mask + 1) * 2 : FIRST_SLOTS;
	struct intern_slot *slots;

	if (n > SIZE_MAX / sizeof(*slots) || (slots = mem_alloc(n * sizeof(*slots))) == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		slots[i] = (struct intern_slot){0, INTERN_NONE};
	mem_free(t->slots);
	t->slots = slots;
	t->mask = n - 1;
	for (size_t id = 0; id < t->len; id++) {
		uint64_t hash = hash_bytes(t->names[id].ptr, t->names[id].len);

		*find_slot(t, t->names[id], hash) =
		    (struct intern_slot){(uint32_t)(hash >> 32), (uint32_t)id};
	}
	return true;
}

uint32_t
intern_find(const struct intern *t, struct str name)
{
	if (t->slots == NULL)
		return INTERN_NONE;
	return find_slot(t, name, hash_bytes(name.ptr, name.len))->id;
}

uint32_t
intern_id(struct intern *t, struct str name)
{
	uint64_t hash = hash_bytes(name.ptr, name.len);
	struct intern_slot *s;

	if ((t->slots == NULL || t->len >= t->mask / 3 * 2) && !rehash(t))
		return INTERN_NONE;
	s = find_slot(t, name, hash);
	if (s->id != INTERN_NONE)
		return s->id;
	if (t->len >= INTERN_NONE || !MEM_GROW(&t->names, &t->cap, t->len + 1))
		return INTERN_NONE;
	name = arena_str(&t->arena, name);
	if (name.ptr == NULL)
		return INTERN_NONE;
	*s = (struct intern_slot){(uint32_t)(hash >> 32), (uint32_t)t->len};
	t->names[t->len++] = name;
	return s->id;
}

/* A name's first bytes as a number settle most comparisons without a look at the name. */
struct sort_key {
	uint64_t head;
	struct str name;
	uint32_t id;
};

static uint64_t
head_of(struct str name)
{
	uint64_t head = 0;

	for (size_t i = 0; i < 8; i++)
		head = head << 8 | (i < name.len ? (unsigned char)name.ptr[i] : 0);
	return head;
}

static int
compare_keys(const void *left, const void *right)
{
	const struct sort_key *a = left, *b = right;

	if (a->head != b->head)
		return a->head < b->head ? -1 : 1;
	return str_cmp(a->name, b->name);
}

uint32_t *
intern_sorted(const struct intern *t)
{
	uint32_t *ids = mem_zalloc(t->len + 1, sizeof(*ids));
	struct sort_key *keys = mem_zalloc(t->len + 1, sizeof(*keys));

	if (ids != NULL && keys != NULL) {
		for (uint32_t i = 0; i < t->len; i++)
			keys[i] = (struct sort_key){head_of(t->names[i]), t->names[i], i};
		qsort(keys, t->len, sizeof(*keys), compare_keys);
		for (size_t i = 0; i < t->len; i++)
			ids[i] = keys[i].id;
	} else {
		mem_free(ids);
		ids = NULL;
	}
	mem_free(keys);
	return ids;
}
