/*
 * batch.c - stacks that are put in order before they go into a call tree; see batch.h.
 *
 * Stacks have much in common at their beginning. So they are sorted eight
 * bytes at a time: three parts, below, at, and above one of the keys, each
 * sorted on its own, and the middle one by the eight bytes that follow
 * (Bentley and Sedgewick, Fast algorithms for sorting and searching strings,
 * 1997). No byte is looked at again, and a comparison is one of two numbers.
 *
 * Only the speed hangs on the order: stacks with NUL bytes in them may come
 * out of it.
 */
#include "batch.h"

#include <stdlib.h>

#include "mem.h"

/* Parts within parts so deep come of unlucky keys: another sort takes over. */
enum { KEY = 8, FEW = 12, DEEP = 64, FULL = 1 << 28 };

/* A stack to be sorted. */
struct item {
	uint64_t key; /* its eight bytes from some place on, as a number; zeros behind its end */
	struct str stack;
	const struct counted *counted;
};

void
batch_init(struct batch *b)
{
	*b = (struct batch){.items = NULL};
	arena_init(&b->text);
}

void
batch_release(struct batch *b)
{
	arena_release(&b->text);
	mem_free(b->items);
	batch_init(b);
}

bool
batch_keep(struct batch *b, const struct counted *c)
{
	struct str stack = arena_str(&b->text, c->stack);

	if (stack.ptr == NULL || !MEM_GROW(&b->items, &b->cap, b->len + 1))
		return false;
	b->items[b->len] = *c;
	b->items[b->len++].stack = stack;
	return true;
}

bool
batch_is_full(const struct batch *b)
{
	return b->text.used >= FULL;
}

bool
batch_is_sorted(const struct batch *b)
{
	size_t i = 1;

	while (i < b->len && str_cmp(b->items[i - 1].stack, b->items[i].stack) <= 0)
		i++;
	return i >= b->len;
}

bool
counted_add(const struct counted *c, struct calltree *t)
{
	uint32_t node = calltree_stack(t, c->stack);

	if (node == CALLTREE_NONE || (c->two && !calltree_count_before(t, node, c->before)))
		return false;
	calltree_count(t, node, c->after);
	return true;
}

/* Takes the keys from `at` on; false where all stacks end before. */
static bool
take_keys(struct item *v, size_t n, size_t at)
{
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		struct str rest = str_head(str_skip(v[i].stack, at), KEY);
		uint64_t key = 0;

		for (size_t k = 0; k < rest.len; k++)
			key = key << 8 | (unsigned char)rest.ptr[k];
		v[i].key = rest.len > 0 ? key << 8 * (KEY - rest.len) : 0;
		any = any || rest.len > 0;
	}
	return any;
}

/* By the keys, which were taken at `at`, and what follows. */
static bool
comes_before(const struct item *a, const struct item *b, size_t at)
{
	if (a->key != b->key)
		return a->key < b->key;
	return str_cmp(str_skip(a->stack, at + KEY), str_skip(b->stack, at + KEY)) < 0;
}

static void
sort_few(struct item *v, size_t n, size_t at)
{
	for (size_t i = 1; i < n; i++) {
		struct item x = v[i];
		size_t k = i;

		for (; k > 0 && comes_before(&x, &v[k - 1], at); k--)
			v[k] = v[k - 1];
		v[k] = x;
	}
}

static uint64_t
middle_key(const struct item *v, size_t n)
{
	uint64_t a = v[0].key, b = v[n / 2].key, c = v[n - 1].key;

	if (a < b)
		return b < c ? b : a < c ? c : a;
	return a < c ? a : b < c ? c : b;
}

/* Puts what is below the pivot in front and what is above it behind; where the middle is. */
static void
part(struct item *v, size_t n, uint64_t pivot, size_t *begin, size_t *end)
{
	size_t low = 0, high = n, i = 0;

	while (i < high) {
		struct item x = v[i];

		if (x.key < pivot) {
			v[i++] = v[low];
			v[low++] = x;
		} else if (x.key > pivot) {
			v[i] = v[--high];
			v[high] = x;
		} else {
			i++;
		}
	}
	*begin = low;
	*end = high;
}

static int
compare(const void *left, const void *right)
{
	const struct item *a = left, *b = right;

	return str_cmp(a->stack, b->stack);
}

/* Sorts stacks that are alike up to `at`, where their keys were taken. */
static void
sort_from(struct item *v, size_t n, size_t at, int depth)
{
	while (n > FEW) {
		size_t begin, end;

		if (depth == DEEP) {
			qsort(v, n, sizeof(*v), compare);
			return;
		}
		part(v, n, middle_key(v, n), &begin, &end);
		sort_from(v, begin, at, depth + 1);
		sort_from(v + end, n - end, at, depth + 1);
		v += begin;
		n = end - begin;
		at += KEY;
		if (!take_keys(v, n, at))
			return;
	}
	sort_few(v, n, at);
}

bool
batch_add(struct batch *b, struct calltree *t)
{
	struct item *v = mem_zalloc(b->len + 1, sizeof(*v));
	bool done = v != NULL;

	for (size_t i = 0; done && i < b->len; i++)
		v[i] = (struct item){0, b->items[i].stack, &b->items[i]};
	if (done) {
		take_keys(v, b->len, 0);
		sort_from(v, b->len, 0, 0);
	}
	for (size_t i = 0; done && i < b->len; i++)
		done = counted_add(v[i].counted, t);
	mem_free(v);
	batch_release(b);
	return done;
}
