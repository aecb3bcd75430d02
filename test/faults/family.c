/*
 * family.c - runs a command, and sees that nothing it started outlives it.
 *
 *	family [--interrupt MS] SECONDS COMMAND ARG…
 *
 * Whatever runs below the command, in whichever group or session, becomes a
 * child of this program when its own parent ends. So once the command has
 * ended there must be no child, but for a moment in which what was killed dies.
 * Ends as the command did; with 97 if it did not end in time, with 98 if
 * anything was left: it says what, and kills it. --interrupt: so many milliseconds after its start,
 * at most a second, it has a Ctrl-C, as from a terminal: SIGINT for its group.
 */
#define _GNU_SOURCE /* the C library's prctl.h */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "str.h"

enum { LATE = 97, LEFT = 98, MOMENT_MS = 5000, STEP_MS = 5 };

static void
wake_up(int signal)
{
	(void)signal;
}

static void
pause_ms(long ms)
{
	const struct timespec time = {0, ms * 1000000};

	nanosleep(&time, NULL);
}

static int
status_of(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* What this is, as its command line says it; zombies have none. */
static void
say_child(pid_t pid)
{
	char path[64], words[256];
	size_t n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/cmdline", (long)pid);
	f = fopen(path, "r");
	if (f != NULL) {
		n = fread(words, 1, sizeof(words) - 1, f);
		fclose(f);
	}
	for (size_t i = 0; i < n; i++)
		words[i] = (char)(words[i] == '\0' ? ' ' : words[i]);
	words[n] = '\0';
	fprintf(stderr, "family: left running: %ld %s\n", (long)pid, words);
}

/* Our first child, or 0. */
static pid_t
any_child(void)
{
	uint64_t pid = 0;
	char path[64], line[64];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/task/%ld/children", (long)getpid());
	f = fopen(path, "r");
	if (f != NULL) {
		if (fgets(line, sizeof(line), f) != NULL)
			str_to_u64(str_head(str_from(line), str_find(str_from(line), ' ')), &pid);
		fclose(f);
	}
	return (pid_t)pid;
}

/* Waits a moment for what is left to end; then ends it. Whether there was anything. */
static bool
end_children(void)
{
	bool left = false;

	for (int ms = 0; ms < MOMENT_MS; ms += STEP_MS) {
		pid_t pid = waitpid(-1, NULL, WNOHANG);

		if (pid < 0 && errno == ECHILD)
			return false;
		if (pid == 0)
			pause_ms(STEP_MS);
	}
	for (pid_t pid; (pid = any_child()) > 0; left = true) {
		say_child(pid);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	return left;
}

/* Starts it; with `interrupt`, in a group of its own. */
static pid_t
start(char **argv, bool interrupt)
{
	pid_t pid;

	/* A shell without job control has what it runs in the background ignore it: lost, if it comes early. */
	if (interrupt)
		signal(SIGINT, SIG_DFL);
	pid = fork();
	/* By both: whoever is first. */
	if (interrupt && pid >= 0)
		setpgid(pid, pid);
	if (pid == 0) {
		execvp(argv[0], argv);
		perror(argv[0]);
		_exit(127);
	}
	return pid;
}

int
main(int argc, char **argv)
{
	const struct sigaction act = {.sa_handler = wake_up};
	uint64_t seconds, ms = 0;
	bool interrupt = argc > 2 && strcmp(argv[1], "--interrupt") == 0;
	int status;
	pid_t pid;

	if (interrupt && str_to_u64(str_from(argv[2]), &ms))
		argc -= 2, argv += 2;
	if (argc < 3 || ms >= 1000 || !str_to_u64(str_from(argv[1]), &seconds)) {
		fputs("usage: family [--interrupt MS] SECONDS COMMAND ARG...\n", stderr);
		return 2;
	}
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	pid = start(argv + 2, interrupt);
	if (interrupt && pid > 0) {
		pause_ms((long)ms);
		kill(-pid, SIGINT);
	}
	sigaction(SIGALRM, &act, NULL);
	alarm((unsigned)seconds);
	if (pid < 0 || waitpid(pid, &status, 0) < 0) {
		fputs("family: the command did not end in time\n", stderr);
		kill(pid, SIGABRT);
		pause_ms(100);
		kill(pid, SIGKILL);
		alarm(0);
		end_children();
		return LATE;
	}
	alarm(0);
	return end_children() ? LEFT : status_of(status);
}
