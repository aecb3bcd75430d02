/*
 * fuzz_small.c - any bytes as JSON, palette.map, a file of name attributes, an SVG
 * of ours, XML text: the first byte chooses which.
 */
#include "common.h"

#include "../../flamegraph-svg/name_attributes.h"
#include "../../flamegraph-svg/palette_map.h"
#include "json.h"
#include "svg_input.h"
#include "xml.h"

static size_t
count_values(const struct json *v)
{
	size_t n = 1;

	for (const struct json *child = v->first; child != NULL; child = child->next)
		n += count_values(child);
	return n;
}

/* A value, or an error with its place. */
static void
try_json(struct str text)
{
	struct json_error error = {NULL, 0};
	const struct json *value;
	struct arena arena;

	arena_init(&arena);
	value = json_parse(&arena, text, &error);
	if (value != NULL)
		MUST(count_values(value) <= text.len);
	else
		MUST(error.what != NULL && error.offset <= text.len);
	arena_release(&arena);
}

/* Names once, and what is added is found. */
static void
try_palette(struct str text)
{
	struct report report = {.program = "fuzz", .quiet = true};
	struct rgb colour;
	struct palette_map map;
	struct fuzz_file file;

	fuzz_file_init(&file, text);
	if (palette_map_init(&map, file.path, &report)) {
		for (uint32_t i = 0; i < map.names.len; i++)
			MUST(palette_map_find(&map, intern_name(&map.names, i), &colour));
		if (!palette_map_find(&map, STR("new"), &colour))
			MUST(palette_map_add(&map, STR("new"), (struct rgb){1, 2, 3}));
		MUST(palette_map_find(&map, STR("new"), &colour));
		palette_map_release(&map);
	}
	fuzz_file_release(&file);
}

/* Attributes go into the picture as they are written: in a tag they must be well-formed. */
static void
try_attributes(struct str text)
{
	struct report report = {.program = "fuzz", .quiet = true};
	struct name_attributes a;
	struct fuzz_file file;
	struct output tag;

	fuzz_file_init(&file, text);
	if (name_attributes_init(&a, file.path, &report)) {
		for (uint32_t i = 0; i < a.functions.len; i++) {
			output_to_memory(&tag);
			OUTPUT_LITERAL(&tag, "<a ");
			output_str(&tag, a.items[i].group);
			OUTPUT_LITERAL(&tag, "/>");
			fuzz_check_xml(output_text(&tag));
			output_close(&tag);
		}
		name_attributes_release(&a);
	}
	fuzz_file_release(&file);
}

/* What comes out of a picture is sorted folded stacks, whatever was done to it. */
static void
try_picture(struct str text)
{
	struct output wrapped, stacks;
	struct fuzz_file file;
	struct input in;
	struct str block;

	output_to_memory(&wrapped);
	output_to_memory(&stacks);
	OUTPUT_LITERAL(&wrapped, "<svg xmlns=\"http://www.w3.org/2000/svg\">" SVG_DATA_OPEN);
	output_str(&wrapped, text);
	OUTPUT_LITERAL(&wrapped, SVG_DATA_CLOSE "</svg>");
	fuzz_file_init(&file, output_text(&wrapped));
	MUST(input_open(&in, file.path));
	if (svg_input_unwrap(&in) == SVG_INPUT_STACKS)
		while (input_block(&in, &block))
			output_str(&stacks, block);
	input_close(&in);
	fuzz_file_release(&file);
	output_close(&wrapped);
	output_close(&stacks);
}

static void
try_text(struct str text)
{
	struct output out;

	for (int ascii = 0; ascii < 2; ascii++) {
		output_to_memory(&out);
		OUTPUT_LITERAL(&out, "<a b=\"");
		(ascii ? xml_text_ascii : xml_text)(&out, text);
		OUTPUT_LITERAL(&out, "\">");
		(ascii ? xml_text_ascii : xml_text)(&out, text);
		OUTPUT_LITERAL(&out, "</a>");
		fuzz_check_xml(output_text(&out));
		output_close(&out);
	}
	if (xml_is_attributes(text)) {
		output_to_memory(&out);
		OUTPUT_LITERAL(&out, "<a ");
		output_str(&out, text);
		OUTPUT_LITERAL(&out, "/>");
		fuzz_check_xml(output_text(&out));
		output_close(&out);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static void (*const kinds[])(struct str) = {
	    try_json, try_palette, try_attributes, try_picture, try_text};

	if (size > 0)
		kinds[bytes[0] % 5](str_make((const char *)bytes + 1, size - 1));
	return 0;
}
