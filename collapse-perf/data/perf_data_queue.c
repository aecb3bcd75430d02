/*
 * perf_data_queue.c - records sorted by time, in rounds; see perf_data_queue.h.
 *
 * What comes in is a few long sorted runs, one for each processor's buffer. So
 * the sort is a merge of the runs that are there: n log(runs), and stable, as
 * records of the same time keep their order.
 */
#include "perf_data_queue.h"

#include <string.h>

#include "mem.h"

void
perf_queue_release(struct perf_queue *q)
{
	for (size_t i = q->next; i < q->len; i++)
		perf_chunk_release(q->items[i].chunk);
	mem_free(q->items);
	mem_free(q->spare);
	*q = (struct perf_queue){.items = NULL};
}

bool
perf_queue_add(struct perf_queue *q, const struct perf_queued *item)
{
	if (!MEM_GROW(&q->items, &q->cap, q->len + 1))
		return false;
	item->chunk->uses++;
	q->items[q->len++] = *item;
	if (item->time > q->newest)
		q->newest = item->time;
	return true;
}

/* The end of the sorted run that begins at `begin`. */
static size_t
run_end(const struct perf_queued *items, size_t begin, size_t len)
{
	size_t i = begin + 1;

	while (i < len && items[i - 1].time <= items[i].time)
		i++;
	return i < len ? i : len;
}

/* Merges a[0 .. middle) and a[middle .. len) into b. */
static void
merge(const struct perf_queued *a, size_t middle, size_t len, struct perf_queued *b)
{
	size_t left = 0, right = middle;

	while (left < middle && right < len)
		*b++ = a[right].time < a[left].time ? a[right++] : a[left++];
	memcpy(b, a + left, (middle - left) * sizeof(*a));
	b += middle - left;
	memcpy(b, a + right, (len - right) * sizeof(*a));
}

/* Merges neighbouring runs of `from` into `to`; returns how many there were. */
static size_t
merge_pairs(const struct perf_queued *from, size_t len, struct perf_queued *to)
{
	size_t runs = 0;

	for (size_t begin = 0; begin < len;) {
		size_t middle = run_end(from, begin, len);
		size_t end = middle < len ? run_end(from, middle, len) : len;

		merge(from + begin, middle - begin, end - begin, to + begin);
		runs += middle < len ? 2 : 1;
		begin = end;
	}
	return runs;
}

static bool
sort(struct perf_queue *q)
{
	if (run_end(q->items, 0, q->len) >= q->len)
		return true;
	for (;;) {
		struct perf_queued *merged;
		size_t cap, runs;

		if (!MEM_GROW(&q->spare, &q->spare_cap, q->len))
			return false;
		merged = q->spare;
		cap = q->spare_cap;
		runs = merge_pairs(q->items, q->len, merged);
		q->spare = q->items;
		q->spare_cap = q->cap;
		q->items = merged;
		q->cap = cap;
		if (runs <= 2)
			return true;
	}
}

/* Drops what went out already, so that indices begin at 0 again. */
static void
compact(struct perf_queue *q)
{
	if (q->next == 0)
		return;
	memmove(q->items, q->items + q->next, (q->len - q->next) * sizeof(*q->items));
	q->len -= q->next;
	q->next = 0;
	q->ready = 0;
}

static bool
make_ready(struct perf_queue *q, uint64_t limit)
{
	compact(q);
	if (!sort(q))
		return false;
	while (q->ready < q->len && q->items[q->ready].time <= limit)
		q->ready++;
	return true;
}

bool
perf_queue_round(struct perf_queue *q)
{
	bool done = make_ready(q, q->limit);

	q->limit = q->newest;
	return done;
}

bool
perf_queue_finish(struct perf_queue *q)
{
	return make_ready(q, UINT64_MAX);
}

bool
perf_queue_next(struct perf_queue *q, struct perf_queued *item)
{
	if (q->next == q->ready)
		return false;
	*item = q->items[q->next++];
	return true;
}
