/*
 * medians.c - the stacks of several recordings as those of a typical one; see medians.h.
 *
 *	six recordings together       read's own, median 20        a typical one
 *	main;parse;read 90                                         main;parse;read 15
 *	main;load;read 30                                          main;load;read 5
 */
#include "medians.h"

#include "mem.h"
#include "scale.h"

enum { MORE_PLACES = 2 };

/* Decimal places for parts of medians: a few more, as far as they are to be had. */
static unsigned
places_for(const struct comparison *c)
{
	for (unsigned more = MORE_PLACES; more > 0; more--) {
		bool saturated = c->places + more > FOLDED_PLACES;

		if (!saturated)
			(void)folded_scale(c->sides[COMPARISON_BEFORE].total, c->places,
			    c->places + more, &saturated);
		if (!saturated)
			(void)folded_scale(c->sides[COMPARISON_AFTER].total, c->places,
			    c->places + more, &saturated);
		if (!saturated)
			return c->places + more;
	}
	return c->places;
}

static uint32_t
leaf_of(const struct comparison *c, const struct text_key *row)
{
	return intern_find(&c->names, functions_leaf(row->text));
}

/* What the stacks that end in each function have together; NULL without memory. */
static uint64_t *
sum_by_leaf(const struct comparison *c, const struct tally *t)
{
	uint64_t *sums = mem_zalloc(c->len, sizeof(*sums));
	bool saturated = false;

	for (size_t i = 0; sums != NULL && i < t->len; i++) {
		uint32_t id = leaf_of(c, &t->rows[i]);

		if (id != INTERN_NONE)
			sums[id] = folded_add(sums[id], t->rows[i].number, &saturated);
	}
	return sums;
}

/* The events of all recordings together in proportion to the total of a typical one. */
static void
scale_events(struct counted_list *what, uint64_t to, uint64_t from)
{
	for (size_t i = 0; from > 0 && i < what->len; i++) {
		struct counted_side *s = &what->items[i].after;

		s->samples = scale(s->samples, to, from);
		s->total.units = scale(s->total.units, to, from);
	}
}

bool
medians_apply(struct recordings *r, const struct comparison *c, unsigned side)
{
	struct tally *t = recordings_tally(r);
	unsigned places = places_for(c), from = t->places;
	uint64_t *sums = sum_by_leaf(c, t), all = t->total;
	bool saturated = false;

	if (sums == NULL)
		return false;
	t->total = 0;
	t->places = places;
	for (size_t i = 0; i < t->len; i++) {
		struct text_key *row = &t->rows[i];
		uint32_t id = leaf_of(c, row);
		uint64_t own = id == INTERN_NONE ? 0 : c->functions[id].own[side];

		own = folded_scale(own, c->places, places, &saturated);
		row->number = row->number == 0 ? 0 : scale(row->number, own, sums[id]);
		t->total = folded_add(t->total, row->number, &saturated);
	}
	mem_free(sums);
	/* At the places of each, which scale_events is told by both totals at the same. */
	if (places >= from)
		scale_events(&r->what, t->total, folded_scale(all, from, places, &saturated));
	return true;
}
