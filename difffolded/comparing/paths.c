/*
 * paths.c - the heaviest call paths; see paths.h.
 */
#include "paths.h"

#include "medians.h"
#include "mem.h"
#include "scale.h"

enum { FIRST_PERCENT100 = 200, ALL_PERCENT100 = 10000 };

/* No line of the tree. */
#define NO_LINE UINT32_MAX

void
paths_release(struct paths *p)
{
	calltree_release(&p->tree);
	mem_free(p->lines);
	mem_free(p->chain);
	*p = (struct paths){.lines = NULL};
}

/* A count of BEFORE where both totals are made equal. */
static struct folded_count
in_proportion(const struct tally *tally, uint64_t units, const struct tally *to)
{
	if (to == NULL || tally->total == 0 || to->total == 0)
		return (struct folded_count){units, tally->places, false};
	return (struct folded_count){scale(units, to->total, tally->total), to->places, false};
}

/* Adds a side's stacks; of BEFORE, where that is asked for, as much as `to` has. */
static bool
add_side(struct calltree *t, const struct tally *tally, unsigned side, const struct tally *to)
{
	for (size_t i = 0; i < tally->len; i++) {
		struct folded_count count = in_proportion(tally, tally->rows[i].number, to);
		uint32_t node = calltree_stack(t, tally->rows[i].text);

		if (node == CALLTREE_NONE)
			return false;
		if (side == COMPARISON_AFTER)
			calltree_count(t, node, count);
		else if (!calltree_count_before(t, node, count))
			return false;
	}
	return true;
}

struct function_amount
paths_amount(const struct paths *p, uint32_t node, unsigned side)
{
	const struct calltree_counts *c =
	    side == COMPARISON_AFTER ? &p->tree.counts : &p->tree.before;

	if (c->own == NULL)
		return (struct function_amount){0, 0};
	return (struct function_amount){c->own[node], c->total[node]};
}

/* Whether so much is more than the bound of the whole. */
static bool
is_much(const struct paths *p, uint64_t amount, unsigned side)
{
	uint64_t whole = paths_amount(p, CALLTREE_ROOT, side).total;

	return scale_compare(amount, ALL_PERCENT100, whole, p->percent100) > 0;
}

static bool
is_shown(const struct paths *p, uint32_t node)
{
	return is_much(p, paths_amount(p, node, COMPARISON_AFTER).total, COMPARISON_AFTER) ||
	       is_much(p, paths_amount(p, node, COMPARISON_BEFORE).total, COMPARISON_BEFORE);
}

/* Whether next to nothing of a line's first frame is missing in a frame below it. */
static bool
continues(const struct paths *p, const struct paths_line *line, uint32_t node)
{
	for (unsigned side = 0; side < 2; side++) {
		uint64_t first = paths_amount(p, line->first, side).total;

		if (is_much(p, first - paths_amount(p, node, side).total, side))
			return false;
	}
	return true;
}

static bool
add_node(struct paths *p, uint32_t node, uint32_t *line_of)
{
	uint32_t parent = p->tree.nodes[node].parent, above = line_of[parent];
	struct paths_line line = {node, node, 0};

	if (above != NO_LINE && p->lines[above].last == parent &&
	    continues(p, &p->lines[above], node)) {
		p->lines[above].last = node;
		line_of[node] = above;
		return true;
	}
	if (above != NO_LINE)
		line.depth = p->lines[above].depth + 1;
	if (!MEM_GROW(&p->lines, &p->cap, p->len + 1))
		return false;
	line_of[node] = (uint32_t)p->len;
	p->lines[p->len++] = line;
	return true;
}

/* The lines for the bound at hand. */
static bool
set_lines(struct paths *p, uint32_t *line_of)
{
	p->len = 0;
	line_of[CALLTREE_ROOT] = NO_LINE;
	for (uint32_t i = 1; i < p->tree.len; i++) {
		line_of[i] = NO_LINE;
		if (is_shown(p, i) && !add_node(p, i, line_of))
			return false;
	}
	return true;
}

/* Lines, no more than so many: with a higher bound where they are. */
static bool
find_lines(struct paths *p, uint64_t most)
{
	uint32_t *line_of = mem_zalloc(p->tree.len, sizeof(*line_of));
	bool done = line_of != NULL;

	p->percent100 = FIRST_PERCENT100;
	while (done && (done = set_lines(p, line_of)) && p->len > most) {
		if (p->percent100 > ALL_PERCENT100) {
			p->len = (size_t)most;
			break;
		}
		p->percent100 += p->percent100 / 8;
	}
	mem_free(line_of);
	return done;
}

/* Room for the longest of them, so that none is missing when half the table is written. */
static bool
make_chain(struct paths *p)
{
	const struct calltree_node *nodes = p->tree.nodes;
	size_t most = 0;

	for (size_t i = 0; i < p->len; i++) {
		size_t n = nodes[p->lines[i].last].depth - nodes[p->lines[i].first].depth + 1;

		most = n > most ? n : most;
	}
	p->chain = mem_alloc(most * sizeof(*p->chain));
	return p->chain != NULL;
}

bool
paths_build(
    struct paths *p, const struct comparing *what, const struct comparison *c, uint64_t lines)
{
	struct recordings *sides[2] = {what->before, what->after};
	const struct tally *after = recordings_tally(what->after);
	bool done;

	*p = (struct paths){.two = what->before != NULL};
	done = calltree_init(&p->tree);
	for (unsigned side = 0; done && side < 2; side++)
		if (sides[side] != NULL && sides[side]->len > 1)
			done = medians_apply(sides[side], c, side);
	if (done && what->before != NULL)
		done = add_side(&p->tree, recordings_tally(what->before), COMPARISON_BEFORE,
		    what->normalize ? after : NULL);
	return done && add_side(&p->tree, after, COMPARISON_AFTER, NULL) &&
	       calltree_arrange(&p->tree, CALLTREE_BY_WEIGHT) && find_lines(p, lines) &&
	       make_chain(p);
}

const uint32_t *
paths_chain(struct paths *p, const struct paths_line *line, size_t *len)
{
	const struct calltree_node *nodes = p->tree.nodes;
	size_t n = nodes[line->last].depth - nodes[line->first].depth + 1;
	uint32_t node = line->last;

	for (size_t i = n; i-- > 0; node = nodes[node].parent)
		p->chain[i] = node;
	*len = n;
	return p->chain;
}
