/*
 * perf_hints.h - what a recording could have had, and how to get it.
 */
#ifndef PERF_HINTS_H
#define PERF_HINTS_H

#include "recording.h"
#include "report.h"
#include "samples.h"

/* Says that nearly all stacks are of one or two frames, as without frame pointers; before writing. */
void perf_hints_say(
    const struct samples *s, const struct recording_counts *recorded, struct report *report);

/* What a line that is no part of perf script's text looks like; NULL: nothing that is known. */
const char *perf_hints_of_line(struct str line);

#endif
