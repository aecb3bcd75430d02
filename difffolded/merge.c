/*
 * merge.c - any number of files added up into one; see merge.h.
 *
 *	one           two           output
 *	main;a 1      main;a 2      main;a 3
 *	              main;b 1      main;b 1
 *
 * Memory has every distinct stack once, whatever the number of files. A file that is of no
 * use is an error, and nothing is written: a sum that lacks a part is no sum.
 */
#include "merge.h"

#include "pairs_write.h"
#include "side.h"

/* Says that a file counts another unit than those before it. */
static int
reject_unit(const struct side *s, struct str unit, const struct report *report)
{
	report_error(report,
	    "%s: counts %.*s, and the files before it count %.*s, which cannot be added up",
	    s->name, STR_ARG(s->what.items[0].unit), STR_ARG(unit));
	return STATUS_FAILED;
}

static int
add_file(struct tally *sum, struct counted_list *what, const char *path, const struct settings *set,
    struct report *report)
{
	enum counted_status counted = COUNTED_OK;
	struct side s;
	int status;

	side_init(&s, set->strip_hex, set->strip_hash);
	s.max_line = set->max_line;
	s.waiting = report->waiting;
	s.strip.plain = true;
	side_read(&s, path, sum);
	status = side_check(&s, report);
	for (size_t i = 0; status == STATUS_DONE && i < s.what.len && counted == COUNTED_OK; i++)
		counted = counted_list_add(what, &s.what.items[i]);
	if (counted == COUNTED_OTHER_UNIT)
		status = reject_unit(&s, what->items[0].unit, report);
	if (counted == COUNTED_NO_MEMORY) {
		report_error(report, "out of memory");
		status = STATUS_FAILED;
	}
	side_release(&s);
	return status;
}

int
merge(const struct settings *set, const struct option_list *operands, struct report *report,
    struct output *out)
{
	struct tally sum;
	struct counted_list what;
	size_t files = operands->len > 0 ? operands->len : 1; /* standard input */
	int status = STATUS_DONE;
	bool sorted;

	tally_init(&sum);
	counted_list_init(&what);
	if (operands->len == 0)
		status = add_file(&sum, &what, "-", set, report);
	for (size_t i = 0; status == STATUS_DONE && i < operands->len; i++)
		status = add_file(&sum, &what, operands->items[i], set, report);
	sorted = tally_sort(&sum);
	if (status == STATUS_DONE && sorted && set->verbose)
		report_note(
		    report, "%zu stacks of %zu file%s", sum.len, files, report_plural(files));
	if (status == STATUS_DONE && (!sorted || !tally_write(&sum, &what, out))) {
		report_error(report, "out of memory");
		status = STATUS_FAILED;
	}
	counted_list_release(&what);
	tally_release(&sum);
	return status;
}
