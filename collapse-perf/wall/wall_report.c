/*
 * wall_report.c - what there is to say of threads that wait; see wall.h.
 */
#include <inttypes.h>

#include "wall.h"

static double
seconds(uint64_t ns)
{
	return (double)ns / 1e9;
}

/* Why nothing tells how long threads wait, and what does; false where that is so. */
static bool
can_tell(const struct wall_counts *c, const struct report *r)
{
	static const char record[] =
	    "perf record -F 997 -e cpu-clock -e context-switches/period=1/ --switch-events -T";

	if (c->without_time > 0) {
		report_error(r,
		    "%" PRIu64 " samples without a time: record with -T, and leave time in "
		    "perf script -F",
		    c->without_time);
		return false;
	}
	if (c->tracepoint && c->never_back > c->back / 2 && c->never_back > 0) {
		report_error(r,
		    "sched_switch of one process never says when a thread is back: record "
		    "with --switch-events, too, or the whole system with -a");
		return false;
	}
	if (c->switches > 0)
		return true;
	if (c->leaving > 0)
		report_error(r,
		    "nothing says when threads are back: record with --switch-events, and "
		    "of text let perf script --show-switch-events print it");
	else
		report_error(r, "nothing says when threads wait: record with %s", record);
	return false;
}

bool
wall_report(const struct wall *w, struct report *report)
{
	const struct wall_counts *c = &w->counts;

	if (!can_tell(c, report))
		return false;
	if (c->without_stack > c->before && c->leaving == 0)
		report_warning(report,
		    "%" PRIu64 " wait%s, of %.3f s, %s no stack: there are no samples of "
		    "context-switches, which an ordinary user gets where "
		    "kernel.perf_event_paranoid is 1 or less",
		    c->without_stack, report_plural(c->without_stack),
		    seconds(c->without_stack_time), c->without_stack == 1 ? "has" : "have");
	else if (c->without_stack > c->before)
		report_warning(report, "%" PRIu64 " wait%s, of %.3f s, %s no stack",
		    c->without_stack, report_plural(c->without_stack),
		    seconds(c->without_stack_time), c->without_stack == 1 ? "has" : "have");
	if (c->before > 0)
		report_warning(report,
		    "%" PRIu64 " thread%s waited when the recording began, for %.3f s in all, with "
		    "a stack that nobody knows",
		    c->before, report_plural(c->before), seconds(c->before_time));
	if (c->unsure > 0)
		report_warning(report,
		    "of %" PRIu64 " thread%s more than 1 %% of the time is not certain: records of "
		    "when %s left or came back are missing (perf record loses less with -m 16M, "
		    "with "
		    "--call-graph fp, or without -a)",
		    c->unsure, report_plural(c->unsure), c->unsure == 1 ? "it" : "they");
	if (c->by_length > 0)
		report_warning(report, "left out %" PRIu64 " wait%s by --min-wait and --max-wait",
		    c->by_length, report_plural(c->by_length));
	return true;
}
