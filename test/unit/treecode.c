/* treecode.c - lib/picture/treecode, lib/picture/base64, lib/picture/svg_input: what went in comes out. */
#include "treecode.h"

#include "base64.h"
#include "check.h"
#include "mem.h"
#include "svg_input.h"
#include "svg_stacks.h"
#include "treecode_parts.h"

static struct str names[] = {
    {"", 0}, {TREECODE_GAP, 1}, {"a\0b", 3}, {"main", 4}, {"main2", 5}, {"\xff\xfe", 2}};
static uint16_t colours[] = {0, 0xfff, 0x123, 0xabc, 0xdef, 1};

/* Frames that are odd in every way: own counts of all sizes, a deep one, no count at all. */
static struct treecode_frame frames[] = {{3, 0, {0, UINT64_MAX}}, {4, 1, {1, 0}}, {0, 2, {2, 7}},
    {3, 3, {UINT64_MAX, 1}}, {3, 4, {UINT64_MAX / 4, 3}}, {2, 1, {1000, 1000}}, {5, 0, {0, 0}},
    {0, 0, {0x7fffffffffffffff, 0x4000000000000000}}};

enum { NAMES = sizeof(names) / sizeof(names[0]), FRAMES = sizeof(frames) / sizeof(frames[0]) };

static const struct treecode_most most = {SIZE_MAX, SIZE_MAX};

static struct treecode
sample(unsigned flags)
{
	return (struct treecode){flags, 6, names, colours, NAMES, frames, FRAMES};
}

static void
round_trip(unsigned flags)
{
	struct treecode tree = sample(flags), back;
	struct output out;
	struct arena arena;

	arena_init(&arena);
	output_to_memory(&out);
	CHECK(treecode_write(&tree, &out, NULL) == TREECODE_OK);
	CHECK(treecode_read(&back, &arena, output_text(&out), &most) == TREECODE_OK);
	CHECK(back.flags == flags && back.places == 6);
	CHECK(back.names_len == NAMES && back.len == FRAMES);
	for (size_t i = 0; i < NAMES && i < back.names_len; i++) {
		CHECK_STR(back.names[i], names[i]);
		CHECK(back.colours[i] == colours[i]);
	}
	for (size_t i = 0; i < FRAMES && i < back.len; i++) {
		CHECK(back.frames[i].name == frames[i].name);
		CHECK(back.frames[i].depth == frames[i].depth);
		CHECK(back.frames[i].own[0] == frames[i].own[0]);
		CHECK((flags & TREECODE_DIFFERENTIAL) == 0 ||
		      back.frames[i].own[1] == frames[i].own[1]);
	}
	treecode_release(&back);
	output_close(&out);
	arena_release(&arena);
}

/* Frames of many blocks: a deep stack, bushes, and the end of a block anywhere. */
static void
many_frames(void)
{
	enum { MANY = 600000 };
	struct treecode_frame *f = mem_zalloc(MANY, sizeof(*f));
	struct treecode tree = {0, 0, names, colours, NAMES, f, MANY}, back;
	struct output out;
	struct arena arena;
	uint32_t depth = 0, random = 1;
	size_t equal = 0;

	CHECK(f != NULL);
	if (f == NULL)
		return;
	for (size_t i = 0; i < MANY; i++) {
		random = random * 1103515245u + 12345;
		f[i] = (struct treecode_frame){
		    (random >> 16) % NAMES, depth, {random >> 20 & 1023, 0}};
		depth = i % 100000 < 50000 ? depth + 1 : (random >> 24) % (depth + 2);
	}
	arena_init(&arena);
	output_to_memory(&out);
	CHECK(treecode_write(&tree, &out, NULL) == TREECODE_OK);
	CHECK(treecode_read(&back, &arena, output_text(&out), &most) == TREECODE_OK);
	CHECK(back.len == MANY);
	for (size_t i = 0; i < back.len && i < MANY; i++)
		equal += back.frames[i].name == f[i].name && back.frames[i].depth == f[i].depth &&
			 back.frames[i].own[0] == f[i].own[0];
	CHECK(equal == MANY);
	treecode_release(&back);
	CHECK(treecode_read(&back, &arena, str_head(output_text(&out), out.len / 2), &most) ==
	      TREECODE_BROKEN);
	treecode_release(&back);
	output_close(&out);
	arena_release(&arena);
	mem_free(f);
}

/* Every cut and every changed byte ends, most of them as broken data. */
static void
damage(void)
{
	struct treecode tree = sample(TREECODE_DIFFERENTIAL), back;
	struct output out;
	struct arena arena;
	size_t broken = 0;

	output_to_memory(&out);
	CHECK(treecode_write(&tree, &out, NULL) == TREECODE_OK);
	for (size_t i = 0; i < 2 * out.len; i++) {
		bool cut = i >= out.len;
		struct str bytes = str_head(output_text(&out), cut ? i - out.len : out.len);

		if (!cut)
			out.buf[i] ^= 0x55;
		arena_init(&arena);
		broken += treecode_read(&back, &arena, bytes, &most) == TREECODE_BROKEN;
		treecode_release(&back);
		arena_release(&arena);
		if (!cut)
			out.buf[i] ^= 0x55;
	}
	CHECK(broken > 2 * out.len * 9 / 10);
	output_close(&out);
}

static void
text_of_64(void)
{
	static const struct str pairs[][2] = {{{"", 0}, {"\n", 1}}, {{"f", 1}, {"Zg==\n", 5}},
	    {{"fo", 2}, {"Zm8=\n", 5}}, {{"foo", 3}, {"Zm9v\n", 5}},
	    {{"\xff\0\xfe\xfb", 4}, {"/wD++w==\n", 9}}};
	struct output out;

	output_to_memory(&out);
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		output_clear(&out);
		base64_write(&out, pairs[i][0]);
		CHECK_STR(output_text(&out), pairs[i][1]);
		output_clear(&out);
		CHECK(base64_read(&out, pairs[i][1]));
		CHECK_STR(output_text(&out), pairs[i][0]);
	}
	CHECK(!base64_read(&out, STR("Zm9v!")));
	output_close(&out);
}

/* Stacks are sorted and added up, leaf first or not; a gap's count is its parent's. */
static void
stacks(void)
{
	static struct str few[] = {{TREECODE_GAP, 1}, {"a", 1}, {"b", 1}};
	static struct treecode_frame chart[] = {{2, 0, {1, 0}}, {1, 0, {0, 0}}, {0, 1, {2, 0}},
	    {2, 1, {5, 0}}, {0, 1, {1, 0}}, {2, 0, {10, 0}}};
	struct treecode tree = {0, 1, few, colours, 3, chart, 6};
	struct output out;

	output_to_memory(&out);
	CHECK(svg_stacks_write(&tree, SIZE_MAX, false, &out) == TREECODE_OK);
	CHECK_STR(output_text(&out), STR("a 0.3\na;b 0.5\nb 1.1\n"));
	output_clear(&out);
	tree.flags = TREECODE_REVERSED;
	CHECK(svg_stacks_write(&tree, SIZE_MAX, false, &out) == TREECODE_OK);
	CHECK_STR(output_text(&out), STR("a 0.3\nb 1.1\nb;a 0.5\n"));
	output_close(&out);
}

/* What is more than was allowed is not read, and not written. */
static void
too_much(void)
{
	static const struct treecode_most mosts[] = {
	    {FRAMES - 1, SIZE_MAX}, {SIZE_MAX, 4 + 5 + 3 + 2}, {FRAMES, 4 + 5 + 3 + 2 + 1}};
	struct treecode tree = sample(0), back;
	struct output out, text;
	struct arena arena;

	output_to_memory(&out);
	CHECK(treecode_write(&tree, &out, NULL) == TREECODE_OK);
	for (size_t i = 0; i < sizeof(mosts) / sizeof(mosts[0]); i++) {
		arena_init(&arena);
		CHECK(treecode_read(&back, &arena, output_text(&out), &mosts[i]) ==
		      (i < 2 ? TREECODE_TOO_LARGE : TREECODE_OK));
		treecode_release(&back);
		arena_release(&arena);
	}
	output_close(&out);
	output_to_memory(&text);
	CHECK(svg_stacks_write(&tree, SIZE_MAX, false, &text) == TREECODE_OK);
	output_to_memory(&out);
	CHECK(svg_stacks_write(&tree, text.len / 4, false, &out) == TREECODE_TOO_LARGE);
	CHECK(svg_stacks_write(&tree, text.len * 9, false, &out) == TREECODE_OK);
	CHECK_STR(output_text(&out), output_text(&text));
	output_close(&out);
	output_close(&text);
}

/* Names that are all prefix are bytes as well, however few of them are left. */
static void
alike_names(void)
{
	enum { COUNT = 100, LENGTH = 200 };
	static const struct treecode_most few = {COUNT, 10 * LENGTH + LENGTH / 2};
	char name[LENGTH];
	struct str alike[COUNT];
	uint16_t black[COUNT] = {0};
	struct treecode_frame frame = {.own = {1, 0}};
	struct treecode tree = {
	    .names = alike, .colours = black, .names_len = COUNT, .frames = &frame, .len = 1};
	struct treecode back;
	struct output out;
	struct arena arena;

	memset(name, 'n', sizeof(name));
	for (size_t i = 0; i < COUNT; i++)
		alike[i] = str_make(name, sizeof(name));
	output_to_memory(&out);
	CHECK(treecode_write(&tree, &out, NULL) == TREECODE_OK);
	arena_init(&arena);
	CHECK(treecode_read(&back, &arena, output_text(&out), &few) == TREECODE_TOO_LARGE);
	treecode_release(&back);
	arena_release(&arena);
	output_close(&out);
}

/* Counts that one number divides, and some that none does, come back. */
static void
units(void)
{
	static const uint64_t counts[][3] = {{0, 0, 0}, {41666, 83332, 0}, {0, 6, 9},
	    {UINT64_MAX, UINT64_MAX, 0}, {UINT64_MAX - 1, 2, 4}, {2, 4, 5}};

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		struct treecode_frame few[] = {{3, 0, {counts[i][0], 0}}, {4, 1, {0, counts[i][1]}},
		    {0, 1, {counts[i][2], 1}}};
		struct treecode tree = {TREECODE_DIFFERENTIAL, 0, names, colours, NAMES, few, 3};
		struct treecode back;
		struct output out;
		struct arena arena;

		few[2].own[1] = counts[i][1];
		arena_init(&arena);
		output_to_memory(&out);
		CHECK(treecode_write(&tree, &out, NULL) == TREECODE_OK);
		CHECK(treecode_read(&back, &arena, output_text(&out), &most) == TREECODE_OK);
		for (size_t k = 0; k < 3 && k < back.len; k++)
			CHECK(back.frames[k].own[0] == few[k].own[0] &&
			      back.frames[k].own[1] == few[k].own[1]);
		treecode_release(&back);
		output_close(&out);
		arena_release(&arena);
	}
}

/* What is no count of a unit, as it is more than there are, is damage. */
static void
too_many_units(void)
{
	struct treecode_frame f = {.own = {UINT64_MAX / 2 + 1, 0}};
	struct treecode tree = {0, 0, names, colours, NAMES, &f, 1};
	struct treecode_block block = {0, 1, 1, 1, TREECODE_VERSION};
	struct treecode_counts *counts;
	struct rangecode c;
	struct output out;

	output_to_memory(&out);
	rangecode_write(&c, &out);
	CHECK(treecode_counts_write(&c, &tree, &block) == TREECODE_OK);
	rangecode_finish(&c);
	for (block.unit = 1; block.unit <= 2; block.unit++) {
		rangecode_read(&c, output_text(&out));
		counts = treecode_counts_init(&c, &tree, &block);
		CHECK(counts != NULL && treecode_counts_read(counts, &f) == (block.unit == 1));
		mem_free(counts);
	}
	output_close(&out);
}

/* Rare bytes among equal ones, or all of them equally often. */
static unsigned
octet(unsigned round, size_t i)
{
	if (round > 0)
		return i / 2 % 256;
	return i % 2 == 0 ? 7 : i % 270 == 1 ? (unsigned)(i / 270) % 256 : 255;
}

/* Bytes of two kinds: all of one are equal, of the other most; then as many of each, and none. */
static void
octets(void)
{
	enum { MANY = 70000 };

	for (unsigned round = 0; round < 3; round++) {
		size_t len = round < 2 ? MANY : 0, equal = 0;
		struct treecode_octets o;
		struct rangecode c;
		struct output out;

		output_to_memory(&out);
		rangecode_write(&c, &out);
		treecode_octets_collect(&o, 2);
		for (size_t i = 0; i < len; i++)
			CHECK(treecode_octets_keep(&o, i % 2, octet(round, i)));
		CHECK(treecode_octets_write(&o, &c) == TREECODE_OK);
		rangecode_finish(&c);
		treecode_octets_release(&o);
		treecode_octets_collect(&o, 2);
		rangecode_read(&c, output_text(&out));
		CHECK(treecode_octets_read(&o, &c) == TREECODE_OK);
		for (size_t i = 0; i < len; i++)
			equal += treecode_octets_next(&o, i % 2) == octet(round, i);
		CHECK(equal == len);
		treecode_octets_release(&o);
		output_close(&out);
	}
}

/* A number of a version, as the first part begins; a few more is newer, many more is damage. */
static void
versions(void)
{
	static const struct {
		uint64_t version;
		enum treecode_status status;
	} rows[] = {{1, TREECODE_BROKEN}, {5, TREECODE_NEWER}, {34, TREECODE_NEWER},
	    {35, TREECODE_BROKEN}, {UINT64_MAX, TREECODE_BROKEN}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct treecode_number header;
		struct rangecode c;
		struct treecode tree;
		struct output out, all;
		struct arena arena;

		output_to_memory(&out);
		output_to_memory(&all);
		arena_init(&arena);
		treecode_fresh((uint32_t *)&header, sizeof(header) / sizeof(uint32_t));
		rangecode_write(&c, &out);
		treecode_number(&c, &header, rows[i].version);
		rangecode_finish(&c);
		output_char(&all, (char)out.len);
		output_bytes(&all, "\0\0\0", 3);
		output_str(&all, output_text(&out));
		CHECK(treecode_read(&tree, &arena, output_text(&all), &most) == rows[i].status);
		treecode_release(&tree);
		arena_release(&arena);
		output_close(&out);
		output_close(&all);
	}
}

int
main(void)
{
	round_trip(0);
	round_trip(TREECODE_DIFFERENTIAL | TREECODE_TIMELINE);
	many_frames();
	damage();
	text_of_64();
	stacks();
	too_much();
	alike_names();
	versions();
	units();
	too_many_units();
	octets();
	return check_done();
}
