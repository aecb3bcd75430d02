/*
 * check.h - the few words a unit program needs.
 *
 * A program of test/unit checks one part of lib/, says on stderr what was
 * wrong, and ends with check_done(): status 0 only when all was right and at
 * least one check ran.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "str.h"

static int check_count, check_failures;

static inline void
check_true(bool right, const char *what, const char *file, int line)
{
	check_count++;
	if (right)
		return;
	check_failures++;
	fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
}

static inline void
check_text(struct str got, struct str want, const char *file, int line)
{
	check_count++;
	if (str_eq(got, want))
		return;
	check_failures++;
	fprintf(stderr, "%s:%d:\n   got \"%.*s\"\n  want \"%.*s\"\n", file, line, STR_ARG(got),
	    STR_ARG(want));
}

#define CHECK(condition) check_true((condition), #condition, __FILE__, __LINE__)
#define CHECK_STR(got, want) check_text((got), (want), __FILE__, __LINE__)

static inline int
check_done(void)
{
	return check_failures > 0 || check_count == 0;
}

#endif
