/*
 * reader.c - folded stacks, read into a call tree; see reader.h.
 *
 *	main;parse;read_line_[k] 31      a stack and its count
 *	main;parse;read_line_[k] 31 40   a differential file: before and after
 *
 * The first line tells which: from then on a line with one count less is an
 * error. In a plain file a frame may end in a number ("thread 12"), but not
 * most of them: then it was a differential file with a broken line.
 */
#include "reader.h"

#include <string.h>

#include "ahead.h"
#include "folded.h"
#include "layout.h"
#include "mem.h"
#include "workers.h"

bool
reader_init(struct reader *r, struct report *report)
{
	*r = (struct reader){.report = report};
	batch_init(&r->batch);
	counted_list_init(&r->counted);
	return calltree_init(&r->tree);
}

void
reader_let_go_of_rows(struct reader *r)
{
	batch_release(&r->batch);
}

void
reader_let_go_of_files(struct reader *r)
{
	while (r->held_len > 0)
		input_close(&r->held[--r->held_len]);
}

void
reader_release(struct reader *r)
{
	reader_let_go_of_rows(r);
	reader_let_go_of_files(r);
	calltree_release(&r->tree);
	counted_list_release(&r->counted);
	mem_free(r->first_place);
	mem_free(r->buf);
	*r = (struct reader){.report = NULL};
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
turn_round(struct reader *r, struct counted *c)
{
	struct str rest = c->stack;
	size_t at = 0;

	if (!MEM_GROW(&r->buf, &r->buf_cap, rest.len + 1))
		return false;
	for (;;) {
		size_t semicolon = str_rfind(rest, ';');
		size_t begin = semicolon < rest.len ? semicolon + 1 : 0;

		memcpy(r->buf + at, rest.ptr + begin, rest.len - begin);
		at += rest.len - begin;
		if (begin == 0)
			break;
		r->buf[at++] = ';';
		rest.len = semicolon;
	}
	c->stack = str_make(r->buf, at);
	c->stays = false;
	return true;
}

static void
report_bad(struct reader *r, const struct input *in, struct str line)
{
	char quote[REPORT_QUOTE];

	if (r->left_out++ == 0)
		report_warning(r->report, "%s:%llu: no stack and count, line left out: %s",
		    in->name, (unsigned long long)in->line, report_quote(str_trim(line), quote));
}

/* The first line with a count tells what the file is. */
static bool
take_first(struct reader *r, const struct input *in, bool two)
{
	struct output place;

	output_to_memory(&place);
	output_printf(&place, "%s:%llu", in->name, (unsigned long long)in->line);
	output_char(&place, '\0');
	if (place.error == 0) {
		r->first_place = place.buf;
		place.buf = NULL;
	}
	r->no_memory = !output_close(&place);
	r->differential = two;
	return !r->no_memory;
}

/* Adds a stack to the tree as it comes, for the order of siblings. */
static bool
add_as_seen(struct reader *r, const struct counted *c)
{
	uint32_t node = calltree_stack(&r->tree, c->stack);

	if (node == CALLTREE_NONE || (c->two && !calltree_count_before(&r->tree, node, c->before)))
		return false;
	calltree_count(&r->tree, node, c->after);
	return true;
}

static bool
add_or_keep(struct reader *r, const struct counted *c)
{
	r->batch.in_order = r->tree.chart;
	return r->in_order && !r->tree.chart ? add_as_seen(r, c) : batch_keep(&r->batch, c);
}

static bool
add(struct reader *r, struct counted *c)
{
	if (r->base != NULL && r->base->len > 0 && !cut_to_base(r->base, &c->stack)) {
		r->apart++;
		return true;
	}
	r->no_memory = (r->reverse && !turn_round(r, c)) || !add_or_keep(r, c);
	return !r->no_memory;
}

/* Whether a line says what is counted: such a stack has no samples, on either side. */
static bool
find_event(const struct folded_line *line, struct counted_event *event)
{
	struct folded_line l = *line;

	if (!counted_is_line(l.stack) || l.count.units != 0)
		return false;
	if (!str_ends(l.stack, STR("]")) && (!folded_split(l.stack, &l) || l.count.units != 0))
		return false;
	return counted_parse(l.stack, event);
}

static bool
add_event(struct reader *r, const struct input *in, const struct counted_event *event)
{
	char quote[REPORT_QUOTE], other[REPORT_QUOTE];
	enum counted_status status = counted_list_add(&r->counted, event);

	if (status == COUNTED_OTHER_UNIT) {
		report_error(r->report,
		    "%s:%llu: the counts are %s, but those before are %s: draw them apart",
		    in->name, (unsigned long long)in->line, report_quote(event->unit, quote),
		    report_quote(r->counted.items[0].unit, other));
		r->failed = true;
	}
	r->no_memory = status == COUNTED_NO_MEMORY;
	return status == COUNTED_OK;
}

static bool
add_line(struct reader *r, const struct input *in, const struct folded_line *line)
{
	struct counted_event event;
	struct counted c = {
	    .stack = line->stack, .after = line->count, .stays = r->borrows && in->stays};
	struct folded_line before;
	char last = line->stack.ptr[line->stack.len - 1], quote[REPORT_QUOTE];
	/* A cheap look first: two counts need a digit or a point before the last one. */
	bool two = in->counts != 1 && (str_is_digit(last) || last == '.') &&
		   folded_split(line->stack, &before);

	if (find_event(line, &event))
		return add_event(r, in, &event);
	r->two_counts += two;
	if (r->used++ == 0 && !take_first(r, in, two))
		return false;
	if (r->differential && !two) {
		report_error(r->report, "%s:%llu: one count, but the lines before have two: %s",
		    in->name, (unsigned long long)in->line, report_quote(line->stack, quote));
		r->failed = true;
		return false;
	}
	if (r->differential) {
		c.stack = before.stack;
		c.before = before.count;
		c.two = true;
	}
	return add(r, &c);
}

/* Reads lines that begin in front of `end`, of an input that is mapped so far. */
static bool
read_lines(struct reader *r, struct input *in, size_t end)
{
	struct folded_line line;
	struct str text;

	while (in->begin < end && input_line(in, &text)) {
		switch (folded_parse(text, &line)) {
		case FOLDED_BLANK:
			continue;
		case FOLDED_BAD:
			report_bad(r, in, text);
			break;
		case FOLDED_STACK:
			if (!add_line(r, in, &line))
				return false;
			break;
		}
		r->lines++;
	}
	return true;
}

/* Whether stacks are kept as they are, in no order that means something. */
static bool
is_simple(const struct reader *r)
{
	return r->borrows && !r->reverse && !r->in_order && !r->tree.chart &&
	       (r->base == NULL || r->base->len == 0);
}

/* The half of an input that comes first. */
struct share {
	struct reader *reader;
	struct input *input;
	size_t end;
	bool done;
};

static void
read_share(void *worker)
{
	struct share *s = worker;

	s->done = read_lines(s->reader, s->input, s->end);
}

/* Takes what another thread read of the lines that are next, unless they mean something else here. */
static bool
take_ahead(struct reader *r, struct input *in, struct ahead *a)
{
	if (in->begin != a->begin || r->differential || r->used == 0)
		return true;
	if (!batch_append(&r->batch, &a->batch)) {
		r->no_memory = true;
		return false;
	}
	r->used += a->stacks;
	r->lines += a->stacks;
	input_skip(in, a->bytes, a->lines);
	return true;
}

/* Reads a half with each of two threads. */
static bool
read_halves(struct reader *r, struct input *in, struct ahead *a)
{
	struct share share = {r, in, a->begin, false};
	const struct workers_task tasks[] = {{read_share, &share}, {ahead_run, a}};

	workers_share(tasks, sizeof(tasks) / sizeof(*tasks));
	return share.done && take_ahead(r, in, a);
}

bool
reader_read(struct reader *r, struct input *in)
{
	struct ahead a;
	bool done = true;

	r->borrows = r->holds && r->held_len < READER_HELD && in->map.ptr != NULL;
	/* The rows, the tree and its data take more than the text. */
	if (in->map.ptr != NULL)
		mem_expect(in->map.len + in->map.len / 2);
	batch_expect(&r->batch, in->map.len);
	if (is_simple(r) && ahead_init(&a, in)) {
		done = read_halves(r, in, &a);
		ahead_release(&a);
	}
	return done && read_lines(r, in, SIZE_MAX);
}

void
reader_hold(struct reader *r, struct input *in)
{
	if (!r->borrows) {
		input_close(in);
		return;
	}
	r->held[r->held_len++] = *in;
	r->borrows = false;
}

/* Whether the files that are held are what they were when they were read. */
static bool
is_steady(struct reader *r)
{
	bool steady = true;

	for (size_t i = 0; i < r->held_len; i++) {
		if (!input_changed(&r->held[i]))
			continue;
		report_error(r->report, "%s: %s", r->held[i].name, steady_reason(STEADY_CHANGED));
		r->failed = true;
		steady = false;
	}
	return steady;
}

/*
 * Which frames are of any use: those that are drawn, and the widest ones, for the data.
 * A change in the order of siblings moves those that are as wide as others; that of a
 * differential tree, whose frames may be wide on the other side only, moves all.
 */
static struct calltree_keep
frames_to_keep(const struct reader *r)
{
	/* They have a colour of their own, and give one to their callers. */
	static const struct str waits[] = {STR_INIT("[waiting]"), STR_INIT("[runnable]")};
	const struct settings *s = r->drawn;
	struct calltree_keep keep = {.widest = SIZE_MAX, .least = UINT64_MAX};
	bool by_weight = s != NULL && s->sibling_order == CALLTREE_BY_WEIGHT;
	int side = s != NULL && s->width_before && r->batch.two;

	if (s == NULL || (by_weight && r->batch.two))
		return keep;
	keep.widest = s->no_script ? 0 : (size_t)s->max_frames;
	keep.deepest = keep.widest > LAYOUT_ROWS ? keep.widest : LAYOUT_ROWS;
	keep.least = layout_least(r->batch.sum[side], r->batch.places, s);
	keep.ties = by_weight;
	keep.names = waits;
	keep.names_len = sizeof(waits) / sizeof(*waits);
	return keep;
}

static bool
build_tree(struct reader *r)
{
	struct calltree_keep keep = frames_to_keep(r);

	return r->batch.len == 0 || batch_build(&r->batch, &r->tree, &keep);
}

bool
reader_finish(struct reader *r)
{
	r->no_memory = !build_tree(r);
	if (r->no_memory) {
		report_error(r->report, "out of memory");
		return false;
	}
	if (!is_steady(r))
		return false;
	if (r->left_out > r->lines / 2 && r->left_out < r->lines) {
		report_error(r->report,
		    "%llu of %llu lines are no stack and count: this is another text. "
		    "collapse-perf "
		    "and collapse-dtrace make stacks of what profilers print",
		    (unsigned long long)r->left_out, (unsigned long long)r->lines);
		r->failed = true;
		return false;
	}
	if (r->left_out > 1)
		report_warning(r->report, "%llu lines left out of %llu",
		    (unsigned long long)r->left_out, (unsigned long long)r->lines);
	if (r->differential || r->two_counts <= r->used / 2)
		return !r->failed;
	report_error(
	    r->report, "%s: one count, but most of the other lines have two", r->first_place);
	r->failed = true;
	return false;
}
