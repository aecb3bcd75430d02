/*
 * maps.h - what is mapped where in an address space.
 *
 * Maps never overlap: a new one cuts away what was there before. A forked
 * process has its parent's until either of them maps something, so they are
 * shared until then.
 */
#ifndef MAPS_H
#define MAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map {
	uint64_t start, end;
	uint64_t offset; /* into the file, of start */
	uint32_t dso;	 /* the caller's number of what is mapped */
	bool identity;	 /* addresses are shown as they are: no file */
};

struct maps {
	size_t uses;
	struct map *items; /* sorted */
	size_t len, cap;
};

/* A use more of m, which may be NULL: no maps. */
struct maps *maps_share(struct maps *m);
void maps_release(struct maps *m);

/* The map that holds an address, or NULL. */
const struct map *maps_find(const struct maps *m, uint64_t address);

/*
 * Adds a map to *m (NULL: the first one), which becomes a copy where it is
 * shared. One that is empty is left out. False without memory.
 */
bool maps_insert(struct maps **m, const struct map *map);

/* Takes away what is mapped from start to end. False without memory. */
bool maps_remove(struct maps **m, uint64_t start, uint64_t end);

/* The address within the file, which symbols are found by. */
static inline uint64_t
map_offset(const struct map *map, uint64_t address)
{
	return map->identity ? address : address - map->start + map->offset;
}

#endif
