/*
 * perf_parser.c - what a parser of `perf script` text has, from its beginning to its end,
 * where several become one.
 */
#include "mem.h"
#include "perf_sample.h"

/* Bytes of one cache of frame lines: enough for tens of thousands of lines. */
enum { FRAMES_BOUND = 4 << 20 };

static bool
intern_list(struct intern *set, const struct option_list *list, struct str (*name)(struct str))
{
	for (size_t i = 0; i < list->len; i++)
		if (intern_id(set, name(str_from(list->items[i]))) == INTERN_NONE)
			return false;
	return true;
}

static struct str
same(struct str s)
{
	return s;
}

bool
perf_parser_init(struct perf_parser *p, struct perf_script *script)
{
	*p = (struct perf_parser){
	    .script = script, .settings = script->settings, .last_event = INTERN_NONE};
	stacks_init(&p->stacks);
	for (size_t i = 0; i < PERF_CACHES; i++)
		frames_init(&p->frames[i], FRAMES_BOUND);
	perf_frame_names_init(&p->names);
	intern_init(&p->skip_after);
	intern_init(&p->filter);
	intern_init(&p->events);
	output_to_memory(&p->last_key);
	output_to_memory(&p->root_name);
	output_to_memory(&p->pending);
	return intern_list(&p->skip_after, &p->settings->skip_after, same) &&
	       intern_list(&p->filter, &p->settings->event_filter, perf_event_name);
}

void
perf_parser_release(struct perf_parser *p)
{
	stacks_release(&p->stacks);
	for (size_t i = 0; i < PERF_CACHES; i++)
		frames_release(&p->frames[i]);
	perf_frame_names_release(&p->names);
	intern_release(&p->skip_after);
	intern_release(&p->filter);
	intern_release(&p->events);
	output_close(&p->last_key);
	output_close(&p->root_name);
	output_close(&p->pending);
	mem_free(p->event);
	mem_free(p->row);
	mem_free(p->in_order);
}

static void
merge_counts(struct perf_counts *c, const struct perf_counts *from)
{
	c->lines += from->lines;
	c->samples += from->samples;
	c->kept += from->kept;
	c->other_event += from->other_event;
	c->outside_time += from->outside_time;
	c->without_stack += from->without_stack;
	c->records += from->records;
	c->blank_lines += from->blank_lines;
	c->unknown_lines += from->unknown_lines;
	c->frames += from->frames;
	c->unknown_frames += from->unknown_frames;
	if (!from->has_time)
		return;
	if (!c->has_time || from->first_time < c->first_time)
		c->first_time = from->first_time;
	if (!c->has_time || from->last_time > c->last_time)
		c->last_time = from->last_time;
	c->has_time = true;
}

void
perf_parser_merge(struct perf_parser *p, const struct perf_parser *from)
{
	stacks_merge(&p->stacks, &from->stacks);
	merge_counts(&p->counts, &from->counts);
	/* Without memory there may be no place for what an event has. */
	for (size_t i = 0; i < from->events.len && !from->stacks.failed; i++)
		perf_sample_left_out(
		    p, intern_name(&from->events, (uint32_t)i), from->event[i].left_out);
}
