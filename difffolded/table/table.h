/*
 * table.h - a comparison, or one profile, as people and programs read it.
 *
 *	total  before 3.05 s (1,352 samples)  after 3.39 s (1,498 samples)  +11.05 %
 *
 * Of two profiles a function that did not change has no row. Of several recordings, rows
 * have the median change, its quartiles over all pairs of recordings, and p; with
 * `significant` only those that are significant are there.
 */
#ifndef TABLE_H
#define TABLE_H

#include "comparison.h"
#include "output.h"
#include "paths.h"

struct table {
	const struct comparison *comparison; /* sorted */
	struct paths *paths; /* in place of functions, in JSON besides them; or NULL */
	uint64_t rows;	     /* at most */
	bool significant;
	enum comparison_order order; /* by share: who changed in that alone has a row, too */
	bool colours;		     /* for a terminal */
	size_t room;	   /* characters of a line of the terminal; 0: as many as there are */
	struct str failed; /* what went beyond a gate, a line each, for a terminal */
	struct str notes;  /* what else there is to say, likewise */
	size_t shown;	   /* rows that were written */
};

/* Whether a function has a row. */
bool table_shows(const struct table *t, const struct compared *f);

/* All set t->shown; false without memory: nothing is written then. */
bool table_write_text(struct table *t, struct output *out);
bool table_write_markdown(struct table *t, struct output *out);
void table_write_json(struct table *t, struct output *out);

#endif
