/*
 * draw_stages.c - the programs that make a picture of a recording, and their options.
 *
 *	collapse-perf FILE [| CMD] | flamegraph-svg
 *	perf script -i FILE | collapse-perf [| CMD] | flamegraph-svg
 *	collapse-dtrace FILE [| CMD] | flamegraph-svg
 *	collapse-rustc FILE [| CMD] | flamegraph-svg
 *
 * The second line is for --perf-script, and for a file that the first cannot read.
 */
#include <inttypes.h>

#include "pipeline.h"

/* Of what a stage says, so many bytes are kept. */
enum { SAID_MOST = 8192 };

const char *
stages_collapser(const struct session *s)
{
	return s->dtrace ? "collapse-dtrace" : s->data.rustc ? "collapse-rustc" : "collapse-perf";
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
	if (o->max_stack > 0)
		command_addf(c, "--max-stack=%" PRIu64, o->max_stack);
	if (o->inlines)
		command_add(c, "--inline");
	/* Of text it is said what is counted when that is asked for. */
	if (!p->session->dtrace && (p->script || !p->session->data.of_perf))
		command_add(c, "--header");
	if (p->script)
		return;
	if (o->no_inline)
		command_add(c, "--no-inline");
	add_places(c, o);
	add_text(c, "--buildid-dir", o->buildid_dir);
	record_skip_launchers(p->session, c);
}

static void
add_collapse(struct pipeline *p)
{
	const struct profile_options *o = p->session->options;
	struct command *c = add_stage(p, stages_collapser(p->session), true);

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
	if (o->image_width > 0)
		command_addf(c, "--width=%" PRIu64, o->image_width);
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

void
stages_add(struct pipeline *p)
{
	add_perf_script(p);
	add_collapse(p);
	add_post_process(p);
	add_svg(p);
}
