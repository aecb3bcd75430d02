/*
 * check_sides.c - whether two profiles can be compared at all; see check_sides.h.
 *
 *	before;main;parse 31        after;main;parse 29
 *
 * have no stack in common: the process's name is another one.
 */
#include "check_sides.h"

#include <inttypes.h>

#include "pair.h"
#include "scale.h"

/* Of its samples, so many in a hundred a side has in stacks that both have, at least. */
enum { LEAST_PERCENT = 10 };

/* ---- what is counted ---- */

static bool
same_events(const struct counted_list *a, const struct counted_list *b)
{
	for (size_t i = 0; i < a->len && i < b->len; i++)
		if (!str_eq(a->items[i].event, b->items[i].event))
			return false;
	return a->len == b->len;
}

static int
reject_events(const struct recordings sides[2], const struct report *report)
{
	const struct counted_event *before = &sides[0].what.items[0],
				   *after = &sides[1].what.items[0];
	bool units = !str_eq(before->unit, after->unit);

	report_error(report,
	    "%s counts %.*s, %s %.*s: record both with the same event (perf record -e), or compare "
	    "shares, with -n",
	    sides[0].name, STR_ARG(units ? before->unit : before->event), sides[1].name,
	    STR_ARG(units ? after->unit : after->event));
	return STATUS_FAILED;
}

/* One of both does not say what it counts. */
static void
warn_of_unknown(struct recordings sides[2], struct report *report)
{
	int unknown = sides[0].told == sides[0].len;
	struct recordings *u = &sides[unknown], *known = &sides[!unknown];

	if (known->told == 0 || u->told == u->len || recordings_tally(u)->total == 0)
		return;
	report_warning(report,
	    "%s does not say what it counts; taken for %.*s, as in %s (collapse-perf --header "
	    "writes it)",
	    u->name, STR_ARG(known->what.items[0].unit), known->name);
}

/* ---- samples that are missing ---- */

/* More than one in a thousand makes a side look faster than it was. */
static void
warn_of_lost(const struct recordings *side, struct report *report)
{
	struct counted_event what;
	uint64_t all;
	bool saturated = false;

	if (!counted_list_sum(&side->what, &what) || what.after.lost == 0)
		return;
	all = folded_add(what.after.samples, what.after.lost, &saturated);
	if (scale_compare(what.after.lost, 1000, all, 1) <= 0)
		return;
	report_warning(report,
	    "%s: %" PRIu64 " of %" PRIu64 " samples were lost while recording (%.1f %%): its "
	    "amounts are too small by as much; record again with a larger buffer (perf record -m) "
	    "or fewer samples a second (-F)",
	    side->name, what.after.lost, all, 100 * (double)what.after.lost / (double)all);
}

/* ---- stacks in common ---- */

/* What each side has in stacks that the other has, too. */
struct common {
	uint64_t units[2];
};

/* The stack below its first frame, which often is the process's name. */
static struct str
below_root(struct str stack)
{
	str_cut(&stack, ';');
	return stack;
}

static struct common
count_common(const struct tally *before, const struct tally *after)
{
	struct walked walked[2];
	struct pairs pairs;
	struct common common = {{0, 0}};
	bool saturated = false;
	struct pair pair;

	walked_init(&walked[0], before);
	walked_init(&walked[1], after);
	pairs_of(&pairs, &walked[0], &walked[1]);
	while (pairs_next(&pairs, &pair)) {
		if (pair.before == 0 || pair.after == 0)
			continue;
		common.units[0] = folded_add(common.units[0], pair.before, &saturated);
		common.units[1] = folded_add(common.units[1], pair.after, &saturated);
	}
	walked_release(&walked[0]);
	walked_release(&walked[1]);
	return common;
}

/* Whether one side has enough of its samples in common. */
static bool
is_enough(struct common common, const struct tally *before, const struct tally *after)
{
	return scale_compare(common.units[0], 100, before->total, LEAST_PERCENT) >= 0 ||
	       scale_compare(common.units[1], 100, after->total, LEAST_PERCENT) >= 0;
}

/* The stacks without their first frames; false without memory. */
static bool
cut_roots(struct tally *to, const struct tally *from)
{
	bool done = true, saturated = false;

	tally_init(to);
	for (size_t i = 0; done && i < from->len; i++)
		done = tally_add(to, below_root(from->rows[i].text), true,
		    (struct folded_count){from->rows[i].number, from->places, false}, &saturated);
	return done && tally_sort(to);
}

/* Whether the sides would have enough in common without the first frames. */
static bool
roots_differ(const struct tally *before, const struct tally *after)
{
	struct tally cut[2];
	bool done[2] = {cut_roots(&cut[0], before), cut_roots(&cut[1], after)};
	bool differ =
	    done[0] && done[1] && is_enough(count_common(&cut[0], &cut[1]), &cut[0], &cut[1]);

	tally_release(&cut[0]);
	tally_release(&cut[1]);
	return differ;
}

static void
warn_of_few_common(struct recordings sides[2], struct report *report)
{
	const struct tally *before = recordings_tally(&sides[0]),
			   *after = recordings_tally(&sides[1]);

	if (before->total == 0 || after->total == 0 ||
	    is_enough(count_common(before, after), before, after))
		return;
	if (roots_differ(before, after))
		report_warning(report,
		    "less than a tenth of the samples are in stacks that both have: the first "
		    "frames differ; leave the process's name out, with collapse-perf --no-comm");
	else
		report_warning(report,
		    "less than a tenth of the samples are in stacks that both have: if the roots "
		    "differ, collapse both with --no-comm; if inlining does, with --inline, or "
		    "record with --call-graph dwarf");
}

int
check_sides(struct recordings sides[2], const struct settings *set, struct report *report)
{
	bool told = sides[0].told > 0 && sides[1].told > 0;

	if (told && !set->normalize && !same_events(&sides[0].what, &sides[1].what))
		return reject_events(sides, report);
	if (set->significant && sides[0].len + sides[1].len <= 2)
		return report_usage(
		    report, "--significant needs several recordings of each side: two folders");
	warn_of_unknown(sides, report);
	warn_of_lost(&sides[0], report);
	warn_of_lost(&sides[1], report);
	if (set->table)
		warn_of_few_common(sides, report);
	return STATUS_DONE;
}
