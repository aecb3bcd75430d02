/*
 * intern.c - names to small numbers; see intern.h.
 */
#include "intern.h"

#include "mem.h"
#include "text_sort.h"

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

uint32_t
intern_id_hashed(struct intern *t, struct str name, uint32_t hash)
{
	struct slot *s;

	if (!slots_room(&t->by_name))
		return INTERN_NONE;
	s = slot_of(t, name, hash);
	if (s->id != SLOT_NONE)
		return s->id;
	if (t->len >= INTERN_NONE || !MEM_GROW(&t->names, &t->cap, t->len + 1))
		return INTERN_NONE;
	name = arena_str(&t->arena, name);
	if (name.ptr == NULL)
		return INTERN_NONE;
	slots_fill(&t->by_name, s, hash, (uint32_t)t->len);
	t->names[t->len++] = name;
	return s->id;
}

uint32_t *
intern_sorted(const struct intern *t)
{
	uint32_t *ids = mem_zalloc(t->len + 1, sizeof(*ids));
	struct text_key *keys = mem_zalloc(t->len + 1, sizeof(*keys));

	for (size_t i = 0; keys != NULL && i < t->len; i++)
		keys[i] = (struct text_key){.text = t->names[i], .number = i};
	if (keys != NULL)
		text_sort(keys, t->len);
	for (size_t i = 0; keys != NULL && ids != NULL && i < t->len; i++)
		ids[i] = (uint32_t)keys[i].number;
	if (keys == NULL) {
		mem_free(ids);
		ids = NULL;
	}
	mem_free(keys);
	return ids;
}
