/*
 * folded_lines.c - lines of folded stacks, many of them in a row; see folded_lines.h.
 */
#include "folded_lines.h"

#include "sixteen.h"

void
folded_lines_over(struct folded_lines *l, struct str text)
{
	l->text = text;
	l->from = text.ptr;
	l->looked = l->next = l->len = 0;
}

/* Notes which of 64 bytes are odd; how many are. Mostly that is one or none: which, is not asked. */
static inline size_t
note_odd(uint16_t *to, size_t at, uint64_t odd)
{
	size_t n = odd != 0;

	to[0] = (uint16_t)(at + (size_t)__builtin_ctzll(odd | (uint64_t)1 << 63));
	for (odd &= odd - 1; odd != 0; odd &= odd - 1)
		to[n++] = (uint16_t)(at + (size_t)__builtin_ctzll(odd));
	return n;
}

/* Looks at n bytes, or at fewer, where more of them are odd than can be kept. */
static void
look_at(struct folded_lines *l, size_t n)
{
	const char *p = l->from;
	size_t at = 0, len = 0;

	for (; n - at >= SIXTY_FOUR && len <= FOLDED_LINES_ODD - SIXTY_FOUR; at += SIXTY_FOUR)
		len += note_odd(l->odd + len, at, sixteen_odd_of_64(p + at));
	for (; n - at < SIXTY_FOUR && at < n && len < FOLDED_LINES_ODD; at++) {
		l->odd[len] = (uint16_t)at;
		len += p[at] < ' ' || p[at] > '~';
	}
	l->looked = at;
	l->len = len;
}

bool
folded_lines_look(struct folded_lines *l)
{
	const char *end = l->text.ptr + l->text.len;

	l->next = l->len = 0;
	while (l->len == 0 && l->from + l->looked < end) {
		size_t left;

		l->from += l->looked;
		left = (size_t)(end - l->from);
		look_at(l, left < FOLDED_LINES_LOOK ? left : FOLDED_LINES_LOOK);
	}
	return l->len > 0;
}
