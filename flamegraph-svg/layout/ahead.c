/*
 * ahead.c - the second half of a file of stacks, read by another thread; see ahead.h.
 */
#include "ahead.h"

#include "counted.h"
#include "mapping.h"
#include "workers.h"

/* So many bytes are worth a second thread; so many are brought in at once. */
enum { WORTH_HALVES = 1 << 20, WINDOW = 1 << 20 };

bool
ahead_init(struct ahead *a, const struct input *in)
{
	struct str rest, second;
	size_t newline;

	if (in->map.ptr == NULL || !in->stays || in->counts != 0 || in->plain ||
	    workers_available() < 2)
		return false;
	rest = str_skip(in->map, (size_t)(in->buf - in->map.ptr) + in->begin);
	/* It begins later, but has less to do: this way both come to an end at about the same time. */
	second = str_skip(rest, rest.len / 7 * 3);
	newline = str_find(second, '\n');
	if (rest.len < WORTH_HALVES || newline == second.len)
		return false;
	*a = (struct ahead){.max_line = in->max_line, .text = str_skip(second, newline + 1)};
	a->begin = (size_t)(a->text.ptr - in->buf);
	batch_init(&a->batch);
	batch_expect(&a->batch, a->text.len);
	return true;
}

void
ahead_release(struct ahead *a)
{
	batch_release(&a->batch);
}

/* Whether a line is a stack with one count. */
static bool
is_plain(const struct folded_line *line)
{
	char last = line->stack.ptr[line->stack.len - 1];
	struct folded_line before;

	return !counted_is_line(line->stack) &&
	       ((!str_is_digit(last) && last != '.') || !folded_split(line->stack, &before));
}

/* Takes a line; false where it is for the reader. */
static bool
take_line(struct ahead *a, struct str text)
{
	struct counted c = {.stays = true};
	struct folded_line line;

	if (a->max_line > 0 && text.len > a->max_line)
		return false;
	switch (folded_parse(text, &line)) {
	case FOLDED_BLANK:
		return true;
	case FOLDED_BAD:
		return false;
	case FOLDED_STACK:
		break;
	}
	c.stack = line.stack;
	c.after = line.count;
	if (!is_plain(&line) || !batch_keep(&a->batch, &c))
		return false;
	a->stacks++;
	return true;
}

void
ahead_run(void *ahead)
{
	struct ahead *a = ahead;
	size_t ready = 0;

	while (a->text.len > 0) {
		size_t newline;

		if (a->bytes >= ready) {
			mapping_ready(str_head(a->text, WINDOW));
			ready = a->bytes + WINDOW;
		}
		newline = str_find(a->text, '\n');
		/* What is behind the last newline may go on: the file may have grown. */
		if (newline == a->text.len || !take_line(a, str_head(a->text, newline)))
			break;
		a->lines++;
		a->bytes += newline + 1;
		a->text = str_skip(a->text, newline + 1);
	}
}
