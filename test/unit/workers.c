/* workers.c - lib/base/workers: all of the work is done, by threads that may run anywhere. */
#define _GNU_SOURCE /* sched_getaffinity */
#include "workers.h"

#include <sched.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

enum { WORKERS = 5, TASKS = 200, ROUNDS = 10 };

/* Waits a moment. */
static void
wait_for(long milliseconds)
{
	const struct timespec pause = {.tv_nsec = milliseconds * 1000000};

	nanosleep(&pause, NULL);
}

struct worker {
	_Atomic int done;
	bool anywhere; /* it may run where the program may */
};

#ifdef __linux__

static bool
runs_anywhere(const cpu_set_t *all)
{
	cpu_set_t mine;

	return sched_getaffinity(0, sizeof(mine), &mine) == 0 && CPU_EQUAL(&mine, all);
}

/* What sends a thread away from a processor lets it come back soon. */
static void
look_where(struct worker *w)
{
	cpu_set_t all;

	CPU_ZERO(&all);
	if (sched_getaffinity(getpid(), sizeof(all), &all) != 0) /* the first thread's */
		return;
	wait_for(5);
	for (int i = 0; i < 1000 && !w->anywhere; i++) {
		w->anywhere = runs_anywhere(&all);
		wait_for(w->anywhere ? 0 : 10);
	}
}

#else

static void
look_where(struct worker *w)
{
	w->anywhere = true;
}

#endif

static void
work(void *worker)
{
	struct worker *w = worker;

	w->done++;
	look_where(w);
}

static void
run(void)
{
	struct worker workers[WORKERS] = {{.done = 0}};
	void *pointers[WORKERS];

	for (int i = 0; i < WORKERS; i++)
		pointers[i] = &workers[i];
	for (int round = 1; round <= ROUNDS; round++) {
		workers_run(work, pointers, WORKERS);
		for (int i = 0; i < WORKERS; i++) {
			CHECK(workers[i].done == round);
			CHECK(workers[i].anywhere);
			workers[i].anywhere = false;
		}
	}
}

static void
count(void *counter)
{
	++*(_Atomic int *)counter;
}

static void
share(void)
{
	static _Atomic int counter;
	struct workers_task tasks[TASKS];

	for (int i = 0; i < TASKS; i++)
		tasks[i] = (struct workers_task){count, &counter};
	workers_share(tasks, TASKS);
	CHECK(counter == TASKS);
	workers_share(tasks, 1);
	CHECK(counter == TASKS + 1);
}

/* Little is done in order: each task sees what the one before it left. */
static void
twice(void *number)
{
	*(int *)number *= 2;
}

static void
minus_one(void *number)
{
	--*(int *)number;
}

static void
share_much(void)
{
	int number = 3;
	_Atomic int counter = 0;
	const struct workers_task one_by_one[] = {{twice, &number}, {minus_one, &number}};
	const struct workers_task together[] = {{count, &counter}, {count, &counter}};

	workers_share_much(one_by_one, 2, false);
	CHECK(number == 5);
	workers_share_much(together, 2, true);
	CHECK(counter == 2);
}

int
main(void)
{
	CHECK(workers_available() > 0);
	run();
	share();
	share_much();
	return check_done();
}
