/*
 * whole_file.c - see whole_file.h.
 */
#include "whole_file.h"

#include <errno.h>
#include <unistd.h>

#include "mem.h"

bool
whole_file_read(int fd, size_t expected, size_t most, char **text, size_t *len)
{
	size_t cap = 0, want = expected;

	for (;;) {
		ssize_t n;

		/* One more than there may be: the end is seen behind the last byte. */
		if (*len > most || !MEM_GROW(text, &cap, want + 1)) {
			errno = ENOMEM;
			return false;
		}
		n = read(fd, *text + *len, cap - *len);
		if (n == 0)
			return true;
		if (n < 0 && errno != EINTR)
			return false;
		*len += n > 0 ? (size_t)n : 0;
		want = *len;
	}
}
