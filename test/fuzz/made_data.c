/*
 * made_data.c - a recording by structure; see made.h, and perf_data_header.c for what stands where.
 *
 *	a file: header, ids, events, records, table of features, features
 *	a pipe: header, HEADER_ATTR for each event, HEADER_FEATURE, records
 */
#include "common.h"
#include "made_records.h"
#include "perf_data.h"

enum {
	ATTR = 112,
	HEADER = 104,
	SAMPLE_ID_ALL = 18,
	WITH_IDS = PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_TID | PERF_SAMPLE_TIME,
	FEATURE_BUILD_ID = 2,
	FEATURE_RELEASE = 4,
	FEATURE_ARCH = 6
};

/* Only what is the same for all tells which event a record is of. */
static void
choose_events(struct made_recorder *w)
{
	static const uint32_t fields[] = {PERF_SAMPLE_ADDR, PERF_SAMPLE_CALLCHAIN, PERF_SAMPLE_ID,
	    PERF_SAMPLE_CPU, PERF_SAMPLE_PERIOD, PERF_SAMPLE_STREAM_ID, PERF_SAMPLE_RAW,
	    PERF_SAMPLE_BRANCH_STACK, PERF_SAMPLE_REGS_USER | PERF_SAMPLE_STACK_USER};

	w->count = 1 + choose(w->c, MADE_EVENTS);
	for (size_t i = 0; i < w->count; i++) {
		struct made_event *e = &w->events[i];

		e->type = choose(w->c, PERF_TYPE_BREAKPOINT + 1);
		e->sample_type = WITH_IDS | PERF_SAMPLE_IP;
		for (size_t f = 0; f < sizeof(fields) / sizeof(fields[0]); f++)
			if (choose(w->c, 2))
				e->sample_type |= fields[f];
		e->period = choose_number(w->c);
		e->branches = choose(w->c, 2) ? PERF_BRANCH_HW_INDEX : PERF_BRANCH_CALL_STACK;
		e->id_all = i == 0 ? choose(w->c, 4) > 0 : w->events[0].id_all;
	}
}

static void
put_attr(struct made_recorder *w, const struct made_event *e)
{
	struct made *m = &w->data->file;
	unsigned flag = m->big_endian ? 63 - SAMPLE_ID_ALL : SAMPLE_ID_ALL;
	size_t at = m->out.len;

	made_put(m, 4, e->type);
	made_put(m, 4, ATTR);
	made_put(m, 8, choose(w->c, 12));
	made_put(m, 8, e->period);
	made_put(m, 8, e->sample_type);
	made_put(m, 8, 0);
	made_put(m, 8, (uint64_t)e->id_all << flag);
	made_put(m, 24, 0);
	made_put(m, 8, e->branches);
	made_put(m, 8, MADE_REGISTERS);
	made_put(m, 4, MADE_STACK);
	made_put(m, ATTR - (unsigned)(m->out.len - at), 0);
}

static void
put_string(struct made *m, const char *text)
{
	made_put(m, 4, 64);
	output_str(&m->out, str_from(text));
	made_put(m, 64 - (unsigned)strlen(text), 0);
}

static void
put_feature(struct made_recorder *w, unsigned feature)
{
	struct made *m = &w->data->file;
	size_t at;

	if (feature != FEATURE_BUILD_ID) {
		put_string(m, feature == FEATURE_RELEASE ? "6.1.0"
			      : m->big_endian		 ? "aarch64"
							 : "x86_64");
		return;
	}
	at = made_begin(w, PERF_RECORD_HEADER_BUILD_ID, PERF_MODE_USER | 1 << 15);
	made_put(m, 4, 1);
	output_bytes(&m->out, w->program->build_id, sizeof(w->program->build_id));
	made_put(m, 1, sizeof(w->program->build_id));
	made_put(m, 3, 0);
	made_text(m, STR("/prog"));
	made_end(w, at);
}

static const unsigned features[] = {FEATURE_BUILD_ID, FEATURE_RELEASE, FEATURE_ARCH};
enum { FEATURES = sizeof(features) / sizeof(features[0]) };

static void
put_features(struct made_recorder *w, unsigned which)
{
	struct made *m = &w->data->file;
	size_t table = m->out.len, entry = table, start;

	made_put(m, 16 * (unsigned)__builtin_popcount(which), 0);
	for (size_t i = 0; i < FEATURES; i++) {
		if ((which >> i & 1) == 0)
			continue;
		start = m->out.len;
		put_feature(w, features[i]);
		made_set(m, entry, 8, start);
		made_set(m, entry + 8, 8, m->out.len - start);
		entry += 16;
	}
}

static void
make_file(struct made_recorder *w)
{
	struct made *m = &w->data->file;
	unsigned which = choose(w->c, 1 << FEATURES);
	uint64_t bits = 0;
	size_t ids, records;

	for (size_t i = 0; i < FEATURES; i++)
		bits |= (uint64_t)(which >> i & 1) << features[i];
	made_put(m, HEADER - 8, 0);
	ids = m->out.len;
	for (size_t i = 0; i < w->count * MADE_IDS; i++)
		made_put(m, 8, made_id(i / MADE_IDS, i % MADE_IDS));
	made_set(m, 24, 8, m->out.len);
	made_set(m, 32, 8, w->count * (ATTR + 16));
	for (size_t i = 0; i < w->count; i++) {
		put_attr(w, &w->events[i]);
		made_put(m, 8, ids + i * MADE_IDS * 8);
		made_put(m, 8, (uint64_t)MADE_IDS * 8);
	}
	records = m->out.len;
	made_records(w);
	made_set(m, 8, 8, HEADER);
	made_set(m, 16, 8, ATTR + 16);
	made_set(m, 40, 8, records);
	made_set(m, 48, 8, m->out.len - records);
	made_set(m, 72, 8, bits);
	put_features(w, which);
}

static void
make_pipe(struct made_recorder *w)
{
	struct made *m = &w->data->file;
	size_t at;

	made_put(m, 8, 16);
	for (size_t i = 0; i < w->count; i++) {
		at = made_begin(w, PERF_RECORD_HEADER_ATTR, 0);
		put_attr(w, &w->events[i]);
		for (unsigned k = 0; k < MADE_IDS; k++)
			made_put(m, 8, made_id(i, k));
		made_end(w, at);
	}
	for (size_t i = 0; i < FEATURES; i++) {
		if (choose(w->c, 2) == 0)
			continue;
		if (features[i] == FEATURE_BUILD_ID) {
			put_feature(w, features[i]);
			continue;
		}
		at = made_begin(w, PERF_RECORD_HEADER_FEATURE, 0);
		made_put(m, 8, features[i]);
		put_feature(w, features[i]);
		made_end(w, at);
	}
	made_records(w);
}

void
made_data_init(struct made_data *d, const struct made_elf *program, struct choices *c)
{
	struct made_recorder w = {.data = d, .program = program, .c = c, .time = 1000};

	*d = (struct made_data){.samples = 0};
	made_init(&d->file, program->file.big_endian);
	choose_events(&w);
	output_str(&d->file.out, d->file.big_endian ? STR("2ELIFREP") : STR("PERFILE2"));
	if (choose(c, 2))
		make_pipe(&w);
	else
		make_file(&w);
}

void
made_data_release(struct made_data *d)
{
	made_release(&d->file);
}
