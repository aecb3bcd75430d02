/*
 * samples_units.c - what was counted, for readers of folded stacks.
 *
 *	[event=cpu-clock,unit=ns,samples=152,total=304609216] 0
 *	[event=sched:sched_switch,unit=samples,samples=12,total=12] 0
 *	[event=cycles,unit=cycles,samples=94,total=94000000,lost=6] 0
 *
 * Events that differ in their modifiers alone, and the halves of a hybrid processor, are one.
 * Where no sample said what it counts, as those of tracepoints do not, samples were counted.
 * Which event lost samples were of is not known: they stand at the first.
 */
#include "samples_units.h"

#include "counted.h"
#include "folded.h"
#include "mem.h"
#include "sorted.h"

static int
compare_names(const void *left, const void *right)
{
	const struct samples_event *a = left, *b = right;

	return str_cmp(a->name, b->name);
}

/* The events that are in the stacks, in the order of their names, each name once. */
static size_t
gather(struct samples *s, struct samples_event *events)
{
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < s->events.len; i++)
		if (s->event[i].kept_samples > 0)
			events[n++] = s->event[i];
	sorted_sort(events, n, sizeof(*events), compare_names);
	for (size_t i = 0; i < n; i++) {
		struct samples_event *e = &events[kept > 0 ? kept - 1 : 0];

		if (kept == 0 || !str_eq(e->name, events[i].name)) {
			events[kept++] = events[i];
			continue;
		}
		e->kept_samples += events[i].kept_samples;
		e->total = folded_add(e->total, events[i].total, &s->stacks.saturated);
		e->weighed |= events[i].weighed;
	}
	return kept;
}

/* The line of an event, without its count. */
static void
write_event(struct output *out, const struct samples_event *e, uint64_t lost)
{
	struct counted_event line = {.event = e->name.len > 0 ? e->name : STR("unknown"),
	    .after = {.samples = e->kept_samples, .total = {.units = e->total}, .lost = lost}};

	line.unit = e->weighed ? counted_unit(line.event) : STR("samples");
	counted_write_line(out, &line);
}

static void
add_stack(struct samples *s, const struct samples_event *e, uint64_t lost)
{
	struct output *text = &s->text;
	uint32_t id;

	output_clear(text);
	write_event(text, e, lost);
	id = stacks_name(&s->stacks, output_text(text));
	s->stacks.failed |= text->error != 0;
	if (!s->stacks.failed)
		stacks_add(&s->stacks, &id, 1, 0);
}

void
samples_say_units(struct samples *s, struct output *out)
{
	struct samples_event *events = mem_zalloc(s->events.len, sizeof(*events));
	size_t n = events != NULL ? gather(s, events) : 0;

	s->stacks.failed |= events == NULL && s->events.len > 0;
	for (size_t i = 0; i < n; i++) {
		uint64_t lost = i == 0 ? s->counts.lost : 0;

		if (out == NULL) {
			add_stack(s, &events[i], lost);
			continue;
		}
		write_event(out, &events[i], lost);
		OUTPUT_LITERAL(out, " 0\n");
	}
	mem_free(events);
}
