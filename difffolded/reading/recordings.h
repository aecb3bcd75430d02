/*
 * recordings.h - one operand: a profile, or a folder of several recordings of one thing.
 *
 *	before.folded           one recording
 *	before/                 all files in it, in the order of their names
 *
 * Two operands know nothing of each other, so that both are read at the same time.
 */
#ifndef RECORDINGS_H
#define RECORDINGS_H

#include "functions.h"
#include "side.h"

struct recordings {
	const char *path;   /* the operand */
	const char *name;   /* the same for messages, "stdin" for "-" */
	struct side *sides; /* the files; where there are several, without their stacks */
	size_t len;
	size_t cap;
	struct tally sum; /* the stacks of several; use recordings_tally */
	struct functions functions;
	struct counted_list what;  /* what all of them count */
	size_t told;		   /* of them, those that say so */
	const struct side *unlike; /* the first that counts another unit than those before it */
	int error;		   /* errno: the folder could not be read, ENOMEM; or 0 */
	struct arena paths;
};

/* How a file is read. */
struct reading {
	bool strip_hex;
	bool strip_hash;
	bool plain;		 /* stacks are written as they are, see strip.h */
	bool functions;		 /* those are needed, too */
	bool pass;		 /* one file that is in order may be passed (side.h) */
	uint64_t max_line;	 /* megabytes, see side.h */
	struct waiting *waiting; /* see side.h */
};

/* Whether an operand is a folder of recordings. */
bool recordings_is_folder(const char *path);

void recordings_init(struct recordings *r, const char *path);
void recordings_release(struct recordings *r);

/* Reads all; what went wrong is said by recordings_check. */
void recordings_read(struct recordings *r, const struct reading *how);

/* Says what was odd about the files; STATUS_FAILED where one of them is of no use. */
int recordings_check(const struct recordings *r, struct report *report);

/* The stacks of all recordings added up, sorted. */
static inline struct tally *
recordings_tally(struct recordings *r)
{
	return r->len == 1 ? &r->sides[0].tally : &r->sum;
}

/* Lines that were read of all files. */
uint64_t recordings_lines(const struct recordings *r);

#endif
