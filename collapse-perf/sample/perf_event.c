/*
 * perf_event.c - an event's own name.
 *
 *	cycles:ppp              cycles
 *	cpu_core/cycles/u       cycles
 *	sched:sched_switch      sched:sched_switch
 */
#include "perf_event.h"

#include "counted.h"

/* Whether s is at least one letter, and all are event modifiers. */
static bool
is_modifier(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] == '\0' || strchr("ukhGHIpPSDWeb", s.ptr[i]) == NULL)
			return false;
	return s.len > 0;
}

/* Without a last ":u" or, behind a slash, "u". */
static struct str
cut_modifier(struct str event)
{
	size_t colon = str_rfind(event, ':');
	size_t slash = str_rfind(event, '/');

	if (colon > 0 && colon < event.len && is_modifier(str_skip(event, colon + 1)))
		return str_head(event, colon);
	if (slash > 0 && slash < event.len && is_modifier(str_skip(event, slash + 1)))
		return str_head(event, slash + 1);
	return event;
}

struct str
perf_event_name(struct str event)
{
	static const struct str halves[] = {STR_INIT("cpu_core/"), STR_INIT("cpu_atom/")};

	event = cut_modifier(event);
	for (size_t i = 0; i < 2; i++)
		if (str_starts(event, halves[i]) && str_ends(event, STR("/")) &&
		    event.len > halves[i].len + 1)
			return cut_modifier(
			    str_make(event.ptr + halves[i].len, event.len - halves[i].len - 1));
	return event;
}

bool
perf_event_is_clock(struct str printed)
{
	return str_eq(counted_unit(perf_event_name(printed)), STR("ns"));
}

bool
perf_event_is_leaving(struct str printed)
{
	/* "context-switches/period=1/" */
	struct str name = perf_event_name(str_head(printed, str_find(printed, '/')));

	return str_eq(name, STR("context-switches")) || str_eq(name, STR("cs")) ||
	       str_eq(name, STR("sched:sched_switch"));
}
