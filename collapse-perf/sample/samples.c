/*
 * samples.c - samples to stacks: which event one counts for, whether it is kept,
 * the root frame of its process, and its row; see samples.h.
 */
#include "samples.h"

#include "folded.h"
#include "perf_event.h"
#include "symbol.h"

/* Bytes of the functions that are known: enough for some thousands of C++. */
enum { KNOWN_BOUND = 2 << 20 };

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
samples_init(struct samples *s, const struct perf_settings *settings, struct samples_first *first)
{
	*s = (struct samples){.first = first, .settings = settings, .last_event = INTERN_NONE};
	stacks_init(&s->stacks);
	frame_names_init(&s->names);
	frames_init(&s->known, KNOWN_BOUND);
	intern_init(&s->skip_after);
	intern_init(&s->filter);
	intern_init(&s->events);
	for (size_t i = 0; i < SAMPLES_ROOTS; i++)
		output_to_memory(&s->roots[i].comm);
	output_to_memory(&s->text);
	return intern_list(&s->skip_after, &settings->skip_after, same) &&
	       intern_list(&s->filter, &settings->event_filter, perf_event_name);
}

void
samples_release(struct samples *s)
{
	stacks_release(&s->stacks);
	frame_names_release(&s->names);
	frames_release(&s->known);
	intern_release(&s->skip_after);
	intern_release(&s->filter);
	intern_release(&s->events);
	for (size_t i = 0; i < SAMPLES_ROOTS; i++)
		output_close(&s->roots[i].comm);
	output_close(&s->text);
	mem_free(s->event);
	mem_free(s->row);
	mem_free(s->in_order);
}

/* "[NAME]", the root of --per-event. */
static uint32_t
event_root(struct samples *s, struct str name)
{
	struct output *text = &s->text;

	output_clear(text);
	output_char(text, '[');
	symbol_write(text, name);
	output_char(text, ']');
	return stacks_name(&s->stacks, output_text(text));
}

/* Whether stacks have their event outermost, at least for now. */
static bool
has_event_root(const struct samples *s)
{
	return s->settings->per_event || s->first->leaving;
}

static bool
keeps_event(const struct samples *s, struct str name)
{
	if (s->watch != NULL)
		return s->watch->keeps_event(s->watch->owner, name);
	if (s->filter.len > 0)
		return intern_find(&s->filter, name) != INTERN_NONE;
	return s->settings->per_event || str_eq(name, s->first->event) ||
	       (s->first->leaving && perf_event_is_clock(name));
}

/* The event of that printed name, new or known; its number in s->event. */
static uint32_t
find_event(struct samples *s, struct str printed)
{
	size_t known = s->events.len;
	uint32_t id = intern_id(&s->events, printed);
	struct samples_event *e;

	if (id == INTERN_NONE || !MEM_GROW(&s->event, &s->event_cap, (size_t)id + 1)) {
		s->stacks.failed = true;
		return INTERN_NONE;
	}
	if (id < known)
		return id;
	e = &s->event[id];
	*e = (struct samples_event){.name = perf_event_name(intern_name(&s->events, id))};
	if (!s->first->known) {
		s->first->event = e->name;
		s->first->printed = intern_name(&s->events, id);
		s->first->leaving = s->filter.len == 0 && !s->settings->per_event &&
				    s->watch == NULL && perf_event_is_leaving(e->name);
	}
	e->kept = keeps_event(s, e->name);
	if (e->kept && has_event_root(s))
		e->root = event_root(s, e->name);
	return id;
}

/* The event of that printed name, most often that of the sample before. */
static struct samples_event *
event_of(struct samples *s, struct str printed)
{
	if (s->last_event == INTERN_NONE ||
	    !str_eq(printed, intern_name(&s->events, s->last_event)))
		s->last_event = find_event(s, printed);
	return s->last_event == INTERN_NONE ? NULL : &s->event[s->last_event];
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

static void
write_id(struct output *out, char before, int64_t id)
{
	output_char(out, before);
	if (id == SAMPLE_NO_ID) {
		output_char(out, '?');
		return;
	}
	if (id < 0)
		output_char(out, '-');
	output_u64(out, (uint64_t)(id < 0 ? -id : id));
}

/* Where the root frame of a sample is, if it was made before. */
static struct samples_root *
root_of(struct samples *s, const struct sample *sample)
{
	struct str comm = sample->comm;
	size_t hash = (size_t)sample->tid + comm.len;

	if (comm.len > 0)
		hash += (unsigned char)comm.ptr[0] + 3u * (unsigned char)comm.ptr[comm.len - 1];
	return &s->roots[hash % SAMPLES_ROOTS];
}

/* COMM, COMM-PID or COMM-PID/TID. */
uint32_t
samples_root(struct samples *s, const struct sample *sample)
{
	const struct perf_settings *settings = s->settings;
	struct samples_root *last = root_of(s, sample);

	if (last->known && sample->pid == last->pid && sample->tid == last->tid &&
	    str_eq(sample->comm, output_text(&last->comm)))
		return last->id;
	output_clear(&last->comm);
	output_str(&last->comm, sample->comm);
	output_clear(&s->text);
	write_comm(&s->text, sample->comm, settings->merge_threads);
	if (settings->pid || settings->tid)
		write_id(&s->text, '-', sample->pid);
	if (settings->tid)
		write_id(&s->text, '/', sample->tid);
	s->stacks.failed |= s->text.error != 0 || last->comm.error != 0;
	last->pid = sample->pid;
	last->tid = sample->tid;
	last->id = stacks_name(&s->stacks, output_text(&s->text));
	last->known = true;
	return last->id;
}

bool
samples_inside(const struct samples *s, uint64_t time)
{
	uint64_t first = s->first->time, after;

	if (!s->settings->has_time_span)
		return true;
	after = time > first ? time - first : 0;
	return after >= s->settings->from && after <= s->settings->to;
}

static void
note_time(struct samples *s, const struct sample *sample)
{
	struct samples_counts *c = &s->counts;

	if (!sample->has_time || !samples_want_time(s))
		return;
	if (!c->has_time || sample->time < c->first_time)
		c->first_time = sample->time;
	if (!c->has_time || sample->time > c->last_time)
		c->last_time = sample->time;
	c->has_time = true;
}

/* Whether the sample counts; what is left out is counted here. */
static bool
is_kept(struct samples *s, const struct sample *sample, struct samples_event *event)
{
	if (!event->kept) {
		event->left_out++;
		s->counts.other_event++;
		return false;
	}
	/* A watch wants to know of all, and leaves them out itself. */
	if (s->watch == NULL && sample->has_time && !samples_inside(s, sample->time)) {
		s->counts.outside_time++;
		return false;
	}
	return true;
}

void
samples_begin(struct samples *s, const struct sample *sample)
{
	struct open_sample *open = &s->current;
	struct samples_event *event;

	samples_end(s);
	s->counts.samples++;
	event = event_of(s, sample->event);
	if (event == NULL)
		return;
	note_time(s, sample);
	if (!s->first->known) {
		s->first->time = sample->time;
		s->first->known = true;
	}
	*open = (struct open_sample){
	    .open = true, .kept = is_kept(s, sample, event), .time = sample->time};
	if (open->kept && s->watch != NULL)
		open->kept = s->watch->begin(s->watch->owner, sample);
	if (!open->kept)
		return;
	open->java = str_starts(sample->comm, STR("java"));
	open->count = s->settings->by_samples ? 1 : sample->period;
	open->event = event->root;
	open->number = s->last_event;
	event->weighed |= sample->has_period && !s->settings->by_samples;
	open->has_root = !s->settings->no_comm && sample->comm.len > 0;
	if (open->has_root)
		open->root = samples_root(s, sample);
	s->row_len = 0;
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
skip_outer(struct samples *s)
{
	for (size_t i = 0; s->skip_after.len > 0 && i < s->row_len; i++) {
		struct str name = intern_name(&s->stacks.names, s->row[i]);

		if (intern_find(&s->skip_after, name) == INTERN_NONE &&
		    intern_find(&s->skip_after, unmarked(name)) == INTERN_NONE)
			continue;
		s->row_len = i + 1;
		s->counts.skipped++;
		return true;
	}
	return false;
}

/* Drops the outermost frames of what is deeper than --max-stack. */
static void
cut_outer(struct samples *s)
{
	uint64_t most = s->settings->max_stack;

	if (most == 0 || s->row_len <= most)
		return;
	s->row_len = (size_t)most;
	s->counts.cut++;
}

static void
keep_in_order(struct samples *s, uint32_t row, uint64_t time, uint64_t count)
{
	if (!MEM_GROW(&s->in_order, &s->in_order_cap, s->in_order_len + 1)) {
		s->stacks.failed = true;
		return;
	}
	s->in_order[s->in_order_len] = (struct samples_line){time, s->in_order_len, count, row};
	s->in_order_len++;
}

/* Counts the row; which one it is. */
static uint32_t
count_row(struct samples *s, uint32_t event, uint64_t time, uint64_t count)
{
	struct samples_event *e = &s->event[event];
	uint32_t row;

	s->counts.kept++;
	e->kept_samples++;
	e->total = folded_add(e->total, count, &s->stacks.saturated);
	row = stacks_add(&s->stacks, s->row, s->row_len, count);
	if (s->settings->no_merge && row != STACKS_NONE)
		keep_in_order(s, row, time, count);
	return row;
}

void
samples_add(struct samples *s, uint32_t event, uint64_t time, uint64_t count)
{
	if (s->row_len > 0 && event != INTERN_NONE)
		count_row(s, event, time, count);
	else
		s->counts.without_stack++;
}

uint32_t
samples_own_event(struct samples *s, struct str name)
{
	uint32_t id = find_event(s, name);

	if (id != INTERN_NONE)
		s->event[id].weighed = true;
	return id;
}

void
samples_take_back(struct samples *s, uint32_t row, uint32_t event, uint64_t count)
{
	s->stacks.rows[row].count -= count;
	s->event[event].total -= count;
}

void
samples_end(struct samples *s)
{
	struct open_sample *open = &s->current;
	bool counts = open->open && open->kept && samples_room(s, 2);
	bool skipped;
	uint32_t row;

	open->open = false;
	if (!counts)
		return;
	skipped = skip_outer(s);
	cut_outer(s);
	if (!skipped && open->has_root)
		s->row[s->row_len++] = open->root;
	if (s->row_len == 0) {
		s->counts.without_stack++;
		return;
	}
	if (has_event_root(s))
		s->row[s->row_len++] = open->event;
	if (s->watch != NULL && !s->watch->end(s->watch->owner, s->row, s->row_len, &open->count))
		return;
	row = count_row(s, open->number, open->time, open->count);
	if (s->watch != NULL && row != STACKS_NONE)
		s->watch->counted(s->watch->owner, row, open->count);
}

static void
merge_counts(struct samples_counts *c, const struct samples_counts *from)
{
	c->samples += from->samples;
	c->kept += from->kept;
	c->other_event += from->other_event;
	c->outside_time += from->outside_time;
	c->without_stack += from->without_stack;
	c->cut += from->cut;
	c->skipped += from->skipped;
	c->lost += from->lost;
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

static void
merge_event(struct samples *s, struct samples_event *e, const struct samples_event *from)
{
	e->left_out += from->left_out;
	e->kept_samples += from->kept_samples;
	e->total = folded_add(e->total, from->total, &s->stacks.saturated);
	e->weighed |= from->weighed;
}

void
samples_merge(struct samples *s, const struct samples *from)
{
	stacks_merge(&s->stacks, &from->stacks);
	merge_counts(&s->counts, &from->counts);
	/* Without memory there may be no place for what an event has. */
	for (size_t i = 0; i < from->events.len && !from->stacks.failed; i++) {
		uint32_t id = find_event(s, intern_name(&from->events, (uint32_t)i));

		if (id != INTERN_NONE)
			merge_event(s, &s->event[id], &from->event[i]);
	}
}

/*
 * Whether one event stays rather than another: a clock, then the first of all, then what has most
 * samples. Their numbers say nothing: which parser met what before is another matter on every run.
 */
static bool
is_preferred(const struct samples *s, const struct samples_event *a, const struct samples_event *b)
{
	bool clock = perf_event_is_clock(a->name), first = str_eq(a->name, s->first->event);

	if (clock != perf_event_is_clock(b->name))
		return clock;
	if (first != str_eq(b->name, s->first->event))
		return first;
	if (a->kept_samples != b->kept_samples)
		return a->kept_samples > b->kept_samples;
	return str_cmp(a->name, b->name) < 0;
}

/* The event that stays. Others have no samples any more. */
static uint32_t
choose_event(struct samples *s)
{
	uint32_t chosen = INTERN_NONE, root;

	for (uint32_t i = 0; i < s->events.len; i++)
		if (s->event[i].kept_samples > 0 &&
		    (chosen == INTERN_NONE || is_preferred(s, &s->event[i], &s->event[chosen])))
			chosen = i;
	root = chosen != INTERN_NONE ? s->event[chosen].root : INTERN_NONE;
	for (uint32_t i = 0; i < s->events.len; i++) {
		struct samples_event *e = &s->event[i];

		if (e->root == root || e->kept_samples == 0)
			continue;
		e->left_out += e->kept_samples;
		s->counts.kept -= e->kept_samples;
		s->counts.other_event += e->kept_samples;
		e->kept_samples = e->total = 0;
	}
	if (chosen != INTERN_NONE)
		s->first->event = s->event[chosen].name;
	return root;
}

/* The rows below that root, without it; `rows` gets for each old row the number of its new one. */
static bool
keep_rows(struct samples *s, uint32_t root, uint32_t *rows)
{
	struct stacks old = s->stacks;

	stacks_init(&s->stacks);
	intern_release(&s->stacks.names);
	s->stacks.names = old.names;
	s->stacks.saturated = old.saturated;
	intern_init(&old.names);
	for (size_t i = 0; i < old.len; i++) {
		const struct stacks_row *row = &old.rows[i];
		bool stays = row->len > 1 && row->ids[row->len - 1] == root;

		rows[i] = stays ? stacks_add(&s->stacks, row->ids, row->len - 1, row->count)
				: STACKS_NONE;
	}
	stacks_release(&old);
	return !s->stacks.failed;
}

void
samples_choose_clock(struct samples *s)
{
	uint32_t *rows;
	size_t kept = 0;

	if (!s->first->leaving || s->stacks.failed || s->stacks.len == 0)
		return;
	rows = mem_zalloc(s->stacks.len, sizeof(*rows));
	if (rows == NULL || !keep_rows(s, choose_event(s), rows)) {
		s->stacks.failed = true;
		mem_free(rows);
		return;
	}
	for (size_t i = 0; i < s->in_order_len; i++) {
		struct samples_line line = s->in_order[i];

		line.row = rows[line.row];
		if (line.row != STACKS_NONE)
			s->in_order[kept++] = line;
	}
	s->in_order_len = kept;
	mem_free(rows);
}
