/*
 * perf_data_private.h - what the parts of perf_data share among themselves.
 */
#ifndef PERF_DATA_PRIVATE_H
#define PERF_DATA_PRIVATE_H

#include "perf_data.h"

enum { PERF_RECORD_HEADER_SIZE = 8 };

/* A cursor over bytes of the file, in its byte order. */
static inline struct cursor
perf_data_cursor(const struct perf_data *data, struct str bytes)
{
	return cursor_make(bytes, 0, data->big_endian);
}

/* Keeps the first error, of the file that is being read; or of another, see struct perf_error. Always false. */
bool perf_data_fail(struct perf_data *data, const char *what, uint64_t offset);
bool perf_data_fail_in(struct perf_data *data, unsigned file, const char *what, uint64_t offset);

/* Without memory; comes before any other error. Always false. */
bool perf_data_no_memory(struct perf_data *data);

/* Counts a record whose content does not fit it. Always false. */
bool perf_data_bad(struct perf_data *data, const struct perf_record *record);

/* Goes on with the next file of a folder; false where there is none, or after an error. */
bool perf_data_next_file(struct perf_data *data);

/* Reads the header at the start of a file; the source is at its byte 0. */
bool perf_data_read_header(struct perf_data *data);

/* Takes in a record of perf's own that says what a file's header would. */
bool perf_data_header_record(struct perf_data *data, const struct perf_record *record);

/* Gives an event that has no name one by what it counts. False without memory. */
bool perf_data_make_name(struct perf_data *data, struct perf_attr *e);

static inline bool
perf_data_name_event(struct perf_data *data, struct perf_attr *e)
{
	return e->name.len > 0 || perf_data_make_name(data, e);
}

/* Takes names of events from what simpleperf says of its recording. */
void perf_data_take_meta_info(struct perf_data *data, struct str bytes);

/* The event that a record is of; NULL where its id is not known. */
struct perf_attr *perf_data_event(struct perf_data *data, const struct perf_record *record);

/* All of `ids`, an array of u64, stand for the event added last. False without memory. */
bool perf_data_add_ids(struct perf_data *data, struct str ids);

/* The entry of an id, or NULL. Valid until the next call. */
struct perf_id *perf_data_id(struct perf_data *data, uint64_t id);

/* Takes in what the TRACING_DATA feature says of sched:sched_switch. */
void perf_data_take_tracing(struct perf_data *data, struct str bytes);

#endif
