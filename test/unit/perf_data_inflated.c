/*
 * Tests of compressed records, inflated by a stand-in for zstd: they are sorted by time across much
 * more than one of zstd's reads, and damage among them is told.
 */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bytes.h"
#include "check.h"
#include "mem.h"
#include "perf_data_private.h"

enum { ATTR = 112, HEADER = 104, SAMPLES = 20000, SAMPLE_SIZE = 24, COMPRESSED = 81 };

/* A folder that PATH consists of, with what the stand-in prints and itself. */
struct place {
	char folder[64];
	char printed[96];
	char zstd[96];
};

static void
write_file(const char *path, const char *bytes, size_t n)
{
	FILE *f = fopen(path, "wb");

	if (f == NULL || fwrite(bytes, 1, n, f) != n || fclose(f) != 0)
		abort();
}

static void
make_place(struct place *p)
{
	const char *tmp = getenv("TMPDIR");
	char script[256];

	snprintf(p->folder, sizeof(p->folder), "%.40s/inflated.XXXXXX", tmp ? tmp : "/tmp");
	if (mkdtemp(p->folder) == NULL)
		abort();
	snprintf(p->printed, sizeof(p->printed), "%s/printed", p->folder);
	snprintf(p->zstd, sizeof(p->zstd), "%s/zstd", p->folder);
	snprintf(
	    script, sizeof(script), "#!/bin/sh\n/bin/cat >/dev/null\n/bin/cat '%s'\n", p->printed);
	write_file(p->zstd, script, strlen(script));
	if (chmod(p->zstd, 0700) != 0 || setenv("PATH", p->folder, 1) != 0)
		abort();
}

static void
remove_place(const struct place *p)
{
	unlink(p->printed);
	unlink(p->zstd);
	rmdir(p->folder);
}

/* A file with one event, {ip, time}, and one compressed record. */
static void
put_file(struct bytes *b)
{
	PUT(b, "PERFILE2");
	put(b, 8, HEADER);
	put(b, 8, ATTR + 16);
	put(b, 8, HEADER);
	put(b, 8, ATTR + 16);
	put(b, 8, HEADER + ATTR + 16);
	put(b, 8, 16);
	for (int i = 0; i < 6; i++)
		put(b, 8, 0);
	for (int i = 0; i < ATTR / 8; i++)
		put(b, 8, i == 3 ? PERF_SAMPLE_IP | PERF_SAMPLE_TIME : 0);
	put(b, 8, 0);
	put(b, 8, 0);
	put(b, 4, COMPRESSED);
	put(b, 4, 16 << 16);
	PUT(b, "whatever");
}

/* The time of sample i: half of them come 240 KB after the ones that they belong between. */
static uint64_t
time_of(uint64_t i)
{
	return i < SAMPLES / 2 ? 2 * i + 1 : 2 * (i - SAMPLES / 2) + 2;
}

static void
print_samples(const struct place *p)
{
	char *all = mem_alloc((size_t)SAMPLES * SAMPLE_SIZE);

	if (all == NULL)
		abort();
	for (uint64_t i = 0; i < SAMPLES; i++) {
		struct bytes b = {.len = 0};

		put(&b, 4, PERF_RECORD_SAMPLE);
		put(&b, 4, SAMPLE_SIZE << 16);
		put(&b, 8, i);
		put(&b, 8, time_of(i));
		memcpy(all + i * SAMPLE_SIZE, b.data, SAMPLE_SIZE);
	}
	write_file(p->printed, all, (size_t)SAMPLES * SAMPLE_SIZE);
	mem_free(all);
}

static void
sorted_across_reads(const struct place *p)
{
	struct perf_data data;
	struct perf_record record;
	struct bytes b = {.len = 0};
	uint64_t n = 0;
	bool sorted = true;

	print_samples(p);
	put_file(&b);
	CHECK(perf_data_open_image(&data, bytes_text(&b)));
	while (perf_data_next(&data, &record))
		sorted = sorted && perf_data_time(&data, &record) == ++n;
	CHECK(sorted && n == SAMPLES);
	CHECK(data.error.what == NULL);
	perf_data_close(&data);
}

/* A record of no length ends it, with the offset in what was inflated. */
static void
damage_within(const struct place *p)
{
	struct perf_data data;
	struct perf_record record;
	struct bytes b = {.len = 0}, inflated = {.len = 0};
	int n = 0;

	put(&inflated, 4, PERF_RECORD_SAMPLE);
	put(&inflated, 4, SAMPLE_SIZE << 16);
	put(&inflated, 8, 1);
	put(&inflated, 8, 1);
	put(&inflated, 8, PERF_RECORD_SAMPLE);
	write_file(p->printed, (const char *)inflated.data, inflated.len);
	put_file(&b);
	CHECK(perf_data_open_image(&data, bytes_text(&b)));
	while (perf_data_next(&data, &record))
		n++;
	CHECK(n == 1 && data.error.offset == SAMPLE_SIZE);
	CHECK_STR(
	    str_from(data.error.what), STR("in the inflated data a record of less than 8 bytes"));
	perf_data_close(&data);
}

int
main(void)
{
	struct place place;

	make_place(&place);
	sorted_across_reads(&place);
	damage_within(&place);
	remove_place(&place);
	return check_done();
}
