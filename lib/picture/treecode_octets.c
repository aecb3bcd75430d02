/*
 * treecode_octets.c - bytes of a treecode, coded by how often each of them comes.
 *
 *	per alphabet, of 256 bytes   how often it comes: whether not at all, by whether the one
 *	                             before it does; else how many times more than once
 *	per byte                     its share of the range: of SHARES, as many as it has of all bytes
 *	                             of its alphabet, one at least
 *
 * So a byte takes one step of the coder, where eight bits that are learned take eight. All must be
 * known before the first is written, so they are kept until then, and are read from a part of
 * their own.
 */
#include "mem.h"
#include "treecode_parts.h"

/* Enough for 256 bytes of one share each beside others. */
enum { SHARE_BITS = 15, SHARES = 1 << SHARE_BITS, BYTES = 256 };

/* An alphabet: where the shares of each byte begin, and which byte has a share. */
struct treecode_alphabet {
	uint16_t begin[BYTES + 1];
	unsigned char owner[SHARES]; /* reading */
};

void
treecode_octets_collect(struct treecode_octets *o, unsigned kinds)
{
	*o = (struct treecode_octets){.kinds = kinds};
}

void
treecode_octets_release(struct treecode_octets *o)
{
	mem_free(o->items);
	for (unsigned i = 0; i < o->kinds; i++)
		mem_free(o->alphabets[i]);
}

bool
treecode_octets_room(struct treecode_octets *o)
{
	o->failed = o->failed || !MEM_GROW(&o->items, &o->cap, o->len + 1);
	return !o->failed;
}

/* Shares of SHARES; of an alphabet without bytes the first one has all. */
static void
share_out(struct treecode_alphabet *a, const uint64_t counts[BYTES])
{
	uint64_t all = 0;
	unsigned shares[BYTES], given = 0, most = 0;

	for (unsigned i = 0; i < BYTES; i++)
		all += counts[i];
	for (unsigned i = 0; i < BYTES; i++) {
		shares[i] = counts[i] > 0 ? (unsigned)(counts[i] * SHARES / all) : 0;
		shares[i] += counts[i] > 0 && shares[i] == 0;
		given += shares[i];
		most = shares[i] > shares[most] ? i : most;
	}
	shares[most] += SHARES - given;
	a->begin[0] = 0;
	for (unsigned i = 0; i < BYTES; i++)
		a->begin[i + 1] = (uint16_t)(a->begin[i] + shares[i]);
}

/* Contexts of the numbers of an alphabet. */
struct table {
	uint32_t comes[2]; /* by whether the byte before does */
	struct treecode_number more;
};

/* How often each byte comes. False: more often than anybody wrote. */
static bool
code_counts(struct rangecode *c, uint64_t counts[BYTES])
{
	struct table table;
	unsigned comes = 0;

	treecode_fresh((uint32_t *)&table, sizeof(table) / sizeof(uint32_t));
	for (unsigned i = 0; i < BYTES; i++) {
		comes = rangecode_bit(c, &table.comes[comes], counts[i] > 0);
		if (comes != 0)
			counts[i] = treecode_number(c, &table.more, counts[i] - 1) + 1;
		if (counts[i] > UINT32_MAX)
			return false;
	}
	return true;
}

static bool
alphabets_init(struct treecode_octets *o)
{
	for (unsigned i = 0; i < o->kinds; i++) {
		o->alphabets[i] = mem_alloc(sizeof(*o->alphabets[i]));
		if (o->alphabets[i] == NULL)
			return false;
	}
	return true;
}

/* Codes and shares out what the counts are; see code_counts. */
static bool
code_alphabets(
    struct treecode_octets *o, struct rangecode *c, uint64_t counts[TREECODE_ALPHABETS][BYTES])
{
	for (unsigned i = 0; i < o->kinds; i++) {
		if (!code_counts(c, counts[i]))
			return false;
		share_out(o->alphabets[i], counts[i]);
	}
	return true;
}

enum treecode_status
treecode_octets_write(struct treecode_octets *o, struct rangecode *c)
{
	uint64_t counts[TREECODE_ALPHABETS][BYTES] = {{0}};

	if (o->failed || !alphabets_init(o))
		return TREECODE_NO_MEMORY;
	for (size_t i = 0; i < o->len; i++)
		counts[o->items[i] >> 8][o->items[i] & 0xff]++;
	if (!code_alphabets(o, c, counts))
		return TREECODE_TOO_LARGE;
	for (size_t i = 0; i < o->len; i++) {
		const uint16_t *at = o->alphabets[o->items[i] >> 8]->begin + (o->items[i] & 0xff);

		rangecode_take(c, SHARE_BITS, at[0], at[1] - at[0]);
	}
	return TREECODE_OK;
}

enum treecode_status
treecode_octets_read(struct treecode_octets *o, struct rangecode *c)
{
	uint64_t counts[TREECODE_ALPHABETS][BYTES] = {{0}};

	o->coder = c;
	if (!alphabets_init(o))
		return TREECODE_NO_MEMORY;
	if (!code_alphabets(o, c, counts))
		return TREECODE_BROKEN;
	for (unsigned i = 0; i < o->kinds; i++) {
		struct treecode_alphabet *a = o->alphabets[i];

		for (unsigned byte = 0; byte < BYTES; byte++)
			memset(a->owner + a->begin[byte], (int)byte,
			    (size_t)(a->begin[byte + 1] - a->begin[byte]));
	}
	return TREECODE_OK;
}

unsigned
treecode_octets_next(struct treecode_octets *o, unsigned alphabet)
{
	const struct treecode_alphabet *a = o->alphabets[alphabet];
	unsigned byte = a->owner[rangecode_at(o->coder, SHARE_BITS)];

	rangecode_take(o->coder, SHARE_BITS, a->begin[byte], a->begin[byte + 1] - a->begin[byte]);
	return byte;
}
