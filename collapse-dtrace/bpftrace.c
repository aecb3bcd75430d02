/*
 * bpftrace.c - the lines that bpftrace prints of its maps; see bpftrace.h.
 *
 *	Attaching 2 probes...
 *	12:00:01                             what the script prints itself
 *	@cpu[w, 32619, , ⏎                   parts of a key, joined by ", ": the third is an
 *	    burn+43⏎                         empty stack, the fourth a stack: a newline, and
 *	    main+265⏎                        a line for each frame, innermost first
 *	]: 12
 *	@us[⏎
 *	    do_nanosleep+94⏎
 *	, w]: count 2, average 675, total 1350
 *	@h[⏎
 *	⇥7f12 burn+34 (/usr/bin/w)⏎          kstack(perf), ustack(perf)
 *	]: ⏎                                 hist(): buckets follow
 *	[1]        5 |@@@@@@@@@@|
 *
 * Frames are the lines that begin with blanks, and no others: names of functions
 * and threads may hold all of , [ ] and :.
 */
#include "bpftrace.h"

#include "feed.h"
#include "mem.h"

/* Bytes of a key: two stacks of 127 frames with the longest of names, many times. */
enum { KEY_BOUND = 16 << 20 };

/*
 * Values
 */

static bool
read_number(struct str text, struct bpftrace_number *n)
{
	n->negative = str_starts(text, STR("-"));
	return str_to_u64(str_skip(text, n->negative), &n->size);
}

/* Takes "WORD NUMBER" off the front of text, and a comma. */
static bool
take_field(struct str *text, struct str word, struct bpftrace_number *n)
{
	struct str field = str_trim(str_cut(text, ','));

	return str_starts(field, word) && read_number(str_trim(str_skip(field, word.len)), n);
}

/* "12", or "count 2, average 675, total 1350": false for any other value. */
static bool
read_count(struct str text, struct bpftrace_value *value)
{
	struct bpftrace_number times;

	text = str_trim(text);
	value->kind = BPFTRACE_COUNT;
	if (read_number(text, &value->count)) {
		value->order = value->count;
		return true;
	}
	return take_field(&text, STR("count "), &times) &&
	       take_field(&text, STR("average "), &value->order) &&
	       take_field(&text, STR("total "), &value->count);
}

/*
 * Lines of a key
 */

static void
leave_key(struct bpftrace_parser *p)
{
	p->failed |= p->key.error != 0;
	p->open = false;
	output_clear(&p->key);
}

static void
note_incomplete(struct bpftrace_parser *p)
{
	oddity_note(&p->odd[BPFTRACE_INCOMPLETE], 0, p->begin, STR(""));
	p->place++;
	leave_key(p);
}

/* Where the last "]:" of text is that has a space behind it, or nothing; text.len: nowhere. */
static size_t
key_end(struct str text)
{
	for (size_t end = text.len;;) {
		size_t colon = str_rfind(str_head(text, end), ':');
		bool last = colon + 1 >= text.len;

		if (colon == end)
			return text.len;
		if (colon > 0 && text.ptr[colon - 1] == ']' && (last || text.ptr[colon + 1] == ' '))
			return colon - 1;
		end = colon;
	}
}

static void
end_key(struct bpftrace_parser *p, struct str head, const struct bpftrace_value *value)
{
	output_str(&p->key, head);
	if (p->key.error == 0)
		bpftrace_entry(p, p->map, output_text(&p->key), value, false);
	leave_key(p);
}

/*
 * What stands behind "@name[", or behind a stack: parts, and then a stack, which
 * begins on the next line, or the end with the value. False for what is neither.
 */
static bool
parts_line(struct bpftrace_parser *p, struct str text)
{
	struct bpftrace_value value = {.kind = BPFTRACE_OTHER};
	size_t end = key_end(text);
	bool comma = str_ends(str_trim_right(text), STR(","));

	if (end < text.len && read_count(str_skip(text, end + 2), &value)) {
		end_key(p, str_head(text, end), &value);
	} else if (comma || text.len == 0) {
		output_str(&p->key, str_trim_right(text));
		if (comma)
			output_char(&p->key, ' ');
		output_char(&p->key, '\n');
	} else if (end < text.len) {
		bool none = str_trim(str_skip(text, end + 2)).len == 0;

		value.kind = none ? BPFTRACE_HISTOGRAM : BPFTRACE_OTHER;
		end_key(p, str_head(text, end), &value);
	} else {
		return false;
	}
	return true;
}

/* A line below "@name[": false for what cannot stand there. */
static bool
key_line(struct bpftrace_parser *p, struct str line)
{
	if (p->key.len > KEY_BOUND)
		return false;
	if (line.len > 0 && (*line.ptr == ' ' || *line.ptr == '\t')) {
		output_str(&p->key, line);
		output_char(&p->key, '\n');
		return true;
	}
	return (str_starts(line, STR(",")) || str_starts(line, STR("]"))) && parts_line(p, line);
}

static bool
is_name_char(char c)
{
	return str_is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "@name[": what stands behind it; false for another line. */
static bool
begins_key(struct str line, struct str *name, struct str *rest)
{
	size_t end = 1;

	if (!str_starts(line, STR("@")))
		return false;
	while (end < line.len && is_name_char(line.ptr[end]))
		end++;
	*name = str_span(line.ptr + 1, line.ptr + end);
	*rest = str_skip(line, end + 1);
	return end < line.len && line.ptr[end] == '[';
}

static void
open_key(struct bpftrace_parser *p, struct str name, struct str rest)
{
	p->map = bpftrace_map_named(p, name);
	if (p->map == INTERN_NONE)
		return;
	p->open = true;
	p->begin = p->line;
	if (!parts_line(p, rest)) {
		leave_key(p);
		p->place++;
	}
}

/* What is of no map: "Attaching 2 probes...", what the script prints. */
static void
other_line(struct bpftrace_parser *p, struct str line)
{
	p->place++;
	if (str_starts(line, STR("Lost ")) && str_ends(line, STR(" events")))
		oddity_note(&p->odd[BPFTRACE_LOST], 0, p->line, line);
}

static void
parse_line(struct bpftrace_parser *p, struct str line)
{
	struct str name, rest;

	p->line++;
	if (str_ends(line, STR("\r")))
		line.len--;
	if (p->open && key_line(p, line))
		return;
	if (p->open)
		note_incomplete(p);
	if (begins_key(line, &name, &rest))
		open_key(p, name, rest);
	else if (bpftrace_is_json(line))
		bpftrace_json_line(p, line);
	else
		other_line(p, line);
}

bool
bpftrace_is_line(struct str line)
{
	struct str name, rest;

	return begins_key(line, &name, &rest) || bpftrace_is_json(line) ||
	       ((str_starts(line, STR("Attaching ")) || str_starts(line, STR("Attached "))) &&
		   str_search(line, STR(" probe")) < line.len);
}

uint64_t
bpftrace_parse(void *parser, const struct source_piece *piece)
{
	struct bpftrace_parser *p = parser;
	struct str rest = piece->text;
	uint64_t before = p->line;

	while (rest.len > 0 && !p->failed)
		parse_line(p, str_cut(&rest, '\n'));
	return p->failed ? FEED_STOP : p->line - before;
}

void
bpftrace_finish(struct bpftrace_parser *p)
{
	if (p->open)
		note_incomplete(p);
	for (size_t i = 0; i < p->names.len; i++) {
		bpftrace_map_finish(&p->maps[i]);
		p->failed |= p->maps[i].failed;
	}
}

uint32_t
bpftrace_choose(const struct bpftrace_parser *p)
{
	struct str name = str_from(p->settings->map);

	if (name.len > 0)
		return intern_find(&p->names, str_skip(name, *name.ptr == '@'));
	for (uint32_t i = 0; i < p->names.len; i++)
		if (p->maps[i].stacks)
			return i;
	return INTERN_NONE;
}
