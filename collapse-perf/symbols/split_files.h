/*
 * split_files.h - the files that hold the rest of split debug data: .dwo and .dwp.
 */
#ifndef SPLIT_FILES_H
#define SPLIT_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dwarf.h"
#include "elf_file.h"
#include "intern.h"
#include "output.h"
#include "str.h"

struct split_file {
	struct elf elf;
	bool good;    /* there, and opened */
	bool damaged; /* or a section of it is */
	struct dwarf_sections sections;
	struct str index; /* of a package */
};

/* Those that were asked for. */
struct split_files {
	struct str path; /* of the file they belong to */
	struct intern paths;
	struct split_file *items; /* by the number of their path */
	size_t cap;
	struct output name;	/* scratch */
	struct elf_error error; /* of the first file or section that could not be read */
	struct str error_path;	/* of that file; empty without memory for it */
};

/* `path` must outlive it. */
void split_files_init(struct split_files *f, struct str path);
void split_files_release(struct split_files *f);

/* The path of one that was written to while it was read, or NULL. */
const char *split_files_changed(const struct split_files *f);

/*
 * For struct dwarf_finder, `context` is a struct split_files. Looks into
 * PATH.dwp; for NAME as it is, or in DIRECTORY; then beside PATH.
 */
enum dwarf_found split_files_find(void *context, const struct dwarf_split *wanted,
    struct dwarf_sections *sections, uint64_t *read);

#endif
