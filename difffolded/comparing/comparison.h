/*
 * comparison.h - the functions of one profile, or of two, with what they have of each.
 *
 * Of several recordings a side, every amount is the median. Amounts of both sides are
 * units / 10^places; where the totals are made equal (normalize), every recording is in
 * proportion to the same total, that of AFTER.
 */
#ifndef COMPARISON_H
#define COMPARISON_H

#include "recordings.h"

enum { COMPARISON_BEFORE, COMPARISON_AFTER };

/* Shares and their changes are in millionths of a percentage point. */
enum {
	COMPARISON_POINT = 1000000,
	COMPARISON_PLACES = 6,
	COMPARISON_WHOLE = 100 * COMPARISON_POINT
};

/* A difference: of amounts without a sign, so that it has 64 bits. */
struct change {
	uint64_t size;
	bool shrank;
};

static inline struct change
change_of(uint64_t before, uint64_t after)
{
	return after >= before ? (struct change){after - before, false}
			       : (struct change){before - after, true};
}

/* Out of all ways to tell the sides apart (statistics.h), those in which it looks like this. */
struct chance {
	uint32_t ways; /* 0: not tested */
	bool significant;
};

struct compared {
	struct str name; /* a slice of comparison.names */
	uint64_t own[2];
	uint64_t total[2];
	uint64_t share[2];	    /* own, of its side's total */
	const uint64_t *values;	    /* own of every recording, BEFORE's first */
	struct chance chance;	    /* of own, in the direction of its change */
	struct chance share_chance; /* of the share; tested where it has a limit alone */
	uint64_t
	    moved; /* of its growth: what is not new, but was another function's, see moved.h */
};

/* One side as a whole. */
struct compared_side {
	const char *name;
	size_t recordings;
	const char *empty; /* the first of them without samples; or NULL */
	uint64_t total;	   /* the median */
	struct str unit;   /* empty: not known */
	bool told;	   /* how many samples there are is known */
	uint64_t samples;  /* the median */
	bool about;	   /* in proportion: lines have been taken out */
	uint64_t sample;   /* what one sample is worth; 0 without samples */
};

struct comparison {
	bool two; /* a BEFORE and an AFTER; else AFTER alone */
	bool normalized;
	unsigned places;
	struct compared_side sides[2];
	struct compared *functions; /* as they are sorted */
	size_t len;
	double floor2;	     /* what the test adds to variances, see statistics.h */
	uint32_t ways;	     /* to tell the sides apart; 0: one recording each */
	struct chance total; /* of the change of the totals */
	uint64_t confidence; /* in millionths */

	struct intern names;
	uint64_t *values; /* own of every function and recording, n + m a row */
	uint64_t *totals; /* of every recording, BEFORE's first */
};

/* How much a function may grow, where there is a limit: what goes beyond it is tested. */
struct growth_limit {
	bool given;
	uint64_t size; /* in millionths of a percent of BEFORE's total, or of a point */
};

/* What is compared, and how. */
struct comparing {
	struct recordings *before; /* NULL: AFTER alone */
	struct recordings *after;
	bool normalize;
	uint64_t confidence; /* in millionths, below 1000000 */
	struct growth_limit own, share;
};

/* False without memory; comparison_release after either. The recordings must outlive it. */
bool comparison_build(struct comparison *c, const struct comparing *what);
void comparison_release(struct comparison *c);

/* The unit of all amounts, that of AFTER where only -n lets them differ; empty: not known. */
static inline struct str
comparison_unit(const struct comparison *c)
{
	return c->sides[COMPARISON_AFTER].unit.len > 0 ? c->sides[COMPARISON_AFTER].unit
						       : c->sides[COMPARISON_BEFORE].unit;
}

/* Whether p can be as small as the confidence asks for, with so many ways. */
static inline bool
comparison_can_be_sure(const struct comparison *c, uint32_t ways)
{
	return COMPARISON_POINT <= (uint64_t)ways * (COMPARISON_POINT - c->confidence);
}

/* Whether so many of all ways are few enough: p is at most 1 - confidence. */
bool comparison_is_sure(const struct comparison *c, uint32_t ways);

/* What so much is of a total; the whole, where it is more than that. */
uint64_t comparison_share(uint64_t units, uint64_t total);

/* What comes first in a table. */
enum comparison_order { COMPARISON_OWN, COMPARISON_TOTAL, COMPARISON_SHARE };

/*
 * Sorts by the size of the change of that amount, or, of one profile, by the amount; then
 * by the other amount; then what grew before what shrank; then by name.
 */
void comparison_sort(struct comparison *c, enum comparison_order order);

/* Less, equal, or greater than 0: from what shrank most to what grew most. */
static inline int
change_compare(struct change a, struct change b)
{
	if (a.shrank != b.shrank)
		return a.shrank ? -1 : 1;
	return a.shrank ? (a.size < b.size) - (a.size > b.size)
			: (a.size > b.size) - (a.size < b.size);
}

static inline struct change
compared_own(const struct compared *f)
{
	return change_of(f->own[COMPARISON_BEFORE], f->own[COMPARISON_AFTER]);
}

static inline struct change
compared_total(const struct compared *f)
{
	return change_of(f->total[COMPARISON_BEFORE], f->total[COMPARISON_AFTER]);
}

static inline struct change
compared_share(const struct compared *f)
{
	return change_of(f->share[COMPARISON_BEFORE], f->share[COMPARISON_AFTER]);
}

/*
 * The changes of a function's own amount over all pairs of a recording of BEFORE and one of
 * AFTER: the first and the third quartile. False without memory.
 */
bool comparison_spread(
    const struct comparison *c, const struct compared *f, struct change quartiles[2]);

#endif
