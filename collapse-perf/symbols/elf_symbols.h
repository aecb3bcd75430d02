/*
 * elf_symbols.h - the names of the functions in an ELF file.
 *
 * An ip of a process is a virtual address + bias, the same for all maps of a
 * file. perf counts in a mapped file: file offset = ip - map start + map pgoff.
 * Symbols are found by file offset, as perf does; unwinding and inlined
 * functions want virtual addresses: elf_address translates.
 */
#ifndef ELF_SYMBOLS_H
#define ELF_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "elf_file.h"
#include "str.h"

struct elf_symbol {
	uint64_t start; /* file offset */
	uint64_t end;
	struct str name; /* as in the file: mangled, without "@plt" */
	bool plt;	 /* to be shown with "@plt" behind its (demangled) name */
};

/*
 * How a name will be shown: of several names for one place perf takes the one
 * with fewer leading underscores, then the longest, as shown. `shown` gives
 * the shown name, which need not live longer than to the next call but one.
 */
struct elf_naming {
	struct str (*shown)(void *context, struct str name);
	void *context;
};

struct elf_symbol_row;

struct elf_symbols {
	struct elf_symbol_row *rows; /* by start, one for each start */
	size_t count;
	size_t cap;
	struct str names[3]; /* the string tables rows point into */
};

/*
 * The symbols of a file as perf 6.1 has them: functions, objects and labels of
 * .symtab and .dynsym of `symbols`; and "name@plt" for the procedure linkage
 * table of `runtime`, the file that was mapped (it may be the same; the
 * segments are its). `naming` may be NULL. The symbols point into the files.
 * False without memory.
 */
bool elf_symbols_load(struct elf_symbols *t, const struct elf *symbols, const struct elf *runtime,
    const struct elf_naming *naming);
void elf_symbols_release(struct elf_symbols *t);

/* The symbol at a file offset. */
bool elf_symbols_find(const struct elf_symbols *t, uint64_t offset, struct elf_symbol *symbol);

/* The procedure linkage tables of a file; each is NULL where it has it not. */
enum { ELF_PLTS = 4 };
struct elf_plts {
	const struct elf_section *sections[ELF_PLTS];
};

void elf_find_plts(const struct elf *e, struct elf_plts *plts);

/* Whether the byte at a file offset is in one of them. */
bool elf_in_plt(const struct elf_plts *plts, uint64_t offset);

#endif
