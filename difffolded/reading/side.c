/*
 * side.c - a file of folded stacks; see side.h.
 *
 *	[event=cpu-clock,unit=ns,samples=3,total=3009027] 0
 *	main;parse 2006018
 *	main;parse;read_line_[k] 1003009
 */
#include "side.h"

#include <errno.h>

#include "folded_lines.h"
#include "sixteen.h"

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
side_forget(struct side *s)
{
	tally_release(&s->tally);
	if (s->in.name != NULL)
		input_close(&s->in);
	s->in = (struct input){.fd = -1};
}

void
side_release(struct side *s)
{
	side_forget(s);
	counted_list_release(&s->what);
	arena_release(&s->text);
	strip_release(&s->strip);
	*s = (struct side){.name = NULL};
}

/* ---- reading ---- */

static void
note(struct side *s, struct side_oddity *odd, struct str line)
{
	if (odd->lines++ > 0)
		return;
	odd->first = s->in.line;
	odd->text = arena_str(&s->text, str_head(str_trim(line), 4096));
}

/* Of eight bytes, how many there are behind the last that is none of '.', '/' and the digits. */
static inline size_t
number_of_eight(const char *p)
{
	uint64_t bytes = str_word(p), other;

	other = (~((bytes | STR_EIGHT(0x80)) - STR_EIGHT('.')) |
		    ((bytes & STR_EIGHT(0x7f)) + STR_EIGHT(0x7f - '9')) | bytes) &
		STR_EIGHT(0x80);
	return other == 0 ? sizeof(bytes) : (size_t)__builtin_clzll(other) / 8;
}

/* Where the digits and points at the end of a stack begin, and slashes, of which no number is. */
static inline size_t
number_at_end(struct str stack)
{
	size_t at = stack.len;

	while (at >= sizeof(uint64_t)) {
		size_t n = number_of_eight(stack.ptr + at - sizeof(uint64_t));

		at -= n;
		if (n < sizeof(uint64_t))
			return at;
	}
	while (at > 0 && stack.ptr[at - 1] >= '.' && stack.ptr[at - 1] <= '9')
		at--;
	return at;
}

/* Two numbers at the end of a line: the stack that came out ends in one. */
static inline bool
ends_in_number(struct str stack)
{
	size_t at = number_at_end(stack);
	struct folded_line line;

	return at > 0 && at < stack.len && str_is_space(stack.ptr[at - 1]) &&
	       folded_split(stack, &line);
}

/* A line that says what is counted; false where it is none. */
static bool
add_counted(struct side *s, const struct folded_line *line)
{
	struct counted_event event;

	if (!side_is_counted(line, &event))
		return false;
	switch (counted_list_add(&s->what, &event)) {
	case COUNTED_OTHER_UNIT:
		note(s, &s->unit, line->stack);
		break;
	case COUNTED_NO_MEMORY:
		s->error = ENOMEM;
		break;
	default:
		break;
	}
	return true;
}

/* Adds what came of a line; false where no more are wanted: without memory, or s->tally passes no more. */
static bool
add_stack(struct side *s, const struct folded_line *line, struct str stack, struct str text,
    struct tally *into)
{
	bool saturated = false, stays, is_own = stack.ptr == line->stack.ptr;
	struct folded_line written;

	s->lines++;
	into->written = into->written && folded_split_written(text, &written);
	note(s, s->in.counts != 1 && ends_in_number(line->stack) ? &s->two : &s->one, text);
	stays = s->in.stays && into == &s->tally && is_own;
	if (into->passing && !is_own)
		into->ascending = false; /* what is passed is written as it stands in the file */
	if ((into->passing && !is_own) || !tally_add(into, stack, stays, line->count, &saturated)) {
		s->error = into->passing && !into->ascending ? 0 : ENOMEM;
		return false;
	}
	if (saturated)
		note(s, &s->huge, text);
	return true;
}

/* The same of any line. */
static bool
add_line(struct side *s, struct str text, struct tally *into)
{
	struct folded_line line;
	enum folded_kind kind = folded_parse(text, &line);

	if (kind == FOLDED_BAD)
		note(s, &s->bad, text);
	if (kind != FOLDED_STACK || add_counted(s, &line)) {
		into->written = into->written && counted_is_line(text);
		return s->error == 0;
	}
	return add_stack(s, &line, strip_stack(&s->strip, line.stack), text, into);
}

/* Passes a stack that is not less than the one before; false where sums are not all to be kept. */
static inline bool
pass_stack(struct side *s, const struct folded_line *line, struct str text, struct tally *into)
{
	uint64_t total;
	int order;

	if (into->len == 0 || line->count.places != into->places || line->count.saturated ||
	    __builtin_add_overflow(into->total, line->count.units, &total))
		return false;
	order = sixteen_compare(into->rows[0].text, line->stack);
	if (order > 0)
		return false;
	s->lines++;
	note(s, ends_in_number(line->stack) ? &s->two : &s->one, text);
	into->rows[0].text = line->stack;
	into->len += order < 0;
	into->total = total;
	return true;
}

/* Passes a line of printable ASCII. */
static bool
pass_plain(struct side *s, struct str text, struct tally *into)
{
	struct folded_line line;

	if (!folded_split_written(text, &line)) {
		into->written = false;
		if (folded_parse(text, &line) != FOLDED_STACK)
			return add_line(s, text, into);
	}
	if (counted_is_line(line.stack))
		return add_line(s, text, into);
	return pass_stack(s, &line, text, into) || add_stack(s, &line, line.stack, text, into);
}

/* Keeps a line of printable ASCII. */
static bool
keep_plain(struct side *s, struct str text, struct tally *into)
{
	bool strips = s->strip.hex || s->strip.hash;
	struct folded_line line;

	if (!folded_split_written(text, &line) || counted_is_line(line.stack))
		return add_line(s, text, into);
	return add_stack(
	    s, &line, strips ? strip_stack(&s->strip, line.stack) : line.stack, text, into);
}

/* Takes all whole lines that are at hand. */
static bool
take_ahead(struct side *s, struct tally *into)
{
	struct str ahead = input_ahead(&s->in), line;
	struct folded_lines lines;
	bool more = true;

	folded_lines_over(&lines, ahead);
	while (more && folded_lines_next(&lines, &line)) {
		s->in.line++;
		more = !lines.plain    ? add_line(s, line, into)
		       : into->passing ? pass_plain(s, line, into)
				       : keep_plain(s, line, into);
	}
	input_took(&s->in, ahead.len - lines.text.len);
	return more && s->error == 0;
}

/* The next line; of stacks that are passed, the last one stays behind. */
static bool
next_line(struct side *s, struct str *line, struct tally *into)
{
	if (into->passing && !tally_hold(into)) {
		s->error = ENOMEM;
		return false;
	}
	return input_line(&s->in, line);
}

/* Makes room for all rows of a file that is mapped, if it goes on as it has begun. */
static void
expect_rows(const struct side *s, struct tally *into)
{
	size_t taken = s->in.begin - s->in.first, left = s->in.map.len - s->in.begin;

	if (s->in.stays && into == &s->tally && taken > 0)
		tally_expect(into, (size_t)((double)into->len * (double)left / (double)taken));
}

/* Takes all lines of the input; false where they cannot be passed: not in order, or one is much of the file. */
static bool
take_lines(struct side *s, struct tally *into)
{
	struct str line;
	bool more = true, expected = false;

	while (more && next_line(s, &line, into)) {
		more = add_line(s, line, into) && take_ahead(s, into);
		if (more && !expected)
			expect_rows(s, into);
		expected = true;
	}
	if (s->in.error != 0)
		s->error = s->in.error;
	if (s->text.failed || s->strip.text.error != 0 || s->strip.made_plain.error != 0)
		s->error = ENOMEM;
	return !into->passing || (into->ascending && !s->in.grew && !s->in.vast);
}

/* Goes back to where nothing was read. */
static bool
begin_again(struct side *s)
{
	struct side fresh;

	side_init(&fresh, s->strip.hex, s->strip.hash);
	fresh.strip.plain = s->strip.plain;
	fresh.max_line = s->max_line;
	fresh.waiting = s->waiting;
	fresh.name = s->name;
	fresh.in = s->in;
	s->in = (struct input){.fd = -1};
	side_release(s);
	*s = fresh;
	if (!input_rewind(&s->in))
		s->error = s->in.error;
	return s->error == 0;
}

static bool
read_side(struct side *s, const char *path, struct tally *into, bool pass)
{
	enum svg_input_status status = svg_input_open(&s->in, path, s->max_line, 0);

	s->name = s->in.name;
	if (status == SVG_INPUT_OTHER && pass && !s->strip.hex && !s->strip.hash)
		into->passing = into->written = input_read_once(&s->in);
	input_watch(&s->in, s->waiting);
	if (!svg_input_ok(status) && s->in.error == 0)
		s->unfit = svg_input_reason(status, &s->in);
	s->error = s->in.error;
	if (svg_input_ok(status) && !take_lines(s, into) && s->error == 0 && begin_again(s))
		take_lines(s, into);
	input_unwatch(&s->in);
	if (s->error == 0 && into->passing) {
		into->passed = true;
		into->once = s->lines == into->len;
		into->fd = s->in.fd;
		into->begin = s->in.first;
		into->end = (size_t)s->in.opened.size;
	}
	if (!into->borrows && !into->passed)
		input_close(&s->in);
	return s->error == 0 && s->unfit == NULL;
}

bool
side_read(struct side *s, const char *path, struct tally *into)
{
	return read_side(s, path, into, false);
}

bool
side_pass(struct side *s, const char *path)
{
	return read_side(s, path, &s->tally, true);
}

bool
side_changed(struct side *s)
{
	if (s->error == 0)
		s->error = s->tally.error;
	if (s->error == 0 && input_changed(&s->in))
		s->error = STEADY_CHANGED;
	return s->error != 0;
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
