/*
 * elf_rows.h - what the files of elf_symbols share with each other alone.
 */
#ifndef ELF_ROWS_H
#define ELF_ROWS_H

#include "elf_parts.h"
#include "elf_symbols.h"
#include "mem.h"
#include "sorted.h"

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
	bool plt; /* an entry of a procedure linkage table */
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

static inline uint64_t
elf_row_start(const void *rows, size_t i)
{
	return ((const struct elf_symbol_row *)rows)[i].start;
}

/* The first of `count` sorted rows that begins there, or NULL. */
static inline const struct elf_symbol_row *
elf_row_at(const struct elf_symbols *t, size_t count, uint64_t start)
{
	size_t at = sorted_below(t->rows, count, start, elf_row_start);

	return at < count && t->rows[at].start == start ? &t->rows[at] : NULL;
}

/* Adds "name@plt" rows for the procedure linkage tables of a file; false without memory. */
bool elf_add_plt(struct elf_symbols *t, const struct elf *e);

#endif
