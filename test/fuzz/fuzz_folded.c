/*
 * fuzz_folded.c - any bytes as folded stacks, read into a call tree.
 *
 * The first byte chooses options, the second how few bytes a read gives. Reads of a
 * few bytes give the tree that one read of all gives, its counts add up to those of
 * the lines, and what a picture keeps of it are sorted stacks that give it again; as
 * that takes most of the time, only one in four inputs goes through a picture.
 */
#include "counted.h"
#include "common.h"

#include "data.h"
#include "folded_lines.h"
#include "foreign.h"
#include "reader.h"
#include "base64.h"
#include "svg_input.h"

/* What the first byte says. */
struct choice {
	bool reverse, chart;
	struct option_list base;
};

/* Reads a file into a tree; false where it is none that can be drawn. */
static bool
read_tree(struct reader *r, const struct choice *choice, size_t bytes, struct str text)
{
	static struct report report = {.program = "fuzz", .quiet = true};
	struct fuzz_file file;
	struct input in;
	bool good;

	fuzz_file_init(&file, text);
	MUST(reader_init(r, &report));
	r->reverse = choice->reverse;
	r->tree.chart = r->in_order = choice->chart;
	r->base = &choice->base;
	MUST(input_open(&in, file.path));
	in.read = bytes;
	good = svg_input_ok(svg_input_unwrap(&in)) && reader_read(r, &in) && reader_finish(r);
	MUST(in.error == 0 && !r->no_memory);
	good =
	    good && calltree_arrange(&r->tree, choice->chart ? CALLTREE_AS_SEEN : CALLTREE_BY_NAME);
	input_close(&in);
	fuzz_file_release(&file);
	return good;
}

static void
same_counts(const struct calltree_counts *a, const struct calltree_counts *b, size_t n)
{
	MUST((a->own == NULL) == (b->own == NULL));
	if (a->own == NULL || n == 0)
		return;
	MUST(memcmp(a->own, b->own, n * sizeof(*a->own)) == 0);
	MUST(memcmp(a->total, b->total, n * sizeof(*a->total)) == 0);
}

static void
same_tree(const struct calltree *a, const struct calltree *b)
{
	MUST(a->len == b->len && a->places == b->places);
	for (uint32_t i = 0; i < a->len; i++) {
		MUST(a->nodes[i].parent == b->nodes[i].parent);
		MUST(str_eq(calltree_name(a, i), calltree_name(b, i)));
	}
	same_counts(&a->counts, &b->counts, a->len);
	same_counts(&a->before, &b->before, a->len);
}

/* Whether a line says what is counted, of one side or of two. */
static bool
is_counted(const struct folded_line *line)
{
	struct folded_line l = *line;
	struct counted_event event;

	if (!counted_is_line(l.stack) || l.count.units != 0)
		return false;
	if (!str_ends(l.stack, STR("]")) && (!folded_split(l.stack, &l) || l.count.units != 0))
		return false;
	return counted_parse(l.stack, &event);
}

/* Nothing is lost: the root's total is the sum of all (last) counts of a text without an SVG. */
static void
check_sum(const struct reader *r, struct str text)
{
	const struct calltree *t = &r->tree;
	bool saturated = t->saturated;
	uint64_t sum = 0, lines = 0;
	size_t mark;

	(void)foreign_look(text, &mark);
	text = str_skip(text, mark);
	while (text.len > 0) {
		struct folded_line line;

		if (folded_parse(str_cut(&text, '\n'), &line) != FOLDED_STACK || is_counted(&line))
			continue;
		saturated = saturated || line.count.saturated;
		sum = folded_add(sum,
		    folded_scale(line.count.units, line.count.places, t->places, &saturated),
		    &saturated);
		lines++;
	}
	MUST(lines == r->used);
	MUST(saturated || sum == t->counts.total[CALLTREE_ROOT]);
}

/* What a picture of the tree holds, as a picture. */
static void
write_data(const struct reader *r, const struct choice *choice, struct output *svg)
{
	struct settings settings;
	struct drawing d = {.settings = &settings, .tree = &r->tree, .events = &r->counted};
	struct output bytes;
	struct data data;

	settings_init(&settings);
	settings.reverse = choice->reverse;
	settings.chart = choice->chart;
	output_to_memory(&bytes);
	MUST(data_init(&data, &d) && data.left_out == 0);
	MUST(data_code(&data, &bytes, NULL));
	OUTPUT_LITERAL(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\">" SVG_DATA_OPEN);
	base64_write(svg, output_text(&bytes));
	OUTPUT_LITERAL(svg, SVG_DATA_CLOSE "</svg>");
	output_close(&bytes);
	data_release(&data);
	settings_release(&settings);
}

/* A text with the stack "#" as a picture gives it, "#_": "# 1" is a comment. */
struct named {
	struct output text;
	bool any; /* is there such a stack? */
	bool
	    empty; /* is there one that counts nothing? It is left out where others go on from it */
};

/* Whether a line is of the stack "#": any white space but " " in front of the count makes one. */
static bool
is_hash(struct str text, bool two, bool *empty)
{
	struct folded_line line;
	uint64_t after;

	if (folded_parse(text, &line) != FOLDED_STACK)
		return false;
	after = line.count.units;
	if ((two && !folded_split(line.stack, &line)) || !str_eq(line.stack, STR("#")))
		return false;
	*empty = *empty || (after == 0 && line.count.units == 0);
	return true;
}

static void
name_hashes(struct named *named, struct str text, bool two)
{
	size_t mark;

	*named = (struct named){.any = false};
	output_to_memory(&named->text);
	(void)foreign_look(text, &mark);
	text = str_skip(text, mark);
	while (text.len > 0) {
		struct str line = str_cut(&text, '\n');

		if (is_hash(line, two, &named->empty)) {
			OUTPUT_LITERAL(&named->text, "#_");
			line = str_skip(str_trim_left(line), 1);
			named->any = true;
		}
		output_str(&named->text, line);
		output_char(&named->text, '\n');
	}
}

/* What came out of a picture is the tree of the text that went in. */
static void
check_again(const struct reader *r, const struct choice *choice, struct str text, struct str folded)
{
	struct reader again, renamed;
	struct named named;

	MUST(read_tree(&again, choice, SIZE_MAX, folded));
	name_hashes(&named, text, r->differential);
	if (!named.any) {
		same_tree(&r->tree, &again.tree);
	} else if (!named.empty) {
		MUST(read_tree(&renamed, choice, SIZE_MAX, output_text(&named.text)));
		same_tree(&renamed.tree, &again.tree);
		reader_release(&renamed);
	}
	output_close(&named.text);
	reader_release(&again);
}

/* Through a picture and back; a timeline as it was. */
static void
check_picture(const struct reader *r, const struct choice *choice, struct str text)
{
	struct output svg, folded;
	struct fuzz_file file;
	struct input in;
	struct str block;

	output_to_memory(&svg);
	output_to_memory(&folded);
	write_data(r, choice, &svg);
	fuzz_file_init(&file, output_text(&svg));
	MUST(input_open(&in, file.path));
	in.as_drawn = choice->chart;
	MUST(svg_input_unwrap(&in) == SVG_INPUT_STACKS);
	while (input_block(&in, &block))
		output_str(&folded, block);
	input_close(&in);
	fuzz_file_release(&file);
	if (!choice->chart)
		fuzz_check_folded(output_text(&folded), r->differential);
	/* A stack that begins like an SVG, or like no text, may come first now. */
	if (fuzz_reads_again(r) && folded.buf[0] != '<' && fuzz_is_text(output_text(&folded)))
		check_again(r, choice, text, output_text(&folded));
	output_close(&svg);
	output_close(&folded);
}

static bool
same_line(const struct folded_line *a, const struct folded_line *b)
{
	return a->stack.ptr == b->stack.ptr && a->stack.len == b->stack.len &&
	       a->count.units == b->count.units && a->count.places == b->count.places &&
	       a->count.saturated == b->count.saturated;
}

/* The usual lines are told in other ways, which find in them what folded_parse does. */
static void
check_usual(struct str text)
{
	while (text.len > 0) {
		struct folded_line line, usual;
		struct str rest = text, whole = str_cut(&text, '\n');

		if (!folded_cut(&rest, &usual))
			continue;
		MUST(rest.ptr == text.ptr && rest.len == text.len);
		MUST(folded_parse(whole, &line) == FOLDED_STACK);
		MUST(same_line(&line, &usual));
	}
}

/* What is as it would be written is written so. */
static void
check_written(struct str line)
{
	struct folded_line written, parsed;
	struct output out;

	if (!folded_split_written(line, &written))
		return;
	MUST(folded_parse(line, &parsed) == FOLDED_STACK && same_line(&written, &parsed));
	output_to_memory(&out);
	output_str(&out, written.stack);
	output_char(&out, ' ');
	folded_write_count(&out, written.count.units, written.count.places);
	MUST(str_eq(output_text(&out), line));
	output_close(&out);
}

/* Lines that are found many at once are all lines, and what is said of their bytes is so. */
static void
check_lines(struct str text)
{
	struct folded_lines lines;
	struct str line;

	folded_lines_over(&lines, text);
	while (folded_lines_next(&lines, &line)) {
		struct str whole = str_cut(&text, '\n');

		MUST(line.ptr == whole.ptr && line.len == whole.len);
		MUST(lines.plain == (folded_plain(line) == line.len));
		MUST(!lines.plain || !folded_has_control(line));
		check_written(line);
	}
	MUST(lines.text.len == text.len && str_find(text, '\n') == text.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const char *base[] = {"b", "main"};
	struct str text = str_make((const char *)bytes, size);
	struct reader whole, cut;
	struct choice choice = {.reverse = false};
	bool good;

	if (size < 2)
		return 0;
	text = str_skip(text, 2);
	check_usual(text);
	check_lines(text);
	choice.reverse = bytes[0] & 1;
	choice.chart = bytes[0] & 2;
	if (bytes[0] & 4)
		choice.base = (struct option_list){base, 2, 2};
	good = read_tree(&whole, &choice, SIZE_MAX, text);
	MUST(good == read_tree(&cut, &choice, 1 + bytes[1] % 64, text));
	MUST(whole.lines == cut.lines && whole.used == cut.used);
	MUST(whole.left_out == cut.left_out && whole.apart == cut.apart);
	if (good) {
		same_tree(&whole.tree, &cut.tree);
		if (choice.base.len == 0 && str_find(text, '<') == text.len)
			check_sum(&whole, text);
		if (whole.tree.len > 1 && bytes[1] < 64)
			check_picture(&whole, &choice, text);
	}
	reader_release(&whole);
	reader_release(&cut);
	return 0;
}
