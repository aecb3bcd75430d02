/*
 * collapse-rustc.c - what rustc's self-profile says of compiling, to folded stacks: the program.
 */
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "counted.h"
#include "input.h"
#include "mm_events.h"
#include "options.h"
#include "report.h"

struct settings {
	struct mm_settings events;
	bool no_header;
	bool quiet;
	bool verbose;
};

static const struct option options[] = {
    OPTION_HEADING("Names"),
    {.name = "no-args",
	.kind = OPTION_FLAG,
	.offset = offsetof(struct settings, events.no_args),
	.help = "labels alone, where the file has arguments of queries "
		"(-Zself-profile-events=default,args)"},
    {.name = "no-header",
	.kind = OPTION_FLAG,
	.offset = offsetof(struct settings, no_header),
	.help = "do not say what is counted, in a line [event=...] 0"},
    OPTION_HEADING("Running"),
    OPTION_QUIET(offsetof(struct settings, quiet)),
    OPTION_VERBOSE(offsetof(struct settings, verbose), "a summary: events, stacks, time"),
    OPTION_END,
};

static const struct program program = {
    .name = "collapse-rustc",
    .synopsis = "[options] [FILE...]",
    .about = "Reads the self-profile of rustc, a file NAME.mm_profdata or standard input, and "
	     "writes where compiling took its time as folded stacks: the crate, main or codegen, "
	     "and the passes and queries of rustc, each with its own time.",
    .examples = "RUSTC_BOOTSTRAP=1 cargo rustc --release -- -Zself-profile=profile\n"
		"collapse-rustc profile/*.mm_profdata | flamegraph-svg > compile.svg",
    .options = options,
    .operands = HINT_FILE,
};

/* Everything that is read becomes one set of stacks. */
struct run {
	const struct settings *settings;
	struct report *report;
	struct stacks stacks;
	struct stack_runs runs;	   /* what was too much for them */
	struct mm_counted counted; /* of all files */
	size_t files;
	bool half; /* a file of which a part is in the stacks: they are not written */
	bool failed;
};

/* Says what is odd about a file that was read. */
static void
say_oddities(struct run *run, const char *name, const struct mm_file *f, const struct mm_counted *c)
{
	if (f->cut)
		report_warning(run->report,
		    "%s: the file is cut off: what stands before that is shown; rustc completes "
		    "its "
		    "file when it ends well",
		    name);
	if (f->unknown > 0)
		report_warning(run->report,
		    "%s: %" PRIu64 " entr%s of the index of names out of order, and left out", name,
		    f->unknown, f->unknown == 1 ? "y is" : "ies are");
	if (c->disorder > 0)
		report_warning(run->report,
		    "%s: %" PRIu64
		    " event%s shorter than what is inside of %s: their own time counts "
		    "as 0",
		    name, c->disorder, c->disorder == 1 ? " is" : "s are",
		    c->disorder == 1 ? "it" : "them");
	if (c->deeper > 0)
		report_warning(run->report,
		    "%s: %" PRIu64
		    " event%s deeper than any of rustc, and count%s for what is around them",
		    name, c->deeper, c->deeper == 1 ? " is" : "s are", c->deeper == 1 ? "s" : "");
	if (c->unnamed > 0)
		report_warning(run->report, "%s: %" PRIu64 " label%s missing: <unknown>", name,
		    c->unnamed, c->unnamed == 1 ? " is" : "s are");
}

/* Adds what a file counts to what all do. False, said, where it counts something else. */
static bool
add_counted(struct run *run, const char *name, const struct mm_counted *c)
{
	struct mm_counted *all = &run->counted;

	if (run->files > 0 && !str_eq(str_from(all->counter), str_from(c->counter))) {
		report_error(run->report,
		    "%s: counts %s, and the files before it %s: these do not add up", name,
		    c->counter, all->counter);
		return false;
	}
	all->wall = c->wall;
	memcpy(all->counter, c->counter, sizeof(all->counter));
	all->events += c->events;
	all->total += c->total;
	return true;
}

/* Whether the temporary file is what failed, which is said. */
static bool
say_runs_failed(const struct run *run)
{
	int error = run->runs.error;

	if (error == 0 || error == ENOMEM)
		return false;
	report_error(run->report,
	    "cannot use a temporary file: %s (it is in TMPDIR, which may be another folder, or "
	    "/tmp)",
	    strerror(error));
	return true;
}

static void
run_file(struct run *run, const char *path)
{
	const char *name = input_name(path);
	struct mm_counted counted = {.events = 0};
	struct mm_file f;
	const char *wrong = mm_open(&f, path);

	if (wrong == NULL) {
		f.waiting = run->report->waiting;
		waiting_begin(f.waiting, name, f.events.size);
		wrong =
		    mm_events_add(&f, &run->settings->events, &run->stacks, &run->runs, &counted);
		waiting_end(f.waiting);
		run->half |= wrong != NULL;
	}
	if (wrong != NULL) {
		if (!say_runs_failed(run))
			report_error(run->report, "%s: %s", name, wrong);
		run->failed = true;
	} else {
		say_oddities(run, name, &f, &counted);
		run->failed |= !add_counted(run, name, &counted);
		run->files++;
	}
	mm_release(&f);
}

/* The line that says what is counted; see counted.h. */
static void
add_header(struct run *run)
{
	const struct mm_counted *c = &run->counted;
	struct counted_event e = {.event = STR("rustc"), .unit = STR("ns")};
	struct output text;
	uint32_t id;

	if (!c->wall)
		e.event = e.unit = str_from(c->counter);
	e.after.samples = c->events;
	e.after.total.units = c->total;
	output_to_memory(&text);
	counted_write_line(&text, &e);
	id = stacks_name(&run->stacks, output_text(&text));
	run->stacks.failed |= text.error != 0;
	if (!run->stacks.failed)
		stacks_add(&run->stacks, &id, 1, 0);
	output_close(&text);
}

/* Writes what is in memory, or in the runs too. False, said, where that failed. */
static bool
write_stacks(struct run *run, uint64_t *different, struct output *out)
{
	bool header = !run->settings->no_header, all_in_memory = run->runs.len == 0;

	*different = run->stacks.len;
	if (header)
		add_header(run);
	if (all_in_memory && stacks_write(&run->stacks, out))
		return true;
	if (!all_in_memory && stack_runs_put(&run->runs, &run->stacks) &&
	    stack_runs_write(&run->runs, out)) {
		*different = run->runs.different - header;
		return true;
	}
	if (!say_runs_failed(run))
		report_error(run->report, "out of memory");
	return false;
}

static void
run_write(struct run *run, struct output *out)
{
	uint64_t different;

	if (run->half)
		return;
	if (run->files > 0 && run->stacks.len == 0 && run->runs.len == 0 && !run->stacks.failed) {
		report_error(run->report, "there is no event with a time");
		run->failed = true;
		return;
	}
	if (run->files == 0)
		return;
	if (!write_stacks(run, &different, out)) {
		run->failed = true;
	} else if (run->settings->verbose) {
		report_note(run->report,
		    "%" PRIu64 " events in %" PRIu64 " different stacks, %" PRIu64 " %s",
		    run->counted.events, different, run->counted.total,
		    run->counted.wall ? "ns" : run->counted.counter);
	}
}

static int
run_all(void *settings, const struct option_list *files, struct report *report)
{
	struct run run = {.settings = settings, .report = report};
	struct output out;
	int status;

	stacks_init(&run.stacks);
	stack_runs_init(&run.runs);
	for (size_t i = 0; i < files->len; i++)
		run_file(&run, files->items[i]);
	if (files->len == 0)
		run_file(&run, NULL);
	output_init(&out, STDOUT_FILENO);
	run_write(&run, &out);
	status = report_close(report, &out, run.failed ? STATUS_FAILED : STATUS_DONE);
	stacks_release(&run.stacks);
	stack_runs_release(&run.runs);
	return status;
}

int
main(int argc, char **argv)
{
	struct settings settings = {.quiet = false};

	return options_main(&program, &settings, &settings.quiet, run_all, argc, argv);
}
