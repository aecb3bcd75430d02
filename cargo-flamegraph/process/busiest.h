/*
 * busiest.h - what folded stacks hold, seen line by line: how much, in how many samples, of what
 * has no name, and the functions that took most by themselves.
 */
#ifndef BUSIEST_H
#define BUSIEST_H

#include <stdbool.h>
#include <stdint.h>

#include "counted.h"
#include "intern.h"
#include "output.h"
#include "str.h"

struct busiest {
	uint64_t stacks;
	double total;		     /* sum of all counts */
	double unnamed;		     /* of those whose innermost frame has no name */
	double blank;		     /* of those that have frames, but none with a name */
	struct counted_list counted; /* what the lines say that they count */
	struct intern names;	     /* of innermost frames */
	double *own;		     /* of each */
	size_t cap;
	bool failed; /* no memory for the names: they are not told */
};

void busiest_init(struct busiest *b);
void busiest_release(struct busiest *b);

/* Looks at one line of folded stacks. */
void busiest_add(struct busiest *b, struct str line);

/*
 * "1.52 s, 1,520 samples, 6 lost (0.4 %); most in burn 88.1 %, read 5.0 %": as much of that as is
 * known.
 */
void busiest_write(const struct busiest *b, struct output *out);

#endif
