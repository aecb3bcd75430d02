/*
 * steady.c - whether a file stayed as it was while it was read; see steady.h.
 */
#include "steady.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "hash.h"

/* Bytes at the end of a file that tell one which grows from another. */
enum { ENDING = 4096 };

/* A checksum of the last bytes in front of a place, as far as they can be read. */
static uint64_t
sum_ending(int fd, uint64_t end)
{
	unsigned char bytes[ENDING];
	size_t len = end < ENDING ? (size_t)end : ENDING;
	ssize_t got = pread(fd, bytes, len, (off_t)(end - len));

	return hash_bytes(0, bytes, got > 0 ? (size_t)got : 0);
}

/* All but its ending. */
static struct steady
look_outside(int fd)
{
	struct stat st;

	/* Files of the kernel, such as /proc/kallsyms, have no size, and the time of now. */
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0)
		return (struct steady){.is_file = false};
	return (struct steady){
	    .is_file = true, .size = (uint64_t)st.st_size, .modified = files_modified(&st)};
}

struct steady
steady_look(int fd)
{
	struct steady s = look_outside(fd);

	if (s.is_file)
		s.ending = sum_ending(fd, s.size);
	return s;
}

bool
steady_still(const struct steady *before, int fd)
{
	struct steady now = look_outside(fd);

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
