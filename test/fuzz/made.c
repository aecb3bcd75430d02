/*
 * made.c - choices, and bytes in either order; see made.h.
 */
#include "made.h"

#include <stdio.h>

#include "common.h"

unsigned
choose(struct choices *c, unsigned n)
{
	if (c->left == 0)
		return 0;
	c->left--;
	return *c->at++ % n;
}

uint64_t
choose_number(struct choices *c)
{
	unsigned kind = choose(c, 16), n = choose(c, 256);

	if (kind < 8)
		return n;
	if (kind < 11)
		return (uint64_t)n << choose(c, 56);
	if (kind == 11)
		return UINT64_MAX - n;
	return (UINT64_C(1) << (kind == 12 ? 31 : kind == 13 ? 32 : 63)) - 1 + n % 3;
}

void
made_init(struct made *m, bool big_endian)
{
	output_to_memory(&m->out);
	m->big_endian = big_endian;
}

void
made_release(struct made *m)
{
	MUST(output_close(&m->out));
}

/* The byte of a value that stands at `i` of `size`. */
static char
byte_at(const struct made *m, unsigned size, unsigned i, uint64_t value)
{
	unsigned place = m->big_endian ? size - 1 - i : i;

	return (char)(place < 8 ? value >> 8 * place & 0xff : 0);
}

void
made_put(struct made *m, unsigned size, uint64_t value)
{
	for (unsigned i = 0; i < size; i++)
		output_char(&m->out, byte_at(m, size, i, value));
}

void
made_set(struct made *m, size_t at, unsigned size, uint64_t value)
{
	MUST(at + size <= m->out.len);
	for (unsigned i = 0; i < size; i++)
		m->out.buf[at + i] = byte_at(m, size, i, value);
}

void
made_leb(struct made *m, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		output_char(&m->out, (char)(value & 0x7f) | (char)0x80);
	output_char(&m->out, (char)value);
}

void
made_text(struct made *m, struct str text)
{
	output_str(&m->out, text);
	output_char(&m->out, '\0');
}

void
made_align(struct made *m, unsigned multiple)
{
	while (m->out.len % multiple != 0)
		output_char(&m->out, '\0');
}

void
made_length(struct made *m, size_t at)
{
	made_set(m, at, 4, m->out.len - at - 4);
}

void
made_harm(struct made *m, struct choices *c)
{
	size_t at;
	unsigned times = choose(c, 4), size;

	for (; times > 0 && m->out.len > 8; times--) {
		at = ((size_t)choose(c, 256) << 8 | choose(c, 256)) % (m->out.len - 8);
		size = 1u << choose(c, 4);
		made_set(m, at, size, choose_number(c));
	}
	if (choose(c, 8) == 7 && m->out.len > 0)
		m->out.len -= ((size_t)choose(c, 256) << 4) % m->out.len;
}

void
made_name(char name[8], char first, size_t number)
{
	snprintf(name, 8, "%c%u", first, (unsigned)number % 1000);
}
