/*
 * sixteen.h - sixteen bytes of a text, which most machines look at with one instruction.
 *
 * Operators and comparisons go byte by byte: what is true of a byte is -1 there, what is not is 0.
 * Bytes above 127 are negative. By pointers: not all machines can return vectors.
 */
#ifndef SIXTEEN_H
#define SIXTEEN_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { SIXTEEN = 16 };

typedef signed char sixteen __attribute__((vector_size(SIXTEEN)));

static inline void
sixteen_load(sixteen *c, const char *at)
{
	memcpy(c, at, sizeof(*c));
}

/* Whether all of them are 0, as those are of which a comparison is not true. */
static inline bool
sixteen_none(const sixteen *c)
{
	uint64_t halves[2];

	memcpy(halves, c, sizeof(halves));
	return (halves[0] | halves[1]) == 0;
}

#endif
