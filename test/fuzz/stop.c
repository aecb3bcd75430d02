/*
 * stop.c - what a fuzz target does when something is not true.
 */
#include "common.h"

#include <stdio.h>
#include <stdlib.h>

void
fuzz_stop(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: not true: %s\n", file, line, what);
	abort();
}
