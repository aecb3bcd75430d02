/*
 * perf_data_threads.h - what each thread's counters had counted when they were last read.
 *
 * A counter that threads inherit counts anew in each of them, under the one id that its event has:
 * of PERF_SAMPLE_READ a sample then has the values of its own thread (Linux 6.12, perf 6.13).
 */
#ifndef PERF_DATA_THREADS_H
#define PERF_DATA_THREADS_H

#include <stddef.h>
#include <stdint.h>

#include "slots.h"

struct perf_thread_counter {
	uint64_t id;
	int32_t tid;
	uint64_t last_seen;
};

/* One of zeros is empty. */
struct perf_threads {
	struct perf_thread_counter *counters;
	size_t cap;
	struct slots by_id;
};

/*
 * By how much a thread's counter grew since it was last read, and notes that it is `value` now.
 * One that is less than it was is another thread's, which has the number of one that ended. False
 * without memory.
 */
bool perf_threads_grew(
    struct perf_threads *t, uint64_t id, int32_t tid, uint64_t value, uint64_t *by);
void perf_threads_release(struct perf_threads *t);

#endif
