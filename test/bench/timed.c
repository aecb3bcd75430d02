/*
 * timed.c - runs a command several times: how long it took, what memory it needed.
 *
 * Usage: timed RUNS OUTPUT COMMAND ARG…
 *
 * Standard output of each run goes to the file OUTPUT. Prints the median of the
 * wall times in seconds and the largest resident set of any run, with all
 * processes it waited for, in KiB; and the median of the seconds that processors
 * worked for it, which on a busy machine say more:
 *
 *	0.1340 18220 0.1290
 */
#define _DEFAULT_SOURCE /* wait4: resources of one child */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "str.h"

enum { MOST_RUNS = 99 };

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
run_child(const char *output, char **command)
{
	int fd = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0) {
		perror(output);
		_exit(127);
	}
	execvp(command[0], command);
	perror(command[0]);
	_exit(127);
}

static double
seconds_of(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* What was measured. */
struct runs {
	double seconds[MOST_RUNS], worked[MOST_RUNS];
	size_t len;
	long kib;
};

/* One run more; false when the command failed. */
static bool
run_once(const char *output, char **command, struct runs *r)
{
	double started = now();
	struct rusage usage;
	int status;
	pid_t child = fork();

	if (child == 0)
		run_child(output, command);
	if (child < 0 || wait4(child, &status, 0, &usage) < 0)
		return false;
	r->seconds[r->len] = now() - started;
	r->worked[r->len++] = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
	if (usage.ru_maxrss > r->kib)
		r->kib = usage.ru_maxrss;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int
compare(const void *pa, const void *pb)
{
	double a = *(const double *)pa, b = *(const double *)pb;

	return (a > b) - (a < b);
}

static double
median(double *numbers, size_t n)
{
	qsort(numbers, n, sizeof(*numbers), compare);
	return numbers[n / 2];
}

int
main(int argc, char **argv)
{
	struct runs r = {.len = 0};
	uint64_t runs;

	if (argc < 4 || !str_to_u64(str_from(argv[1]), &runs) || runs < 1 || runs > MOST_RUNS) {
		fputs("usage: timed RUNS OUTPUT COMMAND ARG...\n", stderr);
		return 2;
	}
	for (uint64_t i = 0; i < runs; i++) {
		if (!run_once(argv[2], argv + 3, &r)) {
			fprintf(stderr, "timed: %s failed\n", argv[3]);
			return 1;
		}
	}
	printf("%.4f %ld %.4f\n", median(r.seconds, r.len), r.kib, median(r.worked, r.len));
	return 0;
}
