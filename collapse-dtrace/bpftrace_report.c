/*
 * bpftrace_report.c - what there is to say of bpftrace's text; see bpftrace_report.h.
 */
#include "bpftrace_report.h"

#include <inttypes.h>
#include <stdio.h>

/* So many names of maps at most. */
enum { NAMES = 8 };

/* "@a, @b" of the maps that have stacks, or of all; for a message. */
static void
write_names(const struct bpftrace_parser *p, bool with_stacks, struct output *out)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < p->names.len; i++) {
		if (with_stacks && !p->maps[i].stacks)
			continue;
		if (n++ > 0)
			OUTPUT_LITERAL(out, ", ");
		if (n > NAMES) {
			OUTPUT_LITERAL(out, "…");
			break;
		}
		output_char(out, '@');
		output_str(out, intern_name(&p->names, i));
	}
	output_char(out, '\0');
}

static void
say_oddities(struct bpftrace_parser *p, const char *source, struct report *report)
{
	static const char *const what[BPFTRACE_KINDS] = {
	    [BPFTRACE_INCOMPLETE] = "left out, nothing closes the key that begins here",
	    [BPFTRACE_BAD_JSON] = "left out, this line is no JSON: ",
	    [BPFTRACE_LOST] = "bpftrace had to drop some, counts are too low: ",
	};

	for (int kind = 0; kind < BPFTRACE_KINDS; kind++) {
		const struct oddity *odd = &p->odd[kind];
		char quoted[REPORT_QUOTE], more[40] = "";

		if (odd->times == 0)
			continue;
		report_quote(str_make(odd->text, odd->len), quoted);
		if (odd->times > 1)
			snprintf(more, sizeof(more), ", and %" PRIu64 " more", odd->times - 1);
		report_warning(report, "%s:%" PRIu64 ": %s%s%s", source, odd->line, what[kind],
		    odd->len ? quoted : "", more);
	}
}

/* No map: which there are. */
static void
say_no_map(const struct bpftrace_parser *p, const char *source, const struct report *report)
{
	const char *wanted = p->settings->map;
	struct output names;

	output_to_memory(&names);
	write_names(p, false, &names);
	if (p->names.len == 0)
		report_error(report,
		    "%s: bpftrace has printed no map; stacks are counted by @[ustack] = count()",
		    source);
	else if (wanted != NULL)
		report_error(report, "%s: no map '@%s', but %s", source, wanted + (*wanted == '@'),
		    names.error == 0 ? names.buf : "others");
	else
		report_error(report,
		    "%s: no map has stacks and counts (%s): count by @[ustack] = count(), or "
		    "choose a map without stacks by --map",
		    source, names.error == 0 ? names.buf : "");
	output_close(&names);
}

/* Several maps have stacks, and nobody chose. */
static void
say_others(const struct bpftrace_parser *p, uint32_t map, const char *source, struct report *report)
{
	struct output names;
	size_t n = 0;

	for (size_t i = 0; i < p->names.len; i++)
		n += p->maps[i].stacks;
	if (p->settings->map != NULL || n < 2)
		return;
	output_to_memory(&names);
	write_names(p, true, &names);
	if (names.error == 0)
		report_warning(report,
		    "%s: several maps have stacks: keeping '@%.*s', the first (--map chooses: %s)",
		    source, STR_ARG(intern_name(&p->names, map)), names.buf);
	output_close(&names);
}

/* Which of several prints count. */
static void
say_prints(const struct bpftrace_parser *p, uint32_t map, const char *source, struct report *report)
{
	const struct bpftrace_map *m = &p->maps[map];
	struct str name = intern_name(&p->names, map);

	if (p->settings->sum || !m->again)
		return;
	if (m->cleared)
		report_warning(report,
		    "%s: '@%.*s' is printed %" PRIu64 " times, and counts went down in between: "
		    "of each stack the last print counts; a script that clears the map wants --sum",
		    source, STR_ARG(name), m->prints);
	else
		report_warning(report,
		    "%s: '@%.*s' is printed %" PRIu64 " times and goes on counting: of each stack "
		    "the last print counts (--sum adds all of them up)",
		    source, STR_ARG(name), m->prints);
}

static void
say_left_out(const struct bpftrace_map *m, const struct bpftrace_tally *tally, const char *source,
    struct report *report)
{
	if (tally->negative > 0)
		report_warning(report, "%s: left out %" PRIu64 " stack%s with a negative count",
		    source, tally->negative, report_plural(tally->negative));
	if (m->histograms > 0)
		report_warning(report,
		    "%s: left out %" PRIu64 " histogram%s: count() or sum() instead of hist()",
		    source, m->histograms, report_plural(m->histograms));
	if (m->others > 0)
		report_warning(report, "%s: left out %" PRIu64 " value%s that %s no number", source,
		    m->others, report_plural(m->others), m->others == 1 ? "is" : "are");
	if (tally->user > 0 && tally->user_known == 0)
		report_warning(report,
		    "%s: no function of a program has a name: bpftrace reads names at its end, and "
		    "the programs were gone by then. Let it end first: -p PID, or "
		    "interval:s:10 { exit(); }",
		    source);
}

bool
bpftrace_report(struct bpftrace_parser *p, uint32_t map, const struct bpftrace_tally *tally,
    const char *source, struct report *report)
{
	say_oddities(p, source, report);
	if (map == INTERN_NONE) {
		say_no_map(p, source, report);
		return false;
	}
	say_others(p, map, source, report);
	say_prints(p, map, source, report);
	say_left_out(&p->maps[map], tally, source, report);
	return p->odd[BPFTRACE_INCOMPLETE].times == 0 && p->odd[BPFTRACE_BAD_JSON].times == 0;
}
