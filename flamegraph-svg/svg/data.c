/*
 * data.c - the call tree as it travels in the picture; see data.h, lib/picture/treecode.c.
 */
#include "data.h"

#include <stdlib.h>

#include "base64.h"
#include "calltree_sorted.h"
#include "mem.h"
#include "svg_input.h"
#include "xml.h"

/* XML parsers are known to refuse a text of more than 10 MB: parts stay below. */
enum { PART = 6 << 20 };

/*
 * place[node] becomes the node's frame, or CALLTREE_NONE. A frame is as wide
 * as any below it and stands before it, so that no frame stays without its caller.
 */
static size_t
choose(const struct calltree *t, size_t max, uint32_t *place)
{
	size_t wider;
	uint64_t least = calltree_least_width(t, max, &wider);
	size_t equal = max - wider; /* how many of the least width are kept */
	bool all = t->len - 1 <= max;
	uint32_t kept = 0;

	for (uint32_t i = 1; i < t->len; i++) {
		bool tie = !all && calltree_width(t, i) == least;
		bool keep = all || calltree_width(t, i) > least || (tie && equal > 0);

		equal -= tie && keep;
		keep = keep || t->nodes[i].depth == 1;
		place[i] = keep ? kept++ : CALLTREE_NONE;
	}
	return kept;
}

/* The widths of a frame that is left out, as samples of its caller. */
static void
add_left_out(struct data *data, const struct calltree *t, uint32_t node, const uint32_t *place)
{
	uint32_t caller = place[t->nodes[node].parent];
	struct treecode_frame *f;
	bool saturated;

	data->left_out++;
	if (caller == CALLTREE_NONE)
		return;
	f = &data->tree.frames[caller];
	f->own[0] = folded_add(f->own[0], t->counts.total[node], &saturated);
	if (calltree_is_differential(t))
		f->own[1] = folded_add(f->own[1], t->before.total[node], &saturated);
}

/* What a frame has by itself, and of frames that are not in the tree any more. */
static uint64_t
own_with_lost(const struct calltree_counts *c, uint32_t node)
{
	bool saturated;

	return c->lost != NULL ? folded_add(c->own[node], c->lost[node], &saturated) : c->own[node];
}

static void
fill_frames(struct data *data, const struct calltree *t, const uint32_t *place)
{
	for (uint32_t i = 1; i < t->len; i++) {
		bool two = calltree_is_differential(t);

		if (place[i] == CALLTREE_NONE) {
			add_left_out(data, t, i, place);
			continue;
		}
		data->tree.frames[place[i]] =
		    (struct treecode_frame){t->nodes[i].name, t->nodes[i].depth - 1,
			{own_with_lost(&t->counts, i), two ? own_with_lost(&t->before, i) : 0}};
	}
}

/* 4 bits for each part of a colour. */
static uint16_t
colour(const struct drawing *d, struct str name, uint32_t id)
{
	struct rgb c;

	/* The viewer reckons those of the names itself, in full. */
	if (d->palette == NULL && d->settings->colour.palette == PALETTE_WARM)
		return 0;
	if (d->palette == NULL || !palette_map_find(d->palette, name, &c))
		c = colour_frame(&d->settings->colour, name, false, id);
	return (uint16_t)((c.r + 8) / 17 << 8 | (c.g + 8) / 17 << 4 | (c.b + 8) / 17);
}

/* Takes the next name, `id` of the calltree's table, if frames have it. */
static void
add_name(
    struct treecode *tree, const struct drawing *d, struct str name, uint32_t id, uint32_t *place)
{
	if (place[id] == 0)
		return;
	place[id] = (uint32_t)tree->names_len;
	tree->colours[tree->names_len] = colour(d, name, id);
	tree->names[tree->names_len++] = name;
}

static void
extra_names_release(struct extra_names *e)
{
	mem_free(e->names);
	output_close(&e->text);
}

static bool
extra_names_init(struct extra_names *e, const struct counted_list *events)
{
	const char *begin;

	*e = (struct extra_names){.len = 1 + events->len};
	output_to_memory(&e->text);
	e->names = mem_zalloc(e->len, sizeof(*e->names));
	for (size_t i = 0; e->names != NULL && i < events->len; i++) {
		size_t at = e->text.len;

		counted_write_line(&e->text, &events->items[i]);
		e->names[1 + i].len = e->text.len - at;
	}
	if (e->names == NULL || e->text.error != 0)
		return false;
	e->names[0] = STR(TREECODE_GAP);
	begin = e->text.buf;
	for (size_t i = 1; i < e->len; begin += e->names[i++].len)
		e->names[i].ptr = begin;
	return true;
}

/*
 * All names in order, the extra ones among them. place: not 0 for those that frames
 * have, the extra ones' behind the others; then where they are.
 */
static void
add_names(struct treecode *tree, const struct drawing *d, const uint32_t *sorted,
    const struct extra_names *extra, uint32_t *place)
{
	const struct intern *table = &d->tree->names;
	uint32_t n = (uint32_t)table->len, k = 0;

	for (uint32_t i = 0; i <= n; i++) {
		struct str name = i < n ? intern_name(table, sorted[i]) : STR("");

		for (; k < extra->len && (i == n || str_cmp(name, extra->names[k]) >= 0); k++)
			add_name(tree, d, extra->names[k], n + k, place);
		if (i < n)
			add_name(tree, d, name, sorted[i], place);
	}
}

/* The frames' names: ids of the calltree's table in, places in the sorted names out. */
static bool
sort_names(struct data *data, const struct drawing *d)
{
	const struct extra_names *extra = &data->extra;
	const struct intern *table = &d->tree->names;
	size_t n = table->len + extra->len;
	struct treecode *tree = &data->tree;
	const uint32_t *known = d->tree->names_sorted;
	uint32_t *sorted = known != NULL ? NULL : intern_sorted(table);
	uint32_t *place = mem_zalloc(n, sizeof(*place));
	bool done;

	mem_ready(place, n * sizeof(*place));
	tree->names = mem_alloc_ready(n * sizeof(*tree->names));
	tree->colours = mem_alloc_ready(n * sizeof(*tree->colours));
	done = (known || sorted) && place && tree->names && tree->colours;
	for (size_t i = 0; done && i < tree->len; i++) {
		uint32_t *name = &tree->frames[i].name;

		*name = *name == CALLTREE_GAP ? (uint32_t)table->len : *name;
		place[*name] = 1;
	}
	if (done)
		add_names(tree, d, known != NULL ? known : sorted, extra, place);
	for (size_t i = 0; done && i < tree->len; i++)
		tree->frames[i].name = place[tree->frames[i].name];
	mem_free(sorted);
	mem_free(place);
	return done;
}

/* The lines that say what is counted, as in a file of stacks: frames of no samples. */
static void
add_events(struct data *data, const struct drawing *d)
{
	for (size_t i = 0; i < d->events->len; i++)
		data->tree.frames[data->tree.len++] =
		    (struct treecode_frame){.name = (uint32_t)(d->tree->names.len + 1 + i)};
}

bool
data_init(struct data *data, const struct drawing *d)
{
	const struct calltree *t = d->tree;
	uint32_t *place = mem_alloc_ready(t->len * sizeof(*place));
	bool done;

	*data = (struct data){0};
	if (place == NULL)
		return false;
	place[CALLTREE_ROOT] = CALLTREE_NONE;
	data->left_out = (size_t)(t->dropped + t->dropped_gaps);
	data->tree.places = t->places;
	data->tree.flags = (calltree_is_differential(t) ? TREECODE_DIFFERENTIAL : 0) |
			   (d->settings->reverse ? TREECODE_REVERSED : 0) |
			   (d->settings->chart ? TREECODE_TIMELINE : 0);
	data->tree.len = choose(t, (size_t)d->settings->max_frames, place);
	data->tree.frames =
	    mem_alloc_ready((data->tree.len + d->events->len) * sizeof(*data->tree.frames));
	done = extra_names_init(&data->extra, d->events) && data->tree.frames != NULL;
	if (done) {
		fill_frames(data, t, place);
		add_events(data, d);
	}
	mem_free(place);
	if (data->left_out > 0)
		data->tree.flags |= TREECODE_PRUNED;
	return done && sort_names(data, d);
}

void
data_make(void *making)
{
	struct data_making *m = making;

	m->done = data_init(m->d->data, m->d);
}

void
data_release(struct data *data)
{
	treecode_release(&data->tree);
	extra_names_release(&data->extra);
}

static void
write_setting(struct output *out, const char *name, struct str value)
{
	if (value.len == 0)
		return;
	output_printf(out, " data-%s=\"", name);
	for (size_t newline; value.len > 0;) {
		newline = str_find(value, '\n');
		xml_text_ascii(out, str_head(value, newline));
		if (newline < value.len)
			OUTPUT_LITERAL(out, "&#10;");
		value = str_skip(value, newline + 1);
	}
	output_char(out, '"');
}

static void
write_number(struct output *out, const char *name, double value)
{
	output_printf(out, " data-%s=\"%.15g\"", name, value);
}

static void
write_count(struct output *out, const char *name, uint64_t count)
{
	output_printf(out, " data-%s=\"%llu\"", name, (unsigned long long)count);
}

static void
write_flag(struct output *out, const char *name, bool on)
{
	write_setting(out, name, on ? STR("1") : STR(""));
}

/* The colour behind the frames, if it was chosen. */
static void
write_back(struct output *out, const struct settings *s)
{
	struct rgb c = s->background.bottom;

	if (s->bgcolors != NULL)
		output_printf(out, " data-back=\"#%02x%02x%02x\"", c.r, c.g, c.b);
}

/* What of the command line the viewer needs. */
static void
write_settings(struct output *out, const struct data *data, const struct drawing *d)
{
	const struct settings *s = d->settings;

	OUTPUT_LITERAL(out, "<metadata class=\"flamegraph-settings\"");
	write_setting(out, "title", str_from(s->title));
	write_setting(out, "subtitle", str_from(s->subtitle));
	write_setting(out, "notes", str_from(s->notes));
	write_setting(out, "count-name", str_from(s->count_name));
	write_setting(out, "name-type", str_from(s->name_type));
	write_setting(out, "palette", str_from(palette_names[s->colour.palette]));
	write_setting(out, "order", s->no_sort ? STR("input") : str_from(s->order));
	write_setting(out, "theme", str_from(s->theme));
	write_setting(out, "search-color", str_from(s->search_color));
	write_setting(out, "stroke-color",
	    str_eq(str_from(s->stroke_color), STR("none")) ? STR("") : str_from(s->stroke_color));
	write_setting(out, "ui-color", str_from(s->ui_color));
	write_back(out, s);
	write_setting(out, "highlight", str_from(s->highlight));
	write_setting(out, "font", str_from(s->font_type));
	write_number(out, "font-size", s->font_size);
	write_count(out, "row", s->height);
	write_count(out, "width", s->width);
	if (s->factor < 1 || s->factor > 1)
		write_number(out, "factor", s->factor);
	write_count(out, "left-out", data->left_out);
	if (s->total != NULL)
		write_count(out, "whole", d->layout->whole);
	write_flag(out, "inverted", s->inverted);
	write_flag(out, "chart", s->chart);
	write_flag(out, "cut-behind", s->truncate_right);
	write_flag(out, "negate", s->negate);
	write_flag(out, "by-share", s->colour_diffusion);
	write_flag(out, "width-before", s->width_before);
	write_flag(out, "colour-by-total", s->colour_by_total);
	OUTPUT_LITERAL(out, "/>\n");
}

/* Links and titles of functions, from --nameattr. */
static void
write_links(struct output *out, const struct name_attributes *attributes)
{
	for (uint32_t i = 0; i < attributes->functions.len; i++) {
		const struct name_attribute *a = &attributes->items[i];

		if (!a->is_link && !a->has_title)
			continue;
		OUTPUT_LITERAL(out, "<metadata class=\"flamegraph-link\"");
		write_setting(out, "name", intern_name(&attributes->functions, i));
		write_setting(out, "title", a->has_title ? a->title : STR(""));
		OUTPUT_LITERAL(out, ">");
		if (a->is_link) {
			OUTPUT_LITERAL(out, "<a");
			output_str(out, a->group);
			OUTPUT_LITERAL(out, "/>");
		}
		OUTPUT_LITERAL(out, "</metadata>\n");
	}
}

bool
data_code(const struct data *data, struct output *bytes, const struct workers_task *beside)
{
	return treecode_write(&data->tree, bytes, beside) == TREECODE_OK && bytes->error == 0;
}

void
data_write(struct output *out, const struct data *data, struct str bytes, const struct drawing *d)
{
	write_settings(out, data, d);
	if (d->attributes != NULL)
		write_links(out, d->attributes);
	for (; bytes.len > 0; bytes = str_skip(bytes, PART)) {
		OUTPUT_LITERAL(out, SVG_DATA_OPEN);
		base64_write(out, str_head(bytes, PART));
		OUTPUT_LITERAL(out, SVG_DATA_CLOSE "\n");
	}
}
