/*
 * draw.c - from the recording to the picture, as one pipe; see session.h.
 *
 *	collapse-perf FILE [| CMD] | (tap) | flamegraph-svg > TEMPORARY
 *	perf script -i FILE | collapse-perf [| CMD] | (tap) | flamegraph-svg > TEMPORARY
 *	collapse-dtrace FILE [| CMD] | (tap) | flamegraph-svg > TEMPORARY
 *	collapse-rustc FILE [| CMD] | (tap) | flamegraph-svg > TEMPORARY
 *
 * The second line is for --perf-script, and for a file that the first cannot read.
 *
 * All run at the same time, in a process group of their own, and nothing is
 * kept on the way. The tap is a thread of ours: see tap.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "advice.h"
#include "session.h"

/* Advice begins where more than this share of the samples has no name, in percent. */
static const double UNNAMED = 50;

enum { STAGES = 4, SAID_MOST = 8192, SAID_LINES = 12 };

struct pipeline {
	struct session *session;
	bool script; /* the first stage is perf script */
	struct command commands[STAGES];
	struct process stages[STAGES];
	size_t len;
	int in; /* what the next stage reads; -1 before the first */
	struct tap tap;
};

static const char *
collapse_name(const struct session *s)
{
	return s->dtrace ? "collapse-dtrace" : s->data.rustc ? "collapse-rustc" : "collapse-perf";
}

static bool
has_program(struct session *s, const char *name)
{
	if (find_sibling(&s->arena, s->argv0, name) != NULL)
		return true;
	report_error(s->report,
	    "%s of this toolkit is missing: it is neither next to %s nor on PATH", name,
	    base_name(s->argv0));
	return false;
}

/* The words of an option's value, if it is given; false after a message. */
static bool
check_words(struct session *s, const char *option, const char *text, struct command *c)
{
	command_init(c, &s->arena);
	if (text == NULL || (command_add_text(c, text) && c->len > 0))
		return true;
	if (s->arena.failed) /* said at the end */
		return false;
	s->status = report_usage(
	    s->report, "--%s is empty or has a quote without an end: '%s'", option, text);
	return false;
}

bool
draw_check(struct session *s)
{
	struct command c;

	if (!check_words(s, "script-args", s->options->script_args, &c) ||
	    !check_words(s, "post-process", s->options->post_process, &c))
		return false;
	if (c.len > 0 && find_program(&s->arena, c.argv[0]) == NULL) {
		report_error(s->report, "cannot run '%s': %s", c.argv[0], strerror(errno));
		return false;
	}
	return has_program(s, collapse_name(s)) && has_program(s, "flamegraph-svg");
}

/* A new stage of the pipe that runs a program of this toolkit, or another one. */
static struct command *
add_stage(struct pipeline *p, const char *program, bool toolkit)
{
	struct session *s = p->session;
	struct command *c = &p->commands[p->len];
	const char *path = toolkit ? find_sibling(&s->arena, s->argv0, program) : program;

	p->stages[p->len] = (struct process){.command = c, .from = -1, .keep = SAID_MOST};
	command_init(c, &s->arena);
	if (path != NULL)
		command_add(c, path);
	p->len++;
	return c;
}

static void
add_text(struct command *c, const char *name, const char *value)
{
	if (value != NULL)
		command_addf(c, "%s=%s", name, value);
}

/* Where the files are that the recording names. */
static void
add_places(struct command *c, const struct profile_options *o)
{
	add_text(c, "--symfs", o->symfs);
	add_text(c, "--vmlinux", o->vmlinux);
}

static void
add_perf_script(struct pipeline *p)
{
	const struct profile_options *o = p->session->options;
	struct command *c;

	if (!p->script)
		return;
	c = add_stage(p, p->session->profiler, false);
	add_text(c, "--buildid-dir", o->buildid_dir);
	command_add(c, "script");
	command_add(c, "-i");
	command_add(c, p->session->recording);
	add_places(c, o);
	if (o->wall || o->off_cpu) {
		command_add(c, "--show-switch-events");
		command_add(c, "--show-task-events");
	}
	if (o->no_inline)
		command_add(c, "--no-inline");
	if (o->script_args != NULL)
		command_add_text(c, o->script_args);
}

/* What is known to the programs that read what a profiler recorded. */
static void
add_collapse_options(const struct pipeline *p, struct command *c)
{
	const struct profile_options *o = p->session->options;

	if (o->wall || o->off_cpu)
		command_add(c, o->off_cpu ? "--off-cpu" : "--wall");
	if (o->flamechart)
		command_add(c, "--no-merge");
	for (size_t i = 0; i < o->skip_after.len; i++)
		command_addf(c, "--skip-after=%s", o->skip_after.items[i]);
	if (p->script)
		return;
	if (o->no_inline)
		command_add(c, "--no-inline");
	add_places(c, o);
	add_text(c, "--buildid-dir", o->buildid_dir);
}

static void
add_collapse(struct pipeline *p)
{
	const struct profile_options *o = p->session->options;
	struct command *c = add_stage(p, collapse_name(p->session), true);

	if (o->verbose)
		command_add(c, "--verbose");
	if (!p->session->data.rustc)
		add_collapse_options(p, c);
	if (p->script)
		return;
	command_add(c, "--");
	command_add(c, p->session->recording);
}

static void
add_flag(struct command *c, bool given, const char *name)
{
	if (given)
		command_add(c, name);
}

static const char *
title(const struct profile_options *o)
{
	if (o->title != NULL || (!o->wall && !o->off_cpu))
		return o->title;
	return o->off_cpu ? "Where it waits" : "Wall-clock time";
}

static void
add_svg(struct pipeline *p)
{
	const struct profile_options *o = p->session->options;
	struct command *c = add_stage(p, "flamegraph-svg", true);

	add_text(c, "--title", title(o));
	add_text(c, "--subtitle", o->subtitle);
	add_text(c, "--notes", o->notes);
	add_text(c, "--minwidth", o->min_width);
	add_text(c, "--width", o->image_width);
	add_text(c, "--colors", o->palette);
	add_flag(c, o->deterministic, "--deterministic");
	add_flag(c, o->inverted, "--inverted");
	add_flag(c, o->reverse, "--reverse");
	add_flag(c, o->flamechart, "--flamechart");
	add_flag(c, o->verbose, "--verbose");
}

static void
add_post_process(struct pipeline *p)
{
	const char *text = p->session->options->post_process;

	if (text == NULL)
		return;
	command_add_text(add_stage(p, NULL, false), text);
	/* What it says is for the user at once. */
	p->stages[p->len - 1].keep = 0;
}

static bool
failed(struct pipeline *p, const char *what, int error)
{
	report_error(p->session->report, "cannot run %s: %s", what, strerror(error));
	return false;
}

/*
 * The first stage reads a file that is named to it, which may be our standard
 * input; that of a terminal would stop it, as it is not in the foreground.
 */
static bool
may_read_stdin(const struct session *s)
{
	return s->subject->perfdata != NULL && isatty(STDIN_FILENO) != 1;
}

/* Starts stage i between p->in and `out`; closes both. */
static bool
start_stage(struct pipeline *p, size_t i, int out)
{
	struct streams streams = {.in = p->in, .out = out, .hear = HEAR_ERR, .own_group = true};
	int error;

	if (streams.in < 0 && !may_read_stdin(p->session))
		streams.in = open("/dev/null", O_RDONLY | O_CLOEXEC);
	session_show(p->session, &p->commands[i]);
	error = watch_start(&p->session->watch, &p->stages[i], &streams);
	if (streams.in >= 0)
		close(streams.in);
	close(out);
	p->in = -1;
	return error == 0 || failed(p, base_name(p->commands[i].argv[0]), error);
}

/* Starts stage i with a pipe behind it, which becomes p->in. */
static bool
start_piped(struct pipeline *p, size_t i)
{
	int ends[2];
	int error = process_pipe(ends);

	if (error != 0)
		return failed(p, "a pipe", error);
	if (!start_stage(p, i, ends[1])) {
		close(ends[0]);
		return false;
	}
	p->in = ends[0];
	return true;
}

static bool
start_tap(struct pipeline *p)
{
	const struct outfile *keep = &p->session->folded;
	int ends[2];
	int error = process_pipe(ends);

	if (error != 0)
		return failed(p, "a pipe", error);
	error = tap_start(&p->tap, p->in, ends[1], keep->path != NULL ? keep->fd : -1);
	p->in = ends[0];
	return error == 0 || failed(p, "a thread", error);
}

/* Starts everything from the first stage to the picture. */
static bool
start(struct pipeline *p)
{
	int out;

	for (size_t i = 0; i + 1 < p->len; i++)
		if (!start_piped(p, i))
			return false;
	if (!start_tap(p))
		return false;
	out = fcntl(p->session->svg.fd, F_DUPFD_CLOEXEC, 3);
	if (out < 0)
		return failed(p, "a pipe", errno);
	return start_stage(p, p->len - 1, out);
}

static bool
ended_well(const struct process *stage)
{
	return WIFEXITED(stage->status) && WEXITSTATUS(stage->status) == 0;
}

static bool
ended_by_pipe(const struct process *stage)
{
	return WIFSIGNALED(stage->status) && WTERMSIG(stage->status) == SIGPIPE;
}

/* The first lines of what a program said: the rest of perf's is a list of all its options. */
static void
show_said(const struct process *stage, size_t lines, bool stream)
{
	struct str rest = output_text(&stage->said);

	for (; rest.len > 0 && lines > 0; lines--) {
		struct str line = str_cut(&rest, '\n');

		/* Said already, in percent, where there is a file. */
		if (!stream && str_search(line, STR(" lost while recording")) < line.len)
			continue;
		fwrite(line.ptr, 1, line.len, stderr);
		fputc('\n', stderr);
	}
}

/*
 * What the toolkit's programs said; what perf script said only where that
 * matters. Behind a program that failed the others only say that nothing came.
 */
static void
show_messages(const struct pipeline *p, const struct process *culprit)
{
	const struct session *s = p->session;

	for (size_t i = 0; i < p->len; i++) {
		const struct process *stage = &p->stages[i];
		bool script = i == 0 && p->script;

		if (s->options->verbose)
			show_said(stage, SIZE_MAX, s->stream);
		else if (!script || stage == culprit)
			show_said(stage, SAID_LINES, s->stream);
		session_show_time(s, stage);
		if (stage == culprit)
			break;
	}
}

/* The stage that failed: the first one, but not one that only lost its reader. */
static const struct process *
find_culprit(const struct pipeline *p)
{
	const struct process *piped = NULL;

	for (size_t i = 0; i < p->len; i++) {
		const struct process *stage = &p->stages[i];

		if (ended_well(stage))
			continue;
		if (!ended_by_pipe(stage))
			return stage;
		piped = piped != NULL ? piped : stage;
	}
	return piped;
}

static void
report_culprit(const struct pipeline *p, const struct process *stage)
{
	const struct session *s = p->session;
	const char *name = base_name(stage->command->argv[0]);
	const char *script = stage == &p->stages[0] && p->script ? " script" : "";

	if (WIFSIGNALED(stage->status))
		report_error(s->report, "%s%s was killed by signal %d (%s)", name, script,
		    WTERMSIG(stage->status), strsignal(WTERMSIG(stage->status)));
	else
		report_error(s->report, "%s%s failed with exit status %d", name, script,
		    WEXITSTATUS(stage->status));
}

/* What is said of the picture once it is in its place. */
static void
keep_closing(struct session *s, const struct busiest *seen)
{
	struct output text;

	output_to_memory(&text);
	busiest_write(seen, &text);
	s->closing = arena_printf(&s->arena, "%.*s", STR_ARG(output_text(&text)));
	output_close(&text);
}

/* Whether the picture is whole, and says what is wrong with it or the samples. */
static bool
judge(struct pipeline *p)
{
	struct session *s = p->session;
	const struct process *culprit = find_culprit(p), *svg = &p->stages[p->len - 1];
	const struct tap *tap = &p->tap;
	const struct busiest *seen = &tap->seen;

	if (tap->error != 0) {
		report_error(s->report, "cannot read the stacks: %s", strerror(tap->error));
		return false;
	}
	/* flamegraph-svg fails, too, when there is nothing to draw: that is said better here. */
	if (tap->seen.stacks == 0 && (culprit == NULL || culprit == svg)) {
		if (s->options->post_process != NULL)
			report_error(s->report, "--post-process left no stacks");
		else
			record_say_no_samples(s);
		return false;
	}
	show_messages(p, culprit);
	if (culprit == svg && ended_by_pipe(svg)) {
		/* The reader of our standard output has gone: end as quietly. */
		s->killed = SIGPIPE;
		return false;
	}
	if (culprit != NULL) {
		report_culprit(p, culprit);
		return false;
	}
	if (tap->keep_error != 0) {
		report_error(
		    s->report, "cannot write '%s': %s", s->folded.path, strerror(tap->keep_error));
		return false;
	}
	if (seen->unnamed * 100 > seen->total * UNNAMED)
		advise_unnamed(s->report, seen->unnamed * 100 / seen->total,
		    seen->blank * 100 / seen->total, s->program);
	keep_closing(s, seen);
	return true;
}

/* Whether collapse-perf could make nothing of the file, and perf script can be asked. */
static bool
can_retry(struct pipeline *p)
{
	struct session *s = p->session;
	struct stat st;

	/* What came through a pipe is read. */
	if (stat(s->recording, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	if (p->script || s->dtrace || s->killed != 0 || p->tap.seen.stacks > 0 ||
	    s->svg.temporary == NULL || find_culprit(p) != &p->stages[0] ||
	    !WIFEXITED(p->stages[0].status))
		return false;
	return s->profiler != NULL || record_find_perf(s);
}

/* Draws with, or without, perf script. *retry: it should be tried with it. */
static bool
draw(struct session *s, bool script, bool *retry)
{
	struct pipeline p = {.session = s, .script = script, .in = s->from_perf};
	bool good;

	s->from_perf = -1;
	add_perf_script(&p);
	add_collapse(&p);
	add_post_process(&p);
	add_svg(&p);
	good = start(&p);
	if (p.in >= 0)
		close(p.in);
	if (!good)
		watch_kill(&s->watch);
	if (good && s->stream)
		stream_watch(s);
	session_wait(s, "drawing", p.stages[0].pid);
	tap_join(&p.tap);
	if (s->stream)
		good = stream_end(s) && good;
	*retry = good && can_retry(&p);
	good = good && s->killed == 0 && !*retry && judge(&p);
	for (size_t i = 0; i < p.len; i++)
		process_release(&p.stages[i]);
	busiest_release(&p.tap.seen);
	return good;
}

/* What was written so far is dropped; false after a message. */
static bool
rewind_file(struct session *s, const struct outfile *f)
{
	if (f->path == NULL || f->temporary == NULL ||
	    (ftruncate(f->fd, 0) == 0 && lseek(f->fd, 0, SEEK_SET) == 0))
		return true;
	report_error(s->report, "cannot write '%s': %s", f->path, strerror(errno));
	return false;
}

bool
draw_run(struct session *s)
{
	const struct profile_options *o = s->options;
	bool retry;

	if (s->data.rustc && !has_program(s, collapse_name(s)))
		return false;
	if (s->data.rustc && (o->flamechart || o->skip_after.len > 0))
		report_warning(s->report,
		    "--flamechart and --skip-after are not known to collapse-rustc: left out");

	if (draw(s, s->script, &retry))
		return true;
	return retry && rewind_file(s, &s->svg) && rewind_file(s, &s->folded) &&
	       draw(s, true, &retry);
}
