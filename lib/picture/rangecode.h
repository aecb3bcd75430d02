/*
 * rangecode.h - a binary range coder with adaptive bits, both directions in one.
 *
 * After G. N. N. Martin, "Range encoding" (1979), in the carry-propagating form
 * of LZMA's coder: 32 bits of range, bytes out from the top. A context holds
 * the probability of a 0 in its upper 16 bits of 24 and, in the lower 8, how often it
 * was used: the first bits teach it fast, later ones slowly.
 *
 * rangecode_bit is called with the same contexts in the same order by writer
 * and reader, so a format is described once, by one function for both: the
 * writer passes the bit and gets it back, the reader passes anything.
 *
 * Each bit waits for the range that the one before it left. So a bit is coded where it is
 * asked for, without a call, and a run of bits keeps the range in a register.
 */
#ifndef RANGECODE_H
#define RANGECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output.h"
#include "str.h"

struct rangecode {
	struct output *out; /* NULL: reading */
	const unsigned char *next, *end;
	size_t missing; /* bytes read behind the end: many mean that the data is cut off */
	uint32_t range;
	uint32_t code; /* reading */
	uint64_t low;  /* writing */
	uint64_t pending;
	unsigned char cache;
	bool
	    one_by_one; /* plain bits are: the range is split in another way then; false at first */
};

/* A fresh context: a probability of one half, never used. */
enum { RANGECODE_FRESH = 0x8000 << 8 };

void rangecode_write(struct rangecode *c, struct output *out);
void rangecode_read(struct rangecode *c, struct str bytes);

/* Writes what is left. Call once, after the last bit. */
void rangecode_finish(struct rangecode *c);

/*
 * `count` <= 64 bits that are as likely 0 as 1, the highest first, up to 16 at once but for
 * c->one_by_one.
 */
uint64_t rangecode_plain(struct rangecode *c, unsigned count, uint64_t bits);

/*
 * `count` bits, the highest first, each in the context of those before it:
 * contexts is an array of 1 << count, of which the first is not used.
 */
uint32_t rangecode_tree(struct rangecode *c, uint32_t *contexts, unsigned count, uint32_t bits);

/*
 * Reads a byte that was written bit by bit; its contexts are somewhere among 1 << RANGECODE_SPREAD,
 * as the hash of what it is told by, and its bits so far, say.
 */
enum { RANGECODE_SPREAD = 18 };
unsigned rangecode_byte(struct rangecode *c, uint32_t *contexts, uint32_t hash);

/* ---- one of several ---- */

/*
 * Where a reader is in the range, in parts of which there are 1 << bits, bits <= 16; and the step
 * into `len` of them from number `begin` on, of both directions.
 */
uint32_t rangecode_at(const struct rangecode *c, unsigned bits);
void rangecode_take(struct rangecode *c, unsigned bits, uint32_t begin, uint32_t len);

/* ---- one bit ---- */

/* The range is above this before each bit; RANGECODE_RATES: bits after which the rate stays. */
enum { RANGECODE_TOP = 1 << 24, RANGECODE_RATES = 64 };

/* After n bits a new one weighs 1 / (n + 1.5), in 65536ths: 131072 / (2 * n + 3). */
extern const uint32_t rangecode_rates[RANGECODE_RATES + 1];

/* Refills the range, and gives out, or takes in, a byte for each of 8 bits. */
uint32_t rangecode_refill(struct rangecode *c, uint32_t range);

/*
 * The context after this bit. The last rate, 1000, leaves a probability alone
 * that is 65 or less from the end, so that none reaches 0 or 1.
 */
static inline uint32_t
rangecode_learn(uint32_t context, unsigned bit)
{
	uint32_t p = context >> 8, n = context & 0xff;
	uint32_t far = bit ? p : 65536 - p, down = -(uint32_t)bit;
	uint32_t step = (far * rangecode_rates[n]) >> 16;

	p += (step ^ down) - down;
	return p << 8 | (n + (n < RANGECODE_RATES));
}

/*
 * Splits the range at `bound` after the bit; the range that is left. Bits are hard to
 * foresee, for a processor as well: no branch depends on one.
 */
static inline uint32_t
rangecode_split(struct rangecode *c, bool writing, uint32_t range, uint32_t bound, unsigned *bit)
{
	uint32_t above, one;

	if (!writing)
		*bit = c->code >= bound;
	one = -(uint32_t)*bit;
	above = bound & one;
	if (!writing)
		c->code -= above;
	else
		c->low += above;
	range = bound + ((range - 2 * bound) & one);
	return range < RANGECODE_TOP ? rangecode_refill(c, range) : range;
}

/* One bit with a probability that is learned in *context, for who knows whether it is written. */
static inline unsigned
rangecode_bit_as(struct rangecode *c, bool writing, uint32_t *context, unsigned bit)
{
	uint32_t bound = (c->range >> 16) * (*context >> 8);

	c->range = rangecode_split(c, writing, c->range, bound, &bit);
	*context = rangecode_learn(*context, bit);
	return bit;
}

static inline unsigned
rangecode_bit(struct rangecode *c, uint32_t *context, unsigned bit)
{
	return rangecode_bit_as(c, c->out != NULL, context, bit);
}

#endif
