/*
 * unwind_find.c - call frame information: which entry covers an address, and
 * what its head says (DWARF 5, 6.4.1; Linux Standard Base, 10.6 for .eh_frame).
 *
 *	CIE  length, id, version, "zR", factors, return register, ..., program
 *	FDE  length, CIE's place, first address, size, ..., program
 *
 * .eh_frame_hdr has a table of {first address, FDE's address}, sorted. Without
 * it (or for .debug_frame, which has none) all FDEs are listed once.
 */
#include "mem.h"
#include "sorted.h"
#include "unwind_parts.h"

enum {
	/* Pointer encodings (LSB, 10.5): the format, what it is relative to. */
	FORMAT = 0x0f,
	ABSOLUTE = 0x00,
	ULEB = 0x01,
	UDATA2 = 0x02,
	UDATA4 = 0x03,
	UDATA8 = 0x04,
	SLEB = 0x09,
	SDATA2 = 0x0a,
	SDATA4 = 0x0b,
	SDATA8 = 0x0c,
	RELATIVE = 0x70,
	PC_RELATIVE = 0x10,
	TEXT_RELATIVE = 0x20,
	DATA_RELATIVE = 0x30,
	INDIRECT = 0x80,
	OMITTED = 0xff,

	MOST_LETTERS = 32, /* of an augmentation; each function's CIE is read anew */
};

/* A length that says: the length follows, in 8 bytes. In .debug_frame, also a CIE's id. */
#define LONG_FORM ((uint32_t)0xffffffff)

/* Where a function's FDE is. */
struct unwind_place {
	uint64_t start;
	uint64_t place;
};

/* An entry's frame: {length, id} and what lies between it and the next entry. */
struct entry {
	struct cursor body;
	uint64_t id;
	size_t id_at;
	size_t next;
	bool is_long;
};

static struct unwind_region
debug_frame_region(const struct unwind_table *t)
{
	return (struct unwind_region){.bytes = t->sections.debug_frame,
	    .name = ".debug_frame",
	    .debug_frame = true,
	    .big_endian = t->sections.big_endian};
}

static struct unwind_region
eh_frame_region(const struct unwind_table *t)
{
	return (struct unwind_region){.bytes = t->sections.eh_frame,
	    .address = t->sections.eh_frame_address,
	    .name = ".eh_frame",
	    .big_endian = t->sections.big_endian};
}

/* The region of a place, and its offset there. */
static bool
region_of(const struct unwind_table *t, uint64_t place, struct unwind_region *r, size_t *offset)
{
	if (place & PLACE_DEBUG_FRAME) {
		*r = debug_frame_region(t);
		*offset = (size_t)(place & ~PLACE_DEBUG_FRAME);
		return *offset < r->bytes.len;
	}
	*r = eh_frame_region(t);
	*offset = (size_t)(place - r->address);
	if (place >= r->address && place - r->address < r->bytes.len)
		return true;
	if (t->sections.loaded == NULL)
		return false;
	r->bytes = t->sections.loaded(t->sections.context, place, &r->address);
	*offset = (size_t)(place - r->address);
	return place >= r->address && place - r->address < r->bytes.len;
}

/* A pointer by its encoding; `failed` of the cursor is set where it cannot be read. */
static uint64_t
read_pointer(
    const struct unwind_table *t, const struct unwind_region *r, struct cursor *c, uint8_t encoding)
{
	uint64_t here = r->address + c->at, v;

	switch (encoding & FORMAT) {
	case ABSOLUTE:
		v = cursor_uint(c, unwind_word(t->sections.machine));
		break;
	case UDATA8:
	case SDATA8:
		v = cursor_u64(c);
		break;
	case ULEB:
		v = cursor_uleb(c);
		break;
	case SLEB:
		v = (uint64_t)cursor_sleb(c);
		break;
	case UDATA2:
		v = cursor_u16(c);
		break;
	case UDATA4:
		v = cursor_u32(c);
		break;
	case SDATA2:
		v = (uint64_t)(int16_t)cursor_u16(c);
		break;
	case SDATA4:
		v = (uint64_t)(int32_t)cursor_u32(c);
		break;
	default:
		cursor_fail(c);
		return 0;
	}
	switch (encoding & RELATIVE) {
	case PC_RELATIVE:
		return v + here;
	case TEXT_RELATIVE:
		return v + t->sections.text_address;
	case DATA_RELATIVE:
		return v + t->sections.got_address;
	default:
		return v;
	}
}

/* The entry at an offset. False at the end of the section and for damage. */
static bool
read_entry(const struct unwind_region *r, size_t offset, struct entry *e)
{
	struct cursor c = cursor_make(r->bytes, offset, r->big_endian);
	uint64_t length = cursor_u32(&c);

	e->is_long = length == LONG_FORM;
	if (e->is_long)
		length = cursor_u64(&c);
	if (c.failed || length == 0 || length > c.end - c.at)
		return false;
	c.end = c.at + (size_t)length;
	e->next = c.end;
	e->id_at = c.at;
	/* .eh_frame's ids have 4 bytes even after a long length. */
	e->id = e->is_long && r->debug_frame ? cursor_u64(&c) : cursor_u32(&c);
	e->body = c;
	return !c.failed;
}

static bool
is_cie(const struct unwind_region *r, const struct entry *e)
{
	if (!r->debug_frame)
		return e->id == 0;
	return e->id == (e->is_long ? UINT64_MAX : LONG_FORM);
}

/* Where the CIE of an FDE is. */
static bool
cie_offset(const struct unwind_region *r, const struct entry *e, size_t *offset)
{
	if (r->debug_frame) {
		*offset = (size_t)e->id;
		return e->id < r->bytes.len;
	}
	*offset = e->id_at - (size_t)e->id;
	return e->id <= e->id_at;
}

/* The letters behind 'z' say what the augmentation data hold. */
static bool
read_augmentation(const struct unwind_table *t, const struct unwind_region *r, struct cursor *c,
    struct str letters, struct unwind_cie *cie)
{
	for (size_t i = 1; i < letters.len && !c->failed; i++) {
		switch (letters.ptr[i]) {
		case 'R':
			cie->pointer_encoding = cursor_u8(c);
			break;
		case 'P':
			read_pointer(t, r, c, cursor_u8(c) & FORMAT);
			break;
		case 'L':
			cursor_u8(c);
			break;
		case 'S':
			cie->signal = true;
			break;
		case 'B': /* aarch64: return addresses are signed with key B */
		case 'G': /* aarch64: memory tags */
			break;
		default:
			/* The data's length is known, but a pointer's encoding may follow. */
			return false;
		}
	}
	return !c->failed;
}

static bool
read_cie(
    struct unwind_table *t, const struct unwind_region *r, size_t offset, struct unwind_cie *cie)
{
	struct entry e;
	struct cursor *c = &e.body, head;
	struct str letters;
	uint8_t version;

	*cie = (struct unwind_cie){.pointer_encoding = ABSOLUTE};
	if (!read_entry(r, offset, &e) || !is_cie(r, &e))
		return unwind_damage(t, "no CIE where one should be", r->name, offset);
	version = cursor_u8(c);
	head = *c;
	if (head.end - head.at > MOST_LETTERS)
		head.end = head.at + MOST_LETTERS;
	letters = cursor_string(&head);
	if (head.failed)
		return unwind_damage(t, "unknown augmentation", r->name, offset);
	c->at = head.at;
	if (version >= 4) {
		uint8_t address_size = cursor_u8(c), segment_size = cursor_u8(c);

		if (address_size != unwind_word(t->sections.machine) || segment_size != 0)
			return unwind_damage(t, "addresses of another size", r->name, offset);
	}
	cie->code_align = cursor_uleb(c);
	cie->data_align = cursor_sleb(c);
	cie->return_register = version == 1 ? cursor_u8(c) : cursor_uleb(c);
	cie->has_augmentation = letters.len > 0 && letters.ptr[0] == 'z';
	if (version == 0 || version > 4 || version == 2 ||
	    (letters.len > 0 && !cie->has_augmentation) || cie->return_register >= UNWIND_REGISTERS)
		return unwind_damage(t, "unknown kind of CIE", r->name, offset);
	if (cie->has_augmentation) {
		uint64_t length = cursor_uleb(c);
		struct cursor data = *c;

		cursor_skip(c, length);
		data.end = c->at;
		if (!read_augmentation(t, r, &data, letters, cie))
			return unwind_damage(t, "unknown augmentation", r->name, offset);
	}
	if (c->failed)
		return unwind_damage(t, "CIE cut short", r->name, offset);
	cie->program = str_span((const char *)c->bytes + c->at, (const char *)c->bytes + c->end);
	return true;
}

bool
unwind_read_fde(struct unwind_table *t, uint64_t place, struct unwind_fde *fde)
{
	struct unwind_region r;
	struct entry e;
	struct cursor *c = &e.body;
	size_t offset, cie;

	if (!region_of(t, place, &r, &offset))
		return unwind_damage(t, "FDE outside the file", ".eh_frame_hdr", place);
	if (!read_entry(&r, offset, &e) || is_cie(&r, &e) || !cie_offset(&r, &e, &cie))
		return unwind_damage(t, "no FDE where one should be", r.name, offset);
	if (!read_cie(t, &r, cie, &fde->cie))
		return false;
	fde->start =
	    unwind_address(t->sections.machine, read_pointer(t, &r, c, fde->cie.pointer_encoding));
	fde->size = read_pointer(t, &r, c, fde->cie.pointer_encoding & FORMAT);
	if (fde->cie.has_augmentation)
		cursor_skip(c, cursor_uleb(c));
	if (c->failed || (fde->cie.pointer_encoding & INDIRECT))
		return unwind_damage(t, "FDE cut short", r.name, offset);
	fde->program = str_span((const char *)c->bytes + c->at, (const char *)c->bytes + c->end);
	return true;
}

void
unwind_find_search_table(struct unwind_table *t)
{
	struct cursor c = cursor_make(t->sections.eh_frame_hdr, 0, t->sections.big_endian);
	struct unwind_region r = {.address = t->sections.eh_frame_hdr_address};
	uint8_t version = cursor_u8(&c), frame_encoding = cursor_u8(&c);
	uint8_t count_encoding = cursor_u8(&c), table_encoding = cursor_u8(&c);
	uint64_t count;

	if (version != 1 || count_encoding == OMITTED || table_encoding != (DATA_RELATIVE | SDATA4))
		return;
	if (frame_encoding != OMITTED)
		read_pointer(t, &r, &c, frame_encoding);
	count = read_pointer(t, &r, &c, count_encoding);
	if (c.failed || count > (c.end - c.at) / 8)
		unwind_damage(t, "search table cut short", ".eh_frame_hdr", c.at);
	else
		t->search_table = cursor_bytes(&c, count * 8);
}

/* One of the two numbers of entry i, relative to the header's address. */
static uint64_t
search_value(const struct unwind_table *t, size_t i, unsigned which)
{
	struct cursor c =
	    cursor_make(t->search_table, i * 8 + (size_t)which * 4, t->sections.big_endian);

	return t->sections.eh_frame_hdr_address + (uint64_t)(int32_t)cursor_u32(&c);
}

static uint64_t
search_start(const void *table, size_t i)
{
	return search_value(table, i, 0);
}

static bool
find_in_header(const struct unwind_table *t, uint64_t address, uint64_t *place)
{
	size_t n = sorted_up_to(t, t->search_table.len / 8, address, search_start);

	if (n == 0)
		return false;
	*place = search_value(t, n - 1, 1);
	return !(*place & PLACE_DEBUG_FRAME);
}

/* Lists the FDEs of a section; those of functions that were not linked begin at 0. */
static bool
list_places(struct unwind_table *t, const struct unwind_region *r)
{
	struct unwind_cie cie = {.pointer_encoding = ABSOLUTE};
	size_t cie_at = SIZE_MAX, known_cie = SIZE_MAX;
	struct entry e;

	for (size_t at = 0; read_entry(r, at, &e); at = e.next) {
		uint64_t start;

		if (is_cie(r, &e) || !cie_offset(r, &e, &cie_at))
			continue;
		if (cie_at != known_cie && !read_cie(t, r, cie_at, &cie))
			continue;
		known_cie = cie_at;
		start = unwind_address(
		    t->sections.machine, read_pointer(t, r, &e.body, cie.pointer_encoding));
		if (e.body.failed || start == 0)
			continue;
		if (!MEM_GROW(&t->places, &t->place_cap, t->place_count + 1))
			return unwind_no_memory(t);
		t->places[t->place_count++] = (struct unwind_place){
		    start, r->debug_frame ? at | PLACE_DEBUG_FRAME : r->address + at};
	}
	return true;
}

static int
compare_places(const void *left, const void *right)
{
	const struct unwind_place *a = left, *b = right;

	return sorted_order2(a->start, b->start, a->place, b->place);
}

/* Lists what the header does not have, once. */
static void
list_all(struct unwind_table *t)
{
	struct unwind_region eh_frame = eh_frame_region(t), debug_frame = debug_frame_region(t);

	t->indexed = true;
	if (t->search_table.len == 0)
		list_places(t, &eh_frame);
	list_places(t, &debug_frame);
	sorted_sort(t->places, t->place_count, sizeof(*t->places), compare_places);
}

static uint64_t
place_start(const void *places, size_t i)
{
	return ((const struct unwind_place *)places)[i].start;
}

static bool
find_in_list(struct unwind_table *t, uint64_t address, uint64_t *place)
{
	size_t n;

	if (!t->indexed)
		list_all(t);
	n = sorted_up_to(t->places, t->place_count, address, place_start);
	if (n > 0)
		*place = t->places[n - 1].place;
	return n > 0;
}

bool
unwind_find(struct unwind_table *t, uint64_t address, bool second, uint64_t *place)
{
	return second ? find_in_list(t, address, place) : find_in_header(t, address, place);
}
