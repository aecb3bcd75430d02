/*
 * perf_frame.h - the names that a frame stands for.
 */
#ifndef PERF_FRAME_H
#define PERF_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frame_names.h"
#include "stacks.h"
#include "str.h"

/* How names are shown. */
struct perf_frame_style {
	bool kernel; /* mark kernel frames with _[k] */
	bool jit;    /* mark JIT frames with _[j] */
	bool addrs;  /* show the address of a frame without a symbol */
};

/* What is known of a frame but its names: flags. */
enum perf_frame_of {
	PERF_FRAME_JAVA = 1, /* the sample's comm begins with "java" */
	PERF_FRAME_BARE = 2  /* it was printed without an offset */
};

/*
 * The names of a frame, innermost first, into n->ids as ids of `stacks` (which notes when memory runs
 * out), from its symbol, with its offset cut off, and its dso: either may be empty.
 * None where perf prints no function: "(…)" for a symbol. `of`: see perf_frame_of.
 */
void perf_frame_name(struct frame_names *n, struct str symbol, struct str dso, struct str address,
    unsigned of, const struct perf_frame_style *style, struct stacks *stacks);

#endif
