/*
 * table_json.c - a comparison for programs; see table.h.
 *
 *	{"unit": "ns",
 *	"before": {"total": 3051153378, "samples": 1352, "recordings": 1},
 *	"after": {"total": 3390000000, "samples": 1498, "recordings": 1},
 *	"p": null,
 *	"functions": [
 *	{"name": "parse", "own": {"before": 6, "after": 7, "p": null}, "total": {"before": 6, "after": 7}}
 *	],
 *	"paths": [
 *	{"depth": 0, "frames": ["main", "parse"], "own": {…}, "total": {…}}
 *	],
 *	"notes": [],
 *	"failed": []}
 *
 * Amounts are those of the profile, unscaled. What is not known, or there is no BEFORE for,
 * is null.
 */
#include "counted.h"
#include "names.h"
#include "table.h"

static void
write_amount(struct output *out, bool known, uint64_t units, unsigned places)
{
	if (known)
		folded_write_count(out, units, places);
	else
		OUTPUT_LITERAL(out, "null");
}

/* ways / all, to six places, which has no point of a locale. */
static void
write_p(struct output *out, struct chance chance, uint32_t ways)
{
	if (ways == 0 || chance.ways == 0)
		OUTPUT_LITERAL(out, "null");
	else
		folded_write_count(out,
		    ((uint64_t)chance.ways * COMPARISON_POINT + ways / 2) / ways,
		    COMPARISON_PLACES);
}

static void
write_side(const struct comparison *c, unsigned side, struct output *out)
{
	const struct compared_side *s = &c->sides[side];

	OUTPUT_LITERAL(out, "{\"total\": ");
	write_amount(out, true, s->total, c->places);
	OUTPUT_LITERAL(out, ", \"samples\": ");
	write_amount(out, s->told, s->samples, 0);
	output_printf(out, ", \"recordings\": %zu}", s->recordings);
}

/* Own or total of both sides, without the bracket at the end. */
static void
write_pair(struct output *out, const char *name, const struct comparison *c,
    const uint64_t amounts[2], unsigned places)
{
	output_printf(out, ", \"%s\": {\"before\": ", name);
	write_amount(out, c->two, amounts[COMPARISON_BEFORE], places);
	OUTPUT_LITERAL(out, ", \"after\": ");
	write_amount(out, true, amounts[COMPARISON_AFTER], places);
}

static void
write_function(const struct comparison *c, const struct compared *f, struct output *out)
{
	OUTPUT_LITERAL(out, "{\"name\": ");
	names_write_json(out, f->name);
	write_pair(out, "own", c, f->own, c->places);
	OUTPUT_LITERAL(out, ", \"p\": ");
	write_p(out, f->chance, c->ways);
	OUTPUT_LITERAL(out, "}");
	write_pair(out, "total", c, f->total, c->places);
	OUTPUT_LITERAL(out, "}}");
}

static void
write_functions(struct table *t, struct output *out)
{
	const struct comparison *c = t->comparison;

	for (size_t i = 0; i < c->len && t->shown < t->rows; i++) {
		const struct compared *f = &c->functions[i];

		if (!table_shows(t, f))
			continue;
		output_str(out, t->shown++ > 0 ? STR(",\n") : STR("\n"));
		write_function(c, f, out);
	}
}

static void
write_path(const struct table *t, const struct paths_line *line, struct output *out)
{
	struct paths *p = t->paths;
	uint64_t own[2], total[2];
	size_t len;
	const uint32_t *chain = paths_chain(p, line, &len);

	output_printf(out, "{\"depth\": %u, \"frames\": [", (unsigned)line->depth);
	for (size_t i = 0; i < len; i++) {
		if (i > 0)
			OUTPUT_LITERAL(out, ", ");
		names_write_json(out, calltree_name(&p->tree, chain[i]));
	}
	for (unsigned side = 0; side < 2; side++) {
		own[side] = paths_amount(p, line->last, side).own;
		total[side] = paths_amount(p, line->first, side).total;
	}
	OUTPUT_LITERAL(out, "]");
	write_pair(out, "own", t->comparison, own, p->tree.places);
	OUTPUT_LITERAL(out, "}");
	write_pair(out, "total", t->comparison, total, p->tree.places);
	OUTPUT_LITERAL(out, "}}");
}

static void
write_paths(const struct table *t, struct output *out)
{
	for (size_t i = 0; t->paths != NULL && i < t->paths->len; i++) {
		output_str(out, i > 0 ? STR(",\n") : STR("\n"));
		write_path(t, &t->paths->lines[i], out);
	}
}

static void
write_lines(struct str lines, struct output *out)
{
	for (size_t i = 0; lines.len > 0; i++) {
		if (i > 0)
			OUTPUT_LITERAL(out, ", ");
		names_write_json(out, str_cut(&lines, '\n'));
	}
}

void
table_write_json(struct table *t, struct output *out)
{
	const struct comparison *c = t->comparison;
	struct str unit = comparison_unit(c);

	t->shown = 0;
	OUTPUT_LITERAL(out, "{\"unit\": ");
	if (unit.len > 0)
		names_write_json(out, unit);
	else
		OUTPUT_LITERAL(out, "null");
	OUTPUT_LITERAL(out, ",\n\"before\": ");
	if (c->two)
		write_side(c, COMPARISON_BEFORE, out);
	else
		OUTPUT_LITERAL(out, "null");
	OUTPUT_LITERAL(out, ",\n\"after\": ");
	write_side(c, COMPARISON_AFTER, out);
	OUTPUT_LITERAL(out, ",\n\"p\": ");
	write_p(out, c->total, c->ways);
	OUTPUT_LITERAL(out, ",\n\"functions\": [");
	write_functions(t, out);
	OUTPUT_LITERAL(out, "],\n\"paths\": [");
	write_paths(t, out);
	OUTPUT_LITERAL(out, "],\n\"notes\": [");
	write_lines(t->notes, out);
	OUTPUT_LITERAL(out, "],\n\"failed\": [");
	write_lines(t->failed, out);
	OUTPUT_LITERAL(out, "]}\n");
}
