/*
 * text_sort.c - texts in the order of their bytes; see text_sort.h.
 *
 * Stacks begin alike, so comparing them from the start is mostly wasted: a
 * quicksort in three parts looks at 8 bytes at a time (Bentley and Sedgewick,
 * "Fast algorithms for sorting and searching strings", 1997). Those equal to
 * the pivot go on with their next 8 bytes; the bytes at hand are kept beside
 * the text, so that partitioning does not go to memory for each.
 */
#include "text_sort.h"

#include <stdlib.h>

/*
 * From FEW keys on comparing them as they are is quicker. Parts within parts so DEEP come
 * of unlucky pivots: another sort takes over.
 */
enum { FEW = 6, DEEP = 64, WORD = 8 };

enum order { ORDER_BYTES, ORDER_TREE };

/* The same byte eight times. */
#define EIGHT(byte) ((uint64_t)(byte)*0x0101010101010101u)

/*
 * The bytes of a word in the order of a tree of frames: ';' becomes 0, and what is below
 * it one more. All eight at once: `below` has the highest bit of each byte below ';'.
 */
static inline uint64_t
tree_word(uint64_t word)
{
	uint64_t below = ~((word | EIGHT(0x80)) - EIGHT(';')) & ~word & EIGHT(0x80);
	uint64_t other = word ^ EIGHT(';');
	uint64_t unlike = ((other & EIGHT(0x7f)) + EIGHT(0x7f)) | other;

	unlike = (unlike & EIGHT(0x80)) >> 7;
	return (word + (below >> 7)) & unlike * 0xff;
}

/* 8 bytes of a text, the first one highest; the lowest byte there is behind its end. */
static inline uint64_t
word_at(struct str text, size_t at, enum order order)
{
	struct str rest = str_skip(text, at);
	unsigned char lowest = order == ORDER_TREE ? ';' : 0;
	uint64_t word = 0;

	/* A loop of known length, which compilers turn into one load. */
	if (rest.len >= WORD)
		for (size_t i = 0; i < WORD; i++)
			word = word << 8 | (unsigned char)rest.ptr[i];
	else
		for (size_t i = 0; i < WORD; i++)
			word = word << 8 | (i < rest.len ? (unsigned char)rest.ptr[i] : lowest);
	return order == ORDER_TREE ? tree_word(word) : word;
}

static void
load_words(struct text_key *keys, size_t n, size_t at, enum order order)
{
	for (size_t i = 0; i < n; i++)
		keys[i].word = word_at(keys[i].text, at, order);
}

int
text_compare_stacks(struct str a, struct str b)
{
	size_t at = str_common(a, b);
	uint64_t x, y;

	if (at == a.len || at == b.len)
		return (a.len > b.len) - (a.len < b.len);
	x = word_at(str_make(a.ptr + at, 1), 0, ORDER_TREE);
	y = word_at(str_make(b.ptr + at, 1), 0, ORDER_TREE);
	return x < y ? -1 : 1;
}

static inline int
compare(struct str a, struct str b, enum order order)
{
	return order == ORDER_TREE ? text_compare_stacks(a, b) : str_cmp(a, b);
}

static inline void
swap_keys(struct text_key *a, struct text_key *b)
{
	struct text_key t = *a;

	*a = *b;
	*b = t;
}

/* By the words, which are from `at` on, and by all of the rest. */
static inline bool
comes_before(const struct text_key *a, const struct text_key *b, size_t at, enum order order)
{
	if (a->word != b->word)
		return a->word < b->word;
	return compare(str_skip(a->text, at), str_skip(b->text, at), order) < 0;
}

/* Insertion; the texts are alike up to `at`. */
static void
sort_few(struct text_key *keys, size_t n, size_t at, enum order order)
{
	for (size_t i = 1; i < n; i++) {
		struct text_key key = keys[i];
		size_t k = i;

		for (; k > 0 && comes_before(&key, &keys[k - 1], at, order); k--)
			keys[k] = keys[k - 1];
		keys[k] = key;
	}
}

/* Of texts with equal words at `at`: moves those of this length to the front; their number. */
static size_t
take_length(struct text_key *keys, size_t n, size_t len)
{
	size_t taken = 0;

	for (size_t i = 0; i < n; i++)
		if (keys[i].text.len == len)
			swap_keys(&keys[i], &keys[taken++]);
	return taken;
}

/* Moves those that end within the word at `at` to the front, shortest first; their number. */
static size_t
take_ended(struct text_key *keys, size_t n, size_t at)
{
	size_t ended = 0, sorted = 0;

	for (size_t i = 0; i < n; i++)
		if (keys[i].text.len <= at + WORD)
			swap_keys(&keys[i], &keys[ended++]);
	/* Equal words, and so equal texts, but for the lowest byte at the end. */
	for (size_t len = at; sorted < ended; len++)
		sorted += take_length(keys + sorted, ended - sorted, len);
	return ended;
}

static uint64_t
median_word(const struct text_key *keys, size_t n)
{
	uint64_t a = keys[0].word, b = keys[n / 2].word, c = keys[n - 1].word;

	if (a < b)
		return b < c ? b : a < c ? c : a;
	return a < c ? a : b < c ? c : b;
}

/* Puts lesser words in front and greater ones behind; the middle is *begin to *end. */
static void
split(struct text_key *keys, size_t n, size_t *begin, size_t *end)
{
	uint64_t pivot = median_word(keys, n);
	size_t less = 0, more = n;

	for (size_t i = 0; i < more;) {
		if (keys[i].word < pivot)
			swap_keys(&keys[i++], &keys[less++]);
		else if (keys[i].word > pivot)
			swap_keys(&keys[i], &keys[--more]);
		else
			i++;
	}
	*begin = less;
	*end = more;
}

static int
compare_bytes(const void *left, const void *right)
{
	const struct text_key *a = left, *b = right;

	return str_cmp(a->text, b->text);
}

static int
compare_in_tree(const void *left, const void *right)
{
	const struct text_key *a = left, *b = right;

	return text_compare_stacks(a->text, b->text);
}

/* Sorts texts that are alike up to `at`, where their words are from. */
static void
sort_from(struct text_key *keys, size_t n, size_t at, unsigned depth, enum order order)
{
	while (n > FEW) {
		size_t begin, end;

		if (depth == DEEP) {
			qsort(keys, n, sizeof(*keys),
			    order == ORDER_TREE ? compare_in_tree : compare_bytes);
			return;
		}
		split(keys, n, &begin, &end);
		sort_from(keys, begin, at, depth + 1, order);
		sort_from(keys + end, n - end, at, depth + 1, order);
		begin += take_ended(keys + begin, end - begin, at);
		keys += begin;
		n = end - begin;
		at += WORD;
		load_words(keys, n, at, order);
	}
	sort_few(keys, n, at, order);
}

static void
sort(struct text_key *keys, size_t n, enum order order)
{
	size_t i = 1;

	while (i < n && compare(keys[i - 1].text, keys[i].text, order) <= 0)
		i++;
	if (i >= n)
		return;
	load_words(keys, n, 0, order);
	sort_from(keys, n, 0, 0, order);
}

void
text_sort(struct text_key *keys, size_t n)
{
	sort(keys, n, ORDER_BYTES);
}

void
text_sort_stacks(struct text_key *keys, size_t n)
{
	sort(keys, n, ORDER_TREE);
}
