/*
 * sixteen.h - sixteen columns of a line, which most machines look at with one instruction.
 */
#ifndef SIXTEEN_H
#define SIXTEEN_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { COLUMNS = 16 };

typedef signed char columns __attribute__((vector_size(COLUMNS)));

/* By a pointer: not all machines can return columns. */
static inline void
columns_load(columns *c, const char *at)
{
	memcpy(c, at, sizeof(*c));
}

/* Whether all of them are 0, as those are of which a comparison is not true. */
static inline bool
columns_none(const columns *c)
{
	uint64_t halves[2];

	memcpy(halves, c, sizeof(halves));
	return (halves[0] | halves[1]) == 0;
}

#endif
