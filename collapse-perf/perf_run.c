/*
 * perf_run.c - parsers over sources on several threads; see perf_run.h.
 */
#include "perf_run.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "dsos_report.h"
#include "feed.h"
#include "mem.h"
#include "samples_units.h"
#include "recording.h"
#include "sorted.h"

bool
perf_run_init(
    struct perf_run *run, const struct perf_settings *settings, size_t n, struct report *report)
{
	bool placed = true;

	*run = (struct perf_run){.report = report};
	run->script.settings = settings;
	if (settings->inlines || settings->context) {
		inlined_text_init(&run->inlined);
		run->script.inlined = &run->inlined;
		placed = dsos_set_places(&run->inlined.dsos, settings->symfs, NULL, NULL);
	}
	run->parsers = mem_zalloc(n, sizeof(*run->parsers));
	while (run->parsers != NULL && run->len < n)
		if (!perf_parser_init(&run->parsers[run->len++], &run->script))
			break;
	if (run->len == n && placed)
		return true;
	report_error(report, "out of memory");
	return false;
}

void
perf_run_release(struct perf_run *run)
{
	for (size_t i = 0; i < run->len; i++)
		perf_parser_release(&run->parsers[i]);
	mem_free(run->parsers);
	if (run->script.inlined != NULL)
		inlined_text_release(&run->inlined);
}

static int
compare_odd_lines(const void *left, const void *right)
{
	const struct perf_odd_line *a = left, *b = right;

	return sorted_order2(a->part, b->part, a->line, b->line);
}

/* Quotes the first lines of a source that were not understood. */
static void
say_odd_lines(struct perf_run *run, const struct source *source)
{
	struct perf_odd_line *odd = mem_zalloc(run->len, sizeof(*odd) * PERF_ODD_LINES);
	size_t n = 0;

	for (size_t i = 0; odd != NULL && i < run->len; i++) {
		memcpy(odd + n, run->parsers[i].odd, sizeof(*odd) * run->parsers[i].odd_len);
		n += run->parsers[i].odd_len;
		run->parsers[i].odd_len = 0;
	}
	sorted_sort(odd, n, sizeof(*odd), compare_odd_lines);
	for (size_t i = 0; i < n && run->odd_said < PERF_ODD_LINES; i++, run->odd_said++) {
		char quoted[REPORT_QUOTE];

		report_warning(run->report, "%s:%" PRIu64 ": not understood: %s", source->name,
		    source_line(source, odd[i].part, odd[i].line),
		    report_quote(str_make(odd[i].text, odd[i].len), quoted));
	}
	mem_free(odd);
}

static uint64_t
parse_piece(void *parser, const struct source_piece *piece)
{
	struct perf_parser *p = parser;
	uint64_t lines = perf_parser_feed(p, piece);

	return p->samples.stacks.failed ? FEED_STOP : lines;
}

/* There is no half result without memory: perf_run_finish says so. */
static void
out_of_memory(struct perf_run *run)
{
	run->parsers[0].samples.stacks.failed = true;
}

/*
 * The first parser alone, until it has seen a sample: its event and its time
 * hold for all. Then everybody.
 */
static void
parse_source(struct perf_run *run, struct source *source)
{
	void **parsers = mem_zalloc(run->len, sizeof(*parsers));
	struct feed feed = {NULL, NULL, 0};

	for (size_t i = 0; parsers != NULL && i < run->len; i++)
		parsers[i] = &run->parsers[i];
	if (parsers != NULL && feed_init(&feed, source, parse_piece, parsers, run->len)) {
		while (!run->script.first.known && feed_first(&feed))
			continue;
		feed_all(&feed);
	} else {
		out_of_memory(run);
	}
	feed_release(&feed);
	mem_free(parsers);
}

static void
read_recording(struct perf_run *run, const struct source *source)
{
	if (!recording_read(&run->parsers[0].samples, source->fd, source_ahead(source),
		source->name, run->report, &run->recorded))
		run->failed = true;
}

static void
read_text(struct perf_run *run, struct source *source, bool opened)
{
	if (opened)
		parse_source(run, source);
	run->bytes += source->bytes;
	say_odd_lines(run, source);
	if (source->error == ENOMEM) {
		out_of_memory(run);
	} else if (source_reason(source) != NULL) {
		report_error(run->report, "%s: %s", source->name, source_reason(source));
		run->failed = true;
	}
}

void
perf_run_file(struct perf_run *run, const char *path)
{
	struct source source;
	bool opened = source_open(&source, path);

	run->has_units |= source.foreign == FOREIGN_PERF_DATA;
	if (source.foreign == FOREIGN_PERF_DATA)
		read_recording(run, &source);
	else
		read_text(run, &source, opened);
	source_close(&source);
}

/*
 * Of a sample with neither a header nor a frame there are only the two empty lines that perf
 * writes for each, before and behind its frames. Another number of them is not perf's alone.
 */
static void
count_empty_samples(struct perf_run *run)
{
	const struct perf_line_counts *lines = &run->parsers[0].counts;
	struct samples_counts *c = &run->parsers[0].samples.counts;
	uint64_t samples = lines->blank / 2;

	if (!run->script.headerless || lines->blank % 2 != 0 || samples <= c->samples)
		return;
	c->without_stack += samples - c->samples;
	c->samples = samples;
}

/* An event that was left out, as it was printed. */
struct left_out {
	struct str event;
	uint64_t samples;
};

static int
compare_left_out(const void *left, const void *right)
{
	const struct left_out *a = left, *b = right;

	if (a->samples != b->samples)
		return a->samples > b->samples ? -1 : 1;
	return str_cmp(a->event, b->event);
}

/*
 * Which event is kept, and what that leaves out: the most first, as which thread
 * met an event before which others is another matter on every run.
 */
static void
say_events(struct perf_run *run, struct samples *s)
{
	struct report *r = run->report;
	struct left_out *events = mem_zalloc(s->events.len, sizeof(*events));
	size_t n = 0;

	for (size_t i = 0; events != NULL && i < s->events.len; i++)
		if (s->event[i].left_out > 0)
			events[n++] = (struct left_out){
			    intern_name(&s->events, (uint32_t)i), s->event[i].left_out};
	if (events == NULL && s->events.len > 0)
		s->stacks.failed = true;
	if (n > 0) {
		sorted_sort(events, n, sizeof(*events), compare_left_out);
		if (s->filter.len == 0)
			report_warning(r,
			    "several events: keeping '%.*s', the first (--event-filter chooses, "
			    "--per-event keeps all)",
			    STR_ARG(run->script.first.event));
	}
	for (size_t i = 0; i < n; i++)
		report_warning(r, "left out %" PRIu64 " sample%s of event '%.*s'",
		    events[i].samples, report_plural(events[i].samples), STR_ARG(events[i].event));
	mem_free(events);
}

void
perf_run_finish(struct perf_run *run)
{
	struct perf_parser *p = &run->parsers[0];
	struct samples *s = &p->samples;
	const struct samples_counts *c = &s->counts;
	struct report *r = run->report;

	for (size_t i = 1; i < run->len; i++)
		perf_parser_merge(p, &run->parsers[i]);
	count_empty_samples(run);
	if (p->counts.unknown > run->odd_said)
		report_warning(r, "%" PRIu64 " lines were not understood, the first %zu are shown",
		    p->counts.unknown, run->odd_said);
	if (!s->stacks.failed)
		say_events(run, s);
	if (!s->stacks.failed && run->script.inlined != NULL &&
	    !dsos_report(&run->inlined.dsos, NULL, r))
		run->failed = true;
	if (c->outside_time > 0)
		report_warning(r, "left out %" PRIu64 " sample%s outside --time", c->outside_time,
		    report_plural(c->outside_time));
	if (c->cut > 0)
		report_warning(r,
		    "%" PRIu64 " of %" PRIu64 " stacks lost their outermost frames to --max-stack",
		    c->cut, c->kept);
	if (c->without_stack > 0)
		report_warning(r,
		    "left out %" PRIu64 " sample%s with neither a command nor a frame",
		    c->without_stack, report_plural(c->without_stack));
	if (s->stacks.saturated)
		report_warning(r, "a count does not fit 64 bits and stands at the largest");
	if (s->stacks.failed) {
		report_error(r, "out of memory");
		run->failed = true;
	} else if (c->samples == 0 && !run->failed) {
		report_error(r, p->counts.lines == 0
				    ? "the input is empty: nothing was sampled, or "
				      "`perf script` failed"
				    : "no sample found: this is neither perf.data nor the "
				      "text of `perf script`");
		run->failed = true;
	} else if (c->kept == 0 && !run->failed) {
		report_error(r, "none of %" PRIu64 " sample%s is kept", c->samples,
		    report_plural(c->samples));
		run->failed = true;
	}
}

static int
compare_in_order(const void *left, const void *right)
{
	const struct samples_line *a = left, *b = right;

	return sorted_order2(a->time, b->time, a->number, b->number);
}

void
perf_run_write(struct perf_run *run, struct output *out)
{
	struct samples *s = &run->parsers[0].samples;
	bool header = (run->has_units || s->settings->header) && !s->settings->no_header;
	size_t n = s->in_order_len;

	if (s->stacks.failed)
		return;
	run->different = s->stacks.len;
	if (header)
		samples_say_units(s, s->settings->no_merge ? out : NULL);
	if (s->stacks.failed || (!s->settings->no_merge && !stacks_write(&s->stacks, out))) {
		report_error(run->report, "out of memory");
		run->failed = true;
	}
	sorted_sort(s->in_order, n, sizeof(*s->in_order), compare_in_order);
	for (size_t i = 0; i < n; i++)
		stacks_write_row(
		    &s->stacks, &s->stacks.rows[s->in_order[i].row], s->in_order[i].count, out);
}

static double
percent(uint64_t part, uint64_t whole)
{
	return whole > 0 ? 100.0 * (double)part / (double)whole : 0;
}

void
perf_run_summary(const struct perf_run *run, double seconds)
{
	const struct samples *s = &run->parsers[0].samples;
	const struct samples_counts *c = &s->counts;
	const struct perf_line_counts *lines = &run->parsers[0].counts;
	const struct recording_counts *recorded = &run->recorded;
	const struct report *r = run->report;
	double mb = (double)(run->bytes + recorded->bytes) / 1e6;

	report_note(r, "%.1f MB in %.3f s, %.0f MB/s, %zu threads", mb, seconds,
	    seconds > 0 ? mb / seconds : 0, run->len);
	report_note(r, "%" PRIu64 " samples, %" PRIu64 " kept, in %zu different stacks", c->samples,
	    c->kept, run->different);
	report_note(r,
	    "left out: %" PRIu64 " of other events, %" PRIu64 " outside --time, %" PRIu64
	    " without a stack",
	    c->other_event, c->outside_time, c->without_stack);
	report_note(r,
	    "%" PRIu64 " other records, %" PRIu64 " lines, %" PRIu64 " of them not understood",
	    lines->records + recorded->records, lines->lines, lines->unknown);
	report_note(r, "%" PRIu64 " frames, %.1f %% of them without a symbol", c->frames,
	    percent(c->unknown_frames, c->frames));
	if (recorded->files > 0)
		report_note(r,
		    "names from %" PRIu64 " files: %" PRIu64 " have symbols, %" PRIu64
		    " were asked for inlined functions",
		    recorded->files, recorded->files_with_symbols, recorded->files_with_debug);
	if (c->has_time)
		report_note(r, "from %.6f to %.6f s, %.6f s in all", (double)c->first_time / 1e9,
		    (double)c->last_time / 1e9, (double)(c->last_time - c->first_time) / 1e9);
}
