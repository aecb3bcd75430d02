/*
 * ending_memory.h - memory that ends when a test says so.
 *
 * A unit program that includes this has these functions for those of mem.c. After
 * memory_ends(n) the next n allocations go well and all others fail, until
 * memory_goes_on(). memory_held() is how many pieces are taken and not given back.
 */
#ifndef ENDING_MEMORY_H
#define ENDING_MEMORY_H

#include "mem.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

/* What is tried may have threads. */
static _Atomic size_t memory_left = SIZE_MAX;
static _Atomic size_t memory_pieces;
static _Atomic bool memory_ended; /* an allocation has failed */

static inline void
memory_ends(size_t n)
{
	memory_left = n;
	memory_ended = false;
}

static inline void
memory_goes_on(void)
{
	memory_left = SIZE_MAX;
}

static inline size_t
memory_held(void)
{
	return memory_pieces;
}

static inline bool
memory_take(void)
{
	size_t left = memory_left;

	while (left > 0 && left != SIZE_MAX &&
	       !atomic_compare_exchange_weak(&memory_left, &left, left - 1))
		continue;
	memory_ended = memory_ended || left == 0;
	return left > 0;
}

void *
mem_alloc(size_t n)
{
	if (!memory_take())
		return NULL;
	memory_pieces++;
	return malloc(n ? n : 1);
}

void *
mem_zalloc(size_t count, size_t size)
{
	if (!memory_take())
		return NULL;
	memory_pieces++;
	return calloc(count ? count : 1, size ? size : 1);
}

void
mem_free(void *p)
{
	memory_pieces -= p != NULL;
	free(p);
}

bool
mem_grow(void **array, size_t *cap, size_t need, size_t size)
{
	size_t n = *cap + *cap / 2 + 16;
	void *p;

	if (need <= *cap)
		return true;
	n = n < need ? need : n;
	p = memory_take() ? realloc(*array, n * size) : NULL;
	if (p == NULL)
		return false;
	memory_pieces += *array == NULL;
	*array = p;
	*cap = n;
	return true;
}

void
mem_ready(void *p, size_t n)
{
	(void)p;
	(void)n;
}

void *
mem_alloc_large(size_t n)
{
	return mem_alloc(n);
}

void *
mem_alloc_ready(size_t n)
{
	return mem_alloc(n);
}

#endif
