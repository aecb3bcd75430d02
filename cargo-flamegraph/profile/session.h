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
	bool stream; /* perf's data go through a pipe, and are drawn while it runs */

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
	struct process perf;   /* of --stream: it runs while the pipe is read */
	int from_perf;	       /* its data; -1: nothing comes so, or whoever reads them has them */
	struct command perf_command;
	unsigned ring_pages;  /* of perf, for each processor; 0: as it likes */
	const char *launcher; /* what gives the command our standard output, or NULL */
	size_t readers;	      /* how many programs run that read perf's data, while all do */
	bool stopped;	      /* of --stream: it was not the command that ended it */
	bool forced; /* what runs below the profiler was killed: it ends as its command does */

	/* Seconds of processor time, of what ran before the profiler: a build. */
	double used_before;

	const char *closing; /* what the picture shows, in a line */

	struct command opening; /* of --open */
	struct process opener;

	int status;    /* of the command that was profiled */
	int signalled; /* the first signal that was to end the recording, or 0 */
	int killed;    /* the signal that ended it all, or 0 */
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

/* Runs the profiler's command; false, said, when it cannot be started. */
bool record_start(struct session *s, struct process *p, const struct streams *streams);

/* What became of the profiler, or of its command, as it ended. */
void record_take_status(struct session *s, int status);
void record_report(struct session *s, int status, bool stopped, bool begun);

/* record_watch.c: waits for the profiler. *stopped: it was not by itself that it ended. */
void record_watch(struct session *s, struct process *p, bool *stopped);

/*
 * What the profiler's command left behind ends: by SIGTERM, and from `last` on, a time of
 * clock_seconds (0: a second from now), by SIGKILL: until nothing is left.
 */
void record_end_rest(struct session *s, double last);

/* The same at once, by SIGKILL. */
void record_kill_rest(struct session *s);

/*
 * A short command that runs through sudo: what root's process or file needs. It is made of its first
 * two words, to which others are added, and run.
 */
void record_root_command(
    struct session *s, struct command *c, const char *program, const char *argument);
void record_as_root(struct session *s, const struct command *c);

/*
 * record_stream.c: whether the options ask for --stream, or it is the better way for them; starts
 * perf, whose data come from s->from_perf then; waits for it while others read; says, behind that,
 * whether it did well. False after a message, or with s->killed set.
 */
bool stream_is_wanted(const struct session *s);
bool stream_start(struct session *s);
void stream_watch(struct session *s);
bool stream_end(struct session *s);

/*
 * Where perf writes to its standard output, that of its command is standard error: perf starts this
 * program, which gives the command our own. The variable tells that it is so started.
 */
extern const char stream_variable[];

/* Says how many samples were lost; false, said too, when there is none at all. */
bool record_has_samples(struct session *s);

/* Says that there is none, and the likely cause; where a signal left no time for one, that ends it all. */
void record_say_no_samples(struct session *s);

/* Samples a second, where the user names no other number. */
enum { RECORD_FREQ = 997 };

/*
 * record_command.c: reads --cmd into s->own and s->perfdata_out (false after a
 * message, with s->status set, or without memory); the profiler's command line;
 * "sudo FLAGS" where that is wanted; and what collapse-perf is to leave out, since perf starts it
 * only to become the command.
 */
bool record_own_words(struct session *s);
void record_command(const struct session *s, struct command *c);
void record_add_sudo(const struct session *s, struct command *c);
void record_skip_launchers(const struct session *s, struct command *c);

/* draw.c: finds the programs that draw; runs them from s->recording to s->svg. */
bool draw_check(struct session *s);
bool draw_run(struct session *s);

#endif
