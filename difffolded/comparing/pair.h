/*
 * pair.h - two sorted sides walked together: every stack of either, with both counts.
 */
#ifndef PAIR_H
#define PAIR_H

#include "output.h"
#include "tally.h"

struct pair {
	struct str stack;
	uint64_t before; /* units of their side; 0 where the side lacks the stack */
	uint64_t after;
};

struct pairs {
	const struct tally *before;
	const struct tally *after;
	size_t next_before;
	size_t next_after;
};

/* The next stack in the order of bytes; false behind the last. */
static inline bool
pairs_next(struct pairs *p, struct pair *out)
{
	const struct tally_row *b = NULL, *a = NULL;
	int order;

	if (p->next_before < p->before->len)
		b = &p->before->rows[p->next_before];
	if (p->next_after < p->after->len)
		a = &p->after->rows[p->next_after];
	if (a == NULL && b == NULL)
		return false;
	order = b == NULL ? 1 : a == NULL ? -1 : str_cmp(b->stack, a->stack);
	out->stack = order <= 0 ? b->stack : a->stack;
	out->before = order <= 0 ? b->units : 0;
	out->after = order >= 0 ? a->units : 0;
	p->next_before += order <= 0;
	p->next_after += order >= 0;
	return true;
}

#endif
