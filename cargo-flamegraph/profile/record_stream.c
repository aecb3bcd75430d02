/*
 * record_stream.c - a recording that never touches the disk; see session.h.
 *
 *	perf record … -m 2048 -o - -- flamegraph COMMAND… | collapse-perf - | … flamegraph-svg
 *
 * perf's default ring loses some percent of large samples into a pipe, where a larger one loses no
 * more than into a file; so it is as large as the limits of locked memory allow.
 */
#ifdef __linux__
#define _GNU_SOURCE /* F_SETPIPE_SZ */
#endif

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "input.h"
#include "session.h"

const char stream_variable[] = "FLAMEGRAPH_STDOUT";

enum {
	RING_MOST = 2048, /* pages for each processor */
	RING_LEAST = 128, /* perf's own default */
	PIPE_ROOM = 16 << 20,
	LONG_SECONDS = 60, /* a recording that is longer goes through a pipe by itself */
	KB = 1024
};

/* Seconds between two looks whether anything has come. */
static const double LOOK_AGAIN = 0.02;

/* Whether perf's data are wanted in a file, or are in one. */
static bool
needs_file(const struct session *s)
{
	return s->dtrace || s->script || s->perfdata_out != NULL ||
	       s->options->compression != NULL || s->subject->perfdata != NULL;
}

static bool
same_file(int a, int b)
{
	struct stat one, two;

	return fstat(a, &one) == 0 && fstat(b, &two) == 0 && one.st_dev == two.st_dev &&
	       one.st_ino == two.st_ino;
}

/*
 * Whether the command would need our standard output back: see stream_variable. perf gives it
 * standard error.
 */
static bool
needs_launcher(const struct session *s)
{
	return session_has_command(s) && !same_file(STDOUT_FILENO, STDERR_FILENO);
}

bool
stream_is_wanted(const struct session *s)
{
	const struct profile_options *o = s->options;
	bool is_long = o->duration > LONG_SECONDS || (s->subject->pids != NULL && o->duration <= 0);

	if (o->no_stream || needs_file(s))
		return false;
	return o->stream || (is_long && !(o->root != NULL && needs_launcher(s)));
}

/* The number in a file of the kernel's; 0 where there is none. */
static uint64_t
read_number(const char *path)
{
	struct str line;
	struct input in;
	uint64_t n = 0;

	if (!input_open(&in, path))
		return 0;
	if (!input_line(&in, &line) || !str_to_u64(str_trim(line), &n))
		n = 0;
	input_close(&in);
	return n;
}

/* Whether samples are large: copies of stacks, or many: of each switch of threads. */
static bool
fills_quickly(const struct profile_options *o)
{
	const char *how = o->call_graph;

	return how == NULL || strncmp(how, "dwarf", 5) == 0 || o->wall || o->off_cpu;
}

/*
 * Pages of the ring of each processor: perf_event_mlock_kb for each, and the process's own limit
 * (kernel/events/core.c, perf_mmap), bind all but root. perf is woken when one is half full, and tells
 * then what was mapped: with a large one that fills slowly files would be gone before they are opened.
 */
static unsigned
ring_pages(const struct session *s)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN), page = sysconf(_SC_PAGESIZE);
	uint64_t kb = read_number("/proc/sys/kernel/perf_event_mlock_kb");
	struct rlimit own = {0, 0};
	unsigned pages = RING_MOST;

	if (!fills_quickly(s->options))
		return RING_LEAST;
	if (geteuid() == 0 || s->options->root != NULL || cpus < 1 || page < 1)
		return RING_MOST;
	getrlimit(RLIMIT_MEMLOCK, &own);
	if (own.rlim_cur == RLIM_INFINITY)
		return RING_MOST;
	kb += (uint64_t)own.rlim_cur / KB / (uint64_t)cpus;
	/* One page more of each ring is its head. */
	while (pages > RING_LEAST && (uint64_t)(pages + 1) * (uint64_t)page > kb * KB)
		pages /= 2;
	return pages;
}

/* The pipe that perf writes to; more room, fewer samples that are lost. */
static bool
make_pipe(struct session *s, int ends[2])
{
	int error = process_pipe(ends);

	if (error != 0) {
		report_error(s->report, "cannot make a pipe: %s", strerror(error));
		return false;
	}
#ifdef F_SETPIPE_SZ
	fcntl(ends[1], F_SETPIPE_SZ, PIPE_ROOM);
#endif
	return true;
}

/*
 * perf's command line, with a copy of our standard output for the command; its number, or -1. sudo
 * closes that, and drops the variable without which the launcher would be one who records.
 */
static int
make_command(struct session *s, struct command *c)
{
	bool launches = s->options->root == NULL && needs_launcher(s);
	int copy = launches ? fcntl(STDOUT_FILENO, F_DUPFD, STDERR_FILENO + 1) : -1;

	s->ring_pages = ring_pages(s);
	if (copy >= 0)
		s->launcher = find_sibling(&s->arena, s->argv0, "flamegraph");
	if (s->launcher != NULL)
		s->launcher = absolute_path(&s->arena, s->launcher);
	command_init(c, &s->arena);
	record_command(s, c);
	if (s->launcher != NULL)
		command_set(c, stream_variable, arena_printf(&s->arena, "%d", copy));
	return copy;
}

/* Waits until something comes from perf, so that it was ready to sample; false where it ended first. */
static bool
wait_for_data(struct session *s)
{
	int signal, waiting = 0;

	while (s->perf.pid != 0 && s->killed == 0) {
		enum watch_event event =
		    watch_next(&s->watch, clock_seconds() + LOOK_AGAIN, &signal);

		if (event == WATCH_SIGNAL) {
			s->killed = signal;
			watch_kill(&s->watch);
		} else if (ioctl(s->from_perf, FIONREAD, &waiting) == 0 && waiting > 0) {
			return true;
		}
	}
	return ioctl(s->from_perf, FIONREAD, &waiting) == 0 && waiting > 0 && s->killed == 0;
}

static void
close_pipe(struct session *s)
{
	if (s->from_perf >= 0)
		close(s->from_perf);
	s->from_perf = -1;
}

bool
stream_start(struct session *s)
{
	struct command *c = &s->perf_command;
	struct streams streams = {.in = -1};
	int ends[2], copy;
	bool started;

	if (!make_pipe(s, ends))
		return false;
	copy = make_command(s, c);
	s->perf = (struct process){.command = c, .from = -1};
	streams.out = ends[1];
	started = record_start(s, &s->perf, &streams);
	close(ends[1]);
	if (copy >= 0)
		close(copy);
	s->from_perf = ends[0];
	s->recording = "-";
	if (started && wait_for_data(s))
		return true;
	close_pipe(s);
	if (started && s->killed == 0)
		record_report(s, s->perf.status, false, false);
	if (s->watch.len > 0)
		watch_kill(&s->watch);
	record_kill_rest(s);
	return false;
}

void
stream_watch(struct session *s)
{
	bool quiet = session_has_command(s) && isatty(STDOUT_FILENO);

	s->readers = s->perf.pid != 0 && s->watch.len > 0 ? s->watch.len - 1 : 0;
	progress_begin(&s->watch.progress, quiet ? NULL : "recording", NULL, 0);
	record_watch(s, &s->perf, &s->stopped);
	progress_end(&s->watch.progress);
	session_show_time(s, &s->perf);
}

/*
 * Whether perf came to an end of its own. It ends as its command did: by the signal that ended that,
 * or by the one that we sent; killed itself, it leaves the command behind. Without a reader it dies
 * of SIGPIPE: then the reader is to blame, who is asked next.
 */
static bool
perf_ended_well(const struct session *s, size_t left)
{
	int status = s->perf.status;

	if (s->perf.pid != 0 || !WIFSIGNALED(status) || WTERMSIG(status) == SIGPIPE)
		return s->perf.pid == 0;
	return s->stopped ? s->forced || WTERMSIG(status) != SIGKILL : left == 0;
}

bool
stream_end(struct session *s)
{
	int status = s->perf.status;
	/* What a command leaves to run on when it ends well goes on. */
	bool well = perf_ended_well(s, process_signal_below(getpid(), 0, NULL));
	bool unread = WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE;

	if (s->killed != 0) {
		record_kill_rest(s);
		return false;
	}
	if (!well || unread || (s->stopped && session_has_command(s)))
		record_end_rest(s, 0);
	if (!well)
		record_report(s, status, s->stopped, true);
	else if (!s->stopped && !unread)
		record_take_status(s, status);
	return well;
}
