/*
 * mem.c - memory from the system, in one place; see mem.h.
 */
#define _DEFAULT_SOURCE /* madvise */
#include "mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* What is less is not worth a call. */
enum { READY_LEAST = 1 << 16 };

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

void
mem_ready(void *p, size_t n)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	size_t before = (size_t)(-(uintptr_t)p & (page - 1));

	if (p == NULL || n < READY_LEAST || n < before + page)
		return;
#ifdef MADV_POPULATE_WRITE /* where it is not known, pages come one by one */
	(void)madvise((char *)p + before, (n - before) / page * page, MADV_POPULATE_WRITE);
#endif
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
