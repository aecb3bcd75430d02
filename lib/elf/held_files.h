/*
 * held_files.h - mapped files that are kept open until somebody asks for their names.
 *
 * Comes in: where a file was when it was mapped. Goes out: a descriptor of it, though by then it
 * may be deleted, or another one have its path. Only some are kept at a time: then the one
 * that waits longest is closed.
 */
#ifndef HELD_FILES_H
#define HELD_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* At most so many wait. */
enum { HELD_MOST = 64, HELD_DEVICES = 16 };

/* A file as the kernel told of it when it was mapped. */
struct held_origin {
	uint64_t device, inode; /* inode 0: not told */
	uint64_t start, end;	/* where it is in the process */
	int32_t pid;
};

struct held_file {
	bool tried;
	int fd;	     /* -1: not held */
	size_t slot; /* in held_files.waiting */
};

struct held_files {
	struct held_file *waiting[HELD_MOST]; /* a ring; NULL: free */
	size_t next, most;
	uint64_t devices[HELD_DEVICES]; /* whose inodes are numbered as the kernel tells */
	size_t device_count;
};

void held_files_init(struct held_files *h);
void held_files_release(struct held_files *h);

/*
 * Keeps a file open, once: by its path; where that is gone or has another inode, as its process
 * has it mapped, if that still runs. Where it cannot be opened nothing happens: it is tried again by its
 * path. The held_file must stay until the release.
 */
void held_files_hold(struct held_files *h, struct held_file *file, const char *path,
    const struct held_origin *origin);

/* The descriptor, which is the caller's from now on; or -1. */
int held_files_take(struct held_files *h, struct held_file *file);

/*
 * Whether it is certain that a file with this inode, or one that is not there (0), is not the one that
 * was mapped. It is not on a device that numbers files in another way than the kernel tells, as some
 * of several layers do, nor where the recording is of another machine.
 */
bool held_files_is_other(
    const struct held_files *h, const struct held_origin *origin, uint64_t inode);

#endif
