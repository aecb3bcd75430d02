/*
 * walk.c - the stacks of a side in their order; see walk.h.
 *
 *	main;parse 31         main;parse 33
 *	main;parse 2
 *	main;wait 4           main;wait 4
 */
#include "walk.h"

#include "side.h"

/*
 * Rows and bytes of a part; bytes that are read at a time, for a walk and for a look at one line, and
 * so many that are looked at at once. The text of rows that come later is fetched meanwhile.
 */
enum {
	ROWS = 1 << 12,
	BYTES = 1 << 19,
	BLOCK = 1 << 18,
	LOOK = 1 << 12,
	NEAR = 1 << 16,
	AHEAD = 8,
	FAR = 16,
	CACHE_LINE = 64
};

void
walked_init(struct walked *w, const struct tally *tally)
{
	*w = (struct walked){.tally = tally, .end = tally->len, .step = ROWS};
	window_init(&w->window, tally->fd, tally->end);
	if (!tally->passed)
		return;
	w->begin = tally->begin;
	w->end = tally->end;
	w->step = BYTES;
}

void
walked_release(struct walked *w)
{
	window_release(&w->window);
}

/* ---- lines here and there ---- */

static bool
is_stack(const struct folded_line *line)
{
	struct counted_event event;

	return !side_is_counted(line, &event);
}

/* The first beginning of a line from a place on. */
static size_t
line_from(struct walked *w, size_t at)
{
	struct str text;
	size_t newline;

	if (at <= w->begin || at >= w->end)
		return at;
	text = window_line(&w->window, at - 1, LOOK);
	newline = str_find(text, '\n');
	return newline < text.len ? at + newline : w->end;
}

/* A search comes here many times: what was gone through for nothing is not again. */
static void
remember_bare(struct walked *w, size_t begin, size_t end)
{
	if (end - begin < LOOK || (begin >= w->bare_begin && end <= w->bare_end))
		return;
	w->bare_begin = begin;
	w->bare_end = end;
}

/* Where the first stack from the beginning of a line on is; w->end where there is none, or no reading. */
static size_t
find_line(struct walked *w, size_t at, struct folded_line *line)
{
	while (at < w->end) {
		struct str text;
		size_t blank, n;

		if (at >= w->bare_begin && at < w->bare_end) {
			at = w->bare_end;
			continue;
		}
		text = window_line(&w->window, at, LOOK);
		blank = text.len - str_trim_left(text).len;
		n = str_find(text, '\n');
		if (text.len == 0)
			break;
		if (blank == 0 && folded_parse(str_head(text, n), line) == FOLDED_STACK &&
		    is_stack(line))
			return at;
		at += blank > 0 ? blank : n + 1;
	}
	return w->end;
}

bool
walked_stack(struct walked *w, size_t at, struct str *stack)
{
	struct folded_line line = {.stack = STR("")};
	size_t found;

	if (at >= w->end)
		return false;
	if (!w->tally->passed) {
		*stack = w->tally->rows[at].text;
		return true;
	}
	at = line_from(w, at);
	found = find_line(w, at, &line);
	if (at < found && w->window.error == 0)
		remember_bare(w, at, found);
	*stack = line.stack;
	return found < w->end;
}

/* ---- search ---- */

/* Whether the stack at a place, or the first one behind it, is less than another. */
static bool
is_less(struct walked *w, size_t at, struct str stack)
{
	struct str here;

	return walked_stack(w, at, &here) && str_cmp(here, stack) < 0;
}

/* Where the place behind one is: the next row or line. */
static size_t
place_behind(struct walked *w, size_t at)
{
	return w->tally->passed ? line_from(w, line_from(w, at) + 1) : at + 1;
}

/* Near the beginning most often: in steps that double, then by halves. */
size_t
walked_find(struct walked *w, size_t from, struct str stack)
{
	size_t low = from, high, step = w->step;

	while (step < w->end - low && is_less(w, low + step, stack)) {
		low = place_behind(w, low + step);
		step *= 2;
	}
	high = step < w->end - low ? low + step : w->end;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (w->tally->passed && high - low <= NEAR)
			(void)window_at(&w->window, low, high - low);
		if (is_less(w, middle, stack))
			low = place_behind(w, middle);
		else
			high = middle;
	}
	return low;
}

/* ---- one after another ---- */

/* A line that has more places than any had is of another file that was written over this one. */
static inline struct tally_row
row_of(const struct walk *w, const struct folded_line *line)
{
	unsigned places = w->tally->places;
	bool saturated = false;

	if (line->count.places == places)
		return (struct tally_row){line->stack, line->count.units};
	if (line->count.places > places) {
		w->window->error = STEADY_CHANGED;
		return (struct tally_row){line->stack, 0};
	}
	return (struct tally_row){
	    line->stack, folded_scale(line->count.units, line->count.places, places, &saturated)};
}

bool
walk_read(struct walk *w, struct str *keep)
{
	size_t begin = w->at - w->text.len;
	struct str text;
	bool more;

	if (w->at >= w->stop || (keep != NULL && !window_hold(w->window, keep)))
		return false;
	text = str_head(window_line(w->window, begin, BLOCK), w->stop - begin);
	more = text.len > w->text.len;
	w->text = text;
	w->at = begin + text.len;
	return more;
}

/* A line that is not as most are; false where it has no stack. */
static bool
cut_line(struct str *text, struct folded_line *line)
{
	return folded_parse(str_cut(text, '\n'), line) == FOLDED_STACK;
}

/* The next line that has a stack; false behind the last. What is in the window moves, but for `keep`. */
static bool
next_row(struct walk *w, struct tally_row *row, struct str *keep)
{
	struct folded_line line;

	for (;;) {
		if (!folded_cut(&w->text, &line)) {
			if (str_find(w->text, '\n') == w->text.len && walk_read(w, keep))
				continue;
			if (w->text.len == 0)
				return false;
			if (!cut_line(&w->text, &line))
				continue;
		}
		if (!is_stack(&line))
			continue;
		*row = row_of(w, &line);
		return true;
	}
}

struct walk
walk_between(const struct walked *w, struct window *window, size_t begin, size_t end)
{
	struct walk walk = {.tally = w->tally, .row = begin, .end = end};

	if (!w->tally->passed)
		return walk;
	walk.window = window;
	walk.row = walk.end = 0;
	walk.at = begin;
	walk.stop = end;
	return walk;
}

/*
 * Reads a byte of the text of FAR rows that come behind the next ones. A processor waits for many
 * pages at the same time where nothing else is between.
 */
static void
touch(const struct walk *w)
{
	const struct text_key *rows = w->tally->rows;
	size_t far = (size_t)2 * FAR, end = w->end - w->row < far ? w->end : w->row + far;

	for (size_t i = w->row + FAR; i < end; i++)
		if (rows[i].text.len > 0)
			(void)*(const volatile char *)rows[i].text.ptr;
}

/*
 * Sorted rows have their text anywhere: it is on its way when its turn comes. Processors drop a
 * prefetch from a page they do not know yet, so that one byte is read first.
 */
static inline void
fetch(const struct walk *w)
{
	const struct text_key *row = &w->tally->rows[w->row];

	if (w->row % FAR == 0)
		touch(w);
	if (w->end - w->row <= AHEAD)
		return;
	row += AHEAD;
	for (size_t at = 0; at < (size_t)6 * CACHE_LINE && at < row->text.len; at += CACHE_LINE)
		__builtin_prefetch(row->text.ptr + at);
}

static inline struct tally_row
row_at(const struct tally *tally, size_t i)
{
	return (struct tally_row){tally->rows[i].text, tally->rows[i].number};
}

bool
walk_next(struct walk *w, struct tally_row *row)
{
	bool saturated;

	if (w->row < w->end) {
		fetch(w);
		*row = row_at(w->tally, w->row++);
		return true;
	}
	if (w->window == NULL)
		return false;
	if (w->tally->once)
		return next_row(w, row, NULL);
	if (!w->begun)
		w->more = next_row(w, &w->ahead, NULL);
	w->begun = true;
	if (!w->more)
		return false;
	*row = w->ahead;
	while (
	    (w->more = next_row(w, &w->ahead, &row->stack)) && str_eq(w->ahead.stack, row->stack)) {
		row->units = folded_add(row->units, w->ahead.units, &saturated);
		row->stack = w->ahead.stack; /* the other one's bytes are needed no more */
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
	*row = row_of(w, &line);
	w->text = str_skip(rest, n + 1);
	return true;
}
