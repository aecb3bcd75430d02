/*
 * bytes.h - bytes of a section that a unit program makes, little-endian.
 *
 *	struct bytes b = {.len = 0};
 *
 *	put(&b, 4, 0xffffffff);
 *	PUTZ(&b, "zR");
 */
#ifndef BYTES_H
#define BYTES_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "str.h"

struct bytes {
	unsigned char data[16384];
	size_t len;
};

static inline void
put_text(struct bytes *b, const char *text, size_t n)
{
	if (n > sizeof(b->data) - b->len)
		abort();
	memcpy(b->data + b->len, text, n);
	b->len += n;
}

/* A number of so many bytes, 8 at most. */
static inline void
put(struct bytes *b, unsigned size, uint64_t value)
{
	for (unsigned i = 0; i < size; i++, value >>= 8)
		put_text(b, (const char[]){(char)(value & 0xff)}, 1);
}

/* A literal's bytes, and with PUTZ its NUL too. */
#define PUT(b, literal) put_text((b), literal, sizeof(literal) - 1)
#define PUTZ(b, literal) put_text((b), literal, sizeof(literal))

/* Sets the length of 4 bytes at `start` to that of what follows it. */
static inline void
put_length(struct bytes *b, size_t start)
{
	size_t end = b->len;

	b->len = start;
	put(b, 4, end - start - 4);
	b->len = end;
}

static inline struct str
bytes_text(const struct bytes *b)
{
	return str_make((const char *)b->data, b->len);
}

#endif
