/*
 * vmlinux.c - the kernel's symbols from its ELF file, as the lines that /proc/kallsyms has of them:
 *
 *	ffffffff81000000 T _text
 */
#include "vmlinux.h"

#include <errno.h>

#include "elf_rows.h"
#include "output.h"

enum { SEGMENT_LOAD = 1, SEGMENT_EXECUTABLE = 1 };

/* Data, and what each processor has its own of, are at addresses of their own. */
static bool
is_code(const struct elf *e, uint64_t address)
{
	for (size_t i = 0; i < e->segment_count; i++) {
		const struct elf_segment *s = &e->segments[i];

		if (s->type == SEGMENT_LOAD && (s->flags & SEGMENT_EXECUTABLE) != 0 &&
		    address - s->address < s->memory_size)
			return true;
	}
	return false;
}

static void
write_row(struct output *text, const struct elf *e, const struct elf_symbols *symbols,
    const struct elf_symbol_row *row)
{
	struct elf_symbol symbol;
	uint64_t address;

	if (!elf_address(e, row->start, &address) || !is_code(e, address) ||
	    !elf_symbols_find(symbols, row->start, &symbol) || symbol.plt)
		return;
	output_printf(text, "%llx %c ", (unsigned long long)address,
	    row->binding == STB_GLOBAL ? 'T'
	    : row->binding == STB_WEAK ? 'W'
				       : 't');
	output_str(text, symbol.name);
	output_char(text, '\n');
}

static bool
take_symbols(struct kernel_symbols *t, const struct elf *e, struct elf_error *error)
{
	struct elf_symbols symbols;
	struct output text;
	bool good = false;

	output_to_memory(&text);
	*error = (struct elf_error){"no memory", 0, ENOMEM};
	if (elf_symbols_load(&symbols, e, e, NULL)) {
		for (size_t i = 0; i < symbols.count; i++)
			write_row(&text, e, &symbols, &symbols.rows[i]);
		good = text.error == 0 && kernel_symbols_parse(t, output_text(&text));
		if (!good && text.error == 0 && errno != ENOMEM)
			*error = (struct elf_error){"it has no functions", 0, 0};
		elf_symbols_release(&symbols);
	}
	output_close(&text);
	return good;
}

bool
vmlinux_load(
    struct kernel_symbols *t, const char *path, struct str build_id, struct elf_error *error)
{
	struct elf e;
	bool good = false;

	if (!elf_open(&e, path, error))
		return false;
	if (build_id.len > 0 && !str_eq(elf_build_id(&e), build_id))
		*error = (struct elf_error){"another build-id than the recorded kernel has", 0, 0};
	else
		good = take_symbols(t, &e, error);
	elf_close(&e);
	return good;
}
