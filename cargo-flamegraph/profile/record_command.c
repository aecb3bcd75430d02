/*
 * record_command.c - the command line of the profiler; see session.h.
 *
 *	[sudo FLAGS] perf record --freq=997 --call-graph=dwarf,64000 -q -o FILE -- COMMAND…
 *	[sudo FLAGS] dtrace -x ustackframes=100 -n 'profile-997 /…/ { … }' -o FILE -c COMMAND
 */
#include <string.h>

#include "session.h"

extern char **environ;

/*
 * -o FILE, -oFILE, --output FILE or --output=FILE at word i; *words is how many
 * words that is. NULL where it is something else.
 */
static const char *
own_output(const struct command *c, size_t i, size_t *words)
{
	const char *word = c->argv[i];

	*words = 1;
	if (strncmp(word, "--output=", 9) == 0)
		return word + 9;
	if (strcmp(word, "-o") == 0 || strcmp(word, "--output") == 0) {
		*words = 2;
		return c->argv[i + 1];
	}
	return strncmp(word, "-o", 2) == 0 ? word + 2 : NULL;
}

/* --cmd as words; its -o FILE is taken out and becomes --perfdata-out. */
bool
record_own_words(struct session *s)
{
	const char *text = s->options->cmd;
	bool records = false;
	struct command all;

	command_init(&all, &s->arena);
	command_init(&s->own, &s->arena);
	if (text == NULL)
		return true;
	if (!command_add_text(&all, text) || all.len == 0) {
		if (!s->arena.failed) /* which is said at the end */
			s->status = report_usage(
			    s->report, "--cmd is empty or has a quote without an end: '%s'", text);
		return false;
	}
	if (!s->dtrace && all.argv[0][0] == '-')
		command_add(&s->own, "record");
	for (size_t i = 0, words = 1; i < all.len; i += words) {
		const char *file = own_output(&all, i, &words);

		if (file == NULL)
			command_add(&s->own, all.argv[i]);
		else if (!s->options->keep_perfdata)
			s->perfdata_out = file;
	}
	for (size_t i = 0; i < s->own.len; i++)
		records = records || strcmp(s->own.argv[i], "record") == 0;
	if (!s->dtrace && !records && !s->arena.failed)
		s->status = report_usage(
		    s->report, "--cmd for perf must be a 'record' command, not '%s'", text);
	return s->dtrace || records;
}

void
record_add_sudo(const struct session *s, struct command *c)
{
	if (s->options->root == NULL)
		return;
	command_add(c, "sudo");
	command_add_text(c, s->options->root);
}

/* Where the profiler starts in another folder, it is given paths that mean the same there. */
static const char *
from_anywhere(const struct session *s, struct arena *arena, const char *path)
{
	const char *full = s->subject->folder != NULL ? absolute_path(arena, path) : path;

	return full != NULL ? full : path;
}

/* sudo drops variables: those that the command is to have, and we do not, are set behind it. */
static bool
needs_variables(const struct session *s)
{
	return s->subject->environment != NULL && s->options->root != NULL;
}

static const char setter[] = "env";

static void
add_variables(const struct session *s, struct command *c)
{
	char *const *entry = s->subject->environment;

	if (!needs_variables(s))
		return;
	command_add(c, setter);
	for (; *entry != NULL; entry++) {
		struct str name = str_head(str_from(*entry), str_find(str_from(*entry), '='));
		const char *ours =
		    environment_find(environ, arena_printf(c->arena, "%.*s", STR_ARG(name)));

		if (ours == NULL || strcmp(ours, *entry + name.len + 1) != 0)
			command_add(c, *entry);
	}
}

/* The command itself. sudo's PATH is another one, so there it goes by its full path. */
static void
add_command(const struct session *s, struct command *c)
{
	const struct option_list *words = s->subject->command;

	add_variables(s, c);
	command_add(c, s->options->root != NULL ? s->program : words->items[0]);
	for (size_t i = 1; i < words->len; i++)
		command_add(c, words->items[i]);
}

/*
 * A thread may leave its CPU thousands of times a second, and each time its stack is
 * copied: a small copy, unless another one is asked for.
 */
static const char *
call_graph(const struct profile_options *o)
{
	if (o->call_graph != NULL)
		return o->call_graph;
	return o->wall || o->off_cpu ? "dwarf,8192" : "dwarf,64000";
}

/*
 * Time on the CPU by its clock; the stack with which a thread leaves, and records of when it
 * leaves and is back: see collapse-perf --wall.
 */
static void
add_switches(struct command *c)
{
	command_add(c, "-e");
	command_add(c, "cpu-clock");
	command_add(c, "-e");
	command_add(c, "context-switches/period=1/");
	command_add(c, "--switch-events");
	command_add(c, "-T");
}

static void
perf_command(const struct session *s, struct command *c)
{
	const struct profile_options *o = s->options;

	record_add_sudo(s, c);
	command_add(c, from_anywhere(s, c->arena, s->profiler));
	if (s->own.len > 0) {
		for (size_t i = 0; i < s->own.len; i++)
			command_add(c, s->own.argv[i]);
	} else {
		command_add(c, "record");
		command_addf(
		    c, "--freq=%llu", (unsigned long long)(o->freq > 0 ? o->freq : RECORD_FREQ));
		command_addf(c, "--call-graph=%s", call_graph(o));
		if (o->wall || o->off_cpu)
			add_switches(c);
	}
	if (o->compression != NULL)
		command_addf(c, "--compression-level=%s", *o->compression ? o->compression : "1");
	if (o->delay > 0)
		command_addf(c, "--delay=%llu", (unsigned long long)o->delay);
	if (!o->verbose)
		command_add(c, "-q");
	command_add(c, "-o");
	if (s->stream) {
		command_add(c, "-");
		if (s->own.len == 0)
			command_addf(c, "--mmap-pages=%u", s->ring_pages);
	} else {
		command_add(c, from_anywhere(s, c->arena, s->recording));
	}
	if (s->subject->pids != NULL) {
		command_add(c, "-p");
		command_add(c, s->subject->pids);
	}
	if (session_has_command(s)) {
		command_add(c, "--");
		if (s->launcher != NULL)
			command_add(c, s->launcher);
		add_command(s, c);
	}
}

void
record_skip_launchers(const struct session *s, struct command *c)
{
	if (s->dtrace || !session_has_command(s))
		return;
	if (s->launcher != NULL)
		command_addf(c, "--skip-launcher=%s", base_name(s->launcher));
	if (needs_variables(s))
		command_addf(c, "--skip-launcher=%s", setter);
}

/* dtrace splits its -c at spaces; a backslash keeps one inside a word. */
static void
add_dtrace_target(const struct session *s, struct command *c)
{
	struct str pids = str_from(s->subject->pids);
	struct command words;
	struct output text;

	while (pids.len > 0) {
		struct str pid = str_cut(&pids, ',');

		command_add(c, "-p");
		command_addf(c, "%.*s", STR_ARG(pid));
	}
	if (!session_has_command(s))
		return;
	command_init(&words, c->arena);
	add_command(s, &words);
	output_to_memory(&text);
	for (size_t i = 0; i < words.len; i++) {
		if (i > 0)
			output_char(&text, ' ');
		for (const char *p = words.argv[i]; *p != '\0'; p++) {
			if (*p == ' ' || *p == '\\')
				output_char(&text, '\\');
			output_char(&text, *p);
		}
	}
	command_add(c, "-c");
	command_addf(c, "%.*s", STR_ARG(output_text(&text)));
	output_close(&text);
}

/* The D program that samples user stacks of the target, or of each process named. */
static void
add_dtrace_program(const struct session *s, struct command *c)
{
	uint64_t freq = s->options->freq > 0 ? s->options->freq : RECORD_FREQ;
	struct str pids = str_from(s->subject->pids);
	struct output text;

	output_to_memory(&text);
	output_printf(&text, "profile-%llu /", (unsigned long long)freq);
	if (str_find(pids, ',') == pids.len)
		OUTPUT_LITERAL(&text, "pid == $target");
	else
		for (const char *joint = ""; pids.len > 0; joint = " || ") {
			struct str pid = str_cut(&pids, ',');

			output_printf(&text, "%spid == %.*s", joint, STR_ARG(pid));
		}
	OUTPUT_LITERAL(&text, "/ { @[ustack(100)] = count(); }");
	command_add(c, "-n");
	command_addf(c, "%.*s", STR_ARG(output_text(&text)));
	output_close(&text);
}

/* --cmd is either arguments, or, where it does not begin with '-', a D program. */
static void
dtrace_command(const struct session *s, struct command *c)
{
	const char *own = s->options->cmd;

	record_add_sudo(s, c);
	command_add(c, from_anywhere(s, c->arena, s->profiler));
	if (own != NULL && s->own.len > 0 && s->own.argv[0][0] == '-') {
		for (size_t i = 0; i < s->own.len; i++)
			command_add(c, s->own.argv[i]);
	} else {
		command_add(c, "-x");
		command_add(c, "ustackframes=100");
		if (own != NULL) {
			command_add(c, "-n");
			command_add(c, own);
		} else {
			add_dtrace_program(s, c);
		}
	}
	command_add(c, "-o");
	command_add(c, from_anywhere(s, c->arena, s->recording));
	add_dtrace_target(s, c);
}

void
record_command(const struct session *s, struct command *c)
{
	if (s->dtrace)
		dtrace_command(s, c);
	else
		perf_command(s, c);
	c->environment = s->options->root == NULL ? s->subject->environment : NULL;
	c->folder = s->subject->folder;
}
