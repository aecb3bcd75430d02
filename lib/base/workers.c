/*
 * workers.c - the same work on several threads; see workers.h.
 */
#include "workers.h"

#include <pthread.h>
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
