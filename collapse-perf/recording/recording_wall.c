/*
 * recording_wall.c - who leaves a CPU and is back, as the records of a perf.data file
 * tell: PERF_RECORD_SWITCH, its form for whole CPUs, and the samples of sched:sched_switch.
 */
#include "perf_event.h"
#include "recording_private.h"

/* What the kernel's prev_state says, of include/trace/events/sched.h. */
enum { STATE_OF_TASK = 0xff, STATE_ENDED = 0x30 };

static enum wall_leave
leave_of(uint64_t state)
{
	if (state & STATE_ENDED)
		return WALL_ENDED;
	return (state & STATE_OF_TASK) == 0 ? WALL_RUNNABLE : WALL_WAITS;
}

/* perf script prints microseconds. */
static uint64_t
printed(uint64_t time)
{
	return time / 1000 * 1000;
}

void
recording_begin_wall(
    struct recording *r, struct sample *sample, const struct perf_data_sample *from)
{
	struct perf_sched_switch s;
	bool told = str_eq(perf_event_name(sample->event), STR("sched:sched_switch")) &&
		    perf_data_sched_switch(&r->data, from, &s);
	const struct task *task;
	struct wall_who next;

	/* Of a thread that ends the sample itself says nothing. */
	if (told && sample->tid < 0)
		sample->tid = s.prev_pid;
	samples_begin(r->samples, sample);
	if (!told || !r->samples->current.kept)
		return;
	task = tasks_find(&r->tasks, -1, s.next_pid);
	r->failed |= task == NULL;
	next = (struct wall_who){.comm = str_trim(s.next_comm),
	    .pid = task == NULL || task->pid == -1 ? SAMPLE_NO_ID : task->pid,
	    .tid = s.next_pid,
	    .cpu = sample->cpu,
	    .time = sample->time};
	wall_switch(r->wall, leave_of(s.prev_state), &next);
}

/* False where nobody can be told of. */
static bool
find_teller(struct recording *r, const struct perf_teller *teller, struct wall_who *who)
{
	const struct task *task = tasks_find(&r->tasks, teller->pid, teller->tid);

	r->failed |= task == NULL;
	if (task == NULL)
		return false;
	*who = (struct wall_who){.comm = str_trim(task->comm),
	    .pid = teller->pid == -1 ? SAMPLE_NO_ID : teller->pid,
	    .tid = teller->tid,
	    .cpu = teller->cpu,
	    .time = printed(teller->time)};
	return true;
}

static void
take_switch(struct recording *r, const struct perf_record *record)
{
	struct perf_switch s;
	struct wall_who who;

	if (!perf_data_switch(&r->data, record, &s) || launcher_is(&r->launcher, s.who.pid) ||
	    !find_teller(r, &s.who, &who))
		return;
	if (s.out)
		wall_out(r->wall, &who, s.preempted ? WALL_RUNNABLE : WALL_WAITS);
	else
		wall_in(r->wall, &who);
}

/* A thread begins, ends, has a name: what it says of those that run, and of that one. */
static void
take_life(struct recording *r, const struct perf_record *record)
{
	struct perf_teller teller;
	struct wall_who who;
	struct perf_comm comm;
	struct perf_fork fork;
	bool now = perf_data_teller(&r->data, record, &teller) && teller.time > 0;

	if (now && !launcher_is(&r->launcher, teller.pid) && find_teller(r, &teller, &who))
		wall_told(r->wall, &who);
	if (record->type == PERF_RECORD_COMM) {
		if (!now && perf_data_comm(&r->data, record, &comm))
			wall_there(r->wall, comm.tid);
	} else if (perf_data_fork(&r->data, record, &fork)) {
		if (record->type == PERF_RECORD_EXIT)
			wall_ends(r->wall, fork.tid);
		else if (now)
			wall_begins(r->wall, fork.tid);
	}
}

void
recording_tell_wall(struct recording *r, const struct perf_record *record)
{
	switch (record->type) {
	case PERF_RECORD_SWITCH:
	case PERF_RECORD_SWITCH_CPU_WIDE:
		take_switch(r, record);
		break;
	case PERF_RECORD_COMM:
	case PERF_RECORD_FORK:
	case PERF_RECORD_EXIT:
		take_life(r, record);
		break;
	default:
		break;
	}
}
