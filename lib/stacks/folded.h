/*
 * folded.h - the folded-stack line: frames joined by ';', outermost first,
 * white space, and one count, or two (before and after) in a differential file.
 *
 *	main;parse;read_line_[k] 31
 *	main;thread 12 7            one stack "main;thread" with two counts, or
 *	                            the stack "main;thread 12" with one: a file is
 *	                            differential only if every line has two counts
 *
 * Counts are decimal, fraction allowed (31.25, .5), no sign, no exponent.
 * Comments begin with "# ". CRLF and white space at either end are fine.
 */
#ifndef FOLDED_H
#define FOLDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output.h"
#include "str.h"

enum { FOLDED_PLACES = 6 };

/* units / 10^places; places is the number of digits behind the point, at most 6. */
struct folded_count {
	uint64_t units;
	unsigned places;
	bool saturated; /* did not fit: units is UINT64_MAX */
};

enum folded_kind {
	FOLDED_STACK,
	FOLDED_BLANK, /* white space only, or a comment */
	FOLDED_BAD    /* no count, or no stack */
};

/* A line with its last count cut off. */
struct folded_line {
	struct str stack; /* trimmed */
	struct folded_count count;
};

/*
 * Parses a line (with or without its line end). A differential line is parsed
 * from the right: the first call gives AFTER, and a call of folded_split on
 * the stack that came out gives BEFORE.
 */
enum folded_kind folded_parse(struct str line, struct folded_line *out);

/*
 * The line that a text begins with, and its newline, cut off it, where that is a stack and a count
 * as nearly all are: one that begins with a frame. False for any other, which folded_parse knows, and
 * where there is no newline; *text is as it was then.
 */
bool folded_cut(struct str *text, struct folded_line *out);

/* How many bytes s begins with that are printable ASCII: ' ' to '~'. */
size_t folded_plain(struct str s);

/* Whether a trimmed line is a comment, or a frame makes one of the line that it begins. */
static inline bool
folded_is_comment(struct str frame)
{
	return str_starts(frame, STR("# ")) || str_eq(frame, STR("#"));
}

/* Writes such a frame so that it is none: "#_x" for "# x". */
void folded_write_no_comment(struct output *out, struct str frame);

/*
 * Whether a frame's name has characters that may rule the terminal it is shown on: control
 * characters (C0, DEL, and C1 in UTF-8). And writes it without: white space as a space, others as '?'.
 */
bool folded_has_control(struct str frame);
void folded_write_no_control(struct output *out, struct str frame);

/* Cuts the last white-space separated count off; false where there is none, or no stack. */
bool folded_split(struct str text, struct folded_line *out);

/* So many digits fit 64 bits, whichever they are. */
enum { FOLDED_SURE_DIGITS = 19 };

/* The same of a line that ends in one space and digits, and does not begin with a space, in less time. */
static inline bool
folded_split_digits(struct str line, struct folded_line *out)
{
	size_t at = line.len;
	uint64_t units = 0;

	while (at > 0 && str_is_digit(line.ptr[at - 1]))
		at--;
	if (at == line.len || line.len - at > FOLDED_SURE_DIGITS || at < 2 ||
	    line.ptr[at - 1] != ' ' || str_is_space(line.ptr[at - 2]))
		return false;
	for (size_t i = at; i < line.len; i++)
		units = units * 10 + (uint64_t)(line.ptr[i] - '0');
	*out = (struct folded_line){str_head(line, at - 1), {units, 0, false}};
	return true;
}

/*
 * The same of one that is as it would be written: stack, space and count fill it, and no 0 is in
 * front of other digits.
 */
static inline bool
folded_split_written(struct str line, struct folded_line *out)
{
	const char *p = line.ptr;

	if (!folded_split_digits(line, out) || str_is_space(p[0]) ||
	    (p[0] == '#' && folded_is_comment(line)))
		return false;
	return p[out->stack.len + 1] != '0' || line.len == out->stack.len + 2;
}

/* All of s as a count; a seventh decimal place and later ones are rounded off. */
bool folded_number(struct str s, struct folded_count *count);

/* units at `from` places as units at `to` >= from places; saturates and says so. */
uint64_t folded_scale(uint64_t units, unsigned from, unsigned to, bool *saturated);

/* a + b, at most UINT64_MAX; *saturated becomes true when it does not fit. */
static inline uint64_t
folded_add(uint64_t a, uint64_t b, bool *saturated)
{
	uint64_t sum;

	if (!__builtin_add_overflow(a, b, &sum))
		return sum;
	*saturated = true;
	return UINT64_MAX;
}

/* units / 10^places as text: no point without a fraction, no trailing zeros. */
void folded_write_count(struct output *out, uint64_t units, unsigned places);

#endif
