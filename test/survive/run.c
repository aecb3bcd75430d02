/*
 * run.c - programs that are run within bounds; see run.h.
 *
 * vfork is what makes a few hundred programs a second possible: posix_spawn
 * uses it.
 */
#define _DEFAULT_SOURCE /* getrusage's ru_maxrss, O_CLOEXEC */

#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mutate.h"

extern char **environ;

/* A pipe holds so much without a reader. */
enum { PIPE_HOLDS = 65536 };

const char *const run_messages[RUN_STAGES] = {"messages", "messages.2", "messages.3"};

static _Noreturn void
give_up(const char *what)
{
	perror(what);
	exit(1);
}

void
words_add(struct words *w, const char *word)
{
	if (w->len == RUN_WORDS)
		give_up("too many words");
	w->word[w->len++] = word;
	w->word[w->len] = NULL;
}

static int
open_file(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600);

	if (fd < 0)
		give_up(path);
	return fd;
}

void
file_write(const char *path, struct str text)
{
	int fd = open_file(path, O_WRONLY | O_CREAT | O_TRUNC);

	while (text.len > 0) {
		ssize_t n = write(fd, text.ptr, text.len);

		if (n <= 0)
			give_up(path);
		text = str_skip(text, (size_t)n);
	}
	close(fd);
}

void
file_read(const char *path, struct bytes *b)
{
	int fd = open_file(path, O_RDONLY);
	char block[1 << 16];
	ssize_t n;

	b->len = 0;
	while ((n = read(fd, block, sizeof(block))) > 0)
		bytes_replace(b, b->len, 0, str_make(block, (size_t)n));
	if (n < 0)
		give_up(path);
	close(fd);
}

/* Both ends are not for programs to inherit. */
static void
make_pipe(int ends[2])
{
	if (pipe(ends) != 0 || fcntl(ends[0], F_SETFD, FD_CLOEXEC) != 0 ||
	    fcntl(ends[1], F_SETFD, FD_CLOEXEC) != 0)
		give_up("pipe");
}

/* What the first stage reads: the file, or a pipe that is filled with it. */
static int
open_input(const struct run *run)
{
	int fd = open_file(run->in != NULL ? run->in : "/dev/null", O_RDONLY), ends[2];
	char block[PIPE_HOLDS];
	struct stat st;
	ssize_t n;

	if (!run->through_pipe || fstat(fd, &st) != 0 || st.st_size > PIPE_HOLDS)
		return fd;
	make_pipe(ends);
	n = read(fd, block, sizeof(block));
	if (n < 0 || (n > 0 && write(ends[1], block, (size_t)n) != n))
		give_up(run->in);
	close(ends[1]);
	close(fd);
	return ends[0];
}

static pid_t
start(const struct words *w, int in, int out, int messages)
{
	posix_spawn_file_actions_t actions;
	char *argv[RUN_WORDS + 1];
	int error;
	pid_t pid;

	for (size_t i = 0; i <= w->len; i++)
		memcpy(&argv[i], &w->word[i], sizeof(argv[i]));
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, messages, STDERR_FILENO);
	error = posix_spawn(&pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	errno = error;
	if (error != 0)
		give_up(argv[0]);
	return pid;
}

/* Time is up; and again, should this one have come just before waitpid. */
static void
wake_up(int signal)
{
	(void)signal;
	alarm(1);
}

/* Waits for all of them; from the alarm on, all that are left are killed. */
static void
wait_for(struct run *run, const pid_t *pids, unsigned seconds)
{
	const struct sigaction act = {.sa_handler = wake_up};

	sigaction(SIGALRM, &act, NULL);
	run->late = false;
	alarm(seconds);
	for (size_t i = 0; i < run->len; i++) {
		while (waitpid(pids[i], &run->status[i], 0) < 0) {
			if (errno != EINTR)
				give_up("waitpid");
			run->late = true;
			for (size_t k = i; k < run->len; k++)
				kill(pids[k], SIGKILL);
		}
	}
	alarm(0);
}

void
run_do(struct run *run, unsigned seconds)
{
	pid_t pids[RUN_STAGES] = {0};
	int in = open_input(run);

	if (run->len > RUN_STAGES)
		give_up("too many stages");
	for (size_t i = 0; i < run->len; i++) {
		int messages = open_file(run_messages[i], O_WRONLY | O_CREAT | O_TRUNC);
		int ends[2] = {-1, -1};

		if (i + 1 < run->len)
			make_pipe(ends);
		else
			ends[1] = open_file(run->out, O_WRONLY | O_CREAT | O_TRUNC);
		pids[i] = start(run->stages[i], in, ends[1], messages);
		close(messages);
		close(ends[1]);
		close(in);
		in = ends[0];
	}
	wait_for(run, pids, seconds);
}

static void
bound(int resource, rlim_t most)
{
	struct rlimit limit;

	if (getrlimit(resource, &limit) != 0)
		give_up("getrlimit");
	limit.rlim_cur = most < limit.rlim_max ? most : limit.rlim_max;
	if (setrlimit(resource, &limit) != 0)
		give_up("setrlimit");
}

void
run_bounds(size_t megabytes)
{
	bound(RLIMIT_CORE, 0);
	bound(RLIMIT_FSIZE, 1 << 28);
	if (megabytes > 0)
		bound(RLIMIT_AS, (rlim_t)megabytes << 20);
}

long
run_peak(void)
{
	struct rusage usage;

	return getrusage(RUSAGE_CHILDREN, &usage) == 0 ? usage.ru_maxrss : 0;
}
