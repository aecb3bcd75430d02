/*
 * mem.h - memory from the system, in one place.
 *
 * Every allocation of the toolkit goes through these, so that sizes are
 * checked once and a test build can make any of them fail.
 * All return NULL (or false) when there is no memory; none exits.
 */
#ifndef MEM_H
#define MEM_H

#include <stdbool.h>
#include <stddef.h>

/* n bytes, uninitialised; n may be 0. The caller frees with mem_free. */
void *mem_alloc(size_t n);

/* count * size bytes, all zero; NULL also when the product overflows. */
void *mem_zalloc(size_t count, size_t size);

void mem_free(void *p);

/*
 * Has the system bring in all pages of n bytes that will be written all over, which costs a
 * fraction of what it does page by page. Of a few bytes nothing is done.
 */
void mem_ready(void *p, size_t n);

/*
 * n bytes that will be written all over; where they are many, in large pages, if the system has any. The second
 * one has them brought in, as mem_ready does.
 */
void *mem_alloc_large(size_t n);
void *mem_alloc_ready(size_t n);

/*
 * So many bytes in all, not many more, will be wanted for large arrays: has the system give them in
 * large pages, if it has any. What is freed of them is used again, and not given back.
 */
void mem_expect(size_t n);

/*
 * Makes room for `need` elements of `size` bytes in the array *array that has
 * room for *cap, growing it by at least half; a large one in large pages, if the system has any.
 * Returns false, with everything as it was, when memory or the size type runs out.
 */
bool mem_grow(void **array, size_t *cap, size_t need, size_t size);

/* The same, without a call where there is room, as there mostly is. */
static inline bool
mem_room(void **array, size_t *cap, size_t need, size_t size)
{
#ifdef __clang_analyzer__ /* which cannot know that there is an array where there is room */
	return mem_grow(array, cap, need, size);
#else
	return need <= *cap || mem_grow(array, cap, need, size);
#endif
}

/* mem_room for a typed array: MEM_GROW(&items, &cap, len + 1). */
#define MEM_GROW(array, cap, need) mem_room((void **)(array), (cap), (need), sizeof(**(array)))

#endif
