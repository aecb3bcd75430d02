/*
 * burn.c - uses processor time in a function of its own, for tests of profilers.
 *
 *	burn SECONDS [STATUS]
 *
 * main calls work, work calls burn. SECONDS are of processor time, so that a
 * busy machine makes no difference. Prints "done" and exits with STATUS.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static volatile unsigned long sink;

__attribute__((noinline)) void
burn(double seconds)
{
	clock_t end = clock() + (clock_t)(seconds * CLOCKS_PER_SEC);

	while (clock() < end)
		for (unsigned long i = 0; i < 1000000; i++)
			sink += i * i;
}

__attribute__((noinline)) void
work(double seconds)
{
	burn(seconds);
	sink++;
}

int
main(int argc, char **argv)
{
	double seconds = argc > 1 ? atof(argv[1]) : 1;

	work(seconds);
	puts("done");
	return argc > 2 ? atoi(argv[2]) : 0;
}
