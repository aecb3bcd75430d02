/*
 * mapping.h - a file as memory.
 *
 * Another program may write to the file, or cut it off, at the same time. Where a page is gone
 * it is read as zeros, and mapping_is_lost tells; what else has changed is for the
 * caller to find out (steady.h).
 */
#ifndef MAPPING_H
#define MAPPING_H

#include <stdbool.h>
#include <stdint.h>

#include "str.h"

/* The first `size` > 0 bytes of a regular file; false with errno set. */
bool mapping_open(struct str *bytes, int fd, uint64_t size);

/* Gives back what mapping_open made; of NULL nothing. */
void mapping_close(struct str bytes);

/* Has pages that will be read now, all of them, brought in at once. */
void mapping_ready(struct str bytes);

/* Whether a page among these was lost: the first one of all that were is known. */
bool mapping_is_lost(struct str bytes);

#endif
