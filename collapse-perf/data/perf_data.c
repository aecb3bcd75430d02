/*
 * perf_data.c - the records of a perf.data file, in the order of time; see perf_data.h.
 *
 * A record is {u32 type, u16 misc, u16 size} in the byte order of the machine
 * that recorded, and size - 8 bytes more:
 *
 *	09 00 00 00  01 00  48 00  ...	a sample of 72 bytes, taken in the kernel
 *
 * Types from 64 on are perf's own. Two of them have more bytes behind them than
 * their size says: tracing data and AUX area data (Intel PT), both skipped here. Those of Android's
 * simpleperf begin at 32769; their size has 32 bits, of which misc holds the upper half (its
 * record.h).
 */
#include "perf_data.h"

#include <errno.h>
#include <unistd.h>

#include "mem.h"
#include "perf_data_private.h"
#include "perf_data_zstd.h"

enum { READ_SIZE = 1 << 17, RECORD_MAX = 1 << 16, INFLATED_ROUND = 1 << 27, SIMPLEPERF = 32769 };

/* What no record needs. */
#define BAD_SIZE SIZE_MAX

static const char too_short[] = "the file ends within its data";
static const char cut[] = "the file ends within what stands behind its samples, as names of events "
			  "and build-ids: some names may be missing";
static const char another[] = "another recording begins here, and is not read";
static const char zstd_missing[] = "compressed: the program zstd is needed to read it";

static bool
start(struct perf_data *data)
{
	arena_init(&data->arena);
	intern_init(&data->build_id_paths);
	data->data_end = UINT64_MAX;
	return perf_data_read_header(data);
}

bool
perf_data_open(struct perf_data *data, int fd, struct str ahead, const char *folder)
{
	*data = (struct perf_data){.folder = folder, .opened = -1};
	perf_source_open(&data->source, fd, ahead);
	return start(data);
}

bool
perf_data_open_image(struct perf_data *data, struct str image)
{
	*data = (struct perf_data){.opened = -1};
	perf_source_open_image(&data->source, image);
	return start(data);
}

void
perf_data_close(struct perf_data *data)
{
	if (data->zstd != NULL)
		perf_zstd_release(data->zstd);
	mem_free(data->zstd);
	perf_chunk_release(data->held);
	perf_queue_release(&data->queue);
	perf_stream_release(&data->stream);
	perf_stream_release(&data->inflated);
	perf_source_release(&data->source);
	if (data->opened >= 0)
		close(data->opened);
	mem_free(data->events);
	mem_free(data->ids);
	perf_threads_release(&data->threads);
	mem_free(data->build_ids);
	intern_release(&data->build_id_paths);
	arena_release(&data->arena);
}

/* Reads until `need` bytes are at hand; false where there are no more. */
static bool
fill(struct perf_data *data, size_t need)
{
	struct perf_stream *s = &data->stream;

	while (perf_stream_text(s).len < need) {
		size_t room, want, got;
		char *to;

		if (s->offset + perf_stream_text(s).len >= data->data_end)
			return false;
		to = perf_stream_room(s, READ_SIZE, &room);
		if (to == NULL)
			return perf_data_no_memory(data);
		want = READ_SIZE;
		if (want > data->data_end - s->offset - perf_stream_text(s).len)
			want = (size_t)(data->data_end - s->offset - perf_stream_text(s).len);
		got = perf_source_read_some(&data->source, to, want);
		if (data->source.error != 0)
			return perf_data_fail(data, "cannot read", s->offset);
		if (got == 0)
			return false;
		perf_stream_put(s, got);
	}
	return true;
}

/*
 * The record that text begins with; 0, or how many bytes of text it needs to be whole; BAD_SIZE
 * for what is no record.
 */
static size_t
parse_record(const struct perf_data *data, struct str text, struct perf_record *record)
{
	struct cursor c = perf_data_cursor(data, text);
	uint32_t type = cursor_u32(&c);
	uint16_t misc = cursor_u16(&c);
	size_t size = cursor_u16(&c);

	if (c.failed)
		return PERF_RECORD_HEADER_SIZE;
	if (type >= SIMPLEPERF && type <= UINT16_MAX)
		size |= (size_t)misc << 16;
	if (text.len < size || size < PERF_RECORD_HEADER_SIZE)
		return size < PERF_RECORD_HEADER_SIZE ? BAD_SIZE : size;
	record->type = type;
	record->misc = misc;
	record->early = false;
	record->body = str_make(text.ptr + PERF_RECORD_HEADER_SIZE, size - PERF_RECORD_HEADER_SIZE);
	return 0;
}

/* Where the header says that the records end; 0 where it does not. */
static uint64_t
known_end(const struct perf_data *data)
{
	return data->data_end == UINT64_MAX ? 0 : data->data_end;
}

/* The next record of the file as it stands there; false at the end, and at damage. */
static bool
read_record(struct perf_data *data, struct perf_record *record)
{
	struct perf_stream *s = &data->stream;
	bool other; /* no type is as large as its beginning */
	size_t need;

	if (data->ended)
		return false;
	data->ended = true;
	while (!(other = foreign_is_perf_data(perf_stream_text(s))) &&
	       (need = parse_record(data, perf_stream_text(s), record)) > 0) {
		if (need == BAD_SIZE)
			return perf_data_fail(data, "a record of less than 8 bytes", s->offset);
		if (fill(data, need))
			continue;
		if (perf_stream_text(s).len > 0 || s->offset < known_end(data))
			perf_data_fail(data, too_short, s->offset);
		return false;
	}
	if (other)
		return perf_data_fail(data, another, s->offset);
	data->ended = false;
	record->offset = s->offset;
	perf_stream_take(s, PERF_RECORD_HEADER_SIZE + record->body.len);
	return true;
}

/* How many bytes stand behind a record without being counted in its size. */
static uint64_t
payload_size(const struct perf_data *data, const struct perf_record *record)
{
	struct cursor c = perf_data_cursor(data, record->body);
	uint64_t size;

	if (record->type == PERF_RECORD_AUXTRACE)
		return cursor_u64(&c);
	size = cursor_u32(&c);
	/* simpleperf has the tracing data within the record. */
	return size <= c.end - c.at ? 0 : (size + 7) / 8 * 8;
}

/* Skips it; false where the file has less. */
static bool
skip_payload(struct perf_data *data, const struct perf_record *record)
{
	struct perf_stream *s = &data->stream;
	uint64_t size = payload_size(data, record), end;
	size_t have = perf_stream_text(s).len;

	if (__builtin_add_overflow(s->offset, size, &end) || end > data->data_end)
		return perf_data_fail(data, too_short, record->offset);
	if (size <= have) {
		perf_stream_take(s, (size_t)size);
		return true;
	}
	perf_stream_take(s, have);
	if (!perf_source_skip(&data->source, size - have))
		return perf_data_fail(data, too_short, record->offset);
	s->offset = end;
	return true;
}

/* Queues a record of the kernel; its 8 bytes of header stand before its body. */
static bool
enqueue(struct perf_data *data, const struct perf_stream *s, const struct perf_record *record)
{
	struct perf_queued item = {.time = perf_data_time(data, record),
	    .offset = record->offset,
	    .record = record->body.ptr - PERF_RECORD_HEADER_SIZE,
	    .chunk = s->chunk};

	return perf_queue_add(&data->queue, &item) || perf_data_no_memory(data);
}

/*
 * Where rounds end among compressed records is not known: zstd gives them out when it
 * likes. But a round has no more than the buffers of all processors held, 64 MB for 128
 * of them. Twice as much has a whole round within, and so can be taken for one itself.
 */
static bool
end_inflated_round(struct perf_data *data)
{
	if (data->inflated.offset - data->inflated_round < INFLATED_ROUND || data->folder != NULL)
		return true;
	data->inflated_round = data->inflated.offset;
	return perf_queue_round(&data->queue) || perf_data_no_memory(data);
}

/*
 * Queues the whole records that have come out of the compressed ones. How many
 * are out at which record of the file is a matter of luck, so what is wrong
 * with them waits for the end.
 */
static bool
enqueue_inflated(struct perf_data *data)
{
	struct perf_stream *s = &data->inflated;
	struct perf_record record;
	size_t need = data->inflated_bad ? BAD_SIZE : 0;

	while (need == 0 && (need = parse_record(data, perf_stream_text(s), &record)) == 0) {
		record.offset = s->offset;
		if (record.type < PERF_RECORD_USER && !enqueue(data, s, &record))
			return false;
		perf_stream_take(s, PERF_RECORD_HEADER_SIZE + record.body.len);
		if (!end_inflated_round(data))
			return false;
	}
	data->inflated_bad = need == BAD_SIZE;
	if (data->inflated_bad)
		perf_stream_drop(s);
	return true;
}

static bool
start_zstd(struct perf_data *data, uint64_t offset)
{
	data->zstd = mem_zalloc(1, sizeof(*data->zstd));
	if (data->zstd != NULL && perf_zstd_start(data->zstd)) {
		data->zstd->offset = offset;
		return true;
	}
	if (data->zstd == NULL || errno == ENOMEM)
		perf_data_no_memory(data);
	perf_data_fail(data, errno == ENOENT ? zstd_missing : "zstd cannot be started", offset);
	mem_free(data->zstd);
	data->zstd = NULL;
	return false;
}

/* Has zstd inflate a record, which stays until all of it was fed. */
static bool
inflate(struct perf_data *data, const struct perf_record *record)
{
	struct str bytes = record->body;

	if (record->type == PERF_RECORD_COMPRESSED2) {
		struct cursor c = perf_data_cursor(data, bytes);

		bytes = cursor_bytes(&c, cursor_u64(&c));
		if (c.failed)
			return perf_data_bad(data, record);
	}
	if (data->zstd == NULL && !start_zstd(data, record->offset))
		return false;
	data->compressed = bytes;
	return true;
}

/* Gives zstd some of what waits for it. */
static void
feed_zstd(struct perf_data *data)
{
	perf_zstd_feed(data->zstd, &data->compressed, &data->inflated);
	if (enqueue_inflated(data))
		return;
	data->compressed = STR("");
	data->ended = true;
}

/* Takes zstd's word that what it inflated was good. */
static void
end_zstd(struct perf_data *data)
{
	struct perf_zstd *z = data->zstd;
	uint64_t offset = z->offset;

	if (data->inflated_bad)
		perf_data_fail(data, "in the inflated data a record of less than 8 bytes",
		    data->inflated.offset);
	switch (perf_zstd_release(z)) {
	case FILTER_GOOD:
		break;
	case FILTER_MISSING:
		perf_data_fail(data, zstd_missing, offset);
		break;
	case FILTER_DAMAGED:
		perf_data_fail(
		    data, "zstd found damage in the compressed records from here on", offset);
		break;
	case FILTER_FAILED:
		if (errno == ENOMEM)
			perf_data_no_memory(data);
		perf_data_fail(data, "cannot read what zstd inflates", offset);
		break;
	}
	mem_free(z);
	data->zstd = NULL;
}

/* Gets some of the last of the compressed records; false when there are no more. */
static bool
drain_zstd(struct perf_data *data)
{
	if (data->zstd == NULL)
		return false;
	if (!data->last_fed) {
		data->last_fed = true;
		data->compressed = perf_zstd_last_block();
		return true;
	}
	if (perf_zstd_drain(data->zstd, &data->inflated) && enqueue_inflated(data))
		return true;
	end_zstd(data);
	return false;
}

/*
 * A step towards the end, behind the file or where it is damaged: everything that waits
 * goes out. False where nothing is left.
 */
static bool
finish(struct perf_data *data)
{
	if (data->finished || data->error.code == ENOMEM)
		return false;
	if (drain_zstd(data) || perf_data_next_file(data))
		return true;
	data->finished = true;
	if (data->another > 0)
		perf_data_fail_in(data, 0, another, data->another);
	if (data->cut > 0)
		perf_data_fail_in(data, 0, cut, data->cut);
	return perf_queue_finish(&data->queue) || perf_data_no_memory(data);
}

/* The next record that its time allows to go out. */
static bool
next_queued(struct perf_data *data, struct perf_record *record)
{
	struct perf_queued item;

	if (!perf_queue_next(&data->queue, &item))
		return false;
	perf_chunk_release(data->held);
	data->held = item.chunk;
	parse_record(data, str_make(item.record, RECORD_MAX), record); /* no kernel's is longer */
	record->offset = item.offset;
	return true;
}

/* Takes a record of perf's own in; false after an error. */
static bool
take_user(struct perf_data *data, const struct perf_record *record)
{
	switch (record->type) {
	case PERF_RECORD_FINISHED_ROUND:
		/* Compressed ones have rounds of their own: end_inflated_round. */
		if (data->zstd != NULL || data->folder != NULL || perf_queue_round(&data->queue))
			return true;
		return perf_data_no_memory(data);
	case PERF_RECORD_COMPRESSED:
	case PERF_RECORD_COMPRESSED2:
		return inflate(data, record);
	case PERF_RECORD_AUXTRACE:
	case PERF_RECORD_HEADER_TRACING_DATA:
		return skip_payload(data, record);
	default:
		return perf_data_header_record(data, record);
	}
}

bool
perf_data_next(struct perf_data *data, struct perf_record *record)
{
	for (;;) {
		if (next_queued(data, record))
			return true;
		if (data->compressed.len > 0) {
			feed_zstd(data);
			continue;
		}
		if (!read_record(data, record)) {
			if (!finish(data))
				return false;
			continue;
		}
		if (record->type >= PERF_RECORD_USER) {
			if (!take_user(data, record))
				data->ended = true;
		} else if (perf_data_time(data, record) == 0) {
			return true; /* made up by perf record, of what was there before */
		} else if (!enqueue(data, &data->stream, record)) {
			data->ended = true;
		} else if (data->early_maps && record->type == PERF_RECORD_MMAP2) {
			record->early = true;
			return true;
		}
	}
}
