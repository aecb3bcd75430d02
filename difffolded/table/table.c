/*
 * table.c - a comparison as text or Markdown; see table.h.
 *
 *	total  before 3.05 s (1,352 samples)  after 3.39 s (1,498 samples)  +11.05 %
 *
 *	                       own, ms      own share, %                     total, ms
 *	before   after  change       %  before     after    before     after    change  function
 *	608.00  981.20 +373.20  +12.23   19.93     28.94  2,100.00  2,400.00   +300.00  sort
 *
 * Both kinds of output have the same cells; what differs is names, and how a row is put.
 */
#include "table.h"

#include "amounts.h"
#include "counted.h"
#include "grid.h"
#include "names.h"
#include "scale.h"

/* Frames of a long chain that are written at its beginning and its end. */
enum { CHAIN_HEAD = 3, CHAIN_TAIL = 5 };

enum { MOST_COLUMNS = 16, HEADING = 64 };

/* A table while it is written. */
struct writing {
	struct table *t;
	const struct comparison *c;
	struct amounts amounts;
	char own[HEADING], total[HEADING]; /* headings with the unit */
	struct grid_column columns[MOST_COLUMNS];
	size_t width;
	struct grid grid;
	void (*name)(struct output *out, struct str name);
};

/* ---- the first line ---- */

static void
write_side(const struct comparison *c, unsigned side, struct output *out)
{
	const struct compared_side *s = &c->sides[side];

	amounts_write_words(out, comparison_unit(c), s->total, c->places);
	if (s->told || s->recordings > 1)
		OUTPUT_LITERAL(out, " (");
	if (s->told) {
		output_str(out, s->about ? STR("about ") : STR(""));
		counted_write_number(out, s->samples, 0);
		OUTPUT_LITERAL(out, " ");
		counted_write_noun(out, STR("samples"), s->samples == 1);
	}
	if (s->told && s->recordings > 1)
		OUTPUT_LITERAL(out, ", ");
	if (s->recordings > 1)
		output_printf(out, "median of %zu recordings", s->recordings);
	if (s->told || s->recordings > 1)
		output_char(out, ')');
}

/* The totals; where they were made equal there is nothing to compare. */
static void
write_totals(const struct comparison *c, struct output *out)
{
	uint64_t before = c->sides[COMPARISON_BEFORE].total,
		 after = c->sides[COMPARISON_AFTER].total;

	OUTPUT_LITERAL(out, "total  ");
	if (!c->two) {
		write_side(c, COMPARISON_AFTER, out);
		return;
	}
	OUTPUT_LITERAL(out, "before ");
	write_side(c, COMPARISON_BEFORE, out);
	OUTPUT_LITERAL(out, "  after ");
	write_side(c, COMPARISON_AFTER, out);
	OUTPUT_LITERAL(out, "  ");
	if (c->normalized) {
		OUTPUT_LITERAL(out, "made equal: shares are compared");
		return;
	}
	amounts_write_percent_change(out, change_of(before, after), before);
	OUTPUT_LITERAL(out, " %");
	if (c->ways > 0 && before != after) {
		output_str(out, c->total.significant ? STR("  p ") : STR("  "));
		amounts_write_chance(out, c->total, c->ways);
	}
}

/* ---- columns ---- */

static void
add_column(struct writing *w, const char *group, const char *head)
{
	w->columns[w->width++] = (struct grid_column){.group = group, .head = head};
}

/* A column whose cells are not in the unit of its group. */
static void
add_odd_column(struct writing *w, const char *group, const char *head, const char *alone)
{
	w->columns[w->width++] = (struct grid_column){.group = group, .head = head, .alone = alone};
}

static void
set_heading(char heading[HEADING], struct str what, struct str symbol)
{
	struct str parts[] = {what, symbol.len > 0 ? STR(", ") : STR(""), symbol};
	size_t at = 0;

	for (size_t i = 0; i < 3; i++) {
		struct str part = str_head(parts[i], HEADING - 1 - at);

		if (part.len > 0)
			memcpy(heading + at, part.ptr, part.len);
		at += part.len;
	}
	heading[at] = '\0';
}

static void
add_change_columns(struct writing *w, const char *group)
{
	add_column(w, group, "before");
	add_column(w, group, "after");
	add_column(w, group, "change");
}

/* Columns from one on can be spared, some sooner than others. */
static void
spare_columns(struct writing *w, size_t first, unsigned spare)
{
	for (size_t i = first; i < w->width; i++)
		w->columns[i].spare = spare;
}

/* What the table begins with is not spared. */
static void
add_share_columns(struct writing *w)
{
	size_t first = w->width;

	add_column(w, "own share, %", "before");
	add_column(w, "own share, %", "after");
	spare_columns(w, first, w->t->order == COMPARISON_SHARE ? 0 : 3);
}

static void
add_total_columns(struct writing *w)
{
	size_t first = w->width;

	add_change_columns(w, w->total);
	spare_columns(w, first, w->t->order == COMPARISON_TOTAL ? 0 : 1);
}

static void
add_spread_columns(struct writing *w)
{
	size_t first = w->width;

	add_odd_column(w, w->own, "from", "own change from");
	add_odd_column(w, w->own, "to", "own change to");
	spare_columns(w, first, 2);
}

static void
set_columns(struct writing *w)
{
	bool several = w->c->ways > 0, paths = w->t->paths != NULL;

	set_heading(w->own, STR("own"), w->amounts.symbol);
	set_heading(w->total, STR("total"), w->amounts.symbol);
	if (!w->c->two) {
		add_column(w, paths ? w->total : w->own, "amount");
		add_odd_column(w, paths ? w->total : w->own, "%", paths ? "total, %" : "own, %");
		add_column(w, paths ? w->own : w->total, "amount");
		add_odd_column(w, paths ? w->own : w->total, "%", paths ? "own, %" : "total, %");
	} else if (paths) {
		add_change_columns(w, w->total);
		add_odd_column(w, w->total, "%", "total change, %");
		add_column(w, w->own, "change");
		spare_columns(w, w->width - 1, 1);
	} else {
		add_change_columns(w, w->own);
		if (several)
			add_spread_columns(w);
		add_odd_column(w, w->own, "%", "own change, %");
		if (several)
			add_odd_column(w, w->own, "p", "p");
		add_share_columns(w);
		add_total_columns(w);
	}
	w->columns[w->width++] =
	    (struct grid_column){.group = "", .head = paths ? "path" : "function", .left = true};
}

/* ---- rows ---- */

static enum grid_colour
colour_of(struct change change)
{
	return change.size == 0 ? GRID_PLAIN : change.shrank ? GRID_GREEN : GRID_RED;
}

static void
put_amount(struct writing *w, uint64_t units)
{
	amounts_write(&w->grid.text, &w->amounts, units);
	grid_end(&w->grid, GRID_PLAIN);
}

static void
put_change(struct writing *w, struct change change)
{
	amounts_write_change(&w->grid.text, &w->amounts, change);
	grid_end(&w->grid, colour_of(change));
}

static void
put_percent(struct writing *w, uint64_t part, uint64_t whole)
{
	amounts_write_percent(&w->grid.text, part, whole);
	grid_end(&w->grid, GRID_PLAIN);
}

static void
put_percent_change(struct writing *w, struct change change)
{
	amounts_write_percent_change(&w->grid.text, change, w->c->sides[COMPARISON_BEFORE].total);
	grid_end(&w->grid, colour_of(change));
}

static bool
put_spread(struct writing *w, const struct compared *f)
{
	struct change quartiles[2];

	if (!comparison_spread(w->c, f, quartiles))
		return false;
	put_change(w, quartiles[0]);
	put_change(w, quartiles[1]);
	return true;
}

static bool
put_function(struct writing *w, const struct compared *f)
{
	const struct comparison *c = w->c;
	uint64_t whole = c->sides[COMPARISON_AFTER].total;
	bool done = true;

	if (!c->two) {
		put_amount(w, f->own[COMPARISON_AFTER]);
		put_percent(w, f->own[COMPARISON_AFTER], whole);
		put_amount(w, f->total[COMPARISON_AFTER]);
		put_percent(w, f->total[COMPARISON_AFTER], whole);
	} else {
		put_amount(w, f->own[COMPARISON_BEFORE]);
		put_amount(w, f->own[COMPARISON_AFTER]);
		put_change(w, compared_own(f));
		if (c->ways > 0)
			done = put_spread(w, f);
		put_percent_change(w, compared_own(f));
		if (c->ways > 0) {
			amounts_write_chance(&w->grid.text, f->chance, c->ways);
			grid_end(&w->grid, GRID_PLAIN);
		}
		for (unsigned side = 0; side < 2; side++) {
			amounts_write_points(&w->grid.text, f->share[side]);
			grid_end(&w->grid, GRID_PLAIN);
		}
		put_amount(w, f->total[COMPARISON_BEFORE]);
		put_amount(w, f->total[COMPARISON_AFTER]);
		put_change(w, compared_total(f));
	}
	w->name(&w->grid.text, f->name);
	grid_end(&w->grid, GRID_PLAIN);
	return done;
}

bool
table_shows(const struct table *t, const struct compared *f)
{
	if (t->significant && !f->chance.significant)
		return false;
	if (!t->comparison->two)
		return f->total[COMPARISON_AFTER] > 0;
	return compared_own(f).size > 0 || compared_total(f).size > 0 ||
	       (t->order == COMPARISON_SHARE && compared_share(f).size > 0);
}

static bool
put_functions(struct writing *w)
{
	for (size_t i = 0; i < w->c->len && w->t->shown < w->t->rows; i++) {
		if (!table_shows(w->t, &w->c->functions[i]))
			continue;
		if (!put_function(w, &w->c->functions[i]))
			return false;
		w->t->shown++;
	}
	return true;
}

/* ---- paths ---- */

/* The frames of a line below others; of a long chain its ends. */
static void
put_chain(struct writing *w, const struct paths_line *line)
{
	struct paths *p = w->t->paths;
	struct output *out = &w->grid.text;
	size_t len;
	const uint32_t *chain = paths_chain(p, line, &len);
	size_t cut = len > CHAIN_HEAD + CHAIN_TAIL + 1 ? len - CHAIN_HEAD - CHAIN_TAIL : 0;

	for (size_t i = 0; i < len; i++) {
		if (i > 0)
			output_char(out, ';');
		if (cut > 0 && i == CHAIN_HEAD) {
			output_printf(out, "(%zu frames)", cut);
			i += cut - 1;
			continue;
		}
		w->name(out, calltree_name(&p->tree, chain[i]));
	}
}

/* Indentation: spaces at the beginning of a cell are none in Markdown. */
static void
indent(struct writing *w, uint32_t depth)
{
	for (uint32_t i = 0; i < depth; i++)
		output_str(&w->grid.text,
		    w->name == names_write_markdown ? STR("&nbsp;&nbsp;") : STR("  "));
}

static void
put_path(struct writing *w, const struct paths_line *line)
{
	const struct paths *p = w->t->paths;
	struct function_amount first[2], last[2];

	for (unsigned side = 0; side < 2; side++) {
		first[side] = paths_amount(p, line->first, side);
		last[side] = paths_amount(p, line->last, side);
	}
	if (!p->two) {
		uint64_t whole = paths_amount(p, CALLTREE_ROOT, COMPARISON_AFTER).total;

		put_amount(w, first[COMPARISON_AFTER].total);
		put_percent(w, first[COMPARISON_AFTER].total, whole);
		put_amount(w, last[COMPARISON_AFTER].own);
		put_percent(w, last[COMPARISON_AFTER].own, whole);
	} else {
		struct change change = change_of(first[0].total, first[1].total);

		put_amount(w, first[COMPARISON_BEFORE].total);
		put_amount(w, first[COMPARISON_AFTER].total);
		put_change(w, change);
		amounts_write_percent_change(
		    &w->grid.text, change, paths_amount(p, CALLTREE_ROOT, COMPARISON_BEFORE).total);
		grid_end(&w->grid, colour_of(change));
		put_change(w, change_of(last[COMPARISON_BEFORE].own, last[COMPARISON_AFTER].own));
	}
	indent(w, line->depth);
	put_chain(w, line);
	grid_end(&w->grid, GRID_PLAIN);
}

static void
put_paths(struct writing *w)
{
	for (size_t i = 0; i < w->t->paths->len; i++, w->t->shown++)
		put_path(w, &w->t->paths->lines[i]);
}

/* ---- both ---- */

static bool
fill(struct writing *w, struct table *t, void (*name)(struct output *out, struct str name))
{
	const struct comparison *c = t->comparison;
	uint64_t before = c->sides[COMPARISON_BEFORE].total,
		 after = c->sides[COMPARISON_AFTER].total;
	unsigned places = t->paths != NULL ? t->paths->tree.places : c->places;

	*w = (struct writing){.t = t, .c = c, .name = name};
	t->shown = 0;
	w->amounts = amounts_for(comparison_unit(c), before > after ? before : after, places);
	set_columns(w);
	grid_init(&w->grid, w->columns, w->width);
	if (t->paths != NULL)
		put_paths(w);
	return (t->paths != NULL || put_functions(w)) && !w->grid.failed;
}

/* In place of a table without rows. */
static void
write_nothing(const struct table *t, struct output *out)
{
	if (!t->comparison->two || t->paths != NULL)
		OUTPUT_LITERAL(out, "no samples\n");
	else if (t->significant)
		OUTPUT_LITERAL(out, "no function changed more than by chance\n");
	else
		OUTPUT_LITERAL(out, "no function changed\n");
}

bool
table_write_text(struct table *t, struct output *out)
{
	struct writing w;
	bool done = fill(&w, t, names_write_text);

	if (done) {
		write_totals(t->comparison, out);
		OUTPUT_LITERAL(out, "\n\n");
		if (t->shown > 0)
			grid_write_text(&w.grid, t->colours, t->room, out);
		else
			write_nothing(t, out);
	}
	grid_release(&w.grid);
	return done;
}

/* A paragraph for each line of a text. */
static void
write_paragraphs(struct str text, struct str before, struct output *out)
{
	while (text.len > 0) {
		output_char(out, '\n');
		output_str(out, before);
		names_write_markdown_text(out, str_cut(&text, '\n'));
		output_char(out, '\n');
	}
}

/* What failed is the last line. */
bool
table_write_markdown(struct table *t, struct output *out)
{
	struct writing w;
	bool done = fill(&w, t, names_write_markdown);

	if (done) {
		write_totals(t->comparison, out);
		OUTPUT_LITERAL(out, "\n\n");
		if (t->shown > 0)
			grid_write_markdown(&w.grid, out);
		else
			write_nothing(t, out);
		write_paragraphs(t->notes, STR("Note: "), out);
		write_paragraphs(t->failed, STR("**Failed:** "), out);
	}
	grid_release(&w.grid);
	return done;
}
