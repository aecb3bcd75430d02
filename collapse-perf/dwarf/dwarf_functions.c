/*
 * dwarf_functions.c - the functions of a unit, and what was inlined into them.
 *
 *	DW_TAG_subprogram main, 1000-1100
 *	  DW_TAG_inlined_subroutine -> parse, 1010-1040, called at line 12
 *	    DW_TAG_inlined_subroutine -> skip_spaces, 1018-1020, called at line 40
 *
 * All of a unit is passed once, noting where its functions are; the DIEs below
 * one are read when a sample first meets it.
 */
#include "dwarf_parts.h"
#include "mem.h"

enum {
	MOST_DEPTH = 1024, /* of DIEs within a function */
};

/* False where no more is to be read; even then the ranges that were added have their function. */
static bool
add_function(struct dwarf *d, struct dwarf_unit *u, const struct dwarf_die *die)
{
	size_t before = u->ranges.count;
	bool more;

	if (!MEM_GROW(&u->functions, &u->function_cap, u->function_count + 1))
		return dwarf_no_memory(d);
	more = dwarf_add_die_ranges(d, u, die, (uint32_t)u->function_count, &u->ranges);
	if (u->ranges.count > before)
		u->functions[u->function_count++] = (struct dwarf_function){die->offset, NULL};
	return more;
}

static void
list_functions(struct dwarf *d, struct dwarf_unit *u)
{
	struct cursor c = dwarf_cursor(d, u, u->first);
	struct dwarf_die die;

	while (cursor_more(&c)) {
		const struct dwarf_abbrev *a;
		uint64_t code;

		die.offset = c.at;
		code = cursor_uleb(&c);
		if (code == 0)
			continue;
		a = dwarf_abbrev(u->abbrevs, code);
		if (a == NULL) {
			dwarf_damage(d, "no such abbreviation", ".debug_info", die.offset);
			return;
		}
		if (a->tag != TAG_SUBPROGRAM || !a->has_code) {
			dwarf_skip_values(u, &c, a);
			continue;
		}
		dwarf_read_values(u, &c, a, &die);
		if (!c.failed && !add_function(d, u, &die))
			return;
	}
	if (c.failed)
		dwarf_damage(d, "damaged DIE", ".debug_info", c.fault);
}

void
dwarf_load_functions(struct dwarf *d, struct dwarf_unit *u)
{
	if (u->loaded)
		return;
	u->loaded = true;
	if (!dwarf_read_root(d, u) || !dwarf_spend(d, u->end - u->offset))
		return;
	list_functions(d, u);
	dwarf_sort_ranges(&u->ranges);
}

/*
 * Below one function -----------------------------------------------------------
 */

/* The walk over a function's DIEs. */
struct walk {
	struct dwarf *d;
	const struct dwarf_unit *unit;
	struct cursor c;
	struct dwarf_inline *inlines; /* as many as were found */
	size_t count;
	size_t cap;
	unsigned depth;
	/* By depth: the inlined function that DIEs there are in, + 1. */
	uint32_t within[MOST_DEPTH];
};

/* The same for an inlined function. */
static bool
add_inline(struct walk *w, const struct dwarf_die *die)
{
	uint32_t number = (uint32_t)w->count;

	if (w->count >= UINT32_MAX - 1 || !MEM_GROW(&w->inlines, &w->cap, w->count + 1))
		return dwarf_no_memory(w->d);
	w->inlines[w->count++] = (struct dwarf_inline){die->offset, w->within[w->depth]};
	return dwarf_add_die_ranges(w->d, w->unit, die, number, &w->d->scratch);
}

/* One DIE; false where the function ends, or what is damaged does. */
static bool
walk_die(struct walk *w)
{
	const struct dwarf_abbrev *a;
	struct dwarf_die die = {.offset = w->c.at};
	uint64_t code = cursor_uleb(&w->c);
	uint32_t within = w->within[w->depth];

	if (code == 0)
		return w->depth-- > 1;
	a = dwarf_abbrev(w->unit->abbrevs, code);
	if (a == NULL)
		return dwarf_damage(w->d, "no such abbreviation", ".debug_info", die.offset);
	if (a->tag == TAG_INLINED_SUBROUTINE) {
		dwarf_read_values(w->unit, &w->c, a, &die);
		if (w->c.failed || !add_inline(w, &die))
			return false;
		within = (uint32_t)w->count;
	} else {
		dwarf_skip_values(w->unit, &w->c, a);
	}
	if (!a->has_children)
		return true;
	if (w->depth + 1 == MOST_DEPTH)
		return dwarf_damage(w->d, "DIEs nested too deep", ".debug_info", die.offset);
	w->within[++w->depth] = within;
	return true;
}

/* A set's copy in the arena, of its very size. */
static bool
keep_ranges(struct dwarf *d, const struct dwarf_range_set *from, struct dwarf_range_set *to)
{
	to->items = ARENA_NEW(&d->arena, struct dwarf_range, from->count);
	if (to->items == NULL)
		return dwarf_no_memory(d);
	if (from->count > 0)
		memcpy(to->items, from->items, from->count * sizeof(*to->items));
	to->count = to->cap = from->count;
	return true;
}

/* What the walk has found, as a tree in the arena. */
static bool
keep_tree(struct walk *w, struct dwarf_tree *tree)
{
	tree->inlines = ARENA_NEW(&w->d->arena, struct dwarf_inline, w->count);
	if (tree->inlines == NULL)
		return dwarf_no_memory(w->d);
	if (w->count > 0)
		memcpy(tree->inlines, w->inlines, w->count * sizeof(*tree->inlines));
	tree->count = w->count;
	dwarf_sort_ranges(&w->d->scratch);
	return keep_ranges(w->d, &w->d->scratch, &tree->ranges);
}

const struct dwarf_tree *
dwarf_load_tree(struct dwarf *d, const struct dwarf_unit *u, struct dwarf_function *f)
{
	struct walk w;
	const struct dwarf_abbrev *a;
	struct dwarf_tree *tree;

	if (f->tree != NULL)
		return f->tree;
	tree = ARENA_NEW(&d->arena, struct dwarf_tree, 1);
	if (tree == NULL) {
		dwarf_no_memory(d);
		return NULL;
	}
	*tree = (struct dwarf_tree){.count = 0};
	f->tree = tree;
	w.d = d;
	w.unit = u;
	w.c = dwarf_cursor(d, u, f->die);
	w.inlines = NULL;
	w.count = w.cap = 0;
	w.depth = 1;
	w.within[1] = 0;
	d->scratch.count = 0;
	a = dwarf_abbrev(u->abbrevs, cursor_uleb(&w.c));
	if (a != NULL && a->has_children) {
		dwarf_skip_values(u, &w.c, a);
		while (cursor_more(&w.c) && dwarf_spend(d, 1) && walk_die(&w))
			;
		/* What was found before any damage counts. */
		if (!keep_tree(&w, tree))
			*tree = (struct dwarf_tree){.count = 0};
	}
	mem_free(w.inlines);
	return tree;
}
