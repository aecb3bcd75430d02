/*
 * dwarf.h - which functions were inlined at an address, and which line it is.
 *
 * Reads .debug_info and its companions of DWARF 2 to 5, only what is asked for:
 * .debug_aranges or the units' own DIEs say which unit holds an address; of
 * that unit the functions' and inlined calls' ranges are read once, names when
 * they are first asked for. Addresses are virtual addresses of the file.
 */
#ifndef DWARF_H
#define DWARF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "str.h"
#include "slots.h"

/* The bytes (inflated) of the sections; those a file has not are empty. */
struct dwarf_sections {
	bool big_endian;
	struct str path; /* of the file; empty: of the one that was mapped */
	struct str info;
	struct str types; /* .debug_types of DWARF 4: in DWARF 5 they are in info */
	struct str abbrev;
	struct str aranges;
	struct str line;
	struct str line_str;
	struct str str;
	struct str str_offsets;
	struct str addr;
	struct str ranges;
	struct str rnglists;
};

/*
 * Where the functions of a split unit are, of which the file itself has only a
 * skeleton: a .dwo file, or a part of a package of them, a .dwp file.
 */
struct dwarf_split {
	struct str directory; /* that the unit was compiled in */
	struct str name;      /* of the file, as seen from there */
	uint64_t id;
};

enum dwarf_found {
	DWARF_MISSING,
	DWARF_FOUND,
	DWARF_UNREADABLE, /* or a part of it is: sections have the rest; the finder says why */
};

/*
 * Finds the .dwo sections of a split unit: their bytes live as long as the
 * dwarf. Adds to *read the bytes of what was opened for it, whether it was there
 * or not.
 */
struct dwarf_finder {
	enum dwarf_found (*find)(void *context, const struct dwarf_split *wanted,
	    struct dwarf_sections *sections, uint64_t *read);
	void *context;
};

/* The first damage met; what it hits is left out. */
struct dwarf_error {
	const char *what; /* NULL: no error */
	const char *section;
	uint64_t offset; /* in the section */
	struct str path; /* of the file; empty: of the one that was mapped */
};

struct dwarf_unit;
struct dwarf_range;
struct dwarf_abbrevs;
struct dwarf_made;
struct dwarf_type;

/* Address ranges and whose they are, sorted. */
struct dwarf_range_set {
	struct dwarf_range *items;
	size_t count;
	size_t cap;
};

struct dwarf {
	struct dwarf_sections sections;
	struct dwarf *alternate;   /* dwz's common file, or NULL */
	struct dwarf *older_types; /* `types`, read as a file of their own; NULL: not asked for */
	bool of_types;		   /* this is that */
	struct dwarf *payer;	   /* whose budget and damage it is: this, or a split unit's file */
	struct dwarf_finder finder;
	bool opened;
	struct dwarf_unit *units;
	size_t unit_count;
	size_t unit_cap;
	struct dwarf_range_set spans;	/* the units' */
	struct dwarf_range_set scratch; /* of the function that is being read */
	struct dwarf_abbrevs **abbrevs;
	size_t abbrev_count;
	size_t abbrev_cap;
	struct slots abbrevs_by_offset;
	struct dwarf_made *made; /* names made of DIEs */
	size_t made_count;
	size_t made_cap;
	struct slots made_by_die;
	struct dwarf_type *types; /* the units of types, by their signatures */
	size_t type_count;
	bool types_listed;
	bool listing; /* of the payer: names are made for a list, and are not remembered */
	struct arena arena;
	uint64_t budget; /* how much work a file of this size may still cause */
	struct dwarf_error error;
	bool no_memory;		    /* it ran out: less was found than there is */
	uint64_t split_missing;	    /* split units met whose .dwo file is not there */
	struct dwarf_split missing; /* the first of them */
	uint64_t alternate_missing; /* references to a dwz file that was not given */
};

/*
 * Keeps the sections, reads nothing yet. `alternate` (or NULL) and the bytes
 * must outlive it. Without d->finder, which may be set then, split units are
 * missing.
 */
void dwarf_init(struct dwarf *d, const struct dwarf_sections *sections, struct dwarf *alternate);
void dwarf_release(struct dwarf *d);

struct dwarf_place {
	struct str directory; /* may be empty; to be joined with '/' before file */
	struct str file;      /* empty: not known */
	uint32_t line;	      /* 0: not known */
};

/* One function at an address. The slices live until dwarf_release. */
struct dwarf_frame {
	/* The linkage name, where there is one or it can be made; else the plain one; or empty. */
	struct str name;
	struct dwarf_place place; /* the line being run: in a caller, that of the call */
	bool inlined;		  /* into the frame behind it; the last one is the real function */
	/*
	 * The name is the linker's, in full. Where it is not ("operator()"), the
	 * symbol table has a better one for the real function.
	 */
	bool linkage;
};

/*
 * The functions at an address, innermost first: inlined ones, then the real
 * one last. Writes at most `max` (the innermost ones are left out, when there
 * are more) and returns how many; 0 where no unit knows the address. Where
 * only a line is known there is one frame without a name.
 * Places are filled in only where `places` is set. Not for two threads at once
 * on one dwarf. For damaged data less is found, and d->error set; without memory
 * less is found, and no_memory set, of d or of its alternate.
 */
size_t dwarf_frames(
    struct dwarf *d, uint64_t address, bool places, struct dwarf_frame *frames, size_t max);

/* The parts of a package's sections that are a unit's, by .debug_cu_index. */
enum dwarf_found dwarf_package_unit(const struct dwarf_sections *package, struct str index,
    uint64_t id, struct dwarf_sections *unit);

#endif
