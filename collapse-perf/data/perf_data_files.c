/*
 * perf_data_files.c - the other files of a folder that perf record --threads writes:
 *
 *	perf.data/data     the header, and what perf record makes up
 *	perf.data/data.0   the records of one thread of perf record, without a header
 *	perf.data/data.1   ...
 *
 * Each may be compressed for itself. Rounds end in each file when they like, so that nothing is sorted
 * before all was read.
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "files.h"
#include "perf_data_private.h"

enum { PATH_SIZE = 4096 };

static int
open_file(const struct perf_data *data, unsigned number)
{
	char path[PATH_SIZE];
	int n = snprintf(path, sizeof(path), "%s/data.%u", data->folder, number);

	errno = ENOENT;
	return n > 0 && n < PATH_SIZE ? files_open_regular(path) : -1;
}

/* Behind the last file there is no other one: else one is missing. */
static void
look_behind(struct perf_data *data)
{
	unsigned behind = data->next_file + 1;
	int fd = open_file(data, behind);

	if (fd < 0)
		return;
	close(fd);
	perf_data_fail_in(
	    data, behind + 1, "of the files data.0, data.1, ... the one before it is missing", 0);
}

bool
perf_data_next_file(struct perf_data *data)
{
	struct waiting *waiting = data->source.waiting;
	int fd;

	if (data->folder == NULL || data->error.what != NULL)
		return false;
	fd = open_file(data, data->next_file);
	data->next_file += fd >= 0 || errno != ENOENT;
	if (fd < 0 && errno != ENOENT) {
		data->source.error = errno;
		return perf_data_fail(data, "cannot open the next file of the recording", 0);
	}
	if (data->opened >= 0)
		close(data->opened);
	data->opened = fd;
	if (fd < 0) {
		look_behind(data);
		return false;
	}
	data->read_before += data->source.at;
	perf_source_release(&data->source);
	perf_source_open(&data->source, fd, STR(""));
	data->source.waiting = waiting;
	perf_stream_release(&data->stream);
	data->data_end = data->source.size;
	data->ended = data->last_fed = false;
	return true;
}
