/*
 * perf_data_pipe.c - collapse-perf: recordings as a pipe has them, of perf and of simpleperf: names
 * of events, and what stands between records.
 */
#include "perf_data_private.h"

#include "bytes.h"
#include "check.h"

enum { ATTR = 64 };

static void
put_begin(struct bytes *b)
{
	*b = (struct bytes){.len = 0};
	PUT(b, "PERFILE2");
	put(b, 8, 16);
}

static void
put_header(struct bytes *b, uint32_t type, uint16_t misc, size_t body)
{
	put(b, 4, type);
	put(b, 2, misc);
	put(b, 2, body + PERF_RECORD_HEADER_SIZE);
}

/* An event with an id, whose samples have that and nothing else. */
static void
put_event(struct bytes *b, uint32_t type, uint64_t config, uint64_t id)
{
	put_header(b, PERF_RECORD_HEADER_ATTR, 0, ATTR + 8);
	put(b, 4, type);
	put(b, 4, ATTR);
	put(b, 8, config);
	put(b, 8, 1);
	put(b, 8, PERF_SAMPLE_IDENTIFIER);
	for (int i = 0; i < 4; i++)
		put(b, 8, 0);
	put(b, 8, id);
}

static void
put_sample(struct bytes *b, uint64_t id)
{
	put_header(b, PERF_RECORD_SAMPLE, PERF_MODE_USER, 8);
	put(b, 8, id);
}

/* Reads the next record, a sample of an event of that name. */
static void
check_sample(struct perf_data *data, const char *name)
{
	struct perf_record record;
	struct perf_data_sample sample;
	bool good = perf_data_next(data, &record) && perf_data_sample(data, &record, &sample);

	CHECK(good);
	if (good)
		CHECK_STR(sample.event->name, str_from(name));
}

static void
check_end(struct perf_data *data, const char *error, uint64_t offset)
{
	struct perf_record record;

	CHECK(!perf_data_next(data, &record));
	CHECK((data->error.what == NULL) == (error == NULL));
	if (error != NULL && data->error.what != NULL)
		CHECK_STR(str_from(data->error.what), str_from(error));
	CHECK(data->error.offset == offset);
	perf_data_close(data);
}

static void
names_by_type(void)
{
	static const struct {
		uint32_t type;
		uint64_t config;
		const char *name;
	} events[] = {
	    {0, 0, "cycles"},
	    {0, (uint64_t)4 << 32 | 1, "instructions"}, /* on a half of a hybrid processor */
	    {0, 77, "type 0 config 0x4d"},
	    {1, 1, "task-clock"},
	    {1, 11, "cgroup-switches"},
	    {2, 320, "tracepoint 320"},
	    {3, 0x10000, "L1-dcache-load-misses"},
	    {3, 0x103, "dTLB-stores"},
	    {3, 0x7, "type 3 config 0x7"},
	    {4, 0x1c2, "raw 0x1c2"},
	    {5, 0, "type 5 config 0x0"},
	    {9, UINT64_MAX, "type 9 config 0xffffffffffffffff"},
	};
	const size_t n = sizeof(events) / sizeof(*events);
	struct perf_data data;
	struct bytes b;

	put_begin(&b);
	for (size_t i = 0; i < n; i++)
		put_event(&b, events[i].type, events[i].config, i + 1);
	for (size_t i = 0; i < n; i++)
		put_sample(&b, i + 1);
	CHECK(perf_data_open_image(&data, bytes_text(&b)));
	for (size_t i = 0; i < n; i++)
		check_sample(&data, events[i].name);
	check_end(&data, NULL, 0);
}

/* What simpleperf says of its events; a name that perf gave is better. */
static void
names_of_simpleperf(void)
{
	static const char info[] =
	    "simpleperf_version\0001.2\0event_type_info\0"
	    "cpu-cycles,0,0\nsched:sched_switch,2,72\na,b,2,73\nodd\n,2,74\n,,"
	    "\0trace_offcpu\0true";
	struct perf_data data;
	struct bytes b;

	put_begin(&b);
	put_event(&b, 0, 0, 1);
	put_event(&b, 2, 72, 2);
	put_event(&b, 2, 73, 3);
	put_event(&b, 2, 74, 4);
	put_event(&b, 1, 0, 5);
	put_header(&b, PERF_RECORD_EVENT_UPDATE, 0, 24);
	put(&b, 8, 2); /* its name */
	put(&b, 8, 1);
	PUTZ(&b, "cycles0");
	put_header(&b, PERF_RECORD_HEADER_FEATURE, 0, 8 + sizeof(info));
	put(&b, 8, 129);
	PUTZ(&b, info);
	for (uint64_t id = 1; id <= 5; id++)
		put_sample(&b, id);
	CHECK(perf_data_open_image(&data, bytes_text(&b)));
	check_sample(&data, "cycles0");
	check_sample(&data, "sched:sched_switch");
	check_sample(&data, "a,b");
	check_sample(&data, "tracepoint 74");
	check_sample(&data, "cpu-clock");
	check_end(&data, NULL, 0);
}

/* An AUX area of `size` bytes, of which 40 are there, and a sample among them. */
static void
aux_area(uint64_t size, const char *error)
{
	struct perf_data data;
	struct bytes b;
	size_t at;

	put_begin(&b);
	put_event(&b, 0, 0, 1);
	put_sample(&b, 1);
	at = b.len;
	put_header(&b, PERF_RECORD_AUXTRACE, 0, 40);
	put(&b, 8, size);
	for (int i = 0; i < 4 + 3; i++)
		put(&b, 8, 0);
	put_sample(&b, 1);
	CHECK(perf_data_open_image(&data, bytes_text(&b)));
	check_sample(&data, "cycles");
	if (error == NULL)
		check_sample(&data, "cycles");
	check_end(&data, error, error == NULL ? 0 : at);
}

/* Tracing data stand behind their record; those of simpleperf within it. */
static void
tracing_data(void)
{
	struct perf_data data;
	struct bytes b;

	put_begin(&b);
	put_event(&b, 2, 1, 1);
	put_header(&b, PERF_RECORD_HEADER_TRACING_DATA, 0, 4);
	put(&b, 4, 13);
	put(&b, 8, 0);
	put(&b, 8, 0);
	put_sample(&b, 1);
	put_header(&b, PERF_RECORD_HEADER_TRACING_DATA, 0, 4 + 64);
	put(&b, 4, 50);
	for (int i = 0; i < 8; i++)
		put(&b, 8, 0);
	put_sample(&b, 1);
	CHECK(perf_data_open_image(&data, bytes_text(&b)));
	check_sample(&data, "tracepoint 1");
	check_sample(&data, "tracepoint 1");
	check_end(&data, NULL, 0);
}

/* A record of simpleperf, of more than 64 KB, and one that ends early. */
static void
large_records(void)
{
	enum { LARGE = 70000, FILE_SIZE = LARGE + 2048 };
	char *bytes = calloc(1, FILE_SIZE);
	struct perf_data data;
	struct bytes b;
	size_t len;

	put_begin(&b);
	put_event(&b, 1, 0, 1);
	put(&b, 4, 32777);
	put(&b, 2, LARGE >> 16);
	put(&b, 2, LARGE & 0xffff);
	CHECK(bytes != NULL);
	if (bytes == NULL)
		return;
	memcpy(bytes, b.data, b.len);
	len = b.len - PERF_RECORD_HEADER_SIZE + LARGE;
	b.len = 0;
	put_sample(&b, 1);
	memcpy(bytes + len, b.data, b.len);
	CHECK(perf_data_open_image(&data, str_make(bytes, len + b.len)));
	check_sample(&data, "cpu-clock");
	check_end(&data, NULL, 0);
	CHECK(perf_data_open_image(&data, str_make(bytes, len - 1)));
	check_end(&data, "the file ends within its data", 16 + 8 + ATTR + 8);
	free(bytes);
}

int
main(void)
{
	names_by_type();
	names_of_simpleperf();
	aux_area(24, NULL);
	aux_area(41, "the file ends within its data");
	aux_area(UINT64_MAX - 8, "the file ends within its data");
	tracing_data();
	large_records();
	return check_done();
}
