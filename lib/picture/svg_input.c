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
#include "mapping.h"
#include "mem.h"
#include "svg_stacks.h"

/*
 * What is taken from a picture at most: so much from any, and so much more for each of its bytes.
 * Those of our making have no more than ten frames and a hundred bytes of stacks for each.
 */
enum {
	MOST_FRAMES = 1 << 18,
	FRAMES_A_BYTE = 8,
	MOST_NAME_BYTES = 4 << 20,
	NAME_BYTES_A_BYTE = 64,
	MOST_TEXT = 32 << 20,
	TEXT_A_BYTE = 256,
};

/* The bytes of all parts of the data, from base64: the parts of one picture stand side by side. */
static enum svg_input_status
find_data(struct str text, struct output *bytes)
{
	enum svg_input_status status = SVG_INPUT_NO_DATA;

	for (;;) {
		size_t begin = str_search(text, STR(SVG_DATA_OPEN)), end;
		struct str part = str_skip(text, begin);

		if (part.len == 0)
			return status;
		if (status == SVG_INPUT_STACKS && str_trim(str_head(text, begin)).len > 0)
			return SVG_INPUT_SEVERAL;
		part = str_skip(part, sizeof(SVG_DATA_OPEN) - 1);
		end = str_search(part, STR(SVG_DATA_CLOSE));
		if (end == part.len || !base64_read(bytes, str_head(part, end)))
			return SVG_INPUT_BROKEN;
		status = SVG_INPUT_STACKS;
		text = str_skip(part, end + sizeof(SVG_DATA_CLOSE) - 1);
	}
}

/* Whether a text ends in a folded stack, as where stacks were put behind a picture. */
static bool
ends_in_stack(struct str text)
{
	struct folded_line line;
	size_t newline;

	text = str_trim_right(text);
	newline = str_rfind(text, '\n');
	return newline < text.len &&
	       folded_parse(str_skip(text, newline + 1), &line) == FOLDED_STACK &&
	       str_find(line.stack, '<') == line.stack.len;
}

static size_t
at_most(size_t any, size_t each, struct str text)
{
	size_t most;

	if (__builtin_mul_overflow(each, text.len, &most) ||
	    __builtin_add_overflow(any, most, &most))
		most = SIZE_MAX;
	return most;
}

/*
 * No control character of a name may rule the terminal that shows the stacks. False without memory.
 */
static bool
make_names_plain(struct treecode *tree, struct arena *arena)
{
	struct output plain;
	bool done = true;

	output_to_memory(&plain);
	for (size_t i = 0; done && i < tree->names_len; i++) {
		struct str *name = &tree->names[i];

		if (!folded_has_control(*name))
			continue;
		output_clear(&plain);
		folded_write_no_control(&plain, *name);
		*name = arena_str(arena, output_text(&plain));
		done = plain.error == 0 && name->ptr != NULL;
	}
	output_close(&plain);
	return done;
}

/*
 * The folded stacks of an SVG's text, appended to `out`, and in->counts. A few bytes
 * can stand for any number of frames, and frames for more text than there is memory: no more is
 * taken from a picture than those of our making hold, which have their viewer and a drawing as
 * well.
 */
static enum svg_input_status
unwrap(struct input *in, struct str text, struct output *out)
{
	static const enum svg_input_status statuses[] = {[TREECODE_OK] = SVG_INPUT_STACKS,
	    [TREECODE_BROKEN] = SVG_INPUT_BROKEN,
	    [TREECODE_TOO_LARGE] = SVG_INPUT_TOO_LARGE,
	    [TREECODE_NEWER] = SVG_INPUT_NEWER,
	    [TREECODE_NO_MEMORY] = SVG_INPUT_FAILED};
	const struct treecode_most most = {at_most(MOST_FRAMES, FRAMES_A_BYTE, text),
	    at_most(MOST_NAME_BYTES, NAME_BYTES_A_BYTE, text)};
	struct output bytes;
	struct arena arena;
	struct treecode tree;
	enum svg_input_status status;

	output_to_memory(&bytes);
	arena_init(&arena);
	status = find_data(text, &bytes);
	if (status == SVG_INPUT_STACKS && ends_in_stack(text))
		status = SVG_INPUT_SEVERAL;
	if (bytes.error != 0)
		status = SVG_INPUT_FAILED;
	if (status == SVG_INPUT_STACKS) {
		status = statuses[treecode_read(&tree, &arena, output_text(&bytes), &most)];
		if (status == SVG_INPUT_STACKS && in->plain && !make_names_plain(&tree, &arena))
			status = SVG_INPUT_FAILED;
		if (status == SVG_INPUT_STACKS)
			status = statuses[svg_stacks_write(
			    &tree, at_most(MOST_TEXT, TEXT_A_BYTE, text), in->as_drawn, out)];
		in->counts = tree.flags & TREECODE_DIFFERENTIAL ? 2 : 1;
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
	if (!in->stays)
		mem_free(in->buf);
	mapping_close(in->map);
	in->map = str_make(NULL, 0);
	in->stays = false;
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
	if (!svg_input_begins(block)) {
		in->begin -= block.len;
		return SVG_INPUT_OTHER;
	}
	in->max_line = 0; /* all of it is kept, and the boxes of a drawing are one line */
	output_to_memory(&svg);
	output_to_memory(&folded);
	do
		output_str(&svg, block);
	while (input_block(in, &block));
	status = in->error || svg.error ? SVG_INPUT_FAILED : unwrap(in, output_text(&svg), &folded);
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
svg_input_open(struct input *in, const char *path, uint64_t max_line, unsigned how)
{
	if (!input_open(in, path))
		return SVG_INPUT_FAILED;
	in->max_line = steady_line(max_line);
	in->plain = (how & SVG_INPUT_PLAIN) != 0;
	in->as_drawn = (how & SVG_INPUT_AS_DRAWN) != 0;
	return svg_input_unwrap(in);
}

const char *
svg_input_reason(enum svg_input_status status, const struct input *in)
{
	switch (status) {
	case SVG_INPUT_FOREIGN:
		return foreign_reason(in->foreign);
	case SVG_INPUT_NO_DATA:
		return "an SVG without flame graph data";
	case SVG_INPUT_SEVERAL:
		return "there are stacks behind the picture, or another one: each has to be a file "
		       "of its "
		       "own";
	case SVG_INPUT_TOO_LARGE:
		return "its flame graph data holds far more than a picture of its size can be of: "
		       "draw it again from its stacks";
	case SVG_INPUT_NEWER:
		return "its flame graph data is of a newer version of these programs: read it with "
		       "those that drew it";
	case SVG_INPUT_BROKEN:
		return "its flame graph data is damaged";
	case SVG_INPUT_FAILED:
		return steady_reason(in->error);
	default:
		return "read";
	}
}
