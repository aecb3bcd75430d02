/*
 * columns.c - how wide a text is in a monospace font; see columns.h.
 */
#include "columns.h"

#include "utf8.h"

struct range {
	uint32_t first, last;
};

static bool
in_ranges(uint32_t c, const struct range *r)
{
	while (r->last != 0 && c > r->last)
		r++;
	return r->last != 0 && c >= r->first;
}

static size_t
columns_of_character(uint32_t c)
{
	static const struct range none[] = {{0x300, 0x36f}, {0x200b, 0x200f}, {0x20d0, 0x20ff},
	    {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0, 0}};
	static const struct range wide[] = {{0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0xa4cf},
	    {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe30, 0xfe6f}, {0xff00, 0xff60},
	    {0xffe0, 0xffe6}, {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff},
	    {0x20000, 0x3fffd}, {0, 0}};

	if (c < 0x300)
		return 1;
	return in_ranges(c, none) ? 0 : in_ranges(c, wide) ? 2 : 1;
}

/* The character at the beginning of s, or the byte that is none: its length. */
static size_t
step(struct str s, size_t *width)
{
	size_t n = utf8_length(s);

	*width = n > 1 ? columns_of_character(utf8_code_point(s.ptr, n)) : 1;
	return n > 0 ? n : 1;
}

size_t
columns_of(struct str s)
{
	size_t sum = 0, width;

	while (s.len > 0) {
		s = str_skip(s, step(s, &width));
		sum += width;
	}
	return sum;
}

struct str
columns_head(struct str s, size_t room)
{
	size_t at = 0, sum = 0, width;

	while (at < s.len) {
		size_t n = step(str_skip(s, at), &width);

		if (sum + width > room)
			break;
		sum += width;
		at += n;
	}
	return str_head(s, at);
}

struct str
columns_tail(struct str s, size_t room)
{
	size_t sum = columns_of(s), width;

	while (s.len > 0) {
		size_t n = step(s, &width);

		if (sum <= room && width > 0)
			break;
		sum -= width;
		s = str_skip(s, n);
	}
	return s;
}
