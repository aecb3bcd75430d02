/*
 * perf_data_header.c - the header of a perf.data file: its events, and what it says of the machine.
 *
 *	0	u64 magic "PERFILE2", u64 size (104; 16: a pipe's, and nothing follows)
 *	16	u64 attr_size, then {u64 offset, u64 size} of attrs, data, event_types
 *	72	u64 features[4], a bit for each that is there
 *
 * attrs is an array of {perf_event_attr, {offset, size} of its u64 ids}. Behind
 * the data stands {offset, size} of each feature, in the order of their bits.
 * A pipe has records instead: HEADER_ATTR, HEADER_FEATURE, HEADER_BUILD_ID.
 *
 * perf_event_attr: u32 type 0, u32 size 4, u64 config 8, sample_period 16, sample_type 24,
 * read_format 32, flags 40, branch_sample_type 72, sample_regs_user 80, u32 sample_stack_user 88,
 * u16 sample_max_stack 108. On a big-endian machine the flags count from the other end.
 */
#include <errno.h>
#include <stdlib.h>

#include "mem.h"
#include "perf_data_private.h"

enum {
	HEADER_SIZE = 104,
	PIPE_HEADER_SIZE = 16,
	SECTION_SIZE = 16,
	ATTR_SIZE_MIN = 64,	 /* of the first Linux that had it */
	ATTR_SIZE_BRANCHES = 80, /* of Linux 3.4 */
	ATTR_SIZE_STACK = 96,	 /* of Linux 3.7 */
	ATTR_SIZE_DEPTH = 112,	 /* of Linux 4.8 */
	BUILD_ID_ROOM = 24,	 /* a build-id of 20, its size, padding */
	BUILD_ID_SIZE = 20,
	BUILD_ID_HAS_SIZE = 1 << 15, /* in the misc of the entry */
	FLAG_INHERIT = 1,
	FLAG_SAMPLE_ID_ALL = 18,
};

enum {
	FEATURE_TRACING_DATA = 1,
	FEATURE_BUILD_ID = 2,
	FEATURE_RELEASE = 4,
	FEATURE_ARCH = 6,
	FEATURE_EVENT_DESC = 12,
	FEATURE_META_INFO = 129,
	FEATURES = 256
};

enum { UPDATE_NAME = 2 }; /* kind of EVENT_UPDATE */

struct section {
	uint64_t offset, size;
};

static struct section
read_section(struct cursor *c)
{
	struct section section;

	section.offset = cursor_u64(c);
	section.size = cursor_u64(c);
	return section;
}

/*
 * The bytes of a section, to be freed by the caller; ptr NULL where the file has
 * them not, or, which is an error, where they cannot be had.
 */
static struct str
load_section(struct perf_data *data, struct section section)
{
	struct perf_source *s = &data->source;
	char *bytes;
	size_t got;

	if (section.offset > s->size || section.size > s->size - section.offset ||
	    section.size > SIZE_MAX)
		return (struct str){NULL, 0};
	bytes = mem_alloc((size_t)section.size);
	if (bytes == NULL) {
		perf_data_no_memory(data);
		return (struct str){NULL, 0};
	}
	s->at = section.offset;
	got = perf_source_read(s, bytes, (size_t)section.size);
	if (got == section.size)
		return str_make(bytes, got);
	mem_free(bytes);
	if (s->error != 0)
		perf_data_fail(data, "cannot read", section.offset);
	return (struct str){NULL, 0};
}

static void
free_section(struct str bytes)
{
	union {
		const char *ptr;
		void *bytes;
	} own = {.ptr = bytes.ptr};

	mem_free(own.bytes);
}

/* A copy that lasts as long as the data; without memory an error. */
static struct str
keep(struct perf_data *data, struct str text)
{
	struct str kept = arena_str(&data->arena, text);

	if (kept.ptr == NULL)
		perf_data_no_memory(data);
	return kept;
}

/* Up to the first NUL, or all of it. */
static struct str
up_to_nul(struct str s)
{
	return str_head(s, str_find(s, '\0'));
}

/* What the first perf_event_attr had not. */
static void
take_newer_fields(struct cursor *c, struct perf_attr *e, size_t size)
{
	if (size < ATTR_SIZE_BRANCHES)
		return;
	e->branch_type = cursor_u64(c);
	if (size < ATTR_SIZE_STACK)
		return;
	e->user_registers = cursor_u64(c);
	e->stack_size = cursor_u32(c);
	if (size < ATTR_SIZE_DEPTH)
		return;
	cursor_skip(c, 16);
	e->max_stack = cursor_u16(c);
}

static bool
has_flag(const struct perf_data *data, uint64_t flags, unsigned flag)
{
	return flags >> (data->big_endian ? 63 - flag : flag) & 1;
}

static struct perf_attr *
add_event(struct perf_data *data, struct str attr)
{
	struct cursor c = perf_data_cursor(data, attr);
	struct perf_attr *e;
	uint64_t flags;

	if (attr.len < ATTR_SIZE_MIN ||
	    !MEM_GROW(&data->events, &data->event_cap, data->event_count + 1))
		return NULL;
	e = &data->events[data->event_count++];
	*e = (struct perf_attr){.type = cursor_u32(&c)};
	cursor_skip(&c, 4);
	e->config = cursor_u64(&c);
	e->sample_period = cursor_u64(&c);
	e->sample_type = cursor_u64(&c);
	e->read_format = cursor_u64(&c);
	flags = cursor_u64(&c);
	e->inherited = has_flag(data, flags, FLAG_INHERIT);
	e->sample_id_all = has_flag(data, flags, FLAG_SAMPLE_ID_ALL);
	cursor_skip(&c, 24);
	take_newer_fields(&c, e, attr.len);
	return e;
}

static bool
read_attrs(struct perf_data *data, struct section attrs, uint64_t attr_size)
{
	struct str bytes;
	struct cursor c;
	uint64_t ids_left = data->source.size;
	bool good = true;

	if (attr_size < ATTR_SIZE_MIN + SECTION_SIZE)
		return perf_data_fail(data, "the header's event size is too small", 16);
	bytes = load_section(data, attrs);
	if (bytes.ptr == NULL)
		return perf_data_fail(data, "the header's events are outside the file", 24);
	c = perf_data_cursor(data, bytes);
	while (good && c.end - c.at >= attr_size) {
		size_t at = c.at;
		struct str attr = cursor_bytes(&c, attr_size - SECTION_SIZE);
		struct section section = read_section(&c);
		/* All that several events have are no more than the file has. */
		struct str ids =
		    section.size > ids_left ? (struct str){NULL, 0} : load_section(data, section);

		if (ids.ptr == NULL)
			good = perf_data_fail(data, "an event's ids are outside the file",
			    attrs.offset + at + attr_size - SECTION_SIZE);
		else if (!add_event(data, attr) || !perf_data_add_ids(data, ids))
			good = perf_data_no_memory(data);
		ids_left -= ids.len;
		free_section(ids);
	}
	free_section(bytes);
	if (good && data->event_count == 0)
		return perf_data_fail(data, "the header names no event", 24);
	return good;
}

/* A string of a feature: u32 length, and so many bytes, of which NULs at the end do not count. */
static struct str
read_string(struct cursor *c)
{
	uint32_t n = cursor_u32(c);

	return up_to_nul(cursor_bytes(c, n));
}

/* u32 events, u32 attr size, then for each in the same order: attr, u32 ids, name, ids. */
static void
take_event_names(struct perf_data *data, struct str bytes)
{
	struct cursor c = perf_data_cursor(data, bytes);
	uint32_t count = cursor_u32(&c), attr_size = cursor_u32(&c);

	for (size_t i = 0; i < count && i < data->event_count && !c.failed; i++) {
		uint32_t ids;
		struct str name;

		cursor_skip(&c, attr_size);
		ids = cursor_u32(&c);
		name = read_string(&c);
		cursor_skip(&c, (uint64_t)ids * 8);
		if (!c.failed)
			data->events[i].name = keep(data, name);
	}
}

/* The first one of a path counts. */
static void
add_build_id(struct perf_data *data, struct str path, struct str id)
{
	size_t known = data->build_id_paths.len;
	uint32_t number = INTERN_NONE;

	if (MEM_GROW(&data->build_ids, &data->build_id_cap, known + 1))
		number = intern_id(&data->build_id_paths, path);
	if (number == INTERN_NONE)
		perf_data_no_memory(data);
	else if (number == known)
		data->build_ids[number] = keep(data, id);
}

struct str
perf_data_build_id(const struct perf_data *data, struct str path)
{
	uint32_t number = intern_find(&data->build_id_paths, path);

	return number == INTERN_NONE ? (struct str){"", 0} : data->build_ids[number];
}

/* i32 pid, build-id, path: an entry, behind its 8 bytes of record header. */
static void
take_build_id(struct perf_data *data, uint16_t misc, struct str body)
{
	struct cursor c = perf_data_cursor(data, body);
	struct str id, path;
	size_t size = BUILD_ID_SIZE;

	cursor_skip(&c, 4);
	id = cursor_bytes(&c, BUILD_ID_ROOM);
	path = up_to_nul(str_make(body.ptr + c.at, c.end - c.at));
	if (c.failed)
		return;
	if (misc & BUILD_ID_HAS_SIZE && (unsigned char)id.ptr[BUILD_ID_SIZE] <= BUILD_ID_SIZE)
		size = (unsigned char)id.ptr[BUILD_ID_SIZE];
	add_build_id(data, path, str_head(id, size));
}

static void
take_build_ids(struct perf_data *data, struct str bytes)
{
	struct cursor c = perf_data_cursor(data, bytes);

	while (cursor_more(&c)) {
		uint16_t misc, size;

		cursor_skip(&c, 4);
		misc = cursor_u16(&c);
		size = cursor_u16(&c);
		if (size < PERF_RECORD_HEADER_SIZE)
			return;
		take_build_id(data, misc, cursor_bytes(&c, size - PERF_RECORD_HEADER_SIZE));
	}
}

static void
take_feature(struct perf_data *data, uint64_t feature, struct str bytes)
{
	struct cursor c = perf_data_cursor(data, bytes);

	if (feature == FEATURE_EVENT_DESC)
		take_event_names(data, bytes);
	else if (feature == FEATURE_TRACING_DATA)
		perf_data_take_tracing(data, bytes);
	else if (feature == FEATURE_BUILD_ID)
		take_build_ids(data, bytes);
	else if (feature == FEATURE_META_INFO)
		perf_data_take_meta_info(data, bytes);
	else if (feature == FEATURE_RELEASE)
		data->release = keep(data, read_string(&c));
	else if (feature == FEATURE_ARCH)
		data->machine = keep(data, read_string(&c));
}

static bool
is_used(unsigned feature)
{
	return feature == FEATURE_TRACING_DATA || feature == FEATURE_BUILD_ID ||
	       feature == FEATURE_RELEASE || feature == FEATURE_ARCH ||
	       feature == FEATURE_EVENT_DESC || feature == FEATURE_META_INFO;
}

/* Notes that behind `end`, the recording's, another one begins: as `cat` makes it of two. */
static void
look_behind(struct perf_data *data, uint64_t end)
{
	char bytes[PERF_DATA_MAGIC];

	data->source.at = end;
	if (foreign_is_perf_data(
		str_make(bytes, perf_source_read(&data->source, bytes, sizeof(bytes)))))
		data->another = end;
}

/* Takes in what stands where the table, `bytes`, says. Gives where the last of it ends. */
static uint64_t
read_sections(struct perf_data *data, struct str bytes, const uint64_t bits[4])
{
	struct cursor c = perf_data_cursor(data, bytes);
	uint64_t last = 0, end;

	for (unsigned f = 0; f < FEATURES && cursor_more(&c); f++) {
		struct section section;
		struct str feature;

		if ((bits[f / 64] >> f % 64 & 1) == 0)
			continue;
		section = read_section(&c);
		if (__builtin_add_overflow(section.offset, section.size, &end))
			end = UINT64_MAX;
		if (end > last)
			last = end;
		if (!is_used(f))
			continue;
		feature = load_section(data, section);
		if (feature.ptr != NULL)
			take_feature(data, f, feature);
		free_section(feature);
	}
	return last;
}

/* Those that the file has. Notes where it ends, if it was cut before the end of the last one. */
static void
read_features(struct perf_data *data, struct section records, const uint64_t bits[4])
{
	uint64_t end, last;
	struct section table = {.size = 0};
	struct str bytes;

	if (__builtin_add_overflow(records.offset, records.size, &table.offset))
		return;
	for (unsigned f = 0; f < FEATURES; f++)
		table.size += (bits[f / 64] >> f % 64 & 1) * SECTION_SIZE;
	if (__builtin_add_overflow(table.offset, table.size, &end))
		return;
	bytes = load_section(data, table);
	last = read_sections(data, bytes.ptr ? bytes : STR(""), bits);
	free_section(bytes);
	if (last < end)
		last = end;
	if (last > data->source.size)
		data->cut = data->source.size;
	else
		look_behind(data, last);
}

static bool
read_file_header(struct perf_data *data, struct str bytes)
{
	struct cursor c = perf_data_cursor(data, str_skip(bytes, 16));
	uint64_t attr_size = cursor_u64(&c), bits[4];
	struct section attrs = read_section(&c), records = read_section(&c);

	read_section(&c); /* names of events, of 2010 */
	for (size_t i = 0; i < 4; i++)
		bits[i] = cursor_u64(&c);
	if (c.failed)
		return perf_data_fail(data, "the file ends within its header", bytes.len);
	if (!read_attrs(data, attrs, attr_size))
		return false;
	data->losses.unfinished = records.size == 0;
	if (records.size != 0) {
		read_features(data, records, bits);
		if (__builtin_add_overflow(records.offset, records.size, &data->data_end))
			return perf_data_fail(data, "the header's data size is too large", 40);
	}
	data->source.at = records.offset;
	data->stream.offset = records.offset;
	return data->error.what == NULL;
}

bool
perf_data_read_header(struct perf_data *data)
{
	char bytes[HEADER_SIZE];
	size_t got = perf_source_read(&data->source, bytes, PIPE_HEADER_SIZE);
	struct cursor c;
	uint64_t size;

	data->big_endian = str_starts(str_make(bytes, got), STR(FOREIGN_PERF_BIG));
	c = perf_data_cursor(data, str_make(bytes, got));
	cursor_skip(&c, 8);
	size = cursor_u64(&c);
	if (data->source.error != 0)
		return perf_data_fail(data, "cannot read", 0);
	if (!foreign_is_perf_data(str_make(bytes, got)))
		return perf_data_fail(data, "not a perf.data file", 0);
	if (c.failed)
		return perf_data_fail(data, "the file ends within its header", got);
	data->pipe = size == PIPE_HEADER_SIZE;
	data->stream.offset = got;
	if (data->pipe)
		return true;
	if (size < HEADER_SIZE)
		return perf_data_fail(data, "a header size that is not known", 8);
	if (!data->source.seeks && !perf_source_slurp(&data->source, str_make(bytes, got)))
		return perf_data_fail(data, "cannot read", 0);
	got += perf_source_read(&data->source, bytes + got, HEADER_SIZE - got);
	return read_file_header(data, str_make(bytes, got));
}

/* HEADER_ATTR: an attr of the size it says, then its ids. */
static bool
take_attr(struct perf_data *data, const struct perf_record *record)
{
	struct cursor c = perf_data_cursor(data, record->body);
	uint32_t size;

	cursor_skip(&c, 4);
	size = cursor_u32(&c);
	if (c.failed || size < ATTR_SIZE_MIN || size > record->body.len)
		return perf_data_fail(
		    data, "an event's description does not fit its record", record->offset);
	if (add_event(data, str_head(record->body, size)) == NULL ||
	    !perf_data_add_ids(data, str_skip(record->body, size)))
		return perf_data_no_memory(data);
	return true;
}

/* EVENT_UPDATE: u64 what, u64 id, the event's name. */
static void
take_event_update(struct perf_data *data, const struct perf_record *record)
{
	struct cursor c = perf_data_cursor(data, record->body);
	uint64_t what = cursor_u64(&c), id = cursor_u64(&c);
	struct perf_id *entry = c.failed ? NULL : perf_data_id(data, id);

	if (what == UPDATE_NAME && entry != NULL)
		data->events[entry->event].name =
		    keep(data, up_to_nul(str_skip(record->body, c.at)));
}

bool
perf_data_header_record(struct perf_data *data, const struct perf_record *record)
{
	struct cursor c = perf_data_cursor(data, record->body);
	uint64_t feature;

	switch (record->type) {
	case PERF_RECORD_HEADER_ATTR:
		return take_attr(data, record);
	case PERF_RECORD_HEADER_BUILD_ID:
		take_build_id(data, record->misc, record->body);
		break;
	case PERF_RECORD_EVENT_UPDATE:
		take_event_update(data, record);
		break;
	case PERF_RECORD_HEADER_FEATURE:
		feature = cursor_u64(&c);
		if (!c.failed)
			take_feature(data, feature, str_skip(record->body, c.at));
		break;
	default:
		break;
	}
	return data->error.what == NULL;
}
