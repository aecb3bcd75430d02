/*
 * wall.h - where threads wait: the time between leaving a CPU and coming back.
 *
 * In come, in the order of time, samples and switches of threads; out go stacks with
 * nanoseconds, into the samples that also have what ran. What is kept is one small
 * record a thread, and each stack with which one left a CPU, once.
 *
 * Of each thread, running + waiting + runnable is its last moment less its first one.
 */
#ifndef WALL_H
#define WALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report.h"
#include "samples.h"
#include "slots.h"
#include "stacks.h"

/* How a thread left its CPU. */
enum wall_leave {
	WALL_WAITS,    /* for something to happen */
	WALL_RUNNABLE, /* for a CPU: others were to run */
	WALL_ENDED     /* for ever */
};

enum wall_state { WALL_UNSEEN, WALL_ON, WALL_OFF, WALL_GONE };

struct wall_thread {
	int64_t tid;
	enum wall_state state;
	enum wall_leave leave;
	bool there;	/* before the recording began */
	bool dying;	/* its end was told */
	bool seen;	/* in a sample or a switch, of which `first` and `last` are */
	bool came;	/* its first one was that it is back */
	bool told;	/* of in another record, made as it ran: `told_first`, `told_last` */
	bool has_root;	/* of its stacks: see samples_root */
	uint32_t root;	/* name id */
	uint32_t stack; /* with which it left, or is about to: a row of `left`; or STACKS_NONE */
	uint64_t since; /* in this state; nanoseconds, as all times here */
	uint64_t first, last, told_first, told_last;
	uint64_t silent;	 /* nothing was told of it for so long, until now */
	uint64_t unsure;	 /* where it left, or was back, without a word */
	uint64_t ran;		 /* so far, but for the state at hand */
	uint64_t sampled;	 /* what its samples count */
	uint32_t sampled_row;	 /* of the longest of them, in the samples' stacks */
	uint64_t sampled_period; /* what that one counts */
};

/* Who is told of; tid -1: a thread that is ending, which runs on that CPU. */
struct wall_who {
	struct str comm;
	int64_t pid, tid;
	int64_t cpu; /* -1: not known */
	uint64_t time;
};

struct wall_counts {
	uint64_t switches;   /* that say when a thread leaves, or is back */
	uint64_t back;	     /* of these, is back */
	uint64_t leaving;    /* samples of a thread that leaves */
	uint64_t never_back; /* of these, of threads that had left before */
	uint64_t waits;	     /* counted */
	uint64_t without_stack, without_stack_time;
	uint64_t before, before_time; /* waits that had begun before the recording */
	uint64_t unknown_before;      /* threads of which nothing says how long they had waited */
	uint64_t open;		      /* waits that had not ended */
	uint64_t by_length;	      /* left out by --min-wait and --max-wait */
	uint64_t idle;		      /* samples of idle CPUs */
	uint64_t unsure; /* threads of whose time more than a hundredth is not certain */
	uint64_t without_time;
	bool tracepoint; /* sched_switch */
};

struct wall {
	struct samples *samples;
	struct samples_watch watch;
	struct stacks left; /* rows of names of `samples` with which threads left; no counts */
	struct wall_thread *threads;
	size_t len, cap;
	struct slots by_tid;
	int64_t *cpus; /* the thread that runs on each; 0: none */
	size_t cpus_len, cpus_cap;
	uint64_t first, last; /* time of all that was told */
	bool has_first;
	uint32_t event; /* number of the event that all is counted for */
	/* The sample at hand: */
	uint32_t sampled; /* number of its thread */
	bool other_root;  /* its root frame is another thread's */
	bool has_next;	  /* it is of sched_switch: how it leaves, and who comes */
	enum wall_leave leave;
	struct wall_who next;
	bool leaving;	  /* it leaves with this stack */
	uint32_t dead[2]; /* name ids of the kernel's function that ends a thread */
	size_t dead_len;  /* names that were looked through for it */
	struct wall_counts counts;
};

/* `samples` are watched from now on. False without memory. */
bool wall_init(struct wall *w, struct samples *samples);
void wall_release(struct wall *w);

/*
 * What a sample of sched_switch says beyond its stack, right after it began: how its
 * thread leaves, and who comes, of which the time is that of the sample.
 */
void wall_switch(struct wall *w, enum wall_leave leave, const struct wall_who *next);

/* A thread leaves its CPU, or is back on it. Without memory samples->stacks.failed is set. */
void wall_out(struct wall *w, const struct wall_who *who, enum wall_leave leave);
void wall_in(struct wall *w, const struct wall_who *who);

/*
 * A record that is neither a sample nor a switch (COMM, FORK, EXIT) was made by a thread, so
 * it ran; comm is empty where the record does not say how that thread is called.
 */
void wall_told(struct wall *w, const struct wall_who *who);

/* A thread was there before anything was recorded; begins; ends. */
void wall_there(struct wall *w, int64_t tid);
void wall_begins(struct wall *w, int64_t tid);
void wall_ends(struct wall *w, int64_t tid);

/* What is open ends with the last moment of the file, and the next file is another one. */
void wall_finish(struct wall *w);

/* Says what was odd; false where the input cannot tell how long threads wait. */
bool wall_report(const struct wall *w, struct report *report);

#endif
