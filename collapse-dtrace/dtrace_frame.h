/*
 * dtrace_frame.h - a frame line of dtrace, and the names it stands for.
 */
#ifndef DTRACE_FRAME_H
#define DTRACE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frame_names.h"
#include "stacks.h"
#include "str.h"

/*
 * Whether a line (trimmed, not empty) is a frame whatever stands around it:
 * "module`function", "0x7fff5fc1", "f+0x12", "-[Class method:]", "<< … >>".
 */
bool dtrace_is_frame(struct str text);

/* How a frame is named: flags. */
enum dtrace_frame_how {
	DTRACE_FRAME_OFFSET = 1, /* the innermost name keeps its "+0x1f" */
	DTRACE_FRAME_PARAMETERS =
	    2 /* lists of them go from all names, not only from those with "::" */
};

/*
 * Appends the names of a frame (trimmed) to n->ids as ids of `stacks`, which
 * notes when memory runs out. `how`: see dtrace_frame_how; no offset is kept behind a
 * parameter list.
 */
void dtrace_frame_names(
    struct frame_names *n, struct str text, unsigned how, struct stacks *stacks);

#endif
