/*
 * grid.h - cells in rows and columns, as text or as Markdown.
 */
#ifndef GRID_H
#define GRID_H

#include "output.h"
#include "str.h"

struct grid_column {
	const char *group; /* above it; equal ones that are neighbours have one heading */
	const char *head;
	const char *alone; /* both in one, for Markdown: "own change, %"; NULL: group and head */
	bool left;	   /* its cells begin at its left end; else they end at its right */
	unsigned spare;	   /* 1 to 3: left out where there is no room, the larger the sooner */
};

enum grid_colour { GRID_PLAIN, GRID_RED, GRID_GREEN };

struct grid_cell {
	size_t begin, len; /* in the text */
	enum grid_colour colour;
};

struct grid {
	const struct grid_column *columns;
	size_t width; /* columns */
	struct output text;
	struct grid_cell *cells; /* row by row */
	size_t len, cap;
	size_t open; /* where the cell at hand begins */
	bool failed; /* out of memory */
};

/* The columns must outlive the grid. */
void grid_init(struct grid *g, const struct grid_column *columns, size_t width);
void grid_release(struct grid *g);

/* Ends a cell: what was written to g->text since the last one. */
void grid_end(struct grid *g, enum grid_colour colour);

/*
 * Writes headings and rows, aligned. Names are cleaned by who writes the cells. Colours are
 * codes of a terminal. Lines have at most so many characters as there is room for, if that is
 * not 0: columns that can be spared are left out, and of cells of the last one the middle.
 */
void grid_write_text(const struct grid *g, bool colours, size_t room, struct output *out);

/*
 * The same as a table of GitHub's Markdown; unless they are escaped, cells are text with marks.
 * The last column, of names, comes first: a page shows as much of a wide table as it has room for.
 */
void grid_write_markdown(const struct grid *g, struct output *out);

#endif
