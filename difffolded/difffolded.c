/*
 * difffolded - two profiles as one differential file of folded stacks.
 *
 *	BEFORE                AFTER                 output
 *	main;parse 31         main;parse 20         main;parse 31 20
 *	main;wait 4           main;log 7            main;log 0 7
 *	                                            main;wait 4 0
 *
 * Both inputs are read at the same time, a thread each, into their distinct
 * stacks in order; the two orders are then walked together.
 */
#include <string.h>
#include <unistd.h>

#include "options.h"
#include "output.h"
#include "pair.h"
#include "report.h"
#include "side.h"
#include "top.h"
#include "workers.h"

/* A function grew by more than --fail-above allows. */
enum { STATUS_GREW = 3 };

/* Functions named when --fail-above fails; the table has the rest. */
enum { MOST_NAMED = 5 };

struct settings {
	bool normalize;
	bool strip_hex;
	bool strip_hash;
	uint64_t top; /* 0: no table */
	const char *fail_above;
	int64_t limit; /* fail_above in units of a share's change, see top.h */
	bool quiet;
	bool verbose;
};

static const struct option options[] = {
    OPTION_HEADING("Comparing"),
    {.letter = 'n',
	.name = "normalize",
	.kind = OPTION_FLAG,
	.offset = offsetof(struct settings, normalize),
	.help = "scale BEFORE so that both totals are equal"},
    {.letter = 's',
	.name = "strip-hex",
	.kind = OPTION_FLAG,
	.offset = offsetof(struct settings, strip_hex),
	.help = "write 0x... for every hexadecimal number"},
    {.name = "strip-hash",
	.kind = OPTION_FLAG,
	.offset = offsetof(struct settings, strip_hash),
	.help = "drop what compilers add to names: hashes, .llvm.N, .constprop.N, .cold ..."},
    OPTION_HEADING("Reporting"),
    {.name = "top",
	.kind = OPTION_NUMBER,
	.offset = offsetof(struct settings, top),
	.arg = "N",
	.min = 1,
	.help = "print a table of the N functions whose share changed most, no stacks"},
    {.name = "fail-above",
	.kind = OPTION_TEXT,
	.offset = offsetof(struct settings, fail_above),
	.arg = "POINTS",
	.help = "with --top: exit 3 if a function's own share grew by more percentage points"},
    OPTION_QUIET(offsetof(struct settings, quiet)),
    OPTION_VERBOSE(
	offsetof(struct settings, verbose), "say what was read and how much of it is in both"),
    OPTION_END,
};

static const char *const aliases[] = {"difffolded.pl", "inferno-diff-folded", NULL};

static const struct program program = {
    .aliases = aliases,
    .name = "difffolded",
    .synopsis = "[options] BEFORE AFTER",
    .about = "Puts two profiles, files of folded stacks, into one with two counts a line, "
	     "which flamegraph-svg draws as a differential flame graph. Either may be -, "
	     "standard input.",
    .examples = "difffolded before.folded after.folded | flamegraph-svg >diff.svg\n"
		"difffolded --strip-hash --top 20 --fail-above 5 before.folded after.folded\n",
    .options = options,
    .operands = HINT_FILE,
};

/* What the options mean together; STATUS_DONE or the status to exit with. */
static int
check_usage(struct settings *set, const struct option_list *operands, const struct report *report)
{
	struct folded_count points;
	bool saturated = false;
	uint64_t limit;

	if (operands->len != 2)
		return report_usage(
		    report, "two files are needed, BEFORE and AFTER, not %zu", operands->len);
	if (strcmp(operands->items[0], "-") == 0 && strcmp(operands->items[1], "-") == 0)
		return report_usage(report, "standard input cannot be both BEFORE and AFTER");
	if (set->fail_above == NULL)
		return STATUS_DONE;
	if (set->top == 0)
		return report_usage(report, "--fail-above needs --top");
	if (!folded_number(str_from(set->fail_above), &points))
		return report_usage(
		    report, "--fail-above takes a number, not '%s'", set->fail_above);
	limit = folded_scale(points.units, points.places, TOP_PLACES, &saturated);
	set->limit = limit > INT64_MAX ? INT64_MAX : (int64_t)limit;
	return STATUS_DONE;
}

/* ---- reading ---- */

struct reading {
	struct side *side;
	const char *path;
};

static void
read_side(void *reading)
{
	struct reading *r = reading;

	side_read(r->side, r->path);
}

/* Both at the same time; what fails is in side->error. */
static void
read_sides(struct side sides[2], const struct option_list *operands)
{
	struct reading before = {&sides[0], operands->items[0]};
	struct reading after = {&sides[1], operands->items[1]};
	void *const readings[] = {&before, &after};

	workers_run(read_side, readings, 2);
}

/* One warning for all lines of a kind. */
static void
warn(struct report *report, const struct side *s, const struct side_oddity *odd, const char *what)
{
	char quoted[REPORT_QUOTE];

	if (odd->lines == 0)
		return;
	report_quote(odd->text, quoted);
	if (odd->lines == 1)
		report_warning(report, "%s:%llu: %s: %s", s->name, (unsigned long long)odd->first,
		    what, quoted);
	else
		report_warning(report, "%s:%llu: %s: %s, and %llu more line%s", s->name,
		    (unsigned long long)odd->first, what, quoted,
		    (unsigned long long)odd->lines - 1, report_plural(odd->lines - 1));
}

static int
reject_differential(const struct side *s, const struct report *report)
{
	bool one_is_odd = s->two.first < s->one.first;
	const struct side_oddity *odd = one_is_odd ? &s->one : &s->two;
	char quoted[REPORT_QUOTE];

	if (s->one.lines == 0)
		report_error(report,
		    "%s: a differential file, with two counts in every line; "
		    "one is needed",
		    s->name);
	else
		report_error(report, "%s:%llu: %s in a mix of lines with one and two: %s", s->name,
		    (unsigned long long)odd->first, one_is_odd ? "one count" : "two counts",
		    report_quote(odd->text, quoted));
	return STATUS_FAILED;
}

/* Says what was odd about an input; STATUS_FAILED when it is of no use. */
static int
check_side(const struct side *s, struct report *report)
{
	char quoted[REPORT_QUOTE];

	if (s->error != 0) {
		report_error(report, "%s: %s", s->name, strerror(s->error));
		return STATUS_FAILED;
	}
	if (s->unfit != NULL) {
		report_error(report, "%s: %s", s->name, s->unfit);
		return STATUS_FAILED;
	}
	if (s->lines == 0 && s->bad.lines > 0) {
		report_error(report,
		    "%s:%llu: no folded stack here or in any other line, as collapse-perf and "
		    "collapse-dtrace make them: %s",
		    s->name, (unsigned long long)s->bad.first, report_quote(s->bad.text, quoted));
		return STATUS_FAILED;
	}
	if (side_is_differential(s))
		return reject_differential(s, report);
	warn(report, s, &s->bad, "left out, no stack with a count");
	warn(report, s, &s->huge, "more than 64 bits can count, the largest number is used");
	warn(report, s, &s->two, "two numbers, the first is taken for a part of the frame");
	if (s->lines == 0)
		report_warning(report, "%s: no stacks", s->name);
	return STATUS_DONE;
}

/* ---- writing ---- */

static void
describe(const struct side *s, const struct report *report)
{
	struct output total;

	output_to_memory(&total);
	folded_write_count(&total, s->total, s->places);
	report_note(report, "%s: %llu lines, %zu stacks, total %.*s, %llu lines left out", s->name,
	    (unsigned long long)s->lines, s->len, STR_ARG(output_text(&total)),
	    (unsigned long long)s->bad.lines);
	output_close(&total);
}

/* --verbose: what was read, and how much of it the sides have in common. */
static void
summarize(const struct side sides[2], const struct report *report)
{
	struct pairs pairs = {&sides[0], &sides[1], 0, 0};
	struct pair pair;
	size_t all = 0;

	while (pairs_next(&pairs, &pair))
		all++;
	describe(&sides[0], report);
	describe(&sides[1], report);
	report_note(report, "%zu stacks in both, %zu vanished, %zu new",
	    sides[0].len + sides[1].len - all, all - sides[1].len, all - sides[0].len);
}

/* Says which functions grew beyond the limit; most changed first. */
static int
check_growth(const struct settings *set, const struct top *top, const struct report *report)
{
	struct output text;
	size_t grown = 0;

	for (size_t i = 0; i < top->len; i++) {
		const struct top_function *f = &top->functions[i];

		if (top_change(f->self) <= set->limit || ++grown > MOST_NAMED)
			continue;
		output_to_memory(&text);
		top_write_name(&text, f->name);
		OUTPUT_LITERAL(&text, ": own share grew by ");
		top_write_points(&text, top_change(f->self), false, 0);
		report_error(report, "%.*s points, more than %s", STR_ARG(output_text(&text)),
		    set->fail_above);
		output_close(&text);
	}
	if (grown > MOST_NAMED)
		report_error(report, "and %zu more functions", grown - MOST_NAMED);
	return grown > 0 ? STATUS_GREW : STATUS_DONE;
}

static int
write_table(const struct settings *set, const struct side sides[2], const struct report *report,
    struct output *out)
{
	struct top top;
	int status = STATUS_FAILED;

	if (set->fail_above != NULL && (sides[0].total == 0 || sides[1].total == 0))
		report_error(report, "%s: nothing to compare with: no samples",
		    sides[sides[0].total == 0 ? 0 : 1].name);
	else
		status = STATUS_DONE;
	if (!top_build(&top, &sides[0], &sides[1])) {
		report_error(report, "out of memory");
		status = STATUS_FAILED;
	} else {
		if (!top_write(&top, set->top, out))
			report_note(report, "no function's share changed");
		if (set->fail_above != NULL && status == STATUS_DONE)
			status = check_growth(set, &top, report);
	}
	top_release(&top);
	return status;
}

int
main(int argc, char **argv)
{
	struct settings set = {.normalize = false};
	struct option_list operands = {NULL, 0, 0};
	struct side sides[2];
	struct report report;
	struct output out;
	enum options_result result;
	int status;

	report_init(&report, program.name);
	result = options_parse(&program, &set, &operands, argc, argv, &report);
	status =
	    result == OPTIONS_RUN ? check_usage(&set, &operands, &report) : options_status(result);
	if (result != OPTIONS_RUN || status != STATUS_DONE) {
		option_list_release(&operands);
		return status;
	}
	report.quiet = set.quiet;
	for (int i = 0; i < 2; i++)
		side_init(&sides[i], set.strip_hex, set.strip_hash);
	read_sides(sides, &operands);
	for (int i = 0; i < 2; i++)
		if (check_side(&sides[i], &report) != STATUS_DONE)
			status = STATUS_FAILED;
	if (set.verbose && status == STATUS_DONE)
		summarize(sides, &report);
	output_init(&out, STDOUT_FILENO);
	if (status == STATUS_DONE && set.top > 0)
		status = write_table(&set, sides, &report, &out);
	else if (status == STATUS_DONE)
		pairs_write(sides, set.normalize, &out);
	status = report_close(&report, &out, status);
	for (int i = 0; i < 2; i++)
		side_release(&sides[i]);
	option_list_release(&operands);
	return status;
}
