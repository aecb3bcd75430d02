/*
 * recorded.c - what must be true of a recording and of what it leads to; see recorded.h.
 *
 * No path leads out of the input: what opens files is here, in place of the program's own.
 */
#include "recorded.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common.h"
#include "counted.h"
#include "cursor.h"
#include "files.h"
#include "folded.h"
#include "kernel.h"
#include "perf_data.h"

struct part_file {
	struct str bytes;
	struct fuzz_file file;
	bool made;
};

/* Of the input at hand: who opens files has no other way to know. */
static struct part_file parts[RECORDED_PARTS];

/* Which part of the input a path leads to; RECORDED_PARTS: nothing is there. */
static enum recorded_part
part_of(struct str path)
{
	struct str folder = STR("/nonexistent/.debug/");

	if (str_ends(path, STR("kallsyms")))
		return RECORDED_KERNEL;
	if (str_ends(path, STR(".map")))
		return RECORDED_JIT;
	if ((str_starts(path, STR("/proc/")) && !str_ends(path, STR("/kallsyms"))) ||
	    str_starts(path, STR("/sys/")) || str_search(path, STR(".so")) < path.len)
		return RECORDED_PARTS;
	if (str_starts(path, folder))
		return str_ends(path, STR("/debug")) ? RECORDED_DEBUG : RECORDED_PROGRAM;
	if (str_search(path, STR("debug")) < path.len || str_search(path, STR(".dw")) < path.len)
		return RECORDED_DEBUG;
	return RECORDED_PROGRAM;
}

int
files_open_regular(const char *path)
{
	enum recorded_part part = part_of(str_from(path));
	struct part_file *p = &parts[part];

	errno = ENOENT;
	if (part == RECORDED_PARTS || p->bytes.len == 0)
		return -1;
	if (!p->made)
		fuzz_file_init(&p->file, p->bytes);
	p->made = true;
	return open(p->file.path, O_RDONLY | O_CLOEXEC);
}

int
files_open_unlinked(const char *path)
{
	return files_open_regular(path);
}

bool
files_owner(const char *path, uid_t *owner)
{
	*owner = geteuid();
	return part_of(str_from(path)) != RECORDED_PARTS;
}

bool
files_are_same(const char *a, const char *b)
{
	return str_eq(str_from(a), str_from(b));
}

int
files_open(const char *path)
{
	return files_open_regular(path);
}

static void
release_parts(void)
{
	for (size_t i = 0; i < RECORDED_PARTS; i++) {
		if (parts[i].made)
			fuzz_file_release(&parts[i].file);
		parts[i].made = false;
	}
}

void
recorded_choose(struct perf_settings *s, uint8_t what, uint8_t how)
{
	*s = (struct perf_settings){.kallsyms = what & 1 ? "kallsyms" : NULL};
	s->inlines = what & 2;
	s->no_inline = what & 4;
	s->context = what & 8;
	s->per_event = what & 16;
	s->by_samples = what & 32;
	s->no_merge = what & 64;
	s->has_time_span = what & 128;
	s->to = 1000000;
	s->times = s->no_merge || s->has_time_span;
	s->style.kernel = how & 1;
	s->style.jit = how & 2;
	s->style.addrs = how & 4;
	s->no_comm = how & 8;
	s->merge_threads = how & 16;
	s->pid = how & 32;
	s->tid = how & 64;
}

/* What decoding the records alone gives. */
struct tally {
	uint64_t records; /* samples that could be decoded, or are of no event that is known */
	uint64_t bad;	  /* records that could not */
	uint64_t samples; /* what the decoded ones stand for */
	uint64_t weight;
	bool saturated;
	bool whole; /* no error ended it */
};

static void
tally_sample(struct tally *t, struct perf_data *data, const struct perf_record *record)
{
	struct perf_data_sample sample;
	uint64_t step = 0, unknown = data->losses.unknown_ids;

	if (!perf_data_sample(data, record, &sample)) {
		t->records += data->losses.unknown_ids - unknown;
		return;
	}
	t->records++;
	for (; perf_data_each_value(data, &sample, &step); t->samples++)
		t->weight = folded_add(t->weight,
		    sample.event->type == PERF_TYPE_TRACEPOINT ? 1 : sample.period, &t->saturated);
}

static void
tally_init(struct tally *t, struct str bytes)
{
	struct perf_data data;
	struct perf_record record;

	*t = (struct tally){.records = 0};
	if (perf_data_open_image(&data, bytes)) {
		while (perf_data_next(&data, &record))
			if (record.type == PERF_RECORD_SAMPLE)
				tally_sample(t, &data, &record);
	}
	t->bad = data.losses.bad_records;
	t->whole = data.error.what == NULL;
	perf_data_close(&data);
}

/* Size of a pipe's header: records follow. */
enum { PIPE_HEADER = 16 };

/*
 * The samples among a file's records, by their headers alone; false where it has other
 * things between them, or does not say where they are.
 */
static bool
count_samples(struct str bytes, uint64_t *samples)
{
	bool big_endian = str_starts(bytes, STR("2ELIFREP"));
	struct cursor c = cursor_make(bytes, 8, big_endian);
	uint64_t size = cursor_u64(&c), at, end;

	cursor_skip(&c, 24); /* size and place of the events */
	at = size == PIPE_HEADER ? PIPE_HEADER : cursor_u64(&c);
	end = size == PIPE_HEADER ? bytes.len - PIPE_HEADER : cursor_u64(&c);
	*samples = 0;
	if (end == 0 || __builtin_add_overflow(at, end, &end) || end > bytes.len)
		return false;
	for (c = cursor_make(str_head(bytes, (size_t)end), (size_t)at, big_endian); c.at < end;) {
		uint32_t type = cursor_u32(&c);
		uint16_t length;

		cursor_skip(&c, 2);
		length = cursor_u16(&c);
		if (c.failed || length < 8 || type == PERF_RECORD_AUXTRACE ||
		    type == PERF_RECORD_HEADER_TRACING_DATA || type == PERF_RECORD_COMPRESSED ||
		    type == PERF_RECORD_COMPRESSED2)
			return false;
		cursor_skip(&c, length - 8u);
		*samples += type == PERF_RECORD_SAMPLE;
	}
	return !c.failed;
}

/* Every sample of a file is decoded or counted as lost. */
static void
check_tally(const struct tally *t, struct str bytes)
{
	uint64_t samples;

	if (!t->whole || !count_samples(bytes, &samples))
		return;
	MUST(t->records <= samples && samples <= t->records + t->bad);
}

/* All that was written is read. */
static void
check_expected(const struct tally *t, const struct recorded_count *expected)
{
	MUST(t->whole && t->bad == 0);
	MUST(t->records == expected->samples && t->samples == expected->samples);
	MUST(t->weight == expected->weight || t->saturated);
}

struct outcome {
	struct perf_run run;
	struct output text;
	uint64_t sum;
};

static void
outcome_init(struct outcome *o, const struct perf_settings *settings, const char *path,
    size_t threads, struct report *report)
{
	MUST(perf_run_init(&o->run, settings, threads, report));
	perf_run_file(&o->run, path);
	perf_run_finish(&o->run);
	output_to_memory(&o->text);
	perf_run_write(&o->run, &o->text);
	MUST(o->text.error == 0 && !perf_run_first(&o->run)->samples.stacks.failed);
	o->sum = settings->no_merge ? 0 : fuzz_check_folded(output_text(&o->text), false);
}

static void
outcome_release(struct outcome *o)
{
	output_close(&o->text);
	perf_run_release(&o->run);
}

/* Each of them a line with a count, but for those that say what is counted. */
static void
check_lines(struct str text, uint64_t lines)
{
	struct folded_line parsed;

	while (text.len > 0) {
		struct str line = str_cut(&text, '\n');

		if (counted_is_line(line) && str_ends(line, STR("] 0")))
			continue;
		MUST(lines > 0 &&
		     (folded_parse(line, &parsed) == FOLDED_STACK || str_starts(line, STR("# "))));
		lines--;
	}
	MUST(lines == 0);
}

/* Every sample is in the output or counted as left out. */
static void
check(const struct outcome *o, const struct perf_settings *settings, const struct tally *t)
{
	const struct samples *s = &perf_run_first(&o->run)->samples;
	const struct samples_counts *c = &s->counts;
	struct str text = output_text(&o->text);
	uint64_t left_out = 0;

	for (size_t i = 0; i < s->events.len; i++)
		left_out += s->event[i].left_out;
	MUST(left_out == c->other_event && !(settings->per_event && left_out > 0));
	MUST(c->samples == c->kept + left_out + c->outside_time + c->without_stack);
	/* Symbols that were asked for and are no good end it before the end. */
	MUST(c->samples == t->samples || (settings->kallsyms && c->samples < t->samples));
	MUST(o->run.all.failed || (t->whole && c->kept > 0 && c->samples == t->samples));
	if (settings->no_merge) {
		check_lines(text, c->kept);
		return;
	}
	/* A stack that looks like a comment is not added up. */
	if (str_starts(text, STR("# ")) || str_search(text, STR("\n# ")) < text.len)
		return;
	if (settings->by_samples)
		MUST(o->sum == c->kept);
	else if (c->kept == t->samples)
		MUST(o->sum == t->weight && (!s->stacks.saturated || t->saturated));
}

static void
compare(const struct outcome *a, const struct outcome *b)
{
	const struct samples_counts *c = &perf_run_first(&a->run)->samples.counts;
	const struct samples_counts *d = &perf_run_first(&b->run)->samples.counts;
	const struct recording_counts *e = &a->run.recorded, *f = &b->run.recorded;

	MUST(a->run.all.failed == b->run.all.failed);
	MUST(str_eq(output_text(&a->text), output_text(&b->text)));
	MUST(c->samples == d->samples && c->kept == d->kept && e->records == f->records);
	MUST(c->outside_time == d->outside_time && c->without_stack == d->without_stack);
	MUST(c->frames == d->frames && c->unknown_frames == d->unknown_frames);
	/* Through a pipe one path may be several files, by their inodes. */
	MUST(e->files <= f->files);
	MUST(e->files < f->files || (e->files_with_symbols == f->files_with_symbols &&
					e->files_with_debug == f->files_with_debug));
}

/* What a pipe holds without anybody who reads it. */
enum { PIPE_ROOM = 65536 };

/* The same through a pipe, for two threads. */
static void
compare_piped(const struct outcome *whole, const struct perf_settings *settings, struct str bytes,
    struct report *report)
{
	struct outcome piped;
	char path[32];
	int ends[2];

	if (bytes.len > PIPE_ROOM)
		return;
	MUST(pipe(ends) == 0 && fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0);
	MUST(bytes.len == 0 || write(ends[1], bytes.ptr, bytes.len) == (ssize_t)bytes.len);
	close(ends[1]);
	snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
	outcome_init(&piped, settings, path, settings->no_merge ? 1 : 2, report);
	close(ends[0]);
	compare(whole, &piped);
	outcome_release(&piped);
}

/* Inlined functions are more frames of the same samples. */
static void
compare_plain(const struct outcome *whole, const struct perf_settings *settings, const char *path,
    struct report *report)
{
	const struct samples_counts *c = &perf_run_first(&whole->run)->samples.counts, *d;
	struct perf_settings plain = *settings;
	struct outcome o;

	plain.no_inline = true;
	outcome_init(&o, &plain, path, 1, report);
	d = &perf_run_first(&o.run)->samples.counts;
	MUST(c->samples == d->samples && c->kept == d->kept);
	MUST(c->frames >= d->frames);
	MUST(whole->sum == o.sum && whole->run.all.failed == o.run.all.failed);
	outcome_release(&o);
}

void
fuzz_recorded(const struct perf_settings *settings, const struct str files[RECORDED_PARTS],
    struct str data, const struct recorded_count *expected)
{
	struct report report = {.program = "fuzz", .quiet = true};
	struct fuzz_file file;
	struct outcome whole;
	struct tally tally;

	for (size_t i = 0; i < RECORDED_PARTS; i++)
		parts[i].bytes = files[i];
	setenv("PATH", "/nonexistent", 1); /* no process for each compressed record */
	setenv("HOME", "/nonexistent", 1);
	fuzz_file_init(&file, data);
	tally_init(&tally, data);
	check_tally(&tally, data);
	if (expected != NULL)
		check_expected(&tally, expected);
	outcome_init(&whole, settings, file.path, 1, &report);
	check(&whole, settings, &tally);
	compare_piped(&whole, settings, data, &report);
	if (!settings->no_inline)
		compare_plain(&whole, settings, file.path, &report);
	outcome_release(&whole);
	fuzz_file_release(&file);
	release_parts();
}
