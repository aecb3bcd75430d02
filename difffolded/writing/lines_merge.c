/*
 * lines_merge.c - lines of two files in order, merged; see lines_merge.h.
 *
 *	main;parse 31         main;log 7            main;log 0 7
 *	main;wait 4           main;parse 20         main;parse 31 20
 *	main;wait 1                                 main;wait 5 0
 *
 * Stacks and counts are copied as they stand in the files; where one stack is in several lines, those
 * are added up.
 */
#include "lines_merge.h"

#include <errno.h>

#include "folded_lines.h"
#include "side.h"
#include "sixteen.h"

/* One of the files: the stack whose turn it is, and the line behind it. */
struct lines {
	struct walk walk;
	struct folded_lines cut; /* out of what was read */
	struct str text;	 /* the line, of which */
	struct str stack, count; /* these are parts, the space before the count, too */
	struct output sum;	 /* but for a count of several lines */
	struct str next;
	struct folded_line ahead;
	bool has, more;
};

/* Whether the next line has a stack. */
static inline bool
has_stack(struct lines *l)
{
	struct counted_event event;

	if (folded_split_written(l->next, &l->ahead))
		return !counted_is_line(l->ahead.stack) || !side_is_counted(&l->ahead, &event);
	l->walk.window->error = STEADY_CHANGED; /* there was none when the file was read first */
	return false;
}

/* Takes the next line; false behind the last. The one whose turn it is stays. */
static bool
take_line(struct lines *l)
{
	while (!folded_lines_next(&l->cut, &l->next)) {
		l->walk.text = l->next = l->cut.text;
		if (!walk_read(&l->walk, &l->text)) {
			folded_lines_over(&l->cut, STR("")); /* the last one may have no newline */
			return l->next.len > 0;
		}
		folded_lines_over(&l->cut, l->walk.text);
	}
	return true;
}

static bool
find_next(struct lines *l)
{
	while (take_line(l)) {
		if (has_stack(l))
			return true;
		if (l->walk.window->error != 0)
			break;
	}
	return false;
}

static bool
is_same(const struct lines *l)
{
	return l->more && str_eq(l->ahead.stack, l->stack);
}

/* Adds the lines up that have the same stack as this one, with its units. */
static void
add_up(struct lines *l, uint64_t units)
{
	bool saturated;

	while (is_same(l)) {
		units = folded_add(units, l->ahead.count.units, &saturated);
		l->more = find_next(l);
		l->stack = str_head(l->text, l->stack.len); /* it may have moved */
	}
	output_clear(&l->sum);
	output_char(&l->sum, ' ');
	output_u64(&l->sum, units);
	l->count = output_text(&l->sum);
}

/* Goes on to the next stack. */
static void
step(struct lines *l)
{
	struct folded_line line = l->ahead;

	l->has = l->more;
	if (!l->has)
		return;
	l->text = l->next;
	l->more = find_next(l);
	l->stack = str_head(l->text, line.stack.len);
	l->count = str_skip(l->text, line.stack.len);
	if (is_same(l))
		add_up(l, line.count.units);
}

static void
begin(struct lines *l, const struct walk *walk)
{
	l->walk = *walk;
	l->text = STR("");
	output_to_memory(&l->sum);
	folded_lines_over(&l->cut, STR(""));
	l->more = find_next(l);
	step(l);
}

static inline int
order_of(const struct lines *a, const struct lines *b)
{
	return !a->has ? 1 : !b->has ? -1 : sixteen_compare(a->stack, b->stack);
}

static inline void
write_line(struct output *out, struct str stack, struct str before, struct str after)
{
	size_t n = stack.len + before.len + after.len + 1;
	char *p;

	if (out->cap - out->len < n && !output_room(out, n))
		return;
	p = out->buf + out->len;
	memcpy(p, stack.ptr, stack.len);
	memcpy(p + stack.len, before.ptr, before.len);
	memcpy(p + stack.len + before.len, after.ptr, after.len);
	p[n - 1] = '\n';
	out->len += n;
}

void
lines_merge(const struct walk walks[2], struct output *out)
{
	const struct str none = STR(" 0");
	struct lines a, b;

	begin(&a, &walks[0]);
	begin(&b, &walks[1]);
	while (a.has || b.has) {
		int order = order_of(&a, &b);

		write_line(out, order <= 0 ? a.stack : b.stack, order <= 0 ? a.count : none,
		    order >= 0 ? b.count : none);
		if (order <= 0)
			step(&a);
		if (order >= 0)
			step(&b);
	}
	if (a.sum.error != 0 || b.sum.error != 0)
		out->error = ENOMEM;
	output_close(&a.sum);
	output_close(&b.sum);
}
