/*
 * check_sides.h - whether two profiles can be compared at all.
 */
#ifndef CHECK_SIDES_H
#define CHECK_SIDES_H

#include "recordings.h"
#include "settings.h"

/*
 * Says where the sides count different things, which is an error unless they are normalized,
 * where samples were lost and, of a table, where they have next to no stacks in common.
 */
int check_sides(struct recordings sides[2], const struct settings *set, struct report *report);

#endif
