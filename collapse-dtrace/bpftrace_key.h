/*
 * bpftrace_key.h - the parts of a key of bpftrace, and the frames of a stack in it.
 */
#ifndef BPFTRACE_KEY_H
#define BPFTRACE_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "str.h"

struct bpftrace_part {
	struct str text; /* of a stack: its lines, each with its newline */
	bool stack;
};

/* The parts of one key; reused for every key. */
struct bpftrace_parts {
	struct bpftrace_part *items;
	size_t len, cap;
};

void bpftrace_parts_release(struct bpftrace_parts *parts);

/* Splits a key as it is printed as text; the parts are slices of it. False without memory. */
bool bpftrace_key_split(struct str key, struct bpftrace_parts *parts);

/*
 * All keys of a map have the same number of parts. One that seems to have more has a
 * ", " in a part, in a thread's name for example: makes one of such until there are
 * `n`, or nothing is left to join.
 */
void bpftrace_key_join(struct bpftrace_parts *parts, size_t n);

/* A line of a stack. */
struct bpftrace_frame {
	struct str address; /* hexadecimal digits; empty where the line has none */
	struct str name;
	struct str offset; /* "+123", or empty */
	struct str dso;	   /* "/usr/bin/w", or empty */
	bool known;	   /* the name is a symbol's */
};
void bpftrace_frame_split(struct str line, struct bpftrace_frame *frame);

/* Whose a stack is, as far as its frames tell. */
enum bpftrace_side { BPFTRACE_EITHER, BPFTRACE_KERNEL, BPFTRACE_USER };
enum bpftrace_side bpftrace_side(const struct bpftrace_frame *frame);

#endif
