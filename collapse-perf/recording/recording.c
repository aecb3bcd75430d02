/*
 * recording.c - a perf.data file into stacks; see recording.h.
 */
#include "recording.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "dsos_report.h"
#include "files.h"
#include "mem.h"
#include "recording_private.h"

static void
take_sample(struct recording *r, const struct perf_data_sample *from)
{
	const struct task *task = tasks_find(&r->tasks, from->pid, from->tid);
	struct sample sample = {.event = from->event->name, .period = 1};

	if (launcher_is(&r->launcher, from->pid)) {
		r->launcher.samples++;
		return;
	}
	if (task == NULL || !recording_forget(r)) {
		r->failed = true;
		return;
	}
	sample.comm = str_trim(task->comm);
	sample.pid = from->pid == -1 ? SAMPLE_NO_ID : from->pid;
	sample.tid = from->tid;
	sample.cpu = from->cpu;
	sample.has_time = from->has_time;
	sample.time = from->time / 1000 * 1000; /* perf script prints microseconds */
	if (from->event->type != PERF_TYPE_TRACEPOINT)
		sample.period = from->period, sample.has_period = true;
	if (r->wall != NULL)
		recording_begin_wall(r, &sample, from);
	else
		samples_begin(r->samples, &sample);
	if (r->samples->current.kept)
		recording_stack(r, task, from);
	samples_end(r->samples);
}

static void
take_record(struct recording *r, const struct perf_record *record)
{
	struct perf_data_sample sample;
	uint64_t step = 0;

	if (record->early) {
		recording_early(r, record);
		return;
	}
	if (record->type != PERF_RECORD_SAMPLE) {
		r->counts->records++;
		recording_state(r, record);
		if (r->wall != NULL)
			recording_tell_wall(r, record);
		return;
	}
	if (!perf_data_sample(&r->data, record, &sample))
		return;
	while (perf_data_each_value(&r->data, &sample, &step))
		take_sample(r, &sample);
}

/* What was looked into for names. */
static void
count_files(const struct recording *r)
{
	const struct dsos_forgotten *forgotten = &r->dsos.forgotten;
	struct recording_counts *c = r->counts;

	c->files += forgotten->opened;
	c->files_with_symbols += forgotten->with_symbols;
	c->files_with_debug += forgotten->with_debug;
	for (uint32_t i = 0; i < r->dsos.names.len; i++) {
		const struct dso *dso = dsos_get(&r->dsos, i);

		c->files += dso != NULL && dso->opened;
		c->files_with_symbols += dso != NULL && dso_has_symbols(dso);
		c->files_with_debug += dso != NULL && dso->has_dwarf;
	}
}

static void
say_error(const struct recording *r, const struct perf_error *e)
{
	char number[16] = "";

	if (e->file > 0)
		snprintf(number, sizeof(number), ".%u", e->file - 1);
	report_error(r->report, "%s%s: offset %" PRIu64 ": %s%s%s", r->name, number, e->offset,
	    e->what, e->code != 0 ? ": " : "", e->code != 0 ? strerror(e->code) : "");
}

static bool
say_end(const struct recording *r)
{
	count_files(r);
	r->samples->counts.lost += perf_losses_samples(&r->data.losses);
	recording_say_losses(r);
	recording_say_cuts(r);
	recording_say_lacks(r);
	recording_say_launcher(r);
	r->counts->launcher += r->launcher.samples;
	if (!dsos_report(&r->dsos, r->name, r->report) || r->stopped)
		return false;
	if (r->data.error.what != NULL)
		say_error(r, &r->data.error);
	return r->data.error.what == NULL;
}

static bool
ran_out_of_memory(const struct recording *r)
{
	return r->failed || r->dsos.no_memory || r->data.error.code == ENOMEM ||
	       r->samples->stacks.failed;
}

static bool
init(struct recording *r)
{
	const struct perf_settings *s = r->settings;

	arena_init(&r->arena);
	arena_init(&r->frame_arena);
	tasks_init(&r->tasks);
	dsos_init(&r->dsos);
	output_to_memory(&r->symbol);
	r->kernel.epoch = ++r->tasks.epoch;
	r->hits = mem_zalloc(RECORDING_HITS, sizeof(*r->hits));
	if (!dsos_set_places(&r->dsos, s->symfs, s->buildid_dir, getenv("HOME")))
		return false;
	/* Number 0 is no process but the idle loop of each processor. */
	return r->hits != NULL && tasks_comm(&r->tasks, 0, 0, STR("swapper"));
}

static void
release(struct recording *r)
{
	perf_data_close(&r->data);
	tasks_release(&r->tasks);
	dsos_release(&r->dsos);
	inlined_release(&r->names);
	mem_free(r->frames);
	slots_release(&r->frames_by_address);
	mem_free(r->hits);
	output_close(&r->symbol);
	arena_release(&r->arena);
	arena_release(&r->frame_arena);
}

/* When a file was written last, as elf_map.modified; 0 for what is none. */
static int64_t
time_of(int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return 0;
	return files_modified(&st);
}

bool
recording_read(struct samples *samples, const struct recording_input *input, struct report *report,
    struct recording_counts *counts)
{
	const struct perf_settings *s = samples->settings;
	struct recording r = {.name = input->name,
	    .report = report,
	    .samples = samples,
	    .wall = input->wall,
	    .counts = counts,
	    .settings = s,
	    .shown = s->no_inline ? 0 : FRAME_INLINES};
	struct perf_record record;
	bool done;

	if (r.shown != 0 || s->context)
		r.after_call = FRAME_AFTER_CALL;
	r.failed = !init(&r);
	r.dsos.recorded = time_of(input->fd);
	waiting_begin(report->waiting, input->name, input->size);
	if (perf_data_open(&r.data, input->fd, input->ahead, input->folder)) {
		r.data.source.waiting = report->waiting;
		/* What comes through a pipe may be of a program that still runs. */
		r.data.early_maps = !r.data.source.seeks;
		while (!r.stopped && !ran_out_of_memory(&r) && perf_data_next(&r.data, &record))
			take_record(&r, &record);
	}
	waiting_end(report->waiting);
	counts->bytes += r.data.read_before + r.data.source.at;
	/* Without memory there is no half result: whoever writes the stacks says so. */
	samples->stacks.failed = ran_out_of_memory(&r);
	done = !samples->stacks.failed && say_end(&r);
	release(&r);
	return done;
}
