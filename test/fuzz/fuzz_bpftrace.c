/*
 * fuzz_bpftrace.c - any bytes as what bpftrace prints.
 *
 * The first byte chooses options, the second into how small pieces the rest is cut.
 * One piece and many give the same stacks and warnings; stacks are sorted, and their
 * counts are those of the map, less what is told.
 */
#include "common.h"

#include "bpftrace.h"
#include "folded.h"
#include "foreign.h"

struct run {
	struct bpftrace_settings settings;
	struct bpftrace_parser parser;
	struct stacks stacks;
	struct bpftrace_tally tally;
	uint32_t map;
	struct output out;
};

static void
run_init(struct run *run, unsigned options, unsigned sizes, const char *path)
{
	void *pointer = &run->parser;
	const bool ready = true;
	struct source source;

	*run = (struct run){
	    .settings = {options & 8 ? "@a" : NULL, options & 1, options & 2, options & 4}};
	bpftrace_parser_init(&run->parser, &run->settings);
	stacks_init(&run->stacks);
	source_open(&source, path);
	MUST(source.error == 0);
	fuzz_feed(&source, sizes, bpftrace_parse, &pointer, 1, &ready);
	source_close(&source);
	bpftrace_finish(&run->parser);
	MUST(!run->parser.failed);
	run->map = bpftrace_choose(&run->parser);
	if (run->map != INTERN_NONE)
		bpftrace_stacks(&run->parser, run->map, &run->stacks, &run->tally);
	output_to_memory(&run->out);
	MUST(stacks_write(&run->stacks, &run->out));
}

static void
run_release(struct run *run)
{
	bpftrace_parser_release(&run->parser);
	stacks_release(&run->stacks);
	output_close(&run->out);
}

/* What the keys of the map were counted for. */
static uint64_t
sum_of_map(const struct run *run)
{
	const struct bpftrace_map *map = &run->parser.maps[run->map];
	bool saturated = false;
	uint64_t sum = 0;

	for (size_t i = 0; i < map->keys.len; i++) {
		const struct bpftrace_entry *e = &map->entries[i];

		if (e->plus > e->minus)
			sum = folded_add(sum, e->plus - e->minus, &saturated);
	}
	return sum;
}

static void
compare(const struct run *a, const struct run *b)
{
	MUST(str_eq(output_text(&a->out), output_text(&b->out)));
	MUST(a->parser.line == b->parser.line && a->map == b->map);
	MUST(a->tally.stacks == b->tally.stacks && a->tally.negative == b->tally.negative);
	for (int kind = 0; kind < BPFTRACE_KINDS; kind++) {
		const struct oddity *odd = &a->parser.odd[kind], *other = &b->parser.odd[kind];

		MUST(odd->times == other->times && odd->line == other->line);
		MUST(str_eq(str_make(odd->text, odd->len), str_make(other->text, other->len)));
	}
}

/* What bpftrace prints is text to collapse-dtrace, but no other program. */
static bool
is_text(struct str bytes)
{
	size_t mark;

	return fuzz_is_text(bytes) || (foreign_look(bytes, &mark) == FOREIGN_BPFTRACE && mark == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str all = str_make((const char *)bytes, size);
	struct fuzz_file file;
	struct run whole, cut;
	uint64_t sum;

	if (size < 2 || !is_text(str_skip(all, 2)))
		return 0;
	fuzz_file_init(&file, str_skip(all, 2));
	run_init(&whole, bytes[0], FUZZ_AT_ONCE, file.path);
	run_init(&cut, bytes[0], bytes[1], file.path);
	compare(&whole, &cut);
	sum = fuzz_check_folded(output_text(&whole.out), false);
	if (whole.map != INTERN_NONE && !whole.stacks.saturated)
		MUST(sum == sum_of_map(&whole));
	run_release(&whole);
	run_release(&cut);
	fuzz_file_release(&file);
	return 0;
}
