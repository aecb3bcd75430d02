/*
 * deep.c - a chain of so many calls, and work for half a second of processor time at its end.
 */
#include <stdlib.h>
#include <time.h>

static volatile unsigned sink;

__attribute__((noinline)) static void
bottom(void)
{
	clock_t end = clock() + CLOCKS_PER_SEC / 2;

	while (clock() < end)
		for (unsigned i = 0; i < 2000000; i++)
			sink += i;
}

__attribute__((noinline)) static void
down(unsigned long depth)
{
	if (depth == 0)
		bottom();
	else
		down(depth - 1);
	sink++;
}

int
main(int argc, char **argv)
{
	down(argc > 1 ? strtoul(argv[1], NULL, 10) : 0);
	return 0;
}
