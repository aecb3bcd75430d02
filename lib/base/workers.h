/*
 * workers.h - the same work on several threads.
 */
#ifndef WORKERS_H
#define WORKERS_H

#include <stdbool.h>
#include <stddef.h>

/* Processors that are online, at least 1. */
size_t workers_available(void);

/*
 * Calls run(workers[i]) for each of the n workers, each on a thread of its own
 * (the first on this one), and returns when all are done. Where the system has
 * no more threads, this one does what is left: run must end by itself when there
 * is nothing more to do, so that no worker waits for another to begin. A thread begins on
 * another processor than this one's, where that is known to be of use, and may move.
 */
void workers_run(void (*run)(void *worker), void *const workers[], size_t n);

/* Something to do. */
struct workers_task {
	void (*run)(void *argument);
	void *argument;
};

/* Does all tasks, begun in this order, on no more threads than there are processors. */
void workers_share(const struct workers_task *tasks, size_t n);

/* So many pieces, as frames of a tree, are worth a second thread, where little is done with each. */
enum { WORKERS_MANY = 1 << 11 };

/* The same where there is much to do; else on this thread, in this order: another takes longer to begin. */
void workers_share_much(const struct workers_task *tasks, size_t n, bool much);

#endif
