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
	double largest = pow(10, d->tree->places);

	/* The root's total says nothing of where the change is: it would pale all others. */
	for (uint32_t i = d->settings->colour_by_total; i < d->tree->len; i++)
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
paint_frame(const struct drawing *d, const struct layout_frame *f, double largest, uint32_t *known,
    struct rgb *c)
{
	double whole = (double)d->layout->whole;

	if (d->settings->colour_diffusion)
		*c = colour_share(
		    f->node == CALLTREE_ROOT ? 1 : (double)d->layout->weight[f->node] / whole);
	else if (calltree_is_differential(d->tree))
		*c = colour_change(paint_change(d, f->node), largest);
	else
		return kept_colour(d, f, known, c);
	return true;
}

static int
compare(const void *left, const void *right)
{
	const struct painted *a = left, *b = right;

	if (a->rgb != b->rgb)
		return a->rgb < b->rgb ? -1 : 1;
	return a->frame < b->frame ? -1 : a->frame > b->frame;
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
paint_frames(const struct drawing *d, struct painted *all, uint32_t *known)
{
	double largest = calltree_is_differential(d->tree) ? largest_change(d) : 0;
	struct rgb c;

	for (uint32_t i = 0; i < d->layout->len; i++) {
		if (!paint_frame(d, &d->layout->frames[i], largest, known, &c))
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
	uint32_t *known = mem_zalloc(d->tree->names.len + 1, sizeof(*known));
	bool done = all != NULL && known != NULL && paint_frames(d, all, known);

	mem_free(known);
	if (!done)
		mem_free(all);
	return done ? all : NULL;
}
