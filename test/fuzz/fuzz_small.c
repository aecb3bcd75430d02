/*
 * fuzz_small.c - any bytes as each of the small things that are read: /proc/kallsyms,
 * palette.map, name attributes, an SVG of ours, XML text, /tmp/perf-PID.map, and the
 * tree within an SVG. The first byte chooses which.
 */
#include "common.h"

#include "name_attributes.h"
#include "palette_map.h"
#include "kernel.h"
#include "perf_map.h"
#include "svg_input.h"
#include "svg_stacks.h"
#include "treecode.h"
#include "xml.h"

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

/* Every frame has a name, and stands at most one deeper than the one before. */
static void
check_tree(const struct treecode *tree)
{
	for (size_t i = 0; i < tree->len; i++) {
		MUST(tree->frames[i].name < tree->names_len);
		MUST(tree->frames[i].depth <= (i > 0 ? tree->frames[i - 1].depth + 1 : 0));
	}
}

/* As the tree that a picture holds: what is read is written so that it reads the same. */
static void
try_tree(struct str text)
{
	const struct treecode_most most = {1 << 20, 1 << 20};
	struct output stacks, bytes, again;
	struct treecode tree, copy;
	struct arena arena;

	arena_init(&arena);
	output_to_memory(&stacks);
	output_to_memory(&bytes);
	output_to_memory(&again);
	if (treecode_read(&tree, &arena, text, &most) == TREECODE_OK) {
		check_tree(&tree);
		MUST(svg_stacks_write(&tree, 1 << 24, false, &stacks) != TREECODE_BROKEN);
		if (treecode_write(&tree, &bytes, NULL) == TREECODE_OK) {
			MUST(treecode_read(&copy, &arena, output_text(&bytes), &most) ==
			     TREECODE_OK);
			MUST(treecode_write(&copy, &again, NULL) == TREECODE_OK);
			MUST(str_eq(output_text(&bytes), output_text(&again)));
			treecode_release(&copy);
		}
	}
	treecode_release(&tree);
	arena_release(&arena);
	output_close(&stacks);
	output_close(&bytes);
	output_close(&again);
}

/* As an SVG, what begins it put before it. */
static void
try_picture(struct str text)
{
	struct output wrapped;
	struct fuzz_file file;
	struct input in;
	struct str block;

	output_to_memory(&wrapped);
	OUTPUT_LITERAL(&wrapped, "<svg xmlns=\"http://www.w3.org/2000/svg\">" SVG_DATA_OPEN);
	output_str(&wrapped, text);
	OUTPUT_LITERAL(&wrapped, SVG_DATA_CLOSE "</svg>");
	fuzz_file_init(&file, output_text(&wrapped));
	MUST(input_open(&in, file.path));
	if (svg_input_unwrap(&in) == SVG_INPUT_STACKS)
		while (input_block(&in, &block))
			MUST(block.ptr[block.len - 1] == '\n');
	input_close(&in);
	fuzz_file_release(&file);
	output_close(&wrapped);
}

/* Symbols are found at their beginnings. */
static void
try_kallsyms(struct str text)
{
	struct kernel_symbols kernel;
	uint64_t address;

	if (!kernel_symbols_parse(&kernel, text))
		return;
	for (size_t i = 0; i < kernel.count; i++) {
		uint64_t start = kernel.rows[i].start;

		MUST(i == 0 || kernel.rows[i - 1].start <= start);
		kernel_symbols_find(&kernel, start, false);
		kernel_symbols_find(&kernel, start, true);
	}
	kernel_symbols_address(&kernel, STR("_text"), &address);
	kernel_symbols_release(&kernel);
}

/* Symbols do not overlap, and each is found at its first and its last byte. */
static void
try_perf_map(struct str text)
{
	struct perf_map map;

	if (!perf_map_parse(&map, text))
		return;
	for (size_t i = 0; i < map.count; i++) {
		const struct perf_map_symbol *s = &map.rows[i];

		MUST(s->start < s->end && (i == 0 || s->start >= s[-1].end));
		MUST(str_eq(perf_map_find(&map, s->start), s->name));
		MUST(str_eq(perf_map_find(&map, s->end - 1), s->name));
	}
	perf_map_release(&map);
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
	static void (*const kinds[])(struct str) = {try_kallsyms, try_palette, try_attributes,
	    try_picture, try_text, try_perf_map, try_tree};

	if (size > 0)
		kinds[bytes[0] % (sizeof(kinds) / sizeof(*kinds))](
		    str_make((const char *)bytes + 1, size - 1));
	return 0;
}
