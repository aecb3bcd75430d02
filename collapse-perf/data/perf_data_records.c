/*
 * perf_data_records.c - what stands in the kernel's records; see perf_data.h.
 *
 * A sample has the fields that its event's sample_type asks for, in the order
 * of the kernel's perf_output_sample; all are u64 but pairs of u32:
 *
 *	identifier, ip, {pid, tid}, time, addr, id, stream_id, {cpu, -}, period,
 *	values {...}, callchain {nr, ips[nr]}, raw {u32 size, bytes},
 *	branches {nr, [hw_idx], {from, to, flags}[nr]},
 *	user registers {abi, one for each bit of the mask},
 *	user stack {size, bytes[size], how many of them count}
 *
 * Any other record has, where sample_id_all is set, at its end those of
 * {pid, tid}, time, id, stream_id, {cpu, -}, identifier that a sample has.
 */
#include "perf_data_private.h"

/*
 * Far more than the kernel has: 16 bytes for a process, 512 for a symbol, a page for a path. Longer
 * ones are damage, which would be copied for each of many samples.
 */
enum { LONGEST_NAME = 1024, LONGEST_PATH = 4096 };

/* Bits of an event's read_format. */
enum {
	READ_ENABLED = 1 << 0,
	READ_RUNNING = 1 << 1,
	READ_ID = 1 << 2,
	READ_GROUP = 1 << 3,
	READ_LOST = 1 << 4,
};

/* What stands at the end of records that are no samples. */
#define TRAILER                                                                                    \
	(PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_ID | PERF_SAMPLE_STREAM_ID |             \
	    PERF_SAMPLE_CPU | PERF_SAMPLE_IDENTIFIER)

/* How many bytes the fields of `type` take that stand before others, of which each is 8 long. */
static size_t
words_size(uint64_t type, uint64_t fields)
{
	return (size_t)__builtin_popcountll(type & fields) * sizeof(uint64_t);
}

/* The u64 at an offset of the record's body; false where it has none. */
static bool
word_at(const struct perf_data *data, struct str body, size_t at, uint64_t *value)
{
	struct cursor c = cursor_make(body, at, data->big_endian);

	*value = cursor_u64(&c);
	return !c.failed;
}

/* The u64 that stands n bytes before the end. */
static bool
word_from_end(const struct perf_data *data, struct str body, size_t n, uint64_t *value)
{
	return n <= body.len && word_at(data, body, body.len - n, value);
}

/*
 * The id of the event that a record is of. It stands in the same place for all
 * events of a file, for otherwise nobody could find it: look by the first one's type.
 */
static bool
record_id(const struct perf_data *data, const struct perf_record *record, uint64_t *id)
{
	uint64_t type = data->events[0].sample_type;
	bool sample = record->type == PERF_RECORD_SAMPLE;

	if (type & PERF_SAMPLE_IDENTIFIER)
		return sample ? word_at(data, record->body, 0, id)
			      : word_from_end(data, record->body, 8, id);
	if ((type & PERF_SAMPLE_ID) == 0)
		return false;
	if (sample)
		return word_at(data, record->body,
		    words_size(type,
			PERF_SAMPLE_IP | PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_ADDR),
		    id);
	return word_from_end(
	    data, record->body, 8 + words_size(type, PERF_SAMPLE_STREAM_ID | PERF_SAMPLE_CPU), id);
}

struct perf_attr *
perf_data_event(struct perf_data *data, const struct perf_record *record)
{
	struct perf_id *entry;
	uint64_t id;

	if (data->event_count == 0)
		return NULL;
	if (data->event_count == 1)
		return &data->events[0];
	if (record->type != PERF_RECORD_SAMPLE && !data->events[0].sample_id_all)
		return &data->events[0];
	if (!record_id(data, record, &id) || id == 0)
		return &data->events[0];
	entry = perf_data_id(data, id);
	return entry ? &data->events[entry->event] : NULL;
}

uint64_t
perf_data_time(struct perf_data *data, const struct perf_record *record)
{
	const struct perf_attr *e = perf_data_event(data, record);
	uint64_t type = e ? e->sample_type : 0, time = 0;
	bool known;

	if ((type & PERF_SAMPLE_TIME) == 0)
		return 0;
	if (record->type == PERF_RECORD_SAMPLE)
		known = word_at(data, record->body,
		    words_size(type, PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_IP | PERF_SAMPLE_TID),
		    &time);
	else
		known = e->sample_id_all &&
			word_from_end(data, record->body,
			    8 + words_size(type, PERF_SAMPLE_ID | PERF_SAMPLE_STREAM_ID |
						     PERF_SAMPLE_CPU | PERF_SAMPLE_IDENTIFIER),
			    &time);
	return known && time != UINT64_MAX ? time : 0;
}

static struct perf_words
read_words(struct cursor *c, uint64_t count, size_t each)
{
	struct str bytes;

	if (count > SIZE_MAX / sizeof(uint64_t) / each) {
		cursor_fail(c);
		count = 0;
	}
	bytes = cursor_bytes(c, count * each * sizeof(uint64_t));
	return (struct perf_words){bytes.ptr, c->failed ? 0 : (size_t)count * each, c->big_endian};
}

/* Skips the counters' values of PERF_SAMPLE_READ; a cursor at them stays in the sample. */
static void
read_values(struct cursor *c, const struct perf_attr *e, struct perf_data_sample *sample)
{
	uint64_t f = e->read_format, count = 1;
	size_t head = words_size(f, READ_ENABLED | READ_RUNNING);
	size_t each = 8 + words_size(f, READ_ID | READ_LOST);

	sample->values = *c;
	if (f & READ_GROUP) {
		count = cursor_u64(c);
		cursor_skip(c, head);
		if (count > c->end / each)
			cursor_fail(c);
		else
			cursor_skip(c, count * each);
	} else {
		cursor_skip(c, head + each);
	}
}

static void
read_branches(struct cursor *c, const struct perf_attr *e, struct perf_data_sample *sample)
{
	uint64_t count = cursor_u64(c);

	if (e->branch_type & PERF_BRANCH_HW_INDEX)
		cursor_skip(c, 8);
	sample->branches = read_words(c, count, 3);
}

static void
read_registers(struct cursor *c, const struct perf_attr *e, struct perf_data_sample *sample)
{
	sample->registers_abi = cursor_u64(c);
	if (sample->registers_abi != 0)
		sample->registers =
		    read_words(c, (uint64_t)__builtin_popcountll(e->user_registers), 1);
}

static void
read_stack(struct cursor *c, struct perf_data_sample *sample)
{
	uint64_t size = cursor_u64(c);
	struct str bytes = cursor_bytes(c, size);

	if (size > 0)
		sample->stack = str_head(bytes, (size_t)cursor_u64(c));
}

/* The fields that come first, of a fixed size each. */
static void
read_fixed(struct cursor *c, uint64_t type, struct perf_data_sample *sample)
{
	if (type & PERF_SAMPLE_IDENTIFIER)
		sample->id = cursor_u64(c);
	if (type & PERF_SAMPLE_IP)
		sample->ip = cursor_u64(c);
	if (type & PERF_SAMPLE_TID) {
		sample->pid = (int32_t)cursor_u32(c);
		sample->tid = (int32_t)cursor_u32(c);
	}
	sample->has_time = (type & PERF_SAMPLE_TIME) != 0;
	if (type & PERF_SAMPLE_TIME)
		sample->time = cursor_u64(c);
	if (type & PERF_SAMPLE_ADDR)
		cursor_skip(c, 8);
	if (type & PERF_SAMPLE_ID)
		sample->id = cursor_u64(c);
	cursor_skip(c, words_size(type, PERF_SAMPLE_STREAM_ID));
	if (type & PERF_SAMPLE_CPU) {
		sample->cpu = cursor_u32(c);
		cursor_skip(c, 4);
	}
	if (type & PERF_SAMPLE_PERIOD)
		sample->period = cursor_u64(c);
}

bool
perf_data_sample(
    struct perf_data *data, const struct perf_record *record, struct perf_data_sample *sample)
{
	struct perf_attr *e = perf_data_event(data, record);
	struct cursor c = perf_data_cursor(data, record->body);
	uint64_t type;

	if (e == NULL) {
		data->losses.unknown_ids++;
		return false;
	}
	if (!perf_data_name_event(data, e))
		return false;
	type = e->sample_type;
	*sample = (struct perf_data_sample){.event = e,
	    .mode = record->misc & PERF_MISC_MODE,
	    .pid = -1,
	    .tid = -1,
	    .cpu = -1,
	    .period = e->sample_period};
	read_fixed(&c, type, sample);
	if (type & PERF_SAMPLE_READ)
		read_values(&c, e, sample);
	sample->has_callchain = (type & PERF_SAMPLE_CALLCHAIN) != 0;
	if (type & PERF_SAMPLE_CALLCHAIN)
		sample->callchain = read_words(&c, cursor_u64(&c), 1);
	if (type & PERF_SAMPLE_RAW)
		sample->raw = cursor_bytes(&c, cursor_u32(&c));
	if (type & PERF_SAMPLE_BRANCH_STACK)
		read_branches(&c, e, sample);
	if (type & PERF_SAMPLE_REGS_USER)
		read_registers(&c, e, sample);
	if (type & PERF_SAMPLE_STACK_USER)
		read_stack(&c, sample);
	return !c.failed || perf_data_bad(data, record);
}

/* By how much a counter grew since its last sample; false for one that is not known. */
static bool
counter_grew(struct perf_data *data, struct perf_data_sample *sample, uint64_t id, uint64_t value)
{
	struct perf_id *entry = perf_data_id(data, id);

	if (entry == NULL) {
		data->losses.unknown_ids++;
		return false;
	}
	if (!perf_data_name_event(data, &data->events[entry->event]))
		return false;
	sample->event = &data->events[entry->event];
	if (sample->event->inherited && sample->event->sample_type & PERF_SAMPLE_TID) {
		if (!perf_threads_grew(&data->threads, id, sample->tid, value, &sample->period))
			return perf_data_no_memory(data);
	} else {
		sample->period = value - entry->last_seen;
		entry->last_seen = value;
	}
	return sample->period != 0;
}

bool
perf_data_each_value(struct perf_data *data, struct perf_data_sample *sample, uint64_t *step)
{
	uint64_t f = sample->event->read_format, count = 1;
	struct cursor *c = &sample->values;
	bool group = (f & READ_GROUP) != 0;

	if ((sample->event->sample_type & PERF_SAMPLE_READ) == 0)
		return (*step)++ == 0;
	if (*step == 0 && group)
		sample->value_count = cursor_u64(c);
	if (group)
		count = sample->value_count;
	if (*step == 0 && group)
		cursor_skip(c, words_size(f, READ_ENABLED | READ_RUNNING));
	while ((*step)++ < count) {
		uint64_t value = cursor_u64(c), id = sample->id;

		if (!group)
			cursor_skip(c, words_size(f, READ_ENABLED | READ_RUNNING));
		if (f & READ_ID)
			id = cursor_u64(c);
		if (f & READ_LOST)
			cursor_skip(c, 8);
		if (counter_grew(data, sample, id, value))
			return true;
	}
	return false;
}

bool
perf_data_mmap(struct perf_data *data, const struct perf_record *record, struct perf_mmap *mmap)
{
	enum { BUILD_ID = 24, GENERATION = 8, PROT_EXECUTE = 4 };
	struct cursor c = perf_data_cursor(data, record->body);

	mmap->pid = (int32_t)cursor_u32(&c);
	mmap->tid = (int32_t)cursor_u32(&c);
	mmap->build_id = str_make("", 0);
	mmap->device = mmap->inode = 0;
	mmap->start = cursor_u64(&c);
	mmap->length = cursor_u64(&c);
	mmap->offset = cursor_u64(&c);
	mmap->executable = (record->misc & PERF_MISC_MMAP_DATA) == 0;
	if (record->type == PERF_RECORD_MMAP2) {
		if (record->misc & PERF_MISC_MMAP_BUILD_ID) {
			struct str id = cursor_bytes(&c, BUILD_ID);

			if (!c.failed)
				mmap->build_id =
				    str_head(str_skip(id, 4), (unsigned char)id.ptr[0]);
		} else {
			mmap->device = (uint64_t)cursor_u32(&c) << 32;
			mmap->device |= cursor_u32(&c);
			mmap->inode = cursor_u64(&c);
			cursor_skip(&c, GENERATION);
		}
		mmap->executable |= (cursor_u32(&c) & PROT_EXECUTE) != 0;
		cursor_skip(&c, 4);
	}
	mmap->path = cursor_string(&c);
	return (!c.failed && mmap->path.len <= LONGEST_PATH) || perf_data_bad(data, record);
}

bool
perf_data_comm(struct perf_data *data, const struct perf_record *record, struct perf_comm *comm)
{
	struct cursor c = perf_data_cursor(data, record->body);

	comm->pid = (int32_t)cursor_u32(&c);
	comm->tid = (int32_t)cursor_u32(&c);
	comm->exec = (record->misc & PERF_MISC_COMM_EXEC) != 0;
	comm->name = cursor_string(&c);
	return (!c.failed && comm->name.len <= LONGEST_NAME) || perf_data_bad(data, record);
}

bool
perf_data_fork(struct perf_data *data, const struct perf_record *record, struct perf_fork *fork)
{
	struct cursor c = perf_data_cursor(data, record->body);

	fork->pid = (int32_t)cursor_u32(&c);
	fork->parent_pid = (int32_t)cursor_u32(&c);
	fork->tid = (int32_t)cursor_u32(&c);
	fork->parent_tid = (int32_t)cursor_u32(&c);
	fork->keeps_maps = (record->misc & PERF_MISC_FORK_EXEC) == 0;
	return !c.failed || perf_data_bad(data, record);
}

bool
perf_data_exit(struct perf_data *data, const struct perf_record *record, struct perf_fork *exit)
{
	return perf_data_fork(data, record, exit);
}

bool
perf_data_teller(struct perf_data *data, const struct perf_record *record, struct perf_teller *who)
{
	const struct perf_attr *e = perf_data_event(data, record);
	uint64_t type = e != NULL && e->sample_id_all ? e->sample_type : 0;
	struct cursor c = perf_data_cursor(data, record->body);
	size_t trailer = words_size(type, TRAILER);

	*who = (struct perf_teller){.pid = -1, .tid = -1, .cpu = -1};
	cursor_skip(&c, record->body.len > trailer ? record->body.len - trailer : 0);
	if (type & PERF_SAMPLE_TID) {
		who->pid = (int32_t)cursor_u32(&c);
		who->tid = (int32_t)cursor_u32(&c);
	}
	if (type & PERF_SAMPLE_TIME)
		who->time = cursor_u64(&c);
	cursor_skip(&c, words_size(type, PERF_SAMPLE_ID | PERF_SAMPLE_STREAM_ID));
	if (type & PERF_SAMPLE_CPU)
		who->cpu = cursor_u32(&c);
	return type & PERF_SAMPLE_TID && type & PERF_SAMPLE_TIME && !c.failed;
}

bool
perf_data_switch(struct perf_data *data, const struct perf_record *record, struct perf_switch *s)
{
	bool known = perf_data_teller(data, record, &s->who);

	s->out = (record->misc & PERF_MISC_SWITCH_OUT) != 0;
	s->preempted = (record->misc & PERF_MISC_SWITCH_OUT_PREEMPT) != 0;
	return known || perf_data_bad(data, record);
}

bool
perf_data_ksymbol(
    struct perf_data *data, const struct perf_record *record, struct perf_ksymbol *ksymbol)
{
	struct cursor c = perf_data_cursor(data, record->body);

	ksymbol->address = cursor_u64(&c);
	ksymbol->length = cursor_u32(&c);
	cursor_skip(&c, 2);
	ksymbol->removed = (cursor_u16(&c) & 1) != 0;
	ksymbol->name = cursor_string(&c);
	return (!c.failed && ksymbol->name.len <= LONGEST_NAME) || perf_data_bad(data, record);
}

void
perf_data_lost(struct perf_data *data, const struct perf_record *record)
{
	struct cursor c = perf_data_cursor(data, record->body);

	if (record->type == PERF_RECORD_LOST)
		cursor_skip(&c, 8);
	if (record->type == PERF_RECORD_LOST)
		data->losses.lost += cursor_u64(&c);
	else
		data->losses.lost_samples += cursor_u64(&c);
}
