/*
 * mm_profdata.c - cargo-flamegraph/rustc: self-profiles made here, of both versions, whole and cut.
 */
#define _XOPEN_SOURCE 700 /* mkstemp */

#include <stdlib.h>
#include <unistd.h>

#include "bytes.h"
#include "check.h"
#include "mm_events.h"

/* A profile in the making: its three streams. */
struct profile {
	bool old;
	struct bytes events, data, index;
};

static void
profile_init(struct profile *p, bool old)
{
	*p = (struct profile){.old = old};
	PUT(&p->events, "MMES");
	PUT(&p->data, "MMSD");
	PUT(&p->index, "MMSI");
	put(&p->events, 4, old ? 8 : 9);
	put(&p->data, 4, old ? 8 : 9);
	put(&p->index, 4, old ? 8 : 9);
}

static unsigned
id_size(const struct profile *p)
{
	return p->old ? 4 : 8;
}

/* Adds a string; its id. */
static uint64_t
string(struct profile *p, const char *text)
{
	uint64_t id = MM_ADDRESS_BASE + p->data.len;

	put_text(&p->data, text, strlen(text));
	put(&p->data, 1, 0xff);
	return id;
}

/* An entry of the index: `id` stands for the string that has the id `other`. */
static void
same(struct profile *p, uint64_t id, uint64_t other)
{
	put(&p->index, id_size(p), id);
	put(&p->index, id_size(p), other - MM_ADDRESS_BASE);
}

static void
event(struct profile *p, uint64_t kind, uint64_t id, uint32_t thread, uint64_t begin, uint64_t end)
{
	put(&p->events, id_size(p), kind);
	put(&p->events, id_size(p), id);
	put(&p->events, 4, thread);
	put(&p->events, 4, begin);
	put(&p->events, 4, end);
	put(&p->events, 4, (begin >> 16 & 0xffff0000) | end >> 32);
}

static void
page(struct bytes *file, int tag, const struct bytes *stream, size_t from, size_t to)
{
	put(file, 1, (uint64_t)tag);
	put(file, 4, to - from);
	put_text(file, (const char *)stream->data + from, to - from);
}

/* The file: the events in two pages, the seam within an event. */
static void
pack(const struct profile *p, struct bytes *file)
{
	size_t seam = p->events.len > 20 ? 20 : p->events.len;

	*file = (struct bytes){.len = 0};
	PUT(file, "MMPD");
	put(file, 4, p->old ? 8 : 9);
	page(file, 0, &p->events, 0, seam);
	page(file, 1, &p->data, 0, p->data.len);
	page(file, 0, &p->events, seam, p->events.len);
	page(file, 2, &p->index, 0, p->index.len);
}

/* The same with so many bytes of stacks in memory; 0: as many as there are. */
static void
collapse_in(
    const char *path, size_t most, bool no_args, struct mm_counted *counted, struct output *out)
{
	const struct mm_settings settings = {.no_args = no_args};
	struct stack_runs runs;
	struct stacks stacks;
	const char *wrong;
	struct mm_file f;

	*counted = (struct mm_counted){.events = 0};
	stacks_init(&stacks);
	stack_runs_init(&runs);
	runs.most = most > 0 ? most : runs.most;
	output_clear(out);
	wrong = mm_open(&f, path);
	if (wrong == NULL)
		wrong = mm_events_add(&f, &settings, &stacks, &runs, counted);
	CHECK(most > 0 || runs.len == 0);
	if (wrong != NULL)
		output_str(out, str_from(wrong));
	else if (runs.len == 0)
		CHECK(stacks_write(&stacks, out));
	else
		CHECK(stack_runs_put(&runs, &stacks) && stack_runs_write(&runs, out));
	mm_release(&f);
	stacks_release(&stacks);
	stack_runs_release(&runs);
}

/*
 * What becomes of a file's first `len` bytes: folded stacks, or what is wrong. Where each stack
 * goes through a run it is the same.
 */
static struct str
collapse(const struct bytes *file, size_t len, bool no_args, struct mm_counted *counted,
    struct output *out)
{
	char path[] = "/tmp/mm_profdata.XXXXXX";
	struct mm_counted again;
	struct output apart;
	int fd = mkstemp(path);

	CHECK(fd >= 0 && write(fd, file->data, len) == (ssize_t)len);
	collapse_in(path, 0, no_args, counted, out);
	output_to_memory(&apart);
	collapse_in(path, 1, no_args, &again, &apart);
	CHECK_STR(output_text(&apart), output_text(out));
	CHECK(again.events == counted->events && again.total == counted->total);
	output_close(&apart);
	close(fd);
	unlink(path);
	return output_text(out);
}

/* A thread that compiles, one that makes code, and one that answers queries. */
static void
fill(struct profile *p)
{
	uint64_t activity = string(p, "GenericActivity"), query = string(p, "Query");
	uint64_t type = string(p, "typeck\036main;f"), parse = string(p, "parse");
	uint64_t result = string(p, "IncrementalLoadResult"), code = string(p, "LLVM_passes");
	uint64_t meta = string(p, "{\"cmd\": \"rustc --crate-name demo src/lib.rs\", \"counter\": "
				  "{\"name\": \"wall-time\"}}");

	same(p, 5, type);
	same(p, MM_METADATA, meta);
	event(p, activity, parse, 1, 100, 130);
	event(p, query, 5, 1, 210, 220);
	event(p, result, 5, 1, 230, 240);
	event(p, activity, code, 7, 150, UINT64_C(0x100000150));
	event(p, query, 5, 1, 200, 300);
	event(p, query, 77, 9, 1, 4);
	event(p, query, 5, 1, 300, 0xffffffffffff);
	event(p, activity, 5, 1, 300, 0xfffffffffffe);
	/* Ends with its child, begins with it. */
	event(p, activity, parse, 1, 400, 450);
	event(p, query, 5, 1, 400, 450);
}

static const char with_arguments[] = "demo;codegen;LLVM_passes 4294967482\n"
				     "demo;main;parse 30\n"
				     "demo;main;typeck(main:f) 80\n"
				     "demo;main;typeck(main:f);parse 50\n"
				     "demo;main;typeck(main:f);typeck(main:f) 10\n"
				     "demo;main;typeck(main:f);typeck(main:f) "
				     "[IncrementalLoadResult] 10\n"
				     "demo;worker;<unknown> 3\n";

static void
check_both_versions(void)
{
	struct mm_counted counted;
	struct profile p;
	struct bytes file;
	struct output out;

	output_to_memory(&out);
	for (int old = 0; old < 2; old++) {
		profile_init(&p, old != 0);
		fill(&p);
		pack(&p, &file);
		CHECK_STR(
		    collapse(&file, file.len, false, &counted, &out), str_from(with_arguments));
		CHECK(counted.events == 8 && counted.unnamed == 1 && counted.disorder == 0);
		/* The sum of the outermost events of all threads. */
		CHECK(counted.total == 30 + 100 + 50 + 3 + (UINT64_C(0x100000150) - 150));
		CHECK(counted.wall);
		collapse(&file, file.len, true, &counted, &out);
		CHECK(str_search(output_text(&out), STR("demo;main;typeck;parse 50\n")) < out.len);
	}
	output_close(&out);
}

/* Strings that insert the one before 64 times each, the first of them empty: 64^7 that are nothing. */
static void
check_references(void)
{
	struct mm_counted counted;
	struct profile p;
	struct bytes file;
	struct output out;
	uint64_t id;

	output_to_memory(&out);
	profile_init(&p, false);
	id = string(&p, "");
	for (int level = 0; level < 7; level++) {
		uint64_t next = MM_ADDRESS_BASE + p.data.len;

		for (int i = 0; i < 64; i++) {
			put(&p.data, 1, 0xfe);
			put(&p.data, 8, id);
		}
		string(&p, "");
		id = next;
	}
	event(&p, string(&p, "GenericActivity"), id, 1, 100, 130);
	pack(&p, &file);
	CHECK(str_ends(collapse(&file, file.len, false, &counted, &out), STR(" 30\n")));
	output_close(&out);
}

/* What stands before the place where a file is cut is shown; no length of it is trouble. */
static void
check_cuts(void)
{
	struct mm_counted counted;
	struct profile p;
	struct bytes file;
	struct output out;

	output_to_memory(&out);
	profile_init(&p, false);
	fill(&p);
	pack(&p, &file);
	for (size_t len = 0; len < file.len; len++)
		collapse(&file, len, false, &counted, &out);
	/* Without the index the names that it holds are missing, and nothing else. */
	collapse(&file, file.len - p.index.len - 5, false, &counted, &out);
	CHECK(str_search(output_text(&out), STR("rustc;main;parse 30\n")) < out.len);
	CHECK(str_search(output_text(&out), STR("rustc;main;<unknown> 80\n")) < out.len);
	output_close(&out);
}

static void
check_wrong_files(void)
{
	struct mm_counted counted;
	struct bytes file = {.len = 0};
	struct output out;

	output_to_memory(&out);
	PUT(&file, "MMPD");
	put(&file, 4, 10);
	CHECK_STR(collapse(&file, 8, false, &counted, &out),
	    STR("is of a newer version than 9, which this program knows"));
	file.data[4] = 7;
	CHECK(str_starts(collapse(&file, 8, false, &counted, &out), STR("is of an older version")));
	CHECK(str_starts(collapse(&file, 7, false, &counted, &out), STR("is not a self-profile")));
	file.data[0] = 'm';
	CHECK(str_starts(collapse(&file, 8, false, &counted, &out), STR("is not a self-profile")));
	output_close(&out);
}

/* Strings that hold each other, and an index whose ids are beyond any count. */
static void
check_hostile(void)
{
	struct mm_counted counted;
	struct profile p;
	struct bytes file;
	struct output out;
	uint64_t loop;

	output_to_memory(&out);
	profile_init(&p, false);
	loop = MM_ADDRESS_BASE + p.data.len;
	PUT(&p.data, "a\xfe");
	put(&p.data, 8, loop);
	put(&p.data, 1, 0xff);
	same(&p, 99999999, loop);
	event(&p, loop, loop, 1, 5, 9);
	event(&p, loop, 99999999, 1, 10, 12);
	/* Shorter than what is inside of it. */
	event(&p, loop, loop, 1, 20, 40);
	event(&p, loop, loop, 1, 20, 30);
	pack(&p, &file);
	collapse(&file, file.len, false, &counted, &out);
	CHECK(str_search(output_text(&out), STR(";aaaaaaaaa<unknown> [")) < out.len);
	CHECK(counted.disorder == 1 && counted.unnamed == 1);
	output_close(&out);
}

/* Numbers stay what they are in blocks that have made room for others, and 0 where none was set. */
static void
check_table(void)
{
	const uint32_t step = MM_TABLE_BLOCK / 2 + 1, most = MM_TABLE_BLOCK * MM_TABLE_BLOCKS * 2;
	struct mm_table t;
	uint32_t value;
	bool good = true;

	mm_table_init(&t);
	CHECK(mm_table_get(&t, 7, &value) && value == 0);
	for (uint32_t i = 0; i < most; i += step)
		good = good && mm_table_set(&t, i, i + 1);
	/* It did not fit. */
	CHECK(good && t.fd >= 0);
	for (uint32_t i = 0; i < most; i += step) {
		good = good && mm_table_get(&t, i, &value) && value == i + 1;
		good = good && mm_table_get(&t, i + 1, &value) && value == 0;
	}
	CHECK(good);
	mm_table_release(&t);
}

/* A label over three windows of the string data. */
static void
check_long_string(void)
{
	static char text[2 * MM_WINDOW + 9];
	struct mm_counted counted;
	struct profile p;
	struct bytes file;
	struct output out;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 2] = 'y';
	output_to_memory(&out);
	profile_init(&p, false);
	event(&p, string(&p, "Query"), string(&p, text), 1, 5, 9);
	pack(&p, &file);
	collapse(&file, file.len, false, &counted, &out);
	CHECK(out.len == strlen("rustc;main; 4\n") + sizeof(text) - 1);
	CHECK(str_ends(output_text(&out), STR("xxxy 4\n")));
	output_close(&out);
}

int
main(void)
{
	check_table();
	check_long_string();
	check_both_versions();
	check_references();
	check_cuts();
	check_wrong_files();
	check_hostile();
	return check_done();
}
