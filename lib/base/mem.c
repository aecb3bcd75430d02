/*
 * mem.c - memory from the system, in one place; see mem.h.
 */
#include "mem.h"

#include <stdint.h>
#include <stdlib.h>

void *
mem_alloc(size_t n)
{
	return malloc(n ? n : 1);
}

void *
mem_zalloc(size_t count, size_t size)
{
	return calloc(count ? count : 1, size ? size : 1);
}

void
mem_free(void *p)
{
	free(p);
}

bool
mem_grow(void **array, size_t *cap, size_t need, size_t size)
{
	size_t n = *cap;
	size_t bytes;
	void *p;

	if (need <= n)
		return true;
	if (__builtin_add_overflow(n, n / 2 + 16, &n) || n < need)
		n = need;
	if (__builtin_mul_overflow(n, size, &bytes))
		return false;
	p = realloc(*array, bytes);
	if (p == NULL)
		return false;
	*array = p;
	*cap = n;
	return true;
}
