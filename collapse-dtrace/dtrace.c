/*
 * dtrace.c - what dtrace prints of an aggregation of stacks; see dtrace.h.
 *
 *	CPU     ID                    FUNCTION:NAME
 *	  0  64091                        :tick-60s
 *
 *	  sshd                                        a key: @[execname, ustack()]
 *	              genunix`cv_wait+0x61
 *	              genunix`pollsys+0x2ac
 *	                                              a blank line between the two
 *	              libc.so.1`__pollsys+0xa         stacks of @[stack(), ustack()]
 *	              sshd`main+0x1403
 *	               12
 *
 * Frames stand innermost first. The count ends a stack, a blank line does not.
 * What is certain is a line with a frame's look, and a count behind one. A line
 * before the first frame waits for it: with its indentation it is a frame, too,
 * with less a key, and before a blank line a header. A number there is a key,
 * or, if no frame follows, the count of what stands before it.
 */
#include "dtrace.h"

#include "feed.h"
#include "folded.h"
#include "mem.h"

/* Bytes of one cache of frame lines: enough for tens of thousands of lines. */
enum { FRAMES_BOUND = 5 << 20 };

/* Bytes of lines that wait for a frame: no stack has keys that long, so this is other text. */
enum { PENDING_BOUND = 1 << 20 };

enum { STATE_FRAME = 1 };

static bool
is_number(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!str_is_digit(text.ptr[i]))
			return false;
	return text.len > 0;
}

unsigned char
dtrace_step(unsigned char state, struct str line)
{
	struct str text = str_trim(line);

	if (is_number(text))
		return state == STATE_FRAME ? SOURCE_CUT : 0;
	return str_find(text, '`') < text.len || str_starts(text, STR("0x")) ? STATE_FRAME : 0;
}

void
dtrace_parser_init(struct dtrace_parser *p, bool offsets)
{
	*p = (struct dtrace_parser){.offsets = offsets};
	stacks_init(&p->stacks);
	frames_init(&p->known, FRAMES_BOUND);
	frames_init(&p->other, FRAMES_BOUND);
	frame_names_init(&p->names);
	output_to_memory(&p->pending);
}

void
dtrace_parser_release(struct dtrace_parser *p)
{
	stacks_release(&p->stacks);
	frames_release(&p->known);
	frames_release(&p->other);
	frame_names_release(&p->names);
	output_close(&p->pending);
	mem_free(p->row);
	mem_free(p->keys);
}

static void
note(struct dtrace_parser *p, enum dtrace_kind kind, uint64_t line, struct str text)
{
	oddity_note(&p->odd[kind], p->part, line, text);
}

static size_t
indent_of(struct str line)
{
	return line.len - str_trim_left(line).len;
}

/*
 * The open stack
 */

static bool
push(struct dtrace_parser *p, uint32_t **ids, size_t *len, size_t *cap, uint32_t id)
{
	if (*len >= *cap && !MEM_GROW(ids, cap, *len + 1)) {
		p->stacks.failed = true;
		return false;
	}
	(*ids)[(*len)++] = id;
	return true;
}

/* The names of a line: with offsets they are there twice, as the leaf's and as any other's. */
static void
push_names(struct dtrace_parser *p, const uint32_t *ids, size_t n)
{
	if (p->offsets) {
		n /= 2;
		ids += p->len > 0 ? n : 0;
	}
	for (size_t i = 0; i < n; i++)
		push(p, &p->row, &p->len, &p->cap, ids[i]);
	p->counts.frames += n;
}

static void
push_frame(struct dtrace_parser *p, struct frames *cache, struct str line)
{
	const struct frames_entry *e = frames_find(cache, line);
	struct frame_names *n = &p->names;

	if (e != NULL) {
		push_names(p, frames_ids(e), e->count);
		return;
	}
	n->len = 0;
	dtrace_frame_names(n, str_trim(line), 0, &p->stacks);
	if (p->offsets)
		dtrace_frame_names(n, str_trim(line), DTRACE_FRAME_OFFSET, &p->stacks);
	push_names(p, n->ids, n->len);
	frames_add(cache, line, n->ids, n->len, 0);
}

/* A key, with runs of white space as one space, and no ';'. */
static void
push_key(struct dtrace_parser *p, struct str text)
{
	struct output *name = &p->names.name;

	output_clear(name);
	text = str_trim(text);
	for (size_t i = 0; i < text.len; i++) {
		if (!str_is_space(text.ptr[i]))
			output_char(name, text.ptr[i] == ';' ? ':' : text.ptr[i]);
		else if (!str_is_space(text.ptr[i - 1]))
			output_char(name, ' ');
	}
	p->stacks.failed |= name->error != 0;
	push(p, &p->keys, &p->keys_len, &p->keys_cap, stacks_name(&p->stacks, output_text(name)));
}

static void
forget_pending(struct dtrace_parser *p)
{
	p->stacks.failed |= p->pending.error != 0;
	output_clear(&p->pending);
	p->count_at = 0;
}

static void
forget_stack(struct dtrace_parser *p)
{
	p->len = p->keys_len = 0;
	forget_pending(p);
	frames_begin(&p->known);
	frames_begin(&p->other);
}

/* Frames are indented so far: makes keys and frames of the lines that waited for that. */
static void
settle_pending(struct dtrace_parser *p, size_t indent)
{
	struct str rest = output_text(&p->pending);

	while (rest.len > 0) {
		struct str line = str_cut(&rest, '\n');

		if (indent_of(line) < indent || is_number(str_trim(line)))
			push_key(p, line);
		else
			push_frame(p, &p->other, line);
	}
	forget_pending(p);
	p->indent = indent;
}

/* The open stack is complete and has this count. */
static void
count_stack(struct dtrace_parser *p, uint64_t count)
{
	while (p->keys_len > 0)
		push(p, &p->row, &p->len, &p->cap, p->keys[--p->keys_len]);
	if (!p->stacks.failed)
		stacks_add(&p->stacks, p->row, p->len, count);
	p->counts.stacks++;
	forget_stack(p);
}

/* The count of the open stack, which ends with it: "12", or "-3". */
static void
end_stack(struct dtrace_parser *p, struct str count)
{
	struct folded_count number = {0, 0, false};

	if (!folded_number(count, &number)) {
		note(p, DTRACE_NEGATIVE, p->part_line, count);
		forget_stack(p);
		return;
	}
	if (number.saturated)
		note(p, DTRACE_HUGE, p->part_line, count);
	count_stack(p, number.units);
}

/*
 * Lines
 */

static bool
is_count(struct str text)
{
	return is_number(str_starts(text, STR("-")) ? str_skip(text, 1) : text);
}

/* "CPU     ID                    FUNCTION:NAME", "  0  64091         :tick-60s". */
static bool
is_header(struct str text)
{
	if (str_starts(text, STR("CPU")) && str_ends(text, STR("FUNCTION:NAME")))
		return true;
	for (int column = 0; column < 2; column++) {
		size_t digits = 0;

		while (digits < text.len && str_is_digit(text.ptr[digits]))
			digits++;
		if (digits == 0 || digits == text.len || !str_is_space(text.ptr[digits]))
			return false;
		text = str_trim_left(str_skip(text, digits));
	}
	return str_find(text, ':') < text.len;
}

/* Where the last line of lines, which end in a newline, begins. */
static size_t
line_begin(struct str lines)
{
	struct str before = str_head(lines, lines.len - 1);
	size_t newline = str_rfind(before, '\n');

	return newline < before.len ? newline + 1 : 0;
}

/* No frame came behind the last line that waits: it is the count of the others. */
static void
settle_count(struct dtrace_parser *p)
{
	struct str lines = str_head(output_text(&p->pending), p->count_at);
	struct str count = str_skip(output_text(&p->pending), p->count_at);
	struct str last = str_skip(lines, line_begin(lines));

	/* The line before the count tells how frames are indented. */
	p->pending.len = lines.len;
	settle_pending(p, indent_of(last));
	end_stack(p, str_trim(count));
}

/* What waits is no part of a stack: before a blank line stands no key. */
static void
drop_pending(struct dtrace_parser *p)
{
	struct str rest = output_text(&p->pending);

	while (rest.len > 0) {
		struct str line = str_trim(str_cut(&rest, '\n'));

		if (rest.len == 0 && is_count(line))
			note(p, DTRACE_NO_FRAMES, p->part_line - 1, line);
		else
			p->counts.header++;
	}
	forget_pending(p);
}

static void
wait_for_frame(struct dtrace_parser *p, struct str line)
{
	if (p->pending.len > PENDING_BOUND)
		drop_pending(p);
	if (p->pending.len == 0)
		p->begin = p->part_line;
	output_str(&p->pending, line);
	output_char(&p->pending, '\n');
}

static void
frame_line(struct dtrace_parser *p, struct str line)
{
	if (p->len == 0) {
		if (p->pending.len == 0)
			p->begin = p->part_line;
		settle_pending(p, indent_of(line));
	}
	push_frame(p, &p->known, line);
}

/* "bash     12" behind the frames: @[ustack(), execname] ends so. */
static void
key_line(struct dtrace_parser *p, struct str text)
{
	size_t digits = text.len;

	while (digits > 0 && str_is_digit(text.ptr[digits - 1]))
		digits--;
	if (digits < text.len && str_ends(str_head(text, digits), STR("  "))) {
		push_key(p, str_head(text, digits));
		end_stack(p, str_skip(text, digits));
	} else {
		push_key(p, text);
	}
}

static void
number_line(struct dtrace_parser *p, struct str line, struct str text)
{
	if (p->len > 0) {
		end_stack(p, text);
		return;
	}
	if (p->pending.len > 0)
		p->count_at = p->pending.len;
	wait_for_frame(p, line);
}

static void
note_incomplete(struct dtrace_parser *p)
{
	note(p, DTRACE_INCOMPLETE, p->begin, STR(""));
	forget_stack(p);
}

static void
header_line(struct dtrace_parser *p)
{
	if (p->len > 0)
		note_incomplete(p);
	p->counts.header++;
	forget_stack(p);
}

static void
parse_line(struct dtrace_parser *p, struct str line)
{
	struct str text = str_trim(line);
	bool frame = text.len > 0 && dtrace_is_frame(text);

	if (p->count_at > 0 && !frame)
		settle_count(p);
	if (text.len == 0)
		drop_pending(p);
	else if (frame)
		frame_line(p, line);
	else if (is_count(text))
		number_line(p, line, text);
	else if (str_starts(text, STR("dtrace: ")))
		p->counts.header++; /* a message, of drops for example, that got in between */
	else if (is_header(text))
		header_line(p);
	else if (p->len == 0)
		wait_for_frame(p, line);
	else if (indent_of(line) < p->indent)
		key_line(p, text);
	else
		push_frame(p, &p->other, line);
}

/* Whether the line at `at` is that of an entry; NULL is no line's. */
static bool
is_line_of(const struct frames_entry *e, const char *at, size_t left)
{
	return e != NULL && left > e->len && at[e->len] == '\n' && memcmp(at, e->raw, e->len) == 0;
}

/* Takes lines that come as they came last time; returns where the first other begins. */
static const char *
known_lines(struct dtrace_parser *p, const char *at, const char *end)
{
	for (;;) {
		const struct frames_guess *guess = frames_guess(&p->known);
		struct frames_entry *e = guess->first;

		if (!is_line_of(e, at, (size_t)(end - at)))
			e = guess->second;
		if (e != guess->first && !is_line_of(e, at, (size_t)(end - at)))
			break;
		if (e == NULL)
			break;
		frames_found(&p->known, e);
		push_names(p, frames_ids(e), e->count);
		p->part_line++;
		at += e->len + 1;
	}
	return at;
}

/* Spaces, up to 18 digits, a newline: what nearly every count looks like. Else NULL. */
static const char *
plain_count(const char *at, const char *end, uint64_t *count)
{
	const char *digits;

	while (at < end && *at == ' ')
		at++;
	*count = 0;
	for (digits = at; at < end && str_is_digit(*at) && at - digits < 18; at++)
		*count = *count * 10 + (uint64_t)(*at - '0');
	return at > digits && at < end && *at == '\n' ? at + 1 : NULL;
}

/* Takes lines as long as they are what is expected: known frames, a count, blank lines. */
static const char *
expected_lines(struct dtrace_parser *p, const char *at, const char *end)
{
	const char *next;
	uint64_t count;

	if (p->len == 0)
		return at;
	at = known_lines(p, at, end);
	next = plain_count(at, end, &count);
	if (next == NULL)
		return at;
	count_stack(p, count);
	p->part_line++;
	for (at = next; at < end && *at == '\n'; at++)
		p->part_line++;
	return at;
}

uint64_t
dtrace_parse(void *parser, const struct source_piece *piece)
{
	struct dtrace_parser *p = parser;
	const char *at = piece->text.ptr, *end = at + piece->text.len;
	uint64_t before;

	if (piece->begins) {
		p->part = piece->part;
		p->part_line = 0;
		forget_stack(p);
	}
	before = p->part_line;
	while ((at = expected_lines(p, at, end)) < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		p->part_line++;
		parse_line(p, str_span(at, newline ? newline : end));
		at = newline ? newline + 1 : end;
	}
	if (piece->ends && p->count_at > 0)
		settle_count(p);
	if (piece->ends && p->len > 0)
		note_incomplete(p);
	if (piece->ends)
		drop_pending(p);
	p->counts.lines += p->part_line - before;
	return p->stacks.failed ? FEED_STOP : p->part_line - before;
}

void
dtrace_parser_merge(struct dtrace_parser *p, const struct dtrace_parser *from)
{
	stacks_merge(&p->stacks, &from->stacks);
	p->counts.lines += from->counts.lines;
	p->counts.stacks += from->counts.stacks;
	p->counts.header += from->counts.header;
	p->counts.frames += from->counts.frames;
}

void
dtrace_take_oddity(struct dtrace_parser *p, enum dtrace_kind kind, struct oddity *odd)
{
	struct oddity *other = &p->odd[kind];
	uint64_t times = odd->times + other->times;
	bool earlier = odd->times == 0 || other->part < odd->part ||
		       (other->part == odd->part && other->line < odd->line);

	if (other->times > 0 && earlier)
		*odd = *other;
	odd->times = times;
	other->times = 0;
}
