/*
 * perf_run.c - parsers over sources on several threads; see perf_run.h.
 */
#include "perf_run.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "dsos_report.h"
#include "feed.h"
#include "mem.h"
#include "perf_event.h"
#include "perf_hints.h"
#include "samples_units.h"
#include "recording.h"
#include "sorted.h"

enum { PATH_SIZE = 4096 };

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
	struct collapse *all = &run->all;
	struct perf_odd_line *odd = mem_zalloc(all->len, sizeof(*odd) * PERF_ODD_LINES);
	size_t n = 0;

	for (size_t i = 0; odd != NULL && i < all->len; i++) {
		struct perf_parser *p = all->parsers[i];

		memcpy(odd + n, p->odd, sizeof(*odd) * p->odd_len);
		n += p->odd_len;
		p->odd_len = 0;
	}
	sorted_sort(odd, n, sizeof(*odd), compare_odd_lines);
	for (size_t i = 0; i < n && run->odd_said < PERF_ODD_LINES; i++, run->odd_said++) {
		char quoted[REPORT_QUOTE];

		if (run->looks_like == NULL)
			run->looks_like = perf_hints_of_line(str_make(odd[i].text, odd[i].len));
		report_warning(all->report, "%s:%" PRIu64 ": not understood: %s", source->name,
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

static void
read_recording(struct perf_run *run, const struct source *source, const char *folder)
{
	const struct recording_input input = {.fd = source->fd,
	    .ahead = source_ahead(source),
	    .folder = folder,
	    .name = source->name,
	    .size = source->seekable && folder == NULL ? source->size : UINT64_MAX,
	    .wall = run->script.wall};

	if (!recording_read(&perf_run_first(run)->samples, &input, run->all.report, &run->recorded))
		run->all.failed = true;
	if (!steady_still(&source->opened, source->fd)) {
		report_error(
		    run->all.report, "%s: %s", source->name, steady_reason(STEADY_CHANGED));
		run->all.failed = true;
	}
}

static void
read_text(struct perf_run *run, struct source *source, bool opened)
{
	if (opened)
		collapse_feed(&run->all, source);
	run->bytes += source->bytes;
	say_odd_lines(run, source);
	collapse_end(&run->all, source);
}

/* Whether a path is a folder of perf record --threads, whose first file is "data". */
static bool
is_recording(const char *path, char *first, size_t size)
{
	struct stat st;
	int n;

	if (path == NULL || stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		return false;
	n = snprintf(first, size, "%s/data", path);
	return n > 0 && (size_t)n < size && stat(first, &st) == 0;
}

void
perf_run_file(struct perf_run *run, const char *path)
{
	char first[PATH_SIZE];
	const char *folder = is_recording(path, first, sizeof(first)) ? path : NULL;
	struct source source;
	bool opened = source_open(&source, folder != NULL ? first : path);

	run->has_units |= source.foreign == FOREIGN_PERF_DATA;
	if (source.foreign == FOREIGN_PERF_DATA)
		read_recording(run, &source, folder);
	else
		read_text(run, &source, opened);
	if (run->script.wall != NULL)
		wall_finish(run->script.wall);
	source_close(&source);
}

/*
 * Of a sample with neither a header nor a frame there are only the two empty lines that perf
 * writes for each, before and behind its frames. Another number of them is not perf's alone.
 */
static void
count_empty_samples(struct perf_run *run)
{
	const struct perf_line_counts *lines = &perf_run_first(run)->counts;
	struct samples_counts *c = &perf_run_first(run)->samples.counts;
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
	struct report *r = run->all.report;
	struct left_out *events = mem_zalloc(s->events.len, sizeof(*events));
	bool leaves = false;
	size_t n = 0;

	for (size_t i = 0; events != NULL && i < s->events.len; i++)
		leaves |= perf_event_is_leaving(s->event[i].name);
	for (size_t i = 0; events != NULL && i < s->events.len; i++)
		if (s->event[i].left_out > 0)
			events[n++] = (struct left_out){
			    intern_name(&s->events, (uint32_t)i), s->event[i].left_out};
	if (events == NULL && s->events.len > 0)
		s->stacks.failed = true;
	if (n > 0) {
		sorted_sort(events, n, sizeof(*events), compare_left_out);
		if (s->filter.len == 0 && !s->settings->wall)
			report_warning(r,
			    "several events: keeping '%.*s', %s (--event-filter chooses, "
			    "--per-event keeps all%s)",
			    STR_ARG(run->script.first.event),
			    run->script.first.leaving &&
				    perf_event_is_clock(run->script.first.event)
				? "which measures time"
				: "the first",
			    leaves ? ", --wall shows where threads wait" : "");
	}
	for (size_t i = 0; i < n; i++)
		report_warning(r, "left out %" PRIu64 " sample%s of event '%.*s'",
		    events[i].samples, report_plural(events[i].samples), STR_ARG(events[i].event));
	mem_free(events);
}

/* Of text with --inline or --context, which its files are needed for. */
static void
say_missing_files(const struct perf_run *run)
{
	const struct dso *first = NULL;
	uint64_t n = dsos_lacking(&run->inlined.dsos, DSO_MISSING, &first);

	if (n > 0)
		report_warning(run->all.report,
		    "inlined functions and lines are not known of %" PRIu64
		    " file%s, the first is %.*s (--symfs names a folder that has copies)",
		    n, n == 1 ? " that is not here" : "s that are not here", STR_ARG(first->name));
}

/* What is to be done depends on what it is. */
static void
say_no_sample(const struct perf_run *run)
{
	const struct report *r = run->all.report;

	if (run->looks_like != NULL)
		report_error(r, "no sample found: %s", run->looks_like);
	else if (run->recorded.launcher > 0)
		report_error(r, "no sample found: the recording holds none but of --skip-launcher, "
				"which did not become another program");
	else if (perf_run_first(run)->samples.counts.lost > 0)
		report_error(r,
		    "no sample found: perf's buffer was full while recording, and all were lost");
	else if (run->recorded.records > 0 && perf_run_first(run)->counts.lines == 0)
		report_error(r,
		    "no sample found: the recording holds none; nothing ran, or not for "
		    "long enough");
	else if (perf_run_first(run)->counts.lines == 0)
		report_error(r, "the input is empty: nothing was sampled, or `perf script` failed");
	else
		report_error(r, "no sample found: this is neither perf.data nor the text of "
				"`perf script`");
}

/*
 * Whether most lines were not understood. Some lines of any text look like a header, or a frame:
 * a picture of them would be one of nothing.
 */
static bool
is_other_text(const struct perf_run *run)
{
	const struct perf_line_counts *c = &perf_run_first(run)->counts;

	return c->unknown > (c->lines - c->blank) / 2 && run->recorded.records == 0;
}

static void
say_other_text(const struct perf_run *run)
{
	const struct perf_line_counts *c = &perf_run_first(run)->counts;

	report_error(run->all.report,
	    "%" PRIu64 " of %" PRIu64 " lines are none of perf script: %s", c->unknown,
	    c->lines - c->blank,
	    run->looks_like != NULL ? run->looks_like : "this is another text");
}

/* With --wall what says when threads left and were back is enough: a program may but sleep. */
static bool
has_anything(const struct perf_run *run)
{
	return perf_run_first(run)->samples.counts.samples > 0 ||
	       (run->script.wall != NULL && run->script.wall->counts.switches > 0);
}

void
perf_run_finish(struct perf_run *run)
{
	struct perf_parser *p = perf_run_first(run);
	struct samples *s = &p->samples;
	const struct samples_counts *c = &s->counts;
	struct report *r = run->all.report;

	collapse_merge(&run->all);
	s->stacks.failed |= run->all.no_memory;
	run->other_text = is_other_text(run);
	count_empty_samples(run);
	if (p->counts.unknown > run->odd_said)
		report_warning(r, "%" PRIu64 " lines were not understood, the first %zu are shown",
		    p->counts.unknown, run->odd_said);
	samples_choose_clock(s);
	if (!s->stacks.failed)
		say_events(run, s);
	if (run->script.wall != NULL && has_anything(run) && !s->stacks.failed)
		run->blind = !wall_report(run->script.wall, r);
	run->all.failed |= run->blind;
	if (!s->stacks.failed && run->script.inlined != NULL) {
		say_missing_files(run);
		run->all.failed |= !dsos_report(&run->inlined.dsos, NULL, r);
	}
	if (!s->stacks.failed)
		perf_hints_say(s, &run->recorded, r);
	if (c->outside_time > 0)
		report_warning(r, "left out %" PRIu64 " sample%s outside --time", c->outside_time,
		    report_plural(c->outside_time));
	if (c->cut > 0)
		report_warning(r,
		    "%" PRIu64 " of %" PRIu64 " stacks lost their outermost frames to --max-stack",
		    c->cut, c->kept);
	if (c->without_stack > 0)
		report_warning(r,
		    "left out %" PRIu64 " sample%s with neither a command nor a frame (perf script "
		    "-F comm,tid,time,event,ip,sym,dso prints both)",
		    c->without_stack, report_plural(c->without_stack));
	if (s->stacks.saturated)
		report_warning(r, "a count does not fit 64 bits and stands at the largest "
				  "(--weight samples counts each sample once)");
	if (s->stacks.failed) {
		report_error(r, "out of memory");
		run->all.failed = true;
	} else if (!has_anything(run) && !run->all.failed) {
		say_no_sample(run);
		run->all.failed = true;
	} else if (run->other_text) {
		say_other_text(run);
		run->all.failed = true;
	} else if (c->kept == 0 && !run->all.failed) {
		report_error(r, "none of %" PRIu64 " sample%s is kept", c->samples,
		    report_plural(c->samples));
		run->all.failed = true;
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
	struct samples *s = &perf_run_first(run)->samples;
	bool header = (run->has_units || s->settings->header) && !s->settings->no_header;
	size_t n = s->in_order_len;

	if (s->stacks.failed || run->blind || run->other_text)
		return;
	run->different = s->stacks.len;
	if (header)
		samples_say_units(s, s->settings->no_merge ? out : NULL);
	if (s->stacks.failed || (!s->settings->no_merge && !stacks_write(&s->stacks, out))) {
		report_error(run->all.report, "out of memory");
		run->all.failed = true;
	}
	sorted_sort(s->in_order, n, sizeof(*s->in_order), compare_in_order);
	for (size_t i = 0; i < n; i++)
		stacks_write_row(
		    &s->stacks, &s->stacks.rows[s->in_order[i].row], s->in_order[i].count, out);
}

static bool
init_parser(void *parser, void *run)
{
	return perf_parser_init(parser, &((struct perf_run *)run)->script);
}

static void
release_parser(void *parser)
{
	perf_parser_release(parser);
}

static void
settle_parser(void *parser)
{
	perf_parser_settle(parser);
}

static void
merge_parser(void *parser, const void *from)
{
	perf_parser_merge(parser, from);
}

/* The event and the time of the first sample hold for all parsers. */
static bool
knows_first(const void *run)
{
	return ((const struct perf_run *)run)->script.first.known;
}

static void
read_file(void *run, const char *path)
{
	perf_run_file(run, path);
}

static void
finish_and_write(void *run, struct output *out)
{
	perf_run_finish(run);
	perf_run_write(run, out);
}

static const struct collapse_kind kind = {
    .size = sizeof(struct perf_parser),
    .init = init_parser,
    .release = release_parser,
    .parse = parse_piece,
    .settle = settle_parser,
    .merge = merge_parser,
    .is_ready = knows_first,
    .read = read_file,
    .write = finish_and_write,
};

bool
perf_run_init(
    struct perf_run *run, const struct perf_settings *settings, size_t n, struct report *report)
{
	bool placed = true;

	*run = (struct perf_run){.script = {.settings = settings}};
	if (settings->inlines || settings->context) {
		inlined_text_init(&run->inlined);
		run->script.inlined = &run->inlined;
		placed = dsos_set_places(&run->inlined.dsos, settings->symfs, NULL, NULL);
	}
	if (!collapse_init(&run->all, &kind, run, n, report))
		return false;
	if (settings->wall) {
		run->script.wall = &run->wall;
		placed &= wall_init(&run->wall, &perf_run_first(run)->samples);
	}
	if (!placed)
		report_error(report, "out of memory");
	return placed;
}

void
perf_run_release(struct perf_run *run)
{
	collapse_release(&run->all);
	if (run->script.inlined != NULL)
		inlined_text_release(&run->inlined);
	if (run->script.wall != NULL)
		wall_release(&run->wall);
}

int
perf_run_files(struct perf_run *run, const struct option_list *files)
{
	return collapse_files(&run->all, files);
}

static double
percent(uint64_t part, uint64_t whole)
{
	return whole > 0 ? 100.0 * (double)part / (double)whole : 0;
}

void
perf_run_summary(const struct perf_run *run, double seconds)
{
	const struct samples *s = &perf_run_first(run)->samples;
	const struct samples_counts *c = &s->counts;
	const struct perf_line_counts *lines = &perf_run_first(run)->counts;
	const struct recording_counts *recorded = &run->recorded;
	const struct report *r = run->all.report;
	double mb = (double)(run->bytes + recorded->bytes) / 1e6;

	report_note(r, "%.1f MB in %.3f s, %.0f MB/s, %zu threads", mb, seconds,
	    seconds > 0 ? mb / seconds : 0, run->all.len);
	report_note(r, "%" PRIu64 " samples, %" PRIu64 " kept, in %zu different stacks", c->samples,
	    c->kept, run->different);
	report_note(r,
	    "left out: %" PRIu64 " of other events, %" PRIu64 " outside --time, %" PRIu64
	    " without a stack",
	    c->other_event, c->outside_time, c->without_stack);
	if (recorded->launcher > 0)
		report_note(r, "left out: %" PRIu64 " of --skip-launcher", recorded->launcher);
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
