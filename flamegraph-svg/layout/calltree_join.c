/*
 * calltree_join.c - two call trees into one, of stacks that are in order; see calltree_sorted.h.
 *
 *	main;parse 3          main;read;fill 4          main ─┬─ parse
 *	main;read 2           main;write 5                    ├─ read ── fill
 *	                                                      └─ write
 *
 * The frames that go on from one part of the stacks to the other are still open in the one tree. In
 * the other they are the first nodes: node d is at depth d.
 */
#include "calltree_kept.h"
#include "mem.h"
#include "workers.h"

/* So many nodes are worth a second thread. */
enum { MANY = 1 << 16 };

/* What the nodes of the tree behind are in the other. */
struct join {
	struct calltree_sorted *to, *from;
	uint32_t *names;
	uint32_t first; /* node of the first frame that is not open */
};

static uint32_t
node_of(const struct join *j, uint32_t node)
{
	size_t held = j->from->held;

	return node <= held ? j->to->open[node].node : j->first + (node - (uint32_t)held - 1);
}

/* Names that are new come behind the others, in the order in which they are met. */
static bool
find_names(struct join *j)
{
	struct intern *from = &j->from->tree->names;

	j->names = mem_alloc_ready(from->len * sizeof(*j->names));
	return j->names != NULL && intern_take(&j->to->tree->names, from, j->names);
}

/* Leaves the frames open that go on, with a node each; false where they are not all there, too. */
static bool
close_others(struct calltree_sorted *s, size_t open)
{
	while (s->depth > open)
		if (!calltree_close_frame(s))
			return false;
	return s->depth == open && calltree_make_nodes(s, open) && calltree_name_nodes(s);
}

/* Room for all; the nodes' numbers have to fit. */
static bool
make_room(struct join *j)
{
	struct calltree *t = j->to->tree;
	size_t n = t->len + (j->from->tree->len - 1 - j->from->held);
	bool done = n < CALLTREE_NONE && MEM_GROW(&t->nodes, &t->cap, n);

	for (int i = 0; i < calltree_sides(j->to); i++)
		done = done && calltree_grow_counts(j->to, i, n);
	return done;
}

/* What the frames that go on have behind: a total without that of the next one, which closes first. */
static void
join_amounts(const struct join *j, int side)
{
	const struct calltree_counts *from = calltree_side(j->from, side);
	bool *saturated = &j->to->tree->saturated;
	size_t held = j->from->held;

	for (size_t d = 0; d <= held; d++) {
		struct calltree_amounts *a = &j->to->amounts[side][d];
		uint64_t total = from->total[d] - (d < held ? from->total[d + 1] : 0);

		a->own = folded_add(a->own, from->own[d], saturated);
		a->total = folded_add(a->total, total, saturated);
		a->lost = folded_add(a->lost, from->lost[d], saturated);
	}
}

/* Moves an array of counts of the frames behind, whose memory is free then. */
static void
move_counts(const struct join *j, uint64_t *to, uint64_t **from)
{
	size_t begin = j->from->held + 1, n = j->from->tree->len - begin;

	mem_ready(to + j->first, n * sizeof(*to));
	memcpy(to + j->first, *from + begin, n * sizeof(*to));
	mem_free(*from);
	*from = NULL;
}

/* The others' counts, and how much stands before them. */
static void
join_counts(const struct join *j, int side)
{
	struct calltree_counts *to = calltree_side(j->to, side);
	struct calltree_counts *from = calltree_side(j->from, side);
	size_t end = j->first + j->from->tree->len - 1 - j->from->held;
	uint64_t *sum = &j->to->sum[side];

	move_counts(j, to->own, &from->own);
	move_counts(j, to->total, &from->total);
	move_counts(j, to->lost, &from->lost);
	move_counts(j, to->start, &from->start);
	for (size_t i = j->first; i < end; i++)
		to->start[i] = folded_add(*sum, to->start[i], &j->to->tree->saturated);
	*sum = folded_add(*sum, j->from->sum[side], &j->to->tree->saturated);
}

static void
join_sides(void *join)
{
	const struct join *j = join;

	for (int i = 0; i < calltree_sides(j->to); i++) {
		join_amounts(j, i);
		join_counts(j, i);
	}
}

static void
join_nodes(void *join)
{
	const struct join *j = join;
	struct calltree *t = j->to->tree;
	const struct calltree *from = j->from->tree;

	mem_ready(t->nodes + t->len, (from->len - 1 - j->from->held) * sizeof(*t->nodes));
	for (uint32_t i = (uint32_t)j->from->held + 1; i < from->len; i++) {
		struct calltree_node n = from->nodes[i];

		n.parent = node_of(j, n.parent);
		n.name = j->names[n.name];
		t->nodes[t->len++] = n;
	}
}

/* What is known of frames that are not there. */
static void
join_dropped(struct calltree *t, const struct calltree *from)
{
	t->dropped += from->dropped;
	if (from->dropped_change > t->dropped_change)
		t->dropped_change = from->dropped_change;
	if (from->dropped_total_change > t->dropped_total_change)
		t->dropped_total_change = from->dropped_total_change;
	t->saturated |= from->saturated;
}

/* Counts and nodes; where they are many, at the same time. */
static void
join_all(struct join *j)
{
	const struct workers_task tasks[] = {{join_nodes, j}, {join_sides, j}};

	join_dropped(j->to->tree, j->from->tree);
	workers_share_much(tasks, sizeof(tasks) / sizeof(*tasks), j->from->tree->len >= MANY);
}

bool
calltree_sorted_join(struct calltree_sorted *s, struct calltree_sorted *behind)
{
	struct join j = {.to = s, .from = behind};
	bool done = close_others(s, behind->held) && find_names(&j) && make_room(&j);

	if (done) {
		j.first = (uint32_t)s->tree->len;
		join_all(&j);
	}
	mem_free(j.names);
	return done;
}
