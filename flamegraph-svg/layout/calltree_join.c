/*
 * calltree_join.c - two call trees into one, of stacks that are in order; see calltree_sorted.h.
 *
 *	main;parse 3          main;read;fill 4          main ─┬─ parse
 *	main;read 2           main;write 5                    ├─ read ── fill
 *	                                                      └─ write
 *
 * The frames that are open from one part of the stacks to the other are the last ones of one
 * tree and the first ones of the other, where they come in preorder: node d is at depth d.
 */
#include "calltree_kept.h"
#include "mem.h"

/* So many names are asked for at a time: each may be anywhere in the table. */
enum { AHEAD = 16 };

/* What the nodes of the tree behind are in the other. */
struct join {
	struct calltree_sorted *to;
	const struct calltree_sorted *from;
	uint32_t *names;
	uint32_t *path; /* the root and the frames that are open */
	size_t open;
	uint32_t first; /* node of the first frame that is not */
};

static uint32_t
node_of(const struct join *j, uint32_t node)
{
	return node <= j->open ? j->path[node] : j->first + (node - (uint32_t)j->open - 1);
}

/* Asks for the places of the names that come AHEAD. False without memory. */
static bool
expect_names(struct join *j, uint32_t hashes[AHEAD], uint32_t begin)
{
	const struct intern *from = &j->from->tree->names;
	bool done = true;

	for (uint32_t i = 0; done && i < AHEAD && i < from->len - begin; i++)
		done = intern_ahead(&j->to->tree->names, intern_name(from, begin + i), &hashes[i]);
	return done;
}

/* Names that are new come behind the others, in the order in which they are met. */
static bool
find_names(struct join *j)
{
	const struct intern *from = &j->from->tree->names;
	uint32_t hashes[AHEAD];
	bool done = true;

	j->names = mem_alloc(from->len * sizeof(*j->names));
	for (uint32_t i = 0; done && j->names != NULL && i < from->len; i++) {
		if (i % AHEAD == 0 && !expect_names(j, hashes, i))
			return false;
		j->names[i] =
		    intern_id_hashed(&j->to->tree->names, intern_name(from, i), hashes[i % AHEAD]);
		done = j->names[i] != INTERN_NONE;
	}
	return done && j->names != NULL;
}

/* The node that was added last, and those around it, as far as they are open. */
static bool
find_path(struct join *j)
{
	const struct calltree *t = j->to->tree;
	uint32_t node = (uint32_t)t->len - 1;

	j->path = mem_alloc((j->open + 1) * sizeof(*j->path));
	if (j->path == NULL)
		return false;
	for (; t->nodes[node].depth > j->open; node = t->nodes[node].parent)
		continue;
	for (size_t depth = j->open; depth > 0; node = t->nodes[node].parent)
		j->path[depth--] = node;
	j->path[0] = CALLTREE_ROOT;
	return true;
}

/* Room for all; the nodes' numbers have to fit. */
static bool
make_room(struct join *j)
{
	struct calltree *t = j->to->tree;
	size_t n = t->len + (j->from->tree->len - 1 - j->open);
	bool done = n < CALLTREE_NONE && MEM_GROW(&t->nodes, &t->cap, n);

	for (int i = 0; i < calltree_sides(j->to); i++)
		done = done && calltree_grow_counts(j->to, i, n);
	return done;
}

/* The counts of the frames that are open go to those that are there, the others behind them. */
static void
join_counts(const struct join *j, int side)
{
	struct calltree_counts *to = calltree_side(j->to, side);
	const struct calltree_counts *from = calltree_side(j->from, side);
	bool *saturated = &j->to->tree->saturated;
	uint64_t *sum = &j->to->sum[side];

	for (uint32_t i = 0; i < j->from->tree->len; i++) {
		uint32_t node = node_of(j, i);
		bool known = i <= j->open;

		to->own[node] = folded_add(known ? to->own[node] : 0, from->own[i], saturated);
		to->total[node] =
		    folded_add(known ? to->total[node] : 0, from->total[i], saturated);
		if (known)
			continue;
		to->start[node] = folded_add(*sum, from->start[i], saturated);
		to->lost[node] = 0;
	}
	*sum = folded_add(*sum, j->from->sum[side], saturated);
}

static void
join_nodes(const struct join *j)
{
	struct calltree *t = j->to->tree;

	for (uint32_t i = (uint32_t)j->open + 1; i < j->from->tree->len; i++) {
		struct calltree_node n = j->from->tree->nodes[i];

		n.parent = node_of(j, n.parent);
		n.name = j->names[n.name];
		t->nodes[t->len++] = n;
	}
}

/* Whether the frames that are to be open are there, in either tree. */
static bool
is_open(const struct calltree *t, const struct calltree *behind, size_t open)
{
	return t->nodes[t->len - 1].depth >= open && open < behind->len &&
	       behind->nodes[open].depth == open;
}

bool
calltree_sorted_join(struct calltree_sorted *s, const struct calltree_sorted *behind, size_t open)
{
	struct join j = {.to = s, .from = behind, .open = open, .first = (uint32_t)s->tree->len};
	bool done = is_open(s->tree, behind->tree, open) && find_names(&j) && find_path(&j) &&
		    make_room(&j);

	if (done) {
		s->tree->saturated |= behind->tree->saturated;
		for (int i = 0; i < calltree_sides(s); i++)
			join_counts(&j, i);
		join_nodes(&j);
	}
	mem_free(j.names);
	mem_free(j.path);
	return done;
}
