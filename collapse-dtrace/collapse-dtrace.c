/*
 * collapse-dtrace.c - stacks as dtrace and bpftrace print them to folded stacks: the program.
 */
#include <unistd.h>

#include "bpftrace.h"
#include "dtrace_run.h"
#include "options.h"
#include "report.h"
#include "workers.h"

struct settings {
	struct bpftrace_settings bpftrace; /* and its offsets are dtrace's, too */
	bool header;
	bool quiet;
	bool verbose;
	uint64_t max_line; /* megabytes; 0: as many as by default */
	uint64_t threads;  /* 0: one for each processor */
};

#define OFFSET(member) offsetof(struct settings, member)

static const struct option options[] = {
    OPTION_HEADING("Maps of bpftrace"),
    {.name = "map",
	.kind = OPTION_TEXT,
	.arg = "NAME",
	.offset = OFFSET(bpftrace.map),
	.help = "the map to take; by default the first one with stacks"},
    {.name = "sum",
	.kind = OPTION_FLAG,
	.offset = OFFSET(bpftrace.sum),
	.help = "add up all prints of a map, for a script that clears it after each; by "
		"default the last print of a stack counts"},
    OPTION_HEADING("Names"),
    {.name = "kernel",
	.kind = OPTION_FLAG,
	.offset = OFFSET(bpftrace.kernel),
	.help = "mark kernel frames of bpftrace with _[k]"},
    {.name = "includeoffset",
	.kind = OPTION_FLAG,
	.offset = OFFSET(bpftrace.offsets),
	.help = "keep the offset +0x1f of every frame but dtrace's innermost"},
    {.name = "header",
	.kind = OPTION_FLAG,
	.offset = OFFSET(header),
	.help = "say what is counted, in a line [event=...] 0"},
    OPTION_HEADING("Running"),
    OPTION_THREADS(OFFSET(threads)),
    OPTION_MAX_LINE(OFFSET(max_line)),
    OPTION_QUIET(OFFSET(quiet)),
    OPTION_VERBOSE(OFFSET(verbose), "a summary: what was read, kept and left out"),
    OPTION_END,
};

static const char *const aliases[] = {"stackcollapse.pl", "inferno-collapse-dtrace", NULL};

static const struct program program = {
    .aliases = aliases,
    .name = "collapse-dtrace",
    .synopsis = "[options] [FILE...]",
    .about = "Reads what dtrace prints of an aggregation of stacks, or bpftrace of a map (as text "
	     "or JSON), from files or standard input, and writes folded stacks: a line "
	     "outermost;...;innermost COUNT for each different "
	     "stack, sorted.",
    .examples = "dtrace -x ustackframes=100 -n 'profile-997 /pid == $target/ { @[ustack()] = "
		"count(); }' -c ./prog -o out.stacks\n"
		"collapse-dtrace out.stacks | flamegraph-svg > out.svg\n"
		"bpftrace -e 'profile:hz:99 { @[kstack, ustack, comm] = count(); } interval:s:10 "
		"{ exit(); }' | collapse-dtrace | flamegraph-svg > out.svg\n",
    .options = options,
    .operands = HINT_FILE,
};

static int
collapse(void *settings, const struct option_list *files, struct report *report)
{
	const struct settings *set = settings;
	size_t threads = set->threads > 0 ? (size_t)set->threads : workers_available();
	struct dtrace_run run;
	int status = STATUS_FAILED;

	if (dtrace_run_init(&run, &set->bpftrace, set->header, threads, report)) {
		run.all.max_line = set->max_line;
		status = dtrace_run_files(&run, files);
		if (set->verbose)
			dtrace_run_summary(&run);
	}
	dtrace_run_release(&run);
	return status;
}

int
main(int argc, char **argv)
{
	struct settings settings = {.threads = 0};

	return options_main(&program, &settings, &settings.quiet, collapse, argc, argv);
}
