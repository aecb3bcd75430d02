/*
 * svg.c - a laid out call tree as one SVG; see svg.h.
 *
 *	<svg xmlns="http://www.w3.org/2000/svg" class="fg1f2e3d4c" width="100%" height="182"
 *	  viewBox="0 0 1200 182">
 *	<title>Flame Graph</title>
 *	<style>…</style>
 *	<defs><linearGradient id="fg-eeeeee-eeeeb0" …>…</linearGradient></defs>
 *	<rect class="b" … fill="url(#fg-eeeeee-eeeeb0)"/>
 *	<text class="t" x="600" y="24">Flame Graph</text>
 *	<text class="d" x="10" y="165">286 samples, 363 frames</text>
 *	<g id="frames" class="f">
 *	<g fill="#e6b71e">
 *	<rect x="10" y="132" width="1180" height="17"><title>all (286 samples, 100%)</title></rect>
 *	…</g>
 *	<text x="13" y="143">all</text>
 *	…<text fill="#fff" x="14.6" y="95">on a dark colour</text>…</g>
 *	</svg>
 *
 * Small: what all frames have in common is said once, in the style sheet; the
 * frames of one colour share a group. The class is made from the style sheet's
 * text, and ids from what they name: two pictures in one page do not disturb
 * each other.
 */
#include "svg.h"

#include <errno.h>
#include <string.h>

#include "amount.h"
#include "data.h"
#include "label.h"
#include "mem.h"
#include "paint.h"
#include "style.h"
#include "symbol.h"
#include "texts.h"
#include "viewer.h"
#include "warm.h"
#include "workers.h"
#include "xml.h"

/* Of the legend of a difference, at either side. */
enum { LEGEND_STEPS = 8 };

/* What the functions below hand on. */
struct writer {
	struct output *out;
	const struct drawing *d;
	const struct settings *s;
	struct output words; /* of an amount */
	struct texts texts;
	const struct painted *all; /* boxes by colour */
};

static void
text(struct writer *w, struct str s)
{
	if (w->s->ascii)
		xml_text_ascii(w->out, s);
	else
		xml_text(w->out, s);
}

/* Ends a line, where elements are to have lines of their own. */
static void
pretty(struct writer *w, int depth)
{
	if (!w->s->pretty)
		return;
	output_char(w->out, '\n');
	while (depth-- > 0)
		output_str(w->out, STR("  "));
}

static struct str
title_of(const struct settings *s)
{
	if (s->title != NULL)
		return str_from(s->title);
	if (s->chart)
		return STR("Flame Chart");
	return s->inverted ? STR("Icicle Graph") : STR("Flame Graph");
}

static void
write_background(struct writer *w, uint64_t height)
{
	struct output *out = w->out;
	struct rgb a = w->s->background.top, b = w->s->background.bottom;
	unsigned long top = (unsigned long)a.r << 16 | (unsigned long)a.g << 8 | a.b;
	unsigned long bottom = (unsigned long)b.r << 16 | (unsigned long)b.g << 8 | b.b;

	if (top != bottom)
		output_printf(out,
		    "<defs><linearGradient id=\"fg-%06lx-%06lx\" x2=\"0\" y2=\"1\">"
		    "<stop stop-color=\"#%06lx\" offset=\".05\"/>"
		    "<stop stop-color=\"#%06lx\" offset=\".95\"/></linearGradient></defs>\n",
		    top, bottom, top, bottom);
	/* Wider than the picture: it fills a wide window in which the picture is centred. */
	output_printf(out, "<rect class=\"b\" x=\"-5000\" width=\"99999\" height=\"%llu\" fill=\"",
	    (unsigned long long)height);
	if (top != bottom)
		output_printf(out, "url(#fg-%06lx-%06lx)\"/>\n", top, bottom);
	else
		output_printf(out, "#%06lx\"/>\n", top);
}

/* A picture of words is never made larger than it is, and hardly smaller on a telephone. */
static uint32_t
width_of(const struct writer *w)
{
	enum { WORDS_WIDTH = 500 };

	if (w->d != NULL)
		return w->d->layout->width;
	return w->s->width > 0 ? (uint32_t)w->s->width : WORDS_WIDTH;
}

/* A line of text, cut to the width of the picture; in letters of `size` pixels. */
static void
write_line(
    struct writer *w, const char *class_name, uint32_t x, uint64_t y, double size, struct str s)
{
	uint32_t width = width_of(w);
	bool dots;

	/* Letters of a proportional font are about 0.55 of their size wide. */
	s = label_fit(s, (unsigned)((width - 2 * LAYOUT_SIDE) / (size * 0.55)), true, &dots);
	if (s.len == 0)
		return;
	output_printf(w->out, "<text class=\"%s\" x=\"%lu\" y=\"%llu\"%s>", class_name,
	    (unsigned long)x, (unsigned long long)y,
	    x > LAYOUT_SIDE ? " text-anchor=\"middle\"" : "");
	text(w, s);
	output_str(w->out, dots ? STR("..") : STR(""));
	OUTPUT_LITERAL(w->out, "</text>\n");
}

/* The change that a colour of the field's scale stands for, from -1 to 1. */
static double
change_of(uint32_t rgb)
{
	uint32_t red = rgb >> 16, green = rgb >> 8 & 255, blue = rgb & 255;

	return red == 255 ? (250.0 - green) / 150 : blue == 255 ? -(250.0 - red) / 150 : 0;
}

/* One rule; the colour stays in the attribute for what knows no style sheets. */
static void
write_fill(struct writer *w, const char *class_name, uint32_t rgb)
{
	struct rgb c = warm_change(change_of(rgb), 1);

	output_printf(w->out, ".%s [fill=\"#%06lx\"]{fill:#%02x%02x%02x}", class_name,
	    (unsigned long)rgb, c.r, c.g, c.b);
}

/* Rules that draw a difference in colours that all eyes tell apart. */
static void
write_fills(struct writer *w, const char *class_name)
{
	for (size_t i = 0; i < w->d->layout->len; i++)
		if (i == 0 || w->all[i].rgb != w->all[i - 1].rgb)
			write_fill(w, class_name, w->all[i].rgb);
	for (int i = -LEGEND_STEPS; i <= LEGEND_STEPS; i++) {
		struct rgb c = colour_change(i, LEGEND_STEPS);

		write_fill(w, class_name, (uint32_t)c.r << 16 | (uint32_t)c.g << 8 | c.b);
	}
}

/* Everything up to the frames. */
static void
write_head(struct writer *w, uint32_t width, uint64_t height)
{
	struct output *out = w->out;
	const struct settings *s = w->s;
	/* Without many colours, boxes side by side need lines between them. */
	bool lines = s->colour_diffusion || (w->d != NULL && calltree_is_differential(w->d->tree));
	char class_name[STYLE_CLASS];
	uint64_t size = (uint64_t)s->font_size;

	if (!style_class(s, lines, class_name))
		w->out->error = ENOMEM;
	if (s->encoding != NULL)
		output_printf(out, "<?xml version=\"1.0\" encoding=\"%s\"?>\n", s->encoding);
	output_printf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"%s\" ", class_name);
	if (s->width > 0)
		output_printf(out, "width=\"%lu\"", (unsigned long)width);
	else
		OUTPUT_LITERAL(out, "width=\"100%\"");
	output_printf(out,
	    " height=\"%llu\" font-family=\"monospace\" font-size=\"%lu\" viewBox=\"0 0 %lu %llu\" "
	    "stroke=\"none\" preserveAspectRatio=\"xMidYMin\">\n",
	    (unsigned long long)height, (unsigned long)size, (unsigned long)width,
	    (unsigned long long)height);
	if (title_of(s).len > 0) {
		OUTPUT_LITERAL(out, "<title>");
		text(w, title_of(s));
		OUTPUT_LITERAL(out, "</title>\n");
	}
	if (s->notes != NULL) {
		OUTPUT_LITERAL(out, "<desc>");
		text(w, str_from(s->notes));
		OUTPUT_LITERAL(out, "</desc>\n");
	}
	OUTPUT_LITERAL(out, "<style>");
	style_write(out, s, lines, class_name);
	if (w->all != NULL && calltree_is_differential(w->d->tree) && !s->colour_diffusion)
		write_fills(w, class_name);
	OUTPUT_LITERAL(out, "</style>\n");
	write_background(w, height);
	write_line(w, "t", width / 2, size * 2, s->font_size * 17 / 12, title_of(s));
	write_line(w, "s", width / 2, size * 7 / 2, s->font_size, str_from(s->subtitle));
}

/* The line below the frames: what a reader without scripts should know. */
static void
write_details(struct writer *w)
{
	const struct layout *l = w->d->layout;
	size_t drawn = l->len - 1; /* "all" is none of the input's */
	struct output details;

	output_to_memory(&details);
	amount_write_whole(&details, w->d);
	OUTPUT_LITERAL(&details, ", ");
	label_count(&details, drawn, 0, 1);
	if (l->hidden > 0) {
		OUTPUT_LITERAL(&details, " of ");
		label_count(&details, drawn + l->hidden, 0, 1);
	}
	output_str(&details, drawn + l->hidden == 1 ? STR(" frame") : STR(" frames"));
	if (l->hidden > 0)
		output_str(&details, l->too_deep
					 ? STR("; the others are too narrow or too deep to draw")
					 : STR("; the others are too narrow to draw"));
	write_line(w, "d", LAYOUT_SIDE, l->height - (uint32_t)w->s->font_size - 5, w->s->font_size,
	    output_text(&details));
	if (!output_close(&details))
		w->out->error = details.error;
}

/* What the colours of a differential graph mean, at the right of the details. */
static void
write_legend(struct writer *w)
{
	enum { STEP = 14, WORD = 50, LEAST_WIDTH = 700 };
	const struct layout *l = w->d->layout;
	unsigned long long y = l->height - (uint32_t)w->s->font_size - 5;
	uint32_t x = l->width - LAYOUT_SIDE - WORD - (2 * LEGEND_STEPS + 1) * STEP;

	if (l->width < LEAST_WIDTH)
		return;
	output_printf(w->out,
	    "<g class=\"l\"><text class=\"e\" x=\"%lu\" y=\"%llu\" text-anchor=\"end\">less</text>",
	    (unsigned long)x - 6, y);
	for (int i = -LEGEND_STEPS; i <= LEGEND_STEPS; i++, x += STEP) {
		struct rgb c = colour_change(w->s->negate ? -i : i, LEGEND_STEPS);

		output_printf(w->out,
		    "<rect x=\"%lu\" y=\"%llu\" width=\"%d\" height=\"11\" "
		    "fill=\"#%02x%02x%02x\"/>",
		    (unsigned long)x, y - 10, STEP, c.r, c.g, c.b);
	}
	output_printf(
	    w->out, "<text x=\"%lu\" y=\"%llu\">more</text></g>\n", (unsigned long)x + 6, y);
}

/* NAME (N COUNTNAME, P%), and in a differential graph "; +D%". */
static void
write_title(struct writer *w, const struct layout_frame *f, const struct name_attribute *a)
{
	const struct layout *l = w->d->layout;
	bool root = f->node == CALLTREE_ROOT;
	uint64_t weight = root ? l->whole : l->weight[f->node];

	if (a != NULL && a->has_title) {
		text(w, a->title);
		return;
	}
	text(w, root ? STR("all") : symbol_unmarked(calltree_name(w->d->tree, f->node)));
	OUTPUT_LITERAL(w->out, " (");
	output_clear(&w->words);
	amount_write(&w->words, w->d, weight);
	text(w, output_text(&w->words));
	if (root) {
		OUTPUT_LITERAL(w->out, ", 100%)");
		return;
	}
	OUTPUT_LITERAL(w->out, ", ");
	label_percent(w->out, weight, l->whole, w->d->tree->places, w->s->factor);
	if (calltree_is_differential(w->d->tree)) {
		OUTPUT_LITERAL(w->out, "%; ");
		label_change(w->out, paint_change(w->d, f->node), l->whole);
	}
	OUTPUT_LITERAL(w->out, "%)");
}

/* Narrower boxes would lose too much to round corners: tenths of a pixel. */
enum { ROUND = 6 * LAYOUT_TENTHS };

static void
write_rect(struct writer *w, const struct layout_frame *f)
{
	uint32_t depth = w->d->tree->nodes[f->node].depth;

	OUTPUT_LITERAL(w->out, "<rect x=\"");
	label_tenths(w->out, f->x);
	OUTPUT_LITERAL(w->out, "\" y=\"");
	output_u64(w->out, layout_y(w->d->layout, w->s, depth));
	OUTPUT_LITERAL(w->out, "\" width=\"");
	label_tenths(w->out, f->width);
	/* In the style sheet alone it would not be seen by programs that know SVG 1.1. */
	OUTPUT_LITERAL(w->out, "\" height=\"");
	output_u64(w->out, w->s->height - 1);
	output_str(w->out, f->width >= ROUND && w->s->height > 8 ? STR("\" rx=\"2\"") : STR("\""));
}

/*
 * A box with its title in it, and around both an element only where attributes of the user's are to
 * stand on one: browsers read two elements a frame faster than three.
 */
static void
write_frame(struct writer *w, const struct painted *p, bool alone)
{
	const struct layout_frame *f = &w->d->layout->frames[p->frame];
	struct str name = symbol_unmarked(calltree_name(w->d->tree, f->node));
	const struct name_attribute *a = name_attributes_find(w->d->attributes, name);
	bool is_wrapped = a != NULL && a->group.len > 0;

	pretty(w, alone ? 1 : 2);
	if (is_wrapped) {
		output_str(w->out, a->is_link ? STR("<a") : STR("<g"));
		output_str(w->out, a->group);
		OUTPUT_LITERAL(w->out, ">");
	}
	write_rect(w, f);
	if (alone)
		output_printf(w->out, " fill=\"#%06lx\"", (unsigned long)p->rgb);
	OUTPUT_LITERAL(w->out, "><title>");
	write_title(w, f, a);
	OUTPUT_LITERAL(w->out, "</title></rect>");
	if (is_wrapped)
		output_str(w->out, a->is_link ? STR("</a>") : STR("</g>"));
}

/* Frames of one colour in a group, a frame that is alone with its colour without. */
static void
write_boxes(struct writer *w, const struct painted *all)
{
	size_t n = w->d->layout->len, end;

	for (size_t begin = 0; begin < n; begin = end) {
		end = begin + 1;
		while (end < n && all[end].rgb == all[begin].rgb)
			end++;
		if (end == begin + 1) {
			write_frame(w, &all[begin], true);
			continue;
		}
		pretty(w, 1);
		output_printf(w->out, "<g fill=\"#%06lx\">", (unsigned long)all[begin].rgb);
		for (size_t i = begin; i < end; i++)
			write_frame(w, &all[i], false);
		pretty(w, 1);
		OUTPUT_LITERAL(w->out, "</g>");
	}
}

/* A frame's name, if there is room for one. */
static void
write_name(struct writer *w, uint32_t frame, bool dark)
{
	const struct settings *s = w->s;
	const struct layout_frame *f = &w->d->layout->frames[frame];
	/* Capitals are about 0.7 of the size high. A whole pixel is sharpest, and short. */
	uint32_t baseline = (uint32_t)((double)(s->height - 1) / 2 + s->font_size * 0.34);
	uint64_t y = layout_y(w->d->layout, s, w->d->tree->nodes[f->node].depth);

	if (w->texts.items[frame].len == 0)
		return;
	pretty(w, 1);
	output_str(w->out, dark ? STR("<text fill=\"#fff\" x=\"") : STR("<text x=\""));
	label_tenths(w->out, f->x + TEXTS_INDENT * LAYOUT_TENTHS);
	OUTPUT_LITERAL(w->out, "\" y=\"");
	output_u64(w->out, y + baseline);
	OUTPUT_LITERAL(w->out, "\">");
	text(w, w->texts.items[frame]);
	OUTPUT_LITERAL(w->out, "</text>");
}

static void
write_names(struct writer *w, const struct painted *all)
{
	if (!texts_init(&w->texts, w->d))
		w->out->error = ENOMEM;
	for (size_t i = 0; w->out->error == 0 && i < w->d->layout->len; i++)
		write_name(w, all[i].frame, all[i].dark);
	texts_release(&w->texts);
}

/* What is seen without scripts. */
static void
write_static(struct writer *w, const struct painted *all)
{
	output_to_memory(&w->words);
	write_details(w);
	if (calltree_is_differential(w->d->tree))
		write_legend(w);
	OUTPUT_LITERAL(w->out, "<g id=\"frames\" class=\"f\">");
	write_boxes(w, all);
	write_names(w, all);
	pretty(w, 0);
	OUTPUT_LITERAL(w->out, "</g>\n");
	if (!output_close(&w->words))
		w->out->error = ENOMEM;
}

/* What is seen without scripts, which is drawn while the data is made. */
struct picture {
	const struct drawing *d;
	struct painted *all;
	struct output out;
};

static void
draw_picture(void *argument)
{
	struct picture *p = argument;
	struct writer w = {.out = &p->out, .d = p->d, .s = p->d->settings};

	p->all = paint(p->d);
	if (p->all != NULL)
		write_static(&w, p->all);
}

/* Makes the data and draws the picture; colours that are kept are given out in this order. */
static bool
make_parts(struct picture *p)
{
	struct data_making making = {.d = p->d};
	const struct workers_task tasks[] = {{data_make, &making}, {draw_picture, p}};

	workers_share_much(tasks, sizeof(tasks) / sizeof(*tasks),
	    p->d->tree->len >= WORKERS_MANY && p->d->palette == NULL);
	return making.done && p->all != NULL && p->out.error == 0;
}

/*
 * The data, what draws it, and the static part behind them. Nothing is written before both parts
 * are made: where memory is lacking, there is no half picture.
 */
static bool
write_with_viewer(struct writer *w)
{
	struct picture picture = {.d = w->d};
	struct output code;
	bool done;

	output_to_memory(&code);
	output_to_memory(&picture.out);
	done = make_parts(&picture) && data_code(w->d->data, &code, w->d->beside);
	w->all = picture.all;
	if (done) {
		write_head(w, w->d->layout->width, w->d->layout->height);
		data_write(w->out, w->d->data, output_text(&code), w->d);
		OUTPUT_LITERAL(w->out, "<style><![CDATA[\n");
		output_bytes(w->out, viewer_css, sizeof(viewer_css));
		OUTPUT_LITERAL(w->out, "]]></style>\n<script><![CDATA[\n");
		output_bytes(w->out, viewer_js, sizeof(viewer_js));
		OUTPUT_LITERAL(w->out, "]]></script>\n");
		output_str(w->out, output_text(&picture.out));
		OUTPUT_LITERAL(w->out, "</svg>\n");
	}
	output_close(&code);
	output_close(&picture.out);
	mem_free(picture.all);
	return done;
}

static bool
write_alone(struct writer *w)
{
	struct painted *all = paint(w->d);

	if (all == NULL)
		return false;
	w->all = all;
	write_head(w, w->d->layout->width, w->d->layout->height);
	write_static(w, all);
	OUTPUT_LITERAL(w->out, "</svg>\n");
	mem_free(all);
	return true;
}

bool
svg_write(struct output *out, const struct drawing *d)
{
	struct writer w = {.out = out, .d = d, .s = d->settings};

	/* The viewer stands first: where scripts run, the frames need never be laid out. */
	return d->data != NULL ? write_with_viewer(&w) : write_alone(&w);
}

void
svg_write_message(struct output *out, const struct settings *s, const char *message)
{
	struct str rest = str_from(message);
	uint64_t size = (uint64_t)s->font_size;
	struct writer w = {.out = out, .s = s};
	uint32_t width = width_of(&w);

	write_head(&w, width, size * 8);
	for (uint64_t y = size * 5; rest.len > 0; y += size * 3 / 2)
		write_line(&w, "m", width / 2, y, s->font_size, str_trim(str_cut(&rest, ';')));
	OUTPUT_LITERAL(out, "<g id=\"frames\" class=\"f\"></g>\n</svg>\n");
}
