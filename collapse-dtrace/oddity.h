/*
 * oddity.h - what was odd in an input: how often, and where first.
 */
#ifndef ODDITY_H
#define ODDITY_H

#include <stddef.h>
#include <stdint.h>

#include "str.h"

struct oddity {
	uint64_t times;
	uint64_t part, line; /* of the first; see source_line */
	char text[96];	     /* the line's beginning */
	size_t len;
};

/* One more; of the first, the trimmed text is kept. */
static inline void
oddity_note(struct oddity *odd, uint64_t part, uint64_t line, struct str text)
{
	if (odd->times++ > 0)
		return;
	text = str_head(str_trim(text), sizeof(odd->text));
	odd->part = part;
	odd->line = line;
	odd->len = text.len;
	if (text.len > 0)
		memcpy(odd->text, text.ptr, text.len);
}

#endif
