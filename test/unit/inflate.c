/*
 * Tests of inflate: every code of lengths and distances (RFC 1951, 3.2.5), with the smallest and the
 * largest of its extra bits, in blocks with the fixed codes; codes of all lengths, up to 15 bits, in
 * a block that tells them; stored blocks; and what no deflate stream may hold.
 */
#include <stdlib.h>

#include "check.h"
#include "elf_inflate.h"
#include "mem.h"

enum { ROOM = 70000, LITERALS = 286, DISTANCES = 30, LENGTH_CODES = 19, LONGEST = 15, END = 256 };

/* A zlib stream that is made, and what must come out of it. */
struct stream {
	unsigned char in[ROOM];
	size_t bits; /* of in */
	char out[ROOM];
	size_t len;
};

/* A number of n bits, its lowest first. */
static void
put(struct stream *s, unsigned n, unsigned value)
{
	for (; n > 0; n--, value >>= 1, s->bits++)
		s->in[s->bits / 8] |= (unsigned char)((value & 1) << s->bits % 8);
}

/* A Huffman code of n bits: its highest first. */
static void
put_code(struct stream *s, unsigned n, unsigned code)
{
	while (n-- > 0)
		put(s, 1, code >> n & 1);
}

/* A symbol with the fixed codes (RFC 1951, 3.2.6). */
static void
put_fixed(struct stream *s, unsigned symbol)
{
	if (symbol < 144)
		put_code(s, 8, 0x30 + symbol);
	else if (symbol < 256)
		put_code(s, 9, 0x190 + symbol - 144);
	else if (symbol < 280)
		put_code(s, 7, symbol - 256);
	else
		put_code(s, 8, 0xc0 + symbol - 280);
}

static struct stream *
stream_new(void)
{
	struct stream *s = mem_zalloc(1, sizeof(*s));

	if (s == NULL)
		abort();
	put(s, 16, 0x0178); /* 78 01 */
	return s;
}

/* Whether what was made is read as what it stands for; the stream is gone then. */
static bool
is_read(struct stream *s)
{
	char *got = mem_alloc(ROOM);
	size_t fault, bytes = (s->bits + 7) / 8;
	bool read;

	if (got == NULL)
		abort();
	read = elf_inflate(str_make((const char *)s->in, bytes), got, s->len, &fault) &&
	       memcmp(got, s->out, s->len) == 0 && fault == bytes;
	mem_free(got);
	mem_free(s);
	return read;
}

/* A block that stores n bytes, no two runs of which are the same soon. */
static void
put_stored(struct stream *s, unsigned last, size_t n)
{
	uint32_t x = 1;

	put(s, 1, last);
	put(s, 2, 0);
	s->bits = (s->bits + 7) / 8 * 8;
	put(s, 16, (unsigned)n);
	put(s, 16, (unsigned)~n & 0xffff);
	for (size_t i = 0; i < n; i++) {
		x = x * 1664525u + 1013904223u;
		s->out[s->len++] = (char)(x >> 24);
		put(s, 8, x >> 24);
	}
}

static void
repeat(struct stream *s, size_t length, size_t distance)
{
	for (; length > 0; length--, s->len++)
		s->out[s->len] = s->out[s->len - distance];
}

/* The tables of RFC 1951, 3.2.5: extra bits, and the smallest of each code. */
static const unsigned lengths[][2] = {{0, 3}, {0, 4}, {0, 5}, {0, 6}, {0, 7}, {0, 8}, {0, 9},
    {0, 10}, {1, 11}, {1, 13}, {1, 15}, {1, 17}, {2, 19}, {2, 23}, {2, 27}, {2, 31}, {3, 35},
    {3, 43}, {3, 51}, {3, 59}, {4, 67}, {4, 83}, {4, 99}, {4, 115}, {5, 131}, {5, 163}, {5, 195},
    {5, 227}, {0, 258}};
static const unsigned distances[DISTANCES][2] = {{0, 1}, {0, 2}, {0, 3}, {0, 4}, {1, 5}, {1, 7},
    {2, 9}, {2, 13}, {3, 17}, {3, 25}, {4, 33}, {4, 49}, {5, 65}, {5, 97}, {6, 129}, {6, 193},
    {7, 257}, {7, 385}, {8, 513}, {8, 769}, {9, 1025}, {9, 1537}, {10, 2049}, {10, 3073},
    {11, 4097}, {11, 6145}, {12, 8193}, {12, 12289}, {13, 16385}, {13, 24577}};

/* One repeat, with all of its extra bits clear, or set, behind 32,768 bytes. */
static bool
check_repeat(unsigned length, unsigned more_length, unsigned distance, unsigned more_distance)
{
	struct stream *s = stream_new();

	put_stored(s, 0, 32768);
	put(s, 3, 3); /* the last block, fixed codes */
	put_fixed(s, 257 + length);
	put(s, lengths[length][0], more_length);
	put_code(s, 5, distance);
	put(s, distances[distance][0], more_distance);
	repeat(s, lengths[length][1] + more_length, distances[distance][1] + more_distance);
	put_fixed(s, END);
	return is_read(s);
}

static void
test_repeats(void)
{
	bool right = true;

	for (unsigned l = 0; l < sizeof(lengths) / sizeof(*lengths); l++) {
		unsigned most = (1u << lengths[l][0]) - 1;

		right = check_repeat(l, 0, 0, 0) && check_repeat(l, most, 20, 3);
		if (!right)
			fprintf(stderr, "code %u of lengths:\n", 257 + l);
		CHECK(right);
	}
	for (unsigned d = 0; d < DISTANCES; d++) {
		unsigned most = (1u << distances[d][0]) - 1;

		right = check_repeat(0, 0, d, 0) && check_repeat(27, 30, d, most);
		if (!right)
			fprintf(stderr, "code %u of distances:\n", d);
		CHECK(right);
	}
	CHECK(distances[29][1] + (1u << distances[29][0]) - 1 == 32768);
}

/* Every byte with its fixed code, in a block before the last one. */
static void
test_literals(void)
{
	struct stream *s = stream_new();

	put(s, 3, 2);
	for (unsigned i = 0; i < 256; i++) {
		put_fixed(s, i);
		s->out[s->len++] = (char)i;
	}
	put_fixed(s, END);
	put_stored(s, 0, 0);
	put_stored(s, 1, 3);
	CHECK(is_read(s));
}

/* Canonical codes of these lengths (RFC 1951, 3.2.2): what stands for a symbol. */
static void
put_symbol(struct stream *s, const unsigned char *code_lengths, unsigned n, unsigned symbol)
{
	unsigned code = 0;

	for (unsigned len = 1; len <= code_lengths[symbol]; len++, code <<= 1)
		for (unsigned i = 0; i < n; i++) {
			if (len == code_lengths[symbol] && i == symbol) {
				put_code(s, len, code);
				return;
			}
			code += code_lengths[i] == len;
		}
}

/* Codes for lengths of codes: 0 to 12 have 4 bits, the others 5: none is left over. */
static unsigned char code_codes[LENGTH_CODES];

static void
put_length(struct stream *s, unsigned symbol, unsigned bits, unsigned extra)
{
	put_symbol(s, code_codes, LENGTH_CODES, symbol);
	put(s, bits, extra);
}

/* The beginning of a block that tells its codes: so many of them. */
static void
begin_block(struct stream *s, unsigned literals, unsigned n_distances)
{
	static const unsigned char order[LENGTH_CODES] = {
	    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

	put(s, 3, 5);
	put(s, 5, literals - 257);
	put(s, 5, n_distances - 1);
	put(s, 4, LENGTH_CODES - 4);
	for (unsigned i = 0; i < LENGTH_CODES; i++) {
		code_codes[i] = i <= 12 ? 4 : 5;
		put(s, 3, order[i] <= 12 ? 4 : 5);
	}
}

/*
 * 'a' has one bit, 'b' two, … 'n' 14; the end and the repeat of 3 have 15. Distances: 1 and 2
 * have two bits each, 3 and 4 too, told by a repeat.
 */
static void
test_all_lengths(void)
{
	unsigned char codes[LITERALS] = {0};
	static const unsigned char two_bits[4] = {2, 2, 2, 2};
	struct stream *s = stream_new();

	begin_block(s, 258, 4);
	put_length(s, 18, 7, 97 - 11 - 10); /* 87 zeros, */
	put_length(s, 17, 3, 10 - 3);	    /* and 10 more */
	for (unsigned i = 0; i < 14; i++) {
		codes['a' + i] = (unsigned char)(i + 1);
		put_length(s, i + 1, 0, 0);
	}
	put_length(s, 18, 7, 127); /* 138 zeros */
	put_length(s, 17, 3, 256 - 111 - 138 - 3);
	codes[END] = codes[END + 1] = LONGEST;
	put_length(s, LONGEST, 0, 0);
	put_length(s, LONGEST, 0, 0);
	put_length(s, 2, 0, 0);
	put_length(s, 16, 2, 0); /* 3 more of them */
	for (unsigned i = 0; i < 14; i++) {
		put_symbol(s, codes, LITERALS, 'a' + i);
		s->out[s->len++] = (char)('a' + i);
	}
	for (unsigned d = 0; d < 4; d++) {
		put_symbol(s, codes, LITERALS, END + 1);
		put_symbol(s, two_bits, 4, d);
		repeat(s, 3, d + 1);
	}
	put_symbol(s, codes, LITERALS, END);
	CHECK(is_read(s));
}

/* 16 repeats up to 6 times, across the end of the literals too. */
static void
test_repeated_lengths(void)
{
	unsigned char codes[LITERALS] = {0};
	struct stream *s = stream_new();

	begin_block(s, 257, 1);
	put_length(s, 18, 7, 127); /* 138 zeros, */
	put_length(s, 18, 7, 249 - 138 - 11);
	put_length(s, 4, 0, 0);
	put_length(s, 16, 2, 3); /* 249 to 255 have four bits, */
	put_length(s, 1, 0, 0);
	put_length(s, 1, 0, 0); /* the end and the distance 1 have one */
	memset(codes + 249, 4, 7);
	codes[END] = 1;
	for (unsigned i = 249; i < 256; i++) {
		put_symbol(s, codes, LITERALS, i);
		s->out[s->len++] = (char)i;
	}
	put_symbol(s, codes, LITERALS, END);
	CHECK(is_read(s));
}

/* Streams that nothing may come of. */
static void
test_wrong(void)
{
	static const struct {
		const char *what;
		unsigned head;	 /* bits of the first block, with the last-block bit */
		unsigned symbol; /* a repeat, or the end */
		unsigned code;	 /* of the distance */
	} wrong[] = {{"a block of kind 3", 7, END, 0}, {"a length code that is none", 3, 286, 0},
	    {"another one", 3, 287, 0}, {"a distance code that is none", 3, 257, 30},
	    {"a repeat from before the beginning", 3, 257, 1},
	    {"more than there is room for", 3, 285, 0}};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct stream *s = stream_new();
		bool read;

		put(s, 3, wrong[i].head);
		put_fixed(s, 'x');
		s->out[s->len++] = 'x';
		put_fixed(s, wrong[i].symbol);
		if (wrong[i].symbol != END)
			put_code(s, 5, wrong[i].code);
		put_fixed(s, END);
		read = is_read(s);
		if (read)
			fprintf(stderr, "%s:\n", wrong[i].what);
		CHECK(!read);
	}
}

/* The length of what is stored stands there twice, the second time with all bits turned. */
static void
test_stored_length(void)
{
	for (unsigned bit = 0; bit <= 16; bit++) {
		struct stream *s = stream_new();

		put_stored(s, 1, 5);
		s->in[3 + 2 + bit / 8] ^= (unsigned char)(bit < 16 ? 1u << bit % 8 : 0);
		CHECK(is_read(s) == (bit == 16));
	}
}

/* The header: method 8, a check of five bits, no dictionary. */
static void
test_header(void)
{
	static const struct {
		unsigned bytes; /* the first one lowest */
		bool good;
	} heads[] = {{0x0178, true}, {0x9c78, true}, {0xda78, true}, {0x0278, false},
	    {0x0179, false}, {0x1d08, true}, {0xbb78, false}};

	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		struct stream *s = stream_new();

		s->in[0] = (unsigned char)(heads[i].bytes & 0xff);
		s->in[1] = (unsigned char)(heads[i].bytes >> 8);
		put_stored(s, 1, 5);
		CHECK(is_read(s) == heads[i].good);
	}
}

int
main(void)
{
	test_repeats();
	test_literals();
	test_all_lengths();
	test_repeated_lengths();
	test_wrong();
	test_stored_length();
	test_header();
	return check_done();
}
