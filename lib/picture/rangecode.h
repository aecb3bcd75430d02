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
};

/* A fresh context: a probability of one half, never used. */
enum { RANGECODE_FRESH = 0x8000 << 8 };

void rangecode_write(struct rangecode *c, struct output *out);
void rangecode_read(struct rangecode *c, struct str bytes);

/* Writes what is left. Call once, after the last bit. */
void rangecode_finish(struct rangecode *c);

/* One bit with a probability that is learned in *context. */
unsigned rangecode_bit(struct rangecode *c, uint32_t *context, unsigned bit);

/* `count` <= 64 bits that are as likely 0 as 1, the highest first. */
uint64_t rangecode_plain(struct rangecode *c, unsigned count, uint64_t bits);

/*
 * `count` bits, the highest first, each in the context of those before it:
 * contexts is an array of 1 << count, of which the first is not used.
 */
uint32_t rangecode_tree(struct rangecode *c, uint32_t *contexts, unsigned count, uint32_t bits);

#endif
