/*
 * draw_judge.c - what became of a picture once all stages have ended: what they said, which one
 * failed, and whether another way is worth a try.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "advice.h"
#include "pipeline.h"

/* Advice begins where more than this share of the samples has no name, in percent. */
static const double UNNAMED = 50;

/* Of what a stage said, so many lines are shown. */
enum { SAID_LINES = 12 };

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
show_said(const struct session *s, const struct process *stage, size_t lines)
{
	struct str rest = output_text(&stage->said);

	for (; rest.len > 0 && lines > 0; lines--) {
		struct str line = str_cut(&rest, '\n');

		/* Said already, in percent, where samples were counted: in a file. */
		if (s->data.counted && !s->stream &&
		    str_search(line, STR(" lost while recording")) < line.len)
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
			show_said(s, stage, SIZE_MAX);
		else if (!script || stage == culprit)
			show_said(s, stage, SAID_LINES);
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

/* Whether stacks came out before a recording that is here to stay could not be read on, as a cut one. */
static bool
has_read_a_part(const struct pipeline *p, const struct process *stage)
{
	const struct session *s = p->session;
	struct stat st;

	return stage == &p->stages[0] && !p->script && s->killed == 0 && p->tap.seen.stacks > 0 &&
	       WIFEXITED(stage->status) && s->subject->perfdata != NULL &&
	       stat(s->subject->perfdata, &st) == 0 && (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode));
}

/* A stage as a user would type it. */
static void
print_stage(const struct pipeline *p, const struct command *stage, struct output *out)
{
	struct command typed;

	command_init(&typed, &p->session->arena);
	command_add(&typed, base_name(command_program(stage)));
	for (size_t i = 1; i < stage->len; i++)
		command_add(&typed, stage->argv[i]);
	command_print(&typed, out);
}

static void
advise_part(const struct pipeline *p)
{
	struct output typed;

	output_to_memory(&typed);
	print_stage(p, &p->commands[0], &typed);
	OUTPUT_LITERAL(&typed, " | ");
	print_stage(p, &p->commands[p->len - 1], &typed);
	report_error_lines(p->session->report,
	    "of a part of a recording no picture is made here\n"
	    "  to see what could be read: %.*s >part.svg",
	    STR_ARG(output_text(&typed)));
	output_close(&typed);
}

static void
report_culprit(const struct pipeline *p, const struct process *stage)
{
	struct session *s = p->session;
	const char *name = base_name(command_program(stage->command));
	const char *script = stage == &p->stages[0] && p->script ? " script" : "";

	/* A Ctrl-C as it began: it was not in a group of its own yet. */
	if (WIFSIGNALED(stage->status) && WTERMSIG(stage->status) == s->signalled)
		s->killed = s->signalled;
	else if (WIFSIGNALED(stage->status))
		report_error(s->report, "%s%s was killed by signal %d (%s)", name, script,
		    WTERMSIG(stage->status), strsignal(WTERMSIG(stage->status)));
	else
		report_error(s->report, "%s%s failed with exit status %d", name, script,
		    WEXITSTATUS(stage->status));
	if (has_read_a_part(p, stage))
		advise_part(p);
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

/* Whether a stream is well, and holds no sample: of a file this is known before. */
static bool
is_without_samples(const struct pipeline *p, const struct process *culprit)
{
	struct str said, none = STR("no sample found: the recording holds none");

	if (!p->session->stream || culprit != &p->stages[0] || !WIFEXITED(culprit->status))
		return false;
	said = output_text(&culprit->said);
	return str_search(said, none) < said.len;
}

bool
draw_judge(struct pipeline *p)
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
	if (tap->seen.stacks == 0 &&
	    (culprit == NULL || culprit == svg || is_without_samples(p, culprit))) {
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

bool
draw_can_retry(struct pipeline *p)
{
	struct session *s = p->session;
	struct stat st;

	/* What came through a pipe is read. */
	if (stat(s->recording, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	/* perf has no better word for what is no recording of its own. */
	if (p->script || s->dtrace || !s->data.of_perf || s->killed != 0 ||
	    p->tap.seen.stacks > 0 || s->svg.temporary == NULL ||
	    find_culprit(p) != &p->stages[0] || !WIFEXITED(p->stages[0].status))
		return false;
	return s->profiler != NULL || record_find_perf(s);
}
