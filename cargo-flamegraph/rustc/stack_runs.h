/*
 * stack_runs.h - stacks that are more than memory should hold: sorted, one run after the other, in a
 * temporary file, and merged at the end.
 *
 *	stack_runs_init(&runs);
 *	while (...) {
 *		stacks_add(&stacks, ...);
 *		if (stack_runs_is_full(&runs, &stacks))
 *			stack_runs_put(&runs, &stacks);		stacks are empty now, names too
 *	}
 *	stack_runs_put(&runs, &stacks);
 *	stack_runs_write(&runs, &out);
 */
#ifndef STACK_RUNS_H
#define STACK_RUNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output.h"
#include "stacks.h"

struct stack_runs {
	size_t most;	    /* bytes of stacks in memory, about; tests set less */
	int fd;		    /* -1: none is in the file yet */
	uint64_t *ends;	    /* of each run, in the file */
	size_t len, cap;    /* how many there are */
	uint64_t different; /* stacks that stack_runs_write wrote */
	int error;	    /* errno: of memory, or of the temporary file; else 0 */
};

void stack_runs_init(struct stack_runs *r);
void stack_runs_release(struct stack_runs *r);

/* Whether they are enough for a run. */
bool stack_runs_is_full(const struct stack_runs *r, const struct stacks *s);

/*
 * Writes the stacks as a run, in their order, and uses them up, as stacks_write does. False with r->error
 * set.
 */
bool stack_runs_put(struct stack_runs *r, struct stacks *s);

/*
 * Writes the stacks of all runs in their order, equal ones as one with the sum of their counts. Needs
 * a buffer for each run, which are the smaller the more there are. False with r->error set.
 */
bool stack_runs_write(struct stack_runs *r, struct output *out);

#endif
