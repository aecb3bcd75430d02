/*
 * folded_lines.h - lines of a text, many in a row, of which most are printable ASCII.
 *
 * A processor guesses how a loop goes on, and is wrong at the end of each line that is searched for,
 * which takes as long as a look at some hundred bytes. So 64 bytes after the other are looked at,
 * whatever is in them, and where lines end is kept for many of them.
 *
 *	struct folded_lines lines;
 *	struct str line;
 *
 *	for (folded_lines_over(&lines, text); folded_lines_next(&lines, &line);)
 *		...
 */
#ifndef FOLDED_LINES_H
#define FOLDED_LINES_H

#include "folded.h"

/* So many bytes, at most, are looked at at once, and of them so many kept: ends of lines are fewer. */
enum { FOLDED_LINES_LOOK = 1 << 15, FOLDED_LINES_ODD = 1 << 10 };

struct folded_lines {
	struct str text; /* lines that were not handed out */
	bool plain;	 /* whether the one handed out last is printable ASCII alone */

	const char *from; /* of the bytes from here on, those looked at, which are not: */
	size_t looked;
	uint16_t odd[FOLDED_LINES_ODD];
	size_t next, len; /* the next one of them; how many there are */
};

/* Begins with the first line of a text. */
void folded_lines_over(struct folded_lines *l, struct str text);

/* Looks on, up to something that is odd; false at the end of the text. */
bool folded_lines_look(struct folded_lines *l);

/* The next line, without its newline; false where no newline is left: l->text has all that is. */
static inline bool
folded_lines_next(struct folded_lines *l, struct str *line)
{
	l->plain = true;
	while (l->next < l->len || folded_lines_look(l)) {
		const char *end = l->from + l->odd[l->next++];

		if (*end == '\n') {
			*line = str_span(l->text.ptr, end);
			l->text = str_skip(l->text, line->len + 1);
			return true;
		}
		l->plain = false;
	}
	return false;
}

#endif
