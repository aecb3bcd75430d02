/*
 * dwarf_abbrev.c - tables of abbreviations (DWARF 5, 7.5.3).
 *
 *	5: DW_TAG_subprogram, children; {DW_AT_name, DW_FORM_strp}, ... {0, 0}
 *
 * Several units may share a table: each is read once for units of one kind.
 */
#include "dwarf_forms.h"
#include "dwarf_parts.h"
#include "hash.h"
#include "mem.h"
#include "sorted.h"

/*
 * A DIE has each attribute once, and there are fewer (DWARF 5, 2.2 and 7.5.4). Those without bytes in the
 * DIE could be any number otherwise, to be gone through for each of as many DIEs.
 */
enum { MOST_ATTRIBUTES = 512 };

/* Which index a DW_AT number has among the wanted ones. */
static uint8_t
want_of(uint64_t attribute)
{
	/* One more than the index: 0 is none. */
	static const uint8_t wants[0x80] = {
	    [0x01] = WANT_SIBLING + 1,
	    [0x03] = WANT_NAME + 1,
	    [0x10] = WANT_STMT_LIST + 1,
	    [0x11] = WANT_LOW_PC + 1,
	    [0x12] = WANT_HIGH_PC + 1,
	    [0x1b] = WANT_COMP_DIR + 1,
	    [0x13] = WANT_LANGUAGE + 1,
	    [0x1c] = WANT_CONST_VALUE + 1,
	    [0x1d] = WANT_CONTAINING_TYPE + 1,
	    [0x25] = WANT_PRODUCER + 1,
	    [0x2f] = WANT_UPPER_BOUND + 1,
	    [0x31] = WANT_ABSTRACT_ORIGIN + 1,
	    [0x34] = WANT_ARTIFICIAL + 1,
	    [0x37] = WANT_COUNT + 1,
	    [0x39] = WANT_DECL_COLUMN + 1,
	    [0x3a] = WANT_DECL_FILE + 1,
	    [0x3b] = WANT_DECL_LINE + 1,
	    [0x3f] = WANT_EXTERNAL + 1,
	    [0x47] = WANT_SPECIFICATION + 1,
	    [0x49] = WANT_TYPE + 1,
	    [0x55] = WANT_RANGES + 1,
	    [0x58] = WANT_CALL_FILE + 1,
	    [0x59] = WANT_CALL_LINE + 1,
	    [0x69] = WANT_SIGNATURE + 1,
	    [0x6e] = WANT_LINKAGE_NAME + 1,
	    [0x72] = WANT_STR_OFFSETS_BASE + 1,
	    [0x73] = WANT_ADDR_BASE + 1,
	    [0x74] = WANT_RNGLISTS_BASE + 1,
	    [0x76] = WANT_DWO_NAME + 1,
	};

	if (attribute < sizeof(wants))
		return wants[attribute] > 0 ? (uint8_t)(wants[attribute] - 1) : ALL_WANTS;
	switch (attribute) {
	case 0x2007: /* DW_AT_MIPS_linkage_name */
		return WANT_LINKAGE_NAME;
	case 0x2133: /* DW_AT_GNU_addr_base */
		return WANT_ADDR_BASE;
	case 0x2130: /* DW_AT_GNU_dwo_name */
		return WANT_DWO_NAME;
	case 0x2131: /* DW_AT_GNU_dwo_id */
		return WANT_DWO_ID;
	case 0x2132: /* DW_AT_GNU_ranges_base */
		return WANT_SPLIT_RANGES_BASE;
	case 0x2107: /* DW_AT_GNU_vector */
		return WANT_VECTOR;
	case 0x2110: /* DW_AT_GNU_template_name */
		return WANT_TEMPLATE_NAME;
	default:
		return ALL_WANTS;
	}
}

unsigned
dwarf_form_size(const struct dwarf_unit *u, uint16_t form)
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

static uint64_t
code_of(const void *items, size_t i)
{
	return ((const struct dwarf_abbrev *)items)[i].code;
}

const struct dwarf_abbrev *
dwarf_search_abbrev(const struct dwarf_abbrevs *t, uint64_t code)
{
	size_t i = sorted_below(t->items, t->count, code, code_of);

	return i < t->count && t->items[i].code == code ? &t->items[i] : NULL;
}

static int
compare_codes(const void *left, const void *right)
{
	const struct dwarf_abbrev *a = left, *b = right;

	return sorted_order(a->code, b->code);
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

	if (n > MOST_ATTRIBUTES)
		return dwarf_damage(
		    d, "an abbreviation of too many attributes", ".debug_abbrev", c->at);
	a->specs = ARENA_NEW(&d->arena, struct dwarf_spec, n);
	if (a->specs == NULL)
		return dwarf_no_memory(d);
	if (!dwarf_spend(d, n))
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
		s->size = (uint8_t)dwarf_form_size(u, s->form);
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
		if (!dwarf_spend(d, 1) || !read_specs(d, u, &c, &a))
			return false;
		if (!MEM_GROW(&t->items, cap, t->count + 1))
			return dwarf_no_memory(d);
		t->items[t->count++] = a;
	}
	sorted_sort(t->items, t->count, sizeof(*t->items), compare_codes);
	return !c.failed || dwarf_damage(d, "abbreviations cut short", ".debug_abbrev", c.fault);
}

static bool
same_kind(const struct dwarf_abbrevs *t, const struct dwarf_unit *u)
{
	return t->offset == u->abbrev_offset && t->version == u->version &&
	       t->address_size == u->address_size && t->offset_size == u->offset_size;
}

/* The table of a unit's abbreviations, new where *slot is free; NULL without memory. */
static struct dwarf_abbrevs *
abbrevs_of(struct dwarf *d, const struct dwarf_unit *u)
{
	struct slots *by_offset = &d->abbrevs_by_offset;
	struct dwarf_abbrevs *t;
	struct slot *s;
	uint32_t hash;

	if (!slots_room(by_offset) || d->abbrev_count >= SLOT_NONE ||
	    !MEM_GROW(&d->abbrevs, &d->abbrev_cap, d->abbrev_count + 1))
		return NULL;
	hash = slots_hash_number(by_offset, u->abbrev_offset);
	for (s = slots_first(by_offset, hash); s->id != SLOT_NONE; s = slots_next(by_offset, s))
		if (same_kind(d->abbrevs[s->id], u))
			return d->abbrevs[s->id];
	t = ARENA_NEW(&d->arena, struct dwarf_abbrevs, 1);
	if (t == NULL)
		return NULL;
	*t = (struct dwarf_abbrevs){.offset = u->abbrev_offset,
	    .version = u->version,
	    .address_size = u->address_size,
	    .offset_size = u->offset_size};
	slots_fill(by_offset, s, hash, (uint32_t)d->abbrev_count);
	d->abbrevs[d->abbrev_count++] = t;
	return t;
}

bool
dwarf_read_abbrevs(struct dwarf *d, struct dwarf_unit *u)
{
	struct dwarf_abbrevs *t;
	struct dwarf_abbrev *items;
	size_t cap = 0;

	if (u->abbrevs != NULL)
		return true;
	t = abbrevs_of(d, u);
	if (t == NULL)
		return dwarf_no_memory(d);
	u->abbrevs = t;
	if (t->read)
		return true;
	t->read = true;
	/* What could be read of a damaged table is kept: each is read once. */
	read_table(d, u, t, &cap);
	items = ARENA_NEW(&d->arena, struct dwarf_abbrev, t->count);
	if (items == NULL) {
		dwarf_no_memory(d);
		t->count = 0;
	}
	if (t->count > 0)
		memcpy(items, t->items, t->count * sizeof(*items));
	mem_free(t->items);
	t->items = items;
	return true;
}
