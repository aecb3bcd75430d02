/*
 * jit.c - a JIT compiler in small: code copied to fresh memory, and a line about
 * it in /tmp/perf-PID.map. Says its process id in jit.pid. Its argument is how long to run the code.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SIZE = 256 };

/* Needs nothing outside of itself, so that it runs wherever it is copied to. */
__attribute__((noinline, aligned(64))) static unsigned
spin(unsigned n)
{
	unsigned x = 1;

	for (volatile unsigned i = 0; i < n; i++)
		x = x * 1103515245 + 12345;
	return x;
}

int
main(int argc, char **argv)
{
	char path[64];
	void *code = mmap(
	    NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	union {
		void *data;
		unsigned (*call)(unsigned);
	} made = {.data = code};
	union {
		unsigned (*call)(unsigned);
		void *data;
	} from = {.call = spin};
	FILE *f;

	if (code == MAP_FAILED)
		return 1;
	memcpy(code, from.data, SIZE);
	snprintf(path, sizeof(path), "/tmp/perf-%d.map", (int)getpid());
	f = fopen(path, "w");
	fprintf(f, "%lx %x made_at_run_time\n", (unsigned long)code, SIZE);
	fclose(f);
	f = fopen("jit.pid", "w");
	fprintf(f, "%d\n", (int)getpid());
	fclose(f);
	return made.call(argc > 1 ? (unsigned)atoi(argv[1]) : 1) == 42;
}
