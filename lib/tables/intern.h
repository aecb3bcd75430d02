/*
 * intern.h - names to small numbers: equal bytes, equal id.
 *
 * Ids count from 0 in the order of first sight. Names are copied into the
 * table's own arena and stay where they are until intern_release.
 */
#ifndef INTERN_H
#define INTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "str.h"
#include "slots.h"

/* Returned when there is no memory; no name has this id. */
#define INTERN_NONE UINT32_MAX

struct intern {
	struct arena arena;
	struct str *names; /* names[id] */
	size_t len;
	size_t cap;
	struct slots by_name;
};

void intern_init(struct intern *t);
void intern_release(struct intern *t);

/* The id of a name, which is added when it is new; INTERN_NONE without memory. */
uint32_t intern_id(struct intern *t, struct str name);

/*
 * The same in two steps, so that memory is not waited for: the first asks for the name's place, the second, some
 * names later, looks at it. False without memory.
 */
bool intern_ahead(struct intern *t, struct str name, uint32_t *hash);
uint32_t intern_id_hashed(struct intern *t, struct str name, uint32_t hash);

/*
 * Adds all names of another table, in their order: ids[i] becomes the id of its name i. The text of
 * names that are new stays where it is, and is this table's: the other is to be released. False without memory.
 */
bool intern_take(struct intern *t, struct intern *from, uint32_t *ids);

/* The id of a name that is already there, else INTERN_NONE. */
uint32_t intern_find(const struct intern *t, struct str name);

/* All ids in the byte order of their names; the caller's to mem_free. NULL without memory. */
uint32_t *intern_sorted(const struct intern *t);

static inline struct str
intern_name(const struct intern *t, uint32_t id)
{
	return t->names[id];
}

#endif
