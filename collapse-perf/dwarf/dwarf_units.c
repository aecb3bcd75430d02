/*
 * dwarf_units.c - the units of .debug_info and the addresses they cover
 * (DWARF 5, 7.5.1 and 6.1.2; of DWARF 4 .debug_types, 7.5.1.2).
 *
 *	.debug_info     length, version, kind, address size, abbreviations; DIEs ...
 *	.debug_types    length, version, abbreviations, address size, signature, type; DIEs ...
 *	.debug_aranges  length, version, unit, address size; {address, length} ...
 *
 * clang and rustc write no .debug_aranges: there each unit's first DIE tells.
 */
#include "dwarf_parts.h"
#include "mem.h"
#include "sorted.h"

enum {
	UNIT_COMPILE = 1,
	UNIT_TYPE = 2,
	UNIT_PARTIAL = 3,
	UNIT_SKELETON = 4,
	UNIT_SPLIT_COMPILE = 5,
	UNIT_SPLIT_TYPE = 6,
	NEWEST = 5,	   /* version that is known */
	LIKELY_NEWER = 10, /* so many more are versions to come, and others damage */
};

#define LONG_FORM ((uint32_t)0xffffffff)

/* A length of 4 bytes, or of 8 behind ffffffff; the cursor then ends where it says. */
static bool
read_length(struct cursor *c, uint8_t *offset_size)
{
	uint64_t length = cursor_u32(c);

	*offset_size = 4;
	if (length == LONG_FORM) {
		length = cursor_u64(c);
		*offset_size = 8;
	}
	if (c->failed || length > c->end - c->at)
		return false;
	c->end = c->at + (size_t)length;
	return true;
}

/* What stands behind the length; false for a version that is not known. */
static bool
read_unit_header(struct cursor *c, struct dwarf_unit *u, bool of_types)
{
	uint16_t version = cursor_u16(c);
	uint8_t kind = of_types ? UNIT_TYPE : UNIT_COMPILE;

	u->version = version < UINT8_MAX ? (uint8_t)version : UINT8_MAX;
	if (version < 2 || version > NEWEST)
		return false;
	if (version >= 5) {
		kind = cursor_u8(c);
		u->address_size = cursor_u8(c);
		u->abbrev_offset = cursor_uint(c, u->offset_size);
	} else {
		u->abbrev_offset = cursor_uint(c, u->offset_size);
		u->address_size = cursor_u8(c);
	}
	u->has_id = kind == UNIT_SKELETON || kind == UNIT_SPLIT_COMPILE;
	if (u->has_id)
		u->split_id = cursor_u64(c);
	if (kind == UNIT_TYPE || kind == UNIT_SPLIT_TYPE) {
		u->split_id = cursor_u64(c);
		u->type = cursor_uint(c, u->offset_size);
	}
	u->has_code = kind == UNIT_COMPILE || kind == UNIT_SKELETON || kind == UNIT_SPLIT_COMPILE;
	u->first = c->at;
	/* The tables of strings, addresses and ranges begin behind a header of these sizes. */
	if (version >= 5) {
		u->str_offsets_base = u->offset_size == 8 ? 16 : 8;
		u->addr_base = u->offset_size == 8 ? 16 : 8;
		u->rnglists_base = u->offset_size == 8 ? 20 : 12;
	}
	return !c->failed && (u->address_size == 4 || u->address_size == 8);
}

void
dwarf_list_units(struct dwarf *d)
{
	size_t at = 0;

	if (d->units != NULL)
		return;
	while (at < d->sections.info.len && dwarf_spend(d, 1)) {
		struct cursor c = cursor_make(d->sections.info, at, d->sections.big_endian);
		struct dwarf_unit u = {.offset = at};

		if (!read_length(&c, &u.offset_size)) {
			dwarf_damage(d, "unit longer than its section", ".debug_info", at);
			return;
		}
		u.end = c.end;
		at = c.end;
		if (!read_unit_header(&c, &u, d->of_types)) {
			dwarf_damage(d,
			    u.version > NEWEST && u.version <= NEWEST + LIKELY_NEWER
				? "unit of a newer version of DWARF than 5, which this program "
				  "knows"
				: "unit of an unknown kind",
			    ".debug_info", u.offset);
			continue;
		}
		if (!MEM_GROW(&d->units, &d->unit_cap, d->unit_count + 1)) {
			dwarf_no_memory(d);
			return;
		}
		d->units[d->unit_count++] = u;
	}
}

static uint64_t
unit_offset(const void *units, size_t i)
{
	return ((const struct dwarf_unit *)units)[i].offset;
}

struct dwarf_unit *
dwarf_unit_at(struct dwarf *d, uint64_t offset)
{
	size_t n = sorted_up_to(d->units, d->unit_count, offset, unit_offset);

	return n > 0 && offset < d->units[n - 1].end ? &d->units[n - 1] : NULL;
}

/* DW_LANG numbers of C, Fortran, Pascal and the like, and assemblers (DWARF 5, 7.12). */
static bool
has_plain_names(uint64_t language)
{
	static const uint16_t plain[] = {0x01, 0x02, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0c, 0x0e,
	    0x0f, 0x12, 0x1d, 0x22, 0x23, 0x2c, 0x2d, 0x8001};

	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (plain[i] == language)
			return true;
	return false;
}

/* The bases that other values count from come first. */
static void
read_bases(struct dwarf *d, struct dwarf_unit *u, const struct dwarf_value *v)
{
	uint64_t language = 0;

	dwarf_number(&v[WANT_STR_OFFSETS_BASE], &u->str_offsets_base);
	dwarf_number(&v[WANT_ADDR_BASE], &u->addr_base);
	dwarf_number(&v[WANT_RNGLISTS_BASE], &u->rnglists_base);
	dwarf_number(&v[WANT_DWO_ID], &u->split_id);
	u->plain_names = dwarf_number(&v[WANT_LANGUAGE], &language) && has_plain_names(language);
	u->language = language <= UINT16_MAX ? (uint16_t)language : 0;
	u->has_lines = dwarf_number(&v[WANT_STMT_LIST], &u->line_offset);
	u->directory = dwarf_string(d, u, &v[WANT_COMP_DIR]);
	u->name = dwarf_string(d, u, &v[WANT_NAME]);
	if (!dwarf_address(d, u, &v[WANT_LOW_PC], &u->low_pc))
		u->low_pc = 0;
}

/* Reads the unit's own DIE; false when it is damaged. */
static bool
read_root_die(struct dwarf *d, struct dwarf_unit *u, struct dwarf_die *die)
{
	if (!dwarf_read_abbrevs(d, u) || !dwarf_read_die(d, u, u->first, die))
		return false;
	if (!u->root_read)
		read_bases(d, u, die->values);
	u->root_read = true;
	return true;
}

bool
dwarf_read_root(struct dwarf *d, struct dwarf_unit *u)
{
	struct dwarf_die die;

	return u->root_read || read_root_die(d, u, &die);
}

/* One set of .debug_aranges: the ranges of one unit. */
static void
read_set(struct dwarf *d, struct cursor *c, size_t start, uint8_t offset_size)
{
	uint16_t version = cursor_u16(c);
	uint64_t offset = cursor_uint(c, offset_size);
	uint8_t address_size = cursor_u8(c), segment_size = cursor_u8(c);
	struct dwarf_unit *u = dwarf_unit_at(d, offset);
	size_t pair = (size_t)address_size * 2;

	if (version != 2 || segment_size != 0 || u == NULL || u->offset != offset ||
	    (address_size != 4 && address_size != 8)) {
		dwarf_damage(d, "set of an unknown kind", ".debug_aranges", start);
		return;
	}
	/* Pairs are aligned to their size. */
	cursor_skip(c, (pair - (c->at - start) % pair) % pair);
	while (c->end - c->at >= pair) {
		uint64_t low = cursor_uint(c, address_size);
		uint64_t length = cursor_uint(c, address_size);

		if (low == 0 && length == 0)
			break;
		if (!dwarf_add_range(d, &d->spans, low, low + length, (uint32_t)(u - d->units)))
			return;
		u->has_spans = true;
	}
}

static void
read_aranges(struct dwarf *d)
{
	struct str bytes = d->sections.aranges;

	for (size_t at = 0; at < bytes.len && dwarf_spend(d, 1);) {
		struct cursor c = cursor_make(bytes, at, d->sections.big_endian);
		uint8_t offset_size;

		if (!read_length(&c, &offset_size)) {
			dwarf_damage(d, "set longer than its section", ".debug_aranges", at);
			return;
		}
		read_set(d, &c, at, offset_size);
		at = c.end;
	}
}

void
dwarf_open(struct dwarf *d)
{
	if (d->opened)
		return;
	d->opened = true;
	dwarf_list_units(d);
	read_aranges(d);
	for (size_t i = 0; i < d->unit_count && i < UINT32_MAX; i++) {
		struct dwarf_unit *u = &d->units[i];
		struct dwarf_die die;

		if (!u->has_code || u->has_spans || !read_root_die(d, u, &die))
			continue;
		if (!dwarf_add_die_ranges(d, u, &die, (uint32_t)i, &d->spans))
			break;
	}
	dwarf_sort_ranges(&d->spans);
}
