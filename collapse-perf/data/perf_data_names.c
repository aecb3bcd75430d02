/*
 * perf_data_names.c - names of events that a recording has none for.
 *
 * Pipes of perf before 4.16 name no event, nor does Android's simpleperf in the way perf does: what
 * an event counts is then known by its type and config (include/uapi/linux/perf_event.h of
 * Linux), and the names are those of perf list:
 *
 *	type 0, config 0       cycles
 *	type 1, config 0       cpu-clock
 *	type 3, config 0x10000 L1-dcache-load-misses
 *	type 4, config 0x1c2   raw 0x1c2
 *
 * simpleperf's META_INFO is {key, NUL, value, NUL} again and again; in the value of
 * "event_type_info" each line is "NAME,TYPE,CONFIG" (its record_file_format.h):
 *
 *	sched:sched_switch,2,72
 */
#include <inttypes.h>

#include "output.h"
#include "perf_data_private.h"

/* Of a hybrid processor the upper half of a config says which of its halves it counts on. */
#define CONFIG_HALF ((uint64_t)0xffffffff)

static const char *const hardware[] = {"cycles", "instructions", "cache-references", "cache-misses",
    "branches", "branch-misses", "bus-cycles", "stalled-cycles-frontend", "stalled-cycles-backend",
    "ref-cycles"};

static const char *const software[] = {"cpu-clock", "task-clock", "page-faults", "context-switches",
    "cpu-migrations", "minor-faults", "major-faults", "alignment-faults", "emulation-faults",
    "dummy", "bpf-output", "cgroup-switches"};

static const char *const caches[] = {
    "L1-dcache", "L1-icache", "LLC", "dTLB", "iTLB", "branch", "node"};
static const char *const operations[] = {"load", "store", "prefetch"};
static const char *const accesses[] = {"loads", "stores", "prefetches"};

enum { CACHES = 7, OPERATIONS = 3, RESULTS = 2 };

/* u8 cache, u8 operation, u8 result: 0 an access, 1 a miss. */
static bool
write_cache(struct output *name, uint64_t config)
{
	uint64_t cache = config & 0xff, operation = config >> 8 & 0xff, result = config >> 16;

	if (cache >= CACHES || operation >= OPERATIONS || result >= RESULTS)
		return false;
	if (result == 0)
		output_printf(name, "%s-%s", caches[cache], accesses[operation]);
	else
		output_printf(name, "%s-%s-misses", caches[cache], operations[operation]);
	return true;
}

static bool
write_listed(struct output *name, const char *const *names, size_t n, uint64_t config)
{
	if (config >= n)
		return false;
	output_str(name, str_from(names[config]));
	return true;
}

static bool
write_known(struct output *name, const struct perf_attr *e)
{
	uint64_t config = e->config & CONFIG_HALF;

	switch (e->type) {
	case PERF_TYPE_HARDWARE:
		return write_listed(name, hardware, sizeof(hardware) / sizeof(*hardware), config);
	case PERF_TYPE_SOFTWARE:
		return write_listed(name, software, sizeof(software) / sizeof(*software), config);
	case PERF_TYPE_HW_CACHE:
		return write_cache(name, config);
	case PERF_TYPE_TRACEPOINT:
		output_printf(name, "tracepoint %" PRIu64, e->config);
		return true;
	case PERF_TYPE_RAW:
		output_printf(name, "raw 0x%" PRIx64, e->config);
		return true;
	default:
		return false;
	}
}

bool
perf_data_make_name(struct perf_data *data, struct perf_attr *e)
{
	struct output name;

	output_to_memory(&name);
	if (!write_known(&name, e))
		output_printf(&name, "type %" PRIu32 " config 0x%" PRIx64, e->type, e->config);
	e->name = arena_str(&data->arena, output_text(&name));
	if (name.error != 0)
		e->name = (struct str){NULL, 0};
	output_close(&name);
	return e->name.ptr != NULL || perf_data_no_memory(data);
}

/* "NAME,TYPE,CONFIG": a name may have commas itself. */
static void
take_line(struct perf_data *data, struct str line)
{
	size_t last = str_rfind(line, ','), before;
	uint64_t type, config;

	if (last == line.len)
		return;
	before = str_rfind(str_head(line, last), ',');
	if (before == 0 || before >= last ||
	    !str_to_u64(str_span(line.ptr + before + 1, line.ptr + last), &type) ||
	    !str_to_u64(str_skip(line, last + 1), &config))
		return;
	for (size_t i = 0; i < data->event_count; i++) {
		struct perf_attr *e = &data->events[i];

		if (e->type != type || e->config != config || e->name.len > 0)
			continue;
		e->name = arena_str(&data->arena, str_head(line, before));
		if (e->name.ptr == NULL)
			perf_data_no_memory(data);
	}
}

void
perf_data_take_meta_info(struct perf_data *data, struct str bytes)
{
	while (bytes.len > 0) {
		struct str key = str_cut(&bytes, '\0'), value = str_cut(&bytes, '\0');

		while (str_eq(key, STR("event_type_info")) && value.len > 0)
			take_line(data, str_trim_right(str_cut(&value, '\n')));
	}
}
