/*
 * rangecode.c - a binary range coder with adaptive bits; see rangecode.h.
 */
#include "rangecode.h"

enum { TOP = 1 << 24, RATES = 64, MISSING_MAX = 1 << 20 };

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

/*
 * Splits the range at `bound` after the bit, and refills it. Bits are hard to
 * foresee, for a processor as well: no branch depends on one.
 */
static inline unsigned
split(struct rangecode *c, uint32_t bound, unsigned bit)
{
	uint32_t above;

	if (c->out == NULL)
		bit = c->code >= bound;
	above = bound & -(uint32_t)bit;
	c->range = bit ? c->range - bound : bound;
	if (c->out == NULL) {
		for (c->code -= above; c->range < TOP; c->range <<= 8)
			c->code = c->code << 8 | next_byte(c);
	} else {
		for (c->low += above; c->range < TOP; c->range <<= 8)
			shift_low(c);
	}
	return bit;
}

/* After n bits a new one weighs 1 / (n + 1.5), in 65536ths: 131072 / (2 * n + 3). */
static const uint32_t rates[RATES + 1] = {43690, 26214, 18724, 14563, 11915, 10082, 8738, 7710,
    6898, 6241, 5698, 5242, 4854, 4519, 4228, 3971, 3744, 3542, 3360, 3196, 3048, 2912, 2788, 2674,
    2570, 2473, 2383, 2299, 2221, 2148, 2080, 2016, 1956, 1899, 1846, 1795, 1747, 1702, 1659, 1618,
    1579, 1542, 1506, 1472, 1440, 1409, 1379, 1351, 1323, 1297, 1272, 1248, 1224, 1202, 1180, 1159,
    1139, 1120, 1101, 1083, 1065, 1048, 1032, 1016, 1000};

/*
 * The context after this bit. The last rate, 1000, leaves a probability alone
 * that is 65 or less from the end, so that none reaches 0 or 1.
 */
static inline uint32_t
learn(uint32_t context, unsigned bit)
{
	uint32_t p = context >> 8, n = context & 0xff;
	uint32_t up = ((65536 - p) * rates[n]) >> 16, down = (p * rates[n]) >> 16;

	p = bit ? p - down : p + up;
	return p << 8 | (n + (n < RATES));
}

unsigned
rangecode_bit(struct rangecode *c, uint32_t *context, unsigned bit)
{
	bit = split(c, (c->range >> 16) * (*context >> 8), bit);
	*context = learn(*context, bit);
	return bit;
}

uint64_t
rangecode_plain(struct rangecode *c, unsigned count, uint64_t bits)
{
	uint64_t got = 0;

	while (count-- > 0)
		got = got << 1 | split(c, c->range >> 1, (unsigned)(bits >> count & 1));
	return got;
}

uint32_t
rangecode_tree(struct rangecode *c, uint32_t *contexts, unsigned count, uint32_t bits)
{
	uint32_t end = 1u << count, at = 1;

	while (at < end) {
		count--;
		at = at << 1 | rangecode_bit(c, contexts + at, bits >> count & 1);
	}
	return at - end;
}
