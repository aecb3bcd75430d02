/*
 * texts.h - the names in the boxes of a drawing.
 */
#ifndef TEXTS_H
#define TEXTS_H

#include <stdbool.h>

#include "arena.h"
#include "svg.h"

enum { TEXTS_INDENT = 3 }; /* pixels at either side of a name */

/* The text of each frame of the layout, empty where there is no room for one. */
struct texts {
	struct arena arena;
	struct str *items;
};

/* False without memory. */
bool texts_init(struct texts *t, const struct drawing *d);
void texts_release(struct texts *t);

#endif
