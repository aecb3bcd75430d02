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

/* The colour of a name, from the palette that is kept, or else put there. */
static bool
kept_colour(const struct drawing *d, struct str name, const struct layout_frame *f, struct rgb *c)
{
	if (d->palette != NULL && palette_map_find(d->palette, name, c))
		return true;
	*c = is_tint(d, f) ? warm_inlined(name, name_of_outer(d, f->node))
			   : colour_frame(&d->settings->colour, name, f->waker, f->node);
	return d->palette == NULL || name.len == 0 || palette_map_add(d->palette, name, *c);
}

static bool
paint_frame(const struct drawing *d, const struct layout_frame *f, double largest, struct rgb *c)
{
	double whole = (double)d->layout->whole;

	if (d->settings->colour_diffusion)
		*c = colour_share(
		    f->node == CALLTREE_ROOT ? 1 : (double)d->layout->weight[f->node] / whole);
	else if (calltree_is_differential(d->tree))
		*c = colour_change(paint_change(d, f->node), largest);
	else
		return kept_colour(d, calltree_name(d->tree, f->node), f, c);
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
			all[i].dark = colour_is_dark((struct rgb){
			    (uint8_t)(rgb >> 16), (uint8_t)(rgb >> 8 & 255), (uint8_t)(rgb & 255)});
	}
}

struct painted *
paint(const struct drawing *d)
{
	struct painted *all = mem_zalloc(d->layout->len, sizeof(*all));
	double largest = calltree_is_differential(d->tree) ? largest_change(d) : 0;

	for (uint32_t i = 0; all != NULL && i < d->layout->len; i++) {
		struct rgb c;

		if (!paint_frame(d, &d->layout->frames[i], largest, &c)) {
			mem_free(all);
			return NULL;
		}
		all[i] = (struct painted){(uint32_t)c.r << 16 | (uint32_t)c.g << 8 | c.b, i, false};
	}
	if (all != NULL) {
		sorted_sort(all, d->layout->len, sizeof(*all), compare);
		mark_dark(all, d->layout->len);
	}
	return all;
}
