/*
 * side.c - a file of folded stacks; see side.h.
 *
 *	[event=cpu-clock,unit=ns,samples=3,total=3009027] 0
 *	main;parse 2006018
 *	main;parse;read_line_[k] 1003009
 */
#include "side.h"

#include <errno.h>

#include "input.h"

void
side_init(struct side *s, bool strip_hex, bool strip_hash)
{
	*s = (struct side){.name = NULL};
	tally_init(&s->tally);
	counted_list_init(&s->what);
	arena_init(&s->text);
	strip_init(&s->strip, strip_hex, strip_hash);
}

void
side_release(struct side *s)
{
	tally_release(&s->tally);
	counted_list_release(&s->what);
	arena_release(&s->text);
	strip_release(&s->strip);
	*s = (struct side){.name = NULL};
}

/* ---- reading ---- */

static void
note(struct side *s, struct side_oddity *odd, const struct input *in, struct str line)
{
	if (odd->lines++ > 0)
		return;
	odd->first = in->line;
	odd->text = arena_str(&s->text, str_head(str_trim(line), 4096));
}

/* Two numbers at the end of a line: the stack that came out ends in one. */
static bool
ends_in_number(struct str stack)
{
	char last = stack.ptr[stack.len - 1];
	struct folded_line line;

	return (str_is_digit(last) || last == '.') && folded_split(stack, &line);
}

/* A line that says what is counted; false where it is none. */
static bool
add_counted(struct side *s, const struct input *in, const struct folded_line *line)
{
	struct counted_event event;

	if (!counted_is_line(line->stack) || line->count.units != 0 ||
	    !counted_parse(line->stack, &event) || event.two)
		return false;
	switch (counted_list_add(&s->what, &event)) {
	case COUNTED_OTHER_UNIT:
		note(s, &s->unit, in, line->stack);
		break;
	case COUNTED_NO_MEMORY:
		s->error = ENOMEM;
		break;
	default:
		break;
	}
	return true;
}

static void
add_line(struct side *s, const struct input *in, struct str text, struct tally *into)
{
	struct folded_line line;
	enum folded_kind kind = folded_parse(text, &line);
	bool saturated = false;

	if (kind == FOLDED_BAD)
		note(s, &s->bad, in, text);
	if (kind != FOLDED_STACK || add_counted(s, in, &line))
		return;
	s->lines++;
	note(s, in->counts != 1 && ends_in_number(line.stack) ? &s->two : &s->one, in, text);
	if (!tally_add(into, strip_stack(&s->strip, line.stack), line.count, &saturated))
		s->error = ENOMEM;
	if (saturated)
		note(s, &s->huge, in, text);
}

bool
side_read(struct side *s, const char *path, struct tally *into)
{
	struct input in;
	struct str line;
	enum svg_input_status status = svg_input_open(&in, path);

	s->name = in.name;
	if (!svg_input_ok(status) && in.error == 0)
		s->unfit = svg_input_reason(status, &in);
	while (svg_input_ok(status) && s->error == 0 && input_line(&in, &line))
		add_line(s, &in, line, into);
	if (in.error != 0)
		s->error = in.error;
	if (s->text.failed || s->strip.text.error != 0)
		s->error = ENOMEM;
	input_close(&in);
	return s->error == 0 && s->unfit == NULL;
}

/* ---- what was odd ---- */

/* One warning for all lines of a kind. */
static void
warn(struct report *report, const struct side *s, const struct side_oddity *odd, const char *what)
{
	char quoted[REPORT_QUOTE];

	if (odd->lines == 0)
		return;
	report_quote(odd->text, quoted);
	if (odd->lines == 1)
		report_warning(report, "%s:%llu: %s: %s", s->name, (unsigned long long)odd->first,
		    what, quoted);
	else
		report_warning(report, "%s:%llu: %s: %s, and %llu more line%s", s->name,
		    (unsigned long long)odd->first, what, quoted,
		    (unsigned long long)odd->lines - 1, report_plural(odd->lines - 1));
}

/*
 * A differential file, or one that is for the most part: no profile, which has
 * one count a line and few frames that end in a number of their own. Of a tie
 * the first line decides.
 */
static bool
is_differential(const struct side *s)
{
	return s->two.lines > s->one.lines ||
	       (s->two.lines > 0 && s->two.lines == s->one.lines && s->two.first < s->one.first);
}

static void
reject_differential(const struct side *s, const struct report *report)
{
	bool one_is_odd = s->two.first < s->one.first;
	const struct side_oddity *odd = one_is_odd ? &s->one : &s->two;
	char quoted[REPORT_QUOTE];

	if (s->one.lines == 0)
		report_error(report,
		    "%s: a differential file, with two counts in every line; "
		    "one is needed",
		    s->name);
	else
		report_error(report, "%s:%llu: %s in a mix of lines with one and two: %s", s->name,
		    (unsigned long long)odd->first, one_is_odd ? "one count" : "two counts",
		    report_quote(odd->text, quoted));
}

static void
reject_no_stacks(const struct side *s, const struct report *report)
{
	char quoted[REPORT_QUOTE];

	report_error(report,
	    "%s:%llu: no folded stack here or in most other lines, as collapse-perf and "
	    "collapse-dtrace make them: %s",
	    s->name, (unsigned long long)s->bad.first, report_quote(s->bad.text, quoted));
}

static void
reject_units(const struct side *s, const struct report *report)
{
	char quoted[REPORT_QUOTE];

	report_error(report,
	    "%s:%llu: another unit than %.*s, which the lines before count; compare and add up "
	    "profiles of one event: %s",
	    s->name, (unsigned long long)s->unit.first, STR_ARG(s->what.items[0].unit),
	    report_quote(s->unit.text, quoted));
}

int
side_check(const struct side *s, struct report *report)
{
	if (s->error != 0)
		report_error(report, "%s: %s", s->name, steady_reason(s->error));
	else if (s->unfit != NULL)
		report_error(report, "%s: %s", s->name, s->unfit);
	else if (s->bad.lines > s->lines)
		reject_no_stacks(s, report);
	else if (is_differential(s))
		reject_differential(s, report);
	else if (s->unit.lines > 0)
		reject_units(s, report);
	else {
		warn(report, s, &s->bad, "left out, no stack with a count");
		warn(
		    report, s, &s->huge, "more than 64 bits can count, the largest number is used");
		warn(report, s, &s->two, "two numbers, the first is taken for a part of the frame");
		if (s->lines == 0)
			report_warning(report, "%s: no stacks", s->name);
		return STATUS_DONE;
	}
	return STATUS_FAILED;
}
