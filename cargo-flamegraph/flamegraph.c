/*
 * flamegraph.c - profiles a command or a process, and draws it.
 *
 *	flamegraph -o graph.svg -- ./program argument
 *	flamegraph --pid 4711 --duration 10
 *	flamegraph --perfdata perf.data
 */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>

#include "options.h"
#include "process.h"
#include "profile.h"
#include "report.h"
#include "str.h"

/* The shared options come first: see PROFILE_OPTIONS. */
struct settings {
	struct profile_options profile;
	const char *pids;
	const char *perfdata;
};

static const struct option options[] = {
    OPTION_HEADING("What, in place of a command"),
    {.letter = 'p',
	.name = "pid",
	.kind = OPTION_TEXT,
	.arg = "PID[,PID...]",
	.offset = offsetof(struct settings, pids),
	.help = "profile running processes, until they end or Ctrl-C"},
    {.name = "perfdata",
	.kind = OPTION_TEXT,
	.arg = "FILE",
	.hint = HINT_FILE,
	.offset = offsetof(struct settings, perfdata),
	.help = "draw what perf record has written (- is stdin)"},
    PROFILE_OPTIONS,
    OPTION_END,
};

static const struct program program = {
    .name = "flamegraph",
    .synopsis = "[options] [--] COMMAND [ARG...]\n"
		"[options] --pid PID[,PID...]\n"
		"[options] --perfdata FILE",
    .about =
	"Runs a command, or looks at a running process, with perf or dtrace, and draws "
	"where it spent its time: a flame graph in one SVG file, for any browser. Ctrl-C ends the "
	"recording and draws; a second one gives up.",
    .examples = "flamegraph -- ./program argument\n"
		"flamegraph -o busy.svg --pid 4711 --duration 10\n"
		"flamegraph --call-graph fp --folded before.folded -- ./program\n"
		"flamegraph --perfdata perf.data --open",
    .options = options,
    .operands = HINT_COMMAND,
    .stop_at_operand = true,
};

/* Says what is wrong with the list of processes, if anything. */
static int
check_pids(const struct settings *s, const struct report *report)
{
	struct str rest = str_from(s->pids);

	for (bool more = true; more;) {
		struct str pid = str_head(rest, str_find(rest, ','));
		uint64_t n;

		more = pid.len < rest.len;
		rest = str_skip(rest, pid.len + 1);

		if (!str_to_u64(pid, &n) || n == 0 || n > INT32_MAX)
			return report_usage(report, "--pid takes numbers, not '%s'", s->pids);
		if (kill((pid_t)n, 0) != 0 && errno == ESRCH) {
			report_error(report, "there is no process %.*s", STR_ARG(pid));
			return STATUS_FAILED;
		}
	}
	return STATUS_DONE;
}

/* An option that is for recording; NULL where none is given. */
static const char *
for_recording(const struct profile_options *o)
{
	return o->freq > 0		 ? "freq"
	       : o->call_graph != NULL	 ? "call-graph"
	       : o->cmd != NULL		 ? "cmd"
	       : o->compression != NULL	 ? "compression-level"
	       : o->delay > 0		 ? "delay"
	       : o->duration > 0	 ? "duration"
	       : o->root != NULL	 ? "root"
	       : o->stream		 ? "stream"
	       : o->keep_perfdata	 ? "keep-perfdata"
	       : o->perfdata_out != NULL ? "perfdata-out"
					 : NULL;
}

static int
check(const struct settings *s, const struct option_list *command, struct report *report)
{
	int subjects = (command->len > 0) + (s->pids != NULL) + (s->perfdata != NULL);
	const char *idle = s->perfdata != NULL ? for_recording(&s->profile) : NULL;
	int status = profile_check(&s->profile, report);

	if (status != STATUS_DONE)
		return status;
	if (subjects == 0)
		return report_usage(report, "what to profile? A command, --pid or --perfdata");
	if (subjects > 1)
		return report_usage(report, "a command, --pid and --perfdata do not go together");
	if (s->perfdata != NULL && strcmp(s->profile.backend, "dtrace") == 0)
		return report_usage(report, "--perfdata works with perf only");
	if (idle != NULL)
		report_warning(
		    report, "--%s does nothing with --perfdata, which was recorded before", idle);
	return s->pids != NULL ? check_pids(s, report) : STATUS_DONE;
}

int
main(int argc, char **argv)
{
	struct settings settings = {.profile = profile_defaults()};
	struct option_list command = {NULL, 0, 0};
	struct report report;
	enum options_result result;
	int status, killed = 0;

	report_init(&report, program.name);
	profile_launch(argv, &report);
	result = options_parse(&program, &settings, &command, argc, argv, &report);
	status = options_status(result);
	if (result == OPTIONS_RUN)
		status = check(&settings, &command, &report);
	if (result == OPTIONS_RUN && status == STATUS_DONE) {
		struct profile_subject subject = {
		    .command = &command, .pids = settings.pids, .perfdata = settings.perfdata};

		status = profile_run(&settings.profile, &subject, &report, argv[0], &killed);
	}
	option_list_release(&command);
	profile_release(&settings.profile);
	if (killed != 0)
		process_die(killed);
	return status;
}
