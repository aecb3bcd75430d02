/*
 * tap.h - what flows through one pipe of folded stacks, seen in passing.
 *
 * A thread copies the stacks on, keeps them in a file if one is wanted, and
 * counts how many samples have no names: that is all the advice needs to know.
 */
#ifndef TAP_H
#define TAP_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct tap {
	int in;
	int out;
	int keep; /* -1: none */
	pthread_t thread;
	bool running;
	/* After tap_join: */
	uint64_t stacks;
	double total;	/* sum of all counts */
	double unnamed; /* of those whose innermost frame has no name */
	double blank;	/* of those that have frames, but none with a name */
	int error;	/* an errno of reading, or no memory for a line */
	int keep_error; /* an errno of writing to `keep` */
};

/* Starts; the tap owns in and out and closes them at the end. 0, or an errno. */
int tap_start(struct tap *t, int in, int out, int keep);

/* Waits for the end of what flows. */
void tap_join(struct tap *t);

#endif
