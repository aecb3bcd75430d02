/*
 * dwarf_split.c - units whose functions are in another file, as of -gsplit-dwarf
 * (DWARF 5, 7.3.2 and 7.3.5; before it, GNU's DebugFission).
 *
 *	prog      skeleton unit: id, "main.dwo", ranges, where its addresses begin
 *	main.dwo  split unit: id, functions; addresses by their number
 *	prog.dwp  many .dwo files; .debug_cu_index says by id which parts are whose
 */
#include "dwarf_parts.h"

enum {
	MOST_COLUMNS = 16, /* of a package's index: sections */

	SECTION_INFO = 1,
	SECTION_ABBREV = 3,
	SECTION_STR_OFFSETS = 6,
	SECTION_RNGLISTS = 8, /* in version 2 that of macros, which has none */
};

/* Their addresses and, before DWARF 5, their range lists are in the file itself. */
static void
share_sections(const struct dwarf *d, struct dwarf_sections *s)
{
	s->big_endian = d->sections.big_endian;
	s->addr = d->sections.addr;
	s->ranges = d->sections.ranges;
}

/* The unit of that id. What its values count from, its skeleton has. */
static struct dwarf_unit *
find_unit(struct dwarf *split, const struct dwarf_unit *skeleton)
{
	dwarf_list_units(split);
	for (size_t i = 0; i < split->unit_count; i++) {
		struct dwarf_unit *u = &split->units[i];

		if (!u->has_code || (u->has_id && u->split_id != skeleton->split_id))
			continue;
		u->addr_base = skeleton->addr_base;
		if (!dwarf_read_root(split, u) || u->split_id != skeleton->split_id)
			continue;
		u->low_pc = skeleton->low_pc;
		return u;
	}
	return NULL;
}

/* Asks for the wanted file, and lets it pay for what it is to cost. */
static enum dwarf_found
find_sections(struct dwarf *d, const struct dwarf_split *wanted, struct dwarf_sections *s)
{
	uint64_t read = 0;
	enum dwarf_found found = DWARF_MISSING;

	if (d->finder.find != NULL)
		found = d->finder.find(d->finder.context, wanted, s, &read);
	if (read > (UINT64_MAX - d->budget) / DWARF_WORK_PER_BYTE)
		read = 0; /* no such file */
	d->budget += read * DWARF_WORK_PER_BYTE;
	return found;
}

/* Looks for u's unit in these sections; false where it is not there, which damage may be why. */
static bool
take_split(struct dwarf *d, struct dwarf_unit *u, struct dwarf_sections *s)
{
	struct dwarf *split = ARENA_NEW(&d->arena, struct dwarf, 1);

	if (split == NULL)
		return dwarf_no_memory(d);
	share_sections(d, s);
	dwarf_init(split, s, NULL);
	split->payer = d;
	u->split_unit = find_unit(split, u);
	if (u->split_unit != NULL)
		u->split = split;
	else
		dwarf_release(split);
	return u->split_unit != NULL;
}

/* Opens the wanted file; *missing where there is none, or another build's. */
static bool
open_split(struct dwarf *d, struct dwarf_unit *u, const struct dwarf_split *wanted, bool *missing)
{
	struct dwarf_sections s = {.big_endian = false};
	enum dwarf_found found = find_sections(d, wanted, &s);
	struct dwarf_error before = d->error;
	bool good;

	*missing = found == DWARF_MISSING;
	if (*missing)
		return false;
	d->error.what = NULL;
	good = take_split(d, u, &s);
	*missing = !good && found == DWARF_FOUND && d->error.what == NULL && !d->no_memory;
	if (before.what != NULL)
		d->error = before;
	return good;
}

struct dwarf_unit *
dwarf_load_split(struct dwarf **d, struct dwarf_unit *u)
{
	const struct dwarf_value *v;
	struct dwarf_split wanted;
	struct dwarf_die root;
	bool missing;

	if (u->split != NULL) {
		*d = u->split;
		return u->split_unit;
	}
	if (u->split_read)
		return u;
	u->split_read = true;
	if (!dwarf_read_root(*d, u) || !dwarf_read_die(*d, u, u->first, &root))
		return u;
	v = root.values;
	wanted =
	    (struct dwarf_split){u->directory, dwarf_string(*d, u, &v[WANT_DWO_NAME]), u->split_id};
	if (wanted.name.len == 0)
		return u;
	if (!open_split(*d, u, &wanted, &missing)) {
		if (missing && (*d)->split_missing++ == 0)
			(*d)->missing = wanted;
		return u;
	}
	dwarf_number(&v[WANT_SPLIT_RANGES_BASE], &u->split_unit->ranges_base);
	*d = u->split;
	return u->split_unit;
}

/*
 * Packages -------------------------------------------------------------------
 */

/* .debug_cu_index: a header, then tables of these sizes. */
struct package_index {
	struct str bytes;
	bool big_endian;
	uint32_t columns, units, slots;
	size_t ids, rows, sections, offsets, sizes; /* where the tables begin */
};

static bool
read_index(struct package_index *x)
{
	struct cursor c = cursor_make(x->bytes, 0, x->big_endian);
	uint32_t version = cursor_u32(&c);
	uint64_t end;

	/* Version 5 has two bytes, and two of nothing. */
	if (version != 2 && version != (x->big_endian ? 5u << 16 : 5u))
		return false;
	x->columns = cursor_u32(&c);
	x->units = cursor_u32(&c);
	x->slots = cursor_u32(&c);
	end = (uint64_t)c.at + (uint64_t)x->slots * 12;
	if (c.failed || x->columns > MOST_COLUMNS || (x->slots & (x->slots - 1)) != 0 ||
	    end + x->columns * (4 + (uint64_t)x->units * 8) > x->bytes.len)
		return false;
	x->ids = c.at;
	x->rows = x->ids + (size_t)x->slots * 8;
	x->sections = x->rows + (size_t)x->slots * 4;
	x->offsets = x->sections + (size_t)x->columns * 4;
	x->sizes = x->offsets + (size_t)x->columns * x->units * 4;
	return true;
}

static uint64_t
number_at(const struct package_index *x, size_t table, size_t index, unsigned size)
{
	struct cursor c = cursor_make(x->bytes, table + index * size, x->big_endian);

	return cursor_uint(&c, size);
}

/* The row of a unit, from 1 on; 0 for none. A hash with open addressing. */
static uint32_t
find_row(const struct package_index *x, uint64_t id)
{
	uint64_t mask = (uint64_t)x->slots - 1, at = id & mask, step = (id >> 32 & mask) | 1;

	for (uint32_t tries = 0; tries < x->slots; tries++, at = (at + step) & mask) {
		uint32_t row = (uint32_t)number_at(x, x->rows, (size_t)at, 4);

		if (row == 0)
			return 0;
		if (number_at(x, x->ids, (size_t)at, 8) == id)
			return row <= x->units ? row : 0;
	}
	return 0;
}

static bool
take_part(struct str *section, uint64_t offset, uint64_t size)
{
	if (offset > section->len || size > section->len - offset)
		return false;
	*section = str_make(section->ptr + offset, (size_t)size);
	return true;
}

enum dwarf_found
dwarf_package_unit(const struct dwarf_sections *package, struct str index, uint64_t id,
    struct dwarf_sections *unit)
{
	struct package_index x = {.bytes = index, .big_endian = package->big_endian};
	uint32_t row;

	if (!read_index(&x))
		return DWARF_UNREADABLE;
	row = find_row(&x, id);
	if (row == 0)
		return DWARF_MISSING;
	*unit = *package;
	for (uint32_t i = 0; i < x.columns; i++) {
		size_t cell = (size_t)(row - 1) * x.columns + i;
		uint64_t offset = number_at(&x, x.offsets, cell, 4);
		uint64_t size = number_at(&x, x.sizes, cell, 4);
		bool good = true;

		switch (number_at(&x, x.sections, i, 4)) {
		case SECTION_INFO:
			good = take_part(&unit->info, offset, size);
			break;
		case SECTION_ABBREV:
			good = take_part(&unit->abbrev, offset, size);
			break;
		case SECTION_STR_OFFSETS:
			good = take_part(&unit->str_offsets, offset, size);
			break;
		case SECTION_RNGLISTS:
			good = unit->rnglists.len == 0 || take_part(&unit->rnglists, offset, size);
			break;
		default:
			break;
		}
		if (!good)
			return DWARF_UNREADABLE;
	}
	return DWARF_FOUND;
}
