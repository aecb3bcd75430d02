/*
 * gen-folded.c - folded stacks of any size, for measuring.
 *
 * Usage: gen-folded [-s STACKS] [-d DEPTH] [-f FUNCTIONS] [-l LENGTH] [-r SEED] [-u|-b]
 *
 * Prints STACKS different stacks, sorted, whose mean depth is about DEPTH. The
 * tree is shaped like a program's: the number of stacks below a frame is split
 * among its callees very unequally, chains of single calls stand between the
 * branchings, and a function has its own few callees wherever it stands. -l is
 * the mean length of a function's name; -u puts the stacks out of order. -b makes
 * a bush of them: each goes its own way from the first frames on, so that nearly
 * every frame of every stack is a node of the tree; in no order. The same options
 * give the same bytes everywhere.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hash.h"
#include "mem.h"
#include "output.h"
#include "str.h"

enum { MOST_CALLEES = 9, MOST_DEPTH = 2000, NAME = 64 };

struct generator {
	struct output out;
	uint64_t seed;
	uint64_t stacks, depth, functions, length;
	bool unsorted, bushy;
	uint64_t chain; /* mean number of single calls before a branching, times 256 */
	char text[MOST_DEPTH * (NAME + 1)];
	uint64_t lines;
};

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t
random_bits(struct generator *g)
{
	return hash_mix(g->seed += 0x9e3779b97f4a7c15u);
}

static uint64_t
below(struct generator *g, uint64_t n)
{
	return n > 0 ? random_bits(g) % n : 0;
}

/* A function's name, from its number alone: syllables with some underscores, a-z and _ only. */
static size_t
function_name(const struct generator *g, uint64_t function, char *name)
{
	static const char consonant[] = "bcdfghklmnprstvz", vowel[] = "aeiou";
	uint64_t h = hash_mix(function * 0x9e3779b97f4a7c15u + 1);
	size_t length = (size_t)(g->length / 2 + h % (g->length + 1)), n = 0;

	h = hash_mix(h);
	/* The number in letters comes first, so that no two names are the same. */
	for (uint64_t f = function; n < 4; f /= 20)
		name[n++] = (char)('a' + f % 20);
	while (n < length && n < NAME - 2) {
		if (h % 7 == 0 && n + 2 < length)
			name[n++] = '_';
		name[n++] = consonant[h % 16];
		name[n++] = vowel[h / 16 % 5];
		h = hash_mix(h + n);
	}
	return n;
}

struct callee {
	uint64_t function;
	char name[NAME];
	size_t length;
};

static int
by_name(const void *left, const void *right)
{
	const struct callee *a = left, *b = right;

	return str_cmp(str_make(a->name, a->length), str_make(b->name, b->length));
}

/* Some different callees of a function, by name. */
static size_t
choose_callees(struct generator *g, uint64_t function, size_t n, struct callee *callees)
{
	size_t found = 0;

	while (found < n) {
		uint64_t which = below(g, 16);
		uint64_t f = hash_mix(function * 16 + which) % g->functions;
		size_t i = 0;

		while (i < found && callees[i].function != f)
			i++;
		if (i < found) {
			n--; /* have one less: a function may not know so many others */
			continue;
		}
		callees[found].function = f;
		callees[found].length = function_name(g, f, callees[found].name);
		found++;
	}
	qsort(callees, n, sizeof(*callees), by_name);
	return n;
}

static void
print_stack(struct generator *g, size_t length)
{
	/* Most counts are 1, few are large. */
	uint64_t bits = random_bits(g), count = 1 + (1u << (bits % 24 / 2)) / 2 % 97;

	output_bytes(&g->out, g->text, length);
	output_char(&g->out, ' ');
	output_u64(&g->out, count);
	output_char(&g->out, '\n');
	g->lines++;
}

static size_t
append(struct generator *g, size_t length, const struct callee *c)
{
	if (length > 0)
		g->text[length++] = ';';
	memcpy(g->text + length, c->name, c->length);
	return length + c->length;
}

/* Prints `stacks` stacks that begin with g->text, whose last frame is `function`. */
static void
grow(struct generator *g, uint64_t function, uint64_t stacks, size_t length, unsigned depth)
{
	struct callee callees[MOST_CALLEES];
	uint64_t chain = below(g, 2 * g->chain + 256) / 256;
	size_t n;

	for (; chain > 0 && depth < MOST_DEPTH - 1; chain--, depth++) {
		choose_callees(g, function, 1, callees);
		function = callees[0].function;
		length = append(g, length, callees);
	}
	if (stacks == 1 || depth >= MOST_DEPTH - 1) {
		print_stack(g, length);
		return;
	}
	if (length > 0 && below(g, 4) == 0) {
		print_stack(g, length);
		stacks--;
	}
	n = choose_callees(g, function, 2 + (size_t)below(g, MOST_CALLEES - 1), callees);
	n = n < stacks ? n : (size_t)stacks;
	for (size_t i = 0; i < n; i++) {
		/* One callee gets up to all that is left but one for each that comes behind. */
		uint64_t left = stacks - (n - 1 - i), part = left;

		if (i + 1 < n)
			part = 1 + (below(g, 3) == 0 ? below(g, left) : below(g, left / 4 + 1));
		part = part < left ? part : left;
		grow(g, callees[i].function, part, append(g, length, &callees[i]), depth + 1);
		stacks -= part;
	}
}

/* Stacks of 10 frames and more, DEPTH of them in the mean: each step is one of few callees. */
static void
print_bush(struct generator *g)
{
	uint64_t most = g->depth > 10 ? 2 * (g->depth - 10) + 1 : 1;

	while (g->lines < g->stacks) {
		uint64_t function = below(g, 200), left = 9 + below(g, most);
		struct callee c;
		size_t length = 0;

		for (; left < MOST_DEPTH; left--) {
			c.length = function_name(g, function, c.name);
			length = append(g, length, &c);
			if (left == 0)
				break;
			function = (function * 31 + 1 + below(g, 4)) % g->functions;
		}
		print_stack(g, length);
	}
}

/* Lines in an order that has nothing to do with their bytes. */
static void
print_shuffled(struct generator *g, struct str all)
{
	struct str *lines = mem_zalloc(g->lines, sizeof(*lines));
	size_t n = 0;

	if (lines == NULL)
		exit(1);
	while (all.len > 0)
		lines[n++] = str_cut(&all, '\n');
	for (size_t i = n; i > 1; i--) {
		size_t j = (size_t)below(g, i);
		struct str other = lines[j];

		lines[j] = lines[i - 1];
		lines[i - 1] = other;
	}
	for (size_t i = 0; i < n; i++) {
		output_str(&g->out, lines[i]);
		output_char(&g->out, '\n');
	}
	mem_free(lines);
}

static bool
parse_options(struct generator *g, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "s:d:f:l:r:ub")) != -1) {
		uint64_t *number = c == 's'   ? &g->stacks
				   : c == 'd' ? &g->depth
				   : c == 'f' ? &g->functions
				   : c == 'l' ? &g->length
					      : &g->seed;

		if (c == 'u')
			g->unsorted = true;
		else if (c == 'b')
			g->bushy = true;
		else if (c == '?' || !str_to_u64(str_from(optarg), number))
			return false;
	}
	return g->stacks > 0 && g->functions > 15 && g->functions <= 160000 &&
	       g->length < NAME / 2 && optind == argc;
}

int
main(int argc, char **argv)
{
	static struct generator g = {
	    .stacks = 400000, .depth = 33, .functions = 20000, .length = 8, .seed = 1};
	struct str all;

	if (!parse_options(&g, argc, argv)) {
		fprintf(stderr, "usage: gen-folded [-s stacks] [-d depth] [-f functions] "
				"[-l name-length] [-r seed] [-u|-b]\n");
		return 2;
	}
	/* Between the root and a leaf are about log2.9(stacks) branchings. */
	for (uint64_t s = g.stacks, levels = 1; s > 0; s = s * 10 / 29, levels++)
		g.chain = g.depth > levels ? g.depth * 256 / levels - 256 : 0;
	if (g.bushy || !g.unsorted) {
		output_init(&g.out, STDOUT_FILENO);
		if (g.bushy)
			print_bush(&g);
		else
			grow(&g, 0, g.stacks, 0, 0);
		return !output_close(&g.out);
	}
	output_to_memory(&g.out);
	grow(&g, 0, g.stacks, 0, 0);
	all = output_text(&g.out);
	output_init(&g.out, STDOUT_FILENO);
	print_shuffled(&g, all);
	return !output_close(&g.out);
}
