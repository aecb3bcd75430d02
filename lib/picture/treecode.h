/*
 * treecode.h - a call tree in as few bytes as possible, and back.
 *
 * What an SVG carries: the names, sorted, and the frames in preorder.
 * treecode.c tells the format; flamegraph-svg/viewer reads the same.
 */
#ifndef TREECODE_H
#define TREECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "output.h"
#include "str.h"
#include "workers.h"

enum treecode_flags {
	TREECODE_DIFFERENTIAL = 1, /* two counts a frame */
	TREECODE_REVERSED = 2,	   /* the frames stand leaf first */
	TREECODE_TIMELINE = 4,	   /* siblings are in the order of time, and may be alike */
	TREECODE_PRUNED = 8	   /* the narrowest frames were left out */
};

struct treecode_frame {
	uint32_t name;	 /* index of names */
	uint32_t depth;	 /* 0: an outermost frame; at most one more than the frame before */
	uint64_t own[2]; /* AFTER (or the only count), BEFORE; in units of 10^-places */
};

struct treecode {
	unsigned flags;
	unsigned places; /* digits behind the point of every count, at most 6 */
	struct str *names;
	uint16_t *colours; /* of each name: 4 bits each of red, green, blue */
	size_t names_len;
	struct treecode_frame *frames; /* in preorder */
	size_t len;
};

/* The name of a part of a timeline in which its parent ran alone; no frame has it. */
#define TREECODE_GAP ";"

enum treecode_status {
	TREECODE_OK,
	TREECODE_BROKEN,
	TREECODE_TOO_LARGE,
	TREECODE_NEWER,
	TREECODE_NO_MEMORY
};

/* What a tree may hold that is read. */
struct treecode_most {
	size_t frames; /* and names */
	size_t name_bytes;
};

/*
 * Appends the bytes of a tree to `out`, the same for any number of threads. Names must be sorted
 * by bytes and without newlines. beside: work that is done at the same time, or NULL.
 */
enum treecode_status treecode_write(
    const struct treecode *tree, struct output *out, const struct workers_task *beside);

/*
 * The tree of these bytes; names are in `arena`, the arrays are the tree's. Whatever the
 * bytes, it ends; a few of them can stand for a thousand times as many frames, so
 * one with more than *most is TREECODE_TOO_LARGE.
 */
enum treecode_status treecode_read(
    struct treecode *tree, struct arena *arena, struct str bytes, const struct treecode_most *most);
void treecode_release(struct treecode *tree);

#endif
