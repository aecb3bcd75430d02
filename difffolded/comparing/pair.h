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
	bool more[2];		  /* where there is one, */
	bool due[2];		  /* once it is taken: what was handed out is needed no more then */
};

/* Begins at the first stacks of two walks. */
static inline void
pairs_begin(struct pairs *p, struct walk before, struct walk after)
{
	*p = (struct pairs){{before, after}, .more = {true, true}, .due = {true, true}};
}

/* The same of all that both have. */
static inline void
pairs_of(struct pairs *p, struct walked *before, struct walked *after)
{
	pairs_begin(p, walk_between(before, &before->window, before->begin, before->end),
	    walk_between(after, &after->window, after->begin, after->end));
}

/* Takes what is due; true where both are one stack, as is known then. */
static inline bool
pairs_take(struct pairs *p)
{
	bool same = false;

	if (p->due[0])
		p->more[0] = walk_next(&p->sides[0], &p->rows[0]);
	if (p->due[0] && p->due[1] && p->more[0] && p->more[1])
		same = walk_next_is(&p->sides[1], p->rows[0].stack, &p->rows[1]);
	if (p->due[1] && !same)
		p->more[1] = walk_next(&p->sides[1], &p->rows[1]);
	return same;
}

/* The next stack in the order of bytes, until the next call; false behind the last. */
static inline bool
pairs_next(struct pairs *p, struct pair *out)
{
	bool same = pairs_take(p);
	int order;

	if (!p->more[0] && !p->more[1])
		return false;
	order = same	      ? 0
		: !p->more[0] ? 1
		: !p->more[1] ? -1
			      : str_cmp(p->rows[0].stack, p->rows[1].stack);
	out->stack = p->rows[order > 0].stack;
	out->before = order <= 0 ? p->rows[0].units : 0;
	out->after = order >= 0 ? p->rows[1].units : 0;
	p->due[0] = order <= 0;
	p->due[1] = order >= 0;
	return true;
}

#endif
