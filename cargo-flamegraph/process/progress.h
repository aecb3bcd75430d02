/*
 * progress.h - one moving line on a terminal while something long goes on.
 *
 *	| reading the profile 0:07, 48.2 MB
 *
 * Nothing at all is written when stderr is no terminal.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct progress {
	bool terminal;	  /* stderr is one */
	const char *step; /* what goes on; NULL: nothing is shown */
	const char *file; /* NULL, or the file whose growing size is shown */
	pid_t writer;	  /* 0, or the process whose written bytes are shown */
	double began;
	unsigned turn;
	bool shown;
};

void progress_init(struct progress *p);

/* Begins a step; `step` and `file` must live until progress_end. */
void progress_begin(struct progress *p, const char *step, const char *file, pid_t writer);
void progress_end(struct progress *p);

/* Draws the line again; call it every PROGRESS_TICK seconds while progress_is_on. */
#define PROGRESS_TICK 0.1
void progress_tick(struct progress *p);

static inline bool
progress_is_on(const struct progress *p)
{
	return p->terminal && p->step != NULL;
}

/* Takes the line away, so that a message can be written. */
void progress_clear(struct progress *p);

/* Seconds of a clock that never jumps. */
double clock_seconds(void);

#endif
