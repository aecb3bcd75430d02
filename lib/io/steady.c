/*
 * steady.c - whether a file stayed as it was while it was read; see steady.h.
 */
#include "steady.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"

/* Bytes at the end of a file that tell one which grows from another. */
enum { ENDING = 4096 };

/* A checksum (FNV-1a) of the last bytes in front of a place, as far as they can be read. */
static uint64_t
sum_ending(int fd, uint64_t end)
{
	unsigned char bytes[ENDING];
	size_t len = end < ENDING ? (size_t)end : ENDING;
	ssize_t got = pread(fd, bytes, len, (off_t)(end - len));
	uint64_t sum = 0xcbf29ce484222325;

	for (ssize_t i = 0; i < got; i++)
		sum = (sum ^ bytes[i]) * 0x100000001b3;
	return sum;
}

struct steady
steady_look(int fd)
{
	struct stat st;

	/* Files of the kernel, such as /proc/kallsyms, have no size, and the time of now. */
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0)
		return (struct steady){.is_file = false};
	return (struct steady){
	    true, (uint64_t)st.st_size, files_modified(&st), sum_ending(fd, (uint64_t)st.st_size)};
}

bool
steady_still(const struct steady *before, int fd)
{
	struct steady now = steady_look(fd);

	if (!before->is_file)
		return true;
	if (now.size > before->size)
		return sum_ending(fd, before->size) == before->ending;
	return now.size == before->size && now.modified == before->modified;
}

size_t
steady_line(uint64_t megabytes)
{
	if (megabytes == 0)
		return STEADY_LINE;
	return megabytes < SIZE_MAX >> 20 ? (size_t)megabytes << 20 : SIZE_MAX;
}

const char *
steady_reason(int error)
{
	if (error == STEADY_CHANGED)
		return "it was cut off or overwritten while it was read: run again "
		       "when nothing writes to it";
	if (error == STEADY_ENDLESS)
		return "a line is longer than --max-line allows: is this text? then allow more";
	return strerror(error);
}
