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

enum { GAP = 2, MOST_COLUMNS = 16 };

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

/* Characters, which are as wide as each other here; a byte that is none counts as one. */
static size_t
width_of(struct str s)
{
	size_t width = 0;

	for (; s.len > 0; width++) {
		size_t n = utf8_length(s);

		s = str_skip(s, n > 0 ? n : 1);
	}
	return width;
}

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

/* The number of columns from c on that share a heading. */
static size_t
group_length(const struct grid *g, size_t c)
{
	size_t n = 1;

	while (c + n < g->width &&
	       str_eq(str_from(g->columns[c].group), str_from(g->columns[c + n].group)))
		n++;
	return n;
}

/* A heading stands above its columns' right end; columns are widened where they are too narrow. */
static void
widen(const struct grid *g, size_t widths[])
{
	for (size_t c = 0; c < g->width; c += group_length(g, c)) {
		size_t n = group_length(g, c), need = width_of(str_from(g->columns[c].group));
		size_t have = (n - 1) * GAP;

		for (size_t i = 0; i < n; i++)
			have += widths[c + i];
		if (need > have)
			widths[c] += need - have;
	}
}

static void
write_groups(const struct grid *g, const size_t widths[], struct output *out)
{
	size_t behind = 0; /* spaces to come before the next heading */

	for (size_t c = 0; c < g->width;) {
		size_t n = group_length(g, c), have = (n - 1) * GAP;
		struct str group = str_from(g->columns[c].group);

		for (size_t i = 0; i < n; i++)
			have += widths[c + i];
		have -= g->columns[c].left ? have : width_of(group);
		behind += have + (c > 0 ? GAP : 0);
		if (group.len > 0) {
			write_spaces(out, behind);
			output_str(out, group);
			behind = 0;
		}
		c += n;
	}
	output_char(out, '\n');
}

static const char *
colour_code(enum grid_colour colour)
{
	return colour == GRID_RED ? "\033[31m" : colour == GRID_GREEN ? "\033[32m" : "";
}

static void
write_cell(const struct grid *g, size_t c, struct str text, size_t width, const char *code,
    struct output *out)
{
	size_t own = width_of(text);

	if (c > 0)
		write_spaces(out, GAP);
	if (!g->columns[c].left)
		write_spaces(out, width - own);
	output_str(out, str_from(code));
	output_str(out, text);
	if (code[0] != '\0')
		OUTPUT_LITERAL(out, "\033[0m");
	if (g->columns[c].left && c + 1 < g->width)
		write_spaces(out, width - own);
}

void
grid_write_text(const struct grid *g, bool colours, struct output *out)
{
	size_t widths[MOST_COLUMNS] = {0};

	measure(g, widths);
	widen(g, widths);
	write_groups(g, widths, out);
	for (size_t c = 0; c < g->width; c++)
		write_cell(g, c, str_from(g->columns[c].head), widths[c], "", out);
	output_char(out, '\n');
	for (size_t i = 0; i < g->len && g->width > 0; i++) {
		const struct grid_cell *cell = &g->cells[i];
		size_t c = i % g->width;

		write_cell(g, c, cell_text(g, cell), widths[c],
		    colours ? colour_code(cell->colour) : "", out);
		if (c + 1 == g->width)
			output_char(out, '\n');
	}
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
