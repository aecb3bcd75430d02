/*
 * intern.c - names to small numbers; see intern.h.
 */
#include "intern.h"

#include "mem.h"
#include "text_sort.h"

/* So many names are asked for at a time: each may be anywhere in the table. */
enum { AHEAD = 16 };

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
	slots_release(&t->by_name);
	intern_init(t);
}

/* Where the name is, or the free slot where it would be. */
static inline struct slot *
slot_of(const struct intern *t, struct str name, uint32_t hash)
{
	struct slot *s = slots_first(&t->by_name, hash);

	while (s->id != SLOT_NONE && !str_eq(t->names[s->id], name))
		s = slots_next(&t->by_name, s);
	return s;
}

uint32_t
intern_find(const struct intern *t, struct str name)
{
	return t->len > 0 ? slot_of(t, name, slots_hash(&t->by_name, name))->id : INTERN_NONE;
}

uint32_t
intern_id(struct intern *t, struct str name)
{
	if (!slots_room(&t->by_name))
		return INTERN_NONE;
	return intern_id_hashed(t, name, slots_hash(&t->by_name, name));
}

bool
intern_ahead(struct intern *t, struct str name, uint32_t *hash)
{
	if (!slots_room(&t->by_name))
		return false;
	*hash = slots_hash(&t->by_name, name);
	__builtin_prefetch(&t->by_name.items[*hash & t->by_name.mask], 1);
	return true;
}

/* A name's id; a new name's text is copied, unless it stays. */
static inline uint32_t
id_of(struct intern *t, struct str name, uint32_t hash, bool stays)
{
	struct slot *s;

	if (!slots_room(&t->by_name))
		return INTERN_NONE;
	s = slot_of(t, name, hash);
	if (s->id != SLOT_NONE)
		return s->id;
	if (t->len >= INTERN_NONE || !MEM_GROW(&t->names, &t->cap, t->len + 1))
		return INTERN_NONE;
	if (!stays)
		name = arena_str(&t->arena, name);
	if (name.ptr == NULL)
		return INTERN_NONE;
	slots_fill(&t->by_name, s, hash, (uint32_t)t->len);
	t->names[t->len++] = name;
	return s->id;
}

uint32_t
intern_id_hashed(struct intern *t, struct str name, uint32_t hash)
{
	return id_of(t, name, hash, false);
}

/* Asks for the places of the names of another table that come AHEAD. False without memory. */
static bool
expect_names(struct intern *t, const struct intern *from, size_t begin, uint32_t hashes[AHEAD])
{
	bool done = true;

	for (size_t i = 0; done && i < AHEAD && i < from->len - begin; i++)
		done = intern_ahead(t, from->names[begin + i], &hashes[i]);
	return done;
}

bool
intern_take(struct intern *t, struct intern *from, uint32_t *ids)
{
	uint32_t hashes[AHEAD];
	bool done = true;

	arena_take(&t->arena, &from->arena);
	for (size_t i = 0; done && i < from->len; i++) {
		done = i % AHEAD != 0 || expect_names(t, from, i, hashes);
		if (done)
			ids[i] = id_of(t, from->names[i], hashes[i % AHEAD], true);
		done = done && ids[i] != INTERN_NONE;
	}
	return done;
}

/* Whether the names came in order, as those of sorted stacks of one frame do. */
static bool
is_sorted(const struct intern *t)
{
	for (size_t i = 1; i < t->len; i++)
		if (str_cmp(t->names[i - 1], t->names[i]) > 0)
			return false;
	return true;
}

/* Puts all ids in the order of their names, by keys. */
static bool
sort_ids(const struct intern *t, uint32_t *ids)
{
	struct text_key *keys = mem_alloc_ready(t->len * sizeof(*keys));

	if (keys == NULL)
		return false;
	for (size_t i = 0; i < t->len; i++)
		keys[i] = (struct text_key){.text = t->names[i], .number = i};
	text_sort(keys, t->len);
	for (size_t i = 0; i < t->len; i++)
		ids[i] = (uint32_t)keys[i].number;
	mem_free(keys);
	return true;
}

uint32_t *
intern_sorted(const struct intern *t)
{
	uint32_t *ids = mem_alloc_ready(t->len * sizeof(*ids));

	for (size_t i = 0; ids != NULL && i < t->len; i++)
		ids[i] = (uint32_t)i;
	if (ids != NULL && !is_sorted(t) && !sort_ids(t, ids)) {
		mem_free(ids);
		ids = NULL;
	}
	return ids;
}
