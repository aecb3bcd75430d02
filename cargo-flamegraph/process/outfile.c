/*
 * outfile.c - a file that appears only when it is whole; see outfile.h.
 *
 * For graphs/a.svg the temporary name is graphs/.a.svg.XXXXXX.
 */
/* realpath is in the XSI part of POSIX. */
#define _XOPEN_SOURCE 700

#include "outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"

static int
open_directly(struct outfile *f)
{
	f->fd = strcmp(f->path, "-") == 0 ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
					  : open(f->path, O_WRONLY | O_CLOEXEC);
	return f->fd < 0 ? errno : 0;
}

/* The mode a new file gets, as open() would give it. */
static mode_t
new_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

int
outfile_open(struct outfile *f, struct arena *arena, const char *path)
{
	struct stat st;
	bool exists = strcmp(path, "-") != 0 && stat(path, &st) == 0;
	char *real = exists ? realpath(path, NULL) : NULL;
	const char *slash;

	*f = (struct outfile){.path = path, .fd = -1};
	if (strcmp(path, "-") == 0 || (exists && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))) {
		free(real);
		return open_directly(f);
	}
	f->target = arena_printf(arena, "%s", real != NULL ? real : path);
	free(real);
	if (f->target == NULL)
		return ENOMEM;
	if (exists && S_ISDIR(st.st_mode))
		return EISDIR;
	slash = strrchr(f->target, '/');
	slash = slash != NULL ? slash + 1 : f->target;
	f->temporary =
	    arena_printf(arena, "%.*s.%s.XXXXXX", (int)(slash - f->target), f->target, slash);
	if (f->temporary == NULL)
		return ENOMEM;
	f->fd = mkstemp(f->temporary);
	if (f->fd < 0) {
		f->temporary = NULL;
		return errno;
	}
	fcntl(f->fd, F_SETFD, FD_CLOEXEC);
	fchmod(f->fd, exists ? st.st_mode & 0777 : new_mode());
	return 0;
}

int
outfile_commit(struct outfile *f)
{
	int error = 0;

	if (f->fd >= 0 && close(f->fd) != 0)
		error = errno;
	f->fd = -1;
	if (error == 0 && f->temporary != NULL && rename(f->temporary, f->target) != 0)
		error = errno;
	if (error == 0)
		f->temporary = NULL;
	outfile_discard(f);
	return error;
}

void
outfile_discard(struct outfile *f)
{
	if (f->path == NULL)
		return;
	if (f->fd >= 0)
		close(f->fd);
	if (f->temporary != NULL)
		unlink(f->temporary);
	f->fd = -1;
	f->temporary = NULL;
}
