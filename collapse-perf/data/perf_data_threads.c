/*
 * perf_data_threads.c - the counters of each thread; see perf_data_threads.h.
 */
#include "perf_data_threads.h"

#include "mem.h"

/* The counter of an id in a thread, 0 where it was never read; NULL without memory. */
static struct perf_thread_counter *
counter_of(struct perf_threads *t, uint64_t id, int32_t tid)
{
	size_t len = t->by_id.len;
	struct slot *s;
	uint32_t hash;

	if (len == SLOT_NONE || !slots_room(&t->by_id) || !MEM_GROW(&t->counters, &t->cap, len + 1))
		return NULL;
	hash = slots_hash_number(&t->by_id, id ^ (uint64_t)(uint32_t)tid << 32);
	for (s = slots_first(&t->by_id, hash); s->id != SLOT_NONE; s = slots_next(&t->by_id, s))
		if (t->counters[s->id].id == id && t->counters[s->id].tid == tid)
			return &t->counters[s->id];
	slots_fill(&t->by_id, s, hash, (uint32_t)len);
	t->counters[len] = (struct perf_thread_counter){.id = id, .tid = tid};
	return &t->counters[len];
}

bool
perf_threads_grew(struct perf_threads *t, uint64_t id, int32_t tid, uint64_t value, uint64_t *by)
{
	struct perf_thread_counter *c = counter_of(t, id, tid);

	if (c == NULL)
		return false;
	*by = value < c->last_seen ? value : value - c->last_seen;
	c->last_seen = value;
	return true;
}

void
perf_threads_release(struct perf_threads *t)
{
	mem_free(t->counters);
	slots_release(&t->by_id);
}
