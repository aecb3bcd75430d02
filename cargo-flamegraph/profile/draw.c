/*
 * draw.c - from the recording to the picture, as one pipe; see session.h.
 *
 *	collapse-perf FILE [| CMD] | (tap) | flamegraph-svg > TEMPORARY
 *
 * All run at the same time, in a process group of their own, and nothing is
 * kept on the way. The tap is a thread of ours: see tap.h. What the stages are
 * draw_stages.c knows, and draw_judge.c what to say when they have ended.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "pipeline.h"

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
	return has_program(s, stages_collapser(s)) && has_program(s, "flamegraph-svg");
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
	return error == 0 || failed(p, base_name(command_program(&p->commands[i])), error);
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

/* Draws with, or without, perf script. *retry: it should be tried with it. */
static bool
draw(struct session *s, bool script, bool *retry)
{
	struct pipeline p = {.session = s, .script = script, .in = s->from_perf};
	bool good;

	s->from_perf = -1;
	stages_add(&p);
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
	*retry = good && draw_can_retry(&p);
	good = good && s->killed == 0 && !*retry && draw_judge(&p);
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

	if (s->data.rustc && !has_program(s, stages_collapser(s)))
		return false;
	if (s->data.rustc && (o->flamechart || o->skip_after.len > 0 || o->max_stack > 0))
		report_warning(s->report, "--flamechart, --max-stack and --skip-after are not "
					  "known to collapse-rustc: left "
					  "out");

	if (draw(s, s->script, &retry))
		return true;
	return retry && rewind_file(s, &s->svg) && rewind_file(s, &s->folded) &&
	       draw(s, true, &retry);
}
