/*
 * slots.c - a hash table of numbers; see slots.h.
 */
#include "slots.h"

#include "mem.h"

enum { FIRST_SLOTS = 16 };

void
slots_release(struct slots *t)
{
	mem_free(t->items);
	*t = (struct slots){.items = NULL};
}

bool
slots_grow(struct slots *t)
{
	struct slots old = *t;
	size_t n = old.items != NULL ? (old.mask + 1) * 2 : FIRST_SLOTS;
	struct slot *items;

	if (n > SIZE_MAX / sizeof(*items) || (items = mem_alloc_ready(n * sizeof(*items))) == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		items[i] = (struct slot){0, SLOT_NONE};
	if (old.items == NULL)
		t->seed = hash_seed();
	t->items = items;
	t->mask = n - 1;
	for (size_t i = 0; old.items != NULL && i <= old.mask; i++) {
		const struct slot *s = &old.items[i];
		size_t at = s->hash;

		if (s->id == SLOT_NONE)
			continue;
		while (items[at & t->mask].id != SLOT_NONE)
			at++;
		items[at & t->mask] = *s;
	}
	mem_free(old.items);
	return true;
}

/*
 * What stands behind it moves up where its way from its first slot led past the free one (Knuth, The
 * Art of Computer Programming 3, 6.4, algorithm R).
 */
void
slots_remove(struct slots *t, const struct slot *s)
{
	size_t hole = (size_t)(s - t->items);

	for (size_t i = (hole + 1) & t->mask; t->items[i].id != SLOT_NONE; i = (i + 1) & t->mask) {
		size_t way = (i - t->items[i].hash) & t->mask;

		if (way < ((i - hole) & t->mask))
			continue;
		t->items[hole] = t->items[i];
		hole = i;
	}
	t->items[hole] = (struct slot){0, SLOT_NONE};
	t->len--;
}
