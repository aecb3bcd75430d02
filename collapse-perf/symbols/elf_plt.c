/*
 * elf_plt.c - names for the entries of the procedure linkage tables.
 *
 * They have no symbols of their own. What an entry of x86-64 jumps by is a slot that one of
 * .rela.plt's relocations fills, and that knows the name; elsewhere the n-th entry of .plt is that
 * of the n-th relocation. For processors that check where jumps land the entries that are called
 * are in .plt.sec. Entries of .plt.got have no names: perf 6.1 gives them none, and its stacks are
 * met.
 *
 *	2c020: jmp *0x1bcb84(%rip)      1e4ba0  R_X86_64_JUMP_SLOT  realloc
 *	2c030: jmp *0x1bcb82(%rip)      1e4ba8  R_X86_64_IRELATIVE  a80f0
 *
 * A library that calls an indirect function of its own, as libc does strchrnul, has a relocation
 * without a symbol, whose addend is the function that finds the right one: that has the name.
 * Linkers put these relocations behind all others, whatever their entries' places are.
 */
#include "elf_rows.h"

#include "sorted.h"

/* A file's relocations of one kind and what they refer to. */
struct relocations {
	struct str bytes;
	size_t entry_size;
	size_t count;
	bool addends;
	struct str symbols;
	size_t rows; /* how many of the file's symbols are sorted: those before the entries' */
	struct slot_of *slots; /* by their addresses, each with its relocation */
};

struct slot_of {
	uint64_t slot;
	uint64_t relocation;
};

/* What an entry is called; name 0: nothing. */
struct target {
	uint32_t name;
	uint8_t strings; /* enum string_table */
};

static bool
find_relocations(const struct elf *e, struct relocations *r)
{
	const struct elf_section *s = elf_section(e, STR(".rela.plt")), *symbols;
	size_t least = e->is_64 ? 16 : 8;

	if (s == NULL)
		s = elf_section(e, STR(".rel.plt"));
	if (s == NULL || s->link >= e->section_count)
		return false;
	symbols = &e->sections[s->link];
	if (symbols->type != SHT_DYNSYM || symbols->link >= e->section_count)
		return false;
	r->addends = s->type == SHT_RELA;
	if (r->addends)
		least += least / 2;
	r->bytes = elf_section_raw(e, s);
	r->entry_size = least;
	r->count = r->bytes.len / least;
	r->symbols = elf_section_raw(e, symbols);
	return r->count > 0;
}

/* Of the symbol that begins at an address. */
static struct target
resolver(
    const struct elf_symbols *t, const struct elf *e, const struct relocations *r, uint64_t address)
{
	const struct elf_symbol_row *row = NULL;
	uint64_t offset;

	if (address != 0 && elf_offset(e, address, &offset))
		row = elf_row_at(t, r->rows, offset);
	return row ? (struct target){row->name, row->strings} : (struct target){0, STRINGS_PLT};
}

static struct cursor
relocation(const struct elf *e, const struct relocations *r, size_t n)
{
	return cursor_make(r->bytes, n * r->entry_size, e->big_endian);
}

/* The name of relocation n's symbol. */
static struct target
relocation_target(
    const struct elf_symbols *t, const struct elf *e, const struct relocations *r, size_t n)
{
	struct cursor c = relocation(e, r, n);
	uint64_t info, symbol;

	elf_read_word(&c, e->is_64); /* the slot */
	info = elf_read_word(&c, e->is_64);
	symbol = e->is_64 ? info >> 32 : info >> 8;
	if (c.failed || symbol > r->symbols.len)
		return (struct target){0, STRINGS_PLT};
	if (symbol == 0 && r->addends)
		return resolver(t, e, r, elf_read_word(&c, e->is_64));
	c = cursor_make(r->symbols, (size_t)symbol * (e->is_64 ? 24 : 16), e->big_endian);
	return (struct target){cursor_u32(&c), STRINGS_PLT}; /* first in both kinds of symbols */
}

/*
 * Slots ------------------------------------------------------------------------
 */

static int
compare_slots(const void *a, const void *b)
{
	const struct slot_of *x = a, *y = b;

	return sorted_order2(x->slot, y->slot, x->relocation, y->relocation);
}

static uint64_t
slot_address(const void *slots, size_t i)
{
	return ((const struct slot_of *)slots)[i].slot;
}

/* False without memory. They mostly come in the slots' order, but for those without symbols. */
static bool
list_slots(const struct elf *e, struct relocations *r)
{
	bool in_order = true;

	r->slots = mem_alloc(r->count * sizeof(*r->slots));
	if (r->slots == NULL)
		return false;
	for (size_t n = 0; n < r->count; n++) {
		struct cursor c = relocation(e, r, n);

		r->slots[n] = (struct slot_of){elf_read_word(&c, e->is_64), n};
		in_order &= n == 0 || r->slots[n - 1].slot < r->slots[n].slot;
	}
	if (!in_order)
		sorted_sort(r->slots, r->count, sizeof(*r->slots), compare_slots);
	return true;
}

/* The relocation that fills a slot, or `count`. */
static size_t
relocation_of_slot(const struct relocations *r, uint64_t slot)
{
	size_t at = sorted_below(r->slots, r->count, slot, slot_address);

	return at < r->count && r->slots[at].slot == slot ? (size_t)r->slots[at].relocation
							  : r->count;
}

/*
 * Entries ----------------------------------------------------------------------
 */

static bool
add_plt(struct elf_symbols *t, uint64_t start, uint64_t size, struct target target)
{
	return elf_add_row(t, (struct elf_symbol_row){.start = start,
				  .end = start + size,
				  .name = target.name,
				  .strings = target.strings,
				  .plt = true,
				  .type = STT_FUNC,
				  .binding = STB_GLOBAL});
}

/* The mold linker's first entry is twice as long as GNU's: endbr64; push %r11; ... */
static bool
is_of_mold(const struct elf *e, const struct elf_section *plt)
{
	return e->machine == ELF_X86_64 &&
	       str_starts(elf_section_raw(e, plt), STR("\xf3\x0f\x1e\xfa\x41\x53"));
}

/* The sizes of the table's first entry and of the others. */
static void
plt_sizes(const struct elf *e, const struct elf_section *plt, uint64_t *header, uint64_t *entry)
{
	*header = *entry = plt->entry_size ? plt->entry_size : 16;
	if (is_of_mold(e, plt))
		*header = 32;
	if (e->machine == ELF_ARM) {
		*header = 20;
		*entry = 12;
	} else if (e->machine == ELF_AARCH64) {
		*header = 32;
		*entry = 16;
	}
}

/* The address of the slot that an x86-64 entry jumps by: jmp *disp(%rip), maybe after endbr64. */
static bool
jump_slot(const struct elf_section *plt, struct str code, uint64_t at, uint64_t *slot)
{
	struct cursor c = cursor_make(str_head(code, (size_t)at + 16), (size_t)at, false);
	static const char endbr[] = "\xf3\x0f\x1e\xfa";

	if (c.end - c.at >= 4 && memcmp(c.bytes + c.at, endbr, 4) == 0)
		cursor_skip(&c, 4);
	if (cursor_more(&c) && c.bytes[c.at] == 0xf2) /* bnd */
		cursor_skip(&c, 1);
	if (cursor_u16(&c) != 0x25ff)
		return false;
	*slot = (uint64_t)(int32_t)cursor_u32(&c);
	*slot += plt->address + c.at;
	return !c.failed;
}

/*
 * The name of entry i of .plt, which is at `at`: of x86-64 by the slot that it jumps by, which need
 * not be in the order of relocations; elsewhere, and where it does not begin with that, by its number.
 */
static struct target
entry_target(const struct elf_symbols *t, const struct elf *e, const struct relocations *r,
    const struct elf_section *plt, uint64_t at, size_t i)
{
	struct str code = elf_section_raw(e, plt);
	uint64_t slot;

	if (e->machine == ELF_X86_64 && at < code.len && jump_slot(plt, code, at, &slot))
		i = relocation_of_slot(r, slot);
	return i < r->count ? relocation_target(t, e, r, i) : (struct target){0, STRINGS_PLT};
}

/* .plt: a header, then the entries. */
static bool
add_plain_plt(struct elf_symbols *t, const struct elf *e, const struct relocations *r)
{
	const struct elf_section *plt = elf_section(e, STR(".plt"));
	uint64_t header, entry;

	if (plt == NULL)
		return true;
	plt_sizes(e, plt, &header, &entry);
	for (size_t i = 0; i < r->count; i++) {
		uint64_t at = header + i * entry;

		if (at >= plt->size || plt->offset > UINT64_MAX - plt->size)
			return true;
		if (!add_plt(t, plt->offset + at, entry, entry_target(t, e, r, plt, at, i)))
			return false;
	}
	return true;
}

/* .plt.sec of x86-64: entries that are known by the slot they jump by. */
static bool
add_second_plt(struct elf_symbols *t, const struct elf *e, const struct relocations *r)
{
	const struct elf_section *plt = elf_section(e, STR(".plt.sec"));
	struct str code = elf_section_raw(e, plt);
	uint64_t entry, slot;

	if (code.len == 0 || e->machine != ELF_X86_64)
		return true;
	entry = plt->entry_size == 8 ? 8 : 16;
	for (uint64_t at = 0; at + entry <= code.len; at += entry) {
		struct target target = {0, STRINGS_PLT};
		size_t n = r->count;

		if (jump_slot(plt, code, at, &slot))
			n = relocation_of_slot(r, slot);
		if (n < r->count)
			target = relocation_target(t, e, r, n);
		if (target.name != 0 && !add_plt(t, plt->offset + at, entry, target))
			return false;
	}
	return true;
}

bool
elf_add_plt(struct elf_symbols *t, const struct elf *e)
{
	const struct elf_section *dynsym = elf_section(e, STR(".dynsym"));
	struct relocations r = {.slots = NULL};
	bool good;

	if (dynsym == NULL || dynsym->link >= e->section_count)
		return true;
	t->names[STRINGS_PLT] = elf_section_raw(e, &e->sections[dynsym->link]);
	if (!find_relocations(e, &r))
		return true;
	r.rows = t->count;
	good = (e->machine != ELF_X86_64 || list_slots(e, &r)) && add_plain_plt(t, e, &r) &&
	       add_second_plt(t, e, &r);
	mem_free(r.slots);
	return good;
}

void
elf_find_plts(const struct elf *e, struct elf_plts *plts)
{
	static const char *const names[ELF_PLTS] = {".plt", ".plt.sec", ".plt.got", ".iplt"};

	for (size_t i = 0; i < ELF_PLTS; i++)
		plts->sections[i] = elf_section(e, str_from(names[i]));
}

bool
elf_in_plt(const struct elf_plts *plts, uint64_t offset)
{
	for (size_t i = 0; i < ELF_PLTS; i++) {
		const struct elf_section *s = plts->sections[i];

		if (s != NULL && offset >= s->offset && offset - s->offset < s->size)
			return true;
	}
	return false;
}
