/*
 * text_sort.c - texts in the order of their bytes; see text_sort.h.
 *
 * Stacks begin alike, so comparing them from the start is mostly wasted: a
 * quicksort in three parts looks at 8 bytes at a time (Bentley and Sedgewick,
 * "Fast algorithms for sorting and searching strings", 1997). Those equal to
 * the pivot go on with their next 8 bytes; the bytes at hand are kept beside
 * the text, so that partitioning does not go to memory for each. Many keys are first
 * spread by a few bits of those bytes (text_spans.h).
 *
 * Texts that are in order for long stretches, as those of one order are for another, have
 * their runs merged instead (text_runs.h); and where there are many texts, two threads sort
 * about a half each.
 */
#include "text_sort.h"

#include <stdlib.h>

#include "hash.h"
#include "text_runs.h"
#include "text_spans.h"
#include "workers.h"

/*
 * FEW keys are put in order one by one. Parts within parts so DEEP come of unlucky pivots: another
 * sort takes over.
 */
enum { FEW = 12, DEEP = 64, WORD = 8 };

/* So many keys go to their spans at once. Spans within spans so deep are left to partitions. */
enum { SPREAD_LEAST = 1 << 6, SPREAD_DEEP = 5 };

/* So many texts are worth a second thread. Of SAMPLE the median is about that of all. */
enum { MANY = 1 << 15, SAMPLE = 255 };

/*
 * The bytes of a word in the order of a tree of frames: ';' becomes 0, and what is below
 * it one more. All eight at once: `below` has the highest bit of each byte below ';'.
 */
static inline uint64_t
tree_word(uint64_t word)
{
	uint64_t below = ~((word | STR_EIGHT(0x80)) - STR_EIGHT(';')) & ~word & STR_EIGHT(0x80);
	uint64_t other = word ^ STR_EIGHT(';');
	uint64_t unlike = ((other & STR_EIGHT(0x7f)) + STR_EIGHT(0x7f)) | other;

	unlike = (unlike & STR_EIGHT(0x80)) >> 7;
	return (word + (below >> 7)) & unlike * 0xff;
}

/*
 * 8 bytes of a text, the first one highest; the lowest byte there is behind its end. Where fewer are left
 * they are taken together with those before them.
 */
static inline uint64_t
word_at(struct str text, size_t at, enum text_order order)
{
	struct str rest = str_skip(text, at);
	unsigned char lowest = order == TEXT_TREE ? ';' : 0;
	uint64_t word = 0;

	if (rest.len >= WORD)
		word = __builtin_bswap64(str_word(rest.ptr));
	else if (rest.len > 0 && text.len >= WORD)
		word = __builtin_bswap64(str_word(text.ptr + text.len - WORD))
			   << 8 * (WORD - rest.len) |
		       STR_EIGHT(lowest) >> 8 * rest.len;
	else
		for (size_t i = 0; i < WORD; i++)
			word = word << 8 | (i < rest.len ? (unsigned char)rest.ptr[i] : lowest);
	return order == TEXT_TREE ? tree_word(word) : word;
}

static void
load_words(struct text_key *keys, size_t n, size_t at, enum text_order order)
{
	for (size_t i = 0; i < n; i++) {
		if (i + TEXT_AHEAD < n)
			__builtin_prefetch(keys[i + TEXT_AHEAD].text.ptr + at);
		keys[i].word = word_at(keys[i].text, at, order);
	}
}

int
text_compare_stacks(struct str a, struct str b)
{
	return text_compare_from(a, b, str_common(a, b), TEXT_TREE);
}

int
text_compare_stacks_from(struct str a, struct str b, size_t common)
{
	return text_compare_from(a, b, common, TEXT_TREE);
}

static inline int
compare(struct str a, struct str b, enum text_order order)
{
	return order == TEXT_TREE ? text_compare_stacks(a, b) : str_cmp(a, b);
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
comes_before(const struct text_key *a, const struct text_key *b, size_t at, enum text_order order)
{
	if (a->word != b->word)
		return a->word < b->word;
	return compare(str_skip(a->text, at), str_skip(b->text, at), order) < 0;
}

/* Insertion; the texts are alike up to `at`. */
static void
sort_few(struct text_key *keys, size_t n, size_t at, enum text_order order)
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

/* ---- all ---- */

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

static void sort_from(
    struct text_key *keys, size_t n, size_t at, unsigned depth, enum text_order order);

/* Sorts many texts by spans; false where their words are all alike. */
static bool
sort_spans(struct text_key *keys, size_t n, size_t at, unsigned depth, enum text_order order)
{
	size_t end[TEXT_SPANS], begin = 0, spans = text_spans_spread(keys, n, end);

	for (size_t i = 0; i < spans; i++) {
		if (end[i] - begin > 1)
			sort_from(keys + begin, end[i] - begin, at, depth + 1, order);
		begin = end[i];
	}
	return spans > 0;
}

/* How many bytes all texts have alike from `at` on: callers in which all of a program runs may be many words. */
static size_t
shared_by_all(const struct text_key *keys, size_t n, size_t at)
{
	struct str first = str_skip(keys[0].text, at);

	for (size_t i = 1; i < n && first.len > 0; i++) {
		if (i + TEXT_AHEAD < n)
			__builtin_prefetch(keys[i + TEXT_AHEAD].text.ptr + at);
		first.len = str_common(first, str_skip(keys[i].text, at));
	}
	return first.len;
}

/* Sorts texts that are alike up to `at`, where their words are from. */
static void
sort_from(struct text_key *keys, size_t n, size_t at, unsigned depth, enum text_order order)
{
	size_t alike = 0; /* so many words one after the other that all texts have */

	while (n > FEW) {
		size_t begin, end;

		if (depth == DEEP) {
			qsort(keys, n, sizeof(*keys),
			    order == TEXT_TREE ? compare_in_tree : compare_bytes);
			return;
		}
		if (n >= SPREAD_LEAST && depth < SPREAD_DEEP &&
		    sort_spans(keys, n, at, depth, order))
			return;
		split(keys, n, &begin, &end);
		sort_from(keys, begin, at, depth + 1, order);
		sort_from(keys + end, n - end, at, depth + 1, order);
		alike = end - begin == n ? alike + 1 : 0;
		begin += take_ended(keys + begin, end - begin, at);
		keys += begin;
		n = end - begin;
		at += WORD;
		if (alike > 1 && n > FEW)
			at += shared_by_all(keys, n, at);
		load_words(keys, n, at, order);
	}
	sort_few(keys, n, at, order);
}

/* What about SAMPLE of the texts have alike, whichever they are by chance. */
static size_t
shared_by_sample(const struct text_key *keys, size_t n)
{
	struct str first = keys[0].text;

	for (size_t i = 0; i < n; i += n / SAMPLE + 1)
		first.len = str_common(first, keys[hash_mix(i) % n].text);
	return first.len;
}

/*
 * Loads the words from where texts are not alike any more, and says where. A sample tells that mostly,
 * so that one look at each text does.
 */
static size_t
load_unlike(struct text_key *keys, size_t n, enum text_order order)
{
	size_t guess = shared_by_sample(keys, n), at = guess;
	/* To the end of a word: what is less is compared byte by byte. */
	struct str first = str_head(keys[0].text, (guess / WORD + 1) * WORD);

	for (size_t i = 0; i < n; i++) {
		size_t common = str_common(first, keys[i].text);

		if (i + TEXT_AHEAD < n)
			__builtin_prefetch(keys[i + TEXT_AHEAD].text.ptr);
		at = common < at ? common : at;
		keys[i].word = word_at(keys[i].text, guess, order);
	}
	if (at < guess)
		load_words(keys, n, at, order);
	return at;
}

static void
sort_all(struct text_key *keys, size_t n, enum text_order order)
{
	if (n > 1)
		sort_from(keys, n, load_unlike(keys, n, order), 0, order);
}

/* ---- runs, and threads ---- */

/* A part of the texts that a thread sorts. */
struct part {
	struct text_key *keys;
	size_t n;
	enum text_order order;
	const struct text_key *pivot;
	size_t less; /* so many come before the pivot, and stand in front */
};

static void
split_part(void *worker)
{
	struct part *p = worker;
	size_t less = 0;

	load_words(p->keys, p->n, 0, p->order);
	for (size_t i = 0; i < p->n; i++)
		if (comes_before(&p->keys[i], p->pivot, 0, p->order))
			swap_keys(&p->keys[i], &p->keys[less++]);
	p->less = less;
}

static void
sort_part(void *worker)
{
	struct part *p = worker;

	sort_from(p->keys, p->n, 0, 0, p->order);
	text_runs_share(p->keys, p->n);
}

/* A text that about half of the others come before. */
static struct text_key
median_of(const struct text_key *keys, size_t n, enum text_order order)
{
	struct text_key sample[SAMPLE];

	for (size_t i = 0; i < SAMPLE; i++)
		sample[i] = keys[i * (n / SAMPLE)];
	sort_all(sample, SAMPLE, order);
	sample[SAMPLE / 2].word = word_at(sample[SAMPLE / 2].text, 0, order);
	return sample[SAMPLE / 2];
}

/* Of what stands before `middle` and behind it, the lesser ones are in front: then of all. */
static void
join_splits(struct text_key *keys, size_t middle, size_t less, size_t less_behind)
{
	size_t more = middle - less, n = more < less_behind ? more : less_behind;

	for (size_t i = 0; i < n; i++)
		swap_keys(&keys[less + i], &keys[middle + less_behind - n + i]);
}

/* Two threads put what is before a pivot in front, of a half each; then each sorts one side of it. */
static void
sort_halves(struct text_key *keys, size_t n, enum text_order order)
{
	struct text_key pivot = median_of(keys, n, order);
	struct part parts[2] = {{.keys = keys, .n = n / 2, .order = order, .pivot = &pivot},
	    {.keys = keys + n / 2, .n = n - n / 2, .order = order, .pivot = &pivot}};
	void *workers[] = {&parts[0], &parts[1]};
	size_t less;

	workers_run(split_part, workers, 2);
	less = parts[0].less + parts[1].less;
	join_splits(keys, n / 2, parts[0].less, parts[1].less);
	parts[0].n = less;
	parts[1].keys = keys + less;
	parts[1].n = n - less;
	workers_run(sort_part, workers, 2);
	if (less > 0 && less < n)
		keys[less].word = str_common(keys[less - 1].text, keys[less].text);
}

/* Runs are merged; false where they are short, or there is no memory for it. */
static bool
sort_runs(struct text_key *keys, size_t n, enum text_order order)
{
	size_t runs = text_runs_count(keys, n, order);

	return runs == 1 || (runs > 1 && text_runs_merge(keys, n, runs, order));
}

/* Of what each text shares with the one before it, words that are alike where texts are equal. */
static void
name_equal(struct text_key *keys, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		bool equal =
		    keys[i].word == keys[i].text.len && keys[i].word == keys[i - 1].text.len;

		keys[i].word = equal ? keys[i - 1].word : i;
	}
}

void
text_sort(struct text_key *keys, size_t n)
{
	if (sort_runs(keys, n, TEXT_BYTES))
		name_equal(keys, n);
	else
		sort_all(keys, n, TEXT_BYTES);
}

bool
text_merge_stacks(struct text_key *keys, size_t *ends, size_t runs)
{
	return text_runs_merge_known(keys, ends, runs, TEXT_TREE);
}

void
text_sort_stacks(struct text_key *keys, size_t n)
{
	if (sort_runs(keys, n, TEXT_TREE))
		return;
	if (n >= MANY && workers_available() > 1) {
		sort_halves(keys, n, TEXT_TREE);
	} else {
		sort_all(keys, n, TEXT_TREE);
		text_runs_share(keys, n);
	}
}
