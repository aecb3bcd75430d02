/*
 * steady.h - whether a file stayed as it was while it was read.
 *
 * One that grows is read as far as it goes. One that is cut off, or written anew in its place,
 * must not pass for a short one: what was read is part of the one and part of the other. What is
 * written anew may be longer, too: one that grows still has, in front of what came to it, the bytes
 * that it ended with. Another file that gets its name is no matter: that is never read.
 */
#ifndef STEADY_H
#define STEADY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In place of an errno: a file did not stay as it was; a line has no end within what is allowed. */
enum { STEADY_CHANGED = -1, STEADY_ENDLESS = -2 };

/*
 * Bytes of a line at most, where nobody asks for another number. A line is in memory as a whole, and
 * a file without a newline, such as /dev/zero, may never end.
 */
enum { STEADY_LINE = 64 << 20 };

/* The bytes of so many megabytes, as an option gives them; STEADY_LINE of 0. */
size_t steady_line(uint64_t megabytes);

struct steady {
	bool is_file; /* else there is nothing to know */
	uint64_t size;
	int64_t modified; /* nanoseconds since 1970 */
	uint64_t ending;  /* a checksum of its last bytes */
};

/* What a file is when it is opened. */
struct steady steady_look(int fd);

/* Whether it still is, but that it may have grown. */
bool steady_still(const struct steady *before, int fd);

/* An errno, or one of those in its place, as words for a message. */
const char *steady_reason(int error);

#endif
