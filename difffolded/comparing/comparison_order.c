/*
 * comparison_order.c - what of a comparison comes first, and how its recordings spread.
 */
#include "comparison.h"
#include "mem.h"
#include "sorted.h"

/* Which comes first of two changes: the larger, and of equal ones that which grew. */
static int
larger_first(struct change a, struct change b)
{
	if (a.size != b.size)
		return a.size > b.size ? -1 : 1;
	return a.shrank - b.shrank;
}

static int
by_name(const struct compared *a, const struct compared *b)
{
	return str_cmp(a->name, b->name);
}

static int
by_own(const void *left, const void *right)
{
	const struct compared *a = left, *b = right;
	int order = larger_first(compared_own(a), compared_own(b));

	if (order == 0)
		order = larger_first(compared_total(a), compared_total(b));
	return order != 0 ? order : by_name(a, b);
}

static int
by_total(const void *left, const void *right)
{
	const struct compared *a = left, *b = right;
	int order = larger_first(compared_total(a), compared_total(b));

	if (order == 0)
		order = larger_first(compared_own(a), compared_own(b));
	return order != 0 ? order : by_name(a, b);
}

static int
by_share(const void *left, const void *right)
{
	const struct compared *a = left, *b = right;
	int order = larger_first(compared_share(a), compared_share(b));

	return order != 0 ? order : by_own(left, right);
}

void
comparison_sort(struct comparison *c, enum comparison_order order)
{
	static int (*const orders[])(const void *, const void *) = {[COMPARISON_OWN] = by_own,
	    [COMPARISON_TOTAL] = by_total,
	    [COMPARISON_SHARE] = by_share};

	sorted_sort(c->functions, c->len, sizeof(*c->functions), orders[order]);
}

static int
ascending(const void *a, const void *b)
{
	return change_compare(*(const struct change *)a, *(const struct change *)b);
}

bool
comparison_spread(const struct comparison *c, const struct compared *f, struct change quartiles[2])
{
	size_t n = c->sides[COMPARISON_BEFORE].recordings,
	       m = c->sides[COMPARISON_AFTER].recordings;
	struct change *changes = mem_zalloc(n, m * sizeof(*changes));

	if (changes == NULL)
		return false;
	for (size_t i = 0; i < n * m; i++)
		changes[i] = change_of(f->values[i / m], f->values[n + i % m]);
	sorted_sort(changes, n * m, sizeof(*changes), ascending);
	quartiles[0] = changes[(n * m - 1) / 4];
	quartiles[1] = changes[n * m - 1 - (n * m - 1) / 4];
	mem_free(changes);
	return true;
}
