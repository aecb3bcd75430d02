/*
 * calltree_kept.c - which nodes of a call tree are kept; see calltree_kept.h.
 */
#include "calltree_kept.h"

#include "mem.h"
#include "width_search.h"

uint64_t
calltree_least_width(const struct calltree *t, size_t max, size_t *wider)
{
	struct width_search search = {.least = 0};
	uint64_t all = 0;

	*wider = 0;
	if (t->len - 1 <= max)
		return 0;
	for (uint32_t i = 1; i < t->len; i++)
		all |= calltree_width(t, i);
	for (int shift = 56; shift >= 0; shift -= 8) {
		if (all >> shift == 0)
			continue;
		for (uint32_t i = 1; i < t->len; i++)
			width_search_add(&search, shift, calltree_width(t, i), 1);
		width_search_choose(&search, shift, max);
	}
	*wider = (size_t)search.wider;
	return search.least;
}

void
calltree_count_dropped(struct calltree *t, bool gap, const uint64_t own[2], const uint64_t total[2])
{
	uint64_t change = own[0] > own[1] ? own[0] - own[1] : own[1] - own[0];
	uint64_t with_below = total[0] > total[1] ? total[0] - total[1] : total[1] - total[0];

	t->dropped += !gap;
	t->dropped_gaps += gap;
	if (change > t->dropped_change)
		t->dropped_change = change;
	if (with_below > t->dropped_total_change)
		t->dropped_total_change = with_below;
}

static void
drop_node(struct calltree_sorted *s, uint32_t id, uint32_t caller)
{
	struct calltree *t = s->tree;
	uint64_t own[2] = {0, 0}, total[2] = {0, 0};
	bool saturated;

	for (int i = 0; i < calltree_sides(s); i++) {
		struct calltree_counts *c = calltree_side(s, i);

		own[i] = c->own[id];
		total[i] = c->total[id];
		if (caller != CALLTREE_NONE)
			c->lost[caller] = folded_add(c->lost[caller], total[i], &saturated);
	}
	calltree_count_dropped(t, t->nodes[id].name == CALLTREE_GAP, own, total);
}

static void
move_node(struct calltree_sorted *s, uint32_t from, uint32_t to, uint32_t parent)
{
	s->tree->nodes[to] = s->tree->nodes[from];
	s->tree->nodes[to].parent = parent;
	for (int i = 0; i < calltree_sides(s); i++) {
		struct calltree_counts *c = calltree_side(s, i);

		c->own[to] = c->own[from];
		c->total[to] = c->total[from];
		c->start[to] = c->start[from];
		c->lost[to] = c->lost[from];
	}
}

/* Whether a closed node stays; *equal: how many more of the width `least` may. */
static bool
stays(const struct calltree_sorted *s, uint32_t id, uint64_t least, size_t *equal)
{
	uint64_t w = calltree_width(s->tree, id);

	if (w == least && (*equal > 0 || s->keep.ties)) {
		*equal -= *equal > 0;
		return true;
	}
	return w > least || w >= s->keep.least || s->tree->nodes[id].depth == 1;
}

/* Sets stay of each node that has a name that is kept, and of those around it; else it is 0. */
static void
mark_named(const struct calltree_sorted *s, uint32_t *stay)
{
	const struct calltree *t = s->tree;

	memset(stay, 0, t->len * sizeof(*stay));
	for (size_t k = 0; k < s->keep.names_len; k++) {
		uint32_t name = intern_find(&t->names, s->keep.names[k]);

		for (uint32_t i = 1; name != INTERN_NONE && i < t->len; i++)
			stay[i] |= t->nodes[i].name == name;
	}
	for (uint32_t i = (uint32_t)t->len; s->keep.names_len > 0 && --i > 0;)
		stay[t->nodes[i].parent] |= stay[i];
}

/* Drops what is narrower than `least`. place: room for a number for each node. */
static void
drop_narrow(struct calltree_sorted *s, uint64_t least, size_t equal, uint32_t *place)
{
	struct calltree *t = s->tree;
	size_t next = 1; /* the open frame that the next open node is */
	uint32_t kept = 1;

	mark_named(s, place);
	place[CALLTREE_ROOT] = CALLTREE_ROOT;
	for (uint32_t i = 1; i < t->len; i++) {
		bool is_open = next <= s->depth && s->open[next].node == i, held = i <= s->held;
		uint32_t parent = place[t->nodes[i].parent];

		if (!is_open && !held && !stays(s, i, least, &equal) && place[i] == 0) {
			place[i] = CALLTREE_NONE;
			drop_node(s, i, parent);
			continue;
		}
		place[i] = kept;
		if (is_open)
			s->open[next++].node = kept;
		move_node(s, i, kept++, parent);
	}
	t->len = kept;
}

bool
calltree_prune(struct calltree_sorted *s)
{
	struct calltree *t = s->tree;
	size_t wider, more = s->keep.widest / 2;
	uint64_t least = calltree_least_width(t, s->keep.widest, &wider);
	uint32_t *place = mem_alloc(t->len * sizeof(*place));

	if (place == NULL)
		return false;
	drop_narrow(s, least, s->keep.widest - wider, place);
	mem_free(place);
	least = s->keep.ties || least == UINT64_MAX ? least : least + 1;
	s->narrow = least > s->narrow ? least : s->narrow;
	/* Many may have to stay: the search is not worth its time before there are others. */
	more = more > t->len / 4 ? more : t->len / 4;
	s->limit = t->len + more;
	return true;
}
