/*
 * stacks.h - stacks as rows of name ids, each with a count; sorted folded output.
 *
 * What collapse programs gather: a row holds the ids of its frames' names,
 * innermost first (the order in which profilers print them), root last. Equal
 * rows are one row. Each thread fills its own and they are merged at the end.
 */
#ifndef STACKS_H
#define STACKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "intern.h"
#include "output.h"
#include "slots.h"

/* Returned when there is no memory; no row has this number. */
#define STACKS_NONE UINT32_MAX

struct stacks_row {
	uint32_t *ids;
	uint32_t len;
	uint64_t count;
};

struct stacks {
	struct intern names;
	struct arena arena; /* the ids of the rows */
	struct stacks_row *rows;
	size_t len;
	size_t cap;
	struct slots by_ids;
	bool failed;	/* out of memory: what is here is incomplete */
	bool saturated; /* a count did not fit 64 bits and stands at the largest */
};

void stacks_init(struct stacks *s);
void stacks_release(struct stacks *s);

/*
 * The id of a name; of "#_x" for "# x", which would begin a comment, and without control
 * characters, see folded.h. Without memory 0 comes back and s->failed is set.
 */
uint32_t stacks_name(struct stacks *s, struct str name);

/*
 * Adds `count` to the row of these n > 0 ids. Returns the row's number, or
 * STACKS_NONE with s->failed set.
 */
uint32_t stacks_add(struct stacks *s, const uint32_t *ids, size_t n, uint64_t count);

/* Adds all of `from`, which stays as it is. */
void stacks_merge(struct stacks *s, const struct stacks *from);

/* One line: outermost;…;innermost COUNT. */
void stacks_write_row(
    const struct stacks *s, const struct stacks_row *row, uint64_t count, struct output *out);

/*
 * Writes every row, sorted by the bytes of the stack. Uses s up: afterwards it
 * can only be released. False without memory, with s->failed set.
 */
bool stacks_write(struct stacks *s, struct output *out);

#endif
