/*
 * fuzz_rustc.c - any bytes as a self-profile of rustc.
 *
 * The first byte chooses --no-args. The stacks are sorted, each once, and their sum is what was
 * counted; what is read twice is the same.
 */
#include "common.h"

#include "mm_events.h"

/* `most`: bytes of stacks in memory; 0: all. */
static uint64_t
collapse(const char *path, const struct mm_settings *settings, size_t most, struct output *out)
{
	struct mm_counted counted = {.events = 0};
	struct stack_runs runs;
	struct stacks stacks;
	struct mm_file f;

	stacks_init(&stacks);
	stack_runs_init(&runs);
	runs.most = most > 0 ? most : SIZE_MAX;
	output_to_memory(out);
	if (mm_open(&f, path) == NULL &&
	    mm_events_add(&f, settings, &stacks, &runs, &counted) == NULL) {
		if (runs.len == 0)
			MUST(stacks_write(&stacks, out));
		else
			MUST(stack_runs_put(&runs, &stacks) && stack_runs_write(&runs, out));
	}
	mm_release(&f);
	stacks_release(&stacks);
	stack_runs_release(&runs);
	return counted.total;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct mm_settings settings = {.no_args = size > 0 && (bytes[0] & 1) != 0};
	struct output once, twice;
	struct fuzz_file file;
	uint64_t total;

	if (size == 0)
		return 0;
	fuzz_file_init(&file, str_make((const char *)bytes + 1, size - 1));
	total = collapse(file.path, &settings, 0, &once);
	MUST(collapse(file.path, &settings, 1 << 14, &twice) == total);
	MUST(str_eq(output_text(&once), output_text(&twice)));
	/* A sum that does not fit is at its maximum; 48 bits an event need many for that. */
	MUST(fuzz_check_folded(output_text(&once), false) == total || total > UINT64_MAX / 2);
	output_close(&once);
	output_close(&twice);
	fuzz_file_release(&file);
	return 0;
}
