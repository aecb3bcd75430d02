/*
 * pairs_write.c - folded stacks out; see pairs_write.h.
 *
 *	main;parse 31 40
 *	main;parse;read_line_[k] 0 2.5
 */
#include "pairs_write.h"

#include "counted_lines.h"
#include "lines_merge.h"
#include "medians.h"
#include "parts.h"
#include "scale.h"

bool
tally_write(const struct tally *tally, const struct counted_list *what, struct output *out)
{
	struct counted_lines lines;
	bool done;

	counted_lines_init(&lines);
	done = counted_lines_one(&lines, what);
	for (size_t i = 0; done && i < tally->len; i++) {
		counted_lines_before(&lines, tally->rows[i].text, out);
		output_str(out, tally->rows[i].text);
		output_char(out, ' ');
		folded_write_count(out, tally->rows[i].number, tally->places);
		output_char(out, '\n');
	}
	if (done)
		counted_lines_rest(&lines, out);
	counted_lines_release(&lines);
	return done;
}

/* A count of BEFORE in proportion to AFTER's total; what there is does not vanish. */
static uint64_t
normalized(uint64_t units, const struct tally *before, const struct tally *after)
{
	uint64_t scaled;

	if (units == 0 || before->total == 0 || after->total == 0)
		return units;
	scaled = scale(units, after->total, before->total);
	return scaled == 0 ? 1 : scaled;
}

/* The places of the side that has more of them, as far as AFTER's counts fit with them. */
static unsigned
common_places(const struct tally *before, const struct tally *after)
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

/* What BEFORE counts becomes as much as what AFTER does. */
static void
normalize_events(struct counted_list *what, const struct tally *before, const struct tally *after)
{
	for (size_t i = 0; i < what->len; i++) {
		struct folded_count *total = &what->items[i].after.total;
		unsigned places = total->places > before->places ? total->places : before->places;
		bool saturated = false;
		uint64_t units = folded_scale(total->units, total->places, places, &saturated);
		uint64_t from = folded_scale(before->total, before->places, places, &saturated);

		if (saturated || from == 0 || after->total == 0)
			continue;
		units = scale(units, after->total, from);
		*total = (struct folded_count){units, after->places, false};
	}
}

/* Both sides say what they count, or one that does not has no samples. */
static bool
is_counted(struct recordings sides[2])
{
	for (int i = 0; i < 2; i++)
		if (sides[i].told < sides[i].len && recordings_tally(&sides[i])->total > 0)
			return false;
	return true;
}

/* Whether a stack's own amount is not more than chance. */
static bool
is_chance(const struct pairs_writing *how, struct str stack)
{
	uint32_t id;

	if (how->comparison == NULL)
		return false;
	id = intern_find(&how->comparison->names, functions_leaf(stack));
	return id == INTERN_NONE || !how->comparison->functions[id].chance.significant;
}

static void
write_pair(struct str stack, uint64_t before, unsigned places, uint64_t after,
    unsigned after_places, struct output *out)
{
	output_str(out, stack);
	output_char(out, ' ');
	folded_write_count(out, before, places);
	output_char(out, ' ');
	folded_write_count(out, after, after_places);
	output_char(out, '\n');
}

/* What all parts of a file are written with. */
struct writing {
	struct tally *before, *after;
	const struct pairs_writing *how;
	const struct counted_lines *lines;
};

/* Whether a part is made of nothing but both files' lines, with the counts that they have there. */
static bool
is_copied(const struct writing *w, const struct counted_lines *lines)
{
	return lines_can_merge(w->before, w->after) && !w->how->normalize &&
	       w->how->comparison == NULL && lines->next == lines->len;
}

static void
write_part(const void *context, struct part *part, struct output *out)
{
	const struct writing *w = context;
	const struct pairs_writing *how = w->how;
	unsigned places = how->normalize ? w->after->places : w->before->places;
	struct counted_lines lines = *w->lines;
	struct pair p;

	counted_lines_cut(&lines, part->first ? NULL : &part->from, part->last ? NULL : &part->to);
	if (is_copied(w, &lines)) {
		lines_merge(part->pairs.sides, out);
		return;
	}
	while (pairs_next(&part->pairs, &p)) {
		bool chance = how->significant && is_chance(how, p.stack);

		if (how->normalize)
			p.before = normalized(p.before, w->before, w->after);
		if (how->comparison != NULL && (chance || p.before == 0) && p.after == 0)
			continue;
		if (lines.next < lines.len)
			counted_lines_before(&lines, p.stack, out);
		if (chance)
			write_pair(
			    p.stack, p.after, w->after->places, p.after, w->after->places, out);
		else
			write_pair(p.stack, p.before, places, p.after, w->after->places, out);
	}
	counted_lines_rest(&lines, out);
}

static bool
write_parts(const struct writing *w, struct output *out)
{
	struct walked sides[2];
	bool done;

	walked_init(&sides[0], w->before);
	walked_init(&sides[1], w->after);
	done = parts_write(sides, write_part, w, out);
	w->before->error = sides[0].window.error;
	w->after->error = sides[1].window.error;
	walked_release(&sides[0]);
	walked_release(&sides[1]);
	return done;
}

bool
pairs_write(struct recordings sides[2], const struct pairs_writing *how, struct output *out)
{
	struct tally *before = recordings_tally(&sides[0]), *after = recordings_tally(&sides[1]);
	struct counted_lines lines;
	bool done = true;

	for (unsigned i = 0; done && how->comparison != NULL && i < 2; i++)
		done = medians_apply(&sides[i], how->comparison, i);
	if (how->normalize) {
		(void)tally_rescale(after, common_places(before, after));
		normalize_events(&sides[0].what, before, after);
	}
	counted_lines_init(&lines);
	if (done && is_counted(sides))
		done = counted_lines_two(&lines, &sides[0].what, &sides[1].what);
	done = done && write_parts(&(struct writing){before, after, how, &lines}, out);
	counted_lines_release(&lines);
	return done;
}
