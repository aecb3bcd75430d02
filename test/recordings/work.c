/*
 * work.c - something to record: threads, a forked child, deep and shallow
 * stacks, inlined functions, system calls. -DSHORT makes it short enough for step.c.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef SHORT
enum { ROUNDS = 2, NUMBERS = 50, TURNS = 100, FEW_TURNS = 20 };
#else
enum {
	ROUNDS = 12,
	NUMBERS = 60000,
	TURNS = 150000 /* enough for a recording to see it */,
	FEW_TURNS = 2000
};
#endif

static volatile unsigned sink;

__attribute__((noinline)) static void
leaf(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		sink += i;
}

static inline __attribute__((always_inline)) void
inlined(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		sink ^= i * 7;
}

__attribute__((noinline)) static void
deep(unsigned depth)
{
	if (depth > 0)
		deep(depth - 1);
	inlined(TURNS);
	leaf(FEW_TURNS);
}

/* Ends with a call: that returns to code which is the caller's own again. */
static inline __attribute__((always_inline)) void
last_call(unsigned n)
{
	sink += n;
	deep(n);
}

__attribute__((noinline)) static void
calls_last(unsigned n)
{
	last_call(n);
	sink++;
}

static int
compare(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

__attribute__((noinline)) static void
sort(void)
{
	int *numbers = malloc(NUMBERS * sizeof(int));
	unsigned seed = 1;

	for (size_t i = 0; i < NUMBERS; i++)
		numbers[i] = (int)(seed = seed * 1103515245 + 12345);
	qsort(numbers, NUMBERS, sizeof(int), compare);
	sink += (unsigned)numbers[NUMBERS / 2];
	free(numbers);
}

__attribute__((noinline)) static void
read_maps(void)
{
	char buf[4096];
	FILE *f = fopen("/proc/self/maps", "r");

	while (f != NULL && fread(buf, 1, sizeof(buf), f) > 0)
		continue;
	if (f != NULL)
		fclose(f);
}

static void *
work(void *arg)
{
	for (int i = 0; i < ROUNDS; i++) {
		deep(10);
		calls_last(sink & 1);
		sort();
		read_maps();
	}
	return arg;
}

#ifdef SHORT

int
main(void)
{
	work(NULL);
	return 0;
}

#else

int
main(void)
{
	pthread_t thread;
	pid_t child = fork();

	if (child == 0) {
		work(NULL);
		_exit(0);
	}
	pthread_create(&thread, NULL, work, NULL);
	work(NULL);
	pthread_join(thread, NULL);
	waitpid(child, NULL, 0);
	return 0;
}

#endif
