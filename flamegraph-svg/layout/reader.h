/*
 * reader.h - folded stacks, read into a call tree.
 */
#ifndef READER_H
#define READER_H

#include <stdbool.h>
#include <stdint.h>

#include "batch.h"
#include "calltree.h"
#include "counted.h"
#include "input.h"
#include "options.h"
#include "report.h"
#include "settings.h"

/* So many files may be part of what was read; the text of others is copied. */
enum { READER_HELD = 16 };

struct reader {
	struct calltree tree;
	struct counted_list counted;	/* what the counts are, where the input says so */
	const struct option_list *base; /* cut stacks down to what begins here */
	bool reverse;
	bool in_order; /* the order of the stacks means something */
	/* Where the tree is for a drawing: frames that it has no use for are left out. Or NULL. */
	const struct settings *drawn;
	struct report *report;

	uint64_t lines;	     /* neither blank nor a comment */
	uint64_t used;	     /* lines with a count */
	uint64_t left_out;   /* lines without */
	uint64_t apart;	     /* good lines without a frame of `base` */
	uint64_t two_counts; /* lines that would do in a differential file */
	bool differential;
	bool failed; /* said on stderr: the input cannot be drawn */
	bool no_memory;

	/* For messages: where the first line with a count was. */
	char *first_place;
	struct batch batch; /* stacks that are not in the tree yet */
	bool holds;	    /* every input comes to reader_hold */
	bool borrows;	    /* that at hand has text of the batch */
	struct input held[READER_HELD];
	size_t held_len;
	char *buf; /* for a reversed stack */
	size_t buf_cap;
};

/* Reads into a new tree, which is there after reader_finish. False without memory. */
bool reader_init(struct reader *r, struct report *report);
void reader_release(struct reader *r);

/*
 * Adds a whole input. False when there is no use in reading more: see failed
 * and no_memory. A read error is the caller's to find in in->error.
 */
bool reader_read(struct reader *r, struct input *in);

/* Closes an input, now or when the tree was made of it; where reader->holds is set. */
void reader_hold(struct reader *r, struct input *in);

/* After the last input: says what was left out; false when it was no good. */
bool reader_finish(struct reader *r);

/*
 * Then there is the tree, and these let go of what it was made of, its rows before the files that they
 * are in: nobody else needs that.
 */
void reader_let_go_of_rows(struct reader *r);
void reader_let_go_of_files(struct reader *r);

#endif
