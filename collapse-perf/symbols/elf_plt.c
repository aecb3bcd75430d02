/*
 * elf_plt.c - names for the entries of the procedure linkage tables.
 *
 * They have no symbols of their own: the n-th entry of .plt jumps by the n-th
 * relocation of .rela.plt, which knows the name. For processors that check
 * where jumps land the entries that are called are in .plt.sec: there each
 * entry's jump tells by its operand which relocation it uses. Entries of
 * .plt.got have no names: perf 6.1 gives them none, and its stacks are met.
 */
#include "elf_rows.h"

/* A file's relocations of one kind and what they refer to. */
struct relocations {
	struct str bytes;
	size_t entry_size;
	size_t count;
	struct str symbols;
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
	if (s->type == SHT_RELA)
		least += least / 2;
	r->bytes = elf_section_raw(e, s);
	r->entry_size = least;
	r->count = r->bytes.len / least;
	r->symbols = elf_section_raw(e, symbols);
	return r->count > 0;
}

/* Where in the string table the name of relocation n's symbol is, and the slot it fills. */
static uint32_t
relocation_name(const struct elf *e, const struct relocations *r, size_t n, uint64_t *slot)
{
	struct cursor c = cursor_make(r->bytes, n * r->entry_size, e->big_endian);
	uint64_t info, symbol;

	*slot = elf_read_word(&c, e->is_64);
	info = elf_read_word(&c, e->is_64);
	symbol = e->is_64 ? info >> 32 : info >> 8;
	if (c.failed || symbol > r->symbols.len)
		return 0;
	c = cursor_make(r->symbols, (size_t)symbol * (e->is_64 ? 24 : 16), e->big_endian);
	return cursor_u32(&c); /* the name, first in both kinds of symbols */
}

static bool
add_plt(struct elf_symbols *t, uint64_t start, uint64_t size, uint32_t name)
{
	return elf_add_row(t, (struct elf_symbol_row){.start = start,
				  .end = start + size,
				  .name = name,
				  .strings = STRINGS_PLT,
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

/* .plt: a header, then the entries in the order of their relocations. */
static bool
add_plain_plt(struct elf_symbols *t, const struct elf *e, const struct relocations *r)
{
	const struct elf_section *plt = elf_section(e, STR(".plt"));
	uint64_t header, entry, slot;

	if (plt == NULL)
		return true;
	plt_sizes(e, plt, &header, &entry);
	for (size_t i = 0; i < r->count; i++) {
		uint64_t at = header + i * entry;

		if (at >= plt->size || plt->offset > UINT64_MAX - plt->size)
			return true;
		if (!add_plt(t, plt->offset + at, entry, relocation_name(e, r, i, &slot)))
			return false;
	}
	return true;
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

/* The name of the relocation that fills a slot; relocations mostly come in the slots' order. */
static uint32_t
name_of_slot(const struct elf *e, const struct relocations *r, uint64_t slot, size_t *hint)
{
	uint64_t filled;

	for (size_t tried = 0; tried < r->count; tried++) {
		uint32_t name = relocation_name(e, r, *hint, &filled);

		*hint = *hint + 1 == r->count ? 0 : *hint + 1;
		if (filled == slot)
			return name;
	}
	return 0;
}

/* .plt.sec of x86-64: entries that are known by the slot they jump by. */
static bool
add_second_plt(struct elf_symbols *t, const struct elf *e, const struct relocations *r)
{
	const struct elf_section *plt = elf_section(e, STR(".plt.sec"));
	struct str code = elf_section_raw(e, plt);
	size_t hint = 0, misses = 0;
	uint64_t entry, slot;

	if (code.len == 0 || e->machine != ELF_X86_64)
		return true;
	entry = plt->entry_size == 8 ? 8 : 16;
	for (uint64_t at = 0; at + entry <= code.len && misses < 16; at += entry) {
		uint32_t symbol = 0;

		if (jump_slot(plt, code, at, &slot))
			symbol = name_of_slot(e, r, slot, &hint);
		misses += symbol == 0; /* each costs a look at all relocations */
		if (symbol != 0 && !add_plt(t, plt->offset + at, entry, symbol))
			return false;
	}
	return true;
}

bool
elf_add_plt(struct elf_symbols *t, const struct elf *e)
{
	const struct elf_section *dynsym = elf_section(e, STR(".dynsym"));
	struct relocations r;

	if (dynsym == NULL || dynsym->link >= e->section_count)
		return true;
	t->names[STRINGS_PLT] = elf_section_raw(e, &e->sections[dynsym->link]);
	return !find_relocations(e, &r) || (add_plain_plt(t, e, &r) && add_second_plt(t, e, &r));
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
