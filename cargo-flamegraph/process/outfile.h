/*
 * outfile.h - a file that appears only when it is whole.
 *
 * It is written under a temporary name in the same folder, and renamed at the
 * end: a run that fails leaves what was there before. What is no ordinary file
 * ("-" for standard output, /dev/full, a FIFO) is written directly.
 */
#ifndef OUTFILE_H
#define OUTFILE_H

#include <stdbool.h>

#include "arena.h"

struct outfile {
	const char *path; /* as the user named it; NULL: not open */
	char *target;	  /* what is replaced: the path, symbolic links followed */
	char *temporary;  /* NULL when it is written directly */
	int fd;
};

/* Opens for writing. 0, or an errno. The strings are the arena's. */
int outfile_open(struct outfile *f, struct arena *arena, const char *path);

/* Closes, and puts the file in its place. 0, or an errno with the temporary file gone. */
int outfile_commit(struct outfile *f);

/* Closes and removes what was written; nothing when it is not open. */
void outfile_discard(struct outfile *f);

/* Where the bytes go now: for a program that wants a name. */
static inline const char *
outfile_now(const struct outfile *f)
{
	return f->temporary != NULL ? f->temporary : f->path;
}

#endif
