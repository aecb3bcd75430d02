/*
 * fuzz_elf.c - any bytes as an ELF file: its tables, symbols, notes, sections.
 */
#include "common.h"

#include "elf_symbols.h"

/* Every section, inflated where that is said. */
static size_t
read_sections(struct elf *e)
{
	struct elf_error error;
	struct str s;
	size_t sum = 0;

	for (size_t i = 0; i < e->section_count && i < 64; i++) {
		if (e->arena.used > (size_t)1 << 26)
			break; /* the same compressed bytes, said to be many sections */
		if (elf_section_bytes(e, e->sections[i].name, &s, &error) && s.len > 0)
			sum += (size_t)(unsigned char)s.ptr[0] + (unsigned char)s.ptr[s.len - 1];
	}
	return sum;
}

static size_t
read_symbols(const struct elf *e)
{
	struct elf_symbols t;
	struct elf_symbol s;
	size_t sum = 0;

	if (!elf_symbols_load(&t, e, e, NULL))
		return 0;
	for (uint64_t at = 0; at < e->image.len; at += 1 + e->image.len / 64)
		if (elf_symbols_find(&t, at, &s)) {
			MUST(at >= s.start && (at < s.end || at == s.start));
			for (size_t i = 0; i < s.name.len; i++)
				sum += (unsigned char)s.name.ptr[i];
		}
	elf_symbols_release(&t);
	return sum;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct elf e;
	struct elf_error error;
	struct str s, id;
	uint64_t address, offset, start;
	uint32_t crc;
	size_t sum;

	if (!elf_open_image(&e, str_make((const char *)bytes, size), &error)) {
		MUST(error.what != NULL);
		return 0;
	}
	sum = read_sections(&e) + read_symbols(&e) + elf_build_id(&e).len;
	sum += elf_debuglink(&e, &s, &crc) + elf_debugaltlink(&e, &s, &id);
	for (uint64_t at = 0; at < size; at += 1 + size / 16)
		if (elf_address(&e, at, &address) && elf_offset(&e, address, &offset))
			sum += elf_loaded(&e, address, &start).len;
	elf_close(&e);
	return sum == SIZE_MAX; /* so that nothing of it is left out */
}
