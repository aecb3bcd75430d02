/*
 * each.c - each call of the system made to fail in turn, by one start of a program built with FAULTS=1.
 *
 *	FAULT_EACH=FOLDER program ARG...
 *
 * forks before main: one run in which nothing fails, one in which the first call that faults.c knows
 * fails, the second, and so on to one in which there is none left to fail; then all of them again,
 * with all calls after that one failing, too. What a run prints goes into files of the folder. The
 * first run that ends badly ends it all with status 1, and is told; else the number of runs is
 * printed. FAULT_ALONE=1: without that second turn. FAULT_EVERY=5 FAULT_FROM=2: of the calls the
 * second, the seventh, the twelfth alone. Badly is:
 *
 *	another status than 0 or 1: a crash, or what a sanitizer found
 *	status 1 without a message; 0 with another output than when nothing fails
 *	no memory, status 1, and half an output all the same
 *	status 1, and an output that no message says to be incomplete
 *	a message with the words of FAULT_NEVER in it
 *
 * FAULT_MAY_MISS names a call without which less is known: the output may be another then.
 */
#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TEXT_MAX 65536

static void
give_up(const char *what)
{
	fprintf(stderr, "each: %s: %s\n", what, strerror(errno));
	_exit(2);
}

/* The file of that name in the folder. The caller frees. */
static char *
in_folder(const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", getenv("FAULT_EACH"), name) < 0)
		give_up(name);
	return path;
}

/* What the process writes there goes into the file from now on. */
static void
redirect(const char *name, int to)
{
	char *path = in_folder(name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || dup2(fd, to) < 0 || close(fd) != 0)
		give_up(path);
	free(path);
}

/* This process is a run now, and goes on with main: call `at` fails, or none if that is 0. */
static void
become_run(unsigned long at, bool all)
{
	char number[32];
	char *mark = in_folder("mark");

	redirect(at == 0 ? "good" : "out", STDOUT_FILENO);
	redirect("err", STDERR_FILENO);
	(void)snprintf(number, sizeof(number), "%lu", at);
	if (setenv("FAULT_MARK", mark, 1) != 0 || (all && setenv("FAULT_ALL", "1", 1) != 0) ||
	    setenv("FAULT_AT", number, 1) != 0)
		give_up("environment");
	free(mark);
}

/* The text of a file in the folder, as far as it fits; "" when there is none. */
static void
text_of(const char *name, char text[TEXT_MAX])
{
	char *path = in_folder(name);
	FILE *f = fopen(path, "r");
	size_t n = 0;

	if (f != NULL) {
		n = fread(text, 1, TEXT_MAX - 1, f);
		fclose(f);
	}
	text[n] = '\0';
	free(path);
}

/* Whether the last run printed what the one printed in which nothing failed. */
static bool
output_is_good(void)
{
	char *good = in_folder("good"), *out = in_folder("out");
	FILE *a = fopen(good, "r"), *b = fopen(out, "r");
	int c = 0;

	if (a == NULL || b == NULL)
		give_up(out);
	while (c != EOF && (c = getc(a)) == getc(b))
		;
	fclose(a);
	fclose(b);
	free(good);
	free(out);
	return c == EOF;
}

static bool
output_is_empty(void)
{
	static char out[TEXT_MAX];

	text_of("out", out);
	return out[0] == '\0';
}

static bool
is_memory(const char *call)
{
	return strcmp(call, "malloc") == 0 || strcmp(call, "calloc") == 0 ||
	       strcmp(call, "realloc") == 0;
}

/* What was bad about a run that ended so, in which this call failed and that was said; or NULL. */
static const char *
fault_of(int status, const char *call, const char *said)
{
	const char *never = getenv("FAULT_NEVER"), *may_miss = getenv("FAULT_MAY_MISS");

	if (!WIFEXITED(status))
		return "killed by a signal";
	if (WEXITSTATUS(status) > 1)
		return "another status than 0 or 1";
	if (never != NULL && strstr(said, never) != NULL)
		return "it must not say that";
	if (WEXITSTATUS(status) == 1) {
		if (said[0] == '\0')
			return "status 1 without a message";
		if (output_is_empty() || (!is_memory(call) && strstr(said, "incomplete") != NULL))
			return NULL;
		return is_memory(call) ? "half an output"
				       : "an output that is not said to be incomplete";
	}
	if (may_miss != NULL && strcmp(call, may_miss) == 0)
		return NULL;
	return output_is_good() ? NULL : "status 0 and another output";
}

/* Looks at a run that has ended. False when it was the last: no call was left to fail. */
static bool
judge(int status, unsigned long at, bool all)
{
	static char call[TEXT_MAX], said[TEXT_MAX];
	const char *fault;

	text_of("mark", call);
	text_of("err", said);
	fault = fault_of(status, call, said);
	if (fault == NULL && call[0] == '\0' && status != 0)
		fault = "an error though nothing failed";
	if (fault == NULL)
		return call[0] != '\0';
	fprintf(stderr, "each: call %lu, %s%s: %s (status %d of waitpid); it said:\n%s", at, call,
	    all ? ", and all after it" : "", fault, status, said);
	_exit(1);
}

/* One run; true in it, where main comes next. *more: whether there was a call to fail. */
static bool
run(unsigned long at, bool all, bool *more)
{
	char *mark = in_folder("mark");
	int status = 0;
	pid_t child;

	if (unlink(mark) != 0 && errno != ENOENT)
		give_up(mark);
	free(mark);
	child = fork();
	if (child == 0) {
		become_run(at, all);
		return true;
	}
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (child < 0)
		give_up("fork");
	*more = at == 0 ? WIFEXITED(status) && WEXITSTATUS(status) == 0 : judge(status, at, all);
	return false;
}

/* A number above 0 in the environment, or 1. */
static unsigned long
number_or_one(const char *name)
{
	const char *text = getenv(name);
	unsigned long n = text == NULL ? 1 : strtoul(text, NULL, 10);

	return n == 0 ? 1 : n;
}

__attribute__((constructor)) static void
run_each(void)
{
	unsigned long at, from = number_or_one("FAULT_FROM"), every = number_or_one("FAULT_EVERY");
	unsigned long runs = 0;
	bool more = true;

	if (getenv("FAULT_EACH") == NULL || getenv("FAULT_AT") != NULL)
		return;
	if (run(0, false, &more))
		return;
	if (!more)
		give_up("an error though nothing failed");
	for (int all = 0; all < (getenv("FAULT_ALONE") == NULL ? 2 : 1); all++) {
		more = true;
		for (at = from; more; at += every, runs++)
			if (run(at, all != 0, &more))
				return;
	}
	printf("%lu\n", runs);
	fflush(stdout);
	_exit(0);
}
