/*
 * rangecode.c - a binary range coder with adaptive bits; see rangecode.h.
 */
#include "rangecode.h"

/* Parts of a range of more than RANGECODE_TOP are above 2^8, for PLAIN_MAX bits. */
enum { MISSING_MAX = 1 << 20, PLAIN_MAX = 16 };

void
rangecode_write(struct rangecode *c, struct output *out)
{
	*c = (struct rangecode){.out = out, .range = UINT32_MAX, .pending = 1};
}

static unsigned char
next_byte(struct rangecode *c)
{
	if (c->next < c->end)
		return *c->next++;
	if (c->missing < MISSING_MAX)
		c->missing++;
	return 0;
}

void
rangecode_read(struct rangecode *c, struct str bytes)
{
	const unsigned char *p = (const unsigned char *)bytes.ptr;

	*c = (struct rangecode){
	    .next = p, .end = bytes.len > 0 ? p + bytes.len : p, .range = UINT32_MAX};
	for (int i = 0; i < 5; i++)
		c->code = c->code << 8 | next_byte(c);
}

/* Gives out the top byte of low; bytes that a carry may still reach are held back. */
static void
shift_low(struct rangecode *c)
{
	if (c->low < 0xff000000u || c->low > UINT32_MAX) {
		unsigned char carry = (unsigned char)(c->low >> 32);

		for (; c->pending > 0; c->pending--) {
			output_char(c->out, (char)(unsigned char)(c->cache + carry));
			c->cache = 0xff;
		}
		c->cache = (unsigned char)(c->low >> 24);
	}
	c->pending++;
	c->low = (c->low & 0xffffff) << 8;
}

void
rangecode_finish(struct rangecode *c)
{
	for (int i = 0; i < 5; i++)
		shift_low(c);
}

uint32_t
rangecode_refill(struct rangecode *c, uint32_t range)
{
	for (; range < RANGECODE_TOP; range <<= 8)
		if (c->out == NULL)
			c->code = c->code << 8 | next_byte(c);
		else
			shift_low(c);
	return range;
}

const uint32_t rangecode_rates[RANGECODE_RATES + 1] = {43690, 26214, 18724, 14563, 11915, 10082,
    8738, 7710, 6898, 6241, 5698, 5242, 4854, 4519, 4228, 3971, 3744, 3542, 3360, 3196, 3048, 2912,
    2788, 2674, 2570, 2473, 2383, 2299, 2221, 2148, 2080, 2016, 1956, 1899, 1846, 1795, 1747, 1702,
    1659, 1618, 1579, 1542, 1506, 1472, 1440, 1409, 1379, 1351, 1323, 1297, 1272, 1248, 1224, 1202,
    1180, 1159, 1139, 1120, 1101, 1083, 1065, 1048, 1032, 1016, 1000};

uint32_t
rangecode_at(const struct rangecode *c, unsigned bits)
{
	uint32_t at = c->code / (c->range >> bits), last = (1u << bits) - 1;

	return at < last ? at : last;
}

void
rangecode_take(struct rangecode *c, unsigned bits, uint32_t begin, uint32_t len)
{
	uint32_t part = c->range >> bits, before = part * begin, range = part * len;

	if (c->out == NULL)
		c->code -= before;
	else
		c->low += before;
	c->range = range < RANGECODE_TOP ? rangecode_refill(c, range) : range;
}

/* The range in as many equal parts as there are numbers of `count` bits: the number's one. */
static uint32_t
plain_part(struct rangecode *c, unsigned count, uint32_t number)
{
	if (c->out == NULL)
		number = rangecode_at(c, count);
	rangecode_take(c, count, number, 1);
	return number;
}

static uint64_t
plain_each(struct rangecode *c, unsigned count, uint64_t bits)
{
	uint32_t range = c->range;
	uint64_t got = 0;

	while (count-- > 0) {
		unsigned bit = (unsigned)(bits >> count & 1);

		range = rangecode_split(c, c->out != NULL, range, range >> 1, &bit);
		got = got << 1 | bit;
	}
	c->range = range;
	return got;
}

uint64_t
rangecode_plain(struct rangecode *c, unsigned count, uint64_t bits)
{
	uint64_t got = 0;

	if (c->one_by_one)
		return plain_each(c, count, bits);
	while (count > 0) {
		unsigned now = count < PLAIN_MAX ? count : PLAIN_MAX;

		count -= now;
		got =
		    got << now | plain_part(c, now, (uint32_t)(bits >> count & ((1u << now) - 1)));
	}
	return got;
}

/* What each bit changes, in registers while a run of bits is written. */
struct writer {
	uint32_t range;
	uint64_t low;
};

static inline void
write_bit(struct rangecode *c, struct writer *w, uint32_t *context, uint32_t bit)
{
	uint32_t known = *context, bound = (w->range >> 16) * (known >> 8);

	w->low += bound & -bit;
	w->range = bound + ((w->range - 2 * bound) & -bit);
	*context = rangecode_learn(known, bit);
	if (w->range >= RANGECODE_TOP)
		return;
	c->low = w->low;
	w->range = rangecode_refill(c, w->range);
	w->low = c->low;
}

static void
write_tree(struct rangecode *c, uint32_t *contexts, unsigned count, uint32_t bits)
{
	struct writer w = {c->range, c->low};
	uint32_t at = 1;

	while (count-- > 0) {
		uint32_t bit = bits >> count & 1;

		write_bit(c, &w, contexts + at, bit);
		at = at << 1 | bit;
	}
	c->range = w.range;
	c->low = w.low;
}

uint32_t
rangecode_tree(struct rangecode *c, uint32_t *contexts, unsigned count, uint32_t bits)
{
	uint32_t end = 1u << count, at = 1;

	if (c->out != NULL) {
		write_tree(c, contexts, count, bits);
		return bits;
	}
	while (at < end)
		at = at << 1 | rangecode_bit(c, contexts + at, 0);
	return at - end;
}

static inline uint32_t
spread(uint32_t hash, uint32_t at)
{
	return (hash + at * 0x9e3779b1u) >> (32 - RANGECODE_SPREAD);
}

unsigned
rangecode_byte(struct rangecode *c, uint32_t *contexts, uint32_t hash)
{
	uint32_t at = 1;

	while (at < 256)
		at = at << 1 | rangecode_bit(c, contexts + spread(hash, at), 0);
	return at - 256;
}
