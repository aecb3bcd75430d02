/*
 * frame_names.h - the names of one frame, as ids, and the room in which they are made.
 *
 * A frame has several where functions were inlined, or where a compiler printed a chain of them.
 * One struct serves for all frames of a parser, one after the other.
 *
 *	n.len = 0;
 *	output_clear(&n.name);
 *	...				what the frame is called, into n.name
 *	frame_names_add(&n, &stacks);	innermost last, as it may stand in the input
 *	frame_names_reverse(&n, 0);
 */
#ifndef FRAME_NAMES_H
#define FRAME_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output.h"
#include "stacks.h"

struct frame_names {
	uint32_t *ids;
	size_t len;
	size_t cap;
	size_t unknown;		 /* how many have no symbol */
	bool has_address;	 /* a name holds the address, so it is this frame's alone */
	struct output name;	 /* scratch: the next name */
	struct output demangled; /* scratch */
	struct output cut;	 /* scratch */
};

void frame_names_init(struct frame_names *n);
void frame_names_release(struct frame_names *n);

/* Adds the id of n->name; `stacks` notes when memory runs out, or has for one of the outputs. */
void frame_names_add(struct frame_names *n, struct stacks *stacks);

/* Turns round the order of the names from `first` on. */
void frame_names_reverse(struct frame_names *n, size_t first);

#endif
