/*
 * top.h - the table of the functions whose share changed most.
 */
#ifndef TOP_H
#define TOP_H

#include "intern.h"
#include "output.h"
#include "side.h"

/* Shares and their changes are in millionths of a percentage point. */
enum { TOP_POINT = 1000000, TOP_PLACES = 6 };

struct top_share {
	int64_t before;
	int64_t after;
};

struct top_function {
	struct str name; /* a slice of top->names */
	struct top_share self;
	struct top_share total;
};

struct top {
	struct intern names;
	struct top_function *functions; /* most changed first, see top_build */
	size_t len;
};

static inline int64_t
top_change(struct top_share share)
{
	return share.after - share.before;
}

/*
 * Adds up self and total of every function of both sides; a function that
 * stands twice in a stack counts once. Ordered by the size of the change of the
 * own share, then of the total share; of equal ones what grew first, then by
 * name. False without memory. top_release after either.
 */
bool top_build(struct top *t, const struct side *before, const struct side *after);
void top_release(struct top *t);

/*
 * Writes a heading and the n most changed functions: first those that grew,
 * then those that shrank. Functions that did not change are left out; false
 * where that are all.
 */
bool top_write(const struct top *t, uint64_t n, struct output *out);

/* A change with its sign, or a share, with two decimals, at least `width` wide: "+26.89". */
void top_write_points(struct output *out, int64_t points, bool sign, int width);

/* A name without bytes that a terminal could take for a command. */
void top_write_name(struct output *out, struct str name);

#endif
