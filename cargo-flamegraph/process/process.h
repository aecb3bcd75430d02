/*
 * process.h - programs that are started, watched, and ended.
 *
 * A watch holds the programs that run now. It sees them end, passes on what
 * they say on stderr, and turns signals and times into events of one loop:
 *
 *	while ((event = watch_next(&watch, until, &signal)) != WATCH_ENDED)
 *		…
 */
#ifndef PROCESS_H
#define PROCESS_H

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "command.h"
#include "output.h"
#include "progress.h"

struct process {
	const struct command *command;
	pid_t pid;	    /* 0 before it was started and after it has ended */
	int status;	    /* of waitpid, once it has ended */
	int error;	    /* an errno: it could not be started, or how it ended was lost */
	int from;	    /* what it says comes from here; -1 when we do not hear it */
	size_t keep;	    /* 0: what it says is shown; else so many bytes (and a few) are kept */
	struct output said; /* those */
	double began;
	double seconds; /* it ran for, once it has ended */
};

enum { WATCH_MOST = 8, WATCH_SIGNALS = 5 };

struct watch {
	struct process *running[WATCH_MOST];
	size_t len;
	struct progress progress;
	pid_t group;	 /* the process group of those started with own_group, or 0 */
	sigset_t before; /* the signal mask that is set back */
	sigset_t mask;	 /* that programs start with: the same, if nobody says another one */
	sigset_t waited; /* signals that become events */
	int signals[2];	 /* a byte for every signal: read end, write end */
	pthread_t thread;
	atomic_bool ending; /* the thread is to end at the next SIGCHLD */
	struct sigaction former[WATCH_SIGNALS];
};

enum watch_hear { HEAR_NOTHING, HEAR_OUT, HEAR_ERR };

/* Standard streams of a program: -1 is our own. */
struct streams {
	int in;
	int out;
	enum watch_hear hear; /* this stream comes through us: see struct process */
	bool mute;	      /* what it says on stderr is dropped */
	bool own_group;	      /* a terminal's Ctrl-C does not reach it; watch_kill does */
};

/*
 * From now on SIGINT, SIGTERM, SIGHUP and SIGQUIT are events and SIGPIPE is an
 * error of write. 0, or an errno. Until watch_release, which sets things back; it returns a
 * signal that came too late to be an event, for process_die, or 0 if none that is not ignored.
 */
int watch_init(struct watch *w);
int watch_release(struct watch *w);

/*
 * Between two watches, too, none of these signals ends us: they wait for the next watch, or for
 * process_release_signals. *mask: what was blocked before, for watch.mask.
 */
void process_hold_signals(sigset_t *mask);
void process_release_signals(const sigset_t *mask);

/*
 * Starts a program; p->command is set, and p must live until it has ended.
 * Returns 0, or an errno that is in p->error too. Never closes a stream.
 */
int watch_start(struct watch *w, struct process *p, const struct streams *streams);

/* Runs one command to its end, whatever else runs. 0, or an errno of starting it. */
int watch_run(struct watch *w, const struct command *command);

enum watch_event {
	WATCH_ENDED,  /* no program runs any more */
	WATCH_TIME,   /* `until` has come */
	WATCH_SIGNAL, /* *signal was sent to us */
};

/*
 * Waits for the next event; `until` is a time of clock_seconds, or 0 for none.
 * A signal that comes twice within a moment, as timeout(1) sends it, is one.
 */
enum watch_event watch_next(struct watch *w, double until, int *signal);

/* Ends every program that runs, and what runs below it. */
void watch_kill(struct watch *w);

/*
 * Whether nothing runs below us any more, which is certain where process_adopt was called: lists of
 * processes are no snapshots, but who has no child has nothing below. Where something ran before that
 * already, the list has to do.
 */
bool watch_is_alone(struct watch *w);

/* Frees what a process that has ended still holds. */
void process_release(struct process *p);

/* Those that a signal could not be sent to, as they are another user's. */
enum { REFUSED_MOST = 64 };
struct process_refused {
	pid_t pids[REFUSED_MOST];
	size_t len;
};

/*
 * Sends a signal to everything that runs below a process (Linux; elsewhere to nothing).
 * Returns how many processes that were; none where pid is that of no process. What begins just then
 * may be missed: see watch_is_alone. What ran before process_adopt, and all below that, is none of
 * ours. `refused` may be NULL.
 */
size_t process_signal_below(pid_t pid, int signal, struct process_refused *refused);

/*
 * Of a process, and its child where it has that name, and its child's …, the first one that has
 * another name: what sudo runs. The last one where there is none; `pid` elsewhere than on Linux.
 */
pid_t process_behind(pid_t pid, const char *name);

/* Whether one of that name, of at most 15 letters, runs below a process (Linux; elsewhere never). */
bool process_is_below(pid_t pid, const char *name);

/*
 * From now on what runs below us stays below us when its parent ends, so that
 * process_signal_below(getpid(), …) finds it (Linux; elsewhere nothing happens). What runs there at
 * the first call was started by who we were before exec(2), and is never counted nor ended.
 */
void process_adopt(void);

/* Whether there was any such thing. */
bool process_has_earlier(void);

/* Whether we have a child, running or not yet waited for. */
bool process_has_child(void);

/* A pipe that programs do not inherit. 0, or an errno. */
int process_pipe(int ends[2]);

/* Ends this program the way the signal would have, for whoever waits for it. */
void process_die(int signal);

#endif
