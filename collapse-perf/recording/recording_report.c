/*
 * recording_report.c - what is said at the end of a recording: what was lost while it was made,
 * and which stacks are not whole.
 *
 *	perf.data: 3 samples were lost while recording
 *	perf.data: 33 of 40 stacks lack their outermost frames: the kernel recorded 127 ...
 */
#include <inttypes.h>

#include "recording_private.h"

/* Records that a full buffer had no room for: of some, perf counts at the end how many were samples. */
static void
say_lost(const struct recording *r)
{
	const struct perf_losses *l = &r->data.losses;
	bool samples = l->lost_samples > 0;
	uint64_t n = samples ? l->lost_samples : l->lost;

	if (n > 0)
		report_warning(r->report,
		    "%s: %" PRIu64
		    " %s%s lost while recording: perf's buffer was full (perf record "
		    "-m 16M makes it larger, -F 99 takes fewer samples)",
		    r->name, n, samples ? "sample" : "event", n == 1 ? " was" : "s were");
}

void
recording_say_losses(const struct recording *r)
{
	const struct perf_losses *l = &r->data.losses;

	if (l->unfinished)
		report_warning(r->report,
		    "%s: perf record was stopped before its end: what it had not written by then "
		    "is "
		    "missing (Ctrl+C or kill -INT lets it end)",
		    r->name);
	say_lost(r);
	if (l->unknown_ids > 0)
		report_warning(r->report,
		    "%s: left out %" PRIu64 " sample%s of events that the file does not describe: "
		    "it is damaged, or another perf has changed it",
		    r->name, l->unknown_ids, report_plural(l->unknown_ids));
	if (l->bad_records > 0)
		report_warning(r->report,
		    "%s: left out %" PRIu64 " record%s shorter than what %s, the first at offset "
		    "%" PRIu64 ": the file is damaged",
		    r->name, l->bad_records, report_plural(l->bad_records),
		    l->bad_records == 1 ? "it should hold" : "they should hold", l->bad_offset);
	if (r->tasks.forgotten > 0)
		report_warning(r->report,
		    "%s: too many maps: those of %" PRIu64 " process%s not heard of for long are "
		    "forgotten, and %s have no names from then on",
		    r->name, r->tasks.forgotten,
		    r->tasks.forgotten == 1 ? " that was" : "es that were",
		    r->tasks.forgotten == 1 ? "its frames" : "their frames");
}

void
recording_say_launcher(const struct recording *r)
{
	const struct option_list *names = &r->settings->skip_launcher;

	if (r->launcher.passed < names->len && r->stacks > 0)
		report_warning(r->report,
		    "%s: --skip-launcher: perf record did not start '%s'%s, so nothing of that is "
		    "left out",
		    r->name, names->items[r->launcher.passed],
		    r->launcher.passed > 0 ? " behind what is named before it" : "");
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
	if (c->elsewhere > 0)
		report_warning(r->report,
		    "%s: %" PRIu64 " of %" PRIu64 " stacks are without outermost frames: they go "
		    "on in other memory than what was copied, as in OCaml 5, coroutines and "
		    "handlers of signals (perf record -g needs no copy, if programs are compiled "
		    "with -fno-omit-frame-pointer)",
		    r->name, c->elsewhere, c->all_copies);
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
