/*
 * width_guess.c - how wide frames have to be to be kept; see width_guess.h.
 *
 * As in calltree_sorted.c, what a stack does not share with the next one closes behind it. But no
 * frame becomes a node, and none needs a name: of a stack's frames only those that it shares with
 * the stacks beside it are told apart, and all others are as wide as the stack:
 *
 *	main;parse 3                    1 frame of 3: parse
 *	main;read;fill;memcpy 4         3 of 4: read, fill and memcpy; and when main closes, 1 of 7
 */
#include "width_guess.h"

#include "mem.h"
#include "width_search.h"

/*
 * Of every SHARE runs of RUN stacks one is looked at. The text of what comes AHEAD is on its way
 * meanwhile: it may be anywhere.
 */
enum { RUN = 64, SHARE = 16, AHEAD = 8 };

/* So many frames are so wide. */
struct width {
	uint64_t width;
	uint64_t frames;
};

struct totals {
	uint64_t units[2];
};

struct sample {
	struct width *widths;
	size_t len, cap;
	uint64_t frames; /* in all */
	struct totals *open;
	size_t depth, open_cap;
	size_t deepest;
};

static bool
add_width(struct sample *s, const uint64_t units[2], uint64_t frames)
{
	if (frames == 0)
		return true;
	if (!MEM_GROW(&s->widths, &s->cap, s->len + 1))
		return false;
	s->widths[s->len++] = (struct width){units[0] > units[1] ? units[0] : units[1], frames};
	s->frames += frames;
	return true;
}

/* Closes frames until so many are open. */
static bool
close_frames(struct sample *s, size_t depth)
{
	for (; s->depth > depth; s->depth--) {
		const uint64_t *units = s->open[s->depth].units;
		bool saturated;

		if (!add_width(s, units, s->depth <= s->deepest))
			return false;
		for (int i = 0; i < 2; i++)
			s->open[s->depth - 1].units[i] =
			    folded_add(s->open[s->depth - 1].units[i], units[i], &saturated);
	}
	return true;
}

/* Opens frames until so many are. */
static bool
open_frames(struct sample *s, size_t depth)
{
	if (!MEM_GROW(&s->open, &s->open_cap, depth + 1))
		return false;
	while (s->depth < depth)
		s->open[++s->depth] = (struct totals){{0, 0}};
	return true;
}

/* Adds a stack, of which the next one has the outermost `next` frames. */
static bool
add_stack(struct sample *s, const struct batch_row *row, size_t next)
{
	size_t frames = row->frames < s->deepest ? row->frames : s->deepest;
	bool saturated;

	if (!open_frames(s, next))
		return false;
	for (int i = 0; i < 2; i++)
		s->open[s->depth].units[i] =
		    folded_add(s->open[s->depth].units[i], row->units[i], &saturated);
	return add_width(s, row->units, frames > s->depth ? frames - s->depth : 0) &&
	       close_frames(s, next);
}

/* The row behind row i of what is looked at. */
static size_t
next_of(size_t i)
{
	const size_t passed = (SHARE - 1) * (size_t)RUN;

	i++;
	return i % RUN == 0 ? i + passed : i;
}

static size_t
frames_shared(const struct batch *b, size_t i, size_t next)
{
	struct str stack = b->rows[i].stack, other;

	if (next >= b->len)
		return 0;
	other = b->rows[next].stack;
	return batch_frames_shared(
	    stack, other, next == i + 1 ? b->rows[next].shared : str_common(stack, other));
}

/* `gaps`: each stack ends in a gap, as in a chart. */
static bool
take_sample(struct sample *s, const struct batch *b, bool gaps)
{
	bool done = true;

	for (size_t next, i = 0; done && i < b->len; i = next) {
		next = next_of(i);
		if (next + AHEAD < b->len)
			__builtin_prefetch(b->rows[next + AHEAD].stack.ptr);
		done = add_stack(s, &b->rows[i], frames_shared(b, i, next)) &&
		       add_width(s, b->rows[i].units, gaps);
	}
	return done;
}

/* The largest width that at least `max` frames have. */
static uint64_t
least_width(const struct sample *s, uint64_t max)
{
	struct width_search search = {.least = 0};

	for (int shift = 56; shift >= 0; shift -= 8) {
		for (size_t i = 0; i < s->len; i++)
			width_search_add(&search, shift, s->widths[i].width, s->widths[i].frames);
		width_search_choose(&search, shift, max);
	}
	return search.least;
}

uint64_t
width_guess(const struct batch *b, const struct calltree_keep *keep, bool chart)
{
	struct sample s = {.deepest = keep->deepest > 0 ? keep->deepest : SIZE_MAX};
	uint64_t widest = keep->widest / SHARE, guess = 0;

	widest += widest / 4;
	if (widest > 0 && open_frames(&s, 0) && take_sample(&s, b, chart) && s.frames / 2 > widest)
		guess = least_width(&s, widest);
	mem_free(s.widths);
	mem_free(s.open);
	return guess;
}
