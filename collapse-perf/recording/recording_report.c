/*
 * recording_report.c - what is said at the end of a recording: what was lost while it was made,
 * and which stacks are not whole.
 *
 *	perf.data: 3 samples were lost while recording
 *	perf.data: 33 of 40 stacks lack their outermost frames: the kernel recorded 127 ...
 */
#include <inttypes.h>

#include "recording_private.h"

void
recording_say_losses(const struct recording *r)
{
	const struct perf_losses *l = &r->data.losses;

	if (l->unfinished)
		report_warning(r->report, "%s: perf record was stopped before its end", r->name);
	/* Of these, perf counts at the end how many were samples. */
	if (l->lost > 0 && l->lost_samples == 0)
		report_warning(r->report,
		    "%s: %" PRIu64 " events were lost while recording (a full buffer)", r->name,
		    l->lost);
	if (l->lost_samples > 0)
		report_warning(r->report, "%s: %" PRIu64 " sample%s lost while recording", r->name,
		    l->lost_samples, l->lost_samples == 1 ? " was" : "s were");
	if (l->unknown_ids > 0)
		report_warning(r->report, "%s: left out %" PRIu64 " sample%s of unknown events",
		    r->name, l->unknown_ids, report_plural(l->unknown_ids));
	if (l->bad_records > 0)
		report_warning(r->report,
		    "%s: left out %" PRIu64
		    " records whose content does not fit them, the first at offset %" PRIu64,
		    r->name, l->bad_records, l->bad_offset);
	if (r->tasks.forgotten > 0)
		report_warning(r->report,
		    "%s: too many maps: those of %" PRIu64
		    " processes that were not heard of for long are forgotten",
		    r->name, r->tasks.forgotten);
}

/* Chains of frame pointers; who cut them is certain where the event says so. */
static void
say_chains(const struct recording *r)
{
	const struct recording_cuts *c = &r->cuts;
	uint64_t limit = c->limit > 0 ? c->limit : DEFAULT_DEPTH;
	uint64_t n = c->chains + (c->longest == DEFAULT_DEPTH ? c->at_default : 0);

	if (n > 0)
		report_warning(r->report,
		    "%s: %" PRIu64 " stack%s without outermost frames: the kernel recorded the "
		    "innermost %" PRIu64 " alone (sysctl -w kernel.perf_event_max_stack=1024 "
		    "before recording, or --call-graph dwarf)",
		    r->name, n, n == 1 ? " is" : "s are", limit);
	if (n > 0 && c->same > 0)
		report_warning(r->report,
		    "%s: %" PRIu64 " of them %s one address again and again: a function calls "
		    "itself, or, if it does not, the frame pointer there leads to itself "
		    "(--call-graph dwarf needs none)",
		    r->name, c->same, c->same == 1 ? "is" : "are");
	if (c->longest > DEFAULT_DEPTH && c->at_longest > 1)
		report_warning(r->report,
		    "%s: %" PRIu64 " stacks of %" PRIu64 " frames, the longest there are, may be "
		    "without their outermost ones: so it is if kernel.perf_event_max_stack was "
		    "%" PRIu64 " while recording",
		    r->name, c->at_longest, c->longest, c->longest);
}

static void
say_copies(const struct recording *r)
{
	enum { LARGEST_COPY = 65528 };
	const struct recording_cuts *c = &r->cuts;
	const char *help = c->copy_size < LARGEST_COPY
			       ? "--call-graph dwarf,65528 copies as much as there can be"
			       : "perf can copy no more; programs compiled with "
				 "-fno-omit-frame-pointer need no copy: perf record -g";

	if (c->copies > 0)
		report_warning(r->report,
		    "%s: %" PRIu64 " of %" PRIu64 " stacks are without outermost frames: of the "
		    "stack %" PRIu32 " bytes were copied, which was too short for it (%s)",
		    r->name, c->copies, c->all_copies, (uint32_t)c->copy_size, help);
	if (c->not_unwound > 0)
		report_warning(r->report,
		    "%s: %" PRIu64 " stack%s but an innermost frame: stack copies of %.*s are not "
		    "understood (perf record -g needs none, if programs are compiled with "
		    "-fno-omit-frame-pointer)",
		    r->name, c->not_unwound,
		    c->not_unwound == 1 ? " has nothing" : "s have nothing",
		    STR_ARG(r->data.machine));
}

void
recording_say_cuts(const struct recording *r)
{
	say_chains(r);
	say_copies(r);
}
