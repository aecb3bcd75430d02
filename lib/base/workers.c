/*
 * workers.c - the same work on several threads; see workers.h.
 */
#define _GNU_SOURCE /* pthread_setaffinity_np */
#include "workers.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

#include "mem.h"

size_t
workers_available(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n > 0 ? (size_t)n : 1;
}

/* For demangling deeply nested names; some systems give a thread no more than 128 KB. */
enum { STACK = 2 << 20 };

struct thread {
	pthread_t id;
	bool started;
	void (*run)(void *worker);
	void *worker;
};

static void *
thread_main(void *argument)
{
	struct thread *t = argument;

	t->run(t->worker);
	return NULL;
}

/*
 * Linux often lets a new thread wait for the processor of the one that made it, though another one has
 * nothing to do, and mends that no sooner than some milliseconds later: when short work is done. So
 * thread number i is sent to another processor, if there is one for it, and may go anywhere from there.
 */
static void
send_away(pthread_t id, size_t i)
{
#ifdef __linux__
	cpu_set_t all, others;
	int here = sched_getcpu();

	if (here < 0 || here >= CPU_SETSIZE || sched_getaffinity(0, sizeof(all), &all) != 0 ||
	    i >= (size_t)CPU_COUNT(&all))
		return;
	others = all;
	CPU_CLR((size_t)here, &others);
	(void)pthread_setaffinity_np(id, sizeof(others), &others);
	(void)pthread_setaffinity_np(id, sizeof(all), &all);
#else
	(void)id;
	(void)i;
#endif
}

void
workers_run(void (*run)(void *worker), void *const workers[], size_t n)
{
	struct thread *threads = n > 1 ? mem_zalloc(n, sizeof(*threads)) : NULL;
	pthread_attr_t attributes;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK);
	for (size_t i = 1; i < n && threads != NULL; i++) {
		threads[i].run = run;
		threads[i].worker = workers[i];
		threads[i].started =
		    pthread_create(&threads[i].id, &attributes, thread_main, &threads[i]) == 0;
		if (threads[i].started)
			send_away(threads[i].id, i);
	}
	pthread_attr_destroy(&attributes);
	run(workers[0]);
	for (size_t i = 1; i < n; i++) {
		if (threads != NULL && threads[i].started)
			pthread_join(threads[i].id, NULL);
		else
			run(workers[i]);
	}
	mem_free(threads);
}

enum { MOST_SHARERS = 64 };

/* Tasks that threads take, one after the other. */
struct shared {
	const struct workers_task *tasks;
	size_t len;
	_Atomic size_t next;
};

static void
take_tasks(void *worker)
{
	struct shared *s = worker;

	for (size_t i; (i = atomic_fetch_add(&s->next, 1)) < s->len;)
		s->tasks[i].run(s->tasks[i].argument);
}

void
workers_share(const struct workers_task *tasks, size_t n)
{
	struct shared shared = {tasks, n, 0};
	void *workers[MOST_SHARERS] = {&shared};
	size_t threads = workers_available();

	threads = threads < n ? threads : n;
	threads = threads < MOST_SHARERS ? threads : MOST_SHARERS;
	for (size_t i = 1; i < MOST_SHARERS; i++)
		workers[i] = &shared;
	workers_run(take_tasks, workers, threads);
}

void
workers_share_much(const struct workers_task *tasks, size_t n, bool much)
{
	if (much)
		workers_share(tasks, n);
	for (size_t i = 0; i < n && !much; i++)
		tasks[i].run(tasks[i].argument);
}
