/*
 * gates.c - whether AFTER is so much worse that a job has to fail; see gates.h.
 *
 *	parse: own time grew by 373.2 ms, 12.23 % of BEFORE's total, more than 5 %
 *	total grew by 337.2 ms, 11.05 %, more than 5 %
 *
 * Limits are compared exactly; the numbers in messages are rounded.
 */
#include "gates.h"

#include "amounts.h"
#include "names.h"
#include "scale.h"
#include "statistics.h"

/* Functions that are named; a last line counts the others. */
enum { MOST_NAMED = 5 };

void
gate_findings_init(struct gate_findings *found)
{
	*found = (struct gate_findings){.fails = 0};
	output_to_memory(&found->failed);
	output_to_memory(&found->spared);
}

void
gate_findings_release(struct gate_findings *found)
{
	output_close(&found->failed);
	output_close(&found->spared);
}

/* Whether a change is growth by more than so much of a total. */
static bool
exceeds(struct change change, uint64_t total, const struct gate *gate)
{
	return !change.shrank &&
	       scale_compare(change.size, COMPARISON_WHOLE, total, gate->limit) > 0;
}

/* Where a line goes: what may be chance is told, too, for more recordings may show it. */
static struct output *
where_to(struct gate_findings *found, const struct comparison *c, struct chance chance)
{
	if (c->ways > 0 && !chance.significant)
		return &found->spared;
	return ++found->fails > MOST_NAMED ? NULL : &found->failed;
}

/* Whether a difference of counts is within three standard deviations, of this variance. */
static bool
may_be_chance(double difference, double variance)
{
	return difference * difference < 9 * variance;
}

/*
 * Of one recording a side: whether as many samples as a function has differ by so much without
 * any cause. The variance of a number of samples is that number.
 */
static bool
amount_may_be_chance(const struct comparison *c, const struct compared *f, struct change change)
{
	double variance = 0;

	for (int side = 0; side < 2; side++)
		variance += (double)f->own[side] * (double)c->sides[side].sample;
	return c->ways == 0 && may_be_chance((double)change.size, variance);
}

static bool
share_may_be_chance(const struct comparison *c, const struct compared *f)
{
	double variance = 0;

	for (int side = 0; side < 2; side++)
		variance += (double)f->share[side] * COMPARISON_WHOLE *
			    (double)c->sides[side].sample / (double)c->sides[side].total;
	return c->ways == 0 && may_be_chance((double)compared_share(f).size, variance);
}

static void
write_few(struct output *out, bool few)
{
	if (few)
		OUTPUT_LITERAL(out, "; so few samples differ by as much by chance: record longer, "
				    "or several times (diff-flamegraph --repeat 6)");
}

/* "373.2 ms, 12.23", of BEFORE's total. */
static void
write_growth(struct output *out, const struct comparison *c, struct change change)
{
	amounts_write_words(out, comparison_unit(c), change.size, c->places);
	OUTPUT_LITERAL(out, ", ");
	amounts_write_percent(out, change.size, c->sides[COMPARISON_BEFORE].total);
}

static void
write_chance(struct output *out, const struct comparison *c, struct chance chance)
{
	if (c->ways > 0 && chance.significant) {
		OUTPUT_LITERAL(out, ", p ");
		amounts_write_chance(out, chance, c->ways);
	} else if (c->ways > 0 && chance.ways == 0) {
		OUTPUT_LITERAL(out, ", but it is too small a part of the whole to be tested");
	} else if (c->ways > 0) {
		OUTPUT_LITERAL(
		    out, ", but that may be chance: more recordings, or longer ones, show it");
	}
	output_char(out, '\n');
}

static void
check_function(const struct gate *gate, const struct comparison *c, const struct compared *f,
    struct gate_findings *found)
{
	const struct compared_side *before = &c->sides[COMPARISON_BEFORE];
	struct change own = compared_own(f), new = change_of(f->moved, own.size);
	struct output *out;

	if (own.shrank || !exceeds(new, before->total, gate))
		return; /* what only moved has a note of its own */
	out = where_to(found, c, f->chance);
	if (out == NULL)
		return;
	names_write_text(out, f->name);
	OUTPUT_LITERAL(out, ": own amount grew by ");
	write_growth(out, c, own);
	output_printf(out, " %% of BEFORE's total, more than %s %%", gate->text);
	write_few(out, amount_may_be_chance(c, f, own));
	write_chance(out, c, f->chance);
}

/* What of a share's growth is not another function's that only moved; of BEFORE's total, as that was. */
static struct change
new_share(const struct comparison *c, const struct compared *f)
{
	struct change share = compared_share(f);
	uint64_t total = c->sides[COMPARISON_BEFORE].total;

	return share.shrank ? share : change_of(comparison_share(f->moved, total), share.size);
}

static void
check_share(const struct gate *gate, const struct comparison *c, const struct compared *f,
    struct gate_findings *found)
{
	struct change new = new_share(c, f);
	struct output *out;

	if (new.shrank || new.size <= gate->limit)
		return;
	out = where_to(found, c, f->share_chance);
	if (out == NULL)
		return;
	names_write_text(out, f->name);
	OUTPUT_LITERAL(out, ": own share grew by ");
	amounts_write_points(out, compared_share(f).size);
	output_printf(out, " points, more than %s", gate->text);
	write_few(out, share_may_be_chance(c, f));
	write_chance(out, c, f->share_chance);
}

static void
check_total(const struct gate *gate, const struct comparison *c, struct gate_findings *found)
{
	const struct compared_side *before = &c->sides[COMPARISON_BEFORE];
	struct change change = change_of(before->total, c->sides[COMPARISON_AFTER].total);
	struct output *out;

	if (!exceeds(change, before->total, gate))
		return;
	out = c->ways > 0 && !c->total.significant ? &found->spared : &found->failed;
	found->fails += out == &found->failed;
	OUTPUT_LITERAL(out, "total grew by ");
	write_growth(out, c, change);
	output_printf(out, " %%, more than %s %%", gate->text);
	write_chance(out, c, c->total);
}

void
gates_check(const struct gates *g, struct comparison *c, struct gate_findings *found)
{
	if (g->share.text != NULL)
		comparison_sort(c, COMPARISON_SHARE);
	for (size_t i = 0; g->share.text != NULL && i < c->len; i++)
		check_share(&g->share, c, &c->functions[i], found);
	if (g->function.text != NULL)
		comparison_sort(c, COMPARISON_OWN);
	for (size_t i = 0; g->function.text != NULL && i < c->len; i++)
		check_function(&g->function, c, &c->functions[i], found);
	if (found->fails > MOST_NAMED)
		output_printf(
		    &found->failed, "and %zu more functions\n", found->fails - MOST_NAMED);
	if (g->total.text != NULL)
		check_total(&g->total, c, found);
}

/* ---- what numbers cannot tell ---- */

/* How many more recordings a side make the confidence possible, up to a bound. */
static size_t
more_needed(const struct comparison *c)
{
	size_t n = c->sides[COMPARISON_BEFORE].recordings,
	       m = c->sides[COMPARISON_AFTER].recordings;
	size_t more = 1;

	while (more < 20 && !comparison_can_be_sure(c, statistics_ways(n + more, m + more)))
		more++;
	return more;
}

static bool
enough_recordings(const struct gates *g, const struct comparison *c, struct report *report)
{
	bool needed = gates_given(g);
	static const char text[] = "%zu and %zu recordings can be told apart in %u ways only: with "
				   "--confidence %s nothing "
				   "is significant; record %zu more of each";
	size_t n = c->sides[COMPARISON_BEFORE].recordings,
	       m = c->sides[COMPARISON_AFTER].recordings;

	if (c->ways == 0 || comparison_can_be_sure(c, c->ways))
		return true;
	if (needed)
		report_error(report, text, n, m, c->ways, g->confidence, more_needed(c));
	else
		report_warning(report, text, n, m, c->ways, g->confidence, more_needed(c));
	return !needed;
}

/* One sample of a side, as a part of BEFORE's total, or of its own, is more than a gate. */
static void
warn_of_few(const struct gate *gate, const char *option, const struct compared_side *side,
    uint64_t total, struct report *report)
{
	struct change sample = {side->sample, false};
	struct output out;

	if (gate->text == NULL || !exceeds(sample, total, gate))
		return;
	output_to_memory(&out);
	amounts_write_percent(&out, sample.size, total);
	report_warning(report,
	    "%s: one sample is %.*s %%, more than --%s %s: record longer, or several times "
	    "(diff-flamegraph --repeat)",
	    side->name, STR_ARG(output_text(&out)), option, gate->text);
	output_close(&out);
}

/* Whether a side's amounts are known. A recording of nothing would make growth look like chance. */
static bool
is_known(const struct compared_side *side, const struct report *report)
{
	if (side->total == 0 || side->empty != NULL)
		report_error(report, "%s: nothing to compare with: no samples",
		    side->total == 0 ? side->name : side->empty);
	else if (side->total == UINT64_MAX)
		report_error(
		    report, "%s: nothing to compare with: more than 64 bits can count", side->name);
	else
		return true;
	return false;
}

/* Of one side only lines are missing: cut off, it may be, and it looks faster than it was. */
static void
warn_of_part(
    const struct compared_side *part, const struct compared_side *whole, struct report *report)
{
	if (part->about && whole->told && !whole->about)
		report_warning(report,
		    "%s: its counts do not add up to the total that it tells, those of %s do: if "
		    "its end is missing, write it again",
		    part->name, whole->name);
}

bool
gates_decidable(const struct gates *g, const struct comparison *c, struct report *report)
{
	const struct compared_side *sides = c->sides;

	if (gates_given(g) && !(is_known(&sides[0], report) && is_known(&sides[1], report)))
		return false;
	for (int i = 0; gates_given(g) && i < 2; i++)
		warn_of_part(&sides[i], &sides[!i], report);
	for (int i = 0; i < 2; i++) {
		warn_of_few(&g->total, "fail-total", &sides[i], sides[0].total, report);
		warn_of_few(&g->function, "fail-function", &sides[i], sides[0].total, report);
		warn_of_few(&g->share, "fail-above", &sides[i], sides[i].total, report);
	}
	return enough_recordings(g, c, report);
}
