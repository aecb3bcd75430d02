/*
 * dwarf_ranges.c - address ranges: from DIEs, and to search in.
 *
 * A DIE has DW_AT_low_pc and DW_AT_high_pc, or DW_AT_ranges with a list in
 * .debug_ranges (DWARF 3 and 4, 2.17.3: pairs of addresses relative to a base)
 * or .debug_rnglists (DWARF 5, 2.17.3: entries of several kinds).
 */
#include "dwarf_forms.h"
#include "dwarf_parts.h"
#include "mem.h"
#include "sorted.h"

enum {
	RLE_END_OF_LIST = 0,
	RLE_BASE_ADDRESSX = 1,
	RLE_STARTX_ENDX = 2,
	RLE_STARTX_LENGTH = 3,
	RLE_OFFSET_PAIR = 4,
	RLE_BASE_ADDRESS = 5,
	RLE_START_END = 6,
	RLE_START_LENGTH = 7,

	/* How many ranges around an address may be tried. */
	ENCLOSING = 256,
};

/* A list while it is read. */
struct list {
	struct dwarf *d;
	const struct dwarf_unit *unit;
	struct cursor c;
	uint64_t base;
	uint32_t owner;
	struct dwarf_range_set *set;
};

/* Code that the linker left out begins at 0, or near the highest address. */
static bool
is_left_out(uint64_t low, uint64_t high)
{
	return low == 0 || low >= high || low >= UINT64_MAX - 1 || low == UINT32_MAX ||
	       low == UINT32_MAX - 1;
}

bool
dwarf_add_range(
    struct dwarf *d, struct dwarf_range_set *set, uint64_t low, uint64_t high, uint32_t owner)
{
	if (is_left_out(low, high))
		return true;
	if (!dwarf_spend(d, 1))
		return false;
	if (set->count >= UINT32_MAX - 1 || !MEM_GROW(&set->items, &set->cap, set->count + 1))
		return dwarf_no_memory(d);
	set->items[set->count++] = (struct dwarf_range){low, high, owner, 0};
	return true;
}

static bool
add(struct list *l, uint64_t low, uint64_t high)
{
	return dwarf_add_range(l->d, l->set, low, high, l->owner);
}

static uint64_t
highest_address(const struct dwarf_unit *u)
{
	return u->address_size == 8 ? UINT64_MAX : UINT32_MAX;
}

/* .debug_ranges: {low, high}; {highest address, new base}; {0, 0} at the end. */
static bool
read_pairs(struct list *l)
{
	unsigned size = l->unit->address_size;

	while (dwarf_spend(l->d, 1)) {
		uint64_t low = cursor_uint(&l->c, size), high = cursor_uint(&l->c, size);

		if (l->c.failed)
			return dwarf_damage(
			    l->d, "range list cut short", ".debug_ranges", l->c.fault);
		if (low == 0 && high == 0)
			return true;
		if (low == highest_address(l->unit))
			l->base = high;
		else if (low != high && !add(l, low + l->base, high + l->base))
			return false;
	}
	return false;
}

static uint64_t
indexed_address(struct list *l, uint64_t index)
{
	uint64_t address = 0;

	if (!dwarf_address_at(l->d, l->unit, index, &address))
		cursor_fail(&l->c);
	return address;
}

/* One entry of .debug_rnglists; false where the list ends. */
static bool
read_entry(struct list *l)
{
	unsigned size = l->unit->address_size;
	struct cursor *c = &l->c;
	uint64_t low;

	switch (cursor_u8(c)) {
	case RLE_BASE_ADDRESSX:
		l->base = indexed_address(l, cursor_uleb(c));
		return true;
	case RLE_STARTX_ENDX:
		low = indexed_address(l, cursor_uleb(c));
		return add(l, low, indexed_address(l, cursor_uleb(c)));
	case RLE_STARTX_LENGTH:
		low = indexed_address(l, cursor_uleb(c));
		return add(l, low, low + cursor_uleb(c));
	case RLE_OFFSET_PAIR:
		low = l->base + cursor_uleb(c);
		return add(l, low, l->base + cursor_uleb(c));
	case RLE_BASE_ADDRESS:
		l->base = cursor_uint(c, size);
		return true;
	case RLE_START_END:
		low = cursor_uint(c, size);
		return add(l, low, cursor_uint(c, size));
	case RLE_START_LENGTH:
		low = cursor_uint(c, size);
		return add(l, low, low + cursor_uleb(c));
	case RLE_END_OF_LIST:
		return false;
	default:
		cursor_fail(c);
		return false;
	}
}

/* DW_FORM_rnglistx is an index into a table of offsets, DW_FORM_sec_offset is one itself. */
static bool
list_offset(struct list *l, const struct dwarf_value *v, uint64_t *offset)
{
	const struct dwarf_unit *u = l->unit;
	uint64_t at;
	struct cursor c;

	if (v->form != FORM_RNGLISTX)
		return !__builtin_add_overflow(v->number, u->ranges_base, offset);
	if (__builtin_mul_overflow(v->number, u->offset_size, &at) ||
	    __builtin_add_overflow(at, u->rnglists_base, &at) || at > l->d->sections.rnglists.len)
		return false;
	c = cursor_make(l->d->sections.rnglists, (size_t)at, l->d->sections.big_endian);
	*offset = u->rnglists_base + cursor_uint(&c, u->offset_size);
	return !c.failed;
}

static bool
read_list(struct list *l, const struct dwarf_value *v)
{
	bool new_kind = l->unit->version >= 5;
	struct str bytes = new_kind ? l->d->sections.rnglists : l->d->sections.ranges;
	uint64_t offset;

	if (!list_offset(l, v, &offset) || offset >= bytes.len)
		return dwarf_damage(l->d, "range list outside its section",
		    new_kind ? ".debug_rnglists" : ".debug_ranges", v->number);
	l->c = cursor_make(bytes, (size_t)offset, l->d->sections.big_endian);
	if (!new_kind)
		return read_pairs(l);
	while (dwarf_spend(l->d, 1) && read_entry(l))
		;
	return !l->c.failed ||
	       dwarf_damage(l->d, "damaged range list", ".debug_rnglists", l->c.fault);
}

static bool
is_address_form(uint16_t form)
{
	return form == FORM_ADDR || form == FORM_ADDRX || form == FORM_GNU_ADDR_INDEX ||
	       (form >= FORM_ADDRX1 && form <= FORM_ADDRX4);
}

bool
dwarf_add_die_ranges(struct dwarf *d, const struct dwarf_unit *u, const struct dwarf_die *die,
    uint32_t owner, struct dwarf_range_set *set)
{
	const struct dwarf_value *v = die->values;
	struct list l = {.d = d, .unit = u, .base = u->low_pc, .owner = owner, .set = set};
	uint64_t low, high;

	if (v[WANT_RANGES].form != 0) {
		read_list(&l, &v[WANT_RANGES]);
		return d->payer->budget > 0 && !d->payer->no_memory;
	}
	if (!dwarf_address(d, u, &v[WANT_LOW_PC], &low))
		return true;
	if (is_address_form(v[WANT_HIGH_PC].form)) {
		if (!dwarf_address(d, u, &v[WANT_HIGH_PC], &high))
			return true;
	} else if (dwarf_number(&v[WANT_HIGH_PC], &high)) {
		high += low;
	} else {
		return true; /* an address alone: a label, or a unit with ranges elsewhere */
	}
	return dwarf_add_range(d, set, low, high, owner);
}

/* By beginning, the longer ones first, then as the DIEs come: outer ones before inner ones. */
static int
compare_ranges(const void *left, const void *right)
{
	const struct dwarf_range *a = left, *b = right;

	if (a->low != b->low)
		return sorted_order(a->low, b->low);
	return sorted_order2(b->high, a->high, a->owner, b->owner);
}

void
dwarf_sort_ranges(struct dwarf_range_set *set)
{
	sorted_sort(set->items, set->count, sizeof(*set->items), compare_ranges);
	for (size_t i = 0; i < set->count; i++) {
		uint32_t around = (uint32_t)i;

		while (around != 0 && set->items[around - 1].high < set->items[i].high)
			around = set->items[around - 1].around;
		set->items[i].around = around;
	}
}

static uint64_t
range_low(const void *items, size_t i)
{
	return ((const struct dwarf_range *)items)[i].low;
}

const struct dwarf_range *
dwarf_next_range(const struct dwarf_range_set *set, uint64_t address, uint32_t *at)
{
	uint32_t next = *at == 0
			    ? (uint32_t)sorted_up_to(set->items, set->count, address, range_low)
			    : set->items[*at - 1].around;

	for (int tries = 0; next != 0 && tries < ENCLOSING; tries++) {
		const struct dwarf_range *r = &set->items[next - 1];

		if (address < r->high) {
			*at = next;
			return r;
		}
		next = r->around;
	}
	return NULL;
}
