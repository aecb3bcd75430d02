/*
 * layout.h - which frames are drawn, and where.
 *
 *	title              the picture, in pixels:
 *	┌──────┬───┐       row r of a graph stands at y = top + (rows - 1 - r) * height,
 *	│ read │   │       of an icicle graph at y = top + r * height
 *	├──────┴───┤
 *	│ main     │
 *	├──────────┤
 *	│ all      │
 *	└──────────┘
 *	details
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "calltree.h"
#include "settings.h"

enum {
	LAYOUT_WIDTH = 1200, /* of a fluid picture, before it is fitted to its window */
	LAYOUT_SIDE = 10,    /* empty at either side */
	LAYOUT_TENTHS = 10,  /* x is counted in tenths of a pixel: finer is never seen */
	/* A million pixels and more: the data has what is deeper, a drawing would be no use. */
	LAYOUT_ROWS = 1 << 16
};

/* A frame that is drawn. */
struct layout_frame {
	uint32_t node;
	uint32_t x, width; /* tenths of a pixel; x from the picture's left side */
	bool waker;	   /* a "--" frame is above it */
};

struct layout {
	struct layout_frame *frames; /* in preorder */
	size_t len, cap;
	const uint64_t *weight; /* totals of the nodes: what the widths stand for */
	uint64_t whole;		/* the weight of 100 % */
	bool whole_too_small;	/* --total is less than the sum, which is taken instead */
	uint32_t rows;		/* with the root's */
	uint32_t top;		/* pixels above the frames */
	uint32_t width;		/* of the picture */
	uint64_t height;
	size_t hidden; /* frames too narrow to draw, or too deep */
	bool too_deep; /* some of them are */
};

/* From an arranged tree. False without memory. */
bool layout_init(struct layout *l, const struct calltree *t, const struct settings *s);
void layout_release(struct layout *l);

/* The least weight that will be drawn of a tree whose counts have this sum. */
uint64_t layout_least(uint64_t sum, unsigned places, const struct settings *s);

/* The y of a row of frames. */
uint64_t layout_y(const struct layout *l, const struct settings *s, uint32_t depth);

#endif
