/*
 * files.c - opens what a recording leads to; see files.h.
 */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int
files_open_regular(const char *path)
{
	struct stat st;
	int fd, error;

	if (stat(path, &st) != 0)
		return -1;
	errno = EINVAL;
	if (!S_ISREG(st.st_mode))
		return -1;
	/* Another may stand there by now: it must neither block nor become the terminal. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)))
		return fd;
	error = S_ISREG(st.st_mode) ? errno : EINVAL;
	close(fd);
	errno = error;
	return -1;
}

int
files_open(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC);
}
