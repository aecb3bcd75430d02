/*
 * treecode_parts.h - the parts of a treecode: what treecode.c puts together.
 *
 * Like rangecode_bit, these serve both directions: a writer passes what there is,
 * a reader gets it.
 */
#ifndef TREECODE_PARTS_H
#define TREECODE_PARTS_H

#include "rangecode.h"
#include "treecode.h"

/*
 * The versions that are read; the last one is written. TREECODE_PLAIN has plain bits one by one,
 * names without guesses, a colour spelled out for each, and all frames in one part, whose length
 * is not told.
 */
enum treecode_version { TREECODE_PLAIN = 2, TREECODE_VERSION = 3 };

/* Contexts of a number: how many bits it has, then the two behind the first. */
struct treecode_number {
	uint32_t bits[64];
	uint32_t top[65][4];
};

/* For `count` contexts at p: all fresh. */
void treecode_fresh(uint32_t *p, size_t count);

/* A table of contexts, all fresh; NULL without memory. The caller's, for mem_free. */
uint32_t *treecode_contexts(size_t count);

unsigned treecode_bit_length(uint64_t n);

/* n >= 0: its length in 6 bits (of 0 to 63; 64 is one of 63 by saturation), then the rest. */
uint64_t treecode_number(struct rangecode *c, struct treecode_number *m, uint64_t n);

static inline uint32_t
treecode_hash(uint32_t a, uint32_t b, uint32_t c)
{
	uint32_t h = a * 0x9e3779b1u ^ b * 0x85ebca6bu ^ c * 0xc2b2ae35u;

	h ^= h >> 15;
	h *= 0x2c1b3c6du;
	return h ^ h >> 13;
}

/* What comes next, as far as it is known. */
struct treecode_guess {
	uint32_t symbol; /* 0: none yet */
	uint32_t sure;	 /* how often it came true lately */
};

/* STUBBORN: a guess at least so sure outlives one failure. */
enum { TREECODE_SURE = 15, TREECODE_STUBBORN = 4 };

/* What a guess learns from the symbol that came. */
static inline void
treecode_learn(struct treecode_guess *g, uint32_t symbol)
{
	if (g->symbol == symbol) {
		g->sure += g->sure < TREECODE_SURE;
	} else if (g->sure < TREECODE_STUBBORN) {
		*g = (struct treecode_guess){symbol, 0};
	} else {
		g->sure /= 2;
	}
}

static inline bool
treecode_writing(const struct rangecode *c)
{
	return c->out != NULL;
}

/* Many bytes were read that are not there: the data is cut off, or no data of ours. */
static inline bool
treecode_cut_off(const struct rangecode *c)
{
	return c->missing > 64;
}

/*
 * `count` names with their colours: those of the tree when writing, else added to
 * it, the names in `arena`, in no more than `most` bytes. See treecode.h for the errors.
 */
enum treecode_status treecode_names(struct rangecode *c, struct treecode *tree, struct arena *arena,
    size_t count, size_t most, enum treecode_version version);

/* The frames of one part: from the one at `begin` to those before `end`. */
struct treecode_block {
	size_t begin, end;
	size_t count; /* of all parts: behind the last one, END closes what is open */
};

/* Which frame each one stands in, as 1 + its index; 0: none. */
struct treecode_callers {
	uint32_t *items;
	size_t cap;
};

/*
 * A block: frames of the tree when writing, with the callers of all, else added to it and
 * to the callers. The names are there, and the frames before.
 */
enum treecode_status treecode_frames(struct rangecode *c, struct treecode *tree,
    struct treecode_callers *callers, const struct treecode_block *block);

#endif
