/*
 * fuzz_perf_script.c - any bytes as the text of perf script.
 *
 * The first byte chooses options. One thread and three give the same; every
 * sample is in the output or counted as left out.
 */
#include "common.h"

#include "../../collapse-perf/perf_run.h"
#include "folded.h"

static void
choose(struct perf_settings *s, uint8_t bits)
{
	*s = (struct perf_settings){.by_samples = true};
	s->pid = bits & 1;
	s->style.kernel = bits & 2;
	s->style.addrs = bits & 4;
	s->srcline = bits & 8;
	s->per_event = bits & 16;
	s->no_comm = bits & 32;
	s->merge_threads = bits & 64;
	s->no_merge = bits & 128;
}

/* Checks the numbers of a run; its output. */
static void
run(const struct perf_settings *settings, const char *path, size_t threads, struct output *out)
{
	struct report report = {.program = "fuzz", .quiet = true};
	struct perf_run r;

	if (perf_run_init(&r, settings, threads, &report)) {
		const struct perf_counts *c = &r.parsers[0].counts;
		uint64_t sum, left_out = 0;

		perf_run_file(&r, path);
		perf_run_finish(&r);
		perf_run_write(&r, out);
		for (size_t i = 0; i < r.parsers[0].events.len; i++)
			left_out += r.parsers[0].event[i].left_out;
		MUST(c->samples == c->kept + left_out + c->outside_time + c->without_stack);
		if (!settings->no_merge) {
			sum = fuzz_check_folded(output_text(out), false);
			/* A stack that looks like a comment is not added up. */
			MUST(sum == c->kept ||
			     str_search(output_text(out), STR("# ")) < output_text(out).len);
		}
	}
	perf_run_release(&r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str all = str_make((const char *)bytes, size);
	struct perf_settings settings;
	struct output one, three;
	struct fuzz_file file;

	if (size == 0 || str_starts(str_skip(all, 1), STR("PERFILE2")))
		return 0;
	choose(&settings, bytes[0]);
	fuzz_file_init(&file, str_skip(all, 1));
	output_to_memory(&one);
	output_to_memory(&three);
	run(&settings, file.path, 1, &one);
	if (!settings.no_merge) {
		run(&settings, file.path, 3, &three);
		MUST(str_eq(output_text(&one), output_text(&three)));
	}
	output_close(&one);
	output_close(&three);
	fuzz_file_release(&file);
	return 0;
}
