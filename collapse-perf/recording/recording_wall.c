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

static void
take_switch(struct recording *r, const struct perf_switch *s)
{
	const struct task *task = tasks_find(&r->tasks, s->pid, s->tid);
	struct wall_who who = {.pid = s->pid == -1 ? SAMPLE_NO_ID : s->pid,
	    .tid = s->tid,
	    .cpu = s->cpu,
	    .time = printed(s->time)};

	if (task == NULL) {
		r->failed = true;
		return;
	}
	who.comm = str_trim(task->comm);
	if (s->out)
		wall_out(r->wall, &who, s->preempted ? WALL_RUNNABLE : WALL_WAITS);
	else
		wall_in(r->wall, &who);
}

void
recording_tell_wall(struct recording *r, const struct perf_record *record)
{
	struct perf_switch s;
	struct perf_comm comm;
	struct perf_fork fork;

	switch (record->type) {
	case PERF_RECORD_SWITCH:
	case PERF_RECORD_SWITCH_CPU_WIDE:
		if (perf_data_switch(&r->data, record, &s))
			take_switch(r, &s);
		break;
	case PERF_RECORD_COMM:
		if (perf_data_time(&r->data, record) == 0 &&
		    perf_data_comm(&r->data, record, &comm))
			wall_there(r->wall, comm.tid);
		break;
	case PERF_RECORD_FORK:
		if (perf_data_time(&r->data, record) > 0 && perf_data_fork(&r->data, record, &fork))
			wall_begins(r->wall, fork.tid);
		break;
	case PERF_RECORD_EXIT:
		if (perf_data_exit(&r->data, record, &fork))
			wall_ends(r->wall, fork.tid);
		break;
	default:
		break;
	}
}
