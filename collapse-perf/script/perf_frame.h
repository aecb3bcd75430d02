/*
 * perf_frame.h - the frame line of `perf script`, and the names it stands for.
 */
#ifndef PERF_FRAME_H
#define PERF_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output.h"
#include "stacks.h"
#include "str.h"

/* How names are shown. */
struct perf_frame_style {
	bool kernel; /* mark kernel frames with _[k] */
	bool jit;    /* mark JIT frames with _[j] */
	bool addrs;  /* show the address of a frame without a symbol */
};

/* The names of one frame line, innermost first; reused for every line. */
struct perf_frame_names {
	uint32_t *ids;
	size_t len;
	size_t cap;
	size_t unknown;		 /* how many have no symbol */
	bool has_address;	 /* a name holds the address, so it is this line's alone */
	struct output name;	 /* scratch */
	struct output demangled; /* scratch */
	struct output cut;	 /* scratch */
};

void perf_frame_names_init(struct perf_frame_names *n);
void perf_frame_names_release(struct perf_frame_names *n);

/*
 * Splits a line into its address, and the rest behind one white-space byte;
 * false where it is no frame: white space, a hexadecimal number, and then
 * white space or nothing.
 */
bool perf_frame_split(struct str line, struct str *address, struct str *rest);

/* Whether the rest of a frame line names its dso: "… (dso)". */
bool perf_frame_has_dso(struct str rest);

/*
 * The symbol, without its offset, and the dso of what perf_frame_split gave as
 * the rest; either may be empty, as is the dso of "(inlined)".
 */
void perf_frame_parts(struct str rest, struct str *symbol, struct str *dso);

/*
 * The names of a frame, from what perf_frame_split gave, into n->ids as ids of
 * `stacks` (which notes when memory runs out). None where perf prints no
 * function: "(…)" for a symbol. `java`: the sample's comm begins with "java".
 */
void perf_frame_parse(struct perf_frame_names *n, struct str address, struct str rest, bool java,
    const struct perf_frame_style *style, struct stacks *stacks);

/* The same for a symbol (its offset cut off) and a dso, either of which may be empty. */
void perf_frame_name(struct perf_frame_names *n, struct str symbol, struct str dso,
    struct str address, bool java, const struct perf_frame_style *style, struct stacks *stacks);

#endif
