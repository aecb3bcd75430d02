/*
 * perf_data_zstd.h - the compressed records of a perf.data file, inflated by a `zstd` process.
 *
 * All of them are one zstd frame, cut into records of up to 64 KB and never
 * ended (RFC 8878). What comes out are records again, in a stream of their own.
 */
#ifndef PERF_DATA_ZSTD_H
#define PERF_DATA_ZSTD_H

#include <stdbool.h>
#include <stdint.h>

#include "filter.h"
#include "perf_data_source.h"
#include "str.h"

struct perf_zstd {
	struct filter filter;
	bool stopped;	 /* it takes no more */
	int error;	 /* errno of what failed here, not there; 0: nothing */
	uint64_t offset; /* of the first record for it: set by the caller, for messages */
};

/* False with errno set: ENOENT where there is no program called zstd. */
bool perf_zstd_start(struct perf_zstd *z);

/*
 * Gives it some of *bytes, which loses them, and takes into `out` what is
 * ready. Call it until *bytes is empty. When zstd has stopped, at bad data, is a
 * matter of luck: so the bytes are then dropped, and its end tells. So it does
 * where reading failed, or there is no memory.
 */
void perf_zstd_feed(struct perf_zstd *z, struct str *bytes, struct perf_stream *out);

/*
 * perf never ends the frame; these bytes, fed last, do: a last block without
 * content (RFC 8878, 3.1.1.2). Then zstd's exit status tells good data from bad.
 */
struct str perf_zstd_last_block(void);

/*
 * There is nothing more to feed: takes into `out` some of what is left. True, while there
 * may be more.
 */
bool perf_zstd_drain(struct perf_zstd *z, struct perf_stream *out);

/* Waits for its end; FILTER_FAILED, with errno set, too where not all was read. */
enum filter_end perf_zstd_release(struct perf_zstd *z);

#endif
