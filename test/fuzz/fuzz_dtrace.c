/*
 * fuzz_dtrace.c - any bytes as what dtrace prints.
 *
 * The first byte chooses --includeoffset, the second into how small pieces the
 * rest is cut. One parser that gets all at once and two that get pieces give the
 * same stacks, numbers and warnings; stacks are sorted, and what they count is kept.
 */
#include "common.h"

#include "dtrace.h"

struct run {
	struct dtrace_parser parsers[FUZZ_PARSERS];
	size_t n;
	struct oddity odd[DTRACE_KINDS];
	struct output out;
};

/* What was odd, with lines of the whole input. */
static void
take_oddities(struct run *run, const struct source *source)
{
	for (int kind = 0; kind < DTRACE_KINDS; kind++) {
		struct oddity *odd = &run->odd[kind];

		*odd = (struct oddity){.times = 0};
		for (size_t i = 0; i < run->n; i++)
			dtrace_take_oddity(&run->parsers[i], (enum dtrace_kind)kind, odd);
		odd->line = odd->times > 0 ? source_line(source, odd->part, odd->line) : 0;
	}
}

/* Reads a file with n parsers and brings together what they have. */
static void
run_init(struct run *run, bool offsets, unsigned sizes, const char *path, size_t n)
{
	void *pointers[FUZZ_PARSERS];
	const bool ready = true;
	struct source source;

	run->n = n;
	for (size_t i = 0; i < n; i++) {
		dtrace_parser_init(&run->parsers[i], offsets);
		pointers[i] = &run->parsers[i];
	}
	MUST(source_open(&source, path));
	source.step = dtrace_step;
	fuzz_feed(&source, sizes, dtrace_parse, pointers, n, &ready);
	take_oddities(run, &source);
	source_close(&source);
	for (size_t i = 1; i < n; i++)
		dtrace_parser_merge(&run->parsers[0], &run->parsers[i]);
	output_to_memory(&run->out);
	MUST(stacks_write(&run->parsers[0].stacks, &run->out));
}

static void
run_release(struct run *run)
{
	for (size_t i = 0; i < run->n; i++)
		dtrace_parser_release(&run->parsers[i]);
	output_close(&run->out);
}

static void
compare(const struct run *a, const struct run *b)
{
	const struct dtrace_counts *c = &a->parsers[0].counts, *d = &b->parsers[0].counts;

	MUST(str_eq(output_text(&a->out), output_text(&b->out)));
	MUST(c->lines == d->lines && c->stacks == d->stacks && c->frames == d->frames);
	MUST(c->header == d->header);
	for (int kind = 0; kind < DTRACE_KINDS; kind++) {
		const struct oddity *odd = &a->odd[kind], *other = &b->odd[kind];

		MUST(odd->times == other->times && odd->line == other->line);
		MUST(str_eq(str_make(odd->text, odd->len), str_make(other->text, other->len)));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str all = str_make((const char *)bytes, size);
	struct fuzz_file file;
	struct run whole, cut;

	if (size < 2 || !fuzz_is_text(str_skip(all, 2)))
		return 0;
	fuzz_file_init(&file, str_skip(all, 2));
	run_init(&whole, bytes[0] & 1, FUZZ_AT_ONCE, file.path, 1);
	run_init(&cut, bytes[0] & 1, bytes[1], file.path, FUZZ_PARSERS);
	compare(&whole, &cut);
	fuzz_check_folded(output_text(&whole.out), false);
	run_release(&whole);
	run_release(&cut);
	fuzz_file_release(&file);
	return 0;
}
