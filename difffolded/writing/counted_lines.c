/*
 * counted_lines.c - the lines that say what is counted; see counted_lines.h.
 *
 *	[event=cpu-clock,unit=ns,samples=152:160,total=304609216:320641280] 0 0
 */
#include "counted_lines.h"

#include "mem.h"
#include "sorted.h"

void
counted_lines_init(struct counted_lines *l)
{
	*l = (struct counted_lines){.stacks = NULL};
	counted_list_init(&l->events);
	output_to_memory(&l->text);
}

void
counted_lines_release(struct counted_lines *l)
{
	counted_list_release(&l->events);
	output_close(&l->text);
	mem_free(l->stacks);
}

static int
compare_stacks(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* The texts of the events, once all are there. */
static bool
make_stacks(struct counted_lines *l)
{
	const char *p;

	l->stacks = mem_zalloc(l->events.len, sizeof(*l->stacks));
	if (l->stacks == NULL)
		return false;
	for (size_t i = 0; i < l->events.len; i++) {
		size_t begin = l->text.len;

		counted_write_line(&l->text, &l->events.items[i]);
		l->stacks[i].len = l->text.len - begin;
	}
	p = l->text.buf;
	for (size_t i = 0; i < l->events.len; i++) {
		l->stacks[i].ptr = p;
		p += l->stacks[i].len;
	}
	l->len = l->events.len;
	sorted_sort(l->stacks, l->len, sizeof(*l->stacks), compare_stacks);
	return l->text.error == 0;
}

bool
counted_lines_one(struct counted_lines *l, const struct counted_list *what)
{
	for (size_t i = 0; i < what->len; i++)
		if (counted_list_add(&l->events, &what->items[i]) != COUNTED_OK)
			return false;
	return make_stacks(l);
}

/* Adds the events of one side as one of two; all in one unit. */
static bool
add_side(struct counted_lines *l, const struct counted_list *what, struct str unit, bool before)
{
	for (size_t i = 0; i < what->len; i++) {
		struct counted_event e = {.event = what->items[i].event, .unit = unit, .two = true};

		if (before)
			e.before = what->items[i].after;
		else
			e.after = what->items[i].after;
		if (counted_list_add(&l->events, &e) != COUNTED_OK)
			return false;
	}
	return true;
}

bool
counted_lines_two(
    struct counted_lines *l, const struct counted_list *before, const struct counted_list *after)
{
	struct str unit = after->len > 0    ? after->items[0].unit
			  : before->len > 0 ? before->items[0].unit
					    : STR("");

	l->two = true;
	return add_side(l, before, unit, true) && add_side(l, after, unit, false) && make_stacks(l);
}

void
counted_lines_cut(struct counted_lines *l, const struct str *from, const struct str *to)
{
	while (from != NULL && l->next < l->len && str_cmp(l->stacks[l->next], *from) < 0)
		l->next++;
	while (to != NULL && l->next < l->len && str_cmp(l->stacks[l->len - 1], *to) >= 0)
		l->len--;
}

static void
write_next(struct counted_lines *l, struct output *out)
{
	output_str(out, l->stacks[l->next++]);
	if (l->two)
		OUTPUT_LITERAL(out, " 0 0\n");
	else
		OUTPUT_LITERAL(out, " 0\n");
}

void
counted_lines_before(struct counted_lines *l, struct str stack, struct output *out)
{
	while (l->next < l->len && str_cmp(l->stacks[l->next], stack) < 0)
		write_next(l, out);
}

void
counted_lines_rest(struct counted_lines *l, struct output *out)
{
	while (l->next < l->len)
		write_next(l, out);
}
