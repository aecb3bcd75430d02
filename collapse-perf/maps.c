/*
 * maps.c - what is mapped where in an address space; see maps.h.
 */
#include "maps.h"

#include <string.h>

#include "mem.h"

struct maps *
maps_share(struct maps *m)
{
	if (m != NULL)
		m->uses++;
	return m;
}

void
maps_release(struct maps *m)
{
	if (m == NULL || --m->uses > 0)
		return;
	mem_free(m->items);
	mem_free(m);
}

/* The first map that ends behind an address. */
static size_t
first_behind(const struct maps *m, uint64_t address)
{
	size_t low = 0, high = m->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (m->items[middle].end <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct map *
maps_find(const struct maps *m, uint64_t address)
{
	size_t i;

	if (m == NULL)
		return NULL;
	i = first_behind(m, address);
	return i < m->len && m->items[i].start <= address ? &m->items[i] : NULL;
}

/* Makes *m one that nobody else uses, with room for two maps more. */
static bool
make_own(struct maps **m)
{
	struct maps *old = *m, *own = old;

	if (old == NULL || old->uses > 1) {
		own = mem_zalloc(1, sizeof(*own));
		if (own == NULL)
			return false;
		own->uses = 1;
		if (old != NULL && !MEM_GROW(&own->items, &own->cap, old->len + 2)) {
			mem_free(own);
			return false;
		}
		if (old != NULL && old->len > 0) {
			memcpy(own->items, old->items, old->len * sizeof(*old->items));
			own->len = old->len;
		}
		maps_release(old);
		*m = own;
	}
	return MEM_GROW(&own->items, &own->cap, own->len + 2);
}

/* Puts n maps in the place of items[from .. to). There is room. */
static void
replace(struct maps *m, size_t from, size_t to, const struct map *maps, size_t n)
{
	memmove(m->items + from + n, m->items + to, (m->len - to) * sizeof(*m->items));
	memcpy(m->items + from, maps, n * sizeof(*maps));
	m->len = m->len - (to - from) + n;
}

/* Replaces what is mapped from start to end by `map`, if that is not NULL. */
static bool
put(struct maps **m, uint64_t start, uint64_t end, const struct map *map)
{
	struct map parts[3];
	size_t n = 0, from, to;

	if (start >= end)
		return true;
	if (!make_own(m))
		return false;
	from = to = first_behind(*m, start);
	while (to < (*m)->len && (*m)->items[to].start < end)
		to++;
	if (from < to && (*m)->items[from].start < start) {
		parts[n] = (*m)->items[from];
		parts[n++].end = start;
	}
	if (map != NULL)
		parts[n++] = *map;
	if (from < to && (*m)->items[to - 1].end > end) {
		parts[n] = (*m)->items[to - 1];
		parts[n].offset += end - parts[n].start;
		parts[n++].start = end;
	}
	replace(*m, from, to, parts, n);
	return true;
}

bool
maps_insert(struct maps **m, const struct map *map)
{
	return put(m, map->start, map->end, map);
}

bool
maps_remove(struct maps **m, uint64_t start, uint64_t end)
{
	return put(m, start, end, NULL);
}
