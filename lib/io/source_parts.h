/*
 * source_parts.h - what the parts of a source share: source*.c only.
 */
#ifndef SOURCE_PARTS_H
#define SOURCE_PARTS_H

#include <stdbool.h>

#include "source.h"

/* Keeps the first error of all; with the lock held, where others read, too. */
static inline void
source_note(struct source *s, int error)
{
	s->error = s->error != 0 ? s->error : error;
}

/* Makes room for a read behind what is in the buffer, at its front. False without memory. */
bool source_make_room(struct source_reader *r);

/* source_next, of a file that seeks and of anything else. */
bool source_next_of_file(struct source_reader *r, struct source_piece *piece);
bool source_next_of_stream(struct source_reader *r, struct source_piece *piece);

#endif
