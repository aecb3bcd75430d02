/*
 * settings.c - the command line of difffolded; see settings.h.
 */
#include "settings.h"

/* Rows of a table, where --top does not say, and lines of --paths. */
enum { ROWS = 20, PATH_LINES = 96 };

static const char *const orders[] = {"own", "total", "share", NULL};
static const char *const formats[] = {"text", "markdown", "json", NULL};

#define AT(member) offsetof(struct settings, member)

static const struct option options[] = {
    OPTION_HEADING("Comparing"),
    {.letter = 'n',
	.name = "normalize",
	.kind = OPTION_FLAG,
	.offset = AT(normalize),
	.help = "scale BEFORE so that both totals are equal"},
    {.letter = 's',
	.name = "strip-hex",
	.kind = OPTION_FLAG,
	.offset = AT(strip_hex),
	.help = "write 0x... for every hexadecimal number"},
    {.name = "strip-hash",
	.kind = OPTION_FLAG,
	.offset = AT(strip_hash),
	.help = "drop what compilers add to names: hashes, .llvm.N, .constprop.N, .cold ..."},
    {.name = "significant",
	.kind = OPTION_FLAG,
	.offset = AT(significant),
	.help = "of several recordings, only what is more than chance"},
    {.name = "confidence",
	.kind = OPTION_TEXT,
	.offset = AT(confidence_text),
	.arg = "SHARE",
	.help = "of several recordings, how sure to be, default 0.99"},
    {.name = "merge",
	.kind = OPTION_FLAG,
	.offset = AT(merge),
	.help = "compare nothing: add up any number of files into one"},
    OPTION_HEADING("Printing a table instead of stacks"),
    {.name = "top",
	.kind = OPTION_NUMBER,
	.offset = AT(top),
	.arg = "N",
	.min = 1,
	.help = "the N functions that changed most; of one file, that have most"},
    {.name = "sort",
	.kind = OPTION_CHOICE,
	.offset = AT(sort),
	.arg = "WHAT",
	.choices = orders,
	.help = "what the table begins with: own, total or share; default own"},
    {.name = "paths",
	.kind = OPTION_FLAG,
	.offset = AT(paths),
	.help = "the heaviest call paths, not functions"},
    {.name = "format",
	.kind = OPTION_CHOICE,
	.offset = AT(format_name),
	.arg = "FORMAT",
	.choices = formats,
	.help = "text, markdown or json; default text"},
    OPTION_HEADING("Failing, with status 3"),
    {.name = "fail-total",
	.kind = OPTION_TEXT,
	.offset = AT(fail_total),
	.arg = "PERCENT",
	.help = "if the total grew by more"},
    {.name = "fail-function",
	.kind = OPTION_TEXT,
	.offset = AT(fail_function),
	.arg = "PERCENT",
	.help = "if a function's own amount grew by more, in percent of BEFORE's total"},
    {.name = "fail-above",
	.kind = OPTION_TEXT,
	.offset = AT(fail_above),
	.arg = "POINTS",
	.help = "if a function's own share grew by more percentage points"},
    OPTION_HEADING("Reading and reporting"),
    OPTION_MAX_LINE(AT(max_line)),
    OPTION_QUIET(AT(quiet)),
    OPTION_VERBOSE(AT(verbose), "say what was read and how much of it is in both"),
    OPTION_END,
};

static const char *const aliases[] = {"difffolded.pl", "inferno-diff-folded", NULL};

const struct program settings_program = {
    .aliases = aliases,
    .name = "difffolded",
    .synopsis = "[options] BEFORE AFTER\n--top N [options] PROFILE\n--merge [options] FILE...",
    .about = "Puts two profiles, files of folded stacks, into one with two counts a line, "
	     "which flamegraph-svg draws as a differential flame graph; or prints a table of "
	     "what changed. Either may be -, standard input, or a folder of several recordings.",
    .examples = "difffolded before.folded after.folded | flamegraph-svg >diff.svg\n"
		"difffolded --strip-hash --top 20 --fail-total 5 before.folded after.folded\n"
		"difffolded --top 20 --fail-function 1 --format markdown before/ after/\n"
		"difffolded --merge *.folded >all.folded\n",
    .options = options,
    .operands = HINT_FILE,
};

/* All of a text as a number in millionths; false for anything else. */
static bool
millionths(const char *text, uint64_t *value)
{
	struct folded_count count;
	bool saturated = false;

	if (!folded_number(str_from(text), &count))
		return false;
	*value = folded_scale(count.units, count.places, COMPARISON_PLACES, &saturated);
	return true;
}

static int
set_gate(struct gate *gate, const char *option, const char *text, const struct report *report)
{
	gate->text = text;
	if (text != NULL && !millionths(text, &gate->limit))
		return report_usage(report, "--%s takes a number, not '%s'", option, text);
	return STATUS_DONE;
}

static size_t
number_of(const char *const choices[], const char *choice)
{
	size_t i = 0;

	while (choice != NULL && choices[i] != NULL && strcmp(choices[i], choice) != 0)
		i++;
	return i;
}

static int
set_numbers(struct settings *set, const struct report *report)
{
	const char *confidence = set->confidence_text != NULL ? set->confidence_text : "0.99";

	if (set_gate(&set->gates.total, "fail-total", set->fail_total, report) != STATUS_DONE ||
	    set_gate(&set->gates.function, "fail-function", set->fail_function, report) !=
		STATUS_DONE ||
	    set_gate(&set->gates.share, "fail-above", set->fail_above, report) != STATUS_DONE)
		return STATUS_USAGE;
	if (!millionths(confidence, &set->confidence) || set->confidence >= COMPARISON_POINT)
		return report_usage(
		    report, "--confidence takes a number from 0 to below 1, not '%s'", confidence);
	set->gates.confidence = confidence;
	return STATUS_DONE;
}

static int
check_operands(
    const struct settings *set, const struct option_list *operands, const struct report *report)
{
	size_t inputs = 0;

	for (size_t i = 0; i < operands->len; i++)
		inputs += strcmp(operands->items[i], "-") == 0;
	if (inputs > 1)
		return report_usage(report, operands->len == 2 && !set->merge
						? "standard input cannot be both BEFORE and AFTER"
						: "standard input can be read only once");
	if (set->merge || operands->len == 2)
		return STATUS_DONE;
	if (operands->len != 1 || !set->table)
		return report_usage(report,
		    "two files are needed, BEFORE and AFTER, not %zu; a table, --top N, can be of "
		    "one",
		    operands->len);
	if (gates_given(&set->gates) || set->normalize || set->significant)
		return report_usage(report,
		    "--fail-..., -n and --significant compare: two files are needed, BEFORE and "
		    "AFTER");
	return STATUS_DONE;
}

int
settings_complete(
    struct settings *set, const struct option_list *operands, const struct report *report)
{
	if (set_numbers(set, report) != STATUS_DONE)
		return STATUS_USAGE;
	set->format = (enum settings_format)number_of(formats, set->format_name);
	set->order = (enum comparison_order)number_of(orders, set->sort);
	set->table = set->top > 0 || set->paths || set->format_name != NULL || set->sort != NULL ||
		     gates_given(&set->gates);
	if (set->merge && (set->table || set->normalize || set->significant))
		return report_usage(report, "--merge compares nothing and prints no table");
	if (set->normalize && set->gates.total.text != NULL)
		return report_usage(
		    report, "-n makes the totals equal: --fail-total would never fail");
	if (set->top == 0 || (set->paths && set->top > PATH_LINES))
		set->top = set->paths ? PATH_LINES : ROWS;
	return check_operands(set, operands, report);
}
