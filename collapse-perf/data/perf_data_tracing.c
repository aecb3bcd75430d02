/*
 * perf_data_tracing.c - the raw fields of sched:sched_switch; see perf_data.h.
 *
 * The TRACING_DATA feature holds, among other things, the text of
 * /sys/kernel/tracing/events/sched/sched_switch/format:
 *
 *	name: sched_switch
 *	ID: 316
 *	format:
 *		field:char prev_comm[16];	offset:8;	size:16;	signed:0;
 *		field:pid_t prev_pid;	offset:24;	size:4;	signed:1;
 *		field:long prev_state;	offset:32;	size:8;	signed:1;
 *		field:char next_comm[16];	offset:40;	size:16;	signed:0;
 *		field:pid_t next_pid;	offset:56;	size:4;	signed:1;
 *	print fmt: "prev_comm=%s …
 *
 * A pipe may come without it: then these very offsets hold, as on all machines of 64 bits.
 */
#include "perf_data_private.h"

enum { COMM = 16 };

/* The number behind "offset:" or "size:"; false where there is none. */
static bool
number_behind(struct str field, struct str word, size_t *number)
{
	uint64_t value;

	field = str_skip(field, str_search(field, word) + word.len);
	if (!str_to_u64(str_head(field, str_find(field, ';')), &value) || value > UINT16_MAX)
		return false;
	*number = (size_t)value;
	return true;
}

/* Where a field stands, by the end of its declaration: " prev_pid;". */
static bool
find_field(struct str format, struct str name, size_t *offset, size_t *size)
{
	struct str line = str_skip(format, str_search(format, name));

	line = str_head(line, str_find(line, '\n'));
	return number_behind(line, STR("offset:"), offset) &&
	       number_behind(line, STR("size:"), size);
}

void
perf_data_take_tracing(struct perf_data *data, struct str bytes)
{
	struct str format = str_skip(bytes, str_search(bytes, STR("name: sched_switch\n")));
	struct perf_switch_format f;
	size_t size;

	format = str_head(format, str_search(format, STR("print fmt:")));
	if (find_field(format, STR(" prev_pid;"), &f.prev_pid, &size) &&
	    find_field(format, STR(" next_pid;"), &f.next_pid, &size) &&
	    find_field(format, STR(" next_comm["), &f.next_comm, &size) &&
	    find_field(format, STR(" prev_state;"), &f.prev_state, &f.state_size))
		data->switch_format = f;
}

/* Up to its NUL. */
static struct str
read_comm(struct str bytes)
{
	return str_head(bytes, str_find(bytes, '\0'));
}

static uint64_t
number_at(const struct perf_data *data, struct str raw, size_t at, size_t size, bool *good)
{
	struct cursor c = cursor_make(raw, at, data->big_endian);
	uint64_t value = cursor_uint(&c, (unsigned)size);

	*good = *good && !c.failed;
	return value;
}

bool
perf_data_sched_switch(const struct perf_data *data, const struct perf_data_sample *sample,
    struct perf_sched_switch *s)
{
	static const struct perf_switch_format usual = {24, 56, 32, 40, 8};
	const struct perf_switch_format *f =
	    data->switch_format.state_size > 0 ? &data->switch_format : &usual;
	bool good = true;

	s->prev_pid = (int32_t)number_at(data, sample->raw, f->prev_pid, 4, &good);
	s->next_pid = (int32_t)number_at(data, sample->raw, f->next_pid, 4, &good);
	s->prev_state = number_at(data, sample->raw, f->prev_state, f->state_size, &good);
	s->next_comm = read_comm(str_head(str_skip(sample->raw, f->next_comm), COMM));
	return good;
}
