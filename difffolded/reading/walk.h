/*
 * walk.h - the stacks of a side in their order, each once, with what they count.
 *
 * They are rows of a tally, or the lines of a file that has them in order, which then
 * is read a second time: memory does not grow with it. A place is the number of a row, or
 * the offset of a line.
 *
 *	struct walked w;
 *	struct walk walk;
 *	struct tally_row row;
 *
 *	walked_init(&w, tally);
 *	for (walk = walk_between(&w, &w.window, w.begin, w.end); walk_next(&walk, &row);)
 *		...
 *	walked_release(&w);
 */
#ifndef WALK_H
#define WALK_H

#include "tally.h"
#include "window.h"

struct walked {
	const struct tally *tally;
	struct window window; /* for looks at a place here and there */
	size_t begin, end;    /* all places */
	size_t step;	      /* so many places make a part that is worth a thread's turn */

	/* Places with nothing but blank lines and comments behind them, up to bare_end: the last ones seen. */
	size_t bare_begin, bare_end;
};

struct walk {
	const struct tally *tally;
	size_t row, end; /* numbers of rows */

	/* Lines: those that were read and not looked at yet, and the places where more are. */
	struct window *window;
	struct str text;
	size_t at, stop;
	struct tally_row ahead; /* the next line's stack, where one may be in several, */
	bool begun, more;	/* once it was read: whether there is one */
};

/* A sorted tally, or one that was passed. */
void walked_init(struct walked *w, const struct tally *tally);
void walked_release(struct walked *w);

/*
 * The stack at a place, or the first one behind it, until the next look; false where there is none
 * before the end.
 */
bool walked_stack(struct walked *w, size_t at, struct str *stack);

/* The first place from `from` on whose stack is not less than this one, which is not of w->window. */
size_t walked_find(struct walked *w, size_t from, struct str stack);

/* The stacks from a place up to another; lines are read into the window. */
struct walk walk_between(const struct walked *w, struct window *window, size_t begin, size_t end);

/* The next one, whose stack is valid until the next call. */
bool walk_next(struct walk *w, struct tally_row *row);

/*
 * The same, where it is this stack and that is told by one look at each of its bytes; else false, and
 * nothing has changed.
 */
bool walk_next_is(struct walk *w, struct str stack, struct tally_row *row);

/*
 * For who cuts lines out of w->text: reads on behind what is left in it, which may be a part of a
 * line. False at the end. What is in the text moves, and `keep` stays, unless it is NULL.
 */
bool walk_read(struct walk *w, struct str *keep);

#endif
