/*
 * steady.c - whether a file stayed as it was while it was read; see steady.h.
 */
#include "steady.h"

#include <string.h>
#include <sys/stat.h>

#include "files.h"

struct steady
steady_look(int fd)
{
	struct stat st;

	/* Files of the kernel, such as /proc/kallsyms, have no size, and the time of now. */
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0)
		return (struct steady){.is_file = false};
	return (struct steady){true, (uint64_t)st.st_size, files_modified(&st)};
}

bool
steady_still(const struct steady *before, int fd)
{
	struct steady now = steady_look(fd);

	if (!before->is_file)
		return true;
	return now.size > before->size ||
	       (now.size == before->size && now.modified == before->modified);
}

const char *
steady_reason(int error)
{
	return error == STEADY_CHANGED
		   ? "it was cut off or overwritten while it was read: run again "
		     "when nothing writes to it"
		   : strerror(error);
}
