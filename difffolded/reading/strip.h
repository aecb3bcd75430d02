/*
 * strip.h - what differs between two builds or runs is taken out of frames.
 */
#ifndef STRIP_H
#define STRIP_H

#include <stdbool.h>

#include "output.h"
#include "str.h"

struct strip {
	bool hex;   /* 0x45ef2173 becomes 0x... */
	bool hash;  /* ::h0123456789abcdef, .llvm.1, [clone .x], .constprop.0 … are dropped */
	bool plain; /* control characters are replaced, for stacks that are written as they are */
	struct output text, made_plain;
};

void strip_init(struct strip *s, bool hex, bool hash);
void strip_release(struct strip *s);

/*
 * The stack as it is to be compared: either `stack` itself or a slice of the
 * strip's own memory, valid until the next call. Without memory an output of
 * it has an error.
 */
struct str strip_stack(struct strip *s, struct str stack);

#endif
