/*
 * dsos.h - what is mapped: files, the vdso, JIT code, the kernel; and their symbols.
 *
 * A dso is opened when the first frame is in it, and read as far as frames ask
 * for. What nothing is mapped of any more may be forgotten, so that a recording of programs that
 * are made, run and replaced may go on for as long as it likes; its number stays.
 */
#ifndef DSOS_H
#define DSOS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "dwarf.h"
#include "elf_module.h"
#include "elf_symbols.h"
#include "held_files.h"
#include "intern.h"
#include "kernel.h"
#include "output.h"
#include "perf_map.h"
#include "split_files.h"
#include "str.h"
#include "unwind.h"

enum dso_kind {
	DSO_FILE,
	DSO_VDSO,
	DSO_JIT,    /* its name is /tmp/perf-PID.map */
	DSO_KERNEL, /* its name is [kernel.kallsyms] */
	DSO_MODULE,
	DSO_BPF,     /* one function, of the dso's name */
	DSO_NOTHING, /* heap, stack, ...: no symbols */
};

/* What a dso lacks, so that its frames have no names, or doubtful ones. */
enum dso_lack {
	DSO_COMPLETE,
	DSO_MISSING,  /* no file is there */
	DSO_CHANGED,  /* the file that is there is another one */
	DSO_GONE,     /* the same, or none is there, since the time it was mapped */
	DSO_NEWER,    /* or it may be: it was written after the recording, and has no build-id */
	DSO_NO_MAP,   /* of what was compiled at run time there is no /tmp/perf-PID.map */
	DSO_NOT_OURS, /* or it is somebody else's */
	DSO_LACKS
};

struct dso {
	enum dso_kind kind;
	struct str name;     /* with a NUL behind it */
	struct str build_id; /* as recorded; may be empty */
	struct held_origin origin;
	struct held_file held;
	bool opened; /* or it was tried */
	bool is_elf;
	enum dso_lack lack; /* once it was opened */
	bool has_unwind, unwind_tried;
	bool has_dwarf, dwarf_tried;
	struct elf_module module;
	struct elf_symbols symbols;
	struct elf_plts plts; /* of what was mapped, where that is there */
	struct perf_map jit;
	struct unwind_table unwind;
	struct dwarf dwarf, alternate;
	struct split_files split;
	struct elf_error section_error; /* the first section that could not be read */
	int failure;			/* an errno: what makes its names incomplete; else 0 */
};

/* How many of those that were forgotten were looked into, and what was found. */
struct dsos_forgotten {
	uint64_t opened, with_symbols, with_debug; /* once for each time */
	uint64_t lacking[DSO_LACKS];
};

struct dsos {
	struct arena arena;
	struct intern names; /* the name, NUL, the build-id */
	struct dso **items;  /* by their number, which is that of their name; NULL: forgotten */
	size_t cap;
	uint32_t *kept; /* the numbers of those that are not */
	size_t kept_len, kept_cap;
	size_t most; /* so many are kept before it is worth to look for what may be forgotten */
	struct dsos_forgotten forgotten;
	struct kernel_symbols kernel;
	bool kernel_tried, has_kernel;
	uint64_t kernel_delta; /* what an address of the recording is less than one of `kernel` */
	const char *root;      /* stands before every path as recorded; "" for / */
	const char *cache;     /* "$HOME/.debug", or NULL */
	const char *debug;     /* "/usr/lib/debug" below the root */
	bool foreign;	       /* made by another kernel or machine: nothing of this one's */
	struct output name, other; /* scratch */
	struct output shown[2];	   /* demangled names, by turns */
	unsigned turn;
	int64_t recorded; /* when the recording was made, as elf_map.modified; 0: not known */
	bool no_memory;	  /* it ran out: names, or what unwinds, are incomplete */
	struct held_files held;
};

void dsos_init(struct dsos *d);
void dsos_release(struct dsos *d);

/*
 * Where files are: below symfs (NULL: /), and in perf's cache, cache or HOME/.debug; all may be NULL.
 * False without memory.
 */
bool dsos_set_places(struct dsos *d, const char *symfs, const char *cache, const char *home);

/* The number of a dso, or INTERN_NONE, with d->no_memory set. */
uint32_t dsos_id(struct dsos *d, enum dso_kind kind, struct str name, struct str build_id);

/*
 * The same of a file that was mapped just now: it is kept open until it is asked for names. Another
 * inode is another dso, where no build-id tells them apart.
 */
uint32_t dsos_mapped(
    struct dsos *d, struct str name, struct str build_id, const struct held_origin *origin);

/*
 * Forgets all that are not needed, but for the first that lacks something, of each lack. Nobody may have a
 * pointer to one. False where there was none.
 */
bool dsos_forget(
    struct dsos *d, bool (*is_needed)(const void *context, uint32_t id), const void *context);

/* Whether there are so many that dsos_forget is worth its time. */
static inline bool
dsos_are_many(const struct dsos *d)
{
	return d->kept_len > d->most;
}

static inline struct dso *
dsos_get(const struct dsos *d, uint32_t id)
{
	return d->items[id];
}

/* Whether a path as recorded stands for memory without a file. */
bool dso_is_anonymous(struct str path);

/* Of a mapping that a process has: which kind it is, by its path as recorded. */
enum dso_kind dso_kind_of(struct str path, bool executable);

/*
 * The symbol at an address of a dso (see map_offset), as perf prints it:
 * demangled, without parameters. Empty where there is none. Valid until the
 * next call but one.
 */
struct str dsos_symbol(struct dsos *d, struct dso *dso, uint64_t address);

/* A mangled C++ or Rust name as perf prints it. Valid until the next call but one. */
struct str dsos_demangle(struct dsos *d, struct str name);

/*
 * The functions at an address of a dso, innermost first, as dwarf_frames gives
 * them; 0 where its debug data does not know. `places` is the same at every call: without it
 * the lines of debug data are not read at all.
 */
size_t dsos_inlined(struct dsos *d, struct dso *dso, uint64_t address, bool places,
    struct dwarf_frame *frames, size_t max);

/* How many dsos lack this; *first, if it is NULL, becomes the first of them. */
uint64_t dsos_lacking(const struct dsos *d, enum dso_lack lack, const struct dso **first);

static inline bool
dso_has_symbols(const struct dso *dso)
{
	return dso->is_elf || dso->jit.count > 0;
}

/* Opens a dso, if it was not; true where it is an ELF file. */
bool dsos_open(struct dsos *d, struct dso *dso);

/*
 * What unwinds its frames; NULL where there is nothing. After it was used, dsos_unwound notes
 * whether memory ran out in it.
 */
struct unwind_table *dsos_unwind(struct dsos *d, struct dso *dso);

static inline void
dsos_unwound(struct dsos *d, const struct unwind_table *t)
{
	d->no_memory |= t->no_memory;
}

#endif
