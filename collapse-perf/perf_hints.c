/*
 * perf_hints.c - what a recording could have had, and how to get it; what the counts are; and which
 * other program an input is for.
 *
 * A chain of frame pointers ends at the first function that keeps none: then nearly all stacks are
 * the function that ran, and perhaps one more. Those that end where a process or a thread begins
 * are whole, however short they are.
 */
#include "perf_hints.h"

#include <inttypes.h>

#include "beginning.h"
#include "counted.h"
#include "folded.h"
#include "svg_input.h"

/* Of fewer samples nothing is said; nor below so many percent of what they count. */
enum { FEWEST_SAMPLES = 100, MOST = 90, SHALLOW = 2 };

/* perf script prints so many frames of a stack, and drops those outside of them without a word. */
enum { SCRIPT_DEEPEST = 127 };

struct depths {
	double all, shallow, cut; /* sums of counts */
	size_t deepest;
	bool wall; /* a single frame says how a thread waits, of which no stack was recorded */
};

static void
add_row(struct depths *d, const struct stacks *stacks, const struct stacks_row *row, size_t roots)
{
	size_t frames = row->len > roots ? row->len - roots : 0;

	if (d->wall && frames == 1)
		return;
	d->all += (double)row->count;
	if (frames > d->deepest)
		d->deepest = frames;
	if (frames > 0 && frames <= SHALLOW &&
	    !beginning_is(intern_name(&stacks->names, row->ids[frames - 1])))
		d->shallow += (double)row->count;
	if (frames == SCRIPT_DEEPEST &&
	    !beginning_is(intern_name(&stacks->names, row->ids[frames - 1])))
		d->cut += (double)row->count;
}

/* A name of --skip-after that is misspelt cuts nothing, which cannot be seen in the stacks. */
static void
say_skipped(const struct samples *s, struct report *report)
{
	const struct option_list *names = &s->settings->skip_after;

	if (names->len == 0 || s->counts.kept == 0 || s->counts.skipped > 0)
		return;
	report_warning(report,
	    "--skip-after: no stack holds a function '%s'%s; names are as the stacks show them",
	    names->items[0], names->len > 1 ? " or another of those named" : "");
}

/* Text whose deepest stacks all end where perf script ends them. */
static void
say_cut(const struct samples *s, size_t roots, struct report *report)
{
	struct depths d = {.all = 0};

	for (size_t i = 0; i < s->stacks.len; i++)
		add_row(&d, &s->stacks, &s->stacks.rows[i], roots);
	if (d.cut > 0 && d.deepest == SCRIPT_DEEPEST)
		report_warning(report,
		    "stacks with %.1f %% of the counts end at %d frames, where perf script and the "
		    "kernel cut them: record with sysctl kernel.perf_event_max_stack=1024 or "
		    "--call-graph dwarf, and print with perf script --max-stack 10000, or give the "
		    "perf.data file",
		    100 * d.cut / d.all, SCRIPT_DEEPEST);
}

static bool
is_no_sample(const struct samples_event *e)
{
	return e->weighed && e->total != e->kept_samples;
}

/*
 * Text has its line of units when it is asked for alone: what reads the stacks speaks of samples then.
 * Of a clock's they are nanoseconds. Who types the pipe at a terminal is told; logs are spared.
 */
static void
say_unit(const struct samples *s, struct report *report)
{
	const struct perf_settings *settings = s->settings;
	const struct samples_event *first = NULL;
	size_t n = 0;

	if (report->waiting == NULL || settings->header || settings->no_header)
		return;
	for (size_t i = 0; i < s->events.len; i++)
		if (is_no_sample(&s->event[i]) && n++ == 0)
			first = &s->event[i];
	if (first != NULL)
		report_note(report,
		    "counts are %s%.*s%s, not samples; --header says so to what reads them",
		    str_eq(counted_unit(first->name), first->name) ? "" : "nanoseconds of ",
		    STR_ARG(first->name), n > 1 ? " and what other events count" : "");
}

/* Stacks that are hardly any: without call graphs all are single frames. */
static void
say_shallow(const struct depths *d, bool has_chains, struct report *report)
{
	if (d->deepest < SHALLOW && !has_chains)
		report_warning(report,
		    "no stack has more than one frame: record with call graphs, by --call-graph "
		    "dwarf or, where programs keep frame pointers, by -g");
	else if (d->shallow * 100 >= d->all * MOST)
		report_warning(report,
		    "%.0f %% of the samples have stacks of one or two frames, as programs without "
		    "frame pointers give: compile with -fno-omit-frame-pointer (Rust: -C "
		    "force-frame-pointers=yes), or record with --call-graph dwarf",
		    100 * d->shallow / d->all);
}

void
perf_hints_say(
    const struct samples *s, const struct recording_counts *recorded, struct report *report)
{
	const struct perf_settings *settings = s->settings;
	size_t roots = (size_t)!settings->no_comm + (size_t)settings->per_event;
	struct depths d = {.wall = settings->wall};

	say_skipped(s, report);
	if (recorded->records == 0)
		say_unit(s, report);
	if (recorded->records == 0 && settings->max_stack == 0 && settings->skip_after.len == 0)
		say_cut(s, roots, report);
	/* Stacks that were copied, or cut by the user, are another matter. */
	if (s->counts.kept < FEWEST_SAMPLES || recorded->copies > 0 || settings->max_stack > 0 ||
	    settings->skip_after.len > 0)
		return;
	for (size_t i = 0; i < s->stacks.len; i++)
		add_row(&d, &s->stacks, &s->stacks.rows[i], roots);
	if (d.all > 0)
		say_shallow(&d, recorded->chains > 0, report);
}

static bool
is_folded(struct str line)
{
	struct folded_line folded;

	return str_find(line, ';') < line.len && folded_parse(line, &folded) == FOLDED_STACK;
}

const char *
perf_hints_of_line(struct str line)
{
	if (str_search(line, STR("PERFILE2")) < line.len)
		return "a recording of perf begins within other text: what the program prints must "
		       "not "
		       "go where perf record -o - writes";
	if (str_find(line, '\0') < line.len)
		return "this is no text";
	if (str_starts(line, STR("Attaching ")) || str_starts(line, STR("@")))
		return "this looks like the output of bpftrace, which collapse-dtrace reads";
	if (str_search(line, STR("FUNCTION:NAME")) < line.len ||
	    str_starts(line, STR("dtrace: ")) || str_find(line, '`') < line.len)
		return "this looks like the output of DTrace, which collapse-dtrace reads";
	if (svg_input_begins(line))
		return "this looks like a picture: flamegraph-svg --extract prints the stacks of "
		       "those that it drew";
	if (is_folded(line))
		return "this looks like folded stacks, which are collapsed already: "
		       "flamegraph-svg draws them";
	return NULL;
}
