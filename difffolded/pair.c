/*
 * pair.c - every stack of either side, with both counts; see pair.h.
 *
 *	main;parse 31 40
 *	main;parse;read_line_[k] 0 2.5
 */
#include "pair.h"

#include "scale.h"

/* A count of BEFORE in proportion to AFTER's total; what there is does not vanish. */
static uint64_t
normalized(uint64_t units, const struct side *before, const struct side *after)
{
	uint64_t scaled;

	if (units == 0 || before->total == 0 || after->total == 0)
		return units;
	scaled = scale(units, after->total, before->total);
	return scaled == 0 ? 1 : scaled;
}

/* The places of the side that has more of them, as far as AFTER's counts fit with them. */
static unsigned
common_places(const struct side *before, const struct side *after)
{
	unsigned places = before->places;

	for (; places > after->places; places--) {
		bool saturated = false;

		(void)folded_scale(after->total, after->places, places, &saturated);
		if (!saturated)
			return places;
	}
	return after->places;
}

void
pairs_write(struct side sides[2], bool normalize, struct output *out)
{
	struct pairs pairs = {&sides[0], &sides[1], 0, 0};
	struct pair pair;
	unsigned places;

	if (normalize)
		(void)side_rescale(&sides[1], common_places(&sides[0], &sides[1]));
	places = normalize ? sides[1].places : sides[0].places;
	while (pairs_next(&pairs, &pair)) {
		if (normalize)
			pair.before = normalized(pair.before, &sides[0], &sides[1]);
		output_str(out, pair.stack);
		output_char(out, ' ');
		folded_write_count(out, pair.before, places);
		output_char(out, ' ');
		folded_write_count(out, pair.after, sides[1].places);
		output_char(out, '\n');
	}
}
