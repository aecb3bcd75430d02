/*
 * svg_stacks.c - the call tree of a picture as folded stacks; see svg_stacks.h.
 *
 * Trees have their frames in the order of names, most often, and then their stacks are
 * in order as well: they are written one by one. Where one comes out of order (a
 * chart, a reversed graph, names with bytes below ';') all are gathered, and sorted.
 */
#include "svg_stacks.h"

#include "folded.h"
#include "mem.h"
#include "text_sort.h"

struct level {
	uint32_t name;
	size_t used; /* bytes of the path's text with the frames up to this one */
};

/*
 * The frames from the outermost one to the present one. All that cannot begin a line are kept
 * joined, each behind a ';': from the beginning of the text those of a tree, and up to its
 * end those of a reversed one, whose outermost frame ends the line.
 */
struct path {
	const struct treecode *tree;
	bool reversed;
	char *text;
	size_t cap, most;
	struct level *levels; /* of each depth */
	size_t levels_cap;
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

/* Makes room for `more` bytes behind (or, reversed, before) the `used` that are there. */
static enum treecode_status
path_room(struct path *p, size_t used, size_t more)
{
	size_t old = p->cap, need;

	if (__builtin_add_overflow(used, more, &need) || need > p->most)
		return TREECODE_TOO_LARGE;
	if (!MEM_GROW(&p->text, &p->cap, need))
		return TREECODE_NO_MEMORY;
	if (p->reversed && p->cap > old && used > 0)
		memmove(p->text + p->cap - used, p->text + old - used, used);
	return TREECODE_OK;
}

static void
join(struct path *p, size_t used, struct str name)
{
	char *to = p->reversed ? p->text + p->cap - used - name.len - 1 : p->text + used;

	*to = ';';
	if (name.len > 0)
		memcpy(to + 1, name.ptr, name.len);
}

/* Takes a frame at its depth in place of what was there, and what was below. */
static enum treecode_status
path_push(struct path *p, const struct treecode_frame *f)
{
	struct str name = p->tree->names[f->name];
	enum treecode_status status;
	size_t used;

	if (!MEM_GROW(&p->levels, &p->levels_cap, (size_t)f->depth + 1))
		return TREECODE_NO_MEMORY;
	used = f->depth > 0 ? p->levels[f->depth - 1].used : 0;
	if (p->reversed || f->depth > 0) {
		status = path_room(p, used, name.len + 1);
		if (status != TREECODE_OK)
			return status;
		join(p, used, name);
		used += name.len + 1;
	}
	p->levels[f->depth] = (struct level){f->name, used};
	return TREECODE_OK;
}

/* Appends the stack of the path down to a depth. */
static void
path_write(const struct path *p, struct output *out, uint32_t depth)
{
	const struct level *first = &p->levels[p->reversed ? depth : 0];
	size_t rest = p->levels[depth].used;

	if (p->reversed)
		rest = depth > 0 ? p->levels[depth - 1].used : 0;
	write_first(out, p->tree->names[first->name], depth == 0);
	if (rest > 0)
		output_bytes(out, p->reversed ? p->text + p->cap - rest : p->text, rest);
}

/* Where a text ends that is to be trimmed, as its readers will, from `begin` on. */
static void
trim(struct output *out, size_t begin)
{
	out->len = begin + str_trim_right(str_skip(output_text(out), begin)).len;
}

static void
write_counts(struct output *out, const struct treecode *tree, const uint64_t own[2])
{
	output_char(out, ' ');
	if (tree->flags & TREECODE_DIFFERENTIAL) {
		folded_write_count(out, own[1], tree->places);
		output_char(out, ' ');
	}
	folded_write_count(out, own[0], tree->places);
	output_char(out, '\n');
}

/* What the lines go to, and what is known of them. */
struct lines {
	struct output *out;
	size_t begin;	       /* of all in out */
	size_t last, last_len; /* the stack that was written last */
	size_t count;
	bool sorted;
	bool as_drawn; /* they may be in any order */
	bool raw;      /* counts are 16 bytes: the lines are to be sorted */
	struct text_key *keys;
	size_t cap;
};

/* Appends the stack of a frame; false where it is out of order, or equal to the one before. */
static bool
add_line(struct lines *l, const struct path *p, const struct treecode_frame *f)
{
	bool gap = f->depth > 0 && str_eq(p->tree->names[f->name], STR(TREECODE_GAP));
	size_t begin = l->out->len;
	struct str text;

	path_write(p, l->out, f->depth - gap);
	if (l->out->error != 0)
		return true;
	trim(l->out, begin);
	text = str_skip(output_text(l->out), begin);
	if (!l->raw && !l->as_drawn && l->count > 0 &&
	    str_cmp(str_make(l->out->buf + l->last, l->last_len), text) >= 0)
		return false;
	l->last = begin;
	l->last_len = text.len;
	if (l->raw)
		output_bytes(l->out, f->own, sizeof(f->own));
	else
		write_counts(l->out, p->tree, f->own);
	return true;
}

static bool
is_leaf(const struct treecode *tree, size_t i)
{
	return i + 1 == tree->len || tree->frames[i + 1].depth <= tree->frames[i].depth;
}

/* Notes the line that was added last; its text may still move, so that its place is kept. */
static bool
note_line(struct lines *l)
{
	if (l->raw && !MEM_GROW(&l->keys, &l->cap, l->count + 1))
		return false;
	if (l->raw)
		l->keys[l->count] =
		    (struct text_key){.text = {NULL, l->last_len}, .number = l->last};
	l->count++;
	return true;
}

/* All stacks that have counts, in the tree's order, until one is out of order. */
static enum treecode_status
gather(struct lines *l, struct path *p)
{
	const struct treecode *tree = p->tree;

	for (size_t i = 0; i < tree->len; i++) {
		const struct treecode_frame *f = &tree->frames[i];
		enum treecode_status status = path_push(p, f);

		if (status != TREECODE_OK)
			return status;
		if (f->own[0] == 0 && f->own[1] == 0 && !is_leaf(tree, i))
			continue;
		l->sorted = add_line(l, p, f);
		if (l->out->error != 0)
			return TREECODE_NO_MEMORY;
		if (l->out->len - l->begin > p->most)
			return TREECODE_TOO_LARGE;
		if (!l->sorted)
			break;
		if (!note_line(l))
			return TREECODE_NO_MEMORY;
	}
	return TREECODE_OK;
}

/* The lines, whose text does not move any more, in order, equal stacks added up. */
static void
write_sorted(struct output *out, struct lines *l, const struct treecode *tree)
{
	bool saturated = false;
	uint64_t own[2], sum[2] = {0, 0};

	for (size_t i = 0; i < l->count; i++)
		l->keys[i].text.ptr = l->out->buf + l->keys[i].number;
	text_sort(l->keys, l->count);
	for (size_t i = 0; i < l->count; i++) {
		struct str stack = l->keys[i].text;

		memcpy(own, stack.ptr + stack.len, sizeof(own));
		for (int j = 0; j < 2; j++)
			sum[j] = folded_add(sum[j], own[j], &saturated);
		if (i + 1 < l->count && str_eq(stack, l->keys[i + 1].text))
			continue;
		output_str(out, stack);
		write_counts(out, tree, sum);
		sum[0] = sum[1] = 0;
	}
}

static void
path_init(struct path *p, const struct treecode *tree, size_t most)
{
	*p = (struct path){
	    .tree = tree, .most = most, .reversed = (tree->flags & TREECODE_REVERSED) != 0};
}

static void
path_release(struct path *p)
{
	mem_free(p->text);
	mem_free(p->levels);
}

/* As svg_stacks_write, of stacks that are not in order. */
static enum treecode_status
sort_stacks(const struct treecode *tree, size_t most, struct output *out)
{
	struct output text;
	struct lines l = {.out = &text, .raw = true};
	enum treecode_status status;
	struct path p;

	output_to_memory(&text);
	path_init(&p, tree, most);
	status = gather(&l, &p);
	path_release(&p);
	if (status == TREECODE_OK)
		write_sorted(out, &l, tree);
	mem_free(l.keys);
	output_close(&text);
	return status;
}

enum treecode_status
svg_stacks_write(const struct treecode *tree, size_t most, bool as_drawn, struct output *out)
{
	struct lines l = {.out = out, .begin = out->len, .sorted = true, .as_drawn = as_drawn};
	enum treecode_status status;
	struct path p;

	path_init(&p, tree, most);
	status = gather(&l, &p);
	path_release(&p);
	if (status == TREECODE_OK && l.sorted)
		return status;
	out->len = l.begin;
	return status != TREECODE_OK ? status : sort_stacks(tree, most, out);
}
