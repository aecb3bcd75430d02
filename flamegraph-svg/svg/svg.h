/*
 * svg.h - a laid out call tree as one SVG.
 */
#ifndef SVG_H
#define SVG_H

#include <stdbool.h>

#include "calltree.h"
#include "counted.h"
#include "layout.h"
#include "name_attributes.h"
#include "output.h"
#include "palette_map.h"
#include "settings.h"
#include "workers.h"

struct data;

/* All that goes into a picture. */
struct drawing {
	const struct settings *settings;
	const struct calltree *tree;
	const struct layout *layout;
	const struct name_attributes *attributes;
	struct palette_map *palette;	     /* NULL: colours are not kept */
	const struct counted_list *events;   /* what is counted, as the stacks say */
	const struct counted_event *counted; /* all of it; NULL: not known, or --countname is */
	struct data
	    *data; /* made by svg_write, to be released; NULL: the picture alone, no viewer */
	const struct workers_task *beside; /* what may be done meanwhile, or not at all; or NULL */
};

/* Writes the picture. False without memory. */
bool svg_write(struct output *out, const struct drawing *d);

/* Writes a picture that only says why there is none. */
void svg_write_message(struct output *out, const struct settings *s, const char *message);

#endif
