/*
 * palette_map.h - colours of functions, kept in a file from one graph to the next.
 */
#ifndef PALETTE_MAP_H
#define PALETTE_MAP_H

#include <stdbool.h>

#include "colour.h"
#include "intern.h"
#include "report.h"
#include "str.h"

struct palette_map {
	struct intern names;
	struct rgb *colours; /* of each name */
	size_t cap;
	bool changed;
};

/* Reads a file, if there is one. False, said on stderr, when it cannot be read. */
bool palette_map_init(struct palette_map *m, const char *path, struct report *report);
void palette_map_release(struct palette_map *m);

/* The colour kept for a name; false where there is none. */
bool palette_map_find(const struct palette_map *m, struct str name, struct rgb *colour);

/* Keeps a colour for a name that has none; false without memory. */
bool palette_map_add(struct palette_map *m, struct str name, struct rgb colour);

/*
 * Puts the file in order and in place, if something changed. False, said on
 * stderr, when that failed; the old file is there as it was then.
 */
bool palette_map_save(const struct palette_map *m, const char *path, const struct report *report);

#endif
