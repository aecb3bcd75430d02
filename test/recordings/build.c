/*
 * build.c - writes a recording as `perf record -o -` has it, of a build that starts so many programs:
 *
 *	build 1000 [LOST [FOLDER]] | collapse-perf -
 *
 * Each forks from make, with its maps, becomes cc1, maps what it is made of, has a thread, is sampled
 * in both, and ends; a sample more comes behind its end. Process numbers come again after 30,000. So
 * many samples are told as lost, at the end. With a folder each program is a file of its own there, a
 * link to FOLDER/program, which is sampled at 0x1010.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../unit/bytes.h"
#include "perf_data.h"

enum { ATTR = 64, MAKE = 1, FIRST = 2, NUMBERS = 30000, MAPS = 8, ROUND = 50, HEADER = 8, ID = 7 };

/* A path as a record has it, padded with NULs. */
enum { PATH = 256 };

struct writer {
	struct bytes out;
	uint64_t time;
	const char *folder; /* or NULL */
};

static void
flush(struct bytes *b)
{
	if (fwrite(b->data, 1, b->len, stdout) != b->len)
		exit(1);
	b->len = 0;
}

/* Begins a record; its size is known at the end. */
static size_t
begin_record(struct bytes *b, uint32_t type, uint16_t misc)
{
	size_t start = b->len;

	put(b, 4, type);
	put(b, 2, misc);
	put(b, 2, 0);
	return start;
}

static void
end_record(struct bytes *b, size_t start)
{
	size_t len = b->len;

	b->len = start + HEADER - 2;
	put(b, 2, len - start);
	b->len = len;
}

/* What ends all records but samples. */
static void
end_with_id(struct writer *w, size_t start, uint32_t pid, uint32_t tid)
{
	put(&w->out, 4, pid);
	put(&w->out, 4, tid);
	put(&w->out, 8, ++w->time);
	put(&w->out, 8, ID);
	end_record(&w->out, start);
}

static void
put_attr(struct bytes *b)
{
	size_t start;

	PUT(b, "PERFILE2");
	put(b, 8, 16);
	start = begin_record(b, PERF_RECORD_HEADER_ATTR, 0);
	put(b, 4, PERF_TYPE_SOFTWARE);
	put(b, 4, ATTR);
	put(b, 8, 0); /* cpu-clock */
	put(b, 8, 1);
	put(b, 8, PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_IP | PERF_SAMPLE_TID | PERF_SAMPLE_TIME);
	put(b, 8, 0);
	put(b, 8, 1 << 18); /* sample_id_all */
	put(b, 8, 0);
	put(b, 8, 0);
	put(b, 8, ID);
	end_record(b, start);
}

static void
put_task(struct writer *w, uint32_t type, uint32_t pid, uint32_t tid, uint32_t parent)
{
	size_t start = begin_record(&w->out, type, 0);

	put(&w->out, 4, pid);
	put(&w->out, 4, parent);
	put(&w->out, 4, tid);
	put(&w->out, 4, parent);
	put(&w->out, 8, w->time);
	end_with_id(w, start, pid, tid);
}

static void
put_comm(struct writer *w, uint32_t pid, const char name[8])
{
	size_t start = begin_record(&w->out, PERF_RECORD_COMM, PERF_MISC_COMM_EXEC);

	put(&w->out, 4, pid);
	put(&w->out, 4, pid);
	put_text(&w->out, name, 8);
	end_with_id(w, start, pid, pid);
}

static void
put_map(struct writer *w, uint32_t pid, uint64_t address, uint64_t offset, const char *path)
{
	size_t start = begin_record(&w->out, PERF_RECORD_MMAP, PERF_MODE_USER);
	char padded[PATH] = "";

	put(&w->out, 4, pid);
	put(&w->out, 4, pid);
	put(&w->out, 8, address);
	put(&w->out, 8, 0x1000);
	put(&w->out, 8, offset);
	snprintf(padded, sizeof(padded), "%s", path);
	put_text(&w->out, padded, (strlen(padded) / 8 + 1) * 8);
	end_with_id(w, start, pid, pid);
}

static void
put_sample(struct writer *w, uint32_t pid, uint32_t tid)
{
	size_t start = begin_record(&w->out, PERF_RECORD_SAMPLE, PERF_MODE_USER);

	put(&w->out, 8, ID);
	put(&w->out, 8, 0x3010);
	put(&w->out, 4, pid);
	put(&w->out, 4, tid);
	put(&w->out, 8, ++w->time);
	end_record(&w->out, start);
}

/* Where the sample is, another file for each program. */
static void
put_own_map(struct writer *w, uint32_t pid)
{
	char program[PATH], path[PATH];

	snprintf(program, sizeof(program), "%s/program", w->folder);
	snprintf(path, sizeof(path), "%s/%u", w->folder, pid);
	if (link(program, path) != 0)
		exit(1);
	put_map(w, pid, 0x3000, 0x1000, path);
}

static void
put_program(struct writer *w, uint32_t pid)
{
	uint32_t thread = pid + NUMBERS;

	put_task(w, PERF_RECORD_FORK, pid, pid, MAKE);
	put_comm(w, pid, "cc1\0\0\0\0");
	for (uint64_t i = 0; i < MAPS; i++)
		put_map(w, pid, i << 12, 0, "/nowhere/lib.so");
	if (w->folder != NULL)
		put_own_map(w, pid);
	put_task(w, PERF_RECORD_FORK, pid, thread, pid);
	put_sample(w, pid, thread);
	put_sample(w, pid, pid);
	put_task(w, PERF_RECORD_EXIT, pid, thread, pid);
	put_task(w, PERF_RECORD_EXIT, pid, pid, MAKE);
	put_sample(w, pid, pid);
}

static void
put_lost(struct writer *w, uint64_t lost)
{
	size_t start = begin_record(&w->out, PERF_RECORD_LOST_SAMPLES, 0);

	put(&w->out, 8, lost);
	end_with_id(w, start, 0, 0);
}

int
main(int argc, char **argv)
{
	struct writer w = {.time = 1};
	uint64_t n = 0, lost = 0;

	if (argc < 2 || !str_to_u64(str_from(argv[1]), &n) ||
	    (argc > 2 && !str_to_u64(str_from(argv[2]), &lost)))
		return 2;
	w.folder = argc > 3 ? argv[3] : NULL;
	put_attr(&w.out);
	put_comm(&w, MAKE, "make\0\0\0");
	for (uint64_t i = 0; i < MAPS; i++)
		put_map(&w, MAKE, i << 16, 0, "/nowhere/makeit");
	for (uint64_t i = 0; i < n; i++) {
		put_program(&w, FIRST + (uint32_t)(i % NUMBERS));
		if (i % ROUND == 0)
			end_record(&w.out, begin_record(&w.out, PERF_RECORD_FINISHED_ROUND, 0));
		flush(&w.out);
	}
	if (lost > 0)
		put_lost(&w, lost);
	flush(&w.out);
	return 0;
}
