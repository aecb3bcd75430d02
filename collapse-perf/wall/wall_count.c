/*
 * wall_count.c - what is counted of threads that run and wait; see wall.h.
 *
 *	w;main;nap;[waiting] 2136000     off its CPU, with the stack with which it left
 *	w;[running] 216000               on it, and in no sample
 */
#include "folded.h"
#include "wall_private.h"

static uint32_t
leaf_of(struct wall *w, enum wall_leave leave)
{
	return stacks_name(
	    &w->samples->stacks, leave == WALL_RUNNABLE ? STR("[runnable]") : STR("[waiting]"));
}

/* The names of a stack in `left`, or the thread's root alone, below a leaf. */
static void
add(struct wall *w, const struct wall_thread *t, uint32_t leaf, uint32_t stack, uint64_t time,
    uint64_t count)
{
	struct samples *s = w->samples;
	const struct stacks_row *row = stack != STACKS_NONE ? &w->left.rows[stack] : NULL;

	s->row_len = 0;
	if (!samples_room(s, 2 + (row != NULL ? row->len : 0)))
		return;
	s->row[s->row_len++] = leaf;
	for (size_t i = 0; row != NULL && i < row->len; i++)
		s->row[s->row_len++] = row->ids[i];
	if (row == NULL && t->has_root)
		s->row[s->row_len++] = t->root;
	samples_add(s, w->event, time, count);
}

/* The part of a time that --time keeps: it begins with the first sample, if there is any. */
static bool
keeps_time(const struct wall *w, uint64_t *from, uint64_t *to)
{
	const struct samples *s = w->samples;
	uint64_t first = s->first->known ? s->first->time : w->first, begin = first, end;

	if (!s->settings->has_time_span)
		return *to > *from;
	if (__builtin_add_overflow(first, s->settings->from, &begin))
		return false;
	if (__builtin_add_overflow(first, s->settings->to, &end))
		end = UINT64_MAX;
	*from = *from < begin ? begin : *from;
	*to = *to > end ? end : *to;
	return *to > *from;
}

void
wall_count_wait(struct wall *w, const struct wall_thread *t, uint64_t from, uint64_t to)
{
	const struct perf_settings *set = w->samples->settings;

	if (to <= from)
		return;
	if (to - from < set->min_wait || (set->max_wait > 0 && to - from > set->max_wait)) {
		w->counts.by_length++;
		return;
	}
	if (!keeps_time(w, &from, &to))
		return;
	w->counts.waits++;
	if (t->stack == STACKS_NONE) {
		w->counts.without_stack++;
		w->counts.without_stack_time += to - from;
	}
	add(w, t, leaf_of(w, t->leave), t->stack, from, to - from);
}

/* What it ran at least, since it is back. */
static void
end_running(struct wall_thread *t)
{
	if (t->state == WALL_ON && t->last > t->since)
		t->ran += t->last - t->since;
}

/* What it ran before its first sample or switch, and behind its last, as other records tell. */
static uint64_t
at_its_ends(const struct wall_thread *t)
{
	uint64_t time = 0;

	if (!t->told)
		return 0;
	if (!t->seen)
		return t->told_last > t->told_first ? t->told_last - t->told_first : 0;
	if (!t->came && t->told_first < t->first)
		time += t->first - t->told_first;
	if (t->state == WALL_ON && t->told_last > t->last)
		time += t->told_last - t->last;
	return time;
}

/*
 * Short processes may have no more than that. Where it is next to nothing it is left out:
 * so text that was printed without --show-task-events has the same times for all that
 * live longer.
 */
static void
add_ends(struct wall_thread *t)
{
	enum { NEXT_TO_NOTHING = 128 };
	uint64_t time = at_its_ends(t), all = t->last > t->first ? t->last - t->first : 0;

	if (time > all / NEXT_TO_NOTHING && __builtin_add_overflow(t->ran, time, &t->ran))
		t->ran = UINT64_MAX;
}

void
wall_settle(struct wall *w, struct wall_thread *t)
{
	const struct perf_settings *set = w->samples->settings;
	struct samples *s = w->samples;
	uint64_t ran, sampled = t->sampled, more;

	end_running(t);
	add_ends(t);
	w->counts.unsure += t->unsure > (t->last - t->first) / 100;
	t->unsure = 0;
	ran = t->ran;
	t->ran = t->sampled = 0;
	if (set->off_cpu || set->has_time_span || set->no_merge)
		return;
	if (ran >= sampled) {
		if (ran > sampled)
			add(w, t, stacks_name(&s->stacks, STR("[running]")), STACKS_NONE, t->last,
			    ran - sampled);
		return;
	}
	more = sampled - ran < t->sampled_period ? sampled - ran : t->sampled_period - 1;
	if (t->sampled_period > 0 && s->stacks.rows[t->sampled_row].count > more)
		samples_take_back(s, t->sampled_row, w->event, more);
}
