/*
 * record_watch.c - while the profiler runs: signals, and the end of --duration; see session.h.
 */
#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "session.h"

/*
 * A terminal's Ctrl-C reaches the profiler without us; only when it does not
 * end within this many seconds was it sent to us alone, and is passed on.
 */
static const double GRACE = 0.25;

/* Seconds between two looks whether perf has begun. */
static const double LOOK_AGAIN = 0.02;

/* Seconds that a command has to end after SIGTERM, when --duration is over. */
static const double LAST_WORDS = 1;

/* Seconds from the header of perf's file to the first sample, at most, once its command may run. */
static const double LONGEST_START = 1;

/*
 * The name of perf's child until it becomes the command (evlist__prepare_workload in
 * tools/perf/util/evlist.c of the Linux source).
 */
static const char waiting_name[] = "perf-exec";

void
record_root_command(struct session *s, struct command *c, const char *program, const char *argument)
{
	command_init(c, &s->arena);
	record_add_sudo(s, c);
	command_add(c, program);
	command_add(c, argument);
}

void
record_as_root(struct session *s, const struct command *c)
{
	int error;

	session_show(s, c);
	error = watch_run(&s->watch, c);
	if (error != 0)
		report_warning(
		    s->report, "cannot run '%s': %s", command_program(c), strerror(error));
}

/* A signal as kill(1) takes it. */
struct signal_name {
	int signal;
	const char *option;
};
static const struct signal_name INTERRUPT = {SIGINT, "-INT"}, TERMINATE = {SIGTERM, "-TERM"},
				CONTINUE = {SIGCONT, "-CONT"}, KILL = {SIGKILL, "-KILL"};

/* Sends it to those whom root alone may send one. */
static void
signal_as_root(struct session *s, const pid_t *pids, size_t len, struct signal_name signal)
{
	struct command c;

	if (len == 0 || s->options->root == NULL)
		return;
	record_root_command(s, &c, "kill", signal.option);
	for (size_t i = 0; i < len; i++)
		command_addf(&c, "%ld", (long)pids[i]);
	record_as_root(s, &c);
}

/* Sends it to all below a process; returns how many there are. */
static size_t
signal_below(struct session *s, pid_t pid, struct signal_name signal)
{
	struct process_refused refused;
	size_t alive = process_signal_below(pid, signal.signal, &refused);

	signal_as_root(s, refused.pids, refused.len, signal);
	return alive;
}

/* The profiler itself, which may run below sudo. */
static pid_t
profiler_pid(const struct session *s, const struct process *p)
{
	return s->options->root != NULL && p->pid > 0 ? process_behind(p->pid, "sudo") : p->pid;
}

/*
 * Asks the profiler to finish. What runs below it was started by us and ends,
 * too; it goes first, while it can be found there: perf ends only its child.
 */
static void
stop(struct session *s, const struct process *p)
{
	/* It has ended by itself; to signal 0 is to signal all of our own group. */
	if (p->pid <= 0)
		return;
	if (session_has_command(s)) {
		pid_t profiler = profiler_pid(s, p);

		signal_below(s, profiler, TERMINATE);
		/* A program that is stopped hears nothing else. */
		signal_below(s, profiler, CONTINUE);
	}
	if (kill(p->pid, SIGINT) != 0 && errno == EPERM)
		signal_as_root(s, &p->pid, 1, INTERRUPT);
}

/*
 * Whether the command may not run yet: perf has no child, which is waited for until `last`, or one
 * that still waits for a word from perf, who would die of the broken pipe if the child were ended.
 */
static bool
waits_for_perf(const struct session *s, const struct process *p, double last)
{
	if (s->dtrace || !session_has_command(s))
		return false;
	return process_is_below(p->pid, waiting_name) ||
	       (clock_seconds() < last && process_signal_below(profiler_pid(s, p), 0, NULL) == 0);
}

/* How far perf is on its way to the first sample. */
struct beginning {
	bool begun;    /* the time of --duration is known */
	double header; /* when its file was first seen to have a header; 0: not yet */
	uint64_t at;   /* of perfdata_has_begun */
};

/*
 * When --duration is over; 0 without one. perf needs time to begin, which on a busy machine may
 * take seconds: until then b->begun is false, and the time is that of the next look. Its child
 * must not be ended while it waits for a word from perf, who would die of the broken pipe.
 * An older perf does not say when it is ready; then its header counts, and LONGEST_START is enough.
 */
static double
end_of_duration(const struct session *s, const struct process *p, struct beginning *b)
{
	const struct profile_options *o = s->options;
	double now = clock_seconds(), delay = (double)o->delay / 1000;
	struct stat st;

	b->begun = o->duration <= 0 || s->dtrace || !session_has_command(s) ||
		   !process_is_below(p->pid, waiting_name);
	if (o->duration <= 0)
		return 0;
	if (!b->begun)
		return now + LOOK_AGAIN;
	/* What comes through a pipe has come before this is asked. */
	if (s->stream)
		return now + delay + o->duration;
	if (s->dtrace || perfdata_has_begun(s->recording, &b->at))
		return now + o->duration;
	if (b->header <= 0 && stat(s->recording, &st) == 0 && st.st_size > 0)
		b->header = now;
	if (b->header > 0 && now >= b->header + delay + LONGEST_START)
		return b->header + delay + o->duration;
	b->begun = false;
	return now + LOOK_AGAIN;
}

/* --duration is over: what it was to end has until `last`, and is killed then. */
struct ending {
	bool begun;
	double last;
};

/* Begins, or goes on; returns when to look again. */
static double
end_command(struct session *s, const struct process *p, struct ending *e)
{
	if (!e->begun) {
		*e = (struct ending){true, clock_seconds() + LAST_WORDS};
		stop(s, p);
		return session_has_command(s) ? e->last : 0;
	}
	/* perf waits for its command; what that still starts is found the next time. */
	s->forced |= signal_below(s, profiler_pid(s, p), KILL) > 0;
	return clock_seconds() + LOOK_AGAIN;
}

/* So long it waits between two looks at what is to end. */
static void
wait_a_moment(void)
{
	const struct timespec moment = {0, 2000000};

	nanosleep(&moment, NULL);
}

void
record_kill_rest(struct session *s)
{
	double last = clock_seconds() + LAST_WORDS;

	/* What starts others while their list is read is found the next time. */
	while (!watch_is_alone(&s->watch) && clock_seconds() < last) {
		signal_below(s, getpid(), KILL);
		wait_a_moment();
	}
}

void
record_end_rest(struct session *s, double last)
{
	signal_below(s, getpid(), TERMINATE);
	last = last > 0 ? last : clock_seconds() + LAST_WORDS;
	signal_below(s, getpid(), CONTINUE);
	while (!watch_is_alone(&s->watch) && clock_seconds() < last)
		wait_a_moment();
	record_kill_rest(s);
}

/*
 * The next event of the profiler: WATCH_ENDED also where readers of its data go on behind it;
 * WATCH_TIME with *until now where whoever reads perf's data has ended: perf may
 * write again only when its ring has filled, and would not notice before that.
 */
static enum watch_event
next_event(struct session *s, const struct process *p, double *until, int *signal)
{
	for (;;) {
		double look = clock_seconds() + LOOK_AGAIN;
		bool early = s->readers > 0 && (*until <= 0 || look < *until);
		enum watch_event event = watch_next(&s->watch, early ? look : *until, signal);

		if (p->pid == 0 && event != WATCH_SIGNAL)
			return WATCH_ENDED;
		if (event != WATCH_TIME || !early)
			return event;
		if (s->watch.len <= s->readers) {
			*until = look;
			s->readers = 0;
			return WATCH_TIME;
		}
	}
}

/* The time that was waited for has come; returns until when to wait next. */
static double
time_has_come(struct session *s, const struct process *p, struct beginning *b, struct ending *e,
    bool signalled)
{
	if (!b->begun)
		return end_of_duration(s, p, b);
	if (!signalled)
		return end_command(s, p, e);
	/* A moment later there may be something to draw. */
	if (waits_for_perf(s, p, e->last))
		return clock_seconds() + LOOK_AGAIN;
	stop(s, p);
	return 0;
}

void
record_watch(struct session *s, struct process *p, bool *stopped)
{
	struct beginning b = {.header = 0};
	double until = end_of_duration(s, p, &b);
	struct ending ending = {false, 0};
	enum watch_event event;
	bool signalled = false;
	int signal;

	while (p->pid != 0 && (event = next_event(s, p, &until, &signal)) != WATCH_ENDED) {
		if (event == WATCH_TIME) {
			*stopped = *stopped || (b.begun && (!s->stream || s->readers > 0));
			until = time_has_come(s, p, &b, &ending, signalled);
		} else if (p->pid != 0 && !signalled && signal != SIGQUIT) {
			signalled = *stopped = b.begun = true;
			s->signalled = signal;
			until = clock_seconds() + GRACE;
			ending.last = until + LONGEST_START;
		} else {
			s->killed = signal;
			watch_kill(&s->watch);
		}
	}
	/* Whoever draws a stream runs below us, too: stream_end does this when they are through. */
	if (ending.begun && session_has_command(s) && !s->stream)
		record_end_rest(s, ending.last);
}
