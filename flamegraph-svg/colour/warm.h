/*
 * warm.h - the colours of the project's own palette.
 */
#ifndef WARM_H
#define WARM_H

#include "colour.h"
#include "str.h"

/*
 * The colour of a frame by its name with the mark: the hue by its package, lightness
 * and chroma by the function. The same in every picture.
 */
struct rgb warm_colour(struct str name);

/* The tint of a function that was inlined into another: `outer` is that one's name. */
struct rgb warm_inlined(struct str name, struct str outer);

/* The colour of what mostly waits: as cool as [waiting] itself, and paler. */
struct rgb warm_waiting(struct str name);

/*
 * A differential scale that eyes tell apart that see no red, green or blue: grey for 0,
 * orange for what grew, blue for what shrank. By the root, so that small changes are seen.
 */
struct rgb warm_change(double change, double max);

#endif
