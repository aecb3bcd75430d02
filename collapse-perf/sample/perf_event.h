/*
 * perf_event.h - an event's own name.
 */
#ifndef PERF_EVENT_H
#define PERF_EVENT_H

#include <stdbool.h>

#include "str.h"

/*
 * An event's name as it was printed without what was asked of it: modifiers (":u",
 * ":ppp", "/u") off, and the halves of a hybrid processor, cpu_core/X/ and
 * cpu_atom/X/, as X.
 */
struct str perf_event_name(struct str event);

/* Whether an event is that of a thread that leaves its CPU: "context-switches", "sched:sched_switch". */
bool perf_event_is_leaving(struct str printed);

/* Whether an event measures time: "cpu-clock", "task-clock". */
bool perf_event_is_clock(struct str printed);

#endif
