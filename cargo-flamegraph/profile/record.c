/*
 * record.c - runs the profiler, and the command below it; see session.h.
 *
 * perf ends as its command does: with its exit status, or by its signal. So
 * whether perf itself did well is read from its file, which it completes last.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "advice.h"
#include "input.h"
#include "session.h"

enum { PERF_REFUSED = 255, NOT_RUNNABLE = 126, NOT_FOUND = 127, BY_SIGNAL = 128 };

bool
record_find_command(struct session *s)
{
	const char *name;

	if (!session_has_command(s))
		return true;
	name = s->subject->command->items[0];
	s->program = find_program(&s->arena, name);
	if (s->program != NULL)
		return true;
	/* Without memory it was not looked for; that is said at the end. */
	if (s->arena.failed)
		return false;
	s->status = errno == ENOENT ? NOT_FOUND : NOT_RUNNABLE;
	report_error(s->report, "cannot run '%s': %s", name, strerror(errno));
	return false;
}

static const char *
profiler_name(const struct session *s)
{
	const char *name = getenv(s->dtrace ? "DTRACE" : "PERF");

	return name != NULL && *name != '\0' ? name : s->dtrace ? "dtrace" : "perf";
}

static bool
find_profiler(struct session *s)
{
	const char *name = profiler_name(s);

	s->profiler = find_program(&s->arena, name);
	if (s->profiler == NULL && strchr(name, '/') != NULL)
		report_error(s->report, "cannot run '%s': %s", name, strerror(errno));
	else if (s->profiler == NULL)
		advise_missing(s->report, name);
	return s->profiler != NULL;
}

bool
record_find_perf(struct session *s)
{
	s->profiler = find_program(&s->arena, profiler_name(s));
	return s->profiler != NULL;
}

/* Whether all that is needed once something was recorded is there; false after a message. */
static bool
has_places(const struct session *s)
{
	const struct profile_options *o = s->options;
	const char *const places[] = {o->symfs, o->vmlinux, o->buildid_dir};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (places[i] != NULL && access(places[i], R_OK) != 0) {
			report_error(s->report, "cannot read '%s': %s", places[i], strerror(errno));
			return false;
		}
	return true;
}

bool
record_check(struct session *s)
{
	const struct profile_options *o = s->options;

	s->perfdata_out = o->keep_perfdata ? "perf.data" : o->perfdata_out;
	if (!record_own_words(s))
		return false;
	if (s->perfdata_out != NULL && strcmp(s->perfdata_out, "-") == 0) {
		s->status = report_usage(s->report, "perf's file cannot be standard output");
		return false;
	}
	if (o->root != NULL && find_program(&s->arena, "sudo") == NULL) {
		advise_missing(s->report, "sudo");
		return false;
	}
	if (s->subject->perfdata != NULL)
		return !s->script || find_profiler(s);
	return has_places(s) && find_profiler(s);
}

/* The file the profiler writes exists before it runs, so that it is ours below sudo, too. */
static bool
make_recording(struct session *s)
{
	int fd;

	if (s->perfdata_out != NULL) {
		s->recording = outfile_now(&s->perfdata);
		return true;
	}
	s->recording =
	    arena_printf(&s->arena, "%s/%s", s->folder, s->dtrace ? "stacks" : "perf.data");
	if (s->recording == NULL)
		return false;
	fd = open(s->recording, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		report_error(s->report, "cannot write '%s': %s", s->recording, strerror(errno));
		return false;
	}
	close(fd);
	return true;
}

/* Seconds of processor time that all that we started, and that has ended, has used. */
static double
used_seconds(void)
{
	struct rusage u;

	if (getrusage(RUSAGE_CHILDREN, &u) != 0)
		return 0;
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

bool
record_start(struct session *s, struct process *p, const struct streams *streams)
{
	session_show(s, p->command);
	process_adopt();
	s->used_before = used_seconds();
	if (watch_start(&s->watch, p, streams) == 0)
		return true;
	report_error(
	    s->report, "cannot run '%s': %s", command_program(p->command), strerror(p->error));
	return false;
}

/* Runs the profiler to its end; false when it cannot be started, or was killed by the user. */
static bool
run_profiler(struct session *s, struct process *p, bool *stopped)
{
	/* A program that writes to the terminal is not to be disturbed. */
	bool quiet = session_has_command(s) && isatty(STDOUT_FILENO);
	struct streams streams = {.in = -1, .out = -1};

	if (!record_start(s, p, &streams))
		return false;
	progress_begin(&s->watch.progress, quiet ? NULL : "recording", s->recording, 0);
	record_watch(s, p, stopped);
	progress_end(&s->watch.progress);
	if (s->killed != 0)
		record_kill_rest(s);
	session_show_time(s, p);
	process_release(p);
	return s->killed == 0;
}

/* Why there is no whole recording. */
void
record_report(struct session *s, int status, bool stopped, bool begun)
{
	bool sudo = s->options->root != NULL;
	const char *name = base_name(s->profiler);
	uint64_t at = 0;

	if (WIFSIGNALED(status) && stopped)
		s->killed = s->signalled;
	if (WIFSIGNALED(status) && stopped && !s->dtrace && !s->stream &&
	    !perfdata_has_begun(s->recording, &at))
		report_error(s->report,
		    "stopped before %s was ready, so nothing was recorded: let it run longer%s",
		    name, s->options->verbose ? "" : "; --verbose shows what it says");
	else if (WIFSIGNALED(status) && stopped)
		report_error(s->report, "%s was stopped before it was done%s", name,
		    s->options->verbose ? "" : "; --verbose shows what it says");
	else if (WIFSIGNALED(status))
		report_error(s->report, "%s was killed by signal %d (%s) before it was done", name,
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
	else if (!s->dtrace && !begun && !sudo && WEXITSTATUS(status) == PERF_REFUSED)
		advise_perf_refused(s->report, s->subject->pids, s->own.len > 0);
	else
		report_error(s->report, "%s%s failed with exit status %d%s", sudo ? "sudo " : "",
		    name, WEXITSTATUS(status),
		    s->dtrace || s->options->verbose ? "" : "; --verbose shows all that it says");
}

/* The exit status of the command, said and kept: perf ends as its command did. */
void
record_take_status(struct session *s, int status)
{
	const char *name = session_has_command(s) ? s->subject->command->items[0] : "";

	if (!session_has_command(s) || status == 0)
		return;
	if (WIFSIGNALED(status)) {
		s->status = BY_SIGNAL + WTERMSIG(status);
		report_note(s->report, "'%s' was killed by signal %d (%s)", name, WTERMSIG(status),
		    strsignal(WTERMSIG(status)));
	} else {
		s->status = WEXITSTATUS(status);
		report_note(s->report, "'%s' ended with exit status %d", name, s->status);
	}
}

/* A file that perf, as root, has made anew becomes the user's. */
static void
take_ownership(struct session *s)
{
	struct command c;
	struct stat st;

	if (s->options->root == NULL || stat(s->recording, &st) != 0 || st.st_uid == geteuid())
		return;
	record_root_command(s, &c, "chown",
	    arena_printf(&s->arena, "%lu:%lu", (unsigned long)geteuid(), (unsigned long)getegid()));
	command_add(&c, s->recording);
	record_as_root(s, &c);
}

/* Whether the profiler wrote all of its file; what perf's file holds is s->data. */
static bool
is_whole(struct session *s, int status, bool stopped, bool *begun)
{
	struct stat st;
	int error;

	*begun = stat(s->recording, &st) == 0 && st.st_size > 0;
	if (s->dtrace)
		return stopped || status == 0;
	error = perfdata_scan(s->recording, &s->data);
	return error == 0 && *begun && (!s->data.known || s->data.finished);
}

bool
record_run(struct session *s)
{
	struct process p = {.from = -1};
	bool stopped = false, begun;
	struct command c;

	if (!make_recording(s))
		return false;
	command_init(&c, &s->arena);
	record_command(s, &c);
	p.command = &c;
	if (!run_profiler(s, &p, &stopped))
		return false;
	take_ownership(s);
	if (!is_whole(s, p.status, stopped, &begun)) {
		/* Killed, perf leaves the command alone. */
		record_end_rest(s, 0);
		record_report(s, p.status, stopped, begun);
		return false;
	}
	/* dtrace keeps its command's status to itself; who stops a command knows why it ended. */
	if (!stopped && !s->dtrace)
		record_take_status(s, p.status);
	return true;
}

bool
record_given(struct session *s)
{
	const char *file = s->subject->perfdata;
	int error;

	s->recording = strcmp(file, "-") == 0 ? "/dev/stdin" : file;
	error = perfdata_scan(s->recording, &s->data);
	if (error != 0)
		report_error(s->report, "cannot read '%s': %s", file, strerror(error));
	else if (s->data.foreign != FOREIGN_NONE)
		report_error(s->report, "%s: %s%s", s->recording, foreign_reason(s->data.foreign),
		    foreign_is_packed(s->data.foreign) ? " into flamegraph --perfdata -" : "");
	return error == 0 && s->data.foreign == FOREIGN_NONE;
}

/* Whether a file holds white space only: dtrace writes so when it has sampled nothing. */
static bool
is_blank(const char *path)
{
	struct str line;
	struct input in;
	bool blank = true;

	if (!input_open(&in, path))
		return false;
	while (blank && input_line(&in, &line))
		blank = str_trim(line).len == 0;
	input_close(&in);
	return blank;
}

void
record_say_no_samples(struct session *s)
{
	/* As many samples may be missing, and it is still chance. */
	const double chance = 50, least = 0.5;
	double used =
	    session_has_command(s) && s->own.len == 0 ? used_seconds() - s->used_before : 0;
	uint64_t freq = s->options->freq > 0 ? s->options->freq : RECORD_FREQ;

	if (s->data.counted && s->data.samples == 0 && perfdata_lost(&s->data) > 0)
		advise_all_lost(s->report, perfdata_lost(&s->data));
	else if (s->status == NOT_FOUND || s->status == NOT_RUNNABLE)
		advise_not_run(s->report, s->status);
	else if (!s->dtrace && used > least && used * (double)freq > chance)
		advise_starved(s->report, used);
	else
		advise_no_samples(
		    s->report, s->subject->pids != NULL, s->options->wall || s->options->off_cpu);
	/* A signal that left nothing to draw has ended it all. */
	s->killed = s->signalled;
}

bool
record_has_samples(struct session *s)
{
	/* What but waits has no samples; collapse-perf knows. */
	bool waits = (s->options->wall || s->options->off_cpu) && s->status != NOT_FOUND &&
		     s->status != NOT_RUNNABLE;
	bool has =
	    s->dtrace ? !is_blank(s->recording) : !s->data.counted || s->data.samples > 0 || waits;

	if (has && perfdata_lost(&s->data) > 0)
		advise_lost(s->report, perfdata_lost(&s->data), s->data.samples);
	if (!has)
		record_say_no_samples(s);
	return has;
}
