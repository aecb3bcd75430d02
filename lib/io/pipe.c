/*
 * pipe.c - a roomier pipe, where the system has one; see pipe.h.
 *
 * F_SETPIPE_SZ is Linux's own (fcntl(2), since 2.6.35); 1 MB is what it gives
 * to users without privileges by default.
 */
#define _GNU_SOURCE
#include "pipe.h"

#include <fcntl.h>

void
pipe_enlarge(int fd)
{
#ifdef F_SETPIPE_SZ
	(void)fcntl(fd, F_SETPIPE_SZ, 1 << 20);
#else
	(void)fd;
#endif
}
