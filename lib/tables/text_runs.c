/*
 * text_runs.c - texts that are in order for long stretches; see text_runs.h.
 *
 *	a;b      0
 *	a;b;c    3    two runs, with what each text shares with the one before: "a;b-d" would
 *	a;bd     3    be behind "a;bd" by bytes, but not in the order of a tree
 *	a;b-d    -
 */
#include "text_runs.h"

#include "mem.h"

/*
 * Runs have so many texts at least, in the middle: shorter ones are sorted sooner than merged. It takes a few
 * of them to tell. And there are not more than so many: all texts are gone over for each time that their number
 * doubles.
 */
enum { LONG = 256, FEW_RUNS = 64, MOST_RUNS = 1024 };

/* A byte's place in an order. */
static inline unsigned
rank(char c, enum text_order order)
{
	unsigned byte = (unsigned char)c;

	if (order == TEXT_BYTES || byte > ';')
		return byte;
	return byte == ';' ? 0 : byte + 1;
}

int
text_compare_from(struct str a, struct str b, size_t common, enum text_order order)
{
	if (common == a.len || common == b.len)
		return (a.len > b.len) - (a.len < b.len);
	return rank(a.ptr[common], order) < rank(b.ptr[common], order) ? -1 : 1;
}

bool
text_runs_are_long(size_t runs, size_t n)
{
	return runs <= FEW_RUNS || (runs <= MOST_RUNS && runs <= n / LONG);
}

size_t
text_runs_count(struct text_key *keys, size_t n, enum text_order order)
{
	size_t runs = 1;

	for (size_t i = 1; i < n; i++) {
		struct str before = keys[i - 1].text, text = keys[i].text;

		keys[i].word = str_common(before, text);
		if (text_compare_from(before, text, (size_t)keys[i].word, order) <= 0)
			continue;
		runs++;
		if (!text_runs_are_long(runs, i))
			return 0;
	}
	if (n > 0)
		keys[0].word = 0;
	return runs;
}

void
text_runs_share(struct text_key *keys, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i + TEXT_AHEAD < n)
			__builtin_prefetch(keys[i + TEXT_AHEAD].text.ptr);
		keys[i].word = i > 0 ? str_common(keys[i - 1].text, keys[i].text) : 0;
	}
}

/* What is left of a run. The word of the first: what it shares with the text that went out last. */
struct run {
	struct text_key first;
	const struct text_key *next, *end;
};

/* Puts the first out; false where it was the last. */
static inline bool
put_first(struct run *r, struct text_key **to)
{
	*(*to)++ = r->first;
	if (r->next == r->end)
		return false;
	r->first = *r->next++;
	return true;
}

static void
put_rest(const struct run *r, struct text_key *to)
{
	*to++ = r->first;
	if (r->next < r->end)
		memcpy(to, r->next, (size_t)(r->end - r->next) * sizeof(*to));
}

/* Two firsts that share as much with what went out: whether a's stays before b's. */
static inline bool
is_before(struct run *a, struct run *b, enum text_order order)
{
	size_t at = (size_t)a->first.word, common;

	common = at + str_common(str_skip(a->first.text, at), str_skip(b->first.text, at));
	if (text_compare_from(a->first.text, b->first.text, common, order) <= 0) {
		b->first.word = common;
		return true;
	}
	a->first.word = common;
	return false;
}

/* Merges the run of the first `middle` keys with that of the others. */
static void
merge_two(const struct text_key *keys, size_t middle, size_t n, struct text_key *to,
    enum text_order order)
{
	struct run a = {keys[0], keys + 1, keys + middle};
	struct run b = {keys[middle], keys + middle + 1, keys + n};

	a.first.word = b.first.word = 0;
	for (;;) {
		bool takes_a = a.first.word > b.first.word;

		if (a.first.word == b.first.word)
			takes_a = is_before(&a, &b, order);
		if (!put_first(takes_a ? &a : &b, &to)) {
			put_rest(takes_a ? &b : &a, to);
			return;
		}
	}
}

/*
 * Where each run ends; how many there are. No more than `runs`, as were counted: a text may be part
 * of a file that is overwritten meanwhile.
 */
static size_t
find_ends(const struct text_key *keys, size_t n, size_t *ends, size_t runs, enum text_order order)
{
	size_t found = 0;

	for (size_t i = 1; i < n && found + 1 < runs; i++) {
		size_t common = (size_t)keys[i].word;

		if (text_compare_from(keys[i - 1].text, keys[i].text, common, order) > 0)
			ends[found++] = i;
	}
	ends[found] = n;
	return found + 1;
}

/* Merges runs two by two, from one array into another; how many there are then. */
static size_t
merge_pairs(const struct text_key *from, struct text_key *to, size_t *ends, size_t runs,
    enum text_order order)
{
	size_t begin = 0, kept = 0;

	for (size_t i = 0; i < runs; i += 2) {
		size_t middle = ends[i], end = i + 1 < runs ? ends[i + 1] : middle;

		if (end > middle)
			merge_two(from + begin, middle - begin, end - begin, to + begin, order);
		else
			memcpy(to + begin, from + begin, (end - begin) * sizeof(*to));
		ends[kept++] = end;
		begin = end;
	}
	return kept;
}

bool
text_runs_merge_known(struct text_key *keys, size_t *ends, size_t runs, enum text_order order)
{
	size_t n = ends[runs - 1];
	struct text_key *room = mem_alloc_ready(n * sizeof(*room)), *from = keys, *to = room;

	if (room == NULL)
		return false;
	while (runs > 1) {
		struct text_key *done = to;

		runs = merge_pairs(from, to, ends, runs, order);
		to = from;
		from = done;
	}
	if (from != keys)
		memcpy(keys, from, n * sizeof(*keys));
	mem_free(room);
	return true;
}

bool
text_runs_merge(struct text_key *keys, size_t n, size_t runs, enum text_order order)
{
	size_t *ends = mem_alloc(runs * sizeof(*ends));
	bool done;

	if (ends == NULL)
		return false;
	runs = find_ends(keys, n, ends, runs, order);
	done = text_runs_merge_known(keys, ends, runs, order);
	mem_free(ends);
	return done;
}
