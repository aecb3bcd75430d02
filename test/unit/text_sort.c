/*
 * text_sort.c - lib/tables/text_sort: the order of a plain sort, and what neighbours share, of
 * texts in any order: at random, in runs, the wrong way round, equal, each a part of the next
 * one, and so many that they go to spans, and that two threads sort them.
 */
#include "text_sort.h"

#include <stdlib.h>

#include "check.h"
#include "mem.h"
#include "text_runs.h"

enum { SOME = 700, MANY = 40000, DEEP = 20000, LENGTH = 24 };

struct texts {
	struct text_key *keys;
	struct text_key *plain;
	char (*bytes)[LENGTH];
	size_t len;
};

static uint64_t
next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

static bool
texts_init(struct texts *t, size_t n)
{
	t->len = n;
	t->keys = mem_zalloc(n, sizeof(*t->keys));
	t->plain = mem_zalloc(n, sizeof(*t->plain));
	t->bytes = mem_zalloc(n, sizeof(*t->bytes));
	return t->keys != NULL && t->plain != NULL && t->bytes != NULL;
}

static void
texts_release(struct texts *t)
{
	mem_free(t->keys);
	mem_free(t->plain);
	mem_free(t->bytes);
}

/* Texts of few letters, those around ';' and the ends of all bytes among them. */
static void
make_texts(struct texts *t, uint64_t seed, size_t longest)
{
	static const char letters[] = ";;aab:<\xff";

	for (size_t i = 0; i < t->len; i++) {
		size_t len = (size_t)(next_random(&seed) % (longest + 1));

		for (size_t k = 0; k < len; k++)
			t->bytes[i][k] = letters[next_random(&seed) % sizeof(letters)];
		t->keys[i] = (struct text_key){.text = str_make(t->bytes[i], len), .number = i};
	}
}

static int
by_bytes(const void *left, const void *right)
{
	const struct text_key *a = left, *b = right;

	return str_cmp(a->text, b->text);
}

/* The same with bytes in another order: ';' first. */
static int
by_tree(const void *left, const void *right)
{
	struct str a = ((const struct text_key *)left)->text;
	struct str b = ((const struct text_key *)right)->text;

	for (size_t i = 0; i < a.len && i < b.len; i++)
		if (a.ptr[i] != b.ptr[i]) {
			if (a.ptr[i] == ';' || b.ptr[i] == ';')
				return a.ptr[i] == ';' ? -1 : 1;
			return (unsigned char)a.ptr[i] < (unsigned char)b.ptr[i] ? -1 : 1;
		}
	return (a.len > b.len) - (a.len < b.len);
}

/* How many texts are not those of a plain sort, or come from nowhere, or twice. */
static size_t
count_wrong(struct texts *t)
{
	size_t wrong = 0;

	for (size_t i = 0; i < t->len; i++) {
		struct text_key *k = &t->keys[i];

		wrong += !str_eq(k->text, t->plain[i].text) || k->number >= t->len;
		wrong += k->number < t->len && k->text.ptr != t->bytes[k->number];
		if (k->number < t->len)
			t->bytes[k->number][LENGTH - 1]++;
	}
	for (size_t i = 0; i < t->len; i++) {
		wrong += t->bytes[i][LENGTH - 1] != 1;
		t->bytes[i][LENGTH - 1] = 0;
	}
	return wrong;
}

/* How many neighbours are told to be equal and are not, or the other way round. */
static size_t
count_wrong_equal(const struct texts *t)
{
	size_t wrong = 0;

	for (size_t i = 1; i < t->len; i++)
		wrong += text_sorted_equal(&t->keys[i - 1], &t->keys[i]) !=
			 str_eq(t->keys[i - 1].text, t->keys[i].text);
	return wrong;
}

static size_t
count_wrong_words(const struct texts *t)
{
	size_t wrong = t->len > 0 && t->keys[0].word != 0;

	for (size_t i = 1; i < t->len; i++)
		wrong += t->keys[i].word != str_common(t->keys[i - 1].text, t->keys[i].text);
	return wrong;
}

/* Sorts in both orders, each as plain as can be, too. */
static void
check_both(struct texts *t)
{
	struct text_key *before = mem_zalloc(t->len, sizeof(*before));

	CHECK(before != NULL);
	if (before == NULL)
		return;
	memcpy(before, t->keys, t->len * sizeof(*before));
	memcpy(t->plain, t->keys, t->len * sizeof(*before));
	qsort(t->plain, t->len, sizeof(*t->plain), by_bytes);
	text_sort(t->keys, t->len);
	CHECK(count_wrong(t) == 0);
	CHECK(count_wrong_equal(t) == 0);
	memcpy(t->keys, before, t->len * sizeof(*before));
	qsort(t->plain, t->len, sizeof(*t->plain), by_tree);
	text_sort_stacks(t->keys, t->len);
	CHECK(count_wrong(t) == 0);
	CHECK(count_wrong_words(t) == 0);
	mem_free(before);
}

/* Puts keys in order for so many at a time, in one order or the other, or the wrong way round. */
static void
make_runs(struct texts *t, size_t run, bool tree, bool backwards)
{
	for (size_t at = 0; at < t->len; at += run) {
		size_t n = t->len - at < run ? t->len - at : run;

		qsort(t->keys + at, n, sizeof(*t->keys), tree ? by_tree : by_bytes);
		for (size_t i = 0; backwards && i < n / 2; i++) {
			struct text_key key = t->keys[at + i];

			t->keys[at + i] = t->keys[at + n - 1 - i];
			t->keys[at + n - 1 - i] = key;
		}
	}
}

static void
check_runs(size_t n, size_t run, size_t longest)
{
	struct texts t;

	if (!texts_init(&t, n)) {
		CHECK(false);
		return;
	}
	for (unsigned kind = 0; kind < 4; kind++) {
		make_texts(&t, n + run + kind, longest);
		make_runs(&t, run, kind % 2 == 1, kind >= 2);
		check_both(&t);
	}
	texts_release(&t);
}

/* Each begins with the one before it, or with the one behind it, a part of the time. */
static void
check_prefixes(void)
{
	struct texts t;

	if (!texts_init(&t, SOME)) {
		CHECK(false);
		return;
	}
	for (size_t i = 0; i < t.len; i++) {
		memset(t.bytes[i], i % 3 == 0 ? ';' : 'a', LENGTH - 1);
		t.keys[i] = (struct text_key){
		    .text = str_make(t.bytes[i], i / 5 % (LENGTH - 1)), .number = i};
	}
	check_both(&t);
	texts_release(&t);
}

/* All begin alike for two words and a bit, where some end. */
static void
check_alike(size_t n)
{
	struct texts t;

	if (!texts_init(&t, n)) {
		CHECK(false);
		return;
	}
	make_texts(&t, n, 5);
	for (size_t i = 0; i < t.len; i++) {
		memmove(t.bytes[i] + 18, t.bytes[i], 5);
		memcpy(t.bytes[i], "every;stack;begins", 18);
		t.keys[i].text.len += 18;
	}
	check_both(&t);
	texts_release(&t);
}

/* Two halves that begin unlike; within each, all are alike for two words and a bit, and some for longer. */
static void
check_alike_in_halves(size_t n)
{
	struct texts t;
	uint64_t seed = n;

	if (!texts_init(&t, n)) {
		CHECK(false);
		return;
	}
	for (size_t i = 0; i < t.len; i++) {
		memset(t.bytes[i], i % 2 == 0 ? 'a' : 'b', LENGTH - 2);
		for (size_t k = 17; k < LENGTH - 2 && i % 4 < 2; k++)
			t.bytes[i][k] = (char)('a' + next_random(&seed) % 2);
		t.keys[i] =
		    (struct text_key){.text = str_make(t.bytes[i], LENGTH - 2), .number = i};
	}
	check_both(&t);
	texts_release(&t);
}

/* All but one begin alike, which a sample need not have. */
static void
check_one_unlike(size_t unlike)
{
	struct texts t;

	if (!texts_init(&t, MANY)) {
		CHECK(false);
		return;
	}
	for (size_t i = 0; i < t.len; i++) {
		unsigned number = (unsigned)(i * 7919 % MANY);

		snprintf(t.bytes[i], LENGTH, "alike;%c%06u", i == unlike ? 'j' : 'k', number);
		t.keys[i] = (struct text_key){.text = str_make(t.bytes[i], 13), .number = i};
	}
	check_both(&t);
	texts_release(&t);
}

/* Numbers of so many digits in all, with a letter behind some: few bits of each byte are not alike. */
static void
check_digits(unsigned digits, bool letters)
{
	struct texts t;
	uint64_t seed = digits;

	if (!texts_init(&t, MANY)) {
		CHECK(false);
		return;
	}
	for (size_t i = 0; i < t.len; i++) {
		size_t len = digits;

		for (size_t k = 0; k < len; k++)
			t.bytes[i][k] = (char)('0' + next_random(&seed) % 10);
		if (letters && next_random(&seed) % 3 == 0)
			t.bytes[i][len++] = (char)('A' + next_random(&seed) % 60);
		t.keys[i] = (struct text_key){.text = str_make(t.bytes[i], len), .number = i};
	}
	check_both(&t);
	texts_release(&t);
}

/* Texts 0 to n - 1 as numbers that go up, or down, within each of so many runs. */
static void
write_runs(struct texts *t, size_t runs, bool down)
{
	size_t each = t->len / runs;

	for (size_t i = 0; i < t->len; i++) {
		size_t in_run = down ? each - i % each : i % each;

		snprintf(t->bytes[i], LENGTH, "frame;%09zu", in_run);
	}
}

/* A file that is overwritten between two looks: there are more runs than were counted, or fewer. */
static void
check_overwritten(size_t counted, size_t then, bool down)
{
	struct texts t, room;
	size_t runs, sum = 0;

	if (!texts_init(&t, MANY) || !texts_init(&room, MANY)) {
		CHECK(false);
		return;
	}
	write_runs(&t, counted, false);
	for (size_t i = 0; i < t.len; i++)
		t.keys[i] = (struct text_key){.text = str_make(t.bytes[i], 15), .number = i};
	runs = text_runs_count(t.keys, t.len, TEXT_BYTES);
	CHECK(runs == counted);
	write_runs(&t, then, down);
	CHECK(text_runs_merge(t.keys, t.len, runs, TEXT_BYTES));
	/* In no order, but all there. */
	for (size_t i = 0; i < t.len; i++)
		sum += t.keys[i].number < MANY && room.plain[t.keys[i].number].number++ == 0;
	CHECK(sum == t.len);
	texts_release(&room);
	texts_release(&t);
}

/* Each is the beginning of the next one, in more words than spans go down. */
static void
check_deep(void)
{
	struct text_key *keys = mem_zalloc(DEEP, sizeof(*keys));
	char *bytes = mem_alloc(DEEP);
	size_t wrong = 0;

	CHECK(keys != NULL && bytes != NULL);
	for (size_t i = 0; keys != NULL && bytes != NULL && i < DEEP; i++) {
		bytes[i] = 'a';
		keys[i].text = str_make(bytes, i * 7 % DEEP);
	}
	if (keys != NULL && bytes != NULL)
		text_sort(keys, DEEP);
	for (size_t i = 0; keys != NULL && i < DEEP; i++)
		wrong += keys[i].text.len != i;
	CHECK(wrong == 0);
	mem_free(keys);
	mem_free(bytes);
}

int
main(void)
{
	static const size_t runs[] = {1, 2, 15, 16, 17, 50, 100, SOME - 1, SOME};

	for (size_t i = 0; i < sizeof(runs) / sizeof(*runs); i++) {
		check_runs(SOME, runs[i], 5);
		check_runs(SOME, runs[i], LENGTH - 2);
		check_runs(SOME, runs[i], 0);
	}
	for (size_t n = 0; n < 9; n++)
		check_runs(n, 3, 3);
	check_runs(MANY, 1, LENGTH - 2);
	check_runs(MANY, 1000, LENGTH - 2);
	check_runs(MANY, 30, 6);
	check_prefixes();
	check_alike(SOME);
	check_alike(MANY);
	check_alike_in_halves(SOME);
	check_alike_in_halves(MANY);
	for (size_t i = 1; i < MANY; i += MANY / 7)
		check_one_unlike(i);
	check_digits(5, false);
	check_digits(9, true);
	check_overwritten(2, 1, true);
	check_overwritten(100, 1, false);
	check_overwritten(100, 10, false);
	check_deep();
	return check_done();
}
