/*
 * fuzz_dtrace.c - any bytes as what dtrace prints.
 *
 * The first byte chooses --includeoffset. One parser and three give the same, and
 * the output is sorted folded stacks.
 */
#include "common.h"

#include "../../collapse-dtrace/dtrace.h"
#include "feed.h"

/* Through a source and n parsers. */
static void
run(bool offsets, const char *path, size_t n, struct output *out)
{
	struct dtrace_parser parsers[3];
	void *pointers[3] = {&parsers[0], &parsers[1], &parsers[2]};
	struct source source;
	struct feed feed;

	for (size_t i = 0; i < n; i++)
		dtrace_parser_init(&parsers[i], offsets);
	MUST(source_open(&source, path));
	source.step = dtrace_step;
	if (feed_init(&feed, &source, dtrace_parse, pointers, n))
		feed_all(&feed);
	feed_release(&feed);
	source_close(&source);
	for (size_t i = 1; i < n; i++)
		dtrace_parser_merge(&parsers[0], &parsers[i]);
	MUST(stacks_write(&parsers[0].stacks, out));
	for (size_t i = 0; i < n; i++)
		dtrace_parser_release(&parsers[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str all = str_make((const char *)bytes, size);
	struct output one, three;
	struct fuzz_file file;

	if (size == 0)
		return 0;
	fuzz_file_init(&file, str_skip(all, 1));
	output_to_memory(&one);
	output_to_memory(&three);
	run(bytes[0] & 1, file.path, 1, &one);
	run(bytes[0] & 1, file.path, 3, &three);
	MUST(str_eq(output_text(&one), output_text(&three)));
	fuzz_check_folded(output_text(&one), false);
	output_close(&one);
	output_close(&three);
	fuzz_file_release(&file);
	return 0;
}
