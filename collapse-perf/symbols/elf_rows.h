/*
 * elf_rows.h - what the files of elf_symbols share with each other alone.
 */
#ifndef ELF_ROWS_H
#define ELF_ROWS_H

#include "elf_parts.h"
#include "elf_symbols.h"
#include "mem.h"

enum {
	STT_NOTYPE = 0,
	STT_OBJECT = 1,
	STT_FUNC = 2,
	STT_GNU_IFUNC = 10,
	STB_GLOBAL = 1,
	STB_WEAK = 2,
};

/* Which of a table's string tables a name is in. */
enum string_table { STRINGS_SYMTAB, STRINGS_DYNSYM, STRINGS_PLT };

struct elf_symbol_row {
	uint64_t start;
	uint64_t end;
	uint32_t name;	 /* offset in its string table */
	uint32_t around; /* the nearest row before that ends behind this one, + 1; 0: none */
	uint8_t strings; /* enum string_table */
	uint8_t type;
	uint8_t binding;
};

/* False without memory. */
static inline bool
elf_add_row(struct elf_symbols *t, struct elf_symbol_row row)
{
	if (t->count == UINT32_MAX - 1 || !MEM_GROW(&t->rows, &t->cap, t->count + 1))
		return false;
	t->rows[t->count++] = row;
	return true;
}

/* Adds "name@plt" rows for the procedure linkage tables of a file; false without memory. */
bool elf_add_plt(struct elf_symbols *t, const struct elf *e);

#endif
