/*
 * moved.h - functions that only moved: inlined in one of two builds and not in the other, or
 * renamed.
 *
 *	BEFORE             AFTER
 *	main;run 100       main;run 390      get vanished, and run, which called it, grew by as much
 *	main;run;get 300
 *
 * That is the commonest false alarm of a table: nothing is slower.
 */
#ifndef MOVED_H
#define MOVED_H

#include "comparison.h"
#include "output.h"

/*
 * Looks for functions with at least 0.5 % of a total that only one side has, and for callers
 * that changed the other way by half as much or more, or have other functions in their place.
 * Sets `moved` of those that grew, and writes a line for each caller, names fit for a terminal,
 * to `notes`. The comparison has not been sorted. False without memory.
 */
bool moved_find(struct comparison *c, const struct comparing *what, struct output *notes);

#endif
