/*
 * perf_sample.h - a sample from its header to its row of the stacks.
 */
#ifndef PERF_SAMPLE_H
#define PERF_SAMPLE_H

#include "perf_script.h"

/* Ends the open sample, if any, and begins the one of this header. */
void perf_sample_begin(struct perf_parser *p, const struct perf_header *h);

/* Ends the open sample, if any: counts it. */
void perf_sample_end(struct perf_parser *p);

/* Counts n samples of an event, by its printed name, as left out. */
void perf_sample_left_out(struct perf_parser *p, struct str printed, uint64_t n);

/* Makes room for n more ids in the row of the open sample. */
bool perf_sample_room(struct perf_parser *p, size_t n);

#endif
