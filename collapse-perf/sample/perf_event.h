/*
 * perf_event.h - an event's own name.
 */
#ifndef PERF_EVENT_H
#define PERF_EVENT_H

#include "str.h"

/*
 * An event's name as it was printed without what was asked of it: modifiers (":u",
 * ":ppp", "/u") off, and the halves of a hybrid processor, cpu_core/X/ and
 * cpu_atom/X/, as X.
 */
struct str perf_event_name(struct str printed);

#endif
