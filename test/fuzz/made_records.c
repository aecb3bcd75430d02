/*
 * made_records.c - records of the kernel, with the fields that their event asks for; see made.h, and
 * perf_data_records.c for what stands where.
 *
 * What runs is /prog, mapped by processes 1 to 3; some of it is elsewhere, or nowhere.
 */
#include "made_records.h"

#include "common.h"
#include "folded.h"
#include "perf_data.h"

#define STACK UINT64_C(0x7ffd00000000)
#define SHARED UINT64_C(0x555500000000)
#define KERNEL UINT64_C(0xffffffff81000000)

size_t
made_begin(struct made_recorder *w, uint32_t type, unsigned misc)
{
	struct made *m = &w->data->file;
	size_t at = m->out.len;

	made_put(m, 4, type);
	made_put(m, 2, misc);
	made_put(m, 2, 0);
	return at;
}

void
made_end(struct made_recorder *w, size_t at)
{
	struct made *m = &w->data->file;

	made_align(m, 8);
	MUST(m->out.len - at <= UINT16_MAX);
	made_set(m, at + 6, 2, m->out.len - at);
}

uint64_t
made_id(size_t event, unsigned which)
{
	return 100 + event * MADE_IDS + which % MADE_IDS;
}

static uint64_t
pid(struct made_recorder *w)
{
	return 1 + choose(w->c, 3);
}

/* What ends all records but samples. */
static void
put_trailer(struct made_recorder *w, size_t at, uint64_t who)
{
	struct made *m = &w->data->file;
	size_t e = choose(w->c, (unsigned)w->count);
	uint64_t type = w->events[e].sample_type;

	made_align(m, 8);
	if (w->events[e].id_all) {
		made_put(m, 4, who);
		made_put(m, 4, who);
		made_put(m, 8, w->time);
		if (type & PERF_SAMPLE_ID)
			made_put(m, 8, made_id(e, 0));
		if (type & PERF_SAMPLE_STREAM_ID)
			made_put(m, 8, 1);
		if (type & PERF_SAMPLE_CPU)
			made_put(m, 8, choose(w->c, 2));
		made_put(m, 8, made_id(e, 0));
	}
	made_end(w, at);
}

static void
put_map(struct made_recorder *w)
{
	static const char *const paths[] = {"/prog", "/prog", "/prog", "[vdso]", "//anon",
	    "/tmp/perf-1.map", "/memfd:x (deleted)", "[heap]"};
	bool new = choose(w->c, 2), with_id = choose(w->c, 2);
	uint64_t who = pid(w), start = w->program->base ? w->program->base : SHARED;
	size_t at = made_begin(w, new ? PERF_RECORD_MMAP2 : PERF_RECORD_MMAP,
	    PERF_MODE_USER | (new &&with_id ? PERF_MISC_MMAP_BUILD_ID : 0u));
	struct made *m = &w->data->file;
	unsigned path = choose(w->c, 8);

	made_put(m, 4, who);
	made_put(m, 4, who);
	made_put(m, 8, start + (path > 2 ? path * UINT64_C(0x10000) : 0));
	made_put(m, 8, UINT64_C(0x1000) << choose(w->c, 3));
	made_put(m, 8, choose(w->c, 8) == 7 ? 0x1000 : 0);
	if (new) {
		made_put(m, 1, sizeof(w->program->build_id));
		made_put(m, 3, 0);
		output_bytes(&m->out, w->program->build_id, sizeof(w->program->build_id));
		made_put(m, 4, choose(w->c, 4) == 3 ? 1 : 5); /* protection */
		made_put(m, 4, 2);
	}
	made_text(m, str_from(paths[path]));
	put_trailer(w, at, who);
}

static void
put_comm(struct made_recorder *w)
{
	static const char *const names[] = {
	    "prog", "a b", "x;y", "[k]", "", "p\x1b[0m", "\xc3\xa9", "perf-exec"};
	size_t at = made_begin(w, PERF_RECORD_COMM, choose(w->c, 2) ? PERF_MISC_COMM_EXEC : 0);
	uint64_t who = pid(w);

	made_put(&w->data->file, 4, who);
	made_put(&w->data->file, 4, who);
	made_text(&w->data->file, str_from(names[choose(w->c, 8)]));
	put_trailer(w, at, who);
}

static void
put_task(struct made_recorder *w, uint32_t type)
{
	size_t at = made_begin(w, type, choose(w->c, 2) ? PERF_MISC_FORK_EXEC : 0);
	struct made *m = &w->data->file;
	uint64_t who = pid(w), parent = pid(w);

	made_put(m, 4, who);
	made_put(m, 4, parent);
	made_put(m, 4, who);
	made_put(m, 4, parent);
	made_put(m, 8, w->time);
	put_trailer(w, at, who);
}

static void
put_kernel_symbol(struct made_recorder *w)
{
	size_t at = made_begin(w, PERF_RECORD_KSYMBOL, 0);
	struct made *m = &w->data->file;

	made_put(m, 8, KERNEL + UINT64_C(0x100) * choose(w->c, 4));
	made_put(m, 4, choose(w->c, 2) ? 0x100 : 0x80);
	made_put(m, 2, 1);
	made_put(m, 2, choose(w->c, 2));
	made_text(m, STR("bpf_prog_6deef7357e7b4530_x"));
	put_trailer(w, at, 1);
}

/* Records whose content nobody asks for, or only whose count. */
static void
put_other(struct made_recorder *w)
{
	static const uint32_t types[] = {PERF_RECORD_LOST, PERF_RECORD_LOST_SAMPLES,
	    PERF_RECORD_SWITCH, PERF_RECORD_SWITCH_CPU_WIDE, PERF_RECORD_NAMESPACES,
	    PERF_RECORD_BPF_EVENT, PERF_RECORD_CGROUP, 5};
	size_t at = made_begin(w, types[choose(w->c, 8)],
	    choose(w->c, 2) ? PERF_MISC_SWITCH_OUT : PERF_MISC_SWITCH_OUT_PREEMPT);

	made_put(&w->data->file, 8, choose(w->c, 8));
	made_put(&w->data->file, 8, choose(w->c, 8));
	put_trailer(w, at, 1);
}

static uint64_t
choose_ip(struct made_recorder *w)
{
	uint64_t start = w->program->base ? w->program->base : SHARED;
	unsigned kind = choose(w->c, 16);
	const struct made_function *f;

	if (kind == 15)
		return KERNEL + choose(w->c, 256) * UINT64_C(4);
	if (kind == 14)
		return choose_number(w->c);
	if (kind == 13 || w->program->count == 0)
		return start + choose(w->c, 8) * UINT64_C(0x10000) + choose(w->c, 256);
	f = &w->program->functions[choose(w->c, (unsigned)w->program->count)];
	return start + f->start + choose(w->c, f->end - f->start > 255 ? 255 : f->end - f->start);
}

static void
put_callchain(struct made_recorder *w)
{
	static const uint64_t contexts[] = {
	    PERF_CONTEXT_USER, PERF_CONTEXT_KERNEL, PERF_CONTEXT_HYPERVISOR};
	unsigned n = choose(w->c, 10);

	made_put(&w->data->file, 8, n);
	for (unsigned i = 0; i < n; i++)
		made_put(&w->data->file, 8,
		    choose(w->c, 6) == 5 ? contexts[choose(w->c, 3)] : choose_ip(w));
}

static void
put_branches(struct made_recorder *w, const struct made_event *e)
{
	struct made *m = &w->data->file;
	unsigned n = choose(w->c, 4);

	made_put(m, 8, n);
	if (e->branches & PERF_BRANCH_HW_INDEX)
		made_put(m, 8, 0);
	for (unsigned i = 0; i < n; i++) {
		made_put(m, 8, choose_ip(w));
		made_put(m, 8, choose_ip(w));
		made_put(m, 8, 0);
	}
}

/* Registers, of which number 7 and 8 are stack and instruction pointer, and what is on the stack. */
static void
put_stack(struct made_recorder *w, uint64_t ip)
{
	struct made *m = &w->data->file;
	unsigned words = choose(w->c, 17);

	made_put(m, 8, 2);
	for (unsigned i = 0; i < (unsigned)__builtin_popcountll(MADE_REGISTERS); i++)
		made_put(m, 8, i == 8 ? ip : STACK + UINT64_C(8) * choose(w->c, 4));
	made_put(m, 8, UINT64_C(8) * words);
	for (unsigned i = 0; i < words; i++)
		made_put(m, 8,
		    choose(w->c, 3) == 0 ? STACK + UINT64_C(8) * choose(w->c, 16) : choose_ip(w));
	if (words > 0)
		made_put(m, 8, UINT64_C(8) * choose(w->c, words + 1));
}

static void
put_words(struct made_recorder *w, uint64_t type, uint64_t fields, uint64_t value)
{
	if (type & fields)
		made_put(&w->data->file, 8, value);
}

static void
count_sample(struct made_recorder *w, const struct made_event *e, uint64_t period)
{
	w->data->samples++;
	w->data->weight = folded_add(
	    w->data->weight, e->type == PERF_TYPE_TRACEPOINT ? 1 : period, &w->data->saturated);
}

/* The fields of a fixed size; the sample's period. */
static uint64_t
put_fixed(struct made_recorder *w, size_t event, uint64_t ip)
{
	const struct made_event *e = &w->events[event];
	uint64_t id = made_id(event, choose(w->c, MADE_IDS)), who = pid(w), period = e->period;
	struct made *m = &w->data->file;

	made_put(m, 8, id);
	made_put(m, 8, ip);
	made_put(m, 4, who);
	made_put(m, 4, who);
	made_put(m, 8, w->time);
	put_words(w, e->sample_type, PERF_SAMPLE_ADDR, ip);
	put_words(w, e->sample_type, PERF_SAMPLE_ID, id);
	put_words(w, e->sample_type, PERF_SAMPLE_STREAM_ID, id);
	if (e->sample_type & PERF_SAMPLE_CPU) {
		made_put(m, 4, choose(w->c, 4));
		made_put(m, 4, 0);
	}
	if (e->sample_type & PERF_SAMPLE_PERIOD)
		made_put(m, 8, period = choose_number(w->c));
	return period;
}

static void
put_sample(struct made_recorder *w)
{
	size_t event = choose(w->c, (unsigned)w->count);
	const struct made_event *e = &w->events[event];
	uint64_t ip = choose_ip(w), period;
	size_t at =
	    made_begin(w, PERF_RECORD_SAMPLE, ip >= KERNEL ? PERF_MODE_KERNEL : PERF_MODE_USER);
	unsigned raw = 4 + 8 * choose(w->c, 3);

	w->time += choose(w->c, 4);
	period = put_fixed(w, event, ip);
	if (e->sample_type & PERF_SAMPLE_CALLCHAIN)
		put_callchain(w);
	if (e->sample_type & PERF_SAMPLE_RAW) {
		made_put(&w->data->file, 4, raw);
		made_put(&w->data->file, raw, 0);
	}
	if (e->sample_type & PERF_SAMPLE_BRANCH_STACK)
		put_branches(w, e);
	if (e->sample_type & PERF_SAMPLE_REGS_USER)
		put_stack(w, ip);
	made_end(w, at);
	count_sample(w, e, period);
}

static void
put_record(struct made_recorder *w)
{
	unsigned kind = choose(w->c, 16);

	if (kind < 8)
		put_sample(w);
	else if (kind < 11)
		put_map(w);
	else if (kind == 11)
		put_comm(w);
	else if (kind == 12)
		put_task(w, choose(w->c, 2) ? PERF_RECORD_FORK : PERF_RECORD_EXIT);
	else if (kind == 13)
		put_kernel_symbol(w);
	else if (kind == 14)
		put_other(w);
	else
		made_end(w, made_begin(w, PERF_RECORD_FINISHED_ROUND, 0));
}

/* A map first, or nothing would be found. */
void
made_records(struct made_recorder *w)
{
	put_map(w);
	while (w->c->left > 0 && w->data->file.out.len < 30000)
		put_record(w);
}
