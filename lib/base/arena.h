/*
 * arena.h - bump allocation: memory that is freed all at once.
 *
 * An arena owns every byte it gave out until arena_release. What it gives is
 * never moved. No memory: NULL, and arena->failed stays true from then on.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "str.h"

struct arena_block;

struct arena {
	struct arena_block *blocks;
	char *next;
	char *end;
	size_t used; /* bytes taken from the system, for bounds and reports */
	bool failed;
};

void arena_init(struct arena *a);
void arena_release(struct arena *a);

/* Takes over all that another arena gave out, which is empty then. */
void arena_take(struct arena *a, struct arena *from);

/* n uninitialised bytes at a multiple of align (a power of two). */
void *arena_alloc(struct arena *a, size_t n, size_t align);

/* A copy of s that lives as long as the arena; ptr is NULL without memory. */
struct str arena_str(struct arena *a, struct str s);

/* Room for `count` objects of a type, uninitialised. */
#define ARENA_NEW(a, type, count) ((type *)arena_array((a), (count), sizeof(type), _Alignof(type)))
void *arena_array(struct arena *a, size_t count, size_t size, size_t align);

#endif
