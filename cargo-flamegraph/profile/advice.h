/*
 * advice.h - what to do about what commonly goes wrong, said on stderr.
 */
#ifndef ADVICE_H
#define ADVICE_H

#include <stdint.h>

#include "report.h"

/* perf, dtrace or sudo could not be found. */
void advise_missing(const struct report *r, const char *program);

/*
 * perf could not record at all; `pids` are those it was to record, or NULL.
 * With own_events it may be the events of --cmd that are not there.
 */
void advise_perf_refused(const struct report *r, const char *pids, bool own_events);

/* No sample, and the command's status is what a shell gives for one that cannot be run. */
void advise_not_run(const struct report *r, int status);

/* No sample, though the command, and perf, used so many seconds of processor time. */
void advise_starved(const struct report *r, double seconds);

/* The recording is whole, but holds no sample; `waiting`: though what waits counts, too. */
void advise_no_samples(const struct report *r, bool process, bool waiting);

/* The recording is whole, but of so many samples perf could keep none. */
void advise_all_lost(const struct report *r, uint64_t lost);

void advise_lost(struct report *r, uint64_t lost, uint64_t samples);

/*
 * The shares, in percent, of samples that have no name innermost, and of
 * those that have none at all. `program` is the executable's path, or NULL.
 */
void advise_unnamed(struct report *r, double unnamed, double blank, const char *program);

#endif
