/*
 * paint.c - the colours of the frames of a drawing; see paint.h.
 */
#include "paint.h"

#include <math.h>

#include "mem.h"
#include "package.h"
#include "sorted.h"
#include "warm.h"

double
paint_change(const struct drawing *d, uint32_t node)
{
	const struct calltree *t = d->tree;
	bool total = d->settings->colour_by_total;
	uint64_t after = total ? t->counts.total[node] : t->counts.own[node];
	uint64_t before = total ? t->before.total[node] : t->before.own[node];
	double change = after >= before ? (double)(after - before) : -(double)(before - after);

	return d->settings->negate ? -change : change;
}

/*
 * How far the changes of a differential tree go: the largest that a frame's
 * colour shows, and at least one sample. In units of the tree.
 */
static double
largest_change(const struct drawing *d)
{
	const struct calltree *t = d->tree;
	bool total = d->settings->colour_by_total;
	double largest = pow(10, t->places);

	largest = fmax(largest, (double)(total ? t->dropped_total_change : t->dropped_change));

	/* The root's total says nothing of where the change is: it would pale all others. */
	for (uint32_t i = total; i < t->len; i++)
		largest = fmax(largest, fabs(paint_change(d, i)));
	return largest;
}

static uint32_t
number_of(struct rgb c)
{
	return (uint32_t)c.r << 16 | (uint32_t)c.g << 8 | c.b;
}

static struct rgb
rgb_of(uint32_t n)
{
	return (struct rgb){(uint8_t)(n >> 16), (uint8_t)(n >> 8 & 255), (uint8_t)(n & 255)};
}

/* Whether a frame has the tint of another one's colour: it was inlined into that. */
static bool
is_tint(const struct drawing *d, const struct layout_frame *f)
{
	return d->settings->colour.palette == PALETTE_WARM &&
	       package_is_inlined(calltree_name(d->tree, f->node));
}

/* The function that an inlined one has become a part of; its own name where none is below. */
static struct str
name_of_outer(const struct drawing *d, uint32_t node)
{
	struct str name = calltree_name(d->tree, node), outer = name;

	/* Merged from the leaf, a caller stands above. */
	if (d->settings->reverse)
		return name;
	while (node != CALLTREE_ROOT && package_is_inlined(outer)) {
		node = d->tree->nodes[node].parent;
		outer = calltree_name(d->tree, node);
	}
	return node == CALLTREE_ROOT ? name : outer;
}

/* A name's colour, which is reckoned once: `known` has it at the name's number, plus 1. */
static struct rgb
warm_once(const struct drawing *d, uint32_t node, uint32_t *known)
{
	uint32_t name = d->tree->nodes[node].name;
	struct rgb c;

	if (node != CALLTREE_ROOT && known[name] != 0)
		return rgb_of(known[name] - 1);
	c = colour_frame(&d->settings->colour, calltree_name(d->tree, node), false, node);
	if (node != CALLTREE_ROOT)
		known[name] = number_of(c) + 1;
	return c;
}

/* What the frames are painted by, beside the drawing. */
struct painting {
	double largest;	 /* change of a differential tree */
	uint32_t *known; /* see warm_once */
	bool *waits;	 /* for each node whether it mostly waits; NULL where nothing does */
};

static bool
is_wait(const struct calltree *t, uint32_t node)
{
	return package_kind(calltree_name(t, node)) == FRAME_WAITING;
}

/*
 * Marks the frames of which more than half is time below [waiting] or [runnable], which have their
 * own colour. Nodes come behind their parents. False without memory.
 */
static bool
mark_waits(const struct calltree *t, struct painting *p)
{
	uint64_t *sum = mem_zalloc(t->len, sizeof(*sum));
	bool *inside = mem_zalloc(t->len, sizeof(*inside));

	p->waits = mem_zalloc(t->len, sizeof(*p->waits));
	for (uint32_t i = 1; i < t->len && sum != NULL && inside != NULL; i++) {
		inside[i] = inside[t->nodes[i].parent] || is_wait(t, i);
		sum[i] = inside[i] ? t->counts.total[i] : 0;
	}
	for (uint32_t i = (uint32_t)t->len;
	     i-- > 1 && p->waits != NULL && sum != NULL && inside != NULL;) {
		p->waits[i] = !is_wait(t, i) && sum[i] > t->counts.total[i] / 2;
		if (!inside[t->nodes[i].parent])
			sum[t->nodes[i].parent] += sum[i];
	}
	mem_free(sum);
	mem_free(inside);
	return sum != NULL && inside != NULL && p->waits != NULL;
}

/* Whether colours are by name and of this project's own, and a frame of --wall is there. */
static bool
shows_waits(const struct drawing *d)
{
	const struct intern *names = &d->tree->names;

	if (d->settings->colour.palette != PALETTE_WARM || d->palette != NULL ||
	    d->settings->colour_diffusion || calltree_is_differential(d->tree))
		return false;
	return intern_find(names, STR("[waiting]")) != INTERN_NONE ||
	       intern_find(names, STR("[runnable]")) != INTERN_NONE;
}

/* The colour of a name, from the palette that is kept, or else put there. */
static bool
kept_colour(const struct drawing *d, const struct layout_frame *f, uint32_t *known, struct rgb *c)
{
	struct str name = calltree_name(d->tree, f->node);

	if (d->palette != NULL && palette_map_find(d->palette, name, c))
		return true;
	if (is_tint(d, f))
		*c = warm_inlined(name, name_of_outer(d, f->node));
	else if (d->settings->colour.palette == PALETTE_WARM)
		*c = warm_once(d, f->node, known);
	else
		*c = colour_frame(&d->settings->colour, name, f->waker, f->node);
	return d->palette == NULL || name.len == 0 || palette_map_add(d->palette, name, *c);
}

static bool
paint_frame(
    const struct drawing *d, const struct layout_frame *f, const struct painting *p, struct rgb *c)
{
	double whole = (double)d->layout->whole;

	if (d->settings->colour_diffusion)
		*c = colour_share(
		    f->node == CALLTREE_ROOT ? 1 : (double)d->layout->weight[f->node] / whole);
	else if (calltree_is_differential(d->tree))
		*c = colour_change(paint_change(d, f->node), p->largest);
	else if (p->waits != NULL && p->waits[f->node])
		*c = warm_waiting(calltree_name(d->tree, f->node));
	else
		return kept_colour(d, f, p->known, c);
	return true;
}

static int
compare(const void *left, const void *right)
{
	const struct painted *a = left, *b = right;

	return sorted_order2(a->rgb, b->rgb, a->frame, b->frame);
}

/* Tells the dark colours; those alike stand side by side. */
static void
mark_dark(struct painted *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t rgb = all[i].rgb;

		if (i > 0 && rgb == all[i - 1].rgb)
			all[i].dark = all[i - 1].dark;
		else
			all[i].dark = colour_is_dark(rgb_of(rgb));
	}
}

static bool
paint_frames(const struct drawing *d, struct painted *all, const struct painting *p)
{
	struct rgb c;

	for (uint32_t i = 0; i < d->layout->len; i++) {
		if (!paint_frame(d, &d->layout->frames[i], p, &c))
			return false;
		all[i] = (struct painted){number_of(c), i, false};
	}
	sorted_sort(all, d->layout->len, sizeof(*all), compare);
	mark_dark(all, d->layout->len);
	return true;
}

struct painted *
paint(const struct drawing *d)
{
	struct painted *all = mem_zalloc(d->layout->len, sizeof(*all));
	struct painting p = {.known = mem_zalloc(d->tree->names.len + 1, sizeof(*p.known))};
	bool done = all != NULL && p.known != NULL;

	if (done && calltree_is_differential(d->tree))
		p.largest = largest_change(d);
	if (done && shows_waits(d))
		done = mark_waits(d->tree, &p);
	done = done && paint_frames(d, all, &p);
	mem_free(p.known);
	mem_free(p.waits);
	if (!done)
		mem_free(all);
	return done ? all : NULL;
}
