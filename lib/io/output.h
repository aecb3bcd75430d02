/*
 * output.h - buffered bytes out, with a sticky error.
 *
 * Writes never fail one by one: the first error is kept, what follows is
 * dropped, and output_close tells. So a full disk is noticed once, at the end.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "str.h"

struct output {
	int fd;	   /* -1: memory only, see output_to_memory */
	int error; /* the errno of the first failure, or 0 */
	char *buf;
	size_t len;
	size_t cap;
	uint64_t written; /* bytes given to the system so far */
};

/* Writes to fd, which stays the caller's to close. */
void output_init(struct output *out, int fd);

/* Collects in memory: the bytes are out->buf, out->len until output_close. */
void output_to_memory(struct output *out);

/* What a memory output holds so far; a text also where that is nothing. */
static inline struct str
output_text(const struct output *out)
{
	return str_make(out->len > 0 ? out->buf : "", out->len);
}

/* Empties a memory output, keeping its room. */
static inline void
output_clear(struct output *out)
{
	out->len = 0;
}

/* Makes room for n more bytes; false after an error. */
bool output_room(struct output *out, size_t n);

void output_bytes(struct output *out, const void *p, size_t n);

static inline void
output_char(struct output *out, char c)
{
	if (out->len < out->cap || output_room(out, 1))
		out->buf[out->len++] = c;
}

static inline void
output_str(struct output *out, struct str s)
{
	output_bytes(out, s.ptr, s.len);
}

#define OUTPUT_LITERAL(out, literal) output_bytes((out), "" literal, sizeof(literal) - 1)

void output_u64(struct output *out, uint64_t n);

/* printf; for what is written rarely. No floating point (the locale's comma). */
void output_printf(struct output *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void output_flush(struct output *out);

/* Flushes and frees; false when anything failed, with errno set to why. */
bool output_close(struct output *out);

#endif
