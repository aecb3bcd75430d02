/*
 * names.c - burns a little time in threads with names that make headers of
 * `perf script` hard to read. Prints the names, one a line.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <time.h>

static const char *const names[] = {"#hash", "x;y", "Timer 5", "foo 12/34 x", "[ET_NET 0]",
    "CPU 0/KVM", "a: b", "12345", "kworker/0:1H", "HDMI polling ta", "foobar [worker]",
    "gr\xc3\xb6\xc3\x9f e", "a", "dead", "1.5: x", "a\tb", "(x)", "a->b", "12 [000] 1.5: 3",
    "x 1 2.5: c", "c:u:", "99 cycles:", "-1"};

static volatile unsigned long sink;

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

__attribute__((noinline)) static void
burn(void)
{
	double end = seconds() + 0.04;

	do
		for (unsigned long i = 0; i < 100000; i++)
			sink += i * i;
	while (seconds() < end);
}

static void *
run(void *name)
{
	prctl(PR_SET_NAME, name);
	burn();
	return NULL;
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		pthread_t thread;

		pthread_create(&thread, NULL, run, (void *)(size_t)names[i]);
		pthread_join(thread, NULL);
		puts(names[i]);
	}
	return 0;
}
