/*
 * gen-perf.c - text as perf script or dtrace prints it, of any size, for measuring.
 *
 * Usage: gen-perf [-m MEGABYTES] [-r SEED] [-d]
 *
 * Made up is a program of several threads: functions that call a few others each,
 * a few of them much more often than the rest, so that stacks repeat as they do
 * in a recording, with rare ones in between; some run in the kernel, some have no
 * symbol. Depths are 5 to 60 frames. -d prints what dtrace's ustack() would.
 * The same options give the same bytes everywhere.
 *
 *	worker-3  4711/4714  [001]  100.002017:  1001001 cycles:u:
 *		    55d0c1a3f01c net::parse_chunk(char const*, int)+0x1c (/usr/bin/app)
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output.h"
#include "str.h"

enum { FUNCTIONS = 6000, CALLEES = 6, MOST_DEPTH = 60, THREADS = 8 };

struct generator {
	struct output out;
	uint64_t seed;
	uint64_t left; /* bytes still to print */
	bool dtrace;
	double time;
};

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t
mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return z ^ (z >> 31);
}

static uint64_t
random_below(struct generator *g, uint64_t n)
{
	return mix(g->seed += 0x9e3779b97f4a7c15U) % n;
}

/* The callee number `which` of a function: always the same one. */
static uint32_t
callee(uint32_t function, uint64_t which)
{
	return (uint32_t)(mix(function * (uint64_t)CALLEES + which + 1) % FUNCTIONS);
}

static const char *const modules[] = {"/usr/bin/app", "/usr/lib/x86_64-linux-gnu/libc.so.6",
    "/usr/lib/x86_64-linux-gnu/libstdc++.so.6.0.30", "[kernel.kallsyms]"};
static const char *const words[] = {"parse", "read", "write", "find", "insert", "update", "merge",
    "split", "visit", "encode", "decode", "hash", "lock", "next", "build", "flush"};
static const char *const things[] = {"chunk", "line", "table", "node", "page", "entry", "buffer",
    "request", "token", "index", "header", "block", "queue", "record", "value", "tree"};

static size_t
module_of(uint32_t function)
{
	uint64_t h = mix(function + 77777) % 100;

	return h < 70 ? 0 : h < 82 ? 1 : h < 92 ? 2 : 3;
}

static void
print_name(struct output *out, uint32_t function)
{
	uint64_t h = mix(function + 12345);
	const char *word = words[h % 16], *thing = things[(h >> 8) % 16];
	size_t module = module_of(function);

	if (function % 97 == 0)
		output_printf(out, "[unknown]");
	else if (module == 3)
		output_printf(out, "__%s_%s_%u", word, thing, (unsigned)function);
	else if (module == 1)
		output_printf(out, "%s%s%u", word, thing, (unsigned)function);
	else if (h % 3 == 0)
		output_printf(out, "net::%s<std::vector<%s, std::allocator<%s> > >::%s%u", thing,
		    thing, thing, word, (unsigned)function);
	else
		output_printf(out, "app::%s_%s%u", word, thing, (unsigned)function);
	if (!str_eq(str_from(modules[module]), STR("[kernel.kallsyms]")) && module != 1 &&
	    function % 97 != 0)
		output_printf(out, "(%s const*, int)", thing);
}

/* A path down the calls; most steps take the first callee. Returns its length. */
static size_t
make_stack(struct generator *g, uint32_t stack[MOST_DEPTH])
{
	uint32_t function = (uint32_t)random_below(g, 4);
	size_t depth = 5 + random_below(g, 16);

	if (random_below(g, 8) == 0)
		depth += random_below(g, MOST_DEPTH - 20);
	for (size_t i = 0; i < depth; i++) {
		uint64_t r = random_below(g, 100);

		stack[i] = function;
		function = callee(function, r < 94 ? 0 : r < 98 ? 1 : 2 + r % 4);
	}
	return depth;
}

static void
print_perf(struct generator *g, const uint32_t stack[], size_t depth)
{
	struct output *out = &g->out;
	unsigned thread = (unsigned)random_below(g, THREADS);
	uint64_t us;

	g->time += (double)(900 + random_below(g, 200)) / 1e6;
	us = (uint64_t)(g->time * 1e6);
	output_printf(out, "worker-%u  4711/%u [%03u] %5u.%06u:    1001001 cycles:u: \n", thread,
	    4712 + thread, thread % 4, (unsigned)(us / 1000000), (unsigned)(us % 1000000));
	for (size_t i = depth; i-- > 0;) {
		uint64_t h = mix(stack[i]);
		bool kernel = module_of(stack[i]) == 3;
		uint64_t address = (kernel ? 0xffffffff81000000U : 0x55d0c0000000U) + h % 0xffffff;

		output_printf(out, "\t%16llx ", (unsigned long long)address);
		print_name(out, stack[i]);
		if (stack[i] % 97 != 0)
			output_printf(out, "+0x%llx", (unsigned long long)(h % 997));
		output_printf(out, " (%s)\n", modules[module_of(stack[i])]);
	}
	output_char(out, '\n');
}

static void
print_dtrace(struct generator *g, const uint32_t stack[], size_t depth)
{
	struct output *out = &g->out;

	for (size_t i = depth; i-- > 0;) {
		const char *path = modules[module_of(stack[i])], *slash = strrchr(path, '/');

		output_printf(out, "              %s`", slash ? slash + 1 : path);
		print_name(out, stack[i]);
		output_printf(out, "+0x%llx\n", (unsigned long long)(mix(stack[i]) % 997));
	}
	output_printf(out, "%16u\n\n", (unsigned)(1 + random_below(g, 40)));
}

static bool
parse(struct generator *g, int argc, char **argv)
{
	uint64_t megabytes = 64;
	int letter;

	while ((letter = getopt(argc, argv, "m:r:d")) != -1) {
		if (letter == 'd')
			g->dtrace = true;
		else if (letter == '?' ||
			 !str_to_u64(str_from(optarg), letter == 'm' ? &megabytes : &g->seed))
			return false;
	}
	g->left = megabytes * 1000000;
	return optind == argc;
}

int
main(int argc, char **argv)
{
	struct generator g = {.time = 100};
	uint32_t stack[MOST_DEPTH];

	if (!parse(&g, argc, argv)) {
		fputs("usage: gen-perf [-m MEGABYTES] [-r SEED] [-d]\n", stderr);
		return 2;
	}
	output_init(&g.out, STDOUT_FILENO);
	if (g.dtrace)
		output_printf(&g.out, "CPU     ID                    FUNCTION:NAME\n\n");
	while (g.out.written + g.out.len < g.left && g.out.error == 0) {
		size_t depth = make_stack(&g, stack);

		if (g.dtrace)
			print_dtrace(&g, stack, depth);
		else
			print_perf(&g, stack, depth);
	}
	return output_close(&g.out) ? 0 : 1;
}
