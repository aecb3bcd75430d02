/*
 * walk.c - the stacks of a side in their order; see walk.h.
 *
 *	main;parse 31         main;parse 33
 *	main;parse 2
 *	main;wait 4           main;wait 4
 */
#include "walk.h"

#include "mapping.h"
#include "side.h"

/* Rows and bytes of a part; the text of rows that come later is fetched meanwhile. */
enum { ROWS = 1 << 12, PASSED = 1 << 22, BYTES = 1 << 20, AHEAD = 8, FAR = 16, CACHE_LINE = 64 };

bool
walked_open(struct walked *w, const struct tally *tally)
{
	*w = (struct walked){.tally = tally, .end = tally->len, .step = ROWS};
	if (!tally->passed)
		return true;
	w->begin = tally->begin;
	w->end = tally->end;
	w->step = BYTES;
	if (!mapping_open(&w->map, tally->fd, tally->end))
		return false;
	w->bytes = w->map.ptr;
	return true;
}

void
walked_close(struct walked *w)
{
	mapping_close(w->map);
}

void
walked_pass(struct walked *w, size_t at)
{
	if (w->map.ptr != NULL)
		mapping_pass(&w->map, w->bytes + at);
}

/* ---- lines ---- */

static inline struct tally_row
row_of(const struct folded_line *line, unsigned places)
{
	bool saturated = false;

	if (line->count.places == places)
		return (struct tally_row){line->stack, line->count.units};
	return (struct tally_row){
	    line->stack, folded_scale(line->count.units, line->count.places, places, &saturated)};
}

/* The next line that has a stack, cut from the text; false behind the last. */
static bool
next_line(struct str *text, unsigned places, struct tally_row *row)
{
	struct folded_line line;
	struct counted_event event;

	while (text->len > 0) {
		if (folded_parse(str_cut(text, '\n'), &line) != FOLDED_STACK ||
		    side_is_counted(&line, &event))
			continue;
		*row = row_of(&line, places);
		return true;
	}
	return false;
}

/* The text from a place to the end of all. */
static struct str
text_from(const struct walked *w, size_t at)
{
	return str_span(w->bytes + at, w->bytes + w->end);
}

/* The first beginning of a line from a place on. */
static size_t
line_from(const struct walked *w, size_t at)
{
	size_t newline;

	if (at <= w->begin || at >= w->end)
		return at;
	newline = str_find(text_from(w, at - 1), '\n');
	return newline < w->end - at ? at + newline : w->end;
}

bool
walked_stack(const struct walked *w, size_t at, struct str *stack)
{
	struct tally_row row;
	struct str text;

	if (at >= w->end)
		return false;
	if (w->map.ptr == NULL) {
		*stack = w->tally->rows[at].stack;
		return true;
	}
	text = text_from(w, line_from(w, at));
	if (!next_line(&text, w->tally->places, &row))
		return false;
	*stack = row.stack;
	return true;
}

/* ---- search ---- */

/* Whether the stack at a place, or the first one behind it, is less than another. */
static bool
is_less(const struct walked *w, size_t at, struct str stack)
{
	struct str here;

	return walked_stack(w, at, &here) && str_cmp(here, stack) < 0;
}

/* Where the place behind one is: the next row or line. */
static size_t
place_behind(const struct walked *w, size_t at)
{
	return w->map.ptr == NULL ? at + 1 : line_from(w, line_from(w, at) + 1);
}

/* Near the beginning most often: in steps that double, then by halves. */
size_t
walked_find(const struct walked *w, size_t from, struct str stack)
{
	size_t low = from, high, step = w->step;

	while (step < w->end - low && is_less(w, low + step, stack)) {
		low = place_behind(w, low + step);
		step *= 2;
	}
	high = step < w->end - low ? low + step : w->end;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (is_less(w, middle, stack))
			low = place_behind(w, middle);
		else
			high = middle;
	}
	return low;
}

/* ---- one after another ---- */

struct walk
walk_between(const struct walked *w, size_t begin, size_t end)
{
	struct walk walk = {.tally = w->tally, .row = begin, .end = end};

	if (w->map.ptr == NULL)
		return walk;
	walk.row = walk.end = 0;
	walk.text = str_span(w->bytes + begin, w->bytes + end);
	if (!w->tally->once)
		walk.more = next_line(&walk.text, w->tally->places, &walk.ahead);
	return walk;
}

/*
 * Sorted rows have their text anywhere: it is on its way when its turn comes. Processors drop a
 * prefetch from a page they do not know yet, so that one byte is read first.
 */
static inline void
fetch(const struct walk *w)
{
	const struct tally_row *row = &w->tally->rows[w->row];
	size_t left = w->end - w->row;

	if (left <= AHEAD)
		return;
	if (left > FAR && row[FAR].stack.len > 0)
		(void)*(const volatile char *)row[FAR].stack.ptr;
	row += AHEAD;
	for (size_t at = 0; at < (size_t)6 * CACHE_LINE && at < row->stack.len; at += CACHE_LINE)
		__builtin_prefetch(row->stack.ptr + at);
}

/* Many lines of one stack are given back as they are passed. */
static void
pass_equal(struct tally_row *row, struct str again)
{
	mapping_drop(str_span(row->stack.ptr, again.ptr));
	row->stack = again;
}

bool
walk_next(struct walk *w, struct tally_row *row)
{
	bool saturated;

	if (w->row < w->end) {
		fetch(w);
		*row = w->tally->rows[w->row++];
		return true;
	}
	if (w->tally->once)
		return next_line(&w->text, w->tally->places, row);
	if (!w->more)
		return false;
	*row = w->ahead;
	while ((w->more = next_line(&w->text, w->tally->places, &w->ahead)) &&
	       str_eq(w->ahead.stack, row->stack)) {
		row->units = folded_add(row->units, w->ahead.units, &saturated);
		if (w->ahead.stack.ptr - row->stack.ptr >= PASSED)
			pass_equal(row, w->ahead.stack);
	}
	return true;
}

bool
walk_next_is(struct walk *w, struct str stack, struct tally_row *row)
{
	struct folded_line line;
	struct str rest;
	size_t n = 1;

	if (!w->tally->once || !str_starts(w->text, stack))
		return false;
	rest = str_skip(w->text, stack.len);
	if (!str_starts(rest, STR(" ")))
		return false;
	/* A space and digits: what stands before them is all of the stack. */
	while (n < rest.len && str_is_digit(rest.ptr[n]))
		n++;
	if (n == rest.len || rest.ptr[n] != '\n' ||
	    !folded_split_digits(str_head(w->text, stack.len + n), &line))
		return false;
	*row = row_of(&line, w->tally->places);
	w->text = str_skip(rest, n + 1);
	return true;
}
