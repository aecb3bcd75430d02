/*
 * treecode_counts.c - the counts of a treecode's frames.
 *
 *	per frame, in preorder: whether its own count is 0, is 1; else the rest as a number;
 *	          of a differential the other count as well
 *
 * Counts are in units: what divides all of them is told once.
 */
#include "mem.h"
#include "treecode_parts.h"

enum { SETS = 4096, FIRST = 0, SECOND = 1, SECOND_ALONE = 2, KINDS = 3 };

/* An array of uint32_t and nothing else. */
struct contexts {
	struct treecode_number more[KINDS];
	uint32_t zero[KINDS][SETS][2]; /* it is not 0, not 1: by name */
};

struct treecode_counts {
	struct rangecode *coder;
	uint64_t unit;
	bool two;
	struct contexts contexts;
};

struct treecode_counts *
treecode_counts_init(
    struct rangecode *c, const struct treecode *tree, const struct treecode_block *block)
{
	struct treecode_counts *counts = mem_alloc(sizeof(*counts));

	if (counts == NULL)
		return NULL;
	mem_ready(counts, sizeof(*counts));
	counts->coder = c;
	counts->unit = block->unit;
	counts->two = (tree->flags & TREECODE_DIFFERENTIAL) != 0;
	treecode_fresh((uint32_t *)&counts->contexts, sizeof(counts->contexts) / sizeof(uint32_t));
	return counts;
}

/* A count in units; most are 0 or 1, and which it is depends on the function. */
static uint64_t
code_units(struct treecode_counts *counts, unsigned kind, uint32_t name, uint64_t n)
{
	uint32_t *zero = counts->contexts.zero[kind][name % SETS];

	if (rangecode_bit(counts->coder, zero, n != 0) == 0)
		return 0;
	if (rangecode_bit(counts->coder, zero + 1, n != 1) == 0)
		return 1;
	return treecode_number(counts->coder, &counts->contexts.more[kind], n - 2) + 2;
}

/* False: it is none that anybody wrote. */
static bool
read_count(struct treecode_counts *counts, unsigned kind, struct treecode_frame *f, uint64_t *count)
{
	return !__builtin_mul_overflow(code_units(counts, kind, f->name, 0), counts->unit, count);
}

bool
treecode_counts_read(struct treecode_counts *counts, struct treecode_frame *f)
{
	if (treecode_cut_off(counts->coder) || !read_count(counts, FIRST, f, &f->own[0]))
		return false;
	return !counts->two ||
	       read_count(counts, f->own[0] == 0 ? SECOND_ALONE : SECOND, f, &f->own[1]);
}

static void
write_count(
    struct treecode_counts *counts, unsigned kind, const struct treecode_frame *f, uint64_t count)
{
	code_units(counts, kind, f->name, count > 0 ? count / counts->unit : 0);
}

enum treecode_status
treecode_counts_write(
    struct rangecode *c, const struct treecode *tree, const struct treecode_block *block)
{
	struct treecode_counts *counts = treecode_counts_init(c, tree, block);

	if (counts == NULL)
		return TREECODE_NO_MEMORY;
	for (size_t i = block->begin; i < block->end; i++) {
		const struct treecode_frame *f = &tree->frames[i];

		write_count(counts, FIRST, f, f->own[0]);
		if (counts->two)
			write_count(counts, f->own[0] == 0 ? SECOND_ALONE : SECOND, f, f->own[1]);
	}
	mem_free(counts);
	return TREECODE_OK;
}
