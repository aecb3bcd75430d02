/*
 * folder.h - a folder of our own, for what goes away again.
 */
#ifndef FOLDER_H
#define FOLDER_H

#include <stdbool.h>

#include "arena.h"

/*
 * Makes a folder NAME.XXXXXX below TMPDIR, else /var/tmp, else /tmp: what is recorded can be
 * large, and /tmp may be memory. `fits` tells of a place whether it will do; NULL: any does.
 * The path is the arena's. NULL with errno set.
 */
char *folder_make(struct arena *arena, const char *name, bool (*fits)(const char *place));

#endif
