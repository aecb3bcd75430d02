/*
 * colour.h - the colour of a frame, and of what is behind it.
 */
#ifndef COLOUR_H
#define COLOUR_H

#include <stdbool.h>
#include <stdint.h>

#include "str.h"

struct rgb {
	uint8_t r, g, b;
};

/* Names of the palettes, in the order of enum palette; NULL at the end. */
extern const char *const palette_names[];

enum palette {
	/* Of one colour each. */
	PALETTE_HOT,
	PALETTE_MEM,
	PALETTE_IO,
	PALETTE_RED,
	PALETTE_GREEN,
	PALETTE_BLUE,
	PALETTE_YELLOW,
	PALETTE_PURPLE,
	PALETTE_AQUA,
	PALETTE_ORANGE,
	/* By the meaning of a name. */
	PALETTE_JAVA,
	PALETTE_PERL,
	PALETTE_PYTHON,
	PALETTE_JS,
	PALETTE_RUST,
	PALETTE_WAKEUP,
	PALETTE_CHAIN,
	PALETTE_WARM /* of this project: see warm.h */
};

/* One of palette_names. */
enum palette palette_find(const char *name);

/* How a colour is picked from a palette. */
enum colour_pick {
	PICK_FUNCTION, /* by the name: the same function has the same colour everywhere */
	PICK_ALIKE,    /* names that begin alike get colours alike */
	PICK_RANDOM    /* by the place in the drawing */
};

struct frame_colour {
	enum palette palette;
	enum colour_pick pick;
};

/*
 * The colour of a frame. `name` still has its mark (_[k] and the like) and is
 * empty for the root; `waker` says that a "--" frame is above it; `seed`
 * numbers the frame for PICK_RANDOM.
 */
struct rgb colour_frame(const struct frame_colour *c, struct str name, bool waker, uint64_t seed);

/*
 * The differential scale: grey (250, 250, 250) for 0, ever redder up to max,
 * ever bluer down to -max.
 */
struct rgb colour_change(double change, double max);

/* The same scale by a frame's share (0 to 1) of the total: its root. */
struct rgb colour_share(double share);

/*
 * Whether white is easier to read on a colour than black. The better of both
 * has a contrast of 4.5 to 1 at least, on any colour
 * (https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio).
 */
bool colour_is_dark(struct rgb c);

/* The two ends of a background; equal when it is flat. */
struct background {
	struct rgb top, bottom;
};

/* The background that goes with a palette. */
struct background background_of(enum palette palette);

/* yellow, green, blue, grey or #rrggbb; false for anything else. */
bool background_find(struct str name, struct background *found);

#endif
