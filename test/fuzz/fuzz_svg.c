/*
 * fuzz_svg.c - any bytes as folded stacks, one or two counts a line, drawn.
 *
 * The first byte chooses options. The picture is well-formed XML, and the stacks
 * that are read back out of it draw the same picture.
 */
#include "common.h"

#include "../../flamegraph-svg/data.h"
#include "../../flamegraph-svg/layout.h"
#include "../../flamegraph-svg/reader.h"
#include "../../flamegraph-svg/svg.h"
#include "svg_input.h"

static void
choose(struct settings *s, uint8_t bits)
{
	static const char *const palettes[] = {"hot", "java", "rust", "chain"};

	settings_init(s);
	s->reverse = bits & 1;
	s->inverted = bits & 2;
	s->chart = bits & 4;
	s->pretty = bits & 8;
	s->no_script = bits & 16;
	s->encoding = bits & 32 ? "us-ascii" : s->encoding;
	s->colors = palettes[bits >> 6];
	s->minwidth = "0";
	s->title = "a <title> & more";
}

/* The picture of what is in the file; empty where there is nothing to draw. */
static void
draw(const struct settings *s, const char *path, struct output *out)
{
	struct report report = {.program = "fuzz", .quiet = true};
	struct name_attributes attributes;
	struct reader reader;
	struct layout layout;
	struct input in;
	struct drawing d = {.settings = s, .tree = &reader.tree, .layout = &layout};
	struct data data = {.left_out = 0};

	MUST(reader_init(&reader, &report));
	reader.base = &s->base;
	reader.reverse = s->reverse;
	reader.tree.chart = s->chart;
	reader.in_order = s->sibling_order == CALLTREE_AS_SEEN;
	MUST(input_open(&in, path));
	if (svg_input_ok(svg_input_unwrap(&in)) && reader_read(&reader, &in) &&
	    reader_finish(&reader)) {
		MUST(calltree_arrange(&reader.tree, s->sibling_order));
		MUST(layout_init(&layout, &reader.tree, s));
		if (layout.weight[CALLTREE_ROOT] > 0) {
			MUST(name_attributes_init(&attributes, NULL, &report));
			d.attributes = &attributes;
			MUST(s->no_script || data_init(&data, &d));
			d.data = s->no_script ? NULL : &data;
			MUST(svg_write(out, &d));
			data_release(&data);
			name_attributes_release(&attributes);
		}
		layout_release(&layout);
	}
	input_close(&in);
	reader_release(&reader);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct report report = {.program = "fuzz", .quiet = true};
	struct settings settings;
	struct output first, again;
	struct fuzz_file file;

	if (size == 0)
		return 0;
	choose(&settings, bytes[0]);
	MUST(settings_check(&settings, &report));
	output_to_memory(&first);
	output_to_memory(&again);
	fuzz_file_init(&file, str_make((const char *)bytes + 1, size - 1));
	draw(&settings, file.path, &first);
	fuzz_file_release(&file);
	if (output_text(&first).len > 0)
		fuzz_check_xml(output_text(&first));
	if (output_text(&first).len > 0 && !settings.no_script && !settings.reverse &&
	    !settings.chart) {
		fuzz_file_init(&file, output_text(&first));
		draw(&settings, file.path, &again);
		fuzz_file_release(&file);
		MUST(str_eq(output_text(&first), output_text(&again)));
	}
	output_close(&first);
	output_close(&again);
	settings_release(&settings);
	return 0;
}
