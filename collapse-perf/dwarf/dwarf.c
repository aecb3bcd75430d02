/*
 * dwarf.c - the functions at an address, from unit to innermost; see dwarf.h.
 */
#include "dwarf.h"

#include "dwarf_parts.h"

/* Several units may claim an address: so many are asked. */
enum { MOST_UNITS = 8 };

/* What is being put together for one address. */
struct answer {
	struct dwarf *d;
	struct dwarf_unit *unit;
	const struct dwarf_unit *lines; /* the same, or the skeleton of a split unit */
	bool places;
	struct dwarf_place next; /* the place in the function that comes next */
	struct dwarf_frame *frames;
	size_t count; /* of all, also of those that are left out */
	size_t max;
};

/* Appends a frame; with no room left, in place of the innermost one. */
static void
add_frame(struct answer *a, uint64_t die, bool inlined)
{
	struct dwarf_frame *f;

	if (a->count >= a->max) {
		memmove(a->frames, a->frames + 1, (a->max - 1) * sizeof(*a->frames));
		a->count = a->max - 1;
	}
	f = &a->frames[a->count++];
	*f = (struct dwarf_frame){.name = {"", 0}, .place = a->next, .inlined = inlined};
	if (die != 0)
		f->name = dwarf_name(a->d, a->unit, die, !inlined, &f->linkage);
}

/* Where an inlined function was called: the place of the frame behind it. */
static struct dwarf_place
call_place(struct answer *a, uint64_t offset)
{
	struct dwarf_place place = {{"", 0}, {"", 0}, 0};
	struct dwarf_die die;
	uint64_t number;

	if (!dwarf_read_die(a->d, a->unit, offset, &die))
		return place;
	if (dwarf_number(&die.values[WANT_CALL_FILE], &number))
		place = dwarf_file(a->lines, number);
	if (dwarf_number(&die.values[WANT_CALL_LINE], &number))
		place.line = number <= UINT32_MAX ? (uint32_t)number : 0;
	return place;
}

/* The chain of what is inlined at the address, and the function itself. */
static void
add_function(struct answer *a, struct dwarf_function *f, uint64_t address)
{
	const struct dwarf_tree *tree = dwarf_load_tree(a->d, a->unit, f);
	uint32_t at = 0, number = 0;
	const struct dwarf_range *r = tree ? dwarf_next_range(&tree->ranges, address, &at) : NULL;

	if (r != NULL)
		number = r->owner + 1;
	while (number != 0) {
		const struct dwarf_inline *i = &tree->inlines[number - 1];

		add_frame(a, i->die, true);
		if (a->places)
			a->next = call_place(a, i->die);
		number = i->parent;
	}
	add_frame(a, f->die, false);
}

/* What one unit knows of an address. */
static bool
ask_unit(struct answer *a, struct dwarf_unit *u, uint64_t address)
{
	const struct dwarf_range *r;
	uint32_t at = 0;
	bool has_line = false;

	a->lines = u;
	if (a->places) {
		dwarf_load_lines(a->d, u);
		has_line = dwarf_find_line(u, address, &a->next);
	}
	a->unit = dwarf_load_split(&a->d, u);
	dwarf_load_functions(a->d, a->unit);
	r = dwarf_next_range(&a->unit->ranges, address, &at);
	if (r != NULL)
		add_function(a, &a->unit->functions[r->owner], address);
	else if (has_line)
		add_frame(a, 0, false);
	return r != NULL || has_line;
}

size_t
dwarf_frames(struct dwarf *d, uint64_t address, bool places, struct dwarf_frame *frames, size_t max)
{
	struct answer a = {.places = places, .frames = frames, .max = max};
	const struct dwarf_range *span;
	uint32_t at = 0;

	dwarf_open(d);
	for (int i = 0; i < MOST_UNITS && max > 0; i++) {
		span = dwarf_next_range(&d->spans, address, &at);
		if (span == NULL)
			break;
		a.d = d;
		if (ask_unit(&a, &d->units[span->owner], address))
			return a.count;
	}
	return 0;
}
