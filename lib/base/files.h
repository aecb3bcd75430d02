/*
 * files.h - opens what a recording leads to: programs, debug data, symbols.
 *
 * All files but the recording itself are opened here, and nowhere else, so that
 * a fuzz target can have functions of its own in their place.
 */
#ifndef FILES_H
#define FILES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

/*
 * Opens a file that a recording names, for reading. Anybody may have written
 * its path: what is no regular file is not even opened, for that alone can do
 * something: start a watchdog, rewind a tape, wake who waits at a pipe.
 * -1 with errno set; EINVAL where it is none.
 */
int files_open_regular(const char *path);

/* The same, but a symbolic link is none: in another's file system it may lead anywhere. */
int files_open_unlinked(const char *path);

/* Whose a file is; false where it is not there. */
bool files_owner(const char *path, uid_t *owner);

/* Whether both are there, and one file, or one namespace of processes. */
bool files_are_same(const char *a, const char *b);

/* When a file was written last, in nanoseconds since 1970. */
static inline int64_t
files_modified(const struct stat *st)
{
	return (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}

/* Opens a file that the user or the system names, of any kind; -1 with errno set. */
int files_open(const char *path);

#endif
