/*
 * arena.c - bump allocation; see arena.h.
 *
 * Blocks start small, so that a short run stays small, and double up to 1 MB.
 * A request larger than a block gets a block of its own.
 */
#include "arena.h"

#include <stdint.h>

#include "mem.h"

enum { FIRST_BLOCK = 512, LARGEST_BLOCK = 1 << 20 };

struct arena_block {
	struct arena_block *older;
	size_t size;
};

void
arena_init(struct arena *a)
{
	*a = (struct arena){NULL, NULL, NULL, 0, false};
}

void
arena_release(struct arena *a)
{
	while (a->blocks != NULL) {
		struct arena_block *older = a->blocks->older;

		mem_free(a->blocks);
		a->blocks = older;
	}
	arena_init(a);
}

void
arena_take(struct arena *a, struct arena *from)
{
	struct arena_block **oldest = &from->blocks;

	while (*oldest != NULL)
		oldest = &(*oldest)->older;
	/* What is left of the other's last block is used up before this one's, which is not looked at again. */
	*oldest = a->blocks;
	if (from->blocks != NULL) {
		a->blocks = from->blocks;
		a->next = from->next;
		a->end = from->end;
	}
	a->used += from->used;
	a->failed = a->failed || from->failed;
	arena_init(from);
}

/* A new block with room for n bytes at any alignment; false without memory. */
static bool
add_block(struct arena *a, size_t n, size_t align)
{
	size_t size = a->blocks ? a->blocks->size * 2 : FIRST_BLOCK;
	struct arena_block *b;

	if (size > LARGEST_BLOCK)
		size = LARGEST_BLOCK;
	if (__builtin_add_overflow(n, sizeof(*b) + align, &n))
		return false;
	if (size < n)
		size = n;
	b = mem_alloc(size);
	if (b == NULL)
		return false;
	*b = (struct arena_block){a->blocks, size < LARGEST_BLOCK ? size : LARGEST_BLOCK};
	a->blocks = b;
	a->next = (char *)(b + 1);
	a->end = (char *)b + size;
	a->used += size;
	return true;
}

void *
arena_alloc(struct arena *a, size_t n, size_t align)
{
	size_t pad = (size_t)(-(uintptr_t)a->next & (align - 1));
	char *p;

	if (a->next == NULL || (size_t)(a->end - a->next) < pad ||
	    (size_t)(a->end - a->next) - pad < n) {
		if (!add_block(a, n, align)) {
			a->failed = true;
			return NULL;
		}
		pad = (size_t)(-(uintptr_t)a->next & (align - 1));
	}
	p = a->next + pad;
	a->next = p + n;
	return p;
}

void *
arena_array(struct arena *a, size_t count, size_t size, size_t align)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes)) {
		a->failed = true;
		return NULL;
	}
	return arena_alloc(a, bytes, align);
}

struct str
arena_str(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.len, 1);

	if (p != NULL && s.len > 0)
		memcpy(p, s.ptr, s.len);
	return str_make(p, p ? s.len : 0);
}
