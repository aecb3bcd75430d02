/*
 * svg_input.h - a flame graph in SVG as input, wherever folded stacks are read.
 *
 * Our SVGs carry their whole call tree:
 *
 *	<metadata class="flamegraph-data">BASE64 of a treecode</metadata>    once or more
 *
 * svg_input_open looks at what an input begins with; an SVG is read to its
 * end and replaced by its folded stacks, mostly sorted, which the input then gives
 * out as if they had been in the file. in->counts tells one count in every
 * line from two, which a text with names that end in numbers cannot:
 *
 *	status = svg_input_open(&in, path, 0, 0);
 *	if (!svg_input_ok(status))
 *		report_error(report, "%s: %s", in.name, svg_input_reason(status, &in));
 *	while (svg_input_ok(status) && input_line(&in, &line))
 */
#ifndef SVG_INPUT_H
#define SVG_INPUT_H

#include "input.h"
#include "output.h"

/* What is before and behind each part of the data. */
#define SVG_DATA_OPEN "<metadata class=\"flamegraph-data\">"
#define SVG_DATA_CLOSE "</metadata>"

enum svg_input_status {
	SVG_INPUT_OTHER,     /* no SVG: nothing was taken from the input */
	SVG_INPUT_STACKS,    /* an SVG: the input holds its stacks now */
	SVG_INPUT_FOREIGN,   /* neither an SVG nor text: in->foreign says what it is */
	SVG_INPUT_NO_DATA,   /* an SVG that is not ours, or was made without its data */
	SVG_INPUT_SEVERAL,   /* pictures, of which each has data, or one and folded stacks */
	SVG_INPUT_TOO_LARGE, /* its data holds more than its size can account for */
	SVG_INPUT_NEWER,     /* its data is of a version that is not known yet */
	SVG_INPUT_BROKEN,    /* its data is damaged or cut off */
	SVG_INPUT_FAILED     /* to open, or to read: in->error tells why */
};

/*
 * Whether a text begins as an SVG does, "<?xml" or "<svg": no stack of a profiler begins so. Only the
 * first line is looked at: of a pipe there may be no more yet.
 */
static inline bool
svg_input_begins(struct str text)
{
	text = str_trim(str_head(text, str_find(text, '\n')));
	return str_starts(text, STR("<?xml ")) || str_starts(text, STR("<svg ")) ||
	       str_eq(text, STR("<svg")) || str_starts(text, STR("<!DOCTYPE svg")) ||
	       str_starts(text, STR("<!--"));
}

static inline bool
svg_input_ok(enum svg_input_status status)
{
	return status <= SVG_INPUT_STACKS;
}

/* How the stacks of a picture are wanted. */
enum svg_input_how {
	SVG_INPUT_PLAIN = 1,   /* without control characters, as they are written as they are */
	SVG_INPUT_AS_DRAWN = 2 /* in the picture's own order; else sorted, equal ones added up */
};

/*
 * Opens a path; NULL and "-" are standard input. Megabytes of a line of text at most; 0: as many as
 * by default. how: of enum svg_input_how. Close it, whatever the status.
 */
enum svg_input_status svg_input_open(
    struct input *in, const char *path, uint64_t max_line, unsigned how);

/*
 * The same for an input that was opened, by its in->plain and in->as_drawn; before its first line is
 * taken.
 */
enum svg_input_status svg_input_unwrap(struct input *in);

/* The status as words for a message: "an SVG without flame graph data". */
const char *svg_input_reason(enum svg_input_status status, const struct input *in);

#endif
