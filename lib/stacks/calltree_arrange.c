/*
 * calltree_arrange.c - a call tree's nodes in preorder, siblings in order, and
 * the totals; see calltree.h.
 *
 * Two stable counting sorts, by name and by parent, put siblings side by side
 * in order; then a walk from the root gives each node its new place. A tree
 * that was built from sorted stacks is in order as it is.
 */
#include "calltree.h"

#include "mem.h"
#include "sorted.h"

/* What arranging needs besides the tree: arrays of a node each, or one more. */
struct arranger {
	uint32_t *sequence; /* nodes 1, 2, … in the order wanted of siblings */
	uint32_t *kids;	    /* the same, grouped by parent */
	uint32_t *first;    /* first[p] .. first[p + 1]: p's part of kids */
	uint32_t *order;    /* the nodes in preorder */
	uint32_t *place;    /* place[n]: where n is in order */
};

static bool
sum_up(const struct calltree *t, struct calltree_counts *c, bool *saturated)
{
	if (c->own == NULL || c->total != NULL)
		return true;
	c->total = mem_alloc(t->len * sizeof(*c->total));
	if (c->total == NULL)
		return false;
	memcpy(c->total, c->own, t->len * sizeof(*c->total));
	for (size_t i = t->len; --i > 0;) {
		uint64_t *parent = &c->total[t->nodes[i].parent];

		*parent = folded_add(*parent, c->total[i], saturated);
	}
	return true;
}

static void
arranger_release(struct arranger *a)
{
	mem_free(a->sequence);
	mem_free(a->kids);
	mem_free(a->first);
	mem_free(a->order);
	mem_free(a->place);
}

static bool
arranger_init(struct arranger *a, size_t n)
{
	*a = (struct arranger){
	    .sequence = mem_zalloc(n, sizeof(uint32_t)),
	    .kids = mem_zalloc(n, sizeof(uint32_t)),
	    .first = mem_zalloc(n + 1, sizeof(uint32_t)),
	    .order = mem_zalloc(n, sizeof(uint32_t)),
	    .place = mem_zalloc(n, sizeof(uint32_t)),
	};
	if (a->sequence && a->kids && a->first && a->order && a->place)
		return true;
	arranger_release(a);
	return false;
}

/* Nodes in the order of their names: a counting sort by the names' ranks. */
static bool
sequence_by_name(struct arranger *a, struct calltree *t)
{
	size_t names = t->names.len;
	uint32_t *sorted = intern_sorted(&t->names);
	uint32_t *begin = mem_zalloc(names + 1, sizeof(*begin));
	bool done = sorted != NULL && begin != NULL;

	t->names_sorted = sorted;
	if (done) {
		uint32_t sum = 0;

		for (size_t i = 1; i < t->len; i++)
			begin[t->nodes[i].name]++;
		for (size_t i = 0; i < names; i++) {
			uint32_t n = begin[sorted[i]];

			begin[sorted[i]] = sum;
			sum += n;
		}
		for (uint32_t i = 1; i < t->len; i++)
			a->sequence[begin[t->nodes[i].name]++] = i;
	}
	mem_free(begin);
	return done;
}

static void
sequence_as_seen(struct arranger *a, const struct calltree *t)
{
	for (uint32_t i = 1; i < t->len; i++)
		a->sequence[i - 1] = i;
}

/* Groups the sequence by parent, keeping its order within a group. */
static void
group_by_parent(struct arranger *a, const struct calltree *t)
{
	for (size_t i = 1; i < t->len; i++)
		a->first[t->nodes[i].parent + 1]++;
	for (size_t i = 0; i < t->len; i++)
		a->first[i + 1] += a->first[i];
	/* place[p] counts how many of p's children are there: it is free until the walk. */
	for (size_t i = 0; i + 1 < t->len; i++) {
		uint32_t n = a->sequence[i];
		uint32_t p = t->nodes[n].parent;

		a->kids[a->first[p] + a->place[p]++] = n;
	}
}

struct weighed {
	uint64_t total;
	uint32_t at; /* where it was before */
	uint32_t node;
};

static int
heavier_first(const void *left, const void *right)
{
	const struct weighed *a = left, *b = right;

	return sorted_order2(b->total, a->total, a->at, b->at);
}

static bool
weigh_siblings(struct arranger *a, const struct calltree *t)
{
	struct weighed *w = mem_alloc(t->len * sizeof(*w));

	if (w == NULL)
		return false;
	for (size_t p = 0; p < t->len; p++) {
		uint32_t *kids = a->kids + a->first[p];
		uint32_t n = a->first[p + 1] - a->first[p];

		if (n < 2)
			continue;
		for (uint32_t i = 0; i < n; i++)
			w[i] = (struct weighed){t->counts.total[kids[i]], i, kids[i]};
		sorted_sort(w, n, sizeof(*w), heavier_first);
		for (uint32_t i = 0; i < n; i++)
			kids[i] = w[i].node;
	}
	mem_free(w);
	return true;
}

/* The preorder of the grouped nodes, and every node's place in it. */
static void
walk(struct arranger *a)
{
	uint32_t *stack = a->sequence; /* not needed any more */
	size_t depth = 0, done = 0;
	uint32_t n = CALLTREE_ROOT;

	for (;;) {
		a->place[n] = (uint32_t)done;
		a->order[done++] = n;
		for (uint32_t i = a->first[n + 1]; i > a->first[n]; i--)
			stack[depth++] = a->kids[i - 1];
		if (depth == 0)
			return;
		n = stack[--depth];
	}
}

static bool
move_counts(const struct arranger *a, size_t n, uint64_t **counts)
{
	uint64_t *moved;

	if (*counts == NULL)
		return true;
	moved = mem_alloc(n * sizeof(*moved));
	if (moved == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		moved[i] = (*counts)[a->order[i]];
	mem_free(*counts);
	*counts = moved;
	return true;
}

static bool
move_nodes(const struct arranger *a, struct calltree *t)
{
	struct calltree_node *nodes = mem_alloc(t->len * sizeof(*nodes));

	if (nodes == NULL)
		return false;
	for (size_t i = 0; i < t->len; i++) {
		nodes[i] = t->nodes[a->order[i]];
		nodes[i].parent = a->place[nodes[i].parent];
	}
	mem_free(t->nodes);
	t->nodes = nodes;
	t->cap = t->own_cap = t->before_cap = t->len;
	return move_counts(a, t->len, &t->counts.own) && move_counts(a, t->len, &t->counts.total) &&
	       move_counts(a, t->len, &t->counts.lost) && move_counts(a, t->len, &t->before.own) &&
	       move_counts(a, t->len, &t->before.total) && move_counts(a, t->len, &t->before.lost);
}

static bool
rearrange(struct calltree *t, enum calltree_order order)
{
	struct arranger a;
	bool done = true;

	if (!arranger_init(&a, t->len))
		return false;
	if (order == CALLTREE_AS_SEEN)
		sequence_as_seen(&a, t);
	else
		done = sequence_by_name(&a, t);
	if (done) {
		group_by_parent(&a, t);
		done = order != CALLTREE_BY_WEIGHT || weigh_siblings(&a, t);
	}
	if (done) {
		walk(&a);
		done = move_nodes(&a, t);
	}
	arranger_release(&a);
	return done;
}

/* Where each node is: behind its caller's own samples and the siblings before it. */
static bool
find_starts(const struct calltree *t, struct calltree_counts *c)
{
	bool cut_off;
	uint64_t *next; /* for each node, where the next frame below it begins */

	if (c->own == NULL || c->start != NULL)
		return true;
	next = mem_alloc(t->len * sizeof(*next));
	c->start = mem_alloc(t->len * sizeof(*c->start));
	for (size_t i = 0; next != NULL && c->start != NULL && i < t->len; i++) {
		uint64_t *at = &next[t->nodes[i].parent];

		c->start[i] = i == CALLTREE_ROOT ? 0 : *at;
		next[i] = folded_add(c->start[i], c->own[i], &cut_off);
		if (i != CALLTREE_ROOT)
			*at = folded_add(*at, c->total[i], &cut_off);
	}
	mem_free(next);
	return next != NULL && c->start != NULL;
}

static void
forget_starts(struct calltree *t)
{
	mem_free(t->counts.start);
	mem_free(t->before.start);
	t->counts.start = t->before.start = NULL;
}

bool
calltree_arrange(struct calltree *t, enum calltree_order order)
{
	bool arranged = t->preorder && (order == CALLTREE_AS_SEEN || t->chart ||
					   (order == CALLTREE_BY_NAME && t->sorted));

	slots_release(&t->children);
	if (!arranged)
		forget_starts(t);
	return sum_up(t, &t->counts, &t->saturated) && sum_up(t, &t->before, &t->saturated) &&
	       (arranged || rearrange(t, order)) && find_starts(t, &t->counts) &&
	       find_starts(t, &t->before);
}
