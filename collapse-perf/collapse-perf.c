/*
 * collapse-perf.c - perf.data, or the text of `perf script`, to folded stacks: the program.
 */
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#include "options.h"
#include "output.h"
#include "perf_run.h"
#include "report.h"
#include "workers.h"

struct settings {
	struct perf_settings perf;
	bool all, quiet, verbose;
	const char *weight;
	const char *time;
	double min_wait, max_wait; /* milliseconds */
	uint64_t max_line;	   /* megabytes; 0: as many as by default */
	uint64_t threads;	   /* 0: one for each processor */
};

#define OFFSET(member) offsetof(struct settings, member)

static const char *const weights[] = {"period", "samples", NULL};

static const struct option option_table[] = {OPTION_HEADING("Stacks"),
    {.name = "pid",
	.kind = OPTION_FLAG,
	.offset = OFFSET(perf.pid),
	.help = "root frame COMM-PID: one tree for each process"},
    {.name = "tid",
	.kind = OPTION_FLAG,
	.offset = OFFSET(perf.tid),
	.help = "root frame COMM-PID/TID: one tree for each thread"},
    {.name = "no-comm",
	.kind = OPTION_FLAG,
	.offset = OFFSET(perf.no_comm),
	.help = "no root frame: one tree for all processes"},
    {.name = "merge-threads",
	.kind = OPTION_FLAG,
	.offset = OFFSET(perf.merge_threads),
	.help = "digits in COMM become N: numbered threads are one"},
    {.name = "skip-after",
	.kind = OPTION_REPEAT,
	.arg = "NAME",
	.offset = OFFSET(perf.skip_after),
	.help = "the innermost frame NAME becomes the root (repeatable)"},
    {.name = "max-stack",
	.kind = OPTION_NUMBER,
	.arg = "N",
	.min = 1,
	.offset = OFFSET(perf.max_stack),
	.help = "keep the N innermost frames of a stack; without it, all"},
    {.name = "no-merge",
	.kind = OPTION_FLAG,
	.offset = OFFSET(perf.no_merge),
	.help = "one line for each sample in the order of time, for a flame chart"},
    OPTION_HEADING("Waiting"),
    {.name = "wall",
	.kind = OPTION_FLAG,
	.offset = OFFSET(perf.wall),
	.help = "count what waits, too, below [waiting] and [runnable], in nanoseconds"},
    {.name = "off-cpu",
	.kind = OPTION_FLAG,
	.offset = OFFSET(perf.off_cpu),
	.help = "count what waits, and nothing else"},
    {.name = "min-wait",
	.kind = OPTION_DECIMAL,
	.arg = "MS",
	.offset = OFFSET(min_wait),
	.help = "leave out waits below so many milliseconds"},
    {.name = "max-wait",
	.kind = OPTION_DECIMAL,
	.arg = "MS",
	.offset = OFFSET(max_wait),
	.help = "leave out waits above so many milliseconds, as of threads in a pool"},
    OPTION_HEADING("Names"),
    {.name = "kernel",
	.kind = OPTION_FLAG,
	.offset = OFFSET(perf.style.kernel),
	.help = "mark kernel frames with _[k]"},
    {.name = "jit",
	.kind = OPTION_FLAG,
	.offset = OFFSET(perf.style.jit),
	.help = "mark frames compiled at run time with _[j]"},
    {.name = "all", .kind = OPTION_FLAG, .offset = OFFSET(all), .help = "--kernel and --jit"},
    {.name = "addrs",
	.kind = OPTION_FLAG,
	.offset = OFFSET(perf.style.addrs),
	.help = "show the address of frames without a symbol"},
    {.name = "inline",
	.kind = OPTION_FLAG,
	.offset = OFFSET(perf.inlines),
	.help = "show inlined functions in the text of perf script, too"},
    {.name = "no-inline",
	.kind = OPTION_FLAG,
	.offset = OFFSET(perf.no_inline),
	.help = "do not show inlined functions, which those of perf.data are by default"},
    {.name = "context",
	.kind = OPTION_FLAG,
	.offset = OFFSET(perf.context),
	.help = "append :FILE:LINE from the debug information"},
    {.name = "kallsyms",
	.kind = OPTION_TEXT,
	.arg = "FILE",
	.hint = HINT_FILE,
	.offset = OFFSET(perf.kallsyms),
	.help = "kernel symbols: a copy of /proc/kallsyms (for perf.data)"},
    {.name = "vmlinux",
	.kind = OPTION_TEXT,
	.arg = "FILE",
	.hint = HINT_FILE,
	.offset = OFFSET(perf.vmlinux),
	.help = "kernel symbols: the kernel's ELF file (for perf.data)"},
    {.name = "symfs",
	.kind = OPTION_TEXT,
	.arg = "DIR",
	.hint = HINT_FOLDER,
	.offset = OFFSET(perf.symfs),
	.help = "look for files as if DIR were /"},
    {.name = "buildid-dir",
	.kind = OPTION_TEXT,
	.arg = "DIR",
	.hint = HINT_FOLDER,
	.offset = OFFSET(perf.buildid_dir),
	.help = "perf's build-id cache; without it, ~/.debug"},
    {.name = "srcline",
	.kind = OPTION_FLAG,
	.offset = OFFSET(perf.srcline),
	.help = "append :FILE:LINE where perf printed it (perf script -F +srcline)"},
    OPTION_HEADING("Samples"),
    {.name = "event-filter",
	.kind = OPTION_REPEAT,
	.arg = "EVENT",
	.offset = OFFSET(perf.event_filter),
	.help = "keep this event (repeatable); without it, the event of the first sample"},
    {.name = "per-event",
	.kind = OPTION_FLAG,
	.offset = OFFSET(perf.per_event),
	.help = "keep all events, each below a root frame [EVENT]"},
    {.name = "skip-launcher",
	.kind = OPTION_REPEAT,
	.arg = "NAME",
	.offset = OFFSET(perf.skip_launcher),
	.help = "leave out NAME, which perf started only to become the command, like taskset "
		"(for perf.data; repeatable, in their order)"},
    {.name = "weight",
	.kind = OPTION_CHOICE,
	.arg = "period|samples",
	.choices = weights,
	.offset = OFFSET(weight),
	.help = "what a sample counts: its period (default), or 1"},
    {.name = "time",
	.kind = OPTION_TEXT,
	.arg = "START,END",
	.offset = OFFSET(time),
	.help = "keep samples from START to END seconds after the first; either may be empty"},
    {.name = "header",
	.kind = OPTION_FLAG,
	.offset = OFFSET(perf.header),
	.help = "say what is counted, in a line [event=...] 0 (default for perf.data)"},
    {.name = "no-header",
	.kind = OPTION_FLAG,
	.offset = OFFSET(perf.no_header),
	.help = "do not say what is counted"},
    OPTION_HEADING("Running"), OPTION_THREADS(OFFSET(threads)), OPTION_MAX_LINE(OFFSET(max_line)),
    OPTION_QUIET(OFFSET(quiet)),
    OPTION_VERBOSE(OFFSET(verbose), "a summary: what was read, kept and left out"), OPTION_END};

static const char *const aliases[] = {"stackcollapse-perf.pl", "inferno-collapse-perf", NULL};

static const struct program program = {
    .aliases = aliases,
    .name = "collapse-perf",
    .synopsis = "[options] [FILE...]",
    .about =
	"Reads perf.data files, or the text of `perf script`, from files or standard input and "
	"writes folded stacks: a line COMM;outermost;...;innermost COUNT for each different "
	"stack, sorted.",
    .examples = "perf record -F 997 -g -- ./prog; collapse-perf perf.data | flamegraph-svg > "
		"out.svg\ncollapse-perf --pid --kernel out.txt",
    .options = option_table,
    .operands = HINT_FILE,
};

/* Seconds, fraction allowed, as nanoseconds; `otherwise` for the empty text. */
static bool
parse_seconds(struct str s, uint64_t otherwise, uint64_t *ns)
{
	struct str whole = str_cut(&s, '.'), fraction = s;

	*ns = otherwise;
	if (whole.len == 0 && fraction.len == 0)
		return true;
	*ns = 0;
	if ((whole.len > 0 && !str_to_u64(whole, ns)) || fraction.len > 9)
		return false;
	for (size_t i = 0; i < 9; i++) {
		char digit = i < fraction.len ? fraction.ptr[i] : '0';

		if (!str_is_digit(digit) || *ns > UINT64_MAX / 10 - 1)
			return false;
		*ns = *ns * 10 + (uint64_t)(digit - '0');
	}
	return true;
}

/* START,END of --time. */
static bool
parse_time_span(const char *text, struct perf_settings *perf)
{
	struct str end = str_from(text);
	struct str start = str_cut(&end, ',');

	perf->has_time_span = true;
	return str_find(str_from(text), ',') < strlen(text) &&
	       parse_seconds(start, 0, &perf->from) && parse_seconds(end, UINT64_MAX, &perf->to) &&
	       perf->from <= perf->to;
}

/* What --wall and --off-cpu need, and what does not go with them. */
static int
complete_wall(struct settings *s, const struct report *report)
{
	struct perf_settings *p = &s->perf;

	p->wall |= p->off_cpu;
	if (!p->wall && (s->min_wait > 0 || s->max_wait > 0))
		return report_usage(report, "--min-wait and --max-wait need --wall or --off-cpu");
	if (!p->wall)
		return STATUS_DONE;
	if (p->per_event || p->by_samples)
		return report_usage(report, "--%s counts time: it does not go with --%s",
		    p->off_cpu ? "off-cpu" : "wall", p->per_event ? "per-event" : "weight samples");
	if (s->min_wait > 1e12 || s->max_wait > 1e12)
		return report_usage(
		    report, "--min-wait and --max-wait take at most 1e12 milliseconds");
	p->min_wait = (uint64_t)(s->min_wait * 1e6);
	p->max_wait = (uint64_t)(s->max_wait * 1e6);
	s->threads = 1; /* switches are in the order of time */
	return STATUS_DONE;
}

/* What follows from the options given; STATUS_USAGE, said, where they do not fit. */
static int
complete(struct settings *s, const struct report *report)
{
	if (s->time != NULL && !parse_time_span(s->time, &s->perf))
		return report_usage(report, "--time takes START,END in seconds, not '%s'", s->time);
	s->perf.style.kernel |= s->all;
	s->perf.style.jit |= s->all;
	s->perf.inlines &= !s->perf.no_inline;
	s->perf.by_samples = s->weight != NULL && str_eq(str_from(s->weight), STR("samples"));
	s->perf.header &= !s->perf.no_header;
	s->perf.times = s->verbose || s->perf.no_merge || s->perf.has_time_span;
	if (s->threads == 0)
		s->threads = workers_available();
	if (s->perf.no_merge)
		s->threads = 1; /* keeps the order of the input */
	return complete_wall(s, report);
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int
collapse(void *settings, const struct option_list *files, struct report *report)
{
	struct settings *s = settings;
	double started = now();
	struct perf_run run;
	int status = complete(s, report);

	if (status != STATUS_DONE)
		return status;
	status = STATUS_FAILED;
	if (perf_run_init(&run, &s->perf, (size_t)s->threads, report)) {
		run.all.max_line = s->max_line;
		status = perf_run_files(&run, files);
		if (s->verbose)
			perf_run_summary(&run, now() - started);
	}
	perf_run_release(&run);
	return status;
}

int
main(int argc, char **argv)
{
	struct settings settings = {.threads = 0};
	int status;

	status = options_main(&program, &settings, &settings.quiet, collapse, argc, argv);
	option_list_release(&settings.perf.event_filter);
	option_list_release(&settings.perf.skip_after);
	option_list_release(&settings.perf.skip_launcher);
	return status;
}
