/*
 * cursor.h - reading a slice of binary data, of either byte order, never past its end.
 *
 * A read that does not fit gives 0, sets `failed`, and leaves the cursor at its
 * end: a parser may read several fields and look at `failed` once, and a loop
 * that runs while there is something left always ends. `at` counts from the
 * start of the slice, so that it serves as the offset of an error message.
 */
#ifndef CURSOR_H
#define CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "str.h"

struct cursor {
	const unsigned char *bytes;
	size_t at;
	size_t end;
	size_t fault; /* where the first read that did not fit began */
	bool big_endian;
	bool failed;
};

/* From `at` to the end of data; an `at` behind that fails at once. */
static inline struct cursor
cursor_make(struct str data, size_t at, bool big_endian)
{
	bool failed = at > data.len;

	return (struct cursor){.bytes = (const unsigned char *)data.ptr,
	    .at = failed ? data.len : at,
	    .end = data.len,
	    .fault = at,
	    .big_endian = big_endian,
	    .failed = failed};
}

static inline bool
cursor_more(const struct cursor *c)
{
	return c->at < c->end;
}

static inline void
cursor_fail(struct cursor *c)
{
	if (!c->failed)
		c->fault = c->at;
	c->failed = true;
	c->at = c->end;
}

/* True, when n bytes are left; else the cursor fails. */
static inline bool
cursor_need(struct cursor *c, uint64_t n)
{
	if (n <= c->end - c->at)
		return true;
	cursor_fail(c);
	return false;
}

static inline void
cursor_skip(struct cursor *c, uint64_t n)
{
	if (cursor_need(c, n))
		c->at += (size_t)n;
}

static inline struct str
cursor_bytes(struct cursor *c, uint64_t n)
{
	if (!cursor_need(c, n))
		return (struct str){"", 0};
	c->at += (size_t)n;
	return (struct str){(const char *)c->bytes + c->at - n, (size_t)n};
}

static inline uint8_t
cursor_u8(struct cursor *c)
{
	return cursor_need(c, 1) ? c->bytes[c->at++] : 0;
}

static inline uint16_t
cursor_u16(struct cursor *c)
{
	uint16_t v;

	if (!cursor_need(c, sizeof(v)))
		return 0;
	memcpy(&v, c->bytes + c->at, sizeof(v));
	c->at += sizeof(v);
	if (c->big_endian != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__))
		v = __builtin_bswap16(v);
	return v;
}

static inline uint32_t
cursor_u32(struct cursor *c)
{
	uint32_t v;

	if (!cursor_need(c, sizeof(v)))
		return 0;
	memcpy(&v, c->bytes + c->at, sizeof(v));
	c->at += sizeof(v);
	if (c->big_endian != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__))
		v = __builtin_bswap32(v);
	return v;
}

static inline uint64_t
cursor_u64(struct cursor *c)
{
	uint64_t v;

	if (!cursor_need(c, sizeof(v)))
		return 0;
	memcpy(&v, c->bytes + c->at, sizeof(v));
	c->at += sizeof(v);
	if (c->big_endian != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__))
		v = __builtin_bswap64(v);
	return v;
}

/* A number of 1, 2, 3, 4 or 8 bytes; another size fails. */
static inline uint64_t
cursor_uint(struct cursor *c, unsigned size)
{
	uint64_t a, b;

	switch (size) {
	case 1:
		return cursor_u8(c);
	case 2:
		return cursor_u16(c);
	case 3:
		a = cursor_u8(c);
		b = cursor_u16(c);
		return c->big_endian ? a << 16 | b : b << 8 | a;
	case 4:
		return cursor_u32(c);
	case 8:
		return cursor_u64(c);
	default:
		cursor_fail(c);
		return 0;
	}
}

/*
 * LEB128 (DWARF 5, 7.6): seven bits a byte, the lowest first. Bits that do not
 * fit 64 are dropped; a number longer than CURSOR_LEB bytes, which nobody writes
 * and which would be read again and again, fails.
 */
enum { CURSOR_LEB = 32 };

/* Where a number may reach to. */
static inline size_t
cursor_leb_end(const struct cursor *c)
{
	return c->end - c->at > CURSOR_LEB ? c->at + CURSOR_LEB : c->end;
}

static inline uint64_t
cursor_uleb(struct cursor *c)
{
	size_t end = cursor_leb_end(c);
	uint64_t v = 0;

	for (unsigned shift = 0; c->at < end; shift += shift < 64 ? 7 : 0) {
		uint8_t byte = c->bytes[c->at++];

		if (shift < 64)
			v |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return v;
	}
	cursor_fail(c);
	return 0;
}

static inline int64_t
cursor_sleb(struct cursor *c)
{
	size_t end = cursor_leb_end(c);
	uint64_t v = 0;

	for (unsigned shift = 0; c->at < end;) {
		uint8_t byte = c->bytes[c->at++];

		if (shift < 64) {
			v |= (uint64_t)(byte & 0x7f) << shift;
			shift += 7;
		}
		if (byte >= 0x80)
			continue;
		if (shift < 64 && (byte & 0x40))
			v |= ~(uint64_t)0 << shift;
		return (int64_t)v;
	}
	cursor_fail(c);
	return 0;
}

/* The bytes up to a NUL, which is skipped; without one the cursor fails. */
static inline struct str
cursor_string(struct cursor *c)
{
	const unsigned char *begin = c->bytes + c->at;
	const unsigned char *nul = c->at < c->end ? memchr(begin, 0, c->end - c->at) : NULL;

	if (!nul) {
		cursor_fail(c);
		return (struct str){"", 0};
	}
	c->at += (size_t)(nul - begin) + 1;
	return str_span((const char *)begin, (const char *)nul);
}

#endif
