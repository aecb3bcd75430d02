/*
 * run.h - programs that are run within bounds: of time, of memory, of output.
 *
 * All files are in the current folder: a program reads one as its standard
 * input and writes its standard output and its messages into others.
 */
#ifndef RUN_H
#define RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "str.h"

enum { RUN_WORDS = 24, RUN_STAGES = 3 };

/* A command; words are the caller's. */
struct words {
	const char *word[RUN_WORDS + 1];
	size_t len;
};
void words_add(struct words *w, const char *word);

/* What is run: one program, or several joined by pipes. */
struct run {
	const struct words *stages[RUN_STAGES];
	size_t len;
	const char *in;	   /* NULL: nothing to read */
	bool through_pipe; /* a program feeds the first stage, not the file itself */
	const char *out;
	/* What came of it: */
	int status[RUN_STAGES]; /* of waitpid */
	bool late;		/* it had to be killed */
};

/* The files that messages of stage 0, 1 … go to. */
extern const char *const run_messages[RUN_STAGES];

/* Runs it to its end, or kills it after `seconds`. Ends this program if it cannot be run. */
void run_do(struct run *run, unsigned seconds);

/*
 * Bounds for what is run from now on. `megabytes` of address space: 0 for no
 * bound, as a sanitizer needs it.
 */
void run_bounds(size_t megabytes);

/* The largest memory any program needed so far, in KiB. */
long run_peak(void);

/* Writes a file anew, or reads one; ends this program if that fails. */
void file_write(const char *path, struct str text);
struct bytes;
void file_read(const char *path, struct bytes *b);

#endif
