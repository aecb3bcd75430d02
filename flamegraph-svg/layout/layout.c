/*
 * layout.c - which frames are drawn, and where; see layout.h.
 *
 * One walk over the nodes, which are in preorder and know what stands before them.
 * Sums stay whole numbers; only the last step to pixels is floating point.
 */
#include "layout.h"

#include "mem.h"

struct walk {
	const uint64_t *start; /* of the nodes: where they begin */
	bool *wakers;	       /* of each depth: the frame above, or one further up, is "--" */
	size_t cap;
	uint64_t least; /* the smallest weight that is drawn */
	double scale;	/* tenths of a pixel for each unit of weight */
};

void
layout_release(struct layout *l)
{
	mem_free(l->frames);
	*l = (struct layout){.frames = NULL};
}

uint64_t
layout_y(const struct layout *l, const struct settings *s, uint32_t depth)
{
	return l->top + s->height * (s->inverted ? depth : l->rows - 1 - depth);
}

/* The smallest weight that is at least --minwidth wide; at least 1. */
static uint64_t
least_weight(const struct layout *l, const struct settings *s)
{
	double inner = (double)(l->width - 2 * LAYOUT_SIDE);
	double share = s->min_is_percent ? s->min_width / 100 : s->min_width / inner;
	double least = share * (double)l->whole;
	uint64_t n;

	if (least >= (double)l->whole)
		return l->whole;
	n = (uint64_t)least;
	return (double)n < least || n == 0 ? n + 1 : n;
}

static bool
is_drawn(const struct layout *l, const struct calltree *t, uint32_t node, uint64_t least)
{
	return l->weight[node] >= least && t->nodes[node].depth < LAYOUT_ROWS;
}

/* What is drawn is bounded as the data is, by --max-frames: `least`, or more than that. */
static uint64_t
bound_frames(
    const struct layout *l, const struct calltree *t, const struct settings *s, uint64_t least)
{
	size_t n = t->len - 1;

	while (n > s->max_frames && least < l->whole) {
		n = 0;
		for (uint32_t i = 1; i < t->len; i++)
			n += is_drawn(l, t, i, least);
		if (n > s->max_frames && __builtin_add_overflow(least, least / 8 + 1, &least))
			return UINT64_MAX;
	}
	return least;
}

/* Where something ends; sums that were cut down to 2^64-1 may not add up. */
static uint64_t
end_of(const struct layout *l, uint64_t begin, uint64_t weight)
{
	uint64_t end;

	return __builtin_add_overflow(begin, weight, &end) || end > l->whole ? l->whole : end;
}

static bool
place(struct layout *l, struct walk *w, const struct calltree *t, uint32_t node)
{
	const struct calltree_node *n = &t->nodes[node];
	bool *waker = &w->wakers[n->depth];
	/* The root is as wide as the picture, even when --total says there is more. */
	uint64_t begin = w->start[node],
		 weight = node == CALLTREE_ROOT ? l->whole : l->weight[node];
	double left = (double)begin * w->scale;
	double right = (double)end_of(l, begin, weight) * w->scale;
	struct layout_frame *f;

	if (!MEM_GROW(&l->frames, &l->cap, l->len + 1))
		return false;
	f = &l->frames[l->len++];
	*f = (struct layout_frame){.node = node, .waker = *waker};
	f->x = (uint32_t)(left + 0.5);
	f->width = (uint32_t)(right + 0.5) - f->x;
	f->x += LAYOUT_SIDE * LAYOUT_TENTHS;
	waker[1] = *waker || str_eq(calltree_name(t, node), STR("--"));
	l->rows = n->depth >= l->rows ? n->depth + 1 : l->rows;
	return true;
}

static void
hide(struct layout *l, const struct calltree *t, uint32_t node, uint64_t least)
{
	l->hidden++;
	l->too_deep |= t->nodes[node].depth >= LAYOUT_ROWS && l->weight[node] >= least;
}

/* In a chart gaps stand for what frames have by themselves. */
static bool
walk_tree(struct layout *l, struct walk *w, const struct calltree *t)
{
	for (uint32_t i = 0; i < t->len; i++) {
		uint32_t d = t->nodes[i].depth;

		if (!MEM_GROW(&w->wakers, &w->cap, (size_t)d + 2))
			return false;
		if (i == CALLTREE_ROOT)
			w->wakers[d] = false;
		else if (t->nodes[i].name == CALLTREE_GAP)
			continue;
		if (!is_drawn(l, t, i, w->least) && i != CALLTREE_ROOT)
			hide(l, t, i, w->least);
		else if (!place(l, w, t, i))
			return false;
	}
	l->hidden += (size_t)t->dropped;
	return true;
}

/* What 100 % is: the sum of all counts, or --total when that is more. */
static void
find_whole(struct layout *l, uint64_t sum, unsigned tree_places, const struct settings *s)
{
	bool saturated = false;
	unsigned places = s->whole.places;
	uint64_t units = s->whole.units;

	l->whole = sum;
	l->width = s->width > 0 ? (uint32_t)s->width : LAYOUT_WIDTH;
	if (s->total == NULL)
		return;
	/* More places than the tree has: cut off, the tree's sum has no use for them. */
	for (; places > tree_places; places--)
		units /= 10;
	units = folded_scale(units, places, tree_places, &saturated);
	l->whole_too_small = units < l->whole;
	l->whole = units > l->whole ? units : l->whole;
}

uint64_t
layout_least(uint64_t sum, unsigned places, const struct settings *s)
{
	struct layout l = {.frames = NULL};

	find_whole(&l, sum, places, s);
	return least_weight(&l, s);
}

bool
layout_init(struct layout *l, const struct calltree *t, const struct settings *s)
{
	bool before = s->width_before && calltree_is_differential(t);
	const struct calltree_counts *c = before ? &t->before : &t->counts;
	struct walk w = {.start = c->start};
	uint32_t size = (uint32_t)s->font_size, inner;
	bool done;

	*l = (struct layout){.weight = c->total, .rows = 1};
	find_whole(l, c->total[CALLTREE_ROOT], t->places, s);
	l->top = 3 * size + (s->subtitle != NULL ? 2 * size : 0);
	inner = l->width - 2 * LAYOUT_SIDE;
	w.least = bound_frames(l, t, s, least_weight(l, s));
	w.scale = l->whole > 0 ? (double)inner * LAYOUT_TENTHS / (double)l->whole : 0;
	done = walk_tree(l, &w, t);
	mem_free(w.wakers);
	l->height = l->top + l->rows * s->height + 2ULL * size + LAYOUT_SIDE;
	if (!done)
		layout_release(l);
	return done;
}
