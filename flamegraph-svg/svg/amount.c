/*
 * amount.c - counts in words; see amount.h, lib/counted.h.
 */
#include "amount.h"

#include "label.h"

/* ", 152 samples", or nothing where that is not known. */
static void
write_samples(struct output *out, const struct drawing *d, uint64_t units)
{
	const struct counted_event *e = d->counted;
	const struct counted_side *side =
	    d->settings->width_before && e->two ? &e->before : &e->after;
	uint64_t sum = d->layout->weight[CALLTREE_ROOT], n;
	bool about, other = false;

	if (str_eq(e->unit, STR("samples")) || side->samples == 0)
		return;
	/* Whether the counts are still those that the line tells of. */
	counted_samples(side, sum, sum, d->tree->places, &other);
	n = counted_samples(side, units, sum, d->tree->places, &about);
	if (about && !other && counted_is_scaled(e->unit))
		return;
	OUTPUT_LITERAL(out, ", ");
	output_str(out, about ? STR("about ") : STR(""));
	counted_write_amount(out, STR("samples"), n, 0);
}

/* In the unit that the stacks are counted in. */
static void
write_known(struct output *out, const struct drawing *d, uint64_t units)
{
	unsigned places = d->tree->places;
	uint64_t shown = label_scale(units, &places, d->settings->factor);

	counted_write_amount(out, d->counted->unit, shown, places);
	write_samples(out, d, units);
}

static struct str
count_name(const struct drawing *d)
{
	const char *given = d->settings->count_name;

	return given != NULL ? str_from(given) : STR("samples");
}

void
amount_write(struct output *out, const struct drawing *d, uint64_t units)
{
	if (d->counted != NULL) {
		write_known(out, d, units);
		return;
	}
	label_count(out, units, d->tree->places, d->settings->factor);
	output_char(out, ' ');
	output_str(out, count_name(d));
}

void
amount_write_whole(struct output *out, const struct drawing *d)
{
	uint64_t whole = d->layout->whole;

	if (d->counted != NULL) {
		write_known(out, d, whole);
		return;
	}
	label_count(out, whole, d->tree->places, d->settings->factor);
	output_char(out, ' ');
	if (d->settings->count_name != NULL)
		output_str(out, count_name(d));
	else
		counted_write_noun(out, STR("samples"),
		    whole == 1 && d->tree->places == 0 && d->settings->factor == 1);
}
