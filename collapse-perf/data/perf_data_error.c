/*
 * perf_data_error.c - what ends the reading of a perf.data file, and what is left out.
 */
#include <errno.h>

#include "perf_data_private.h"

bool
perf_data_fail_in(struct perf_data *data, unsigned file, const char *what, uint64_t offset)
{
	if (data->error.what == NULL)
		data->error = (struct perf_error){what, file, offset, data->source.error};
	return false;
}

bool
perf_data_fail(struct perf_data *data, const char *what, uint64_t offset)
{
	return perf_data_fail_in(data, data->next_file, what, offset);
}

bool
perf_data_no_memory(struct perf_data *data)
{
	data->error = (struct perf_error){"out of memory", 0, 0, ENOMEM};
	return false;
}

bool
perf_data_bad(struct perf_data *data, const struct perf_record *record)
{
	if (data->losses.bad_records++ == 0)
		data->losses.bad_offset = record->offset;
	return false;
}
