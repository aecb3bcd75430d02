/*
 * collapse-dtrace.c - stacks as dtrace prints them to folded stacks: the program.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "counted.h"
#include "dtrace.h"
#include "feed.h"
#include "folded.h"
#include "mem.h"
#include "options.h"
#include "report.h"
#include "workers.h"

struct settings {
	bool offsets;
	bool header;
	bool quiet;
	bool verbose;
	uint64_t threads; /* 0: one for each processor */
};

static const struct option options[] = {
    OPTION_HEADING("Names"),
    {.name = "includeoffset",
	.kind = OPTION_FLAG,
	.offset = offsetof(struct settings, offsets),
	.help = "keep the offset +0x1f of every frame but the innermost"},
    {.name = "header",
	.kind = OPTION_FLAG,
	.offset = offsetof(struct settings, header),
	.help = "say what is counted, in a line [event=...] 0"},
    OPTION_HEADING("Running"),
    OPTION_THREADS(offsetof(struct settings, threads)),
    OPTION_QUIET(offsetof(struct settings, quiet)),
    OPTION_VERBOSE(
	offsetof(struct settings, verbose), "a summary: what was read, kept and left out"),
    OPTION_END,
};

static const char *const aliases[] = {"stackcollapse.pl", "inferno-collapse-dtrace", NULL};

static const struct program program = {
    .aliases = aliases,
    .name = "collapse-dtrace",
    .synopsis = "[options] [FILE...]",
    .about = "Reads what dtrace prints of an aggregation of stacks, from files or standard input, "
	     "and writes folded stacks: a line outermost;...;innermost COUNT for each different "
	     "stack, sorted.",
    .examples = "dtrace -x ustackframes=100 -n 'profile-997 /pid == $target/ { @[ustack()] = "
		"count(); }' -c ./prog -o out.stacks\n"
		"collapse-dtrace out.stacks | flamegraph-svg > out.svg\n",
    .options = options,
    .operands = HINT_FILE,
};

/* Parsers over sources on several threads. */
struct run {
	struct dtrace_parser *parsers; /* the first one gets all at the end */
	void **pointers;	       /* to each of them */
	size_t len;
	struct report *report;
	size_t different; /* stacks that were written */
	bool header;
	bool failed;
};

static bool
run_init(struct run *run, const struct settings *set, struct report *report)
{
	size_t n = set->threads > 0 ? (size_t)set->threads : workers_available();

	*run = (struct run){.report = report, .header = set->header};
	run->parsers = mem_zalloc(n, sizeof(*run->parsers));
	run->pointers = mem_zalloc(n, sizeof(*run->pointers));
	if (run->parsers == NULL || run->pointers == NULL) {
		report_error(report, "out of memory");
		return false;
	}
	for (; run->len < n; run->len++) {
		dtrace_parser_init(&run->parsers[run->len], set->offsets);
		run->pointers[run->len] = &run->parsers[run->len];
	}
	return true;
}

static void
run_release(struct run *run)
{
	for (size_t i = 0; i < run->len; i++)
		dtrace_parser_release(&run->parsers[i]);
	mem_free(run->parsers);
	mem_free(run->pointers);
}

/* Warns once of each kind of stack that is odd in this source. */
static void
say_oddities(struct run *run, const struct source *source)
{
	static const char *const what[DTRACE_KINDS] = {
	    [DTRACE_NEGATIVE] = "a stack with a negative count is left out: ",
	    [DTRACE_HUGE] = "a count does not fit 64 bits and stands at the largest: ",
	    [DTRACE_NO_FRAMES] = "a count without a stack is left out: ",
	    [DTRACE_INCOMPLETE] = "left out, no count follows the stack that begins here",
	};

	for (int kind = 0; kind < DTRACE_KINDS; kind++) {
		struct dtrace_oddity odd;
		char quoted[REPORT_QUOTE], more[40] = "";

		dtrace_take_oddity(run->parsers, run->len, (enum dtrace_kind)kind, &odd);
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

static void
parse_source(struct run *run, struct source *source)
{
	struct feed feed;

	source->step = dtrace_step;
	if (feed_init(&feed, source, dtrace_parse, run->pointers, run->len))
		feed_all(&feed);
	else
		run->parsers[0].stacks.failed = true;
	feed_release(&feed);
	say_oddities(run, source);
}

static void
run_file(struct run *run, const char *path)
{
	struct source source;

	if (source_open(&source, path))
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
 * Says what is counted, in a stack of no samples. dtrace does not print by what probe it was
 * asked; each firing of it is a sample.
 */
static void
add_header(struct stacks *s)
{
	struct counted_event e = {.event = STR("dtrace"), .unit = STR("samples")};
	struct output text;
	uint32_t id;

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

/* Brings all stacks together and writes them. */
static void
run_write(struct run *run, struct output *out)
{
	struct dtrace_parser *p = &run->parsers[0];

	for (size_t i = 1; i < run->len; i++)
		dtrace_parser_merge(p, &run->parsers[i]);
	run->different = p->stacks.len;
	if (run->header && run->different > 0)
		add_header(&p->stacks);
	if (p->stacks.saturated)
		report_warning(run->report, "a sum does not fit 64 bits and stands at the largest");
	if (!stacks_write(&p->stacks, out)) {
		report_error(run->report, "out of memory");
		run->failed = true;
	} else if (p->counts.stacks == 0 && !run->failed) {
		report_error(run->report,
		    p->counts.lines == 0 ? "the input is empty" : "no stack with a count found");
		run->failed = true;
	}
}

static void
summarize(const struct run *run)
{
	const struct dtrace_counts *c = &run->parsers[0].counts;

	report_note(run->report, "%" PRIu64 " lines, %zu threads", c->lines, run->len);
	report_note(run->report,
	    "%" PRIu64 " stacks, %zu of them different, %" PRIu64 " frames; %" PRIu64
	    " lines that belong to no stack",
	    c->stacks, run->different, c->frames, c->header);
}

static int
run_all(const struct settings *set, const struct option_list *files, struct report *report)
{
	struct run run;
	struct output out;
	int status = STATUS_FAILED;

	if (run_init(&run, set, report)) {
		for (size_t i = 0; i < files->len; i++)
			run_file(&run, files->items[i]);
		if (files->len == 0)
			run_file(&run, NULL);
		output_init(&out, STDOUT_FILENO);
		run_write(&run, &out);
		status = report_close(report, &out, run.failed ? STATUS_FAILED : STATUS_DONE);
		if (set->verbose)
			summarize(&run);
	}
	run_release(&run);
	return status;
}

int
main(int argc, char **argv)
{
	struct settings settings = {.threads = 0};
	struct option_list files = {NULL, 0, 0};
	struct report report;
	enum options_result parsed;
	int status;

	report_init(&report, program.name);
	parsed = options_parse(&program, &settings, &files, argc, argv, &report);
	status = options_status(parsed);
	if (parsed == OPTIONS_RUN) {
		report.quiet = settings.quiet;
		status = run_all(&settings, &files, &report);
	}
	option_list_release(&files);
	return status;
}
