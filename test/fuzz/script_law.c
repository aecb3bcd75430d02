/*
 * script_law.c - what must be true of the text of perf script; see script_law.h.
 */
#include "script_law.h"

#include "folded.h"
#include "perf_pieces.h"

void
script_choose(struct perf_settings *s, uint8_t bits)
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

/* Every sample is in the output or counted as left out. */
static void
check(const struct perf_run *r, const struct output *out)
{
	const struct samples *s = &perf_run_first(r)->samples;
	const struct samples_counts *c = &s->counts;
	uint64_t sum, left_out = 0;

	for (size_t i = 0; i < s->events.len; i++)
		left_out += s->event[i].left_out;
	MUST(c->samples == c->kept + left_out + c->outside_time + c->without_stack);
	if (r->other_text)
		MUST(output_text(out).len == 0);
	if (s->settings->no_merge || r->other_text)
		return;
	sum = fuzz_check_folded(output_text(out), false);
	/* A stack that looks like a comment is not added up. */
	MUST(sum == c->kept || str_search(output_text(out), STR("# ")) < output_text(out).len);
}

/* All of a file, by one parser at once or by more in pieces. */
static void
run(struct perf_run *r, size_t parsers, unsigned sizes, const char *path, struct output *out)
{
	if (parsers > 1)
		perf_feed_pieces(r, sizes, path);
	else
		perf_run_file(r, path);
	perf_run_finish(r);
	output_to_memory(out);
	perf_run_write(r, out);
	check(r, out);
}

static void
compare(const struct perf_parser *p, const struct perf_parser *q)
{
	const struct samples_counts *c = &p->samples.counts, *d = &q->samples.counts;

	MUST(p->counts.lines == q->counts.lines);
	MUST(p->counts.records == q->counts.records && p->counts.unknown == q->counts.unknown);
	MUST(c->samples == d->samples);
	MUST(c->kept == d->kept);
	MUST(c->other_event == d->other_event && c->without_stack == d->without_stack);
	MUST(c->frames == d->frames && c->unknown_frames == d->unknown_frames);
	MUST(c->has_time == d->has_time && c->first_time == d->first_time);
	MUST(c->last_time == d->last_time);
}

void
fuzz_script(
    const struct perf_settings *settings, unsigned sizes, struct str text, const uint64_t *samples)
{
	struct report report = {.program = "fuzz", .quiet = true};
	struct perf_run whole, cut;
	struct output folded, again;
	struct fuzz_file file;

	fuzz_file_init(&file, text);
	MUST(perf_run_init(&whole, settings, 1, &report));
	run(&whole, 1, FUZZ_AT_ONCE, file.path, &folded);
	if (samples != NULL)
		MUST(perf_run_first(&whole)->samples.counts.samples == *samples);
	if (!settings->no_merge) {
		MUST(perf_run_init(&cut, settings, FUZZ_PARSERS, &report));
		run(&cut, FUZZ_PARSERS, sizes, file.path, &again);
		compare(perf_run_first(&whole), perf_run_first(&cut));
		MUST(str_eq(output_text(&folded), output_text(&again)));
		perf_run_release(&cut);
		output_close(&again);
	}
	perf_run_release(&whole);
	output_close(&folded);
	fuzz_file_release(&file);
}
