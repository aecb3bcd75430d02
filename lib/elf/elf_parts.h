/*
 * elf_parts.h - numbers of the ELF format, for those that read its tables.
 */
#ifndef ELF_PARTS_H
#define ELF_PARTS_H

#include "cursor.h"
#include "elf_file.h"

enum {
	SHT_SYMTAB = 2,
	SHT_RELA = 4,
	SHT_NOTE = 7,
	SHT_NOBITS = 8,
	SHT_DYNSYM = 11,
	SHF_ALLOC = 2,
	SHF_COMPRESSED = 0x800,
};

/* A number as wide as the file's addresses. */
static inline uint64_t
elf_read_word(struct cursor *c, bool is_64)
{
	return is_64 ? cursor_u64(c) : cursor_u32(c);
}

#endif
