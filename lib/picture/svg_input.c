/*
 * svg_input.c - a flame graph in SVG as input; see svg_input.h.
 */
#include "svg_input.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "base64.h"
#include "folded.h"
#include "mem.h"
#include "text_sort.h"

/* A stack: a part of the text that holds all of them, and its counts. */
struct line {
	struct str stack;
	uint64_t own[2];
};

/* Every stack of a tree that has a count, in the tree's order. */
struct lines {
	struct line *items;
	size_t len, cap;
	struct output text;
	struct str *path; /* frames from the outermost one */
	size_t path_cap;
};

/* The frame that begins a line: none may make a comment of it, or a line without a stack. */
static void
write_first(struct output *out, struct str frame, bool alone)
{
	frame = str_trim_left(frame);
	if (folded_is_comment(frame) && (alone || frame.len > 1))
		folded_write_no_comment(out, frame);
	else if (alone && frame.len == 0)
		output_char(out, ';');
	else
		output_str(out, frame);
}

/* path[0..depth] joined, the other way round for a reversed tree. */
static void
join(struct output *out, const struct str *path, size_t depth, bool reversed)
{
	write_first(out, path[reversed ? depth : 0], depth == 0);
	for (size_t i = 1; i <= depth; i++) {
		output_char(out, ';');
		output_str(out, path[reversed ? depth - i : i]);
	}
}

/* The stack is kept as its place in the text, which may still move. */
static bool
add_line(struct lines *l, const struct treecode *tree, const struct treecode_frame *f)
{
	size_t begin = l->text.len, depth = f->depth;

	if (str_eq(l->path[depth], STR(TREECODE_GAP)) && depth > 0)
		depth--;
	join(&l->text, l->path, depth, (tree->flags & TREECODE_REVERSED) != 0);
	if (!MEM_GROW(&l->items, &l->cap, l->len + 1))
		return false;
	l->items[l->len++] =
	    (struct line){str_make(NULL, l->text.len - begin), {f->own[0], f->own[1]}};
	return l->text.error == 0;
}

static bool
is_leaf(const struct treecode *tree, size_t i)
{
	return i + 1 == tree->len || tree->frames[i + 1].depth <= tree->frames[i].depth;
}

static bool
collect(struct lines *l, const struct treecode *tree)
{
	const char *p;

	for (size_t i = 0; i < tree->len; i++) {
		const struct treecode_frame *f = &tree->frames[i];

		if (!MEM_GROW(&l->path, &l->path_cap, (size_t)f->depth + 1))
			return false;
		l->path[f->depth] = tree->names[f->name];
		if ((f->own[0] != 0 || f->own[1] != 0 || is_leaf(tree, i)) && !add_line(l, tree, f))
			return false;
	}
	p = l->text.buf;
	for (size_t i = 0; i < l->len; i++) {
		struct str *stack = &l->items[i].stack;

		stack->ptr = p;
		p += stack->len;
		*stack = str_trim_right(*stack); /* as its readers will */
	}
	return true;
}

/* The lines in order, equal stacks added up; false without memory. */
static bool
arrange(struct lines *l)
{
	struct text_key *keys = mem_zalloc(l->len, sizeof(*keys));
	struct line *items = mem_zalloc(l->len, sizeof(*items));
	bool done = keys != NULL && items != NULL, saturated = false;
	size_t kept = 0;

	for (size_t i = 0; done && i < l->len; i++)
		keys[i] = (struct text_key){.text = l->items[i].stack, .row = i};
	if (done)
		text_sort(keys, l->len);
	for (size_t i = 0; done && i < l->len; i++) {
		const struct line *line = &l->items[keys[i].row];

		if (kept == 0 || !str_eq(items[kept - 1].stack, line->stack)) {
			items[kept++] = *line;
			continue;
		}
		for (int j = 0; j < 2; j++)
			items[kept - 1].own[j] =
			    folded_add(items[kept - 1].own[j], line->own[j], &saturated);
	}
	mem_free(keys);
	if (!done) {
		mem_free(items);
		return false;
	}
	mem_free(l->items);
	l->items = items;
	l->len = kept;
	return true;
}

static void
write_lines(struct output *out, const struct lines *l, const struct treecode *tree)
{
	for (size_t i = 0; i < l->len; i++) {
		output_str(out, l->items[i].stack);
		output_char(out, ' ');
		if (tree->flags & TREECODE_DIFFERENTIAL) {
			folded_write_count(out, l->items[i].own[1], tree->places);
			output_char(out, ' ');
		}
		folded_write_count(out, l->items[i].own[0], tree->places);
		output_char(out, '\n');
	}
}

enum treecode_status
svg_input_folded(const struct treecode *tree, struct output *out)
{
	struct lines l = {0};
	bool done;

	output_to_memory(&l.text);
	done = collect(&l, tree) && arrange(&l);
	if (done)
		write_lines(out, &l, tree);
	output_close(&l.text);
	mem_free(l.items);
	mem_free(l.path);
	return done ? TREECODE_OK : TREECODE_NO_MEMORY;
}

/*
 * "<?xml" or "<svg": no stack of a profiler begins so. Only the first line is looked
 * at: of a pipe there may be no more yet.
 */
static bool
looks_like_svg(struct str text)
{
	text = str_trim_left(str_head(text, str_find(text, '\n')));
	return str_starts(text, STR("<?xml ")) || str_starts(text, STR("<svg ")) ||
	       str_starts(text, STR("<!DOCTYPE svg")) || str_starts(text, STR("<!--"));
}

/* The bytes of all parts of the data, from base64. */
static enum svg_input_status
find_data(struct str text, struct output *bytes)
{
	enum svg_input_status status = SVG_INPUT_NO_DATA;

	for (;;) {
		struct str part = str_skip(text, str_search(text, STR(SVG_DATA_OPEN)));
		size_t end;

		if (part.len == 0)
			return status;
		part = str_skip(part, sizeof(SVG_DATA_OPEN) - 1);
		end = str_search(part, STR(SVG_DATA_CLOSE));
		if (end == part.len || !base64_read(bytes, str_head(part, end)))
			return SVG_INPUT_BROKEN;
		status = SVG_INPUT_STACKS;
		text = str_skip(part, end);
	}
}

/* The folded stacks of an SVG's text, appended to `out`, and how many counts end each. */
static enum svg_input_status
unwrap(struct str text, struct output *out, unsigned *counts)
{
	static const enum svg_input_status statuses[] = {[TREECODE_OK] = SVG_INPUT_STACKS,
	    [TREECODE_BROKEN] = SVG_INPUT_BROKEN,
	    [TREECODE_NO_MEMORY] = SVG_INPUT_FAILED};
	struct output bytes;
	struct arena arena;
	struct treecode tree;
	enum svg_input_status status;

	output_to_memory(&bytes);
	arena_init(&arena);
	status = find_data(text, &bytes);
	if (bytes.error != 0)
		status = SVG_INPUT_FAILED;
	if (status == SVG_INPUT_STACKS) {
		status = statuses[treecode_read(&tree, &arena, output_text(&bytes))];
		if (status == SVG_INPUT_STACKS)
			status = statuses[svg_input_folded(&tree, out)];
		*counts = tree.flags & TREECODE_DIFFERENTIAL ? 2 : 1;
		treecode_release(&tree);
	}
	arena_release(&arena);
	output_close(&bytes);
	return status;
}

/* Makes the input one whose only bytes are those that `text` holds. */
static void
replace(struct input *in, const struct output *text)
{
	mem_free(in->buf);
	in->buf = text->buf;
	in->cap = text->cap;
	in->begin = 0;
	in->end = text->len;
	in->eof = true;
}

enum svg_input_status
svg_input_unwrap(struct input *in)
{
	enum svg_input_status status;
	struct output svg, folded;
	struct str block;

	if (!input_block(in, &block))
		return in->error != 0 ? SVG_INPUT_FAILED : SVG_INPUT_OTHER;
	if (in->foreign != FOREIGN_NONE)
		return SVG_INPUT_FOREIGN;
	if (!looks_like_svg(block)) {
		in->begin -= block.len;
		return SVG_INPUT_OTHER;
	}
	output_to_memory(&svg);
	output_to_memory(&folded);
	do
		output_str(&svg, block);
	while (input_block(in, &block));
	status = in->error || svg.error ? SVG_INPUT_FAILED
					: unwrap(output_text(&svg), &folded, &in->counts);
	if (status == SVG_INPUT_STACKS && folded.error != 0)
		status = SVG_INPUT_FAILED;
	if (status == SVG_INPUT_STACKS)
		replace(in, &folded);
	else
		output_close(&folded);
	output_close(&svg);
	if (status == SVG_INPUT_FAILED && in->error == 0)
		in->error = ENOMEM;
	return status;
}

enum svg_input_status
svg_input_open(struct input *in, const char *path)
{
	return input_open(in, path) ? svg_input_unwrap(in) : SVG_INPUT_FAILED;
}

const char *
svg_input_reason(enum svg_input_status status, const struct input *in)
{
	switch (status) {
	case SVG_INPUT_FOREIGN:
		return foreign_reason(in->foreign);
	case SVG_INPUT_NO_DATA:
		return "an SVG without flame graph data";
	case SVG_INPUT_BROKEN:
		return "its flame graph data is damaged";
	case SVG_INPUT_FAILED:
		return strerror(in->error);
	default:
		return "read";
	}
}
