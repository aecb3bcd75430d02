/*
 * perf_header.c - the line that `perf script` begins a sample with.
 *
 *	COMM  PID[/TID]  [CPU]  TIME:  PERIOD  EVENT:  TAIL
 *
 *	python3 22429/22430 [001]  1161.794133:   10101010 cpu-clock:ppp:
 *	java 19983 cycles:
 *	ls 25615 [000]  1232.138487: syscalls:sys_enter_openat: dfd: 0xffffff9c, …
 *	java 19983 [001]    1003009            with neither TIME nor EVENT
 *
 * COMM may hold anything, so the line is parsed from what is certain: TIME, or
 * without one a PID that leaves a rest that can be understood. What stands
 * before them is COMM.
 */
#include "perf_header.h"

#include "frame_line.h"
#include "header_word.h"

/* "12", "-1", or "12/34", "-1/-1". */
static bool
parse_ids(struct str word, struct perf_header *h)
{
	size_t n = header_word_number(word);
	struct str second = word;

	if (n == 0 || (n < word.len && word.ptr[n] != '/'))
		return false;
	if (n < word.len) {
		second = str_skip(word, n + 1);
		if (second.len == 0 || header_word_number(second) != second.len)
			return false;
	}
	h->pid = n < word.len ? str_head(word, n) : STR("");
	h->tid = second;
	return true;
}

/* COMM PID[/TID] [CPU], all that stands before TIME. False without a PID: the rest is COMM. */
static bool
parse_before(struct str before, struct perf_header *h)
{
	struct str rest = before;
	struct str word = header_word_take_last(&rest);

	if (header_word_is_misc(word)) {
		struct str without = rest, behind = header_word_take_last(&without);

		if (header_word_is_cpu(behind) || parse_ids(behind, h))
			word = header_word_take_last(&rest);
	}
	if (header_word_is_cpu(word)) {
		before = rest;
		word = header_word_take_last(&rest);
	}
	if (parse_ids(word, h)) {
		h->comm = str_trim_left(rest);
		return true;
	}
	h->comm = str_trim(before);
	h->pid = h->tid = STR("");
	return false;
}

/* parse_before, of a text that mostly was met before. */
static bool
known_before(struct str before, struct perf_header_hints *hints, struct perf_header *h)
{
	bool has_pid;

	if (header_known_before(hints, before, h, &has_pid))
		return has_pid;
	has_pid = parse_before(before, h);
	header_keep_before(hints, before, h, has_pid);
	return has_pid;
}

/* Index of the ':' that ends an event: white space or nothing follows it. s.len: none. */
static size_t
event_end(struct str s)
{
	size_t at = 0;

	for (;;) {
		at += str_find(str_skip(s, at), ':');
		if (at >= s.len || at + 1 == s.len || str_is_space(s.ptr[at + 1]))
			return at;
		at++;
	}
}

/* Takes PERIOD, digits with white space or nothing behind them, where there is one. */
static void
take_period(struct str *s, struct perf_header *h)
{
	uint64_t period = 0;
	size_t n = 0;

	h->period = 1;
	h->has_period = false;
	for (; n < s->len && str_is_digit(s->ptr[n]); n++)
		period = period * 10 + (uint64_t)(s->ptr[n] - '0');
	if (n == 0 || (n < s->len && !str_is_space(s->ptr[n])))
		return;
	if (n > 19 && !str_to_u64(str_head(*s, n), &period))
		period = UINT64_MAX;
	h->period = period;
	h->has_period = true;
	*s = str_trim_left(str_skip(*s, n));
}

/* Whether s is empty, or its first word is a hexadecimal number. */
static bool
begins_with_hex(struct str s)
{
	size_t n = 0;

	while (n < s.len && str_is_hex(s.ptr[n]))
		n++;
	return s.len == 0 || (n > 0 && (n == s.len || str_is_space(s.ptr[n])));
}

/* Takes an event that is expected to be this one; false where it is not. */
static bool
take_expected(struct str after, struct str event, struct perf_header *h)
{
	struct str tail = str_skip(after, event.len + 1);

	if (event.len == 0 || !str_starts(after, event) || after.len == event.len ||
	    after.ptr[event.len] != ':' || (tail.len > 0 && !str_is_space(tail.ptr[0])))
		return false;
	h->event = str_head(after, event.len);
	h->tail = str_trim_left(tail);
	h->sure = true;
	return true;
}

/* PERIOD EVENT: TAIL, what stands behind TIME or the PID. */
static enum perf_header_kind
parse_after(struct str after, struct str expected, struct perf_header *h)
{
	size_t end;

	after = str_trim_left(after);
	take_period(&after, h);
	if (take_expected(after, expected, h))
		return PERF_HEADER_SAMPLE;
	h->event = h->tail = STR("");
	h->sure = true;
	if (str_starts(after, STR("PERF_RECORD_")))
		return PERF_HEADER_RECORD;
	end = event_end(after);
	if (end == after.len) {
		/* No event is printed (-F comm,tid,time,ip,sym): nothing, or a stack. */
		h->tail = after;
		return begins_with_hex(after) ? PERF_HEADER_SAMPLE : PERF_HEADER_NONE;
	}
	h->event = str_head(after, end);
	h->tail = str_trim_left(str_skip(after, end + 1));
	h->sure = header_word_is_event(h->event);
	return end > 0 ? PERF_HEADER_SAMPLE : PERF_HEADER_NONE;
}

uint64_t
perf_header_time(const struct perf_header *h)
{
	uint64_t ns = 0;

	if (h->seconds.len > 0 && !str_to_u64(h->seconds, &ns))
		return UINT64_MAX;
	for (size_t i = 0; i < 9; i++) {
		unsigned digit = i < h->fraction.len ? (unsigned)(h->fraction.ptr[i] - '0') : 0;

		if (__builtin_mul_overflow(ns, (uint64_t)10, &ns) ||
		    __builtin_add_overflow(ns, (uint64_t)digit, &ns))
			return UINT64_MAX;
	}
	return ns;
}

/* With the TIME that stands around `dot`, if one does. */
static enum perf_header_kind
parse_with_time(struct str line, size_t dot, bool need_pid, struct perf_header_hints *hints,
    struct perf_header *h)
{
	enum perf_header_kind kind;
	size_t begin, after;

	if (!header_word_time_around(line, dot, &begin, &after))
		return PERF_HEADER_NONE;
	if (!known_before(str_trim_right(str_head(line, begin)), hints, h) && need_pid)
		return PERF_HEADER_NONE;
	h->seconds = str_span(line.ptr + begin, line.ptr + dot);
	h->fraction = str_span(line.ptr + dot + 1, line.ptr + after - 1);
	kind = parse_after(str_skip(line, after), hints->event, h);
	if (kind == PERF_HEADER_NONE && need_pid && hints->event.len == 0 && h->tail.len > 0) {
		/* Fields of a tracepoint, but not its name (-F comm,tid,time,trace,ip,sym). */
		h->sure = false;
		kind = PERF_HEADER_SAMPLE;
	}
	return kind;
}

/*
 * The first TIME that makes the line a header. COMM may look like a header
 * itself ("x 1 2.5: c"), and then what seems to be the event does not look like
 * one: a later TIME goes before.
 */
static enum perf_header_kind
find_time(struct str line, bool need_pid, struct perf_header_hints *hints, struct perf_header *h)
{
	enum perf_header_kind first = PERF_HEADER_NONE;
	size_t dot;

	line = str_trim(line); /* once: each TIME would look through white space at the ends */
	dot = str_find(line, '.');
	while (dot < line.len && !(first != PERF_HEADER_NONE && h->sure)) {
		struct perf_header found;
		enum perf_header_kind kind = parse_with_time(line, dot, need_pid, hints, &found);

		if (kind != PERF_HEADER_NONE && (first == PERF_HEADER_NONE || found.sure)) {
			*h = found;
			first = kind;
		}
		dot++;
		dot += str_find(str_skip(line, dot), '.');
	}
	return first;
}

/* Takes the word that *s begins with, and the white space behind it, if it is what is asked for. */
static void
take_word(struct str *s, bool (*is)(struct str word))
{
	size_t n = str_find(*s, ' ');

	if (is(str_head(*s, n)))
		*s = str_trim_left(str_skip(*s, n));
}

/* Index of the last ':' that may end an event; 0 where there is none. */
static size_t
last_event_end(struct str line)
{
	size_t at = line.len;

	while (at-- > 0)
		if (line.ptr[at] == ':' && (at + 1 == line.len || str_is_space(line.ptr[at + 1])))
			return at;
	return 0;
}

/*
 * Whether PERIOD EVENT: may stand here, from one look at the word: what follows is looked
 * through only then, so that a line of a million numbers is looked through once.
 */
static bool
may_begin_event(struct str after)
{
	size_t end = 0;

	while (end < after.len && str_is_digit(after.ptr[end]))
		end++;
	after = str_trim_left(str_skip(after, end));
	for (end = 0; end < after.len && after.ptr[end] != '/'; end++)
		if (!header_word_is_event_char(after.ptr[end]))
			return end > 0 && after.ptr[end - 1] == ':';
	return end < after.len || str_ends(after, STR(":"));
}

/* COMM PID[/TID] [CPU] PERIOD EVENT: without a TIME; the first PID whose rest is right. */
static enum perf_header_kind
parse_without_time(struct str line, struct perf_header *h)
{
	struct str rest = line = str_trim(line);
	bool behind_time = false;
	size_t last = last_event_end(line);

	while (rest.len > 0 && line.len - rest.len < last) {
		struct str word, after;

		rest = str_trim_left(rest);
		for (word = str_make(rest.ptr, 0);
		     word.len < rest.len && !str_is_space(rest.ptr[word.len]);)
			word.len++;
		rest = str_skip(rest, word.len);
		/* A number right behind TIME is no PID but PERIOD. */
		if (word.len == 0 || behind_time || !parse_ids(word, h)) {
			behind_time = header_word_is_time(word);
			continue;
		}
		after = str_trim_left(rest);
		take_word(&after, header_word_is_cpu);
		take_word(&after, header_word_is_misc);
		if (may_begin_event(after) &&
		    parse_after(after, STR(""), h) == PERF_HEADER_SAMPLE && h->event.len > 0 &&
		    h->sure) {
			h->comm = str_trim(str_span(line.ptr, word.ptr));
			h->seconds = h->fraction = STR("");
			return PERF_HEADER_SAMPLE;
		}
	}
	return PERF_HEADER_NONE;
}

/* A line that says nothing. */
static const struct perf_header no_header = {
    .comm = STR_INIT(""),
    .pid = STR_INIT(""),
    .tid = STR_INIT(""),
    .event = STR_INIT(""),
    .tail = STR_INIT(""),
    .seconds = STR_INIT(""),
    .fraction = STR_INIT(""),
    .period = 1,
};

/* The kernel cuts a command's name to so many bytes. */
enum { COMM_MAX = 15 };

/* Another record without a TIME: "a 12 PERF_RECORD_EXIT(12:12):(1:1)", or nothing before it. */
static bool
is_record(struct str line)
{
	size_t at = str_search(line, STR("PERF_RECORD_"));

	return at < line.len && (at == 0 || str_is_space(line.ptr[at - 1]));
}

/*
 * A line that begins with '#' and has no PID is a comment, as all of `perf script --header`
 * are; but not what begins with the name of a process, "#hash 1.5: cpu-clock:". perf writes
 * a space behind the '#' of a comment.
 */
static enum perf_header_kind
parse_hash(struct str line, struct perf_header_hints *hints, struct perf_header *h)
{
	if (line.len > 1 && !str_is_space(line.ptr[1]) &&
	    find_time(line, false, hints, h) == PERF_HEADER_SAMPLE && h->sure &&
	    (h->event.len > 0 || h->tail.len == 0))
		return PERF_HEADER_SAMPLE;
	return PERF_HEADER_NONE;
}

enum perf_header_kind
perf_header_parse(struct str line, struct perf_header_hints *hints, struct perf_header *h)
{
	enum perf_header_kind kind;

	/* No name in a record is so short. */
	if (header_is_known(hints, line, h) && h->comm.len <= COMM_MAX)
		return PERF_HEADER_SAMPLE;
	kind = find_time(line, true, hints, h);
	if (kind == PERF_HEADER_SAMPLE)
		header_keep_after(hints, line, h);
	/* The name in a record may look like all that: "PERF_RECORD_COMM: x 1 2.5: c:12/12". */
	if (kind == PERF_HEADER_SAMPLE && h->comm.len > COMM_MAX && is_record(h->comm))
		return PERF_HEADER_RECORD;
	if (kind != PERF_HEADER_NONE)
		return kind;
	if (str_starts(line, STR("#")))
		return parse_hash(line, hints, h);
	if (is_record(line)) {
		*h = no_header;
		return PERF_HEADER_RECORD;
	}
	kind = parse_without_time(line, h);
	return kind != PERF_HEADER_NONE ? kind : find_time(line, false, hints, h);
}

/* perf gives a PERIOD so many columns, and a PID fewer; an address more. */
enum { PERIOD_COLUMNS = 10 };

/* Takes the number at the end of *s if it is as wide as a PERIOD. */
static bool
take_last_period(struct str *s, struct perf_header *h)
{
	struct str rest = *s, word = header_word_take_last(&rest);
	size_t width = s->len - rest.len - (rest.len > 0);

	if (header_word_number(word) != word.len || width < PERIOD_COLUMNS)
		return false;
	if (!str_to_u64(word, &h->period))
		h->period = UINT64_MAX;
	h->has_period = true;
	*s = rest;
	return true;
}

/* Takes "EVENT:" at the end of *s. */
static bool
take_last_event(struct str *s, struct perf_header *h)
{
	struct str rest = *s, word = header_word_take_last(&rest);

	if (!str_ends(word, STR(":")) || !header_word_is_event(str_head(word, word.len - 1)))
		return false;
	h->event = str_head(word, word.len - 1);
	*s = rest;
	return true;
}

bool
perf_header_parse_bare(struct str line, struct perf_header *h)
{
	struct str rest = str_trim_right(line);
	bool sure;

	*h = no_header;
	h->sure = true;
	h->spaced = str_find(str_skip(line, rest.len), ' ') < line.len - rest.len;
	sure = take_last_event(&rest, h) && rest.len > 0;
	sure |= take_last_period(&rest, h);
	sure |= parse_before(rest, h) || (h->comm.len == 0 && h->event.len == 0);
	/* A command or an event alone: perf writes a space behind it, as few other lines have. */
	return sure || (h->spaced && !str_ends(h->comm, STR(":")));
}

bool
perf_header_parse_single(struct str line, struct perf_header *h)
{
	size_t end = ADDRESS_COLUMNS + 1;

	while (end <= line.len && !frame_line_is_column(line, end))
		end++;
	if (end > line.len || !perf_header_parse_bare(str_head(line, end - ADDRESS_COLUMNS), h))
		return false;
	h->tail = str_skip(line, end - ADDRESS_COLUMNS);
	return true;
}
