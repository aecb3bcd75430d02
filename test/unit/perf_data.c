/* perf_data.c - collapse-perf: records sorted in rounds, kallsyms, JIT maps. */
#include "kernel.h"
#include "mem.h"
#include "perf_data_queue.h"
#include "perf_map.h"

#include "check.h"

/* Adds records of these times; where each stood among them is its offset. */
static void
add(struct perf_queue *q, struct perf_chunk *chunk, const char *times)
{
	for (uint64_t i = 0; times[i] != '\0'; i++) {
		struct perf_queued item = {.time = (uint64_t)times[i], .offset = i, .chunk = chunk};

		CHECK(perf_queue_add(q, &item));
	}
}

/* The times of what is ready now, in order. */
static struct str
ready(struct perf_queue *q, char *text)
{
	struct perf_queued item;
	size_t n = 0;

	for (; perf_queue_next(q, &item); n++) {
		text[n] = (char)item.time;
		perf_chunk_release(item.chunk);
	}
	return str_make(text, n);
}

static void
rounds(void)
{
	struct perf_chunk *chunk = mem_zalloc(1, sizeof(*chunk));
	struct perf_queue q = {.items = NULL};
	struct perf_queued first = {.offset = 0}, second = first;
	char text[64];

	chunk->uses = 1;
	add(&q, chunk, "bdface");
	CHECK(perf_queue_round(&q));
	CHECK_STR(ready(&q, text), STR("")); /* the next round may bring older ones than f */
	add(&q, chunk, "dghbi");
	CHECK(perf_queue_round(&q));
	CHECK_STR(ready(&q, text), STR("abbcddef"));
	add(&q, chunk, "jzyx");
	CHECK(perf_queue_round(&q));
	CHECK_STR(ready(&q, text), STR("ghi"));
	CHECK(perf_queue_finish(&q));
	CHECK_STR(ready(&q, text), STR("jxyz"));
	add(&q, chunk, "mm");
	CHECK(perf_queue_finish(&q) && perf_queue_next(&q, &first));
	CHECK(perf_queue_next(&q, &second) && first.offset < second.offset);
	perf_chunk_release(first.chunk);
	perf_chunk_release(second.chunk);
	add(&q, chunk, "lost");
	perf_queue_release(&q);
	CHECK(chunk->uses == 1);
	perf_chunk_release(chunk);
}

/* Where records of the same time stood, after all were sorted: "ac" and "ab" give a0, a2, b3, c1. */
static void
order_of_equal_times(void)
{
	static const struct {
		const char *times;
		const char *order;
	} rows[] = {{"aa", "01"}, {"ba", "10"}, {"acab", "0231"}, {"abab", "0213"},
	    {"abcabcabc", "036147258"}, {"bbaabbaa", "23670145"}, {"cbacba", "251403"},
	    {"aabbaabb", "01452367"}, {"bab", "102"}};
	struct perf_chunk *chunk = mem_zalloc(1, sizeof(*chunk));

	chunk->uses = 1;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct perf_queue q = {.items = NULL};
		struct perf_queued item;
		char order[16];
		size_t n = 0;

		add(&q, chunk, rows[i].times);
		CHECK(perf_queue_finish(&q));
		for (; perf_queue_next(&q, &item); n++) {
			order[n] = (char)('0' + item.offset);
			perf_chunk_release(item.chunk);
		}
		CHECK_STR(str_make(order, n), str_from(rows[i].order));
		perf_queue_release(&q);
	}
	CHECK(chunk->uses == 1);
	perf_chunk_release(chunk);
}

static void
kallsyms(void)
{
	struct kernel_symbols k;
	uint64_t address;

	CHECK(kernel_symbols_parse(
	    &k, STR("ffff1000 T _text\nffff1000 T _stext\nffff1100 t one\nffff1200 r data\n"
		    "ffff1300 T two\nffffa000 t in_module\t[ext4]\nffff1180 a none\n")));
	CHECK_STR(kernel_symbols_find(&k, 0xffff1000, false), STR("_stext"));
	CHECK_STR(kernel_symbols_find(&k, 0xffff12ff, false), STR("one"));
	CHECK_STR(kernel_symbols_find(&k, 0xffff1300, false), STR("two"));
	CHECK_STR(kernel_symbols_find(&k, 0xffff9000, false), STR(""));
	CHECK_STR(kernel_symbols_find(&k, 0xffffa010, true), STR("in_module"));
	CHECK_STR(kernel_symbols_find(&k, 0xffffa010, false), STR(""));
	CHECK_STR(kernel_symbols_find(&k, 0xfff, false), STR(""));
	CHECK(kernel_symbols_address(&k, STR("_text"), &address) && address == 0xffff1000);
	CHECK(!kernel_symbols_address(&k, STR("three"), &address));
	kernel_symbols_release(&k);
	CHECK(!kernel_symbols_parse(&k, STR("0 T hidden\n0 t by_kptr_restrict\n")));
	CHECK(!kernel_symbols_parse(&k, STR("")));
}

static void
jit(void)
{
	struct perf_map m;

	CHECK(perf_map_parse(
	    &m, STR("1000 100 a\n2000 100 old name\n2040 20 new\n0x3000 0x10 hex\nbad line\n"
		    "4000 0 empty\n5000 100 first\n5000 100 second\r\n4f00 1000 wide\n")));
	CHECK_STR(perf_map_find(&m, 0x1000), STR("a"));
	CHECK_STR(perf_map_find(&m, 0x10ff), STR("a"));
	CHECK_STR(perf_map_find(&m, 0x1100), STR(""));
	CHECK_STR(perf_map_find(&m, 0x203f), STR("old name"));
	CHECK_STR(perf_map_find(&m, 0x2040), STR("new"));
	CHECK_STR(perf_map_find(&m, 0x2060), STR("old name"));
	CHECK_STR(perf_map_find(&m, 0x300f), STR("hex"));
	CHECK_STR(perf_map_find(&m, 0x4000), STR(""));
	CHECK_STR(perf_map_find(&m, 0x5000), STR("wide"));
	CHECK_STR(perf_map_find(&m, 0x5eff), STR("wide"));
	perf_map_release(&m);
}

int
main(void)
{
	rounds();
	order_of_equal_times();
	kallsyms();
	jit();
	return check_done();
}
