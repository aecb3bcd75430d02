/*
 * dwarf_die.c - DIEs: their values, and what these mean (DWARF 5, 7.5).
 *
 *	.debug_abbrev  5: DW_TAG_subprogram, children; {DW_AT_name, DW_FORM_strp}, ...
 *	.debug_info    05 <4 bytes> ...
 *
 * Most DIEs are passed over: where all forms of an abbreviation have a fixed
 * size, by one addition.
 */
#include "dwarf_forms.h"
#include "dwarf_parts.h"

enum { LARGE_DIE = 1024, LONG_NAME = 128 };

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
		size = dwarf_form_size(u, form);
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

/* The first `wants` of enum dwarf_want. */
static void
read_values(const struct dwarf_unit *u, struct cursor *c, const struct dwarf_abbrev *a,
    struct dwarf_value *values, size_t wants)
{
	struct dwarf_value unused;

	memset(values, 0, wants * sizeof(*values));
	for (uint32_t i = 0; i < a->spec_count && !c->failed; i++) {
		const struct dwarf_spec *s = &a->specs[i];

		if (s->want < wants)
			read_value(u, c, s, &values[s->want]);
		else if (s->size != DWARF_VARIES)
			cursor_skip(c, s->size);
		else
			read_value(u, c, s, &unused);
	}
}

void
dwarf_read_values(const struct dwarf_unit *u, struct cursor *c, const struct dwarf_abbrev *a,
    struct dwarf_die *die)
{
	die->abbrev = a;
	read_values(u, c, a, die->values, WANTS);
}

void
dwarf_read_all_values(const struct dwarf_unit *u, struct cursor *c, const struct dwarf_abbrev *a,
    struct dwarf_value values[ALL_WANTS])
{
	read_values(u, c, a, values, ALL_WANTS);
}

struct dwarf_value
dwarf_read_one(const struct dwarf *d, const struct dwarf_unit *u, uint64_t offset, unsigned want)
{
	struct cursor c = dwarf_cursor(d, u, offset);
	const struct dwarf_abbrev *a = dwarf_abbrev(u->abbrevs, cursor_uleb(&c));
	const struct dwarf_value none = {.form = 0};
	struct dwarf_value v = none;

	for (uint32_t i = 0; a != NULL && i < a->spec_count && !c.failed; i++) {
		const struct dwarf_spec *s = &a->specs[i];

		if (s->size != DWARF_VARIES && s->want != want)
			cursor_skip(&c, s->size);
		else
			read_value(u, &c, s, &v);
		if (s->want == want)
			return c.failed ? none : v;
	}
	return none;
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
	/* One is read for each frame that is in it: most cost nothing, very large ones do. */
	if (c.at - offset >= LARGE_DIE && !dwarf_spend(d, (c.at - offset) / LARGE_DIE))
		return false;
	return !c.failed || dwarf_damage(d, "damaged DIE", ".debug_info", offset);
}

/*
 * What values mean --------------------------------------------------------------
 */

/* Many DIEs may have the same name: most cost nothing, long ones do. */
static struct str
string_in(struct dwarf *d, struct str section, uint64_t offset)
{
	struct cursor c;
	struct str s;

	if (offset >= section.len)
		return (struct str){"", 0};
	c = cursor_make(section, (size_t)offset, false);
	s = cursor_string(&c);
	if (s.len >= LONG_NAME && !dwarf_spend(d, s.len / LONG_NAME))
		return (struct str){"", 0};
	return s;
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
		return string_in(d, d->alternate->sections.str, offset);
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
		return string_in(d, d->sections.str, v->number);
	case FORM_LINE_STRP:
		return string_in(d, d->sections.line_str, v->number);
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
			return string_in(d, d->sections.str, offset);
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
