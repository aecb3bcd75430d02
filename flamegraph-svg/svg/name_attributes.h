/*
 * name_attributes.h - links and other attributes of functions, from a file.
 */
#ifndef NAME_ATTRIBUTES_H
#define NAME_ATTRIBUTES_H

#include <stdbool.h>

#include "arena.h"
#include "intern.h"
#include "report.h"
#include "str.h"

/* What a function's frames have besides the usual. Empty: nothing. */
struct name_attribute {
	struct str title; /* instead of the usual one, when it has one */
	struct str group; /* attributes of the element around a frame, as written */
	bool has_title;
	bool is_link;
};

struct name_attributes {
	struct intern functions;
	struct name_attribute *items; /* of each function */
	size_t cap;
	struct arena arena;
};

/* Reads a file; false, said on stderr, when it cannot be read. NULL: no file. */
bool name_attributes_init(struct name_attributes *a, const char *path, struct report *report);
void name_attributes_release(struct name_attributes *a);

/* A function's attributes, by its name without the mark; NULL when it has none. */
const struct name_attribute *name_attributes_find(
    const struct name_attributes *a, struct str function);

#endif
