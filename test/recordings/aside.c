/*
 * aside.c - a signal's handler that works on a stack of its own for half a second of processor time.
 */
#define _XOPEN_SOURCE 700

#include <signal.h>
#include <stdlib.h>
#include <time.h>

static volatile unsigned sink;

static void
handler(int signal)
{
	clock_t end = clock() + CLOCKS_PER_SEC / 2;

	(void)signal;
	while (clock() < end)
		for (unsigned i = 0; i < 2000000; i++)
			sink += i;
}

int
main(void)
{
	enum { SIZE = 1 << 16 };
	const stack_t own = {.ss_sp = malloc(SIZE), .ss_size = SIZE};
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};

	if (own.ss_sp == NULL || sigaltstack(&own, NULL) != 0 ||
	    sigaction(SIGUSR1, &action, NULL) != 0)
		return EXIT_FAILURE;
	return raise(SIGUSR1) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
