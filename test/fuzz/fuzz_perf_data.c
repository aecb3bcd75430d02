/*
 * fuzz_perf_data.c - any bytes as a perf.data file: every record of it decoded, and
 * the processes and maps that they tell of.
 *
 * Through a pipe it gives what it gives from memory, and ends the same way.
 */
#include "common.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "hash.h"
#include "perf_data.h"
#include "tasks.h"

/* Every byte that a sample points to is read. */
static uint64_t
read_sample(struct perf_data *data, const struct perf_record *record, struct tasks *tasks)
{
	struct perf_data_sample sample;
	uint64_t sum = 0, step = 0;
	const struct task *task;

	if (!perf_data_sample(data, record, &sample))
		return 0;
	for (size_t i = 0; i < sample.callchain.count; i++)
		sum += perf_word(&sample.callchain, i);
	for (size_t i = 0; i < sample.branches.count; i++)
		sum += perf_word(&sample.branches, i);
	for (size_t i = 0; i < sample.registers.count; i++)
		sum += perf_word(&sample.registers, i);
	for (size_t i = 0; i < sample.stack.len; i++)
		sum += (unsigned char)sample.stack.ptr[i];
	while (perf_data_each_value(data, &sample, &step))
		sum += sample.period;
	task = tasks_find(tasks, sample.pid, sample.tid);
	if (task != NULL && maps_find(task->space->maps, sample.ip) != NULL)
		sum++;
	return sum;
}

static uint64_t
read_map(struct perf_data *data, const struct perf_record *record, struct tasks *tasks)
{
	struct perf_mmap m;
	struct map map;

	if (!perf_data_mmap(data, record, &m))
		return 0;
	map = (struct map){.start = m.start, .end = m.start + m.length, .offset = m.offset};
	tasks_map(tasks, m.pid, m.tid, &map);
	return m.path.len + m.build_id.len;
}

static uint64_t
read_record(struct perf_data *data, const struct perf_record *record, struct tasks *tasks)
{
	struct perf_comm comm;
	struct perf_fork fork;
	struct perf_ksymbol ksymbol;

	switch (record->type) {
	case PERF_RECORD_SAMPLE:
		return read_sample(data, record, tasks);
	case PERF_RECORD_MMAP:
	case PERF_RECORD_MMAP2:
		return read_map(data, record, tasks);
	case PERF_RECORD_COMM:
		if (perf_data_comm(data, record, &comm))
			tasks_comm(tasks, comm.pid, comm.tid, comm.name);
		return 1;
	case PERF_RECORD_FORK:
		if (perf_data_fork(data, record, &fork))
			tasks_fork(tasks, fork.pid, fork.tid, fork.parent_pid, fork.parent_tid,
			    fork.keeps_maps);
		return 1;
	case PERF_RECORD_KSYMBOL:
		return perf_data_ksymbol(data, record, &ksymbol) ? ksymbol.name.len : 0;
	case PERF_RECORD_LOST:
		perf_data_lost(data, record);
		return 1;
	default:
		return 0;
	}
}

/* Reads all records; a number that tells one sequence of them from another. */
static uint64_t
read_all(struct perf_data *data)
{
	struct perf_record record;
	struct tasks tasks;
	uint64_t sum = 0;

	tasks_init(&tasks);
	while (perf_data_next(data, &record)) {
		sum = hash_number(sum, record.type);
		sum = hash_number(sum, record.offset);
		sum = hash_number(sum, read_record(data, &record, &tasks));
	}
	tasks_release(&tasks);
	return sum;
}

/* What a pipe holds without anybody who reads it. */
enum { PIPE_ROOM = 65536 };

/* Opens a pipe that has all bytes but the first ones, which were read already. */
static int
open_pipe(struct str bytes, size_t ahead)
{
	int ends[2];

	MUST(pipe(ends) == 0);
	MUST(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0);
	bytes = str_skip(bytes, ahead);
	MUST(bytes.len == 0 || write(ends[1], bytes.ptr, bytes.len) == (ssize_t)bytes.len);
	close(ends[1]);
	return ends[0];
}

static void
compare(const struct perf_data *a, const struct perf_data *b)
{
	const struct perf_losses *l = &a->losses, *m = &b->losses;

	MUST((a->error.what == NULL) == (b->error.what == NULL));
	if (a->error.what != NULL)
		MUST(str_eq(str_from(a->error.what), str_from(b->error.what)));
	MUST(a->error.offset == b->error.offset && a->error.code == b->error.code);
	MUST(l->lost == m->lost && l->lost_samples == m->lost_samples);
	MUST(l->unknown_ids == m->unknown_ids && l->bad_records == m->bad_records);
	MUST(l->bad_offset == m->bad_offset && l->unfinished == m->unfinished);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str all = str_make((const char *)bytes, size);
	struct perf_data image, piped;
	size_t ahead = size < PERF_DATA_MAGIC ? size : PERF_DATA_MAGIC;
	uint64_t sum = 0;
	int fd;

	setenv("PATH", "/nonexistent", 1); /* no process for each compressed record */
	if (perf_data_open_image(&image, all))
		sum = read_all(&image);
	if (size <= PIPE_ROOM) {
		fd = open_pipe(all, ahead);
		if (perf_data_open(&piped, fd, str_head(all, ahead), NULL))
			MUST(sum == read_all(&piped));
		compare(&image, &piped);
		perf_data_close(&piped);
		close(fd);
	}
	perf_data_close(&image);
	return 0;
}
