/*
 * maps.h - what is mapped where in an address space.
 *
 * Maps never overlap: a new one cuts away what was there before. A forked
 * process has its parent's until either of them maps something, and even then
 * both share what did not change: maps are the nodes of balanced trees, of which
 * a change copies only the way from the root. So each call takes time that
 * grows with the logarithm of how many there are, whatever a file does.
 *
 * It is known how many maps there are of each dso: what has none is not needed any more.
 */
#ifndef MAPS_H
#define MAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"

struct map {
	uint64_t start, end;
	uint64_t offset; /* into the file, of start */
	uint32_t dso;	 /* the caller's number of what is mapped, counted from 0 */
	bool code;	 /* it may be run: other addresses are no frames */
	bool identity;	 /* addresses are shown as they are: no file */
};

/* A tree by its root; NULL: no maps. */
struct maps {
	struct map map;
	struct maps *left, *right; /* what lies before it, and behind */
	uint32_t uses;		   /* by other nodes and by callers */
	uint8_t height;
};

/* Where the nodes of all trees come from, and where they return to. */
struct maps_pool {
	struct arena arena;
	struct maps *spare; /* a list, by `right` */
	size_t spare_count;
	size_t used;	  /* nodes in trees: one that several share counts once */
	uint32_t *by_dso; /* how many of them are of each dso */
	size_t dso_cap;
};

void maps_pool_init(struct maps_pool *pool);

/* Frees the nodes of all trees. */
void maps_pool_release(struct maps_pool *pool);

/* Whether anything is mapped of a dso. */
bool maps_have(const struct maps_pool *pool, uint32_t dso);

/* A use more of m, which may be NULL. */
struct maps *maps_share(struct maps *m);
void maps_release(struct maps_pool *pool, struct maps *m);

/* The map that holds an address, or NULL. */
const struct map *maps_find(const struct maps *m, uint64_t address);

/* The first map that ends behind an address, or NULL. */
const struct map *maps_behind(const struct maps *m, uint64_t address);

/*
 * Adds a map to *m, which becomes another where it is shared. One that is empty
 * is left out. False without memory: then *m is as it was.
 */
bool maps_insert(struct maps_pool *pool, struct maps **m, const struct map *map);

/* Takes away what is mapped from start to end. False without memory. */
bool maps_remove(struct maps_pool *pool, struct maps **m, uint64_t start, uint64_t end);

/* The address within the file, which symbols are found by. */
static inline uint64_t
map_offset(const struct map *map, uint64_t address)
{
	return map->identity ? address : address - map->start + map->offset;
}

#endif
