/*
 * process.c - programs that are started, watched, and ended; see process.h.
 *
 * Signals are blocked in every thread but one, which takes them with sigwait
 * and writes each as a byte into a pipe: poll() then waits for programs,
 * signals and time alike, and no handler has anything to do.
 */
#ifdef __linux__
#define _GNU_SOURCE /* F_SETPIPE_SZ */
#endif

#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mem.h"

extern char **environ;

/* Writing a signal's byte is tried again so often. */
enum { TRIES = 4 };

/* Seconds of a sleep at most: should the word of a program's end be lost, it is seen then. */
static const double LONGEST_SLEEP = 1;

/* The status of a program whose own was lost: exit status 1. */
enum { LOST = 1 << 8 };

/* Two signals closer than this many seconds are one. */
static const double SAME_SIGNAL = 0.1;

static const int signals[WATCH_SIGNALS] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD};

static void
ignore_signal(int signal)
{
	(void)signal;
}

/* Whether one comes right behind another; by when they come, as who takes them may be busy. */
static bool
comes_again(int signal, double *last)
{
	double now = clock_seconds();
	bool again = *last >= 0 && now - *last < SAME_SIGNAL;

	if (signal == SIGCHLD)
		return false;
	*last = again ? *last : now;
	return again;
}

static void *
signal_thread(void *arg)
{
	const struct watch *w = arg;
	double last = -1;
	int signal;

	while (sigwait(&w->waited, &signal) == 0) {
		unsigned char byte = (unsigned char)signal;

		if (signal == SIGCHLD && atomic_load(&w->ending))
			break;
		if (comes_again(signal, &last))
			continue;
		for (int tries = 0; tries < TRIES; tries++)
			if (write(w->signals[1], &byte, 1) == 1)
				break;
	}
	return NULL;
}

int
process_pipe(int ends[2])
{
	if (pipe(ends) != 0)
		return errno;
	for (int i = 0; i < 2; i++)
		fcntl(ends[i], F_SETFD, FD_CLOEXEC);
#ifdef F_SETPIPE_SZ
	/* More room, fewer times that a writer has to wait; it may not be granted. */
	fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
#endif
	return 0;
}

/*
 * Blocks the signals that are events, and only then gives them a handler: none
 * is lost in between. One that was ignored (nohup) stays so, but SIGINT is our button.
 */
static void
take_signals(struct watch *w)
{
	struct sigaction act = {.sa_handler = ignore_signal};
	sigset_t blocked;

	sigemptyset(&w->waited);
	for (size_t i = 0; i < WATCH_SIGNALS; i++) {
		sigaction(signals[i], NULL, &w->former[i]);
		if (signals[i] != SIGHUP || w->former[i].sa_handler != SIG_IGN)
			sigaddset(&w->waited, signals[i]);
	}
	blocked = w->waited;
	sigaddset(&blocked, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &blocked, &w->before);
	w->mask = w->before;
	sigemptyset(&act.sa_mask);
	/* A signal without a handler may be dropped before sigwait sees it. */
	for (size_t i = 0; i < WATCH_SIGNALS; i++)
		if (sigismember(&w->waited, signals[i]))
			sigaction(signals[i], &act, NULL);
}

/* As they were; what is pending comes now. */
static void
give_back_signals(const struct watch *w)
{
	for (size_t i = 0; i < WATCH_SIGNALS; i++)
		sigaction(signals[i], &w->former[i], NULL);
	pthread_sigmask(SIG_SETMASK, &w->before, NULL);
}

/*
 * Standard streams that were closed when we were started are /dev/null for us and for
 * the programs that we start. report_init holds their numbers: only those close by themselves.
 */
static void
open_standard_streams(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++) {
		int flags = fcntl(fd, F_GETFD), null;

		if (flags >= 0 && (flags & FD_CLOEXEC) == 0)
			continue;
		null = open("/dev/null", fd == STDIN_FILENO ? O_RDONLY : O_WRONLY);
		if (null < 0 || null == fd)
			continue;
		dup2(null, fd);
		close(null);
	}
}

int
watch_init(struct watch *w)
{
	int error;

	open_standard_streams();
	memset(w, 0, sizeof(*w));
	progress_init(&w->progress);
	error = process_pipe(w->signals);
	if (error != 0)
		return error;
	fcntl(w->signals[0], F_SETFL, O_NONBLOCK);
	take_signals(w);
	error = pthread_create(&w->thread, NULL, signal_thread, w);
	if (error != 0) {
		close(w->signals[0]);
		close(w->signals[1]);
		give_back_signals(w);
	}
	return error;
}

/* The next signal that is an event; 0 where there is none. */
static int
take_signal(struct watch *w)
{
	unsigned char byte;

	while (read(w->signals[0], &byte, 1) == 1)
		if (byte != SIGCHLD)
			return byte;
	return 0;
}

/* A signal that nobody has taken yet, taken; 0 where there is none. The thread must have ended. */
static int
take_pending(const struct watch *w)
{
	sigset_t pending, one;
	int signal = 0;

	sigpending(&pending);
	for (size_t i = 0; i < WATCH_SIGNALS && signal == 0; i++) {
		if (signals[i] == SIGCHLD || !sigismember(&w->waited, signals[i]) ||
		    !sigismember(&pending, signals[i]))
			continue;
		sigemptyset(&one);
		sigaddset(&one, signals[i]);
		sigwait(&one, &signal);
	}
	return signal;
}

/* Whether it was before it became an event. */
static bool
is_ignored(const struct watch *w, int signal)
{
	for (size_t i = 0; i < WATCH_SIGNALS; i++)
		if (signals[i] == signal)
			return w->former[i].sa_handler == SIG_IGN;
	return false;
}

int
watch_release(struct watch *w)
{
	int late;

	atomic_store(&w->ending, true);
	pthread_kill(w->thread, SIGCHLD);
	pthread_join(w->thread, NULL);
	late = take_signal(w);
	if (late == 0)
		late = take_pending(w);
	close(w->signals[0]);
	close(w->signals[1]);
	give_back_signals(w);
	return is_ignored(w, late) ? 0 : late;
}

void
process_hold_signals(sigset_t *mask)
{
	sigset_t held;

	sigemptyset(&held);
	for (size_t i = 0; i < WATCH_SIGNALS; i++)
		if (signals[i] != SIGCHLD)
			sigaddset(&held, signals[i]);
	pthread_sigmask(SIG_BLOCK, &held, mask);
}

void
process_release_signals(const sigset_t *mask)
{
	pthread_sigmask(SIG_SETMASK, mask, NULL);
}

/* posix_spawnp in the command's folder, where relative words of its mean something. */
static int
spawn_in_folder(const struct command *c, pid_t *pid, const posix_spawn_file_actions_t *actions,
    const posix_spawnattr_t *attr)
{
	char **environment = c->environment != NULL ? c->environment : environ;
	int here = -1, error = 0;

	if (c->folder != NULL) {
		here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		error = here < 0 || chdir(c->folder) != 0 ? errno : 0;
	}
	if (error == 0)
		error = posix_spawnp(pid, c->argv[0], actions, attr, c->argv, environment);
	if (here >= 0) {
		if (fchdir(here) != 0 && error == 0)
			error = errno;
		close(here);
	}
	return error;
}

static int
spawn(const struct watch *w, struct process *p, const struct streams *streams, int heard)
{
	const int fds[3] = {streams->in, streams->hear == HEAR_OUT ? heard : streams->out,
	    streams->hear == HEAR_ERR ? heard : -1};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t defaults = w->waited;
	short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
	int error;

	if (p->command->arena->failed || p->command->len == 0)
		return ENOMEM;
	error = posix_spawn_file_actions_init(&actions);
	if (error != 0)
		return error;
	error = posix_spawnattr_init(&attr);
	for (int i = 0; i < 3 && error == 0; i++)
		if (fds[i] >= 0)
			error = posix_spawn_file_actions_adddup2(&actions, fds[i], i);
	if (streams->mute && error == 0)
		error = posix_spawn_file_actions_addopen(
		    &actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_setsigmask(&attr, &w->mask);
	posix_spawnattr_setsigdefault(&attr, &defaults);
	if (streams->own_group) {
		flags |= POSIX_SPAWN_SETPGROUP;
		posix_spawnattr_setpgroup(&attr, w->group);
	}
	posix_spawnattr_setflags(&attr, flags);
	if (error == 0)
		error = spawn_in_folder(p->command, &p->pid, &actions, &attr);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

int
watch_start(struct watch *w, struct process *p, const struct streams *streams)
{
	int ends[2] = {-1, -1};

	p->from = -1;
	p->pid = 0;
	output_to_memory(&p->said);
	p->error = w->len < WATCH_MOST ? 0 : EAGAIN;
	if (p->error == 0 && streams->hear != HEAR_NOTHING)
		p->error = process_pipe(ends);
	if (p->error == 0)
		p->error = spawn(w, p, streams, ends[1]);
	if (ends[1] >= 0)
		close(ends[1]);
	if (p->error != 0) {
		if (ends[0] >= 0)
			close(ends[0]);
		p->pid = 0;
		return p->error;
	}
	if (ends[0] >= 0)
		fcntl(ends[0], F_SETFL, O_NONBLOCK);
	if (streams->own_group && w->group == 0)
		w->group = p->pid;
	p->from = ends[0];
	p->began = clock_seconds();
	w->running[w->len++] = p;
	return 0;
}

int
watch_run(struct watch *w, const struct command *command)
{
	static const struct streams ours = {.in = -1, .out = -1};
	struct process p = {.command = command};
	int error = spawn(w, &p, &ours, -1);

	while (error == 0 && waitpid(p.pid, &p.status, 0) < 0 && errno == EINTR)
		;
	return error;
}

/* Passes on, or keeps, what a program has said so far; false at its end. */
static bool
relay(struct watch *w, struct process *p)
{
	char buf[4096];
	ssize_t n;

	while ((n = read(p->from, buf, sizeof(buf))) > 0) {
		if (p->keep == 0) {
			progress_clear(&w->progress);
			fwrite(buf, 1, (size_t)n, stderr);
		} else if (p->said.len < p->keep) {
			output_bytes(&p->said, buf, (size_t)n);
		}
	}
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return true;
	if (n < 0 && p->said.error == 0)
		p->said.error = errno;
	return false;
}

static void
close_from(struct process *p)
{
	if (p->from >= 0)
		close(p->from);
	p->from = -1;
}

/* Whether a program has ended. One of which the system says nothing any more has, and failed. */
static bool
has_ended(struct process *p)
{
	pid_t pid = waitpid(p->pid, &p->status, WNOHANG);

	if (pid >= 0 || errno == EINTR)
		return pid == p->pid;
	p->error = errno;
	p->status = LOST;
	return true;
}

static bool
is_watched(const struct watch *w, pid_t pid)
{
	for (size_t i = 0; i < w->len; i++)
		if (w->running[i]->pid == pid)
			return true;
	return false;
}

/*
 * What became our child when its parent ended is asked for its status when it ends, too: nobody else
 * does, and it would keep its number for as long as we run.
 */
static void
reap_adopted(const struct watch *w)
{
	for (;;) {
		siginfo_t ended = {.si_signo = 0};

		if (waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) != 0 || ended.si_pid <= 0)
			return;
		if (is_watched(w, ended.si_pid) || waitpid(ended.si_pid, NULL, WNOHANG) <= 0)
			return;
	}
}

/* Takes the programs that have ended off the list. */
static void
reap(struct watch *w)
{
	size_t kept = 0;

	for (size_t i = 0; i < w->len; i++) {
		struct process *p = w->running[i];

		if (!has_ended(p)) {
			w->running[kept++] = p;
			continue;
		}
		if (p->from >= 0)
			relay(w, p);
		close_from(p);
		p->seconds = clock_seconds() - p->began;
		p->pid = 0;
	}
	w->len = kept;
	if (kept == 0)
		w->group = 0;
	reap_adopted(w);
}

bool
watch_is_alone(struct watch *w)
{
	reap(w);
	if (process_has_earlier())
		return process_signal_below(getpid(), 0, NULL) == 0;
	return !process_has_child();
}

/* Sleeps until something happens, a tick of the progress is due, or `until` has come. */
static void
sleep_until(struct watch *w, double until)
{
	struct pollfd fds[WATCH_MOST + 1] = {{.fd = w->signals[0], .events = POLLIN}};
	double wait = until > 0 ? until - clock_seconds() : LONGEST_SLEEP;

	if (progress_is_on(&w->progress) && wait > PROGRESS_TICK)
		wait = PROGRESS_TICK;
	if (wait > LONGEST_SLEEP)
		wait = LONGEST_SLEEP;
	if (wait < 0)
		wait = 0;
	for (size_t i = 0; i < w->len; i++)
		fds[i + 1] = (struct pollfd){.fd = w->running[i]->from, .events = POLLIN};
	/* Half a millisecond more, so that the time has come when poll returns. */
	if (poll(fds, (nfds_t)w->len + 1, (int)(wait * 1000 + 0.5)) <= 0)
		return;
	for (size_t i = 0; i < w->len; i++)
		if (fds[i + 1].revents != 0 && !relay(w, w->running[i]))
			close_from(w->running[i]);
}

enum watch_event
watch_next(struct watch *w, double until, int *signal)
{
	for (;;) {
		/* In this order: what was signalled before it ended is a signal first. */
		*signal = take_signal(w);
		if (*signal != 0)
			return WATCH_SIGNAL;
		reap(w);
		if (w->len == 0)
			return WATCH_ENDED;
		if (until > 0 && clock_seconds() >= until)
			return WATCH_TIME;
		sleep_until(w, until);
		progress_tick(&w->progress);
	}
}

void
watch_kill(struct watch *w)
{
	if (w->group > 0)
		kill(-w->group, SIGKILL);
	for (size_t i = 0; i < w->len; i++) {
		process_signal_below(w->running[i]->pid, SIGKILL, NULL);
		kill(w->running[i]->pid, SIGKILL);
	}
}

void
process_release(struct process *p)
{
	close_from(p);
	output_close(&p->said);
}

void
process_die(int signal)
{
	struct sigaction act = {.sa_handler = SIG_DFL};
	sigset_t set;

	sigemptyset(&act.sa_mask);
	sigaction(signal, &act, NULL);
	sigemptyset(&set);
	sigaddset(&set, signal);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	raise(signal);
}
