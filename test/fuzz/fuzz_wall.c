/*
 * fuzz_wall.c - any bytes as a recording, text or perf.data, of threads that run and wait.
 *
 *	options, how small the pieces are that a text is cut into, a length of waits and a time
 *	(a byte each), and the recording
 *
 * What --off-cpu shows is in what --wall shows, and no more than that. Waits shorter and longer
 * than a length are together all of them, and so is what lies before and behind a time. In
 * pieces a text is what it is at once.
 */
#include "common.h"

#include <errno.h>
#include <stdlib.h>

#include "cursor.h"
#include "files.h"
#include "folded.h"
#include "perf_pieces.h"

/* No path of a recording leads anywhere. */
int
files_open_regular(const char *path)
{
	(void)path;
	errno = ENOENT;
	return -1;
}

int
files_open_unlinked(const char *path)
{
	return files_open_regular(path);
}

int
files_open(const char *path)
{
	return files_open_regular(path);
}

bool
files_owner(const char *path, uid_t *owner)
{
	(void)path;
	*owner = 0;
	return false;
}

bool
files_are_same(const char *a, const char *b)
{
	(void)a;
	(void)b;
	return false;
}

struct outcome {
	struct perf_run run;
	struct output text;
	uint64_t sum; /* of the counts */
	bool full;    /* a sum does not fit: nothing can be said of sums */
};

static void
outcome_init(
    struct outcome *o, const struct perf_settings *settings, unsigned sizes, const char *path)
{
	struct report report = {.program = "fuzz", .quiet = true};
	const struct samples *s;

	MUST(perf_run_init(&o->run, settings, 1, &report));
	if (sizes == FUZZ_AT_ONCE) {
		perf_run_file(&o->run, path);
	} else {
		perf_feed_pieces(&o->run, sizes, path);
		wall_finish(&o->run.wall);
	}
	perf_run_finish(&o->run);
	output_to_memory(&o->text);
	perf_run_write(&o->run, &o->text);
	s = &perf_run_first(&o->run)->samples;
	MUST(o->text.error == 0 && !s->stacks.failed);
	o->sum = fuzz_check_folded(output_text(&o->text), false);
	o->full = s->stacks.saturated || o->sum == UINT64_MAX ||
		  str_search(output_text(&o->text), STR("# ")) < output_text(&o->text).len;
}

static void
outcome_release(struct outcome *o)
{
	output_close(&o->text);
	perf_run_release(&o->run);
}

/* Each stack of a part is in the whole, and counts no more there than in the whole. */
static void
check_part(struct str part, struct str whole)
{
	struct folded_line a, b;

	while (part.len > 0) {
		if (folded_parse(str_cut(&part, '\n'), &a) != FOLDED_STACK)
			continue;
		do
			MUST(whole.len > 0);
		while (folded_parse(str_cut(&whole, '\n'), &b) != FOLDED_STACK ||
		       str_cmp(b.stack, a.stack) < 0);
		MUST(str_eq(a.stack, b.stack) && a.count.units <= b.count.units);
	}
}

/* What runs and what waits; then what waits alone, which must be in it. */
static void
check_off_cpu(const struct perf_settings *settings, const char *path)
{
	struct perf_settings off = *settings;
	struct outcome all, waits;

	off.off_cpu = true;
	outcome_init(&all, settings, FUZZ_AT_ONCE, path);
	outcome_init(&waits, &off, FUZZ_AT_ONCE, path);
	MUST(all.run.wall.counts.waits == waits.run.wall.counts.waits);
	MUST(all.run.blind == waits.run.blind);
	check_part(output_text(&waits.text), output_text(&all.text));
	outcome_release(&waits);
	outcome_release(&all);
}

/* Two settings that part the waits of a third one. */
static void
check_halves(const struct perf_settings *whole, const struct perf_settings *one,
    const struct perf_settings *other, const char *path)
{
	struct outcome all, a, b;

	outcome_init(&all, whole, FUZZ_AT_ONCE, path);
	outcome_init(&a, one, FUZZ_AT_ONCE, path);
	outcome_init(&b, other, FUZZ_AT_ONCE, path);
	if (!all.full)
		MUST(all.sum == a.sum + b.sum);
	check_part(output_text(&a.text), output_text(&all.text));
	check_part(output_text(&b.text), output_text(&all.text));
	outcome_release(&b);
	outcome_release(&a);
	outcome_release(&all);
}

static void
check_lengths(const struct perf_settings *settings, uint64_t length, const char *path)
{
	struct perf_settings whole = *settings, shorter, longer;

	whole.off_cpu = true;
	shorter = longer = whole;
	shorter.max_wait = length;
	longer.min_wait = length + 1;
	check_halves(&whole, &shorter, &longer, path);
}

static void
check_times(const struct perf_settings *settings, uint64_t time, const char *path)
{
	struct perf_settings whole = *settings, before, behind;

	whole.off_cpu = whole.has_time_span = whole.times = true;
	whole.to = UINT64_MAX;
	before = behind = whole;
	before.to = behind.from = time;
	check_halves(&whole, &before, &behind, path);
}

static void
check_pieces(const struct perf_settings *settings, unsigned sizes, const char *path)
{
	struct outcome whole, cut;

	outcome_init(&whole, settings, FUZZ_AT_ONCE, path);
	outcome_init(&cut, settings, sizes, path);
	MUST(str_eq(output_text(&whole.text), output_text(&cut.text)));
	MUST(whole.run.blind == cut.run.blind);
	outcome_release(&cut);
	outcome_release(&whole);
}

static void
choose(struct perf_settings *s, uint8_t bits)
{
	*s = (struct perf_settings){.wall = true, .no_inline = true, .no_header = true};
	s->pid = bits & 1;
	s->tid = bits & 2;
	s->no_comm = bits & 4;
	s->merge_threads = bits & 8;
	s->style.kernel = bits & 16;
	s->max_stack = bits & 32 ? 2 : 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct cursor c = cursor_make(str_make((const char *)bytes, size), 0, false);
	uint8_t options = cursor_u8(&c), sizes = cursor_u8(&c);
	uint8_t length = cursor_u8(&c), time = cursor_u8(&c);
	struct str data = cursor_bytes(&c, c.end - c.at);
	bool text = fuzz_is_text(data);
	struct perf_settings settings;
	struct fuzz_file file;

	if (c.failed || (!text && !foreign_is_perf_data(data)))
		return 0;
	setenv("PATH", "/nonexistent", 1); /* no process for each compressed record */
	setenv("HOME", "/nonexistent", 1);
	choose(&settings, options);
	fuzz_file_init(&file, data);
	check_off_cpu(&settings, file.path);
	check_lengths(&settings, UINT64_C(1) << length % 40, file.path);
	check_times(&settings, UINT64_C(1) << time % 40, file.path);
	if (text)
		check_pieces(&settings, sizes, file.path);
	fuzz_file_release(&file);
	return 0;
}
