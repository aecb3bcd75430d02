/*
 * perf_script.c - the text of `perf script` into stacks, line by line.
 *
 *	python3 22429 [001]  1161.794133:   10101010 cpu-clock:ppp:
 *		ffffffff821e8f67 clear_page_erms+0x7 ([kernel.kallsyms])
 *		          401b94 main+0x1c (/usr/bin/a)
 *	                         a.c:12                       with -F +srcline
 *
 * A blank line, or the next header, ends a sample. Where perf printed no event, a
 * line is a header if a frame follows it, or the only frame stands behind it.
 * Comments and other records are skipped; every other line is counted, and the
 * first few are kept for a warning.
 */
#include "perf_script.h"

#include "frame_line.h"
#include "known_frames.h"
#include "perf_event.h"
#include "perf_header.h"
#include "script_frame.h"
#include "script_switch.h"
#include "symbol.h"

/* What has fewer digits is not taken for an address wherever it stands. */
enum { SHORT_ADDRESS = 6 };

/* "12", "-1"; SAMPLE_NO_ID for the empty text. One that is too large is the largest. */
static int64_t
read_id(struct str text)
{
	enum { SAFE_DIGITS = 18 };
	bool negative = str_starts(text, STR("-"));
	struct str digits = str_skip(text, negative);
	uint64_t id = 0;

	if (text.len == 0)
		return SAMPLE_NO_ID;
	for (size_t i = 0; i < digits.len && i < SAFE_DIGITS; i++)
		id = id * 10 + (uint64_t)(digits.ptr[i] - '0');
	if (digits.len > SAFE_DIGITS && (!str_to_u64(digits, &id) || id > INT64_MAX))
		id = INT64_MAX;
	return negative ? -(int64_t)id : (int64_t)id;
}

/* What a sample of sched_switch says behind its event is passed on. */
static void
begin_wall_sample(struct perf_parser *p, const struct perf_header *h, struct sample *sample)
{
	struct script_sched_switch s;
	bool told = str_eq(perf_event_name(h->event), STR("sched:sched_switch")) &&
		    script_sched_switch(h->tail, &s);
	struct wall_who next;

	if (told && sample->tid < 0)
		sample->tid = s.prev_pid;
	samples_begin(&p->samples, sample);
	if (!told || !p->samples.current.kept)
		return;
	next = (struct wall_who){s.next_comm, SAMPLE_NO_ID, s.next_pid, sample->cpu, sample->time};
	wall_switch(p->script->wall, s.leave, &next);
}

/* Ends the open sample, if any, and begins that of a header. Numbers are read where wanted. */
static void
begin_sample(struct perf_parser *p, struct str line, const struct perf_header *h)
{
	struct samples *s = &p->samples;
	struct sample sample = {.comm = h->comm,
	    .event = h->event,
	    .period = h->period,
	    .has_period = h->has_period,
	    .has_time = h->seconds.len > 0};
	size_t caches;

	if (samples_want_ids(s)) {
		sample.pid = read_id(h->pid);
		sample.tid = read_id(h->tid);
	}
	if (samples_want_time(s))
		sample.time = perf_header_time(h);
	if (p->script->wall != NULL) {
		sample.cpu = script_cpu(line, h);
		begin_wall_sample(p, h, &sample);
	} else {
		samples_begin(s, &sample);
	}
	p->frame_begin = p->tail = 0;
	p->after_call = false;
	caches = p->script->inlined != NULL ? PERF_CACHES : PERF_CACHES_PLAIN;
	for (size_t i = 0; i < caches; i++)
		frames_begin(&p->frames[i]);
}

/* A one-frame stack behind the event, on the header's own line. */
static void
tail_frame(struct perf_parser *p, const struct perf_header *h)
{
	struct samples_counts before = p->samples.counts;
	struct str address, rest, event;

	if (h->tail.len == 0 || !p->samples.current.kept ||
	    !frame_line_tail(h->tail, &address, &rest))
		return;
	event = perf_event_name(h->event);
	/* The fields of a tracepoint may look like an address. */
	if (!frame_line_has_dso(rest) &&
	    (str_find(event, ':') < event.len || address.len < SHORT_ADDRESS))
		return;
	if (!script_known_frame(p, str_span(address.ptr, rest.ptr + rest.len)))
		script_new_frame(p, address, rest);
	p->tail = p->samples.row_len;
	p->tail_unknown = (size_t)(p->samples.counts.unknown_frames - before.unknown_frames);
}

/*
 * "file.c:12", "??:0", or "lib.so[1f2e]", ":0" where the file is not known. Behind it
 * there may be a mark, which is cut off: "file.c:12 (inlined)".
 */
static bool
is_source(struct str *source, bool *known)
{
	struct str mark = STR(" (inlined)");
	struct str text = str_head(*source, source->len - (str_ends(*source, mark) ? mark.len : 0));
	size_t colon = str_rfind(text, ':'), bracket = str_rfind(text, '[');
	uint64_t number;
	bool good;

	good = str_to_u64(str_skip(text, colon + 1), &number);
	*known = good && colon > 0;
	good = good || (bracket > 0 && bracket < text.len && str_ends(text, STR("]")) &&
			   str_hex_to_u64(
			       str_make(text.ptr + bracket + 1, text.len - bracket - 2), &number));
	if (good)
		*source = text;
	return good;
}

/* --srcline: the innermost frame of the line before gets ":file.c:12". */
static void
append_source(struct perf_parser *p, struct str text)
{
	struct output *name = &p->samples.text;

	if (p->samples.row_len == p->frame_begin || str_starts(text, STR("??")))
		return;
	output_clear(name);
	output_str(name, intern_name(&p->samples.stacks.names, p->samples.row[p->frame_begin]));
	output_char(name, ':');
	symbol_write(name, text);
	p->samples.row[p->frame_begin] = stacks_name(&p->samples.stacks, output_text(name));
	p->samples.stacks.failed |= name->error != 0;
}

/* "0x4f2/0x501/P/-/-/0", one or many, with an arrow or blanks between them. */
static bool
is_branch_stack(struct str text)
{
	struct str first = str_head(text, str_find(text, ' '));

	return str_starts(first, STR("0x")) && str_search(first, STR("/0x")) < first.len;
}

static void
note_odd_line(struct perf_parser *p, struct str line, uint64_t number)
{
	struct perf_odd_line *odd = &p->odd[p->odd_len];

	p->counts.unknown++;
	if (p->odd_len == PERF_ODD_LINES)
		return;
	odd->part = p->part;
	odd->line = number;
	odd->len = line.len < sizeof(odd->text) ? line.len : sizeof(odd->text);
	memcpy(odd->text, line.ptr, odd->len);
	p->odd_len++;
}

/*
 * Whether headers may have neither EVENT nor TIME, as the first one of all: then
 * what is a header is known by the frame that follows.
 */
static bool
is_bare(const struct perf_parser *p)
{
	return !p->script->first.known || p->script->bare;
}

static void
begin_bare(struct perf_parser *p, const struct perf_header *h)
{
	if (!p->script->first.known)
		p->script->bare = true;
	begin_sample(p, STR(""), h);
}

static bool
is_blank(struct str line)
{
	return str_trim_left(line).len == 0;
}

/* Whether perf printed the line as a frame. */
static bool
is_frame(struct str line)
{
	struct str address, rest;

	return str_starts(line, STR("\t")) && frame_line_split(line, &address, &rest);
}

/*
 * What becomes of the pending line: `line` follows it, or nothing does. Once headers are
 * known to be bare, one without a frame is told by the space that perf writes behind it.
 */
static void
settle_pending(struct perf_parser *p, struct str line)
{
	struct str text = output_text(&p->pending);
	struct perf_header h;

	p->samples.stacks.failed |= p->pending.error != 0;
	if (perf_header_parse_bare(text, &h) &&
	    (is_frame(line) || (p->script->first.known && h.spaced && is_blank(line))))
		begin_bare(p, &h);
	else
		note_odd_line(p, str_trim(text), p->pending_line);
	output_clear(&p->pending);
	p->pending_line = 0;
}

/* Where perf was asked for frames alone, an empty line stands in the header's place. */
static void
begin_without_header(struct perf_parser *p, struct str line)
{
	struct perf_header h;

	if (p->blank_line + 1 == p->part_line && is_bare(p) && is_frame(line) &&
	    perf_header_parse_bare(STR(""), &h)) {
		p->script->headerless |= !p->script->first.known;
		begin_bare(p, &h);
	}
}

/*
 * A line that holds a bare header, if any, and the only frame. Of other text, as a table of
 * numbers, the first line is seldom one.
 */
static bool
begin_single(struct perf_parser *p, struct str line)
{
	struct str address, rest;
	struct perf_header h;
	bool first = !p->script->first.known;

	if ((p->samples.current.open && !p->script->single) || (first && p->counts.unknown > 0) ||
	    !perf_header_parse_single(line, &h) || !frame_line_split(h.tail, &address, &rest) ||
	    (first && address.len < SHORT_ADDRESS))
		return false;
	p->script->single |= first;
	begin_bare(p, &h);
	if (p->samples.current.kept && !script_known_frame(p, h.tail))
		script_new_frame(p, address, rest);
	return true;
}

/* A line that is neither blank nor a header; `tried` says that known_frame was tried. */
static void
other_line(struct perf_parser *p, struct str line, bool tried)
{
	struct str text = str_trim(line), address, rest;
	bool known;

	if (str_starts(line, STR("#")) || is_branch_stack(text))
		return;
	if (!tried && is_bare(p) && begin_single(p, line))
		return;
	if (p->samples.current.open && frame_line_split(line, &address, &rest)) {
		if (p->samples.current.kept && (tried || !script_known_frame(p, line)))
			script_new_frame(p, address, rest);
	} else if (p->samples.current.open && str_is_space(line.ptr[0]) &&
		   is_source(&text, &known)) {
		if (p->script->settings->srcline && p->samples.current.kept && known)
			append_source(p, text);
	} else if (!p->samples.current.open && !tried && is_bare(p)) {
		output_str(&p->pending, line);
		p->pending_line = p->part_line;
	} else {
		note_odd_line(p, text, p->part_line);
	}
}

static void
blank_line(struct perf_parser *p)
{
	samples_end(&p->samples);
	p->blank_line = p->part_line;
	p->counts.blank++;
}

static void
parse_line(struct perf_parser *p, struct str line)
{
	struct perf_header h;
	/* perf begins a frame line, and no header, with a tab. */
	bool tab = str_starts(line, STR("\t"));

	if (p->pending_line > 0)
		settle_pending(p, line);
	if (tab && !p->samples.current.open)
		begin_without_header(p, line);
	/* Any other line may be a header, though its text was once a frame's. */
	if (tab && script_known_frame(p, line))
		return;
	if (is_blank(line)) {
		blank_line(p);
		return;
	}
	p->hints.event = p->script->first.printed;
	switch (tab ? PERF_HEADER_NONE : perf_header_parse(line, &p->hints, &h)) {
	case PERF_HEADER_SAMPLE:
		begin_sample(p, line, &h);
		tail_frame(p, &h);
		break;
	case PERF_HEADER_RECORD:
		samples_end(&p->samples);
		if (p->script->wall != NULL)
			script_tell_wall(p->script->wall, line, &h, read_id(h.pid), read_id(h.tid));
		p->counts.records++;
		break;
	case PERF_HEADER_NONE:
		other_line(p, line, tab);
		break;
	}
}

/*
 * Behind a header that had a frame: if more follow in `text`, that was where the data is that
 * the sample is about, and no frame.
 */
static void
settle_tail(struct perf_parser *p, struct str text)
{
	struct samples *s = &p->samples;

	if (s->current.open && is_frame(str_head(text, str_find(text, '\n')))) {
		s->row_len -= p->tail;
		s->counts.frames -= p->tail;
		s->counts.unknown_frames -= p->tail_unknown;
		p->frame_begin = 0;
		p->after_call = false;
	}
	p->tail = 0;
}

uint64_t
perf_parser_feed(struct perf_parser *p, const struct source_piece *piece)
{
	const char *at = piece->text.ptr, *end = at + piece->text.len;
	uint64_t before;

	if (piece->begins) {
		/* All parts but the first begin behind a blank line. */
		p->part_line = 0;
		p->before.inlined = p->before.twice = false;
		output_clear(&p->before.line);
		p->blank_line = piece->part > 0 ? 0 : UINT64_MAX;
	}
	p->part = piece->part;
	before = p->part_line;
	while (at < end && !p->samples.stacks.failed) {
		const char *newline;
		bool again;

		if (p->tail > 0)
			settle_tail(p, str_span(at, end));
		if (p->samples.current.open && p->samples.current.kept &&
		    p->script->inlined == NULL)
			at = script_known_frames(p, at, end);
		if (at == end)
			break;
		if (*at == '\n' && p->pending_line == 0 && p->script->inlined == NULL) {
			p->part_line++;
			blank_line(p);
			at++;
			continue;
		}
		newline = memchr(at, '\n', (size_t)(end - at));
		if (newline == NULL)
			newline = end;
		p->part_line++;
		/* With --inline or --context what a line is depends on the line before. */
		again = p->script->inlined != NULL && script_before_line(p, str_span(at, newline));
		do
			parse_line(p, str_span(at, newline));
		while (again && script_again(p, &again));
		if (p->script->inlined != NULL)
			script_after_line(p, str_span(at, newline));
		at = newline < end ? newline + 1 : end;
	}
	if (piece->ends && p->pending_line > 0)
		settle_pending(p, STR(""));
	if (piece->ends)
		samples_end(&p->samples);
	p->counts.lines += p->part_line - before;
	return p->part_line - before;
}
