/*
 * dtrace_frame.h - a frame line of dtrace, and the names it stands for.
 */
#ifndef DTRACE_FRAME_H
#define DTRACE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output.h"
#include "stacks.h"
#include "str.h"

/* The names of one frame line, innermost first; reused for every line. */
struct dtrace_names {
	uint32_t *ids;
	size_t len;
	size_t cap;
	bool parameters;    /* lists of them go from all names, not only from those with "::" */
	struct output name; /* scratch */
	struct output demangled; /* scratch */
	struct output cut;	 /* scratch */
};

void dtrace_names_init(struct dtrace_names *n);
void dtrace_names_release(struct dtrace_names *n);

/*
 * Whether a line (trimmed, not empty) is a frame whatever stands around it:
 * "module`function", "0x7fff5fc1", "f+0x12", "-[Class method:]", "<< … >>".
 */
bool dtrace_is_frame(struct str text);

/*
 * Appends the names of a frame (trimmed) to n->ids as ids of `stacks`, which
 * notes when memory runs out. With `offset` the innermost keeps its "+0x1f",
 * unless a parameter list stood before it.
 */
void dtrace_frame_names(
    struct dtrace_names *n, struct str text, bool offset, struct stacks *stacks);

#endif
