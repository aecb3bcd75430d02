/*
 * mem.c - memory from the system, in one place; see mem.h.
 */
#define _DEFAULT_SOURCE /* madvise */
#include "mem.h"

#include <limits.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* What is less is not worth a call. */
enum { READY_LEAST = 1 << 16 };

/* Less would mostly be the rest of one page; of more, arrays are large enough to be mapped alone. */
enum { LARGE_PAGE = 1 << 21, LARGE_LEAST = LARGE_PAGE, LARGE_MOST = 1 << 24 };

/*
 * Large pages for n bytes, if there are any. All pages that have some of them are said to be alike: the system
 * cannot move a piece of memory of which one part is not as another.
 */
static void
take_large_pages(void *p, size_t n)
{
#ifdef MADV_HUGEPAGE
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	size_t before = (size_t)((uintptr_t)p & (page - 1));

	if (p != NULL && n >= 2 * (size_t)LARGE_PAGE)
		(void)madvise(
		    (char *)p - before, (n + before + page - 1) / page * page, MADV_HUGEPAGE);
#else
	(void)p;
	(void)n;
#endif
}

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

void *
mem_alloc_large(size_t n)
{
	void *p = mem_alloc(n);

	take_large_pages(p, n);
	return p;
}

void *
mem_alloc_ready(size_t n)
{
	void *p = mem_alloc_large(n);

	mem_ready(p, n);
	return p;
}

void
mem_expect(size_t n)
{
#if defined(__GLIBC__) && defined(MADV_HUGEPAGE)
	char *begin = sbrk(0), *end;
	void *volatile all; /* nobody may see that it is of no use */

	/*
	 * What is as large comes from the heap then, and stays in it, and so the heap grows once. A heap
	 * for each thread would grow by some pages at a time, for which all other threads wait.
	 */
	if (n < LARGE_LEAST || n > LARGE_MOST || mallopt(M_MMAP_THRESHOLD, LARGE_MOST + 1) == 0 ||
	    mallopt(M_TRIM_THRESHOLD, INT_MAX) == 0 || mallopt(M_ARENA_MAX, 1) == 0)
		return;
	all = mem_alloc(n);
	mem_free(all);
	end = sbrk(0);
	begin += (size_t)(-(uintptr_t)begin & (LARGE_PAGE - 1));
	if (begin < end)
		(void)madvise(begin, (size_t)(end - begin), MADV_HUGEPAGE);
#else
	(void)n;
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
	take_large_pages(p, bytes);
	*array = p;
	*cap = n;
	return true;
}
