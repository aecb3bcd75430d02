/*
 * frame_line.h - the frame line of `perf script`.
 */
#ifndef FRAME_LINE_H
#define FRAME_LINE_H

#include <stdbool.h>

#include "str.h"

/*
 * Splits a line into its address, and the rest behind one white-space byte;
 * false where it is no frame: white space, a hexadecimal number, and then
 * white space or nothing.
 */
bool frame_line_split(struct str line, struct str *address, struct str *rest);

/* Whether the rest of a frame line names its dso: "… (dso)". */
bool frame_line_has_dso(struct str rest);

/*
 * The symbol, without its offset, and the dso of what frame_line_split gave as
 * the rest; either may be empty, as is the dso of "(inlined)". Whether there was an
 * offset.
 */
bool frame_line_parts(struct str rest, struct str *symbol, struct str *dso);

#endif
