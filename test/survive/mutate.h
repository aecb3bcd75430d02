/*
 * mutate.h - a real profile, damaged: the same seed and number give the same bytes.
 */
#ifndef MUTATE_H
#define MUTATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "str.h"

/* A sequence of numbers that looks random (splitmix64). */
struct rng {
	uint64_t state;
};

/* The sequence of a number below a seed. */
struct rng rng_make(uint64_t seed, uint64_t number);
uint64_t rng_next(struct rng *r);
/* A number below n, which is not 0. */
size_t rng_below(struct rng *r, size_t n);
/* True once in n times. */
bool rng_once_in(struct rng *r, size_t n);

/* Bytes that grow and shrink; they are the caller's to release. */
struct bytes {
	char *ptr;
	size_t len, cap;
};
void bytes_release(struct bytes *b);
/* Puts `with` where n bytes from `at` on are, which may be more than there are. */
void bytes_replace(struct bytes *b, size_t at, size_t n, struct str with);

static inline struct str
bytes_text(const struct bytes *b)
{
	return str_make(b->ptr, b->len);
}

/*
 * Damages b in one or more ways; `other` is a profile of which a part may be
 * put into it, and `binary` says that it has fields and no lines.
 */
void mutate(struct bytes *b, struct rng *r, struct str other, bool binary);

#endif
