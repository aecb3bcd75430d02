/*
 * perf_sample.c - a sample from its header to its row of the stacks: which
 * event it counts for, whether it is kept, and the root frame of its process.
 */
#include "perf_sample.h"

#include "folded.h"
#include "mem.h"
#include "symbol.h"

bool
perf_sample_room(struct perf_parser *p, size_t n)
{
	if (p->row_cap - p->row_len >= n || MEM_GROW(&p->row, &p->row_cap, p->row_len + n))
		return true;
	p->stacks.failed = true;
	return false;
}

/* "[NAME]", the root of --per-event. */
static uint32_t
event_root(struct perf_parser *p, struct str name)
{
	struct output *text = &p->root_name;

	output_clear(text);
	output_char(text, '[');
	symbol_write(text, name);
	output_char(text, ']');
	return stacks_name(&p->stacks, output_text(text));
}

static bool
keeps_event(const struct perf_parser *p, struct str name)
{
	if (p->filter.len > 0)
		return intern_find(&p->filter, name) != INTERN_NONE;
	return p->settings->per_event || str_eq(name, p->script->event);
}

/* The event of that printed name, new or known; its number in p->event. */
static uint32_t
find_event(struct perf_parser *p, struct str printed)
{
	size_t known = p->events.len;
	uint32_t id = intern_id(&p->events, printed);
	struct perf_event *e;

	if (id == INTERN_NONE || !MEM_GROW(&p->event, &p->event_cap, (size_t)id + 1)) {
		p->stacks.failed = true;
		return INTERN_NONE;
	}
	if (id < known)
		return id;
	e = &p->event[id];
	*e = (struct perf_event){.name = perf_event_name(intern_name(&p->events, id))};
	if (!p->script->known) {
		p->script->event = e->name;
		p->script->printed = intern_name(&p->events, id);
	}
	e->kept = keeps_event(p, e->name);
	if (e->kept && p->settings->per_event)
		e->root = event_root(p, e->name);
	return id;
}

/* The event of a header, most often that of the header before. */
static struct perf_event *
event_of(struct perf_parser *p, const struct perf_header *h)
{
	if (p->last_event == INTERN_NONE ||
	    !str_eq(h->event, intern_name(&p->events, p->last_event)))
		p->last_event = find_event(p, h->event);
	return p->last_event == INTERN_NONE ? NULL : &p->event[p->last_event];
}

void
perf_sample_left_out(struct perf_parser *p, struct str printed, uint64_t n)
{
	uint32_t id = find_event(p, printed);

	if (id != INTERN_NONE)
		p->event[id].left_out += n;
}

/* COMM as a frame: no space, no ';', and with --merge-threads no digits. */
static void
write_comm(struct output *out, struct str comm, bool merge_threads)
{
	for (size_t i = 0; i < comm.len; i++) {
		char c = comm.ptr[i];

		if (merge_threads && str_is_digit(c)) {
			while (i + 1 < comm.len && str_is_digit(comm.ptr[i + 1]))
				i++;
			c = 'N';
		}
		output_char(out, str_is_space(c) ? '_' : c == ';' ? ':' : c);
	}
}

static struct str
or_unknown(struct str id)
{
	return id.len > 0 ? id : STR("?");
}

/* COMM, COMM-PID or COMM-PID/TID. */
static uint32_t
root_of(struct perf_parser *p, const struct perf_header *h)
{
	const struct perf_settings *s = p->settings;
	struct str key = h->comm;

	if ((s->pid || s->tid) && h->tid.len > 0)
		key = str_span(h->comm.ptr, h->tid.ptr + h->tid.len);
	if (p->has_last_root && str_eq(key, output_text(&p->last_key)))
		return p->last_root;
	output_clear(&p->last_key);
	output_str(&p->last_key, key);
	output_clear(&p->root_name);
	write_comm(&p->root_name, h->comm, s->merge_threads);
	if (s->pid || s->tid) {
		output_char(&p->root_name, '-');
		output_str(&p->root_name, or_unknown(h->pid));
	}
	if (s->tid) {
		output_char(&p->root_name, '/');
		output_str(&p->root_name, or_unknown(h->tid));
	}
	p->stacks.failed |= p->root_name.error != 0 || p->last_key.error != 0;
	p->last_root = stacks_name(&p->stacks, output_text(&p->root_name));
	p->has_last_root = true;
	return p->last_root;
}

/* Whether --time keeps a sample of this time. */
static bool
is_inside(const struct perf_parser *p, const struct perf_header *h, uint64_t time)
{
	uint64_t after;

	if (!p->settings->has_time_span || h->seconds.len == 0)
		return true;
	after = time > p->script->time ? time - p->script->time : 0;
	return after >= p->settings->from && after <= p->settings->to;
}

/* The sample's time, where anybody wants to know it. */
static uint64_t
note_time(struct perf_parser *p, const struct perf_header *h)
{
	struct perf_counts *c = &p->counts;
	uint64_t time;

	if (h->seconds.len == 0 || (!p->settings->times && p->script->known))
		return 0;
	time = perf_header_time(h);
	if (!c->has_time || time < c->first_time)
		c->first_time = time;
	if (!c->has_time || time > c->last_time)
		c->last_time = time;
	c->has_time = true;
	return time;
}

/* Whether the sample counts; what is left out is counted here. */
static bool
is_kept(struct perf_parser *p, const struct perf_header *h, struct perf_event *event, uint64_t time)
{
	if (!event->kept) {
		event->left_out++;
		p->counts.other_event++;
		return false;
	}
	if (!is_inside(p, h, time)) {
		p->counts.outside_time++;
		return false;
	}
	return true;
}

void
perf_sample_begin(struct perf_parser *p, const struct perf_header *h)
{
	struct perf_sample *s = &p->sample;
	struct perf_event *event;
	uint64_t time;

	perf_sample_end(p);
	p->counts.samples++;
	event = event_of(p, h);
	if (event == NULL)
		return;
	time = note_time(p, h);
	if (!p->script->known) {
		p->script->time = time;
		p->script->known = true;
	}
	*s = (struct perf_sample){.open = true, .kept = is_kept(p, h, event, time), .time = time};
	if (!s->kept)
		return;
	s->java = str_starts(h->comm, STR("java"));
	s->count = p->settings->by_samples ? 1 : h->period;
	s->event = event->root;
	s->has_root = !p->settings->no_comm && h->comm.len > 0;
	if (s->has_root)
		s->root = root_of(p, h);
	p->row_len = p->frame_begin = 0;
	for (size_t i = 0; i < PERF_CACHES; i++)
		frames_begin(&p->frames[i]);
}

/* A name without its mark, as --skip-after gives it. */
static struct str
unmarked(struct str name)
{
	bool marked = name.len > 4 && str_starts(str_skip(name, name.len - 4), STR("_[")) &&
		      name.ptr[name.len - 1] == ']';

	return marked ? str_head(name, name.len - 4) : name;
}

/* Cuts the row behind the innermost name of --skip-after; false where none is in it. */
static bool
skip_outer(struct perf_parser *p)
{
	for (size_t i = 0; p->skip_after.len > 0 && i < p->row_len; i++) {
		struct str name = intern_name(&p->stacks.names, p->row[i]);

		if (intern_find(&p->skip_after, name) == INTERN_NONE &&
		    intern_find(&p->skip_after, unmarked(name)) == INTERN_NONE)
			continue;
		p->row_len = i + 1;
		return true;
	}
	return false;
}

static void
keep_in_order(struct perf_parser *p, uint32_t row)
{
	if (!MEM_GROW(&p->in_order, &p->in_order_cap, p->in_order_len + 1)) {
		p->stacks.failed = true;
		return;
	}
	p->in_order[p->in_order_len] =
	    (struct perf_event_line){p->sample.time, p->in_order_len, p->sample.count, row};
	p->in_order_len++;
}

void
perf_sample_end(struct perf_parser *p)
{
	struct perf_sample *s = &p->sample;
	bool counts = s->open && s->kept && perf_sample_room(p, 2);
	uint32_t row;

	s->open = false;
	if (!counts)
		return;
	if (!skip_outer(p) && s->has_root)
		p->row[p->row_len++] = s->root;
	if (p->row_len == 0) {
		p->counts.without_stack++;
		return;
	}
	if (p->settings->per_event)
		p->row[p->row_len++] = s->event;
	p->counts.kept++;
	row = stacks_add(&p->stacks, p->row, p->row_len, s->count);
	if (p->settings->no_merge && row != STACKS_NONE)
		keep_in_order(p, row);
}
