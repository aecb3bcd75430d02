/*
 * known_frames.c - frames that were met before; see known_frames.h.
 *
 *		ffffffff816b98aa ksys_write+0xba ([kernel.kallsyms])
 *		           f838f __GI___libc_write+0x4f (/usr/lib/libc.so.6)
 *	TAB, 16 columns of an address, a space, what the line is known by
 */
#include "known_frames.h"

#include "frame_line.h"
#include "script_frame.h"
#include "sixteen.h"

/* Where in a line what it is known by begins. */
enum { SYMBOL_COLUMN = 1 + ADDRESS_COLUMNS + 1 };

/*
 * Whether these 16 columns and the space behind them are an address as perf pads
 * it: spaces, then digits. So a digit has a space behind it in the last column, and nowhere else.
 */
__attribute__((noinline)) static bool
is_address(const char *at)
{
	static const signed char only_last[ADDRESS_COLUMNS] = {[ADDRESS_COLUMNS - 1] = -1};
	sixteen c, behind, last, letter, wrong;

	sixteen_load(&c, at);
	sixteen_load(&behind, at + 1);
	sixteen_load(&last, (const char *)only_last);
	letter = c | 0x20;
	wrong = ~(((c >= '0') & (c <= '9')) | ((letter >= 'a') & (letter <= 'f')) | (c == ' '));
	wrong |= ((c != ' ') & (behind == ' ')) ^ last;
	return sixteen_none(&wrong);
}

/* Whether the line that begins at `at` is this frame's, as perf pads it, whatever its address. */
static inline bool
is_line_of(const struct frames_entry *e, const char *at, size_t left)
{
	size_t len = SYMBOL_COLUMN + (size_t)e->len;

	return left > len && at[len] == '\n' && memcmp(at + SYMBOL_COLUMN, e->raw, e->len) == 0;
}

/* Whether they are an address, mostly the one that this frame had the last time. */
static inline bool
is_address_of(struct frames_entry *e, const char *at)
{
	sixteen c, last;

	_Static_assert(sizeof(c) == sizeof(e->columns), "an address fits");
	sixteen_load(&c, at);
	sixteen_load(&last, e->columns);
	c ^= last;
	/* In the last column a digit stood; at first there was none. */
	if (__builtin_expect(sixteen_none(&c) && at[SIXTEEN] == ' ' && at[SIXTEEN - 1] != 0, true))
		return true;
	if (!is_address(at))
		return false;
	memcpy(e->columns, at, SIXTEEN);
	return true;
}

/*
 * The frame of a line as perf pads it that was not the first that is guessed; NULL where it is not
 * known. Apart, so that nothing is saved for it where it is not wanted.
 */
__attribute__((noinline)) static struct frames_entry *
other_frame(struct frames *f, const char *at, const char *end)
{
	const char *symbol = at + SYMBOL_COLUMN, *newline;
	struct frames_entry *e = frames_guess(f)->second;

	if (e != NULL && is_line_of(e, at, (size_t)(end - at))) {
		if (!is_address_of(e, at + 1))
			return NULL;
		frames_found(f, e);
		return e;
	}
	if (!is_address(at + 1))
		return NULL;
	newline = memchr(symbol, '\n', (size_t)(end - symbol));
	if (newline == NULL)
		return NULL;
	e = frames_find(f, str_span(symbol, newline));
	if (e != NULL)
		memcpy(e->columns, at + 1, SIXTEEN);
	return e;
}

const char *
script_known_frames(struct perf_parser *p, const char *at, const char *end)
{
	struct frames *f = script_frame_cache(p);
	struct samples *s = &p->samples;
	uint64_t lines = 0, added = 0, unknown = 0;

	while (end - at > SYMBOL_COLUMN && at[0] == '\t') {
		struct frames_entry *e = frames_guess(f)->first;

		if (__builtin_expect(e != NULL && is_line_of(e, at, (size_t)(end - at)), true)) {
			if (!is_address_of(e, at + 1))
				break;
			frames_found(f, e);
		} else {
			e = other_frame(f, at, end);
			if (e == NULL)
				break;
		}
		/* Most have one name, and what is counted below is counted once for all. */
		if (__builtin_expect(e->count == 1 && s->row_len < s->row_cap, true)) {
			p->frame_begin = s->row_len;
			s->row[s->row_len++] = e->id;
			added++;
			unknown += e->unknown;
		} else {
			script_push_known(p, e);
		}
		lines++;
		at += SYMBOL_COLUMN + e->len + 1;
	}
	p->part_line += lines;
	s->counts.frames += added;
	s->counts.unknown_frames += unknown;
	return at;
}
