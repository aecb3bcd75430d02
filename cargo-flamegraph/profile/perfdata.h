/*
 * perfdata.h - what a perf.data file says about itself: whether perf finished
 * it, how many samples it holds, and how many were lost.
 */
#ifndef PERFDATA_H
#define PERFDATA_H

#include <stdbool.h>
#include <stdint.h>

#include "foreign.h"

struct perfdata {
	bool rustc;	      /* it is a self-profile of rustc instead: all else is 0 */
	enum foreign foreign; /* what it is rather, or FOREIGN_NONE */
	bool of_perf;	      /* it begins as what perf records, of any kind */
	bool known;	      /* an ordinary file of this machine's byte order; else all is 0 */
	bool finished;	      /* perf wrote its header when it ended */
	bool counted;	      /* its records could be read; not so when they are compressed */
	uint64_t samples;
	uint64_t lost_samples;
	uint64_t lost_records; /* of any kind; newer perf says both of the same loss */
};

/* How many samples were lost, as exactly as the file knows it. */
static inline uint64_t
perfdata_lost(const struct perfdata *data)
{
	return data->lost_samples > 0 ? data->lost_samples : data->lost_records;
}

/*
 * Reads a file's header and the heads of its records. 0, or an errno of opening
 * it. Of a pipe, which can be read only once, nothing is known.
 */
int perfdata_scan(const char *path, struct perfdata *data);

/*
 * Whether perf, which writes the file now, has come as far as to sample. *at is
 * 0 at first, and where the next look goes on after that. perf before 6.0 does
 * not say so; its first samples do, when they are written.
 */
bool perfdata_has_begun(const char *path, uint64_t *at);

#endif
