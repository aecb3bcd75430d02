/*
 * stacks.c - folded stacks, read into a call tree; see stacks.h.
 *
 *	main;parse;read_line_[k] 31      a stack and its count
 *	main;parse;read_line_[k] 31 40   a differential file: before and after
 *
 * The first line tells which: from then on a line with one count less is an
 * error. In a plain file a frame may end in a number ("thread 12"), but not
 * most of them: then it was a differential file with a broken line.
 */
#include "stacks.h"

#include <string.h>

#include "folded.h"
#include "mem.h"

bool
stacks_init(struct stacks *s, struct report *report)
{
	*s = (struct stacks){.report = report};
	return calltree_init(&s->tree);
}

void
stacks_release(struct stacks *s)
{
	calltree_release(&s->tree);
	mem_free(s->first_place);
	mem_free(s->buf);
	*s = (struct stacks){.report = NULL};
}

/* A mark at a frame's end says where it ran: it is no part of the name. */
static struct str
without_mark(struct str frame)
{
	size_t n = frame.len;

	if (n > 4 && frame.ptr[n - 1] == ']' && frame.ptr[n - 3] == '[' && frame.ptr[n - 4] == '_')
		frame.len = n - 4;
	return frame;
}

static bool
is_base(const struct option_list *base, struct str frame)
{
	for (size_t i = 0; i < base->len; i++)
		if (str_eq(frame, str_from(base->items[i])) ||
		    str_eq(without_mark(frame), str_from(base->items[i])))
			return true;
	return false;
}

/* Cuts a stack down to what begins at the innermost base frame; false without one. */
static bool
cut_to_base(const struct option_list *base, struct str *stack)
{
	struct str rest = *stack;
	const char *found = NULL;

	for (;;) {
		size_t end = str_find(rest, ';');

		if (is_base(base, str_head(rest, end)))
			found = rest.ptr;
		if (end == rest.len)
			break;
		rest = str_skip(rest, end + 1);
	}
	if (found != NULL)
		*stack = str_span(found, stack->ptr + stack->len);
	return found != NULL;
}

/* The stack with its last frame first, in the reader's own buffer. */
static bool
turn_round(struct stacks *s, struct str *stack)
{
	struct str rest = *stack;
	size_t at = 0;

	if (!MEM_GROW(&s->buf, &s->buf_cap, rest.len + 1))
		return false;
	for (;;) {
		size_t semicolon = str_rfind(rest, ';');
		size_t begin = semicolon < rest.len ? semicolon + 1 : 0;

		memcpy(s->buf + at, rest.ptr + begin, rest.len - begin);
		at += rest.len - begin;
		if (begin == 0)
			break;
		s->buf[at++] = ';';
		rest.len = semicolon;
	}
	*stack = str_make(s->buf, at);
	return true;
}

static void
report_bad(struct stacks *s, const struct input *in, struct str line)
{
	char quote[REPORT_QUOTE];

	if (s->left_out++ == 0)
		report_warning(s->report, "%s:%llu: no stack and count, line left out: %s",
		    in->name, (unsigned long long)in->line, report_quote(str_trim(line), quote));
}

/* The first line with a count tells what the file is. */
static bool
take_first(struct stacks *s, const struct input *in, bool two)
{
	struct output place;

	output_to_memory(&place);
	output_printf(&place, "%s:%llu", in->name, (unsigned long long)in->line);
	output_char(&place, '\0');
	if (place.error == 0) {
		s->first_place = place.buf;
		place.buf = NULL;
	}
	s->no_memory = !output_close(&place);
	s->differential = two;
	return !s->no_memory;
}

static bool
add(struct stacks *s, struct str stack, const struct folded_count *after,
    const struct folded_count *before)
{
	uint32_t node;

	if (s->base != NULL && s->base->len > 0 && !cut_to_base(s->base, &stack)) {
		s->apart++;
		return true;
	}
	s->no_memory = s->reverse && !turn_round(s, &stack);
	if (s->no_memory)
		return false;
	node = calltree_stack(&s->tree, stack);
	s->no_memory = node == CALLTREE_NONE ||
		       (before != NULL && !calltree_count_before(&s->tree, node, *before));
	if (!s->no_memory)
		calltree_count(&s->tree, node, *after);
	return !s->no_memory;
}

static bool
add_line(struct stacks *s, const struct input *in, const struct folded_line *line)
{
	struct folded_line before;
	bool two = false;
	char quote[REPORT_QUOTE];

	/* A cheap look first: two counts need a digit or a point before the last one. */
	if (str_is_digit(line->stack.ptr[line->stack.len - 1]) ||
	    line->stack.ptr[line->stack.len - 1] == '.')
		two = folded_split(line->stack, &before);
	s->two_counts += two;
	if (s->used++ == 0 && !take_first(s, in, two))
		return false;
	if (!s->differential)
		return add(s, line->stack, &line->count, NULL);
	if (two)
		return add(s, before.stack, &line->count, &before.count);
	report_error(s->report, "%s:%llu: one count, but the lines before have two: %s", in->name,
	    (unsigned long long)in->line, report_quote(line->stack, quote));
	s->failed = true;
	return false;
}

bool
stacks_read(struct stacks *s, struct input *in)
{
	struct folded_line line;
	struct str text;

	while (input_line(in, &text)) {
		switch (folded_parse(text, &line)) {
		case FOLDED_BLANK:
			continue;
		case FOLDED_BAD:
			report_bad(s, in, text);
			break;
		case FOLDED_STACK:
			if (!add_line(s, in, &line))
				return false;
			break;
		}
		s->lines++;
	}
	return true;
}

bool
stacks_finish(struct stacks *s)
{
	if (s->left_out > 1)
		report_warning(s->report, "%llu lines left out of %llu",
		    (unsigned long long)s->left_out, (unsigned long long)s->lines);
	if (s->differential || s->two_counts <= s->used / 2)
		return !s->failed;
	report_error(
	    s->report, "%s: one count, but most of the other lines have two", s->first_place);
	s->failed = true;
	return false;
}
