/*
 * difffolded - two profiles as one differential file of folded stacks, or as a table.
 *
 *	BEFORE                AFTER                 output
 *	main;parse 31         main;parse 20         main;parse 31 20
 *	main;wait 4           main;log 7            main;log 0 7
 *	                                            main;wait 4 0
 *
 * Both inputs are read at the same time, a thread each, into their distinct
 * stacks in order; the two orders are then walked together. A table adds the stacks up by
 * function, for every recording of each side.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "check_sides.h"
#include "merge.h"
#include "moved.h"
#include "pair.h"
#include "pairs_write.h"
#include "paths.h"
#include "recordings.h"
#include "settings.h"
#include "table.h"
#include "workers.h"

/* More than a gate allows; and within: the table is whole, what a gate asks is not to be known. */
enum { STATUS_GREW = 3, STATUS_UNDECIDED };

/* ---- reading ---- */

struct task {
	struct recordings *recordings;
	struct reading how;
};

static void
read_task(void *task)
{
	struct task *t = task;

	recordings_read(t->recordings, &t->how);
}

/* All operands at the same time; STATUS_FAILED where one is of no use. */
static int
read_all(struct recordings *sides, size_t n, const struct settings *set, struct report *report)
{
	struct reading how = {set->strip_hex, set->strip_hash, !set->table, set->table, false,
	    set->max_line, report->waiting};
	struct task tasks[2];
	void *pointers[2];
	int status = STATUS_DONE;

	for (size_t i = 0; i < n; i++)
		how.functions = how.functions || recordings_is_folder(sides[i].path);
	how.pass = !how.functions;
	for (size_t i = 0; i < n; i++) {
		tasks[i] = (struct task){&sides[i], how};
		pointers[i] = &tasks[i];
	}
	workers_run(read_task, pointers, n);
	for (size_t i = 0; i < n; i++)
		if (recordings_check(&sides[i], report) != STATUS_DONE)
			status = STATUS_FAILED;
	return status;
}

static void
describe(struct recordings *r, const struct report *report)
{
	const struct tally *t = recordings_tally(r);
	uint64_t bad = 0;
	struct output total;

	for (size_t i = 0; i < r->len; i++)
		bad += r->sides[i].bad.lines;
	output_to_memory(&total);
	folded_write_count(&total, t->total, t->places);
	report_note(report, "%s: %llu lines, %zu stacks, total %.*s, %llu lines left out", r->name,
	    (unsigned long long)recordings_lines(r), t->len, STR_ARG(output_text(&total)),
	    (unsigned long long)bad);
	output_close(&total);
}

/* How many stacks either side has; false where one cannot be read again. */
static bool
count_pairs(struct recordings sides[2], size_t *all)
{
	struct walked walked[2];
	struct pairs pairs;
	struct pair pair;
	bool read = true;

	for (int i = 0; i < 2; i++)
		walked_init(&walked[i], recordings_tally(&sides[i]));
	*all = 0;
	for (pairs_of(&pairs, &walked[0], &walked[1]); pairs_next(&pairs, &pair);)
		++*all;
	for (int i = 0; i < 2; i++) {
		read = read && walked[i].window.error == 0;
		walked_release(&walked[i]);
	}
	return read;
}

/* --verbose: what was read, and how much of it the sides have in common. */
static void
summarize(struct recordings *sides, size_t n, const struct report *report)
{
	size_t all, before, after;

	for (size_t i = 0; i < n; i++)
		describe(&sides[i], report);
	if (n < 2 || !count_pairs(sides, &all))
		return;
	before = recordings_tally(&sides[0])->len;
	after = recordings_tally(&sides[1])->len;
	report_note(report, "%zu stacks in both, %zu vanished, %zu new", before + after - all,
	    all - after, all - before);
}

/* ---- what comes out ---- */

static int
no_memory(const struct report *report)
{
	report_error(report, "out of memory");
	return STATUS_FAILED;
}

/* A line of the report for each line of a text. */
static void
say_lines(const struct report *report, struct str text,
    void (*say)(const struct report *r, const char *format, ...))
{
	while (text.len > 0) {
		struct str line = str_cut(&text, '\n');

		say(report, "%.*s", STR_ARG(line));
	}
}

static bool
write_table(struct table *t, enum settings_format format, struct output *out)
{
	switch (format) {
	case FORMAT_MARKDOWN:
		return table_write_markdown(t, out);
	case FORMAT_JSON:
		table_write_json(t, out);
		return true;
	default:
		return table_write_text(t, out);
	}
}

static bool
wants_colours(const struct settings *set)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return set->format == FORMAT_TEXT && isatty(STDOUT_FILENO) &&
	       (no == NULL || no[0] == '\0') && (term == NULL || strcmp(term, "dumb") != 0);
}

/* Characters of a line of the terminal that standard output is; 0 if it is none. */
static size_t
terminal_width(void)
{
	struct winsize size;

	return isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col
										     : 0;
}

/* Table, then what failed: the last line. */
static int
print_table(const struct settings *set, struct comparison *c, struct paths *paths, struct str notes,
    struct report *report, struct output *out)
{
	struct gate_findings found;
	bool decided = gates_decidable(&set->gates, c, report), done;
	int status = decided ? STATUS_DONE : STATUS_UNDECIDED;
	struct table t = {.comparison = c,
	    .paths = paths,
	    .rows = set->top,
	    .significant = set->significant,
	    .order = set->order,
	    .colours = wants_colours(set),
	    .room = terminal_width()};

	gate_findings_init(&found);
	if (decided)
		gates_check(&set->gates, c, &found);
	t.failed = output_text(&found.failed);
	t.notes = notes;
	comparison_sort(c, set->order);
	done = write_table(&t, set->format, out) && found.failed.error == 0;
	output_flush(out);
	say_lines(report, notes, report_note);
	say_lines(report, output_text(&found.spared), report_note);
	say_lines(report, output_text(&found.failed), report_error);
	if (found.fails > 0)
		status = STATUS_GREW;
	gate_findings_release(&found);
	return done ? status : no_memory(report);
}

static int
run_table(const struct settings *set, const struct comparing *what, struct report *report,
    struct output *out)
{
	struct comparison c;
	struct paths paths = {.lines = NULL};
	struct output notes;
	bool done = comparison_build(&c, what);
	int status = STATUS_FAILED;

	output_to_memory(&notes);
	if (done && c.two)
		done = moved_find(&c, what, &notes);
	if (done && set->paths)
		done = paths_build(&paths, what, &c, set->top);
	if (!done)
		no_memory(report);
	else
		status = print_table(
		    set, &c, set->paths ? &paths : NULL, output_text(&notes), report, out);
	if (set->paths)
		paths_release(&paths);
	output_close(&notes);
	comparison_release(&c);
	return status;
}

/* The differential file; of several recordings, of typical ones. */
static int
run_pairs(const struct settings *set, const struct comparing *what, struct recordings sides[2],
    struct report *report, struct output *out)
{
	struct pairs_writing how = {set->normalize, NULL, set->significant};
	bool several = sides[0].len > 1 || sides[1].len > 1, done = true;
	struct comparison c;

	if (several) {
		done = comparison_build(&c, what);
		how.comparison = &c;
	}
	done = done && pairs_write(sides, &how, out);
	if (several)
		comparison_release(&c);
	return done ? STATUS_DONE : no_memory(report);
}

/* Whether the files are still what they were when they were read first; says so of others. */
static bool
is_steady(struct recordings *sides, size_t n, const struct report *report)
{
	bool steady = true;

	for (size_t i = 0; i < n; i++) {
		struct side *s = &sides[i].sides[0];

		if (sides[i].len != 1 || !side_changed(s))
			continue;
		report_error(report, "%s: %s", s->name, steady_reason(s->error));
		steady = false;
	}
	return steady;
}

static int
compare(const struct settings *set, const struct option_list *operands, struct report *report,
    struct output *out)
{
	struct recordings sides[2] = {{.len = 0}, {.len = 0}};
	size_t n = operands->len == 2 ? 2 : 1;
	struct comparing what = {.before = n == 2 ? &sides[0] : NULL,
	    .after = &sides[n - 1],
	    .normalize = set->normalize,
	    .confidence = set->confidence,
	    .own = gate_bounds(&set->gates.function),
	    .share = gate_bounds(&set->gates.share)};
	int status;

	for (size_t i = 0; i < n; i++)
		recordings_init(&sides[i], operands->items[i]);
	status = read_all(sides, n, set, report);
	if (set->verbose && status == STATUS_DONE)
		summarize(sides, n, report);
	if (status == STATUS_DONE && n == 2)
		status = check_sides(sides, set, report);
	if (status == STATUS_DONE && set->table)
		status = run_table(set, &what, report, out);
	else if (status == STATUS_DONE)
		status = run_pairs(set, &what, sides, report, out);
	if (status == STATUS_DONE && !is_steady(sides, n, report))
		status = STATUS_FAILED;
	for (size_t i = 0; i < n; i++)
		recordings_release(&sides[i]);
	return status;
}

static int
run(void *settings, const struct option_list *operands, struct report *report)
{
	struct settings *set = settings;
	struct output out;
	int status = settings_complete(set, operands, report);

	if (status != STATUS_DONE)
		return status;
	output_init(&out, STDOUT_FILENO);
	status =
	    set->merge ? merge(set, operands, report, &out) : compare(set, operands, report, &out);
	status = report_close(report, &out, status);
	return status == STATUS_UNDECIDED ? STATUS_FAILED : status;
}

int
main(int argc, char **argv)
{
	struct settings set = {.normalize = false};

	return options_main(&settings_program, &set, &set.quiet, run, argc, argv);
}
