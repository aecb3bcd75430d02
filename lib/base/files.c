/*
 * files.c - opens what a recording leads to; see files.h.
 */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Opens what is a regular file, as `look` (stat or lstat) has it; with more flags. */
static int
open_regular(const char *path, int (*look)(const char *, struct stat *), int flags)
{
	struct stat st;
	int fd, error;

	if (look(path, &st) != 0)
		return -1;
	errno = EINVAL;
	if (!S_ISREG(st.st_mode))
		return -1;
	/* Another may stand there by now: it must neither block nor become the terminal. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | flags);
	if (fd < 0 || (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)))
		return fd;
	error = S_ISREG(st.st_mode) ? errno : EINVAL;
	close(fd);
	errno = error;
	return -1;
}

int
files_open_regular(const char *path)
{
	return open_regular(path, stat, 0);
}

int
files_open_unlinked(const char *path)
{
	return open_regular(path, lstat, O_NOFOLLOW);
}

bool
files_owner(const char *path, uid_t *owner)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return false;
	*owner = st.st_uid;
	return true;
}

bool
files_are_same(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

int
files_open(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC);
}
