/*
 * dwarf_die.c - DIEs: abbreviations, forms, values, names (DWARF 5, 7.5).
 *
 *	.debug_abbrev  5: DW_TAG_subprogram, children; {DW_AT_name, DW_FORM_strp}, ...
 *	.debug_info    05 <4 bytes> ...
 *
 * Most DIEs are passed over: where all forms of an abbreviation have a fixed
 * size, by one addition.
 */
#include <stdlib.h>

#include "dwarf_parts.h"
#include "hash.h"
#include "mem.h"

enum {
	FORM_ADDR = 0x01,
	FORM_BLOCK2 = 0x03,
	FORM_BLOCK4 = 0x04,
	FORM_DATA2 = 0x05,
	FORM_DATA4 = 0x06,
	FORM_DATA8 = 0x07,
	FORM_STRING = 0x08,
	FORM_BLOCK = 0x09,
	FORM_BLOCK1 = 0x0a,
	FORM_DATA1 = 0x0b,
	FORM_FLAG = 0x0c,
	FORM_SDATA = 0x0d,
	FORM_STRP = 0x0e,
	FORM_UDATA = 0x0f,
	FORM_REF_ADDR = 0x10,
	FORM_REF1 = 0x11,
	FORM_REF2 = 0x12,
	FORM_REF4 = 0x13,
	FORM_REF8 = 0x14,
	FORM_REF_UDATA = 0x15,
	FORM_INDIRECT = 0x16,
	FORM_SEC_OFFSET = 0x17,
	FORM_EXPRLOC = 0x18,
	FORM_FLAG_PRESENT = 0x19,
	FORM_STRX = 0x1a,
	FORM_ADDRX = 0x1b,
	FORM_REF_SUP4 = 0x1c,
	FORM_STRP_SUP = 0x1d,
	FORM_DATA16 = 0x1e,
	FORM_LINE_STRP = 0x1f,
	FORM_REF_SIG8 = 0x20,
	FORM_IMPLICIT_CONST = 0x21,
	FORM_LOCLISTX = 0x22,
	FORM_RNGLISTX = 0x23,
	FORM_REF_SUP8 = 0x24,
	FORM_STRX1 = 0x25,
	FORM_STRX2 = 0x26,
	FORM_STRX3 = 0x27,
	FORM_STRX4 = 0x28,
	FORM_ADDRX1 = 0x29,
	FORM_ADDRX2 = 0x2a,
	FORM_ADDRX3 = 0x2b,
	FORM_ADDRX4 = 0x2c,
	FORM_GNU_ADDR_INDEX = 0x1f01,
	FORM_GNU_STR_INDEX = 0x1f02,
	FORM_GNU_REF_ALT = 0x1f20,
	FORM_GNU_STRP_ALT = 0x1f21,

	/* From a DIE to the one that has the name. */
	MOST_REFERENCES = 16,
};

/* Which index a DW_AT number has among the wanted ones. */
static uint8_t
want_of(uint64_t attribute)
{
	switch (attribute) {
	case 0x03:
		return WANT_NAME;
	case 0x10:
		return WANT_STMT_LIST;
	case 0x11:
		return WANT_LOW_PC;
	case 0x12:
		return WANT_HIGH_PC;
	case 0x1b:
		return WANT_COMP_DIR;
	case 0x13:
		return WANT_LANGUAGE;
	case 0x31:
		return WANT_ABSTRACT_ORIGIN;
	case 0x47:
		return WANT_SPECIFICATION;
	case 0x55:
		return WANT_RANGES;
	case 0x58:
		return WANT_CALL_FILE;
	case 0x59:
		return WANT_CALL_LINE;
	case 0x6e:
	case 0x2007: /* DW_AT_MIPS_linkage_name */
		return WANT_LINKAGE_NAME;
	case 0x72:
		return WANT_STR_OFFSETS_BASE;
	case 0x73:
	case 0x2133: /* DW_AT_GNU_addr_base */
		return WANT_ADDR_BASE;
	case 0x74:
		return WANT_RNGLISTS_BASE;
	case 0x76:
	case 0x2130: /* DW_AT_GNU_dwo_name */
		return WANT_DWO_NAME;
	default:
		return WANTS;
	}
}

/* The bytes a form takes in a unit of this kind, or DWARF_VARIES. */
static unsigned
form_size(const struct dwarf_unit *u, uint16_t form)
{
	switch (form) {
	case FORM_FLAG_PRESENT:
	case FORM_IMPLICIT_CONST:
		return 0;
	case FORM_DATA1:
	case FORM_REF1:
	case FORM_FLAG:
	case FORM_STRX1:
	case FORM_ADDRX1:
		return 1;
	case FORM_DATA2:
	case FORM_REF2:
	case FORM_STRX2:
	case FORM_ADDRX2:
		return 2;
	case FORM_STRX3:
	case FORM_ADDRX3:
		return 3;
	case FORM_DATA4:
	case FORM_REF4:
	case FORM_STRX4:
	case FORM_ADDRX4:
	case FORM_REF_SUP4:
		return 4;
	case FORM_DATA8:
	case FORM_REF8:
	case FORM_REF_SIG8:
	case FORM_REF_SUP8:
		return 8;
	case FORM_DATA16:
		return 16;
	case FORM_ADDR:
		return u->address_size;
	case FORM_REF_ADDR:
		return u->version == 2 ? u->address_size : u->offset_size;
	case FORM_STRP:
	case FORM_LINE_STRP:
	case FORM_STRP_SUP:
	case FORM_SEC_OFFSET:
	case FORM_GNU_REF_ALT:
	case FORM_GNU_STRP_ALT:
		return u->offset_size;
	default:
		return DWARF_VARIES;
	}
}

/*
 * Abbreviations -------------------------------------------------------------
 */

static int
compare_codes(const void *a, const void *b)
{
	const struct dwarf_abbrev *x = a, *y = b;

	return (x->code > y->code) - (x->code < y->code);
}

const struct dwarf_abbrev *
dwarf_search_abbrev(const struct dwarf_abbrevs *t, uint64_t code)
{
	struct dwarf_abbrev key = {.code = code};

	return t->count > 0 ? bsearch(&key, t->items, t->count, sizeof(key), compare_codes) : NULL;
}

/* Passes over {attribute, form} pairs up to {0, 0}; returns how many there are. */
static uint32_t
count_specs(struct cursor c)
{
	uint32_t n = 0;

	while (cursor_more(&c)) {
		uint64_t attribute = cursor_uleb(&c), form = cursor_uleb(&c);

		if (form == FORM_IMPLICIT_CONST)
			cursor_sleb(&c);
		if (attribute == 0 && form == 0)
			break;
		n++;
	}
	return n;
}

static bool
read_specs(struct dwarf *d, const struct dwarf_unit *u, struct cursor *c, struct dwarf_abbrev *a)
{
	uint32_t n = count_specs(*c);

	a->specs = ARENA_NEW(&d->arena, struct dwarf_spec, n);
	if (a->specs == NULL || !dwarf_spend(d, n))
		return false;
	a->spec_count = n;
	a->fixed_size = 0;
	for (uint32_t i = 0; i < n; i++) {
		struct dwarf_spec *s = &a->specs[i];
		uint64_t attribute = cursor_uleb(c), form = cursor_uleb(c);

		s->form = form <= UINT16_MAX ? (uint16_t)form : 0;
		s->want = want_of(attribute);
		s->implicit = form == FORM_IMPLICIT_CONST ? cursor_sleb(c) : 0;
		a->has_code |= s->want == WANT_LOW_PC || s->want == WANT_RANGES;
		s->size = (uint8_t)form_size(u, s->form);
		if (s->size == DWARF_VARIES || a->fixed_size > UINT16_MAX)
			a->fixed_size = UINT32_MAX;
		else if (a->fixed_size != UINT32_MAX)
			a->fixed_size += s->size;
	}
	cursor_uleb(c); /* {0, 0} */
	cursor_uleb(c);
	return true;
}

/* Reads a whole table into growing memory. */
static bool
read_table(struct dwarf *d, const struct dwarf_unit *u, struct dwarf_abbrevs *t, size_t *cap)
{
	struct cursor c;
	bool sorted = true;

	if (u->abbrev_offset >= d->sections.abbrev.len)
		return dwarf_damage(
		    d, "abbreviations outside their section", ".debug_info", u->offset);
	c = cursor_make(d->sections.abbrev, (size_t)u->abbrev_offset, d->sections.big_endian);
	while (cursor_more(&c)) {
		struct dwarf_abbrev a = {.code = cursor_uleb(&c)};
		uint64_t tag;

		if (a.code == 0)
			break;
		tag = cursor_uleb(&c);
		a.tag = tag <= UINT16_MAX ? (uint16_t)tag : 0;
		a.has_children = cursor_u8(&c) != 0;
		if (!dwarf_spend(d, 1) || !read_specs(d, u, &c, &a) ||
		    !MEM_GROW(&t->items, cap, t->count + 1))
			return false;
		sorted = sorted && (t->count == 0 || t->items[t->count - 1].code < a.code);
		t->items[t->count++] = a;
	}
	if (!sorted)
		qsort(t->items, t->count, sizeof(*t->items), compare_codes);
	return !c.failed || dwarf_damage(d, "abbreviations cut short", ".debug_abbrev", c.fault);
}

static bool
same_kind(const struct dwarf_abbrevs *t, const struct dwarf_unit *u)
{
	return t->offset == u->abbrev_offset && t->version == u->version &&
	       t->address_size == u->address_size && t->offset_size == u->offset_size;
}

/* The slot of a unit's table, taken or free. */
static struct dwarf_abbrevs **
table_slot(struct dwarf_abbrevs **slots, size_t mask, const struct dwarf_unit *u)
{
	size_t at = (size_t)hash_mix(u->abbrev_offset) & mask;

	while (slots[at] != NULL && !same_kind(slots[at], u))
		at = (at + 1) & mask;
	return &slots[at];
}

/* Keeps the hash of tables at most half full. */
static bool
grow_tables(struct dwarf *d)
{
	size_t size = d->abbrevs ? (d->abbrev_mask + 1) * 2 : 64;
	struct dwarf_abbrevs **bigger;

	if (d->abbrevs != NULL && d->abbrev_count * 2 < d->abbrev_mask)
		return true;
	bigger = mem_zalloc(size, sizeof(struct dwarf_abbrevs *));
	if (bigger == NULL)
		return false;
	for (size_t i = 0; d->abbrevs != NULL && i <= d->abbrev_mask; i++) {
		struct dwarf_abbrevs *t = d->abbrevs[i];
		struct dwarf_unit key;

		if (t == NULL)
			continue;
		key = (struct dwarf_unit){.abbrev_offset = t->offset,
		    .version = t->version,
		    .address_size = t->address_size,
		    .offset_size = t->offset_size};
		*table_slot(bigger, size - 1, &key) = t;
	}
	mem_free(d->abbrevs);
	d->abbrevs = bigger;
	d->abbrev_mask = size - 1;
	return true;
}

bool
dwarf_read_abbrevs(struct dwarf *d, struct dwarf_unit *u)
{
	struct dwarf_abbrevs **slot, *t;
	struct dwarf_abbrev *items;
	size_t cap = 0;

	if (u->abbrevs != NULL)
		return true;
	if (!grow_tables(d))
		return false;
	slot = table_slot(d->abbrevs, d->abbrev_mask, u);
	u->abbrevs = *slot;
	if (*slot != NULL)
		return true;
	t = ARENA_NEW(&d->arena, struct dwarf_abbrevs, 1);
	if (t == NULL)
		return false;
	*t = (struct dwarf_abbrevs){.offset = u->abbrev_offset,
	    .version = u->version,
	    .address_size = u->address_size,
	    .offset_size = u->offset_size};
	/* What could be read of a damaged table is kept: each is read once. */
	read_table(d, u, t, &cap);
	items = ARENA_NEW(&d->arena, struct dwarf_abbrev, t->count);
	if (items != NULL && t->count > 0)
		memcpy(items, t->items, t->count * sizeof(*items));
	else
		t->count = 0;
	mem_free(t->items);
	t->items = items;
	u->abbrevs = *slot = t;
	d->abbrev_count++;
	return true;
}

/*
 * Values ----------------------------------------------------------------------
 */

struct cursor
dwarf_cursor(const struct dwarf *d, const struct dwarf_unit *u, uint64_t offset)
{
	struct str bytes = str_head(d->sections.info, (size_t)u->end);

	return cursor_make(
	    bytes, offset <= u->end ? (size_t)offset : bytes.len, d->sections.big_endian);
}

static void
read_value(
    const struct dwarf_unit *u, struct cursor *c, const struct dwarf_spec *s, struct dwarf_value *v)
{
	uint16_t form = s->form;
	unsigned size = s->size;

	for (int i = 0; form == FORM_INDIRECT && i < 4; i++) {
		uint64_t next = cursor_uleb(c);

		form = next <= UINT16_MAX ? (uint16_t)next : 0;
		size = form_size(u, form);
	}
	v->form = form;
	v->number = 0;
	if (size == 16) {
		cursor_skip(c, 16);
		return;
	}
	if (size != DWARF_VARIES) {
		if (form == FORM_IMPLICIT_CONST)
			v->number = (uint64_t)s->implicit;
		else
			v->number = size == 0 ? 1 : cursor_uint(c, size);
		return;
	}
	switch (form) {
	case FORM_STRING:
		v->text = cursor_string(c);
		break;
	case FORM_SDATA:
		v->number = (uint64_t)cursor_sleb(c);
		break;
	case FORM_UDATA:
	case FORM_REF_UDATA:
	case FORM_STRX:
	case FORM_ADDRX:
	case FORM_LOCLISTX:
	case FORM_RNGLISTX:
	case FORM_GNU_ADDR_INDEX:
	case FORM_GNU_STR_INDEX:
		v->number = cursor_uleb(c);
		break;
	case FORM_BLOCK1:
		cursor_skip(c, cursor_u8(c));
		break;
	case FORM_BLOCK2:
		cursor_skip(c, cursor_u16(c));
		break;
	case FORM_BLOCK4:
		cursor_skip(c, cursor_u32(c));
		break;
	case FORM_BLOCK:
	case FORM_EXPRLOC:
		cursor_skip(c, cursor_uleb(c));
		break;
	default:
		cursor_fail(c); /* its size is not known: nothing behind it can be read */
	}
}

void
dwarf_skip_values(const struct dwarf_unit *u, struct cursor *c, const struct dwarf_abbrev *a)
{
	struct dwarf_value unused;

	if (a->fixed_size != UINT32_MAX) {
		cursor_skip(c, a->fixed_size);
		return;
	}
	for (uint32_t i = 0; i < a->spec_count && !c->failed; i++) {
		const struct dwarf_spec *s = &a->specs[i];

		if (s->size != DWARF_VARIES)
			cursor_skip(c, s->size);
		else
			read_value(u, c, s, &unused);
	}
}

void
dwarf_read_values(const struct dwarf_unit *u, struct cursor *c, const struct dwarf_abbrev *a,
    struct dwarf_die *die)
{
	struct dwarf_value unused;

	memset(die->values, 0, sizeof(die->values));
	die->abbrev = a;
	for (uint32_t i = 0; i < a->spec_count && !c->failed; i++) {
		const struct dwarf_spec *s = &a->specs[i];

		read_value(u, c, s, s->want < WANTS ? &die->values[s->want] : &unused);
	}
}

bool
dwarf_read_die(struct dwarf *d, const struct dwarf_unit *u, uint64_t offset, struct dwarf_die *die)
{
	struct cursor c = dwarf_cursor(d, u, offset);
	const struct dwarf_abbrev *a;

	if (offset < u->first || u->abbrevs == NULL)
		return false;
	a = dwarf_abbrev(u->abbrevs, cursor_uleb(&c));
	if (a == NULL)
		return dwarf_damage(d, "no such abbreviation", ".debug_info", offset);
	die->offset = offset;
	dwarf_read_values(u, &c, a, die);
	return !c.failed || dwarf_damage(d, "damaged DIE", ".debug_info", offset);
}

/*
 * What values mean --------------------------------------------------------------
 */

static struct str
string_in(struct str section, uint64_t offset)
{
	struct cursor c;

	if (offset >= section.len)
		return (struct str){"", 0};
	c = cursor_make(section, (size_t)offset, false);
	return cursor_string(&c);
}

/* Entry `index` of a table of numbers at `base` of a section. */
static bool
table_entry(struct dwarf *d, struct str section, uint64_t base, uint64_t index, unsigned size,
    uint64_t *value)
{
	struct cursor c;
	uint64_t at;

	if (__builtin_mul_overflow(index, size, &at) || __builtin_add_overflow(at, base, &at) ||
	    at >= section.len)
		return false;
	c = cursor_make(section, (size_t)at, d->sections.big_endian);
	*value = cursor_uint(&c, size);
	return !c.failed;
}

static struct str
alternate_string(struct dwarf *d, uint64_t offset)
{
	if (d->alternate != NULL)
		return string_in(d->alternate->sections.str, offset);
	d->alternate_missing++;
	return (struct str){"", 0};
}

struct str
dwarf_string(struct dwarf *d, const struct dwarf_unit *u, const struct dwarf_value *v)
{
	uint64_t offset;

	switch (v->form) {
	case FORM_STRING:
		return v->text;
	case FORM_STRP:
		return string_in(d->sections.str, v->number);
	case FORM_LINE_STRP:
		return string_in(d->sections.line_str, v->number);
	case FORM_STRP_SUP:
	case FORM_GNU_STRP_ALT:
		return alternate_string(d, v->number);
	case FORM_STRX:
	case FORM_STRX1:
	case FORM_STRX2:
	case FORM_STRX3:
	case FORM_STRX4:
	case FORM_GNU_STR_INDEX:
		if (table_entry(d, d->sections.str_offsets, u->str_offsets_base, v->number,
			u->offset_size, &offset))
			return string_in(d->sections.str, offset);
		return (struct str){"", 0};
	default:
		return (struct str){"", 0};
	}
}

bool
dwarf_address_at(struct dwarf *d, const struct dwarf_unit *u, uint64_t index, uint64_t *address)
{
	return table_entry(d, d->sections.addr, u->addr_base, index, u->address_size, address);
}

bool
dwarf_address(
    struct dwarf *d, const struct dwarf_unit *u, const struct dwarf_value *v, uint64_t *address)
{
	switch (v->form) {
	case FORM_ADDR:
		*address = v->number;
		return true;
	case FORM_ADDRX:
	case FORM_ADDRX1:
	case FORM_ADDRX2:
	case FORM_ADDRX3:
	case FORM_ADDRX4:
	case FORM_GNU_ADDR_INDEX:
		return dwarf_address_at(d, u, v->number, address);
	default:
		return false;
	}
}

bool
dwarf_number(const struct dwarf_value *v, uint64_t *number)
{
	switch (v->form) {
	case FORM_DATA1:
	case FORM_DATA2:
	case FORM_DATA4:
	case FORM_DATA8:
	case FORM_SDATA:
	case FORM_UDATA:
	case FORM_SEC_OFFSET:
	case FORM_IMPLICIT_CONST:
		*number = v->number;
		return true;
	default:
		return false;
	}
}

/*
 * Where a reference leads: another DIE of the unit, of another unit, or of
 * dwz's common file, which *d and *u then are.
 */
static bool
follow(struct dwarf **d, const struct dwarf_unit **u, const struct dwarf_value *v, uint64_t *die)
{
	struct dwarf_unit *other;

	switch (v->form) {
	case FORM_REF1:
	case FORM_REF2:
	case FORM_REF4:
	case FORM_REF8:
	case FORM_REF_UDATA:
		return !__builtin_add_overflow((*u)->offset, v->number, die) && *die < (*u)->end;
	case FORM_REF_ADDR:
		break;
	case FORM_REF_SUP4:
	case FORM_REF_SUP8:
	case FORM_GNU_REF_ALT:
		if ((*d)->alternate == NULL) {
			(*d)->alternate_missing++;
			return false;
		}
		*d = (*d)->alternate;
		dwarf_list_units(*d);
		break;
	default:
		return false;
	}
	*die = v->number;
	other = dwarf_unit_at(*d, *die);
	*u = other;
	return other != NULL && dwarf_read_root(*d, other);
}

struct str
dwarf_name(struct dwarf *d, const struct dwarf_unit *u, uint64_t die, bool *linkage)
{
	struct str plain = {"", 0};

	*linkage = false;
	for (int i = 0; i < MOST_REFERENCES; i++) {
		const struct dwarf_value *v;
		struct dwarf_die at;
		struct str name;

		if (!dwarf_read_die(d, u, die, &at))
			break;
		v = at.values;
		name = dwarf_string(d, u, &v[WANT_LINKAGE_NAME]);
		if (name.len > 0) {
			*linkage = true;
			return name;
		}
		if (plain.len == 0) {
			plain = dwarf_string(d, u, &v[WANT_NAME]);
			*linkage = u->plain_names;
		}
		v = &v[v[WANT_ABSTRACT_ORIGIN].form ? WANT_ABSTRACT_ORIGIN : WANT_SPECIFICATION];
		if (!follow(&d, &u, v, &die))
			break;
	}
	return plain;
}
