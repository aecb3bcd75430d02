/*
 * dtrace_run.c - files of dtrace and of bpftrace; see dtrace_run.h.
 *
 * Whose text it is, the lines tell: "module`function" or "FUNCTION:NAME" are
 * dtrace's, "@name[" and "Attaching 2 probes..." bpftrace's. dtrace's text is parsed
 * by all threads. bpftrace's is by one: which print of a map is the last one is a
 * matter of order.
 */
#include "dtrace_run.h"

#include <inttypes.h>
#include <stdio.h>

#include "bpftrace_report.h"
#include "counted.h"
#include "folded.h"

/* The first parser, which has all in the end. */
static struct dtrace_parser *
first_parser(const struct dtrace_run *run)
{
	return &((struct dtrace_worker *)run->all.parsers[0])->own;
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
		w->parser = &run->beginning;
	else if (w->parser == NULL)
		w->parser = &w->own;
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
	for (size_t i = 0; i < run->all.len; i++) {
		struct dtrace_worker *w = run->all.parsers[i];

		w->parser = i > 0 ? &w->own : NULL;
	}
	collapse_feed(&run->all, source);
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
		struct oddity odd = {.times = 0};
		char quoted[REPORT_QUOTE], more[40] = "";

		for (size_t i = 0; i < run->all.len; i++) {
			struct dtrace_worker *w = run->all.parsers[i];

			dtrace_take_oddity(&w->own, (enum dtrace_kind)kind, &odd);
		}
		dtrace_take_oddity(&run->beginning, (enum dtrace_kind)kind, &odd);
		if (odd.times == 0)
			continue;
		run->incomplete |= kind == DTRACE_INCOMPLETE;
		report_quote(str_make(odd.text, odd.len), quoted);
		if (odd.times > 1)
			snprintf(more, sizeof(more), ", and %" PRIu64 " more", odd.times - 1);
		report_warning(run->all.report, "%s:%" PRIu64 ": %s%s%s", source->name,
		    source_line(source, odd.part, odd.line), what[kind], odd.len ? quoted : "",
		    more);
	}
}

/* The parser that a source began with has nothing of the next one. */
static void
take_beginning(struct dtrace_run *run, bool keep)
{
	struct dtrace_parser *p = &run->beginning;

	if (p->counts.lines == 0)
		return;
	if (keep)
		dtrace_parser_merge(first_parser(run), p);
	dtrace_parser_release(p);
	dtrace_parser_init(p, run->settings->offsets);
}

static void
take_bpftrace(struct dtrace_run *run, const struct source *source)
{
	struct stacks *stacks = &first_parser(run)->stacks;
	struct bpftrace_parser *p = &run->bpftrace;
	uint32_t map;

	bpftrace_finish(p);
	run->lines += p->line;
	map = bpftrace_choose(p);
	if (map != INTERN_NONE && !p->failed)
		bpftrace_stacks(p, map, stacks, &run->tally);
	stacks->failed |= p->failed;
	if (!stacks->failed)
		run->all.failed |=
		    !bpftrace_report(p, map, &run->tally, source->name, run->all.report);
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

static void
read_file(void *of, const char *path)
{
	struct dtrace_run *run = of;
	struct source source;
	bool opened = source_open(&source, path);

	if (source.error == 0 && source.foreign == FOREIGN_BPFTRACE) {
		source.foreign = FOREIGN_NONE;
		opened = true;
	}
	if (opened)
		parse_source(run, &source);
	collapse_end(&run->all, &source);
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

static void
merge_and_write(void *of, struct output *out)
{
	struct dtrace_run *run = of;
	struct dtrace_parser *p = first_parser(run);

	collapse_merge(&run->all);
	p->stacks.failed |= run->all.no_memory;
	run->different = p->stacks.len;
	if (run->header && run->different > 0)
		add_header(run, &p->stacks);
	if (p->stacks.saturated)
		report_warning(
		    run->all.report, "a sum does not fit 64 bits and stands at the largest");
	if (!stacks_write(&p->stacks, out)) {
		report_error(run->all.report, "out of memory");
		run->all.failed = true;
	} else if (p->counts.stacks + run->tally.stacks == 0 && !run->all.failed) {
		report_error(
		    run->all.report, p->counts.lines + run->lines == 0
					 ? "the input is empty"
					 : "no stack with a count found: nothing was sampled, or "
					   "this is neither an aggregation of dtrace nor a "
					   "map of bpftrace (collapse-perf reads what perf "
					   "records and prints)");
		run->all.failed = true;
	}
	run->all.failed |= run->incomplete;
}

static bool
init_worker(void *worker, void *run)
{
	struct dtrace_worker *w = worker;

	w->run = run;
	dtrace_parser_init(&w->own, w->run->settings->offsets);
	return true;
}

static void
release_worker(void *worker)
{
	dtrace_parser_release(&((struct dtrace_worker *)worker)->own);
}

static void
merge_worker(void *worker, const void *from)
{
	dtrace_parser_merge(
	    &((struct dtrace_worker *)worker)->own, &((const struct dtrace_worker *)from)->own);
}

/* Of bpftrace, and of what is not known yet, one has all. */
static bool
is_for_all(const void *run)
{
	return ((const struct dtrace_run *)run)->format == DTRACE_DTRACE;
}

static const struct collapse_kind kind = {
    .size = sizeof(struct dtrace_worker),
    .init = init_worker,
    .release = release_worker,
    .parse = parse_piece,
    .merge = merge_worker,
    .is_ready = is_for_all,
    .read = read_file,
    .write = merge_and_write,
};

bool
dtrace_run_init(struct dtrace_run *run, const struct bpftrace_settings *settings, bool header,
    size_t threads, struct report *report)
{
	*run = (struct dtrace_run){.settings = settings, .header = header};
	dtrace_parser_init(&run->beginning, settings->offsets);
	return collapse_init(&run->all, &kind, run, threads, report);
}

void
dtrace_run_release(struct dtrace_run *run)
{
	collapse_release(&run->all);
	dtrace_parser_release(&run->beginning);
}

int
dtrace_run_files(struct dtrace_run *run, const struct option_list *files)
{
	return collapse_files(&run->all, files);
}

void
dtrace_run_summary(const struct dtrace_run *run)
{
	const struct dtrace_counts *c = &first_parser(run)->counts;

	report_note(
	    run->all.report, "%" PRIu64 " lines, %zu threads", c->lines + run->lines, run->all.len);
	report_note(run->all.report,
	    "%" PRIu64 " stacks, %zu of them different, %" PRIu64 " frames; %" PRIu64
	    " lines that belong to no stack",
	    c->stacks + run->tally.stacks, run->different, c->frames + run->tally.frames,
	    c->header);
}
