/*
 * width_search.h - the largest width that at least so many frames have, byte by byte from the top.
 *
 *	struct width_search s = {.least = 0};
 *
 *	for (int shift = 56; shift >= 0; shift -= 8) {
 *		for all widths:
 *			width_search_add(&s, shift, width, frames);
 *		width_search_choose(&s, shift, max);
 *	}
 *
 * Then it is s.least, and s.wider frames are wider. With fewer frames than `max` it is 0.
 */
#ifndef WIDTH_SEARCH_H
#define WIDTH_SEARCH_H

#include <stdint.h>
#include <string.h>

struct width_search {
	uint64_t least, wider; /* the bytes that are chosen, and the frames that are wider */
	uint64_t count[256];   /* frames whose widths begin with those, by their next byte */
};

static inline void
width_search_add(struct width_search *s, int shift, uint64_t width, uint64_t frames)
{
	s->count[width >> shift & 255] += (width ^ s->least) >> shift < 256 ? frames : 0;
}

static inline void
width_search_choose(struct width_search *s, int shift, uint64_t max)
{
	unsigned byte = 255;

	for (; byte > 0 && s->wider + s->count[byte] < max; byte--)
		s->wider += s->count[byte];
	s->least |= (uint64_t)byte << shift;
	memset(s->count, 0, sizeof(s->count));
}

#endif
