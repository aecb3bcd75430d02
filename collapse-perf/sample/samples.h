/*
 * samples.h - samples to stacks: which event one counts for, whether it is kept,
 * the root frame of its process, and its row.
 *
 * What the text of perf script and perf.data have in common. Who reads samples says
 * what each is, in numbers, then its frames from the innermost on:
 *
 *	samples_begin(s, &sample);
 *	if (s->current.kept)
 *		samples_push(s, ids, n, unknown);	for each frame
 *	samples_end(s);
 *
 * Several readers, one a thread, each have their own struct samples, share what the
 * first sample of all says, and are merged at the end.
 */
#ifndef SAMPLES_H
#define SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frames.h"
#include "intern.h"
#include "mem.h"
#include "output.h"
#include "perf_frame.h"
#include "perf_settings.h"
#include "stacks.h"
#include "str.h"

/* A process or thread that is not known. */
#define SAMPLE_NO_ID INT64_MIN

struct sample {
	struct str comm;  /* no white space at its ends */
	struct str event; /* as printed: "cycles:u", "cpu_core/cycles/" */
	int64_t pid, tid; /* or SAMPLE_NO_ID; only where samples_want_ids */
	int64_t cpu;	  /* or SAMPLE_NO_ID; only for a watch */
	uint64_t period;  /* 1 where nothing says */
	bool has_period;
	uint64_t time; /* nanoseconds; only where samples_want_time */
	bool has_time; /* it is known, wanted or not */
};

/* What the first sample says, and all must know. */
struct samples_first {
	bool known;	    /* it was seen */
	struct str event;   /* its event's name, in the arena of those that saw it */
	struct str printed; /* and as it is printed, with modifiers */
	uint64_t time;	    /* nanoseconds */
	/*
	 * It is of a thread that leaves its CPU: a clock is kept, too, and if there was one at
	 * the end, that alone.
	 */
	bool leaving;
};

/* Numbers for messages and -v; those of several are added up. */
struct samples_counts {
	uint64_t samples;
	uint64_t kept;
	uint64_t other_event;	/* left out: not the event that is kept */
	uint64_t outside_time;	/* left out by --time */
	uint64_t without_stack; /* left out: neither comm nor frame to show */
	uint64_t cut;		/* kept, by --max-stack not in full */
	uint64_t skipped;	/* with a function of --skip-after */
	uint64_t lost;		/* while recording, where the recording says so */
	uint64_t frames, unknown_frames;
	uint64_t first_time, last_time; /* nanoseconds, of samples with a time */
	bool has_time;
};

/* A sample of --no-merge: a row of the stacks, and its place in time. */
struct samples_line {
	uint64_t time;
	uint64_t number; /* in the order of the input */
	uint64_t count;
	uint32_t row;
};

/* An event as it was printed. */
struct samples_event {
	struct str name; /* see perf_event_name */
	bool kept;
	uint32_t root;		      /* "[NAME]" for --per-event */
	uint64_t left_out;	      /* samples */
	uint64_t kept_samples, total; /* that are in the stacks, and the sum of what they count */
	bool weighed;		      /* one of them said what it counts */
};

/* The sample at hand. */
struct open_sample {
	bool open, kept;
	bool java; /* comm begins with "java" */
	bool has_root;
	uint32_t root; /* name ids */
	uint32_t event;
	uint32_t number; /* of the event in samples->event */
	uint64_t count;
	uint64_t time;
};

/*
 * Root frames that were made before, and of what: samples of a whole system go from one process to
 * another and back.
 */
enum { SAMPLES_ROOTS = 16 }; /* a power of two */

struct samples_root {
	bool known;
	struct output comm;
	int64_t pid, tid;
	uint32_t id;
};

/*
 * Who looks on: for time that no sample counts. `begin` is told of a sample of an event
 * that is kept and says whether it goes on; `end` has its row of names and its count, which it may
 * change, and says whether that is to
 * be counted. `counted`: in which row it is now.
 */
struct samples_watch {
	void *owner;
	bool (*keeps_event)(void *owner, struct str name);
	bool (*begin)(void *owner, const struct sample *sample);
	bool (*end)(void *owner, uint32_t *ids, size_t n, uint64_t *count);
	void (*counted)(void *owner, uint32_t row, uint64_t count);
};

struct samples {
	struct samples_first *first;
	const struct samples_watch *watch; /* or NULL */
	const struct perf_settings *settings;
	struct stacks stacks;
	struct intern skip_after; /* names to skip behind, as a set */
	struct intern filter;	  /* event names to keep, as a set */
	/* Events by their printed name: the last one is looked at first. */
	struct intern events;
	struct samples_event *event;
	size_t event_cap;
	uint32_t last_event;
	struct samples_root roots[SAMPLES_ROOTS];
	struct open_sample current;
	uint32_t *row; /* ids of the open sample, innermost first */
	size_t row_len, row_cap;
	struct samples_line *in_order; /* --no-merge */
	size_t in_order_len, in_order_cap;
	struct samples_counts counts;
	struct frames known;	  /* functions by what their names are made of: see inlined.c */
	struct frame_names names; /* scratch, for who names frames */
	struct output text;	  /* scratch */
};

/* False without memory; release it all the same. */
bool samples_init(
    struct samples *s, const struct perf_settings *settings, struct samples_first *first);
void samples_release(struct samples *s);

/* Ends the open sample, if any, and begins this one. Out of memory is in s->stacks.failed. */
void samples_begin(struct samples *s, const struct sample *sample);

/* Ends the open sample, if any: counts it. */
void samples_end(struct samples *s);

/*
 * Once all are merged: of threads that leave and a clock, both of which were kept, the
 * clock stays. Without memory s->stacks.failed is set.
 */
void samples_choose_clock(struct samples *s);

/* For a watch: the root frame of a process, as samples of it have it. */
uint32_t samples_root(struct samples *s, const struct sample *sample);

/* Whether --time keeps a time, in nanoseconds. */
bool samples_inside(const struct samples *s, uint64_t time);

/* The number of an event that nobody samples, for samples_add; of unit ns. INTERN_NONE without memory. */
uint32_t samples_own_event(struct samples *s, struct str name);

/* For a watch: counts the row at hand, which has all its names, at a time and for an event. */
void samples_add(struct samples *s, uint32_t event, uint64_t time, uint64_t count);

/* For a watch: a row was counted for so much too much; it has more than that. */
void samples_take_back(struct samples *s, uint32_t row, uint32_t event, uint64_t count);

/* Adds what `from` gathered, but for what it keeps in order. */
void samples_merge(struct samples *s, const struct samples *from);

/* Whether anybody asks for the time of the next sample. */
static inline bool
samples_want_time(const struct samples *s)
{
	return s->settings->times || !s->first->known || s->watch != NULL;
}

/* Whether anybody asks for the process and the thread of samples. */
static inline bool
samples_want_ids(const struct samples *s)
{
	return s->settings->pid || s->settings->tid || s->watch != NULL;
}

/* Makes room for n more ids in the row of the open sample. */
static inline bool
samples_room(struct samples *s, size_t n)
{
	if (s->row_cap - s->row_len >= n || MEM_GROW(&s->row, &s->row_cap, s->row_len + n))
		return true;
	s->stacks.failed = true;
	return false;
}

/* Adds the names of a frame to the open sample, `unknown` of them without a symbol. */
static inline void
samples_push(struct samples *s, const uint32_t *ids, size_t n, size_t unknown)
{
	if (!samples_room(s, n))
		return;
	for (size_t i = 0; i < n; i++)
		s->row[s->row_len++] = ids[i];
	s->counts.frames += n;
	s->counts.unknown_frames += unknown;
}

#endif
