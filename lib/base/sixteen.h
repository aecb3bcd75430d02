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
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "str.h"

enum { SIXTEEN = 16, THIRTY_TWO = 32, FORTY_EIGHT = 48, SIXTY_FOUR = 64 };

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

/* Which of eight bytes that are 0 or -1 are not 0, as bits: the first byte's is the lowest. */
static inline uint64_t
sixteen_bits_of_eight(const char *p)
{
	const uint64_t gather = 0x0102040810204080u;

	return (str_word(p) & STR_EIGHT(1)) * gather >> 56;
}

/* The same of sixteen, of which a comparison is true or not. */
static inline uint64_t
sixteen_bits(const sixteen *c)
{
#ifdef __SSE2__
	return (uint64_t)_mm_movemask_epi8((__m128i)*c);
#else
	const char *p = (const char *)c;

	return sixteen_bits_of_eight(p) | sixteen_bits_of_eight(p + 8) << 8;
#endif
}

/* Which of sixteen bytes are not printable ASCII. */
static inline uint64_t
sixteen_odd(const char *p)
{
	sixteen c;

	sixteen_load(&c, p);
	/* With one added, '~' + 1 and those above become negative or 0; others from ' ' on stay above it. */
	c = (sixteen)((unsigned char __attribute__((vector_size(SIXTEEN))))c + 1) <= ' ';
	return sixteen_bits(&c);
}

/* The same of 64. */
static inline uint64_t
sixteen_odd_of_64(const char *p)
{
	return sixteen_odd(p) | sixteen_odd(p + SIXTEEN) << SIXTEEN |
	       sixteen_odd(p + THIRTY_TWO) << THIRTY_TWO |
	       sixteen_odd(p + FORTY_EIGHT) << FORTY_EIGHT;
}

/* Which of sixteen bytes are not the same in both. */
static inline uint64_t
sixteen_unlike(const char *a, const char *b)
{
	sixteen c, other;

	sixteen_load(&c, a);
	sixteen_load(&other, b);
	c = c != other;
	return sixteen_bits(&c);
}

static inline uint64_t
sixteen_unlike_of_64(const char *a, const char *b)
{
	return sixteen_unlike(a, b) | sixteen_unlike(a + SIXTEEN, b + SIXTEEN) << SIXTEEN |
	       sixteen_unlike(a + THIRTY_TWO, b + THIRTY_TWO) << THIRTY_TWO |
	       sixteen_unlike(a + FORTY_EIGHT, b + FORTY_EIGHT) << FORTY_EIGHT;
}

/*
 * str_cmp of texts that begin alike for some tens of bytes, as neighbours in a sorted file do. A
 * processor cannot guess where they differ: one look at 64 takes less time than some at fewer.
 */
static inline int
sixteen_compare(struct str a, struct str b)
{
	size_t n = a.len < b.len ? a.len : b.len, at = 0;

	for (; n - at >= SIXTY_FOUR; at += SIXTY_FOUR) {
		uint64_t unlike = sixteen_unlike_of_64(a.ptr + at, b.ptr + at);

		if (unlike != 0) {
			at += (size_t)__builtin_ctzll(unlike);
			return (unsigned char)a.ptr[at] - (unsigned char)b.ptr[at];
		}
	}
	return str_cmp(str_skip(a, at), str_skip(b, at));
}

#endif
