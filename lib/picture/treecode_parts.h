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
 * is not told. Up to TREECODE_BITWISE, bytes and names' numbers are spelled bit by bit, and counts are
 * as they are.
 */
enum treecode_version { TREECODE_PLAIN = 2, TREECODE_BITWISE = 3, TREECODE_VERSION = 4 };

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

/* Bytes of so many kinds, that are coded apart from all else; a writer's are kept until all are there. */
enum { TREECODE_NAME_ALPHABETS = 2, TREECODE_FRAME_ALPHABETS = 1, TREECODE_ALPHABETS = 2 };

struct treecode_octets {
	struct rangecode *coder; /* reading */
	struct treecode_alphabet *alphabets[TREECODE_ALPHABETS];
	unsigned kinds;	 /* how many of them */
	uint16_t *items; /* writing: 256 * alphabet + byte */
	size_t len, cap;
	bool failed;
};

/* Begins to keep bytes of so many kinds; to be released. */
void treecode_octets_collect(struct treecode_octets *o, unsigned kinds);

/* Room for one more. */
bool treecode_octets_room(struct treecode_octets *o);

/* False without memory, which treecode_octets_write says as well. */
static inline bool
treecode_octets_keep(struct treecode_octets *o, unsigned alphabet, unsigned byte)
{
	bool room = o->len < o->cap || treecode_octets_room(o);

	if (room)
		o->items[o->len++] = (uint16_t)(alphabet << 8 | byte);
	return room;
}

/* Writes what was kept. */
enum treecode_status treecode_octets_write(struct treecode_octets *o, struct rangecode *c);

/* Begins to read what was begun with that; to be released in any case. */
enum treecode_status treecode_octets_read(struct treecode_octets *o, struct rangecode *c);
unsigned treecode_octets_next(struct treecode_octets *o, unsigned alphabet);
void treecode_octets_release(struct treecode_octets *o);

/* A byte, in both directions. */
static inline unsigned
treecode_octet(struct treecode_octets *o, unsigned alphabet, unsigned byte)
{
	if (o->coder != NULL)
		return treecode_octets_next(o, alphabet);
	treecode_octets_keep(o, alphabet, byte);
	return byte;
}

/* The coders of one part: of bits that are learned, and of bytes; of older data, NULL. */
struct treecode_coders {
	struct rangecode *bits;
	struct treecode_octets *octets;
};

/*
 * `count` names with their colours: those of the tree when writing, else added to
 * it, the names in `arena`, in no more than `most` bytes. See treecode.h for the errors.
 */
enum treecode_status treecode_names(const struct treecode_coders *coders, struct treecode *tree,
    struct arena *arena, size_t count, size_t most, enum treecode_version version);

/* The frames of one part: from the one at `begin` to those before `end`. */
struct treecode_block {
	size_t begin, end;
	size_t count;  /* of all parts: behind the last one, END closes what is open */
	uint64_t unit; /* of which each count is a multiple; not 0 */
	enum treecode_version version;
};

/* Which frame each one stands in, as 1 + its index; 0: none. */
struct treecode_callers {
	uint32_t *items;
	size_t cap;
};

/* How counts are coded, of the frames of one block. */
struct treecode_counts;

/* NULL without memory; the caller's, for mem_free. */
struct treecode_counts *treecode_counts_init(
    struct rangecode *c, const struct treecode *tree, const struct treecode_block *block);

/* The counts of the next frame, whose name is known. False: the data is damaged. */
bool treecode_counts_read(struct treecode_counts *counts, struct treecode_frame *f);

enum treecode_status treecode_counts_write(
    struct rangecode *c, const struct treecode *tree, const struct treecode_block *block);

/*
 * A block: frames of the tree when writing, with the callers of all, else added to it, with their
 * counts, and to the callers. The names are there, and the frames before. counts: NULL when writing.
 */
enum treecode_status treecode_frames(const struct treecode_coders *coders,
    struct treecode_counts *counts, struct treecode *tree, struct treecode_callers *callers,
    const struct treecode_block *block);

#endif
