/*
 * grid.c - cells in rows and columns; see grid.h.
 *
 *	          own, ms
 *	 before   after  change  function
 *	600.000 655.000 +55.000  parse
 *
 *	| function | own before, ms | own after, ms | own change, ms |
 *	| ---: | ---: | ---: | :--- |
 *	| 600.000 | 655.000 | +55.000 | parse |
 */
#include "grid.h"

#include "mem.h"
#include "utf8.h"

/* Between columns; names get so much, though columns go; the largest of grid_column.spare. */
enum { GAP = 2, MOST_COLUMNS = 16, NAME = 24, MOST_SPARE = 3 };

void
grid_init(struct grid *g, const struct grid_column *columns, size_t width)
{
	*g = (struct grid){.columns = columns, .width = width};
	output_to_memory(&g->text);
}

void
grid_release(struct grid *g)
{
	output_close(&g->text);
	mem_free(g->cells);
}

void
grid_end(struct grid *g, enum grid_colour colour)
{
	if (!MEM_GROW(&g->cells, &g->cap, g->len + 1) || g->text.error != 0) {
		g->failed = true;
		return;
	}
	g->cells[g->len++] = (struct grid_cell){g->open, g->text.len - g->open, colour};
	g->open = g->text.len;
}

static struct str
cell_text(const struct grid *g, const struct grid_cell *cell)
{
	return str_make(g->text.buf + cell->begin, cell->len);
}

/* What is behind the first character; a byte that is none counts as one. */
static struct str
behind_character(struct str s)
{
	size_t n = utf8_length(s);

	return str_skip(s, n > 0 ? n : 1);
}

/* Characters, which are as wide as each other here. */
static size_t
width_of(struct str s)
{
	size_t width = 0;

	for (; s.len > 0; width++)
		s = behind_character(s);
	return width;
}

/* What of a grid is written: columns, and how wide each is, by its number in the grid. */
struct layout {
	size_t shown[MOST_COLUMNS];
	size_t n;
	size_t widths[MOST_COLUMNS];
};

static void
measure(const struct grid *g, size_t widths[])
{
	for (size_t c = 0; c < g->width; c++)
		widths[c] = width_of(str_from(g->columns[c].head));
	for (size_t i = 0; i < g->len && g->width > 0; i++) {
		size_t width = width_of(cell_text(g, &g->cells[i]));

		if (width > widths[i % g->width])
			widths[i % g->width] = width;
	}
}

static void
write_spaces(struct output *out, size_t n)
{
	while (n-- > 0)
		output_char(out, ' ');
}

static const struct grid_column *
shown_column(const struct grid *g, const struct layout *l, size_t i)
{
	return &g->columns[l->shown[i]];
}

/* The number of columns shown from the ith on that share a heading. */
static size_t
group_length(const struct grid *g, const struct layout *l, size_t i)
{
	struct str group = str_from(shown_column(g, l, i)->group);
	size_t n = 1;

	while (i + n < l->n && str_eq(group, str_from(shown_column(g, l, i + n)->group)))
		n++;
	return n;
}

/* The width of n columns from the ith on, with what is between them. */
static size_t
span(const struct layout *l, size_t i, size_t n)
{
	size_t width = n > 0 ? (n - 1) * GAP : 0;

	while (n-- > 0)
		width += l->widths[l->shown[i++]];
	return width;
}

/* A heading stands above its columns' right end; columns are widened where they are too narrow. */
static void
widen(const struct grid *g, struct layout *l)
{
	for (size_t i = 0; i < l->n; i += group_length(g, l, i)) {
		size_t need = width_of(str_from(shown_column(g, l, i)->group));
		size_t have = span(l, i, group_length(g, l, i));

		if (need > have)
			l->widths[l->shown[i]] += need - have;
	}
}

/* Columns but those that are the first to do without. */
static void
lay_out(const struct grid *g, unsigned most, struct layout *l)
{
	*l = (struct layout){.n = 0};
	for (size_t c = 0; c < g->width; c++)
		if (g->columns[c].spare <= most)
			l->shown[l->n++] = c;
	measure(g, l->widths);
	widen(g, l);
}

/*
 * Where lines are wider than there is room, columns are left out, until names have some, and
 * then names are cut. Numbers never are.
 */
static void
fit(const struct grid *g, size_t room, struct layout *l)
{
	unsigned most = MOST_SPARE;
	size_t names, *last, left;

	lay_out(g, most, l);
	if (room == 0 || l->n < 2)
		return;
	last = &l->widths[l->shown[l->n - 1]];
	names = *last < NAME ? *last : NAME;
	while (most > 0 && span(l, 0, l->n - 1) + GAP + names > room)
		lay_out(g, --most, l);
	left =
	    span(l, 0, l->n - 1) + GAP + names > room ? names : room - span(l, 0, l->n - 1) - GAP;
	if (*last > left)
		*last = left;
}

static void
write_groups(const struct grid *g, const struct layout *l, struct output *out)
{
	size_t behind = 0; /* spaces to come before the next heading */

	for (size_t i = 0, n; i < l->n; i += n) {
		const struct grid_column *column = shown_column(g, l, i);
		struct str group = str_from(column->group);
		size_t have;

		n = group_length(g, l, i);
		have = span(l, i, n);
		have -= column->left ? have : width_of(group);
		behind += have + (i > 0 ? GAP : 0);
		if (group.len > 0) {
			write_spaces(out, behind);
			output_str(out, group);
			behind = 0;
		}
	}
	output_char(out, '\n');
}

static const char *
colour_code(enum grid_colour colour)
{
	return colour == GRID_RED ? "\033[31m" : colour == GRID_GREEN ? "\033[32m" : "";
}

/* The first so many characters. */
static struct str
first_characters(struct str s, size_t n)
{
	struct str rest = s;

	while (n-- > 0 && rest.len > 0)
		rest = behind_character(rest);
	return str_head(s, s.len - rest.len);
}

/* A text of at most so many characters: of a longer one the middle is left out. */
static void
write_cut(struct str text, size_t own, size_t width, struct output *out)
{
	size_t tail = (width - 1) / 2;

	if (own <= width) {
		output_str(out, text);
		return;
	}
	output_str(out, first_characters(text, width - 1 - tail));
	OUTPUT_LITERAL(out, "\xe2\x80\xa6");
	output_str(out, str_skip(text, first_characters(text, own - tail).len));
}

static void
write_cell(const struct grid_column *column, struct str text, size_t width, const char *code,
    struct output *out)
{
	size_t own = width_of(text), spaces = own < width ? width - own : 0;

	if (!column->left)
		write_spaces(out, spaces);
	output_str(out, str_from(code));
	write_cut(text, own, width, out);
	if (code[0] != '\0')
		OUTPUT_LITERAL(out, "\033[0m");
}

/* A row; NULL for the headings. */
static void
write_row(const struct grid *g, const struct layout *l, const struct grid_cell *row, bool colours,
    struct output *out)
{
	for (size_t i = 0; i < l->n; i++) {
		size_t c = l->shown[i];
		const char *head = g->columns[c].head;

		if (i > 0)
			write_spaces(out, GAP);
		if (row == NULL)
			write_cell(&g->columns[c], str_from(head), l->widths[c], "", out);
		else
			write_cell(&g->columns[c], cell_text(g, &row[c]), l->widths[c],
			    colours ? colour_code(row[c].colour) : "", out);
	}
	output_char(out, '\n');
}

void
grid_write_text(const struct grid *g, bool colours, size_t room, struct output *out)
{
	struct layout l;

	fit(g, room, &l);
	write_groups(g, &l, out);
	write_row(g, &l, NULL, false, out);
	for (size_t i = 0; i + g->width <= g->len && g->width > 0; i += g->width)
		write_row(g, &l, &g->cells[i], colours, out);
}

/* "own, ms" and "before" as "own before, ms". */
static void
write_joined_head(const struct grid_column *column, struct output *out)
{
	struct str unit = str_from(column->group), group = str_cut(&unit, ',');

	if (column->alone != NULL) {
		output_str(out, str_from(column->alone));
		return;
	}
	output_str(out, group);
	if (group.len > 0 && column->head[0] != '\0')
		output_char(out, ' ');
	output_str(out, str_from(column->head));
	if (unit.len > 0) {
		output_char(out, ',');
		output_str(out, unit);
	}
}

/* What stands in the nth place of a row: the last column, then the others. */
static size_t
markdown_column(const struct grid *g, size_t n)
{
	return n == 0 ? g->width - 1 : n - 1;
}

static void
write_markdown_row(const struct grid *g, const struct grid_cell *row, struct output *out)
{
	for (size_t n = 0; n < g->width; n++) {
		OUTPUT_LITERAL(out, "| ");
		output_str(out, cell_text(g, &row[markdown_column(g, n)]));
		output_char(out, ' ');
	}
	OUTPUT_LITERAL(out, "|\n");
}

void
grid_write_markdown(const struct grid *g, struct output *out)
{
	for (size_t n = 0; n < g->width; n++) {
		OUTPUT_LITERAL(out, "| ");
		write_joined_head(&g->columns[markdown_column(g, n)], out);
		output_char(out, ' ');
	}
	OUTPUT_LITERAL(out, "|\n");
	for (size_t n = 0; n < g->width; n++)
		output_str(
		    out, g->columns[markdown_column(g, n)].left ? STR("| :--- ") : STR("| ---: "));
	OUTPUT_LITERAL(out, "|\n");
	for (size_t i = 0; i + g->width <= g->len && g->width > 0; i += g->width)
		write_markdown_row(g, &g->cells[i], out);
}
