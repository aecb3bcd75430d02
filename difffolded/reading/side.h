/*
 * side.h - a file of folded stacks: what is read of it, and what was odd.
 *
 * A side knows nothing of others, so that several are read at the same time.
 * Nothing here writes a message: what was odd is kept for the caller to say.
 */
#ifndef SIDE_H
#define SIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "counted.h"
#include "input.h"
#include "report.h"
#include "strip.h"
#include "svg_input.h"
#include "tally.h"

/* The first line of a kind, and how many there were. */
struct side_oddity {
	uint64_t lines;
	uint64_t first; /* line number */
	struct str text;
};

struct side {
	const char *name;	  /* for messages: the path, or "stdin" */
	struct tally tally;	  /* its stacks, unless they were added to another one */
	struct counted_list what; /* what is counted, where the file says so */
	uint64_t lines;		  /* that held a stack and a count */
	struct side_oddity bad;	  /* neither stack and count nor blank nor comment */
	struct side_oddity one;	  /* of them, one number at the end */
	struct side_oddity two;	  /* two numbers at the end */
	struct side_oddity huge;  /* a count that does not fit, alone or added up */
	struct side_oddity unit;  /* says another unit than the lines before it */
	int error;		  /* errno of a failed open or read, ENOMEM; 0 */
	const char *unfit;	  /* why the input holds no stacks, or NULL */

	uint64_t max_line;	 /* megabytes; 0: as many as by default; set before side_read */
	struct waiting *waiting; /* is told what is read, or NULL; the same */
	struct arena text;
	struct strip strip;
	struct input in; /* stays open where its stacks are parts of it */
};

void side_init(struct side *s, bool strip_hex, bool strip_hash);
void side_release(struct side *s);

/*
 * Reads a file of folded stacks, or an SVG that holds them, or standard input
 * ("-"), and adds its stacks to `into`: s->tally, or one of many files, which the
 * caller sorts. False when that failed: s->error is set, or s->unfit says why it
 * is of no use. Stacks of s->tally are parts of the file itself where it is large.
 */
bool side_read(struct side *s, const char *path, struct tally *into);

/*
 * The same, into s->tally; of a large file that has its stacks in order they are passed, for a
 * walk over them later (walk.h). What a side strips is not.
 */
bool side_pass(struct side *s, const char *path);

/* Frees its stacks, and closes its file. */
void side_forget(struct side *s);

/* Whether what a side that was read is made of is no more what it was; s->error says so then. */
bool side_changed(struct side *s);

/* A stack that says what is counted, and has no samples itself. */
static inline bool
side_is_counted(const struct folded_line *line, struct counted_event *event)
{
	return counted_is_line(line->stack) && line->count.units == 0 &&
	       counted_parse(line->stack, event) && !event->two;
}

/*
 * Says what was odd about a side that was read; STATUS_FAILED when it is of no use:
 * not read, no folded stacks, a differential file, counts of different units.
 */
int side_check(const struct side *s, struct report *report);

/* What is counted, all events in one; false where the file does not say. */
static inline bool
side_counted(const struct side *s, struct counted_event *what)
{
	return counted_list_sum(&s->what, what);
}

#endif
