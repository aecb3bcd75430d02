/*
 * text_spans.c - keys in spans, by a few bits of their words; see text_spans.h.
 *
 *	00000071 00000012 00000075 00000019      spans 1 and 7, by the bits in which bytes
 *	00000012 00000019 00000071 00000075      are not alike: four of each digit
 */
#include "text_spans.h"

/* Where a key goes is fetched when the one that is so many before it goes there. */
enum { AHEAD = 4 };

/*
 * How a word tells its span: of each byte the lowest bits are taken, as many as are not alike in some byte, which
 * is four of digits and five of letters; and of those, moved together, some from the highest on that is not alike.
 */
struct told {
	unsigned gap;	  /* highest bits of a byte that are not taken */
	uint64_t low[3];  /* of two bytes, two pairs and two fours: what stays, */
	uint64_t high[3]; /* and what comes beside it, there */
	unsigned from;	  /* the lowest bit of those that count */
	size_t spans;
};

/* The bits in which words are not all alike. */
static uint64_t
unlike_bits(const struct text_key *keys, size_t n)
{
	uint64_t unlike = 0;

	for (size_t i = 1; i < n; i++)
		unlike |= keys[i].word ^ keys[0].word;
	return unlike;
}

/* The bits that are taken of all bytes, in their order, and nothing between them. */
static inline uint64_t
squeezed(uint64_t word, const struct told *t)
{
	word = (word & t->low[0]) | (word >> t->gap & t->high[0]);
	word = (word & t->low[1]) | (word >> 2 * t->gap & t->high[1]);
	return (word & t->low[2]) | (word >> 4 * t->gap & t->high[2]);
}

/* The highest bit that is set in any byte, from 1 on. */
static unsigned
width_of(uint64_t word)
{
	word |= word >> 32;
	word |= word >> 16;
	word |= word >> 8;
	return 32 - (unsigned)__builtin_clz((unsigned)word & 0xff);
}

static struct told
choose_told(uint64_t unlike, size_t n)
{
	unsigned most = 63 - (unsigned)__builtin_clzll(n), width = width_of(unlike), highest;
	unsigned bits = most < TEXT_SPAN_BITS ? most : TEXT_SPAN_BITS;
	struct told t = {.gap = 8 - width};

	for (unsigned i = 0, two = 16; i < 3; i++, width *= 2, two *= 2) {
		/* Of each two that there are in a word. */
		uint64_t each = UINT64_MAX / (two < 64 ? ((uint64_t)1 << two) - 1 : UINT64_MAX);

		t.low[i] = (((uint64_t)1 << width) - 1) * each;
		t.high[i] = t.low[i] << width;
	}
	highest = 64 - (unsigned)__builtin_clzll(squeezed(unlike, &t));
	bits = highest < bits ? highest : bits;
	t.from = highest - bits;
	t.spans = (size_t)1 << bits;
	return t;
}

static inline size_t
span_of(const struct text_key *key, const struct told *t)
{
	return (size_t)(squeezed(key->word, t) >> t->from) & (t->spans - 1);
}

/* Where each span begins and ends, once its keys are there. */
static void
find_spans(
    const struct text_key *keys, size_t n, const struct told *told, size_t *begin, size_t *end)
{
	size_t at = 0;

	memset(end, 0, told->spans * sizeof(*end));
	for (size_t i = 0; i < n; i++)
		end[span_of(&keys[i], told)]++;
	for (size_t i = 0; i < told->spans; i++) {
		begin[i] = at;
		at += end[i];
		end[i] = at;
	}
}

/* Changes a key for the one that stands where it goes to. */
static inline void
send(struct text_key *keys, size_t n, size_t from, size_t to)
{
	struct text_key key = keys[from];

	if (n - to > AHEAD)
		__builtin_prefetch(&keys[to + AHEAD], 1);
	keys[from] = keys[to];
	keys[to] = key;
}

/*
 * Each key of what is left of a span is sent to its own, and another one comes from there, which has its
 * turn the next time: so none waits for the one before it, as it would if what comes went on at once
 * (McIlroy, Bostic and McIlroy, "Engineering radix sort", 1993).
 */
static void
spread(struct text_key *keys, size_t n, struct told told, size_t *end)
{
	size_t next[TEXT_SPANS];

	find_spans(keys, n, &told, next, end);
	for (size_t i = 0; i < told.spans; i++)
		while (next[i] < end[i])
			for (size_t k = next[i]; k < end[i]; k++)
				send(keys, n, k, next[span_of(&keys[k], &told)]++);
}

size_t
text_spans_spread(struct text_key *keys, size_t n, size_t end[TEXT_SPANS])
{
	uint64_t unlike = unlike_bits(keys, n);
	struct told told;

	if (unlike == 0)
		return 0;
	told = choose_told(unlike, n);
	spread(keys, n, told, end);
	return told.spans;
}
