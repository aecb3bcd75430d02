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

/*
 * The bytes of a compressed section at an offset of the file, in place of those that it has there;
 * and of one with an old name. Of the elf's arena (elf_unpack.c).
 */
bool elf_unpack(struct elf *e, uint64_t offset, struct str *bytes, struct elf_error *error);
bool elf_unpack_old(struct elf *e, uint64_t offset, struct str *bytes, struct elf_error *error);

/* A number as wide as the file's addresses. */
static inline uint64_t
elf_read_word(struct cursor *c, bool is_64)
{
	return is_64 ? cursor_u64(c) : cursor_u32(c);
}

#endif
