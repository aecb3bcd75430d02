/*
 * perf_data_queue.h - records sorted by time, in rounds.
 *
 * perf record empties one processor's buffer after the other and writes a
 * FINISHED_ROUND when it was at all of them. What a round writes is never older
 * than the newest record of the round before the last: so at the end of a round
 * everything up to the newest time at the end of the round before can go out.
 */
#ifndef PERF_DATA_QUEUE_H
#define PERF_DATA_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "perf_data_source.h"

struct perf_queued {
	uint64_t time;
	uint64_t offset;	  /* of the record, for messages */
	const char *record;	  /* its 8 bytes of header, and its body */
	struct perf_chunk *chunk; /* that holds it: one use is the queue's */
};

struct perf_queue {
	struct perf_queued *items;
	size_t len, cap;
	size_t next, ready;	   /* items[next .. ready) go out now, in order */
	struct perf_queued *spare; /* for merging */
	size_t spare_cap;
	uint64_t newest; /* time of all records so far */
	uint64_t limit;	 /* what goes out at the next end of a round */
};

void perf_queue_release(struct perf_queue *q);

/* Adds a record; the chunk gets a use more. False without memory. */
bool perf_queue_add(struct perf_queue *q, const struct perf_queued *item);

/* Makes ready what can go out at the end of a round, or everything. False without memory. */
bool perf_queue_round(struct perf_queue *q);
bool perf_queue_finish(struct perf_queue *q);

/* The next that is ready; its chunk's use becomes the caller's. False when there is none. */
bool perf_queue_next(struct perf_queue *q, struct perf_queued *item);

#endif
