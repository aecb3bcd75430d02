/*
 * table.c - a hash table of numbers; see table.h.
 */
#include "table.h"

#include "mem.h"

enum { FIRST_SLOTS = 64 };

void
table_release(struct table *t)
{
	mem_free(t->slots);
	*t = (struct table){.slots = NULL};
}

bool
table_grow(struct table *t)
{
	struct table old = *t;
	size_t n = old.slots != NULL ? (old.mask + 1) * 2 : FIRST_SLOTS;
	struct table_slot *slots;

	if (n > SIZE_MAX / sizeof(*slots) || (slots = mem_alloc(n * sizeof(*slots))) == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		slots[i] = (struct table_slot){0, TABLE_NONE};
	t->slots = slots;
	t->mask = n - 1;
	for (size_t i = 0; old.slots != NULL && i <= old.mask; i++) {
		const struct table_slot *s = &old.slots[i];
		size_t at = s->hash;

		if (s->id == TABLE_NONE)
			continue;
		while (slots[at & t->mask].id != TABLE_NONE)
			at++;
		slots[at & t->mask] = *s;
	}
	mem_free(old.slots);
	return true;
}
