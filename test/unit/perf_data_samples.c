/*
 * Tests of what stands in the kernel's records: samples with every set of sample_type's bits, counters
 * with every read_format, and the ids and times of other records, in both byte orders.
 */
#include "bytes.h"
#include "check.h"
#include "mem.h"
#include "perf_data_private.h"

enum {
	FIRST = 11, /* the ids of two events */
	SECOND = 12,
	STREAM = 99,
	REGISTERS = 5, /* two of them */
	OLD = 1000,    /* what the second event's counter had counted before */
	READ_FORMATS = 32,
	READ_ENABLED = 1,
	READ_RUNNING = 2,
	READ_ID = 4,
	READ_GROUP = 8,
	READ_LOST = 16,
};

static const uint64_t bits[] = {PERF_SAMPLE_IP, PERF_SAMPLE_TID, PERF_SAMPLE_TIME, PERF_SAMPLE_ADDR,
    PERF_SAMPLE_READ, PERF_SAMPLE_CALLCHAIN, PERF_SAMPLE_ID, PERF_SAMPLE_CPU, PERF_SAMPLE_PERIOD,
    PERF_SAMPLE_STREAM_ID, PERF_SAMPLE_RAW, PERF_SAMPLE_BRANCH_STACK, PERF_SAMPLE_REGS_USER,
    PERF_SAMPLE_STACK_USER, PERF_SAMPLE_IDENTIFIER};

enum { BITS = sizeof(bits) / sizeof(*bits), SETS = 1 << BITS };

static void
put_number(struct bytes *b, const struct perf_data *data, unsigned size, uint64_t value)
{
	put(b, size, data->big_endian ? __builtin_bswap64(value) >> (64 - 8 * size) : value);
}

static void
put_numbers(struct bytes *b, const struct perf_data *data, unsigned n, const uint64_t *values)
{
	for (unsigned i = 0; i < n; i++)
		put_number(b, data, 8, values[i]);
}

/* The counters of a sample: the second event's has grown by 70, the first's by 30. */
static void
put_values(struct bytes *b, const struct perf_data *data, uint64_t format)
{
	bool group = (format & READ_GROUP) != 0;

	if (group)
		put_number(b, data, 8, 2);
	else
		put_number(b, data, 8, OLD + 70);
	if (format & READ_ENABLED)
		put_number(b, data, 8, 1);
	if (format & READ_RUNNING)
		put_number(b, data, 8, 2);
	for (int i = 0; i < (group ? 2 : 1); i++) {
		if (group)
			put_number(b, data, 8, i == 0 ? OLD + 70 : 30);
		if (format & READ_ID)
			put_number(b, data, 8, i == 0 ? SECOND : FIRST);
		if (format & READ_LOST)
			put_number(b, data, 8, 3);
	}
}

/* The fields that have a size of their own each. */
static void
put_fixed(struct bytes *b, const struct perf_data *data, uint64_t type)
{
	if (type & PERF_SAMPLE_IDENTIFIER)
		put_number(b, data, 8, SECOND);
	if (type & PERF_SAMPLE_IP)
		put_number(b, data, 8, 0x1000);
	if (type & PERF_SAMPLE_TID) {
		put_number(b, data, 4, 100);
		put_number(b, data, 4, 101);
	}
	if (type & PERF_SAMPLE_TIME)
		put_number(b, data, 8, 5000);
	if (type & PERF_SAMPLE_ADDR)
		put_number(b, data, 8, 0xadd);
	if (type & PERF_SAMPLE_ID)
		put_number(b, data, 8, SECOND);
	if (type & PERF_SAMPLE_STREAM_ID)
		put_number(b, data, 8, STREAM);
	if (type & PERF_SAMPLE_CPU) {
		put_number(b, data, 4, 3);
		put_number(b, data, 4, 0);
	}
	if (type & PERF_SAMPLE_PERIOD)
		put_number(b, data, 8, 77);
}

static void
put_sample(struct bytes *b, const struct perf_data *data, const struct perf_attr *e)
{
	static const uint64_t chain[] = {2, 0xaaa, 0xbbb}, branches[] = {1, 0xf, 0x7, 0x1},
			      hardware[] = {1, 42, 0xf, 0x7, 0x1}, registers[] = {2, 0x40, 0x42};
	uint64_t type = e->sample_type;

	put_fixed(b, data, type);
	if (type & PERF_SAMPLE_READ)
		put_values(b, data, e->read_format);
	if (type & PERF_SAMPLE_CALLCHAIN)
		put_numbers(b, data, 3, chain);
	if (type & PERF_SAMPLE_RAW) {
		put_number(b, data, 4, 12);
		PUT(b, "twelve bytes");
	}
	if (type & PERF_SAMPLE_BRANCH_STACK && e->branch_type & PERF_BRANCH_HW_INDEX)
		put_numbers(b, data, 5, hardware);
	else if (type & PERF_SAMPLE_BRANCH_STACK)
		put_numbers(b, data, 4, branches);
	if (type & PERF_SAMPLE_REGS_USER)
		put_numbers(b, data, 3, registers);
	if (type & PERF_SAMPLE_STACK_USER) {
		put_number(b, data, 8, 16);
		PUT(b, "a stack that is ");
		put_number(b, data, 8, 10);
	}
}

static bool
words_are(const struct perf_words *words, bool there, size_t n, uint64_t first, uint64_t last)
{
	if (!there)
		return words->count == 0;
	return words->count == n && perf_word(words, 0) == first && perf_word(words, n - 1) == last;
}

static bool
has_fixed(const struct perf_data_sample *s, uint64_t type)
{
	bool tid = (type & PERF_SAMPLE_TID) != 0, time = (type & PERF_SAMPLE_TIME) != 0;
	bool id = (type & (PERF_SAMPLE_ID | PERF_SAMPLE_IDENTIFIER)) != 0;

	return s->ip == (type & PERF_SAMPLE_IP ? 0x1000 : 0) && s->pid == (tid ? 100 : -1) &&
	       s->tid == (tid ? 101 : -1) && s->has_time == time && s->time == (time ? 5000 : 0) &&
	       s->id == (id ? SECOND : 0) && s->period == (type & PERF_SAMPLE_PERIOD ? 77 : 9);
}

static bool
has_rest(const struct perf_data_sample *s, uint64_t type)
{
	bool registers = (type & PERF_SAMPLE_REGS_USER) != 0;

	return s->has_callchain == ((type & PERF_SAMPLE_CALLCHAIN) != 0) &&
	       words_are(&s->callchain, s->has_callchain, 2, 0xaaa, 0xbbb) &&
	       words_are(&s->branches, (type & PERF_SAMPLE_BRANCH_STACK) != 0, 3, 0xf, 1) &&
	       s->registers_abi == (registers ? 2 : 0) &&
	       words_are(&s->registers, registers, 2, 0x40, 0x42) &&
	       str_eq(s->stack, type & PERF_SAMPLE_STACK_USER ? STR("a stack th") : STR(""));
}

/* Which event a sample, or another record with its sample_id, belongs to. */
static const struct perf_attr *
event_of(const struct perf_data *data, uint64_t type)
{
	return &data->events[type & (PERF_SAMPLE_ID | PERF_SAMPLE_IDENTIFIER) ? 1 : 0];
}

static bool
sample_is_right(struct perf_data *data, uint64_t type)
{
	struct perf_record record = {.type = PERF_RECORD_SAMPLE, .misc = PERF_MODE_USER};
	struct perf_data_sample s;
	struct bytes b = {.len = 0};

	put_sample(&b, data, event_of(data, type));
	record.body = bytes_text(&b);
	if (perf_data_time(data, &record) != (type & PERF_SAMPLE_TIME ? 5000 : 0))
		return false;
	if (!perf_data_sample(data, &record, &s) || s.event != event_of(data, type))
		return false;
	return s.mode == PERF_MODE_USER && has_fixed(&s, type) && has_rest(&s, type);
}

/* A record of another kind, with the sample_id behind it. */
static bool
other_is_right(struct perf_data *data, uint64_t type)
{
	struct perf_record record = {.type = PERF_RECORD_COMM};
	struct bytes b = {.len = 0};
	struct perf_comm comm;

	put_number(&b, data, 4, 1);
	put_number(&b, data, 4, 2);
	PUTZ(&b, "a name!");
	put_fixed(&b, data,
	    type & (PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_ID | PERF_SAMPLE_STREAM_ID |
		       PERF_SAMPLE_CPU));
	if (type & PERF_SAMPLE_IDENTIFIER)
		put_number(&b, data, 8, SECOND);
	record.body = bytes_text(&b);
	return perf_data_time(data, &record) == (type & PERF_SAMPLE_TIME ? 5000 : 0) &&
	       perf_data_event(data, &record) == event_of(data, type) &&
	       perf_data_comm(data, &record, &comm) && comm.pid == 1 && comm.tid == 2 &&
	       str_eq(comm.name, STR("a name!"));
}

/* Two events of that type. */
static void
open_data(struct perf_data *data, bool big_endian)
{
	struct bytes id = {.len = 0};

	CHECK(perf_data_open_image(data, STR("PERFILE2\x10\0\0\0\0\0\0\0")));
	data->big_endian = big_endian;
	data->events = mem_zalloc(2, sizeof(*data->events));
	if (data->events == NULL)
		abort();
	for (data->event_count = 1; data->event_count <= 2; data->event_count++) {
		id.len = 0;
		put_number(&id, data, 8, data->event_count == 1 ? FIRST : SECOND);
		CHECK(perf_data_add_ids(data, bytes_text(&id)));
	}
	data->event_count = 2;
}

static void
set_type(struct perf_data *data, uint64_t type, uint64_t read_format)
{
	for (int i = 0; i < 2; i++)
		data->events[i] = (struct perf_attr){.sample_type = type,
		    .sample_period = 9,
		    .read_format = read_format,
		    .branch_type = i == 1 ? PERF_BRANCH_HW_INDEX : 0,
		    .user_registers = REGISTERS,
		    .sample_id_all = true};
}

static void
every_type(struct perf_data *data)
{
	bool right = true;

	for (uint32_t set = 0; set < SETS && right; set++) {
		uint64_t type = 0;

		for (unsigned i = 0; i < BITS; i++)
			type |= set >> i & 1 ? bits[i] : 0;
		set_type(data, type, set % READ_FORMATS);
		right = sample_is_right(data, type) && other_is_right(data, type);
		if (!right)
			fprintf(stderr, "sample_type 0x%llx:\n", (unsigned long long)type);
	}
	CHECK(right && data->losses.bad_records == 0);
}

/* Of which event each sample is that a group's stands for, and its period. */
static bool
values_are_right(struct perf_data *data, uint64_t format)
{
	struct perf_record record = {.type = PERF_RECORD_SAMPLE};
	bool group = (format & READ_GROUP) != 0, named = !group || (format & READ_ID) != 0;
	struct perf_data_sample s;
	struct bytes b = {.len = 0};
	uint64_t step = 0;

	set_type(data, PERF_SAMPLE_READ | PERF_SAMPLE_ID, format);
	perf_data_id(data, FIRST)->last_seen = 0;
	perf_data_id(data, SECOND)->last_seen = OLD;
	put_sample(&b, data, &data->events[1]);
	record.body = bytes_text(&b);
	if (!perf_data_sample(data, &record, &s) || !perf_data_each_value(data, &s, &step))
		return false;
	if (s.event != &data->events[1] || s.period != 70)
		return false;
	/* A group that does not say whose its values are: all are taken for the sample's event's. */
	if (group && named)
		return perf_data_each_value(data, &s, &step) && s.event == &data->events[0] &&
		       s.period == 30 && !perf_data_each_value(data, &s, &step);
	return group || !perf_data_each_value(data, &s, &step);
}

static void
every_read_format(struct perf_data *data)
{
	for (uint64_t format = 0; format < READ_FORMATS; format++) {
		bool right = values_are_right(data, format);

		if (!right)
			fprintf(stderr, "read_format 0x%llx:\n", (unsigned long long)format);
		CHECK(right);
	}
}

/* A counter that did not grow gives no sample; one of no event is counted. */
static void
values_that_give_nothing(struct perf_data *data)
{
	struct perf_record record = {.type = PERF_RECORD_SAMPLE};
	struct perf_data_sample s;
	struct bytes b = {.len = 0};
	uint64_t step = 0;

	set_type(data, PERF_SAMPLE_READ | PERF_SAMPLE_ID, READ_ID | READ_GROUP);
	perf_data_id(data, FIRST)->last_seen = 30;
	perf_data_id(data, SECOND)->last_seen = OLD + 70;
	put_sample(&b, data, &data->events[1]);
	record.body = bytes_text(&b);
	CHECK(perf_data_sample(data, &record, &s) && !perf_data_each_value(data, &s, &step));
	CHECK(data->losses.unknown_ids == 0);
	b.data[data->big_endian ? 31 : 24] = 77; /* the id of the first value */
	step = 0;
	CHECK(perf_data_sample(data, &record, &s) && !perf_data_each_value(data, &s, &step));
	CHECK(data->losses.unknown_ids == 1);
}

static uint64_t
grown(struct perf_threads *t, uint64_t id, int32_t tid, uint64_t value)
{
	uint64_t by = 0;

	CHECK(perf_threads_grew(t, id, tid, value, &by));
	return by;
}

/* What threads inherit counts in each for itself, and anew in one that has the number of another. */
static void
counters_of_threads(void)
{
	struct perf_threads t = {NULL, 0, {NULL, 0, 0, 0}};

	CHECK(grown(&t, FIRST, 100, 50) == 50 && grown(&t, FIRST, 101, 70) == 70);
	CHECK(grown(&t, FIRST, 100, 60) == 10 && grown(&t, FIRST, 101, 70) == 0);
	CHECK(grown(&t, SECOND, 100, 5) == 5 && grown(&t, SECOND, -1, 9) == 9);
	CHECK(grown(&t, FIRST, 101, 3) == 3);
	for (int32_t tid = 0; tid < 1000; tid++)
		CHECK(grown(&t, SECOND + 1, tid, (uint64_t)tid) == (uint64_t)tid);
	for (int32_t tid = 0; tid < 1000; tid++)
		CHECK(grown(&t, SECOND + 1, tid, (uint64_t)tid + 7) == 7);
	perf_threads_release(&t);
}

/* Every sample that is cut before its end is bad, and counted. */
static void
cut_samples(struct perf_data *data)
{
	uint64_t type = 0, bad = data->losses.bad_records;
	struct bytes b = {.len = 0};
	struct perf_data_sample s;

	for (unsigned i = 0; i < BITS; i++)
		type |= bits[i];
	set_type(data, type, READ_ID | READ_GROUP);
	put_sample(&b, data, &data->events[1]);
	for (size_t n = 8; n < b.len; n++) {
		struct perf_record record = {.type = PERF_RECORD_SAMPLE};

		record.body = str_head(bytes_text(&b), n);
		CHECK(!perf_data_sample(data, &record, &s));
		CHECK(data->losses.bad_records == ++bad);
	}
}

int
main(void)
{
	for (int big_endian = 0; big_endian < 2; big_endian++) {
		struct perf_data data;

		open_data(&data, big_endian != 0);
		every_type(&data);
		every_read_format(&data);
		values_that_give_nothing(&data);
		cut_samples(&data);
		perf_data_close(&data);
	}
	counters_of_threads();
	return check_done();
}
