/*
 * session.h - one run from recording to picture: what its steps share.
 */
#ifndef SESSION_H
#define SESSION_H

#include <stdbool.h>

#include "arena.h"
#include "command.h"
#include "outfile.h"
#include "perfdata.h"
#include "process.h"
#include "profile.h"
#include "tap.h"

struct session {
	const struct profile_options *options;
	const struct profile_subject *subject;
	struct report *report;
	const char *argv0;
	bool dtrace; /* else perf */
	bool script; /* perf script reads perf's file */

	struct arena arena;
	struct watch watch;

	struct command own;	  /* the words of --cmd, without -o FILE */
	const char *perfdata_out; /* NULL: it is not kept */
	const char *profiler;	  /* path of perf or dtrace; NULL: not needed so far */

	struct outfile svg;
	struct outfile folded;
	struct outfile perfdata;
	char *folder;	       /* a private one for the recording, or NULL */
	const char *recording; /* the file of perf, or of dtrace, to be drawn */
	struct perfdata data;  /* what that file says, if it is perf's */
	const char *program;   /* path of the command's executable, or NULL */

	const char *closing; /* what the picture shows, in a line */

	struct command opening; /* of --open */
	struct process opener;

	int status; /* of the command that was profiled */
	int killed; /* the signal that ended it all, or 0 */
};

/* Prints a command about to be run, with --verbose. */
void session_show(const struct session *s, const struct command *command);
/* How long a program ran, with --verbose. */
void session_show_time(const struct session *s, const struct process *p);

static inline bool
session_has_command(const struct session *s)
{
	return s->subject->command != NULL && s->subject->command->len > 0;
}

/* Waits for all that runs, showing `step`; a signal ends it and is s->killed. */
void session_wait(struct session *s, const char *step, pid_t writer);

/* The name of a program, without its folder, for messages. */
const char *base_name(const char *path);

/*
 * record.c: checks what it needs; finds the command, whose absence is the
 * shell's exit status; runs the profiler, or takes the file that is given;
 * s->recording, s->data and s->status are set. False after a message,
 * or with s->killed set.
 */
bool record_check(struct session *s);
bool record_find_command(struct session *s);
bool record_find_perf(struct session *s); /* without a message */
bool record_run(struct session *s);
bool record_given(struct session *s);

/* Says how many samples were lost; false, said too, when there is none at all. */
bool record_has_samples(const struct session *s);

/* Says that there is none, and the likely cause. */
void record_say_no_samples(const struct session *s);

/* Samples a second, where the user names no other number. */
enum { RECORD_FREQ = 997 };

/*
 * record_command.c: reads --cmd into s->own and s->perfdata_out (false after a
 * message, with s->status set, or without memory); the profiler's command line;
 * "sudo FLAGS" where that is wanted.
 */
bool record_own_words(struct session *s);
void record_command(const struct session *s, struct command *c);
void record_add_sudo(const struct session *s, struct command *c);

/* draw.c: finds the programs that draw; runs them from s->recording to s->svg. */
bool draw_check(struct session *s);
bool draw_run(struct session *s);

#endif
