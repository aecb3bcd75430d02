/*
 * wall.c - threads on and off their CPUs; see wall.h.
 *
 *	w  8391  2500.954536:  1 context-switches:      the stack with which 8391 leaves
 *	w  8391  2500.954563: PERF_RECORD_SWITCH OUT preempt
 *	w  8391  2500.956699: PERF_RECORD_SWITCH IN     it was gone for 2,136 us
 *	w  8391  2500.956915:  1001001 cpu-clock:       and has run for 216 us since
 *
 * Samples of a clock count what their period says. What a thread ran in between and
 * was not sampled in is counted below [running], at its end: so short threads count,
 * too. Sampled for more than it ran it can be by a part of one period, which one of its
 * samples loses.
 */
#include "wall.h"

#include "hash.h"
#include "mem.h"
#include "perf_event.h"
#include "wall_private.h"

void
wall_release(struct wall *w)
{
	stacks_release(&w->left);
	slots_release(&w->by_tid);
	mem_free(w->threads);
	mem_free(w->cpus);
}

/*
 * Threads
 */

/* The thread of that number, new or known; NULL without memory. */
static struct wall_thread *
find(struct wall *w, int64_t tid)
{
	struct slot *s;
	uint32_t hash;

	if (!slots_room(&w->by_tid) || w->len >= SLOT_NONE ||
	    !MEM_GROW(&w->threads, &w->cap, w->len + 1)) {
		w->samples->stacks.failed = true;
		return NULL;
	}
	hash = slots_hash_number(&w->by_tid, (uint64_t)tid);
	for (s = slots_first(&w->by_tid, hash); s->id != SLOT_NONE; s = slots_next(&w->by_tid, s))
		if (w->threads[s->id].tid == tid)
			return &w->threads[s->id];
	slots_fill(&w->by_tid, s, hash, (uint32_t)w->len);
	w->threads[w->len] = (struct wall_thread){.tid = tid, .stack = STACKS_NONE};
	return &w->threads[w->len++];
}

/* CPUs are few: a number above that is damage. */
enum { MOST_CPUS = 1 << 16 };

static int64_t *
cpu(struct wall *w, int64_t number)
{
	size_t n = (size_t)number;

	if (number < 0 || number >= MOST_CPUS)
		return NULL;
	if (n >= w->cpus_len) {
		if (!MEM_GROW(&w->cpus, &w->cpus_cap, n + 1)) {
			w->samples->stacks.failed = true;
			return NULL;
		}
		while (w->cpus_len <= n)
			w->cpus[w->cpus_len++] = 0;
	}
	return &w->cpus[n];
}

static void
note_first(struct wall *w, uint64_t time)
{
	if (!w->has_first || time < w->first)
		w->first = time;
	w->has_first = true;
}

static void
set_root(struct wall *w, struct wall_thread *t, const struct wall_who *who)
{
	struct sample sample = {.comm = who->comm, .pid = who->pid, .tid = who->tid};

	if (who->tid <= 0 || who->comm.len == 0)
		return;
	t->has_root = !w->samples->settings->no_comm;
	t->root = t->has_root ? samples_root(w->samples, &sample) : 0;
}

/* Who is meant: NULL for the idle CPU, and for what nobody knows. */
static struct wall_thread *
thread_of(struct wall *w, const struct wall_who *who)
{
	int64_t tid = who->tid;
	struct wall_thread *t;

	note_first(w, who->time);
	if (who->time > w->last)
		w->last = who->time;
	if (tid < 0) {
		const int64_t *running = cpu(w, who->cpu);

		tid = running != NULL ? *running : 0;
	}
	t = tid > 0 ? find(w, tid) : NULL;
	if (t == NULL)
		return NULL;
	if (!t->seen)
		t->first = who->time;
	t->silent = t->seen && who->time > t->last ? who->time - t->last : 0;
	t->seen = true;
	t->last = who->time;
	set_root(w, t, who);
	return t;
}

/*
 * What happens
 */

/* Twice in a row it left, or was back: what is told of it now, and was before, do not join. */
static void
note_gap(const struct wall *w, struct wall_thread *t)
{
	/* sched_switch and switches together tell all twice. */
	if (!w->counts.tracepoint)
		t->unsure += t->silent;
}

/* Off the CPU no more. */
static void
come_back(struct wall *w, struct wall_thread *t, uint64_t time)
{
	if (t->state == WALL_ON)
		return;
	if (t->state == WALL_OFF)
		wall_count_wait(w, t, t->since, time);
	t->state = WALL_ON;
	t->since = time;
	t->stack = STACKS_NONE;
}

/* It ends: another one may have its number. */
static void
bury(struct wall *w, struct wall_thread *t)
{
	wall_settle(w, t);
	*t = (struct wall_thread){.tid = t->tid, .state = WALL_GONE, .stack = STACKS_NONE};
}

static void
leave_cpu(struct wall *w, struct wall_thread *t, uint64_t time, enum wall_leave leave)
{
	if (t->state == WALL_OFF || t->state == WALL_GONE) {
		if (t->state == WALL_OFF)
			note_gap(w, t);
		return;
	}
	if (t->state == WALL_ON && time > t->since)
		t->ran += time - t->since;
	t->state = WALL_OFF;
	t->since = time;
	t->leave = leave;
	if (leave == WALL_ENDED)
		bury(w, t);
}

void
wall_out(struct wall *w, const struct wall_who *who, enum wall_leave leave)
{
	struct wall_thread *t = thread_of(w, who);
	int64_t *running = cpu(w, who->cpu);

	w->counts.switches++;
	/* What has lost its number is as good as dead: nobody will tell whether it is back. */
	if (t != NULL)
		leave_cpu(
		    w, t, who->time, t->leave == WALL_ENDED || who->tid < 0 ? WALL_ENDED : leave);
	if (running != NULL)
		*running = 0;
}

void
wall_in(struct wall *w, const struct wall_who *who)
{
	struct wall_thread *t = thread_of(w, who);
	int64_t *running = cpu(w, who->cpu);

	w->counts.switches++;
	w->counts.back++;
	if (running != NULL)
		*running = who->tid > 0 ? who->tid : 0;
	if (t == NULL)
		return;
	if (t->state == WALL_UNSEEN && t->there && who->time > w->first) {
		w->counts.before++;
		w->counts.before_time += who->time - w->first;
		wall_count_wait(w, t, w->first, who->time);
	} else if (t->state == WALL_UNSEEN && !t->there) {
		w->counts.unknown_before++;
	} else if (t->state == WALL_ON) {
		note_gap(w, t);
	}
	t->came |= t->state == WALL_UNSEEN;
	come_back(w, t, who->time);
}

void
wall_there(struct wall *w, int64_t tid)
{
	struct wall_thread *t = tid > 0 ? find(w, tid) : NULL;

	if (t != NULL)
		t->there = true;
}

void
wall_begins(struct wall *w, int64_t tid)
{
	struct wall_thread *t = tid > 0 ? find(w, tid) : NULL;

	if (t == NULL)
		return;
	bury(w, t);
	t->state = WALL_UNSEEN;
}

void
wall_told(struct wall *w, const struct wall_who *who)
{
	struct wall_thread *t;

	note_first(w, who->time);
	t = who->tid > 0 ? find(w, who->tid) : NULL;
	if (t == NULL)
		return;
	if (!t->told)
		t->told_first = who->time;
	t->told = true;
	t->told_last = who->time;
	set_root(w, t, who);
}

void
wall_ends(struct wall *w, int64_t tid)
{
	struct wall_thread *t = tid > 0 ? find(w, tid) : NULL;

	if (t != NULL)
		t->dying = true;
}

void
wall_switch(struct wall *w, enum wall_leave leave, const struct wall_who *next)
{
	w->counts.tracepoint = true;
	w->has_next = true;
	w->leave = leave;
	w->next = *next;
	thread_of(w, next); /* its name, which does not last */
	w->next.comm = STR("");
}

/*
 * Samples
 */

static bool
keeps_event(void *owner, struct str name)
{
	const struct wall *w = owner;
	const struct samples *s = w->samples;

	if (perf_event_is_leaving(name))
		return true;
	return s->filter.len > 0 ? intern_find(&s->filter, name) != INTERN_NONE
				 : perf_event_is_clock(name);
}

/* What a sample says of where its thread is. */
static void
see(struct wall *w, struct wall_thread *t, uint64_t time)
{
	if (w->leaving && t->state == WALL_OFF) {
		/* Nobody said that it was back, as where records were lost: not long ago. */
		w->counts.never_back++;
		note_gap(w, t);
		wall_count_wait(w, t, t->since, time);
		t->state = WALL_ON;
		t->since = time;
	} else if (!w->leaving || t->state == WALL_UNSEEN) {
		if (t->state == WALL_OFF)
			note_gap(w, t);
		come_back(w, t, time);
	}
}

static bool
begin_sample(void *owner, const struct sample *sample)
{
	struct wall *w = owner;
	struct wall_who who = {sample->comm, sample->pid, sample->tid, sample->cpu, sample->time};
	struct wall_thread *t;

	w->has_next = false;
	w->leaving = perf_event_is_leaving(sample->event);
	w->counts.leaving += w->leaving;
	w->counts.without_time += !sample->has_time;
	t = thread_of(w, &who);
	if (t == NULL) {
		w->sampled = SLOT_NONE;
		w->counts.idle += sample->tid == 0;
		/* sched_switch may say who comes. */
		return w->leaving || (sample->tid != 0 && !w->samples->settings->off_cpu);
	}
	see(w, t, who.time);
	w->sampled = (uint32_t)(t - w->threads);
	w->other_root = sample->tid < 0 && t->has_root;
	return w->leaving || !w->samples->settings->off_cpu;
}

/* Whether a row has the function in which the kernel ends threads. */
static bool
is_dead(struct wall *w, const uint32_t *ids, size_t n)
{
	const struct intern *names = &w->samples->stacks.names;

	if (w->dead_len != names->len) {
		w->dead[0] = intern_find(names, STR("do_task_dead"));
		w->dead[1] = intern_find(names, STR("do_task_dead_[k]"));
		w->dead_len = names->len;
	}
	for (size_t i = 0; i < n; i++)
		if (ids[i] == w->dead[0] || ids[i] == w->dead[1])
			return true;
	return false;
}

/* The thread at hand leaves, or is about to, with this stack. */
static void
leave_with(struct wall *w, struct wall_thread *t, const uint32_t *ids, size_t n)
{
	if (t->state == WALL_GONE)
		return;
	t->stack = n > 0 ? stacks_add(&w->left, ids, n, 0) : STACKS_NONE;
	t->leave = is_dead(w, ids, n) ? WALL_ENDED : WALL_WAITS;
	w->samples->stacks.failed |= w->left.failed;
	if (w->has_next)
		leave_cpu(w, t, w->next.time, t->leave == WALL_ENDED ? WALL_ENDED : w->leave);
}

/*
 * What a sample counts: its period, but no more than its thread has run by now and is not
 * sampled for. One period more is for what it ran before it was first seen, and what the
 * clock is behind: settle_running takes that back.
 */
static uint64_t
fit_period(const struct wall *w, const struct wall_thread *t, uint64_t period)
{
	uint64_t time = w->samples->current.time;
	uint64_t ran = t->ran + (t->state == WALL_ON && time > t->since ? time - t->since : 0);
	uint64_t most;

	if (__builtin_add_overflow(ran, period, &most) || most <= t->sampled)
		return period > 0;
	return most - t->sampled < period ? most - t->sampled : period;
}

static bool
end_sample(void *owner, uint32_t *ids, size_t n, uint64_t *count)
{
	struct wall *w = owner;
	bool idle = w->sampled == SLOT_NONE;
	struct wall_thread *t = idle ? NULL : &w->threads[w->sampled];

	if (t != NULL && w->other_root && n > 0)
		ids[n - 1] = t->root;
	if (w->leaving && t != NULL)
		leave_with(w, t, ids, n);
	if (w->leaving && w->has_next)
		wall_in(w, &w->next);
	if (w->leaving)
		return false;
	if (!samples_inside(w->samples, w->samples->current.time)) {
		w->samples->counts.outside_time++;
		return false;
	}
	if (t != NULL)
		*count = fit_period(w, t, *count);
	w->samples->current.number = w->event; /* one event: what runs and what waits */
	return true;
}

static void
sample_counted(void *owner, uint32_t row, uint64_t count)
{
	struct wall *w = owner;
	struct wall_thread *t;

	if (w->sampled == SLOT_NONE)
		return;
	t = &w->threads[w->sampled];
	t->sampled += count;
	if (count >= t->sampled_period) {
		t->sampled_row = row;
		t->sampled_period = count;
	}
}

bool
wall_init(struct wall *w, struct samples *samples)
{
	bool off = samples->settings->off_cpu;

	*w = (struct wall){.samples = samples,
	    .watch = {w, keeps_event, begin_sample, end_sample, sample_counted}};
	stacks_init(&w->left);
	w->dead[0] = w->dead[1] = INTERN_NONE;
	samples->watch = &w->watch;
	w->event = samples_own_event(samples, off ? STR("off-cpu") : STR("wall-clock"));
	return w->event != INTERN_NONE;
}

void
wall_finish(struct wall *w)
{
	for (size_t i = 0; i < w->len && !w->samples->stacks.failed; i++) {
		struct wall_thread *t = &w->threads[i];

		/* What has ended waits for nothing: its end is told before it leaves for ever. */
		if (t->state == WALL_OFF && !(t->dying && t->leave == WALL_WAITS)) {
			w->counts.open++;
			wall_count_wait(w, t, t->since, w->last);
		}
		wall_settle(w, t);
	}
	w->len = 0;
	slots_release(&w->by_tid);
	w->by_tid = (struct slots){.items = NULL};
	w->cpus_len = 0;
	w->last = 0;
	w->has_first = false;
}
