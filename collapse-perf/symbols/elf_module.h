/*
 * elf_module.h - where the files with the symbols and debug data of a mapped ELF file are.
 */
#ifndef ELF_MODULE_H
#define ELF_MODULE_H

#include <stdbool.h>
#include <stddef.h>

#include "elf_file.h"
#include "str.h"

/* Where the files of one mapped file may be. */
struct elf_search {
	const char *path;    /* as mapped */
	const char *root;    /* stands before it; usually "" */
	struct str build_id; /* as recorded; empty: any file will do */
	const char *cache;   /* perf's build-id cache, usually "$HOME/.debug"; NULL: none */
	const char *debug;   /* usually "/usr/lib/debug"; NULL: none */
	const int *held;     /* a descriptor of what was mapped; or NULL: it is at the path */
};

/* The files that belong to one mapped file; each pointer is NULL or into `files`. */
struct elf_module {
	struct elf files[4];
	size_t file_count;
	struct elf *runtime;   /* what was mapped: segments, call frame information */
	struct elf *symbols;   /* has .symtab, if only what is packed into runtime; or is runtime */
	struct elf *debug;     /* has .debug_info */
	struct elf *alternate; /* what .gnu_debugaltlink of `debug` names */
	bool mismatch;	       /* the file at path has another build-id: it was not used */
	struct elf_error packed_error; /* of symbols that are packed into runtime */
	int failure; /* errno of the first elf_is_failure met in opening; else 0 */
};

/*
 * Opens what is to be found, in perf's order: .gnu_debuglink, the build-id
 * cache, /usr/lib/debug by path and by build-id, the path itself. A file with
 * another build-id than the one asked for is not used. False, with *error
 * about the path itself, when there is neither runtime nor symbols: nothing stays
 * open then. m->failure holds either way, until the close.
 */
bool elf_module_open(
    struct elf_module *m, const struct elf_search *search, struct elf_error *error);
void elf_module_close(struct elf_module *m);

#endif
