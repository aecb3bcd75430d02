/*
 * pair.h - two sorted sides walked together: every stack of either, with both counts.
 */
#ifndef PAIR_H
#define PAIR_H

#include "output.h"
#include "walk.h"

struct pair {
	struct str stack;
	uint64_t before; /* units of their side; 0 where the side lacks the stack */
	uint64_t after;
};

struct pairs {
	struct walk sides[2];
	struct tally_row rows[2]; /* the next one of each side, */
	bool more[2];		  /* where there is one */
	bool same;		  /* both are one stack, as is known already */
};

/* Begins at the first stacks of two walks. */
static inline void
pairs_begin(struct pairs *p, struct walk before, struct walk after)
{
	p->sides[0] = before;
	p->sides[1] = after;
	p->same = false;
	for (int i = 0; i < 2; i++)
		p->more[i] = walk_next(&p->sides[i], &p->rows[i]);
}

/* The same of all that both have. */
static inline void
pairs_of(struct pairs *p, const struct walked *before, const struct walked *after)
{
	pairs_begin(p, walk_between(before, before->begin, before->end),
	    walk_between(after, after->begin, after->end));
}

/* The next stack in the order of bytes; false behind the last. */
static inline bool
pairs_next(struct pairs *p, struct pair *out)
{
	int order;

	if (!p->more[0] && !p->more[1])
		return false;
	order = p->same	      ? 0
		: !p->more[0] ? 1
		: !p->more[1] ? -1
			      : str_cmp(p->rows[0].stack, p->rows[1].stack);
	out->stack = p->rows[order > 0].stack;
	out->before = order <= 0 ? p->rows[0].units : 0;
	out->after = order >= 0 ? p->rows[1].units : 0;
	if (order <= 0)
		p->more[0] = walk_next(&p->sides[0], &p->rows[0]);
	p->same = order == 0 && p->more[0] && p->more[1] &&
		  walk_next_is(&p->sides[1], p->rows[0].stack, &p->rows[1]);
	if (order >= 0 && !p->same)
		p->more[1] = walk_next(&p->sides[1], &p->rows[1]);
	return true;
}

#endif
