/*
 * fuzz_perf_data.c - any bytes as a perf.data file: every record of it decoded,
 * and the processes and maps that they tell of.
 */
#include <stdlib.h>

#include "perf_data.h"
#include "tasks.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

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

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct perf_data data;
	struct perf_record record;
	struct tasks tasks;
	uint64_t sum = 0;

	setenv("PATH", "/nonexistent", 1); /* no process for each compressed record */
	tasks_init(&tasks);
	if (perf_data_open_image(&data, str_make((const char *)bytes, size)))
		while (perf_data_next(&data, &record))
			sum += read_record(&data, &record, &tasks);
	perf_data_close(&data);
	tasks_release(&tasks);
	return sum == SIZE_MAX; /* so that nothing of it is left out */
}
