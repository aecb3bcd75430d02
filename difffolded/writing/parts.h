/*
 * parts.h - two sides cut at the same stacks into parts, which threads write at the same time.
 *
 * What is written does not depend on the cuts, nor on who writes.
 */
#ifndef PARTS_H
#define PARTS_H

#include "output.h"
#include "pair.h"

struct part {
	struct pairs pairs;
	/* No stack of the part is less than `from`, or not less than `to`. */
	struct str from, to;
	bool first, last; /* there is no `from`, no `to` */
};

/*
 * Calls write for each part and puts what it writes, into a memory output, into `out`, in
 * order. False without memory. A side's window has the error of a file that could not be read; what
 * was written then ends before that.
 */
bool parts_write(struct walked sides[2],
    void (*write)(const void *context, struct part *part, struct output *out), const void *context,
    struct output *out);

#endif
