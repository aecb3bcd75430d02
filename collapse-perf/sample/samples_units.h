/*
 * samples_units.h - what was counted: a line for each event that was kept.
 */
#ifndef SAMPLES_UNITS_H
#define SAMPLES_UNITS_H

#include "output.h"
#include "samples.h"

/*
 * Says what the stacks count, after all were merged: in a stack of no samples for
 * each event, which is added to s->stacks, or in lines in the order of their names into `out`
 * where that is not NULL. Without memory s->stacks.failed is set.
 */
void samples_say_units(struct samples *s, struct output *out);

#endif
