/*
 * fuzz_svg.c - any bytes as folded stacks, one or two counts a line, drawn.
 *
 * The first four bytes choose options, the rest of the first line is what the
 * title says. The picture is well-formed XML, and the stacks that are read back
 * out of it draw the same picture.
 */
#include "common.h"

#include "data.h"
#include "layout.h"
#include "reader.h"
#include "svg.h"
#include "svg_input.h"

enum { CHOICES = 4, TITLE = 64, ALL_FRAMES = 1000000 };

/* What settings point to. */
struct words {
	char title[TITLE];
};

/* How the tree is drawn, and in which colours. */
static void
choose_looks(struct settings *s, const uint8_t bits[CHOICES])
{
	static const char *const palettes[] = {"hot", "java", "rust", "chain"};
	static const char *const min_widths[] = {"0", "0.5", "5%", NULL};
	static const char *const themes[] = {"auto", "light", "dark", "auto"};
	static const uint64_t widths[] = {0, 300, 1200, 10000};

	s->inverted = bits[0] & 2;
	s->pretty = bits[0] & 8;
	s->no_script = bits[0] & 16;
	s->encoding = bits[0] & 32 ? "us-ascii" : s->encoding;
	s->colors = palettes[bits[0] >> 6];
	s->width = widths[bits[1] & 3];
	s->minwidth = min_widths[bits[1] >> 2 & 3];
	s->font_size = bits[1] & 16 ? 40 : s->font_size;
	s->height = bits[1] & 32 ? 100 : s->height;
	s->truncate_right = bits[1] & 128;
	s->hash = bits[2] & 32;
	s->random = bits[2] & 64;
	s->theme = themes[bits[3] >> 2 & 3];
	s->keep_palette = bits[3] & 128;
}

/* What is drawn. */
static void
choose_contents(struct settings *s, const uint8_t bits[CHOICES])
{
	static const char *const orders[] = {"name", "weight", "input", "name"};
	static const uint64_t max_frames[] = {ALL_FRAMES, ALL_FRAMES, 1, 10};

	s->reverse = bits[0] & 1;
	s->chart = bits[0] & 4;
	s->negate = bits[1] & 64;
	s->order = orders[s->chart ? 0 : bits[2] & 3];
	s->colour_diffusion = bits[2] & 4;
	s->diff_width = bits[2] & 8 ? "before" : s->diff_width;
	s->diff_colour = bits[2] & 16 ? "total" : s->diff_colour;
	s->total = bits[2] & 128 ? "1000" : NULL;
	s->max_frames = max_frames[bits[3] & 3];
	s->factor = bits[3] & 32 ? 2.5 : s->factor;
}

/* The options, and as title what `text` begins with up to a newline or a NUL. */
static void
choose(struct settings *s, const uint8_t bits[CHOICES], struct words *words, struct str text)
{
	size_t n = str_find(text, '\n');

	settings_init(s);
	choose_looks(s, bits);
	choose_contents(s, bits);
	if (n >= TITLE)
		n = TITLE - 1;
	if (n > 0)
		memcpy(words->title, text.ptr, n);
	words->title[n] = '\0';
	s->title = words->title;
	s->highlight = bits[3] & 16 ? words->title : NULL;
	if (bits[3] & 64)
		s->subtitle = s->notes = s->count_name = s->name_type = words->title;
}

/* Writes a tree as a picture, and whether it has all of its frames. */
static bool
write_picture(struct drawing d, struct report *report, struct output *out)
{
	struct data data = {.left_out = 0};
	struct name_attributes attributes;
	struct palette_map palette;
	bool whole;

	MUST(name_attributes_init(&attributes, NULL, report));
	MUST(palette_map_init(&palette, "/dev/null", report));
	d.attributes = &attributes;
	d.palette = d.settings->keep_palette ? &palette : NULL;
	if (!d.settings->no_script) {
		d.data = &data;
	}
	MUST(svg_write(out, &d));
	whole = !d.settings->no_script && data.left_out == 0;
	data_release(&data);
	palette_map_release(&palette);
	name_attributes_release(&attributes);
	return whole;
}

/*
 * The picture of what is in the file, empty where there is nothing to draw; whether
 * all of it is there to be read back.
 */
static bool
draw(const struct settings *s, const char *path, struct output *out)
{
	struct report report = {.program = "fuzz", .quiet = true};
	struct reader reader;
	struct layout layout;
	struct input in;
	struct drawing d = {
	    .settings = s, .tree = &reader.tree, .layout = &layout, .events = &reader.counted};
	bool whole = false;

	MUST(reader_init(&reader, &report));
	reader.drawn = s;
	reader.base = &s->base;
	reader.reverse = s->reverse;
	reader.tree.chart = s->chart;
	reader.in_order = s->sibling_order == CALLTREE_AS_SEEN;
	MUST(input_open(&in, path));
	if (svg_input_ok(svg_input_unwrap(&in)) && reader_read(&reader, &in) &&
	    reader_finish(&reader)) {
		MUST(calltree_arrange(&reader.tree, s->sibling_order));
		MUST(layout_init(&layout, &reader.tree, s));
		if (layout.weight[CALLTREE_ROOT] > 0)
			whole = write_picture(d, &report, out);
		whole = whole && fuzz_reads_again(&reader);
		layout_release(&layout);
	}
	input_close(&in);
	reader_release(&reader);
	return whole;
}

/* Draws these bytes; whether the picture is whole. */
static bool
draw_text(const struct settings *s, struct str text, struct output *out)
{
	struct fuzz_file file;
	bool whole;

	output_to_memory(out);
	fuzz_file_init(&file, text);
	whole = draw(s, file.path, out);
	fuzz_file_release(&file);
	return whole;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct report report = {.program = "fuzz", .quiet = true};
	struct str text = str_make((const char *)bytes, size);
	struct output first, again;
	struct settings settings;
	struct words words;
	bool whole;

	if (size < CHOICES)
		return 0;
	text = str_skip(text, CHOICES);
	choose(&settings, bytes, &words, text);
	MUST(settings_check(&settings, &report));
	str_cut(&text, '\n');
	whole = draw_text(&settings, text, &first);
	if (output_text(&first).len > 0)
		fuzz_check_xml(output_text(&first));
	/* Stacks come back sorted, and --random goes by the order of names. */
	if (whole && settings.sibling_order != CALLTREE_AS_SEEN && !settings.random) {
		draw_text(&settings, output_text(&first), &again);
		MUST(str_eq(output_text(&first), output_text(&again)));
		output_close(&again);
	}
	output_close(&first);
	settings_release(&settings);
	return 0;
}
