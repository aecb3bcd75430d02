/*
 * dtrace_run.c - files of dtrace and of bpftrace; see dtrace_run.h.
 *
 * Whose text it is, the lines tell: "module`function" or "FUNCTION:NAME" are
 * dtrace's, "@name[" and "Attaching 2 probes..." bpftrace's. dtrace's text is parsed
 * by all threads. bpftrace's is by one: which print of a map is the last one is a
 * matter of order.
 */
#include "dtrace_run.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "bpftrace_report.h"
#include "counted.h"
#include "feed.h"
#include "folded.h"
#include "mem.h"

bool
dtrace_run_init(struct dtrace_run *run, const struct bpftrace_settings *settings, size_t threads,
    struct report *report)
{
	*run = (struct dtrace_run){.settings = settings, .report = report};
	run->parsers = mem_zalloc(threads + 1, sizeof(*run->parsers));
	run->workers = mem_zalloc(threads, sizeof(*run->workers));
	run->pointers = mem_zalloc(threads, sizeof(*run->pointers));
	if (run->parsers == NULL || run->workers == NULL || run->pointers == NULL) {
		report_error(report, "out of memory");
		return false;
	}
	for (; run->len < threads; run->len++) {
		dtrace_parser_init(&run->parsers[run->len], settings->offsets);
		run->workers[run->len].run = run;
		run->pointers[run->len] = &run->workers[run->len];
	}
	dtrace_parser_init(&run->parsers[run->len], settings->offsets);
	return true;
}

void
dtrace_run_release(struct dtrace_run *run)
{
	for (size_t i = 0; i < run->len + (run->len > 0); i++)
		dtrace_parser_release(&run->parsers[i]);
	mem_free(run->parsers);
	mem_free(run->workers);
	mem_free(run->pointers);
}

/*
 * Whose text it is
 */

static enum dtrace_format
format_of_line(struct str line)
{
	struct str text = str_trim(line);

	if (bpftrace_is_line(line))
		return DTRACE_BPFTRACE;
	if (str_find(text, '`') < text.len || str_starts(text, STR("dtrace: ")) ||
	    str_ends(text, STR("FUNCTION:NAME")))
		return DTRACE_DTRACE;
	return DTRACE_UNKNOWN;
}

static enum dtrace_format
format_of_text(struct str text)
{
	enum dtrace_format format = DTRACE_UNKNOWN;

	while (text.len > 0 && format == DTRACE_UNKNOWN)
		format = format_of_line(str_cut(&text, '\n'));
	return format;
}

/* The first worker's piece of a source that has not told yet what it is. */
static void
look_at_piece(struct dtrace_worker *w, const struct source_piece *piece)
{
	struct dtrace_run *run = w->run;

	run->format = format_of_text(piece->text);
	if (run->format == DTRACE_UNKNOWN)
		w->parser = &run->parsers[run->len];
	else if (w->parser == NULL)
		w->parser = &run->parsers[0];
}

static uint64_t
parse_piece(void *worker, const struct source_piece *piece)
{
	struct dtrace_worker *w = worker;

	if (w->run->format == DTRACE_UNKNOWN)
		look_at_piece(w, piece);
	if (w->run->format == DTRACE_BPFTRACE)
		return bpftrace_parse(&w->run->bpftrace, piece);
	return dtrace_parse(w->parser, piece);
}

static void
feed_source(struct dtrace_run *run, struct source *source)
{
	struct feed feed;

	for (size_t i = 0; i < run->len; i++)
		run->workers[i].parser = i > 0 ? &run->parsers[i] : NULL;
	if (!feed_init(&feed, source, parse_piece, run->pointers, run->len)) {
		run->parsers[0].stacks.failed = true;
	} else {
		while (run->format != DTRACE_DTRACE && feed_first(&feed))
			continue;
		if (run->format == DTRACE_DTRACE)
			feed_all(&feed);
	}
	feed_release(&feed);
}

/*
 * What came of a source
 */

/* Warns once of each kind of stack that is odd in this source. */
static void
say_oddities(struct dtrace_run *run, const struct source *source)
{
	static const char *const what[DTRACE_KINDS] = {
	    [DTRACE_NEGATIVE] = "a stack with a negative count is left out: ",
	    [DTRACE_HUGE] = "a count does not fit 64 bits and stands at the largest: ",
	    [DTRACE_NO_FRAMES] = "a count without a stack is left out: ",
	    [DTRACE_INCOMPLETE] = "left out, no count follows the stack that begins here",
	};

	for (int kind = 0; kind < DTRACE_KINDS; kind++) {
		struct oddity odd;
		char quoted[REPORT_QUOTE], more[40] = "";

		dtrace_take_oddity(run->parsers, run->len + 1, (enum dtrace_kind)kind, &odd);
		if (odd.times == 0)
			continue;
		run->failed |= kind == DTRACE_INCOMPLETE;
		report_quote(str_make(odd.text, odd.len), quoted);
		if (odd.times > 1)
			snprintf(more, sizeof(more), ", and %" PRIu64 " more", odd.times - 1);
		report_warning(run->report, "%s:%" PRIu64 ": %s%s%s", source->name,
		    source_line(source, odd.part, odd.line), what[kind], odd.len ? quoted : "",
		    more);
	}
}

/* The parser that a source began with has nothing of the next one. */
static void
take_beginning(struct dtrace_run *run, bool keep)
{
	struct dtrace_parser *p = &run->parsers[run->len];

	if (p->counts.lines == 0)
		return;
	if (keep)
		dtrace_parser_merge(&run->parsers[0], p);
	dtrace_parser_release(p);
	dtrace_parser_init(p, run->settings->offsets);
}

static void
take_bpftrace(struct dtrace_run *run, const struct source *source)
{
	struct stacks *stacks = &run->parsers[0].stacks;
	struct bpftrace_parser *p = &run->bpftrace;
	uint32_t map;

	bpftrace_finish(p);
	run->lines += p->line;
	map = bpftrace_choose(p);
	if (map != INTERN_NONE && !p->failed)
		bpftrace_stacks(p, map, stacks, &run->tally);
	stacks->failed |= p->failed;
	if (!stacks->failed)
		run->failed |= !bpftrace_report(p, map, &run->tally, source->name, run->report);
}

static void
parse_source(struct dtrace_run *run, struct source *source)
{
	bool bpftrace;

	source->step = dtrace_step;
	run->format = DTRACE_UNKNOWN;
	bpftrace_parser_init(&run->bpftrace, run->settings);
	feed_source(run, source);
	bpftrace = run->format == DTRACE_BPFTRACE;
	if (bpftrace)
		take_bpftrace(run, source);
	else
		say_oddities(run, source);
	take_beginning(run, !bpftrace);
	bpftrace_parser_release(&run->bpftrace);
}

void
dtrace_run_file(struct dtrace_run *run, const char *path)
{
	struct source source;
	bool opened = source_open(&source, path);

	if (source.error == 0 && source.foreign == FOREIGN_BPFTRACE) {
		source.foreign = FOREIGN_NONE;
		opened = true;
	}
	if (opened)
		parse_source(run, &source);
	if (source.error == ENOMEM) {
		run->parsers[0].stacks.failed = true; /* there is no half result */
	} else if (source_reason(&source) != NULL) {
		report_error(run->report, "%s: %s", source.name, source_reason(&source));
		run->failed = true;
	}
	source_close(&source);
}

/*
 * Says what is counted, in a stack of no samples. Neither dtrace nor bpftrace prints by what
 * probe it was asked; each firing of it is a sample.
 */
static void
add_header(struct dtrace_run *run, struct stacks *s)
{
	struct counted_event e = {.event = STR("dtrace"), .unit = STR("samples")};
	struct output text;
	uint32_t id;

	if (run->tally.stacks > 0)
		e.event = STR("bpftrace");
	for (size_t i = 0; i < s->len; i++)
		e.after.samples = folded_add(e.after.samples, s->rows[i].count, &s->saturated);
	e.after.total.units = e.after.samples;
	output_to_memory(&text);
	counted_write_line(&text, &e);
	id = stacks_name(s, output_text(&text));
	if (text.error != 0)
		s->failed = true;
	else if (!s->failed)
		stacks_add(s, &id, 1, 0);
	output_close(&text);
}

void
dtrace_run_write(struct dtrace_run *run, bool header, struct output *out)
{
	struct dtrace_parser *p = &run->parsers[0];

	for (size_t i = 1; i < run->len; i++)
		dtrace_parser_merge(p, &run->parsers[i]);
	run->different = p->stacks.len;
	if (header && run->different > 0)
		add_header(run, &p->stacks);
	if (p->stacks.saturated)
		report_warning(run->report, "a sum does not fit 64 bits and stands at the largest");
	if (!stacks_write(&p->stacks, out)) {
		report_error(run->report, "out of memory");
		run->failed = true;
	} else if (p->counts.stacks + run->tally.stacks == 0 && !run->failed) {
		report_error(run->report, p->counts.lines + run->lines == 0
					      ? "the input is empty"
					      : "no stack with a count found");
		run->failed = true;
	}
}

void
dtrace_run_summary(const struct dtrace_run *run)
{
	const struct dtrace_counts *c = &run->parsers[0].counts;

	report_note(run->report, "%" PRIu64 " lines, %zu threads", c->lines + run->lines, run->len);
	report_note(run->report,
	    "%" PRIu64 " stacks, %zu of them different, %" PRIu64 " frames; %" PRIu64
	    " lines that belong to no stack",
	    c->stacks + run->tally.stacks, run->different, c->frames + run->tally.frames,
	    c->header);
}
