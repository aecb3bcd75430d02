/*
 * script_switch.h - who leaves a CPU and is back, in the text of `perf script`.
 */
#ifndef SCRIPT_SWITCH_H
#define SCRIPT_SWITCH_H

#include "perf_header.h"
#include "samples.h"
#include "str.h"
#include "wall.h"

/* The CPU of a header line, which perf prints in brackets before TIME; -1: it did not. */
int64_t script_cpu(struct str line, const struct perf_header *h);

/* A line that is another record than a sample: PERF_RECORD_SWITCH and the like. */
void script_tell_wall(
    struct wall *w, struct str line, const struct perf_header *h, int64_t pid, int64_t tid);

/*
 * What a sample of sched:sched_switch says behind its event, of a thread that leaves;
 * false where it says nothing.
 */
struct script_sched_switch {
	int64_t prev_pid, next_pid;
	struct str next_comm;
	enum wall_leave leave;
};
bool script_sched_switch(struct str tail, struct script_sched_switch *s);

#endif
