/*
 * held_files.c - mapped files that are kept open; see held_files.h.
 *
 *	/usr/bin/prog				the path, if it has the inode that was mapped
 *	/proc/4711/map_files/1000-3000		the mapping itself, for root
 *	/proc/4711/exe				or the program, for its owner
 */
#include "held_files.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"

/* Of the descriptors that this program may have, others need the rest. */
enum { SHARE = 4 };

void
held_files_init(struct held_files *h)
{
	struct rlimit limit;

	*h = (struct held_files){.most = HELD_MOST};
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur / SHARE < HELD_MOST)
		h->most = (size_t)(limit.rlim_cur / SHARE);
}

void
held_files_release(struct held_files *h)
{
	for (size_t i = 0; i < h->most; i++)
		if (h->waiting[i] != NULL)
			close(h->waiting[i]->fd);
	*h = (struct held_files){.most = 0};
}

static bool
is_known(const struct held_files *h, uint64_t device)
{
	for (size_t i = 0; i < h->device_count; i++)
		if (h->devices[i] == device)
			return true;
	return false;
}

/* Whether it is the file that was mapped, as far as that is told; -1 is none. */
static bool
is_same(struct held_files *h, int fd, const struct held_origin *o)
{
	struct stat st;

	if (fd < 0 || o->inode == 0 || fstat(fd, &st) != 0 || st.st_ino != o->inode)
		return fd >= 0 && o->inode == 0;
	if (!is_known(h, o->device) && h->device_count < HELD_DEVICES)
		h->devices[h->device_count++] = o->device;
	return true;
}

/* The file as its process has it; -1 where that has ended, or is another one by now. */
static int
open_mapped(struct held_files *h, const struct held_origin *o)
{
	char paths[2][96];
	int fd;

	if (o->inode == 0 || o->pid <= 0)
		return -1;
	snprintf(paths[0], sizeof(paths[0]), "/proc/%" PRId32 "/map_files/%" PRIx64 "-%" PRIx64,
	    o->pid, o->start, o->end);
	snprintf(paths[1], sizeof(paths[1]), "/proc/%" PRId32 "/exe", o->pid);
	for (size_t i = 0; i < 2; i++) {
		fd = files_open_regular(paths[i]);
		if (is_same(h, fd, o))
			return fd;
		if (fd >= 0)
			close(fd);
	}
	return -1;
}

/* Puts it into the ring, in the place of the one that waits longest. */
static void
put(struct held_files *h, struct held_file *file, int fd)
{
	struct held_file *oldest = h->waiting[h->next];

	if (oldest != NULL) {
		close(oldest->fd);
		oldest->fd = -1;
	}
	*file = (struct held_file){.tried = true, .fd = fd, .slot = h->next};
	h->waiting[h->next] = file;
	h->next = (h->next + 1) % h->most;
}

void
held_files_hold(struct held_files *h, struct held_file *file, const char *path,
    const struct held_origin *origin)
{
	int fd, mapped;

	if (file->tried || h->most == 0)
		return;
	file->tried = true;
	fd = files_open_regular(path);
	if (!is_same(h, fd, origin) && (mapped = open_mapped(h, origin)) >= 0) {
		if (fd >= 0)
			close(fd);
		fd = mapped;
	}
	if (fd >= 0)
		put(h, file, fd);
}

int
held_files_take(struct held_files *h, struct held_file *file)
{
	int fd = file->fd;

	if (fd >= 0)
		h->waiting[file->slot] = NULL;
	file->fd = -1;
	return fd;
}

bool
held_files_is_other(const struct held_files *h, const struct held_origin *origin, uint64_t inode)
{
	return origin->inode != 0 && inode != origin->inode && is_known(h, origin->device);
}
