/*
 * session.c - what the steps of a profile do alike: they show what they run, how long it
 * took, and wait for it; see session.h.
 */
#include "session.h"

#include <string.h>

const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

void
session_show(const struct session *s, const struct command *command)
{
	struct output text;

	if (!s->options->verbose)
		return;
	output_to_memory(&text);
	command_print(command, &text);
	report_note(s->report, "running %.*s", STR_ARG(output_text(&text)));
	output_close(&text);
}

void
session_show_time(const struct session *s, const struct process *p)
{
	unsigned long long ms = (unsigned long long)(p->seconds * 1000 + 0.5);

	if (s->options->verbose)
		report_note(s->report, "%s took %llu.%03llu s",
		    base_name(command_program(p->command)), ms / 1000, ms % 1000);
}

void
session_wait(struct session *s, const char *step, pid_t writer)
{
	enum watch_event event;
	int signal;

	progress_begin(&s->watch.progress, step, NULL, writer);
	while ((event = watch_next(&s->watch, 0, &signal)) != WATCH_ENDED) {
		if (event != WATCH_SIGNAL)
			continue;
		s->killed = signal;
		watch_kill(&s->watch);
	}
	progress_end(&s->watch.progress);
}
