/*
 * tasks.c - processes and threads as a recording tells of them; see tasks.h.
 */
#include "tasks.h"

#include <stdio.h>

#include "hash.h"
#include "mem.h"

/* Samples behind an end are of threads that a processor is just leaving: one for each. */
enum { MOST_MAPS = 1 << 22, MOST_ENDED = 1 << 8 };

void
tasks_init(struct tasks *t)
{
	*t = (struct tasks){.most_maps = MOST_MAPS, .most_ended = MOST_ENDED};
	arena_init(&t->arena);
	maps_pool_init(&t->pool);
}

void
tasks_release(struct tasks *t)
{
	maps_pool_release(&t->pool);
	mem_free(t->spaces);
	mem_free(t->tasks);
	slots_release(&t->by_tid);
	arena_release(&t->arena);
}

static uint32_t
hash_tid(const struct tasks *t, int32_t tid)
{
	return slots_hash_number(&t->by_tid, (uint32_t)tid);
}

/* Where the thread is, or would be. */
static struct slot *
find_slot(const struct tasks *t, int32_t tid)
{
	struct slot *s = slots_first(&t->by_tid, hash_tid(t, tid));

	while (s->id != SLOT_NONE && t->tasks[s->id]->tid != tid)
		s = slots_next(&t->by_tid, s);
	return s;
}

static struct space *
new_space(struct tasks *t)
{
	struct space *space = t->spare_spaces;

	if (!MEM_GROW(&t->spaces, &t->space_cap, t->space_count + 1))
		return NULL;
	if (space != NULL)
		t->spare_spaces = space->next;
	else if ((space = ARENA_NEW(&t->arena, struct space, 1)) == NULL)
		return NULL;
	*space = (struct space){.epoch = ++t->epoch, .index = t->space_count};
	t->spaces[t->space_count++] = space;
	return space;
}

/* A task uses it no more. */
static void
leave_space(struct tasks *t, struct space *space)
{
	struct space *last;

	if (space == NULL || --space->uses > 0)
		return;
	maps_release(&t->pool, space->maps);
	last = t->spaces[--t->space_count];
	last->index = space->index;
	t->spaces[last->index] = last;
	space->next = t->spare_spaces;
	t->spare_spaces = space;
}

/* A thread of a known process has the space of the process's first thread. NULL without memory. */
static struct space *
space_for(struct tasks *t, const struct task *task)
{
	const struct task *leader;

	if (task->pid == task->tid || task->pid == -1)
		return new_space(t);
	leader = tasks_find(t, task->pid, task->pid);
	return leader != NULL ? leader->space : NULL;
}

static bool
give_space(struct tasks *t, struct task *task)
{
	struct space *space = space_for(t, task);

	if (space == NULL)
		return false;
	space->uses++;
	leave_space(t, task->space);
	task->space = space;
	return true;
}

static void
free_task(struct tasks *t, struct task *task)
{
	leave_space(t, task->space);
	task->next = t->spare_tasks;
	t->spare_tasks = task;
}

static struct task *
new_task(struct tasks *t, int32_t pid, int32_t tid)
{
	struct task *task = t->spare_tasks;
	int n;

	if (task != NULL)
		t->spare_tasks = task->next;
	else if ((task = ARENA_NEW(&t->arena, struct task, 1)) == NULL)
		return NULL;
	*task = (struct task){.pid = pid, .tid = tid};
	n = snprintf(task->name, sizeof(task->name), ":%d", (int)tid);
	task->comm = str_make(task->name, (size_t)n);
	if (give_space(t, task))
		return task;
	free_task(t, task);
	return NULL;
}

/* Makes the thread, which is not there. NULL without memory. */
static struct task *
add_task(struct tasks *t, int32_t pid, int32_t tid)
{
	struct task *task = new_task(t, pid, tid);

	/* Its process may have been made too: the slots are others then. */
	if (task == NULL || t->len >= SLOT_NONE || !slots_room(&t->by_tid) ||
	    !MEM_GROW(&t->tasks, &t->cap, t->len + 1))
		return NULL;
	slots_fill(&t->by_tid, find_slot(t, tid), hash_tid(t, tid), (uint32_t)t->len);
	t->tasks[t->len++] = task;
	return task;
}

struct task *
tasks_find(struct tasks *t, int32_t pid, int32_t tid)
{
	uint32_t id = t->len > 0 ? find_slot(t, tid)->id : SLOT_NONE;
	struct task *task = id == SLOT_NONE ? add_task(t, pid, tid) : t->tasks[id];

	if (task == NULL)
		return NULL;
	if (task->pid == -1 && pid != -1) {
		task->pid = pid;
		if (pid != tid && !give_space(t, task))
			return NULL;
	}
	task->space->last = ++t->clock;
	return task;
}

static bool
set_comm(struct tasks *t, struct task *task, struct str comm)
{
	task->named = true;
	if (str_eq(task->comm, comm))
		return true;
	if (comm.len <= sizeof(task->name)) {
		memmove(task->name, comm.ptr, comm.len);
		task->comm = str_make(task->name, comm.len);
		return true;
	}
	comm = arena_str(&t->arena, comm);
	if (comm.ptr == NULL)
		return false;
	task->comm = comm;
	return true;
}

bool
tasks_comm(struct tasks *t, int32_t pid, int32_t tid, struct str comm)
{
	struct task *task = tasks_find(t, pid, tid);

	if (task == NULL)
		return false;
	task->ended = false; /* that of another one, whose beginning was lost */
	return set_comm(t, task, comm);
}

static void
drop_maps(struct tasks *t, struct space *space)
{
	maps_release(&t->pool, space->maps);
	space->maps = NULL;
	space->epoch = ++t->epoch;
}

/* Until a quarter is free, maps go: of what was not asked for in half of the time, a quarter, … */
static void
forget_maps(struct tasks *t, const struct space *keep)
{
	size_t enough = t->most_maps / 4 * 3;

	for (uint64_t age = t->clock / 2; age > 0 && t->pool.used > enough; age /= 2) {
		for (size_t i = 0; i < t->space_count; i++) {
			struct space *space = t->spaces[i];

			if (space->maps == NULL || space == keep || t->clock - space->last < age)
				continue;
			drop_maps(t, space);
			t->forgotten++;
		}
	}
	if (t->pool.used > enough) /* this space alone: it may grow, as the file does */
		t->most_maps = 2 * t->pool.used;
}

bool
tasks_map(struct tasks *t, int32_t pid, int32_t tid, const struct map *map)
{
	struct task *task = tasks_find(t, pid, tid);

	if (task == NULL)
		return false;
	task->ended = false;
	task->space->epoch = ++t->epoch;
	if (!maps_insert(&t->pool, &task->space->maps, map))
		return false;
	if (t->pool.used > t->most_maps)
		forget_maps(t, task->space);
	return true;
}

/* Another thread of that number begins. NULL without memory. */
static struct task *
renew(struct tasks *t, int32_t pid, int32_t tid)
{
	struct task *task = tasks_find(t, pid, tid), *fresh;

	if (task == NULL)
		return NULL;
	fresh = new_task(t, pid, tid);
	if (fresh == NULL)
		return NULL;
	t->tasks[find_slot(t, tid)->id] = fresh;
	task->replaced = true;
	if (!task->waits)
		free_task(t, task);
	return fresh;
}

/* A fork is told by its parent, of what the child has. */
static bool
inherit(struct tasks *t, struct task *task, const struct task *parent, bool keeps_maps)
{
	if (parent->named && !set_comm(t, task, parent->comm))
		return false;
	if (task->pid == parent->pid || task->space == parent->space || !keeps_maps)
		return true;
	drop_maps(t, task->space);
	task->space->maps = maps_share(parent->space->maps);
	return true;
}

bool
tasks_fork(struct tasks *t, int32_t pid, int32_t tid, int32_t parent_pid, int32_t parent_tid,
    bool keeps_maps)
{
	struct task *parent = tasks_find(t, parent_pid, parent_tid), *task;

	/* The number is another process's now, and its own fork was lost. */
	if (parent != NULL && parent->pid != parent_pid)
		parent = renew(t, parent_pid, parent_tid);
	/* Nobody forks itself, but a file may say so. */
	if (parent == NULL || tid == parent_tid)
		return parent != NULL;
	parent->ended = false;
	task = renew(t, pid, tid);
	return task != NULL && inherit(t, task, parent, keeps_maps);
}

/* Takes a task out of the table. */
static void
forget(struct tasks *t, struct task *task)
{
	struct slot *s = find_slot(t, task->tid);
	struct task *last = t->tasks[--t->len];

	find_slot(t, last->tid)->id = s->id;
	t->tasks[s->id] = last;
	slots_remove(&t->by_tid, s);
	free_task(t, task);
}

static void
add_ended(struct tasks *t, struct task *task)
{
	task->waits = true;
	task->next = NULL;
	if (t->last_ended != NULL)
		t->last_ended->next = task;
	else
		t->first_ended = task;
	t->last_ended = task;
	t->ended++;
}

/* Forgets what ended first, if it is not used: a process by a thread of it, a number by another one. */
static void
forget_ended(struct tasks *t)
{
	struct task *task = t->first_ended;

	if (task == NULL)
		return;
	t->first_ended = task->next;
	if (t->first_ended == NULL)
		t->last_ended = NULL;
	t->ended--;
	task->waits = false;
	if (task->replaced)
		free_task(t, task);
	else if (task->ended && task->pid == task->tid && task->space->uses > 1)
		add_ended(t, task);
	else if (task->ended)
		forget(t, task);
}

void
tasks_exit(struct tasks *t, int32_t pid, int32_t tid)
{
	struct slot *s = t->len > 0 ? find_slot(t, tid) : NULL;
	struct task *task = s != NULL && s->id != SLOT_NONE ? t->tasks[s->id] : NULL;

	/* Number 0 is the idle loop of each processor. */
	if (task == NULL || tid <= 0 || (task->pid != pid && task->pid != -1))
		return;
	task->ended = true;
	if (!task->waits)
		add_ended(t, task);
	/* Two, as one may have to stay. */
	for (int i = 0; i < 2 && t->ended > t->most_ended; i++)
		forget_ended(t);
}
