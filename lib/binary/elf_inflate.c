/*
 * elf_inflate.c - deflate (RFC 1951) in a zlib wrapper (RFC 1950).
 *
 *	78 9c  <blocks>  <adler32>
 *
 * A block is stored, or a sequence of Huffman codes: a byte, the end, or
 * {length, distance} of bytes to repeat. Codes are looked up by their next
 * LOOKUP bits in a table of {symbol, length}; the few longer ones are found by
 * counting, one bit after another.
 */
#include "elf_inflate.h"

#include <stdint.h>
#include <string.h>

enum {
	LONGEST_CODE = 15,
	LOOKUP = 10,
	LITERALS = 288,
	DISTANCES = 30,
	END_OF_BLOCK = 256,
};

struct huffman {
	/* symbol << 4 | length for every run of LOOKUP bits; 0: a longer code */
	uint16_t lookup[1 << LOOKUP];
	uint16_t count[LONGEST_CODE + 1]; /* codes of each length */
	uint16_t symbols[LITERALS];	  /* in the order of their codes */
};

struct inflate {
	const unsigned char *in;
	size_t in_at;
	size_t in_end;
	uint64_t bits; /* not yet used, the next one lowest */
	unsigned bit_count;
	char *out;
	size_t out_at;
	size_t out_end;
	struct huffman literal;
	struct huffman distance;
};

/* As many bytes as fit into the bit store; behind the end come zeros. */
static void
refill(struct inflate *z)
{
	while (z->bit_count <= 56 && z->in_at < z->in_end) {
		z->bits |= (uint64_t)z->in[z->in_at++] << z->bit_count;
		z->bit_count += 8;
	}
}

/* The next n (up to 16) bits; false at the end of the data. */
static bool
take(struct inflate *z, unsigned n, unsigned *value)
{
	if (z->bit_count < n)
		refill(z);
	if (z->bit_count < n)
		return false;
	*value = (unsigned)(z->bits & (((uint64_t)1 << n) - 1));
	z->bits >>= n;
	z->bit_count -= n;
	return true;
}

static unsigned
reverse_bits(unsigned code, unsigned n)
{
	unsigned r = 0;

	for (; n > 0; n--, code >>= 1)
		r = r << 1 | (code & 1);
	return r;
}

/* Canonical codes from code lengths (RFC 1951, 3.2.2); false when they do not fit. */
static bool
huffman_build(struct huffman *h, const unsigned char *lengths, unsigned n)
{
	uint16_t offset[LONGEST_CODE + 2] = {0};
	unsigned code = 0, first[LONGEST_CODE + 1] = {0};
	int left = 1;

	memset(h, 0, sizeof(*h));
	for (unsigned i = 0; i < n; i++)
		h->count[lengths[i]]++;
	h->count[0] = 0;
	for (unsigned len = 1; len <= LONGEST_CODE; len++) {
		left = left * 2 - h->count[len];
		if (left < 0)
			return false;
		code = (code + h->count[len - 1]) << 1;
		first[len] = code;
		offset[len + 1] = (uint16_t)(offset[len] + h->count[len]);
	}
	for (unsigned i = 0; i < n; i++) {
		unsigned len = lengths[i];

		if (len == 0)
			continue;
		h->symbols[offset[len]++] = (uint16_t)i;
		code = reverse_bits(first[len]++, len);
		if (len > LOOKUP)
			continue;
		for (unsigned at = code; at < 1u << LOOKUP; at += 1u << len)
			h->lookup[at] = (uint16_t)(i << 4 | len);
	}
	return true;
}

/* A code longer than the lookup: canonical decoding, bit by bit. */
static bool
decode_long(struct inflate *z, const struct huffman *h, unsigned *symbol)
{
	int code = 0, first = 0, index = 0;

	for (unsigned len = 1; len <= LONGEST_CODE && len <= z->bit_count; len++) {
		code |= (int)(z->bits >> (len - 1) & 1);
		if (code - h->count[len] < first) {
			*symbol = h->symbols[index + (code - first)];
			z->bits >>= len;
			z->bit_count -= len;
			return true;
		}
		index += h->count[len];
		first = (first + h->count[len]) << 1;
		code <<= 1;
	}
	return false;
}

static inline bool
decode(struct inflate *z, const struct huffman *h, unsigned *symbol)
{
	unsigned entry;

	if (z->bit_count < LONGEST_CODE)
		refill(z);
	entry = h->lookup[z->bits & ((1 << LOOKUP) - 1)];
	if (entry == 0 || (entry & 15) > z->bit_count)
		return decode_long(z, h, symbol);
	z->bits >>= entry & 15;
	z->bit_count -= entry & 15;
	*symbol = entry >> 4;
	return true;
}

/* Bytes as they are: {length, its complement, bytes} from the next byte on. */
static bool
stored_block(struct inflate *z)
{
	unsigned length, complement;

	z->bits >>= z->bit_count % 8;
	z->bit_count -= z->bit_count % 8;
	if (!take(z, 16, &length) || !take(z, 16, &complement) || length != (~complement & 0xffff))
		return false;
	z->in_at -= z->bit_count / 8;
	z->bits = 0;
	z->bit_count = 0;
	if (length > z->in_end - z->in_at || length > z->out_end - z->out_at)
		return false;
	memcpy(z->out + z->out_at, z->in + z->in_at, length);
	z->in_at += length;
	z->out_at += length;
	return true;
}

static bool
repeat(struct inflate *z, size_t length, size_t distance)
{
	char *to = z->out + z->out_at;
	const char *from;

	if (distance > z->out_at || length > z->out_end - z->out_at)
		return false;
	from = to - distance;
	if (distance >= length)
		memcpy(to, from, length);
	else
		for (size_t i = 0; i < length; i++)
			to[i] = from[i];
	z->out_at += length;
	return true;
}

/* The rest of {length, distance} behind its first symbol (RFC 1951, 3.2.5). */
static bool
repeated_run(struct inflate *z, unsigned symbol)
{
	static const uint16_t length_base[] = {3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27,
	    31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
	static const unsigned char length_bits[] = {
	    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
	static const uint16_t distance_base[] = {1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97,
	    129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385,
	    24577};
	unsigned distance, extra, more;

	symbol -= END_OF_BLOCK + 1;
	if (symbol >= sizeof(length_bits) || !take(z, length_bits[symbol], &extra))
		return false;
	if (!decode(z, &z->distance, &distance) || distance >= DISTANCES)
		return false;
	if (!take(z, distance < 2 ? 0 : distance / 2 - 1, &more))
		return false;
	return repeat(z, length_base[symbol] + extra, (size_t)distance_base[distance] + more);
}

static bool
coded_block(struct inflate *z)
{
	unsigned symbol;

	while (decode(z, &z->literal, &symbol)) {
		if (symbol == END_OF_BLOCK)
			return true;
		if (symbol > END_OF_BLOCK) {
			if (!repeated_run(z, symbol))
				return false;
			continue;
		}
		if (z->out_at == z->out_end)
			return false;
		z->out[z->out_at++] = (char)symbol;
	}
	return false;
}

static bool
fixed_codes(struct inflate *z)
{
	unsigned char lengths[LITERALS];

	memset(lengths, 8, 144);
	memset(lengths + 144, 9, 256 - 144);
	memset(lengths + 256, 7, 280 - 256);
	memset(lengths + 280, 8, LITERALS - 280);
	if (!huffman_build(&z->literal, lengths, LITERALS))
		return false;
	memset(lengths, 5, DISTANCES);
	return huffman_build(&z->distance, lengths, DISTANCES);
}

/* `n` code lengths, coded themselves: 16 repeats the last one, 17 and 18 zeros. */
static bool
code_lengths(struct inflate *z, unsigned char *lengths, unsigned n)
{
	unsigned symbol, extra, value;

	for (unsigned i = 0; i < n;) {
		if (!decode(z, &z->literal, &symbol))
			return false;
		if (symbol < 16) {
			lengths[i++] = (unsigned char)symbol;
			continue;
		}
		if (symbol > 18 || (symbol == 16 && i == 0))
			return false;
		value = symbol == 16 ? lengths[i - 1] : 0;
		if (!take(z, symbol == 16 ? 2 : symbol == 17 ? 3 : 7, &extra))
			return false;
		extra += symbol == 18 ? 11 : 3;
		if (extra > n - i)
			return false;
		memset(lengths + i, (int)value, extra);
		i += extra;
	}
	return true;
}

static bool
dynamic_codes(struct inflate *z)
{
	static const unsigned char order[] = {
	    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
	unsigned char lengths[LITERALS + 32] = {0};
	unsigned literals, distances, codes, length;

	if (!take(z, 5, &literals) || !take(z, 5, &distances) || !take(z, 4, &codes))
		return false;
	literals += 257;
	distances += 1;
	if (literals > 286 || distances > DISTANCES)
		return false;
	for (unsigned i = 0; i < codes + 4; i++) {
		if (!take(z, 3, &length))
			return false;
		lengths[order[i]] = (unsigned char)length;
	}
	if (!huffman_build(&z->literal, lengths, sizeof(order)))
		return false;
	memset(lengths, 0, sizeof(lengths));
	if (!code_lengths(z, lengths, literals + distances))
		return false;
	return huffman_build(&z->literal, lengths, literals) &&
	       huffman_build(&z->distance, lengths + literals, distances);
}

static bool
inflate_blocks(struct inflate *z)
{
	unsigned last = 0, kind;

	while (!last) {
		if (!take(z, 1, &last) || !take(z, 2, &kind))
			return false;
		if (kind == 0) {
			if (!stored_block(z))
				return false;
			continue;
		}
		if (kind == 3 || !(kind == 1 ? fixed_codes(z) : dynamic_codes(z)))
			return false;
		if (!coded_block(z))
			return false;
	}
	return z->out_at == z->out_end;
}

bool
elf_inflate(struct str zlib, char *out, size_t size, size_t *fault)
{
	struct inflate z = {.in = (const unsigned char *)zlib.ptr,
	    .in_at = 2,
	    .in_end = zlib.len,
	    .out = out,
	    .out_end = size};
	bool good;

	*fault = 0;
	if (zlib.len < 2 || (z.in[0] & 15) != 8 || (z.in[0] << 8 | z.in[1]) % 31 != 0 ||
	    (z.in[1] & 0x20))
		return false;
	good = inflate_blocks(&z);
	*fault = z.in_at - z.bit_count / 8;
	return good;
}

size_t
elf_inflate_head(struct str deflated, char *out, size_t size)
{
	struct inflate z = {.in = (const unsigned char *)deflated.ptr,
	    .in_end = deflated.len,
	    .out = out,
	    .out_end = size};

	inflate_blocks(&z);
	return z.out_at;
}
