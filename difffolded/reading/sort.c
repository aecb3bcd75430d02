/*
 * sort.c - rows in the order of their stacks' bytes; see sort.h.
 *
 * Stacks begin alike, so comparing them from the start is mostly wasted: a
 * quicksort in three parts looks at 8 bytes at a time (Bentley and Sedgewick,
 * "Fast algorithms for sorting and searching strings", 1997). Those equal to
 * the pivot go on with their next 8 bytes; the bytes at hand are kept beside
 * the row, so that partitioning does not go to memory for each.
 */
#include "sort.h"

#include <stdlib.h>

#include "mem.h"

/* From here on comparing rows as they are is quicker. */
enum { FEW = 12, WORD = 8 };

struct key {
	uint64_t word; /* 8 bytes of the stack, the first one highest; 0 behind its end */
	struct tally_row *row;
};

static uint64_t
word_at(struct str stack, size_t depth)
{
	struct str rest = str_skip(stack, depth);
	uint64_t word = 0;

	/* A loop of known length, which compilers turn into one load. */
	if (rest.len >= WORD) {
		for (size_t i = 0; i < WORD; i++)
			word = word << 8 | (unsigned char)rest.ptr[i];
		return word;
	}
	for (size_t i = 0; i < WORD; i++)
		word = word << 8 | (i < rest.len ? (unsigned char)rest.ptr[i] : 0);
	return word;
}

static void
load(struct key *keys, size_t n, size_t depth)
{
	for (size_t i = 0; i < n; i++)
		keys[i].word = word_at(keys[i].row->stack, depth);
}

static void
swap(struct key *a, struct key *b)
{
	struct key t = *a;

	*a = *b;
	*b = t;
}

/* Insertion; the stacks are alike up to depth. */
static void
sort_few(struct key *keys, size_t n, size_t depth)
{
	for (size_t i = 1; i < n; i++) {
		struct key key = keys[i];
		struct str rest = str_skip(key.row->stack, depth);
		size_t at = i;

		while (at > 0 && str_cmp(rest, str_skip(keys[at - 1].row->stack, depth)) < 0) {
			keys[at] = keys[at - 1];
			at--;
		}
		keys[at] = key;
	}
}

/* Moves those that end within the word at depth to the front, shortest first; their number. */
static size_t
take_ended(struct key *keys, size_t n, size_t depth)
{
	size_t ended = 0;

	for (size_t i = 0; i < n; i++)
		if (keys[i].row->stack.len <= depth + WORD)
			swap(&keys[i], &keys[ended++]);
	sort_few(keys, ended, depth);
	return ended;
}

struct part {
	struct key *keys;
	size_t n;
	size_t depth; /* the stacks are alike up to here, and the words are from here */
};

static uint64_t
median(uint64_t a, uint64_t b, uint64_t c)
{
	if (a > b)
		return median(b, a, c);
	return c < a ? a : c > b ? b : c;
}

/* Splits a part into those with a lesser word, those with an equal one, and the rest. */
static void
split(struct part p, struct part parts[3])
{
	uint64_t pivot = median(p.keys[0].word, p.keys[p.n / 2].word, p.keys[p.n - 1].word);
	size_t less = 0, more = p.n, ended;

	for (size_t i = 0; i < more;) {
		if (p.keys[i].word < pivot)
			swap(&p.keys[i++], &p.keys[less++]);
		else if (p.keys[i].word > pivot)
			swap(&p.keys[i], &p.keys[--more]);
		else
			i++;
	}
	ended = take_ended(p.keys + less, more - less, p.depth);
	parts[0] = (struct part){p.keys, less, p.depth};
	parts[1] = (struct part){p.keys + less + ended, more - less - ended, p.depth + WORD};
	parts[2] = (struct part){p.keys + more, p.n - more, p.depth};
	load(parts[1].keys, parts[1].n, parts[1].depth);
}

/* Goes on with the largest of three parts and calls itself for the others: log2(n) deep. */
static void
sort_part(struct part p)
{
	while (p.n > FEW) {
		struct part parts[3];
		size_t largest = 0;

		split(p, parts);
		for (size_t i = 1; i < 3; i++)
			if (parts[i].n > parts[largest].n)
				largest = i;
		for (size_t i = 0; i < 3; i++)
			if (i != largest)
				sort_part(parts[i]);
		p = parts[largest];
	}
	sort_few(p.keys, p.n, p.depth);
}

bool
sort_rows(struct tally_row *rows, size_t n)
{
	struct key *keys = mem_zalloc(n, sizeof(*keys));
	struct tally_row *copy = mem_zalloc(n, sizeof(*copy));
	bool done = keys != NULL && copy != NULL;

	if (done) {
		memcpy(copy, rows, n * sizeof(*rows));
		for (size_t i = 0; i < n; i++)
			keys[i].row = &copy[i];
		load(keys, n, 0);
		sort_part((struct part){keys, n, 0});
		for (size_t i = 0; i < n; i++)
			rows[i] = *keys[i].row;
	}
	mem_free(keys);
	mem_free(copy);
	return done;
}
