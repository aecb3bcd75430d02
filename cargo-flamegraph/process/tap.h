/*
 * tap.h - what flows through one pipe of folded stacks, seen in passing.
 *
 * A thread copies the stacks on, keeps them in a file if one is wanted, and
 * looks at each: that is all that advice and the closing line need to know.
 */
#ifndef TAP_H
#define TAP_H

#include <pthread.h>
#include <stdbool.h>

#include "busiest.h"

struct tap {
	int in;
	int out;
	int keep; /* -1: none */
	pthread_t thread;
	bool running;
	/* After tap_join: */
	struct busiest seen; /* the caller's to release */
	int error;	     /* an errno of reading, or no memory for a line */
	int keep_error;	     /* an errno of writing to `keep` */
};

/* Starts; the tap owns in and out and closes them at the end. 0, or an errno. */
int tap_start(struct tap *t, int in, int out, int keep);

/* Waits for the end of what flows. */
void tap_join(struct tap *t);

#endif
