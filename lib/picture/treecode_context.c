/*
 * treecode_context.c - what the parts of a treecode have in common: numbers, and the
 * contexts by which they are coded.
 */
#include "mem.h"
#include "treecode_parts.h"

unsigned
treecode_bit_length(uint64_t n)
{
	unsigned bits = 0;

	for (; n > 0; n >>= 1)
		bits++;
	return bits;
}

uint64_t
treecode_number(struct rangecode *c, struct treecode_number *m, uint64_t n)
{
	unsigned bits = treecode_bit_length(n), top;

	bits = bits > 63 ? 63 : bits;
	bits = rangecode_tree(c, m->bits, 6, bits);
	if (bits < 2)
		return bits;
	if (bits == 63)
		return rangecode_plain(c, 64, n);
	top = bits > 2 ? 2 : 1;
	n &= ((uint64_t)1 << (bits - 1)) - 1;
	n = (uint64_t)rangecode_tree(c, m->top[bits], top, (uint32_t)(n >> (bits - 1 - top)))
		<< (bits - 1 - top) |
	    rangecode_plain(c, bits - 1 - top, n & (((uint64_t)1 << (bits - 1 - top)) - 1));
	return n | (uint64_t)1 << (bits - 1);
}

void
treecode_fresh(uint32_t *p, size_t count)
{
	for (size_t i = 0; i < count; i++)
		p[i] = RANGECODE_FRESH;
}

uint32_t *
treecode_contexts(size_t count)
{
	size_t bytes;
	uint32_t *p = NULL;

	if (!__builtin_mul_overflow(count, sizeof(*p), &bytes))
		p = mem_alloc(bytes);
	if (p != NULL) {
		mem_ready(p, bytes);
		treecode_fresh(p, count);
	}
	return p;
}
