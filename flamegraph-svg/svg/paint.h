/*
 * paint.h - the colours of the frames of a drawing.
 */
#ifndef PAINT_H
#define PAINT_H

#include "colour.h"
#include "svg.h"

/* A frame of the layout and its colour as 0xrrggbb. */
struct painted {
	uint32_t rgb;
	uint32_t frame; /* index in layout.frames */
	bool dark;	/* the name is to be white */
};

/* How much a node's colour says that it grew, or, below 0, shrank. */
double paint_change(const struct drawing *d, uint32_t node);

/*
 * All frames of the layout, those of one colour side by side, otherwise in
 * order; d->layout->len of them, the caller's to mem_free. NULL without memory.
 */
struct painted *paint(const struct drawing *d);

#endif
