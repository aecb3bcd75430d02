/* perf_data_header.c - collapse-perf: ids of events, build-ids, and what no kernel writes. */
#include "perf_data_private.h"

#include "bytes.h"
#include "check.h"

enum { ATTR = 112, HEADER = 104 };

/* Adds ids to an event, and asks for others between; as a pipe may, that sorts nothing. */
static void
ids_between_others(void)
{
	enum { IDS = 3000 };
	struct perf_data data;

	CHECK(!perf_data_open_image(&data, STR("")));
	for (uint32_t i = 0; i < IDS; i++) {
		struct bytes b = {.len = 0};
		struct perf_id *found;

		data.event_count = i + 1;
		put(&b, 8, IDS - i);
		put(&b, 8, 1000000 + i / 2); /* of two events: the first one's counts */
		CHECK(perf_data_add_ids(&data, bytes_text(&b)));
		found = perf_data_id(&data, IDS - i / 3);
		CHECK(found != NULL && found->event == i / 3);
		found = perf_data_id(&data, 1000000 + i / 2);
		CHECK(found != NULL && found->event == i / 2 * 2);
		CHECK(perf_data_id(&data, IDS - i - 1) == NULL);
	}
	/* Neither were all sorted each time, nor all looked through. */
	CHECK(data.ids_sorted > IDS && data.ids_sorted < data.id_count);
	perf_data_close(&data);
}

/* A file with two events, whose ids are `size` bytes at the same place. */
static void
put_file(struct bytes *b, uint64_t size)
{
	uint64_t ids_at = HEADER + 2 * (ATTR + 16);

	*b = (struct bytes){.len = 0};
	PUT(b, "PERFILE2");
	put(b, 8, HEADER);
	put(b, 8, ATTR + 16);
	put(b, 8, HEADER);
	put(b, 8, (uint64_t)2 * (ATTR + 16));
	put(b, 8, ids_at + 512);
	put(b, 8, 8);
	for (int i = 0; i < 6; i++)
		put(b, 8, 0);
	for (int event = 0; event < 2; event++) {
		for (int i = 0; i < ATTR / 8; i++)
			put(b, 8, 0);
		put(b, 8, ids_at);
		put(b, 8, size);
	}
	for (uint64_t i = 0; i < 512 / 8 + 1; i++)
		put(b, 8, i);
}

/* Events that share their ids do not make more of them than the file has bytes for. */
static void
shared_ids(void)
{
	struct perf_data data;
	struct bytes b;

	put_file(&b, 256);
	CHECK(perf_data_open_image(&data, bytes_text(&b)));
	CHECK(data.id_count == 2 * 256 / 8);
	perf_data_close(&data);
	put_file(&b, 512);
	CHECK(!perf_data_open_image(&data, bytes_text(&b)));
	CHECK(data.error.what != NULL && data.id_count == 512 / 8);
	perf_data_close(&data);
}

static void
take_build_id(struct perf_data *data, char id, const char *path)
{
	struct bytes b = {.len = 0};
	struct perf_record record = {.type = PERF_RECORD_HEADER_BUILD_ID};

	put(&b, 4, 1);
	for (int i = 0; i < 24; i++)
		put_text(&b, &id, 1);
	put_text(&b, path, strlen(path) + 1);
	record.body = bytes_text(&b);
	CHECK(perf_data_header_record(data, &record));
}

static void
build_ids(void)
{
	struct perf_data data;

	CHECK(perf_data_open_image(&data, STR("PERFILE2\x10\0\0\0\0\0\0\0")));
	CHECK(perf_data_build_id(&data, STR("/a")).len == 0);
	take_build_id(&data, 'A', "/a");
	take_build_id(&data, 'B', "/b");
	take_build_id(&data, 'C', "/a");
	CHECK_STR(perf_data_build_id(&data, STR("/a")), STR("AAAAAAAAAAAAAAAAAAAA"));
	CHECK_STR(perf_data_build_id(&data, STR("/b")), STR("BBBBBBBBBBBBBBBBBBBB"));
	CHECK(perf_data_build_id(&data, STR("/")).len == 0);
	perf_data_close(&data);
}

/* A record with a name of so many bytes behind what stands before it. */
static struct perf_record
named(struct bytes *b, size_t before, size_t len)
{
	*b = (struct bytes){.len = 0};
	for (size_t i = 0; i < before; i++)
		put(b, 1, 0);
	for (size_t i = 0; i < len; i++)
		put_text(b, "x", 1);
	put(b, 1, 0);
	return (struct perf_record){.body = bytes_text(b)};
}

/* Names that would be copied for each sample. */
static void
long_names(void)
{
	struct perf_data data;
	struct bytes b;
	struct perf_record record;
	struct perf_comm comm;
	struct perf_ksymbol ksymbol;

	CHECK(perf_data_open_image(&data, STR("PERFILE2\x10\0\0\0\0\0\0\0")));
	record = named(&b, 8, 1024);
	CHECK(perf_data_comm(&data, &record, &comm) && comm.name.len == 1024);
	record = named(&b, 16, 1024);
	CHECK(perf_data_ksymbol(&data, &record, &ksymbol) && ksymbol.name.len == 1024);
	CHECK(data.losses.bad_records == 0);
	record = named(&b, 8, 1025);
	CHECK(!perf_data_comm(&data, &record, &comm));
	record = named(&b, 16, 1025);
	CHECK(!perf_data_ksymbol(&data, &record, &ksymbol));
	CHECK(data.losses.bad_records == 2);
	perf_data_close(&data);
}

int
main(void)
{
	ids_between_others();
	shared_ids();
	build_ids();
	long_names();
	return check_done();
}
