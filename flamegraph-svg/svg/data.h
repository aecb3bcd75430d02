/*
 * data.h - the call tree as it travels in the picture.
 */
#ifndef DATA_H
#define DATA_H

#include <stdbool.h>
#include <stddef.h>

#include "svg.h"
#include "treecode.h"

/* Names of the frames that are in no table: the gap's, and the lines that say what is counted. */
struct extra_names {
	struct str *names; /* sorted */
	size_t len;
	struct output text;
};

struct data {
	struct treecode tree;
	struct extra_names extra;
	size_t left_out; /* frames beyond --max-frames: they are in their callers' own counts */
};

/* The widest --max-frames frames of a drawing, and all outermost ones. False without memory. */
bool data_init(struct data *data, const struct drawing *d);

/* The same, of the drawing's own data, as a task: see workers.h. */
struct data_making {
	const struct drawing *d;
	bool done;
};
void data_make(void *making);
void data_release(struct data *data);

/* The tree as treecode.h writes it, into a memory output, beside other work. False without memory. */
bool data_code(const struct data *data, struct output *bytes, const struct workers_task *beside);

/*
 * Writes what the viewer and svg_input.h read, from what data_code gave:
 *
 *	<metadata class="flamegraph-settings" data-title="…" …/>
 *	<metadata class="flamegraph-link" data-name="…" data-title="…"><a href="…"/></metadata>
 *	<metadata class="flamegraph-data">BASE64</metadata>    once or more
 */
void data_write(
    struct output *out, const struct data *data, struct str bytes, const struct drawing *d);

#endif
