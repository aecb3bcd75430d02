/*
 * waiting.h - one line on a terminal that says how far a program is, after a second.
 *
 *	collapse-perf: big.perf: 43 % of 1472 MB, 812 MB/s
 *	collapse-perf: stdin: 120 MB, 80.5 MB/s
 *	flamegraph-svg: 1472 MB read, 4 s
 *
 * A thread of its own writes it, twice a second, so that nobody who reads looks at a clock: whoever
 * reads tells of each block. Only where somebody looks: standard error is a terminal that moves its
 * cursor, of a job in the foreground, and of no CI. What fails here is no failure: the line is not
 * there then. Messages take it away first (report.h), and so does the end.
 */
#ifndef WAITING_H
#define WAITING_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "str.h"

/* Bytes of a line at most, and of a file's name in it. */
enum { WAITING_LINE = 160, WAITING_NAME = 40 };

struct waiting {
	const char *program;
	int fd;		       /* the terminal */
	double (*clock)(void); /* seconds; tests have their own */
	bool
	    behind; /* is there something to say when all is read? not where the output comes here */
	pthread_mutex_t lock; /* guards all below */
	pthread_cond_t changed;
	pthread_t thread;
	bool runs, ends;	     /* the thread */
	bool shown;		     /* a line is there */
	double started;		     /* the program */
	unsigned open;		     /* inputs that are read */
	char name[WAITING_NAME + 4]; /* of the one that was opened last */
	double began;		     /* when the first of those that are open was */
	uint64_t done, size;	     /* bytes of them */
	bool sized;		     /* the size of all is known */
	uint64_t total;		     /* bytes of all that were read */
};

/* For whoever shows it to a descriptor by itself, without the thread. */
void waiting_init(struct waiting *w, const char *program, int fd);
void waiting_release(struct waiting *w);

/* Starts the thread. False where nobody looks at standard error, or it can not be: not to be stopped. */
bool waiting_start(struct waiting *w, const char *program);

/* Takes the line away, and ends the thread. */
void waiting_stop(struct waiting *w);

/*
 * What is read; w may be NULL. An input begins, of `size` bytes, if known: UINT64_MAX if not; so many
 * bytes more were read, from any thread, worth a call when they are many; an input ends. Several
 * may be open at a time, and are then added up.
 */
void waiting_begin(struct waiting *w, const char *name, uint64_t size);
void waiting_read(struct waiting *w, uint64_t bytes);
void waiting_end(struct waiting *w);

/* Shows the line as it is now, if it is time. */
void waiting_show(struct waiting *w);

/* Takes the line away and writes a message to stderr, with no line in between. */
void waiting_message(struct waiting *w, struct str text);

#endif
