/*
 * python.c - what CPython does for -X perf, in small: a copy of some code for each function, which calls
 * the interpreter, and a line about it in /tmp/perf-PID.map. Says its process id in jit.pid. With an
 * argument the code has a frame pointer, as since 3.13. For x86-64; to be built without frame pointers.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SIZE = 32 };

static const char before[] = "\x48\x83\xec\x08\xff\xd1\x48\x83\xc4\x08\xc3";
static const char since[] = "\x55\x48\x89\xe5\xff\xd1\x5d\xc3";

struct function;
typedef unsigned evaluator(struct function *functions, unsigned n, unsigned depth);
typedef unsigned trampoline(struct function *functions, unsigned n, unsigned depth, evaluator *);

struct function {
	union {
		char *data;
		trampoline *call;
	} code;
};

__attribute__((noinline)) static unsigned
spin(unsigned n)
{
	unsigned x = 1;

	for (volatile unsigned i = 0; i < n; i++)
		x = x * 1103515245 + 12345;
	return x;
}

/* Calls the next function, through its code, or works. */
__attribute__((noinline)) static unsigned
evaluate(struct function *functions, unsigned n, unsigned depth)
{
	if (depth == 0)
		return spin(n) + 1;
	return functions->code.call(functions + 1, n, depth - 1, evaluate) + 1;
}

int
main(int argc, char **argv)
{
	static const char *const names[] = {"outer", "inner"};
	char path[64];
	struct function functions[2];
	char *page = mmap(
	    NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	FILE *f;

	(void)argv;
	if (page == MAP_FAILED)
		return 1;
	snprintf(path, sizeof(path), "/tmp/perf-%d.map", (int)getpid());
	f = fopen(path, "w");
	for (int i = 0; i < 2; i++) {
		functions[i].code.data = page + (size_t)i * SIZE;
		memcpy(functions[i].code.data, argc > 1 ? since : before,
		    argc > 1 ? sizeof(since) : sizeof(before));
		fprintf(f, "%lx %x py::%s:/app.py\n", (unsigned long)functions[i].code.data, SIZE,
		    names[i]);
	}
	fclose(f);
	f = fopen("jit.pid", "w");
	fprintf(f, "%d\n", (int)getpid());
	fclose(f);
	return evaluate(functions, 2000, 2) == 42;
}
