/*
 * kernel.h - the kernel's symbols: a copy of /proc/kallsyms.
 */
#ifndef KERNEL_H
#define KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "str.h"

struct kernel_symbol {
	uint64_t start, end;
	uint32_t name; /* where in the text */
	uint32_t name_len;
	char kind;	/* as in the text: 't', 'T', 'W', ... */
	bool in_module; /* "[module]" stands behind it */
};

struct kernel_symbols {
	char *text;
	size_t len;
	struct kernel_symbol *rows; /* by start */
	size_t count, cap;
	uint64_t start, end; /* from the first to the last symbol of the kernel itself */
	bool mixed;	     /* rows came in another order */
};

/*
 * Reads a file like /proc/kallsyms. False with errno set; EACCES where it has
 * no addresses, as it is for those who may not see them.
 */
bool kernel_symbols_load(struct kernel_symbols *t, const char *path);

/* The same from memory, of which it takes a copy. */
bool kernel_symbols_parse(struct kernel_symbols *t, struct str text);
void kernel_symbols_release(struct kernel_symbols *t);

/* The symbol at an address, of the kernel itself or of its modules; empty where there is none. */
struct str kernel_symbols_find(const struct kernel_symbols *t, uint64_t address, bool module);

/* The address of a symbol of that name; false where there is none. */
bool kernel_symbols_address(const struct kernel_symbols *t, struct str name, uint64_t *address);

/* The build-id of the running kernel into id[20]; its length, or 0; -1 with errno set. */
int kernel_build_id(char id[20]);

/* The vdso of this process, whole, which is that of all on this machine; or nothing. */
struct str kernel_vdso(void);

#endif
