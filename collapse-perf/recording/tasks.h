/*
 * tasks.h - processes and threads as a recording tells of them: names and address spaces.
 *
 * Like perf's: a thread is known by its number alone, gets the name and, if it
 * is a process, a copy of the maps of what forked it; exec keeps the old maps,
 * which the new ones cut away.
 *
 * What ended is forgotten, so that a recording may go on for as long as it likes: not at once, as
 * samples may come behind the end of their thread, but when so many others have ended, too. A
 * process is there for as long as one of its threads is.
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

/* The kernel's names have 15 letters. */
enum { TASK_NAME = 16 };

/* Shared by the threads of a process. */
struct space {
	struct maps *maps;
	uint32_t epoch;	    /* another one after every change, and for every space */
	size_t uses;	    /* by tasks */
	size_t index;	    /* in the spaces of tasks */
	uint64_t last;	    /* when it was asked for last, on the clock of tasks */
	struct space *next; /* where it is spare */
};

struct task {
	int32_t pid; /* -1: not known */
	int32_t tid;
	bool named;	 /* comm is more than ":TID" */
	bool ended;	 /* and not heard of since */
	bool waits;	 /* among those that ended */
	bool replaced;	 /* its number is another one's */
	struct str comm; /* in `name`, or in the arena of tasks */
	char name[TASK_NAME];
	struct space *space;
	struct task *next; /* of those that ended, or that are spare */
};

struct tasks {
	struct arena arena;
	struct task **tasks;
	size_t len, cap;
	struct slots by_tid;
	struct space **spaces; /* all there are */
	size_t space_count, space_cap;
	uint32_t epoch;
	struct task *spare_tasks;
	struct space *spare_spaces;
	struct task *first_ended, *last_ended; /* in the order of their ends */
	size_t ended;			       /* so many */
	size_t most_ended;		       /* are remembered; tests set less */

	struct maps_pool pool; /* the maps of all spaces */
	size_t most_maps;      /* more are there only for a moment; tests set less */
	uint64_t clock;	       /* how often a thread was asked for */
	uint64_t forgotten;
};

void tasks_init(struct tasks *t);
void tasks_release(struct tasks *t);

/* All return NULL, or false, only without memory. */

/*
 * The thread of that number, made where it is new. pid -1: not known. It stays until the next call
 * of tasks_fork or tasks_exit.
 */
struct task *tasks_find(struct tasks *t, int32_t pid, int32_t tid);

bool tasks_comm(struct tasks *t, int32_t pid, int32_t tid, struct str comm);
bool tasks_map(struct tasks *t, int32_t pid, int32_t tid, const struct map *map);

/* A thread begins; `keeps_maps`: a new process has the maps of its parent. */
bool tasks_fork(struct tasks *t, int32_t pid, int32_t tid, int32_t parent_pid, int32_t parent_tid,
    bool keeps_maps);

/* A thread has ended. Nothing happens where it is not known. */
void tasks_exit(struct tasks *t, int32_t pid, int32_t tid);

#endif
