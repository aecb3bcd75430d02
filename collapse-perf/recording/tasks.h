/*
 * tasks.h - processes and threads as a recording tells of them: names and address spaces.
 *
 * Like perf's: a thread is known by its number alone, gets the name and, if it
 * is a process, a copy of the maps of what forked it; exec keeps the old maps,
 * which the new ones cut away.
 *
 * A recording does not tell of every end, and a file may fork as often as it
 * likes: where maps become too many, those of the processes that were not heard
 * of for longest are forgotten.
 */
#ifndef TASKS_H
#define TASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "maps.h"
#include "str.h"
#include "slots.h"

/* Shared by the threads of a process. */
struct space {
	struct maps *maps;
	uint32_t epoch; /* another one after every change, and for every space */
	uint64_t last;	/* when it was asked for last, on the clock of tasks */
};

struct task {
	int32_t pid; /* -1: not known */
	int32_t tid;
	bool named;	 /* comm is more than ":TID" */
	struct str comm; /* in the arena of tasks */
	struct space *space;
};

struct tasks {
	struct arena arena;
	struct task **tasks;
	size_t len, cap;
	struct slots by_tid;
	struct space **spaces; /* all there are */
	size_t space_count, space_cap;
	uint32_t epoch;

	struct maps_pool pool; /* the maps of all spaces */
	size_t most_maps;      /* more are there only for a moment; tests set less */
	uint64_t clock;	       /* how often a thread was asked for */
	uint64_t forgotten;
};

void tasks_init(struct tasks *t);
void tasks_release(struct tasks *t);

/* All return NULL, or false, only without memory. */

/* The thread of that number, made where it is new. pid -1: not known. */
struct task *tasks_find(struct tasks *t, int32_t pid, int32_t tid);

bool tasks_comm(struct tasks *t, int32_t pid, int32_t tid, struct str comm);
bool tasks_map(struct tasks *t, int32_t pid, int32_t tid, const struct map *map);

/* A thread begins; `keeps_maps`: a new process has the maps of its parent. */
bool tasks_fork(struct tasks *t, int32_t pid, int32_t tid, int32_t parent_pid, int32_t parent_tid,
    bool keeps_maps);

#endif
