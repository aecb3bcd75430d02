/*
 * calltree_sorted.c - a call tree from stacks in the order of the tree; see calltree_sorted.h.
 *
 *	main;parse 3          opens main and parse
 *	main;parse;read 4     opens read
 *	main;write 5          closes read (4) and parse (7), opens write
 *
 * A frame becomes a node when it, or one below it, closes and is wide enough: its callers
 * are as wide, and so become nodes before it. That keeps the nodes in preorder, and most
 * frames never get as far. How wide is wide enough is learned on the way: when there are
 * half as many nodes again as are wanted, the width that keeps those is found, and the
 * others are dropped; nothing that is narrower comes in from then on.
 */
#include "calltree_sorted.h"

#include "calltree_kept.h"
#include "mem.h"

/*
 * STEP: nodes whose memory is brought in at once; AHEAD: to whose number arrays begin at most, half
 * as many again as a picture has if nothing else is said.
 */
enum { FEW = 4096, STEP = 1 << 12, AHEAD = 3 << 19 };

/* ---- nodes ---- */

bool
calltree_grow_counts(struct calltree_sorted *s, int which, size_t n)
{
	struct calltree_counts *c = calltree_side(s, which);
	size_t *cap = s->nodes_cap[which];

	return MEM_GROW(&c->own, &cap[0], n) && MEM_GROW(&c->total, &cap[1], n) &&
	       MEM_GROW(&c->start, &cap[2], n) && MEM_GROW(&c->lost, &cap[3], n);
}

/* How many of the nodes behind the last one are to come soon, of `cap`. */
static size_t
next_nodes(const struct calltree_sorted *s, size_t cap)
{
	size_t room = cap - s->tree->len;

	return room < STEP ? room : STEP;
}

/* Brings in the memory of the next nodes. */
static void
ready_nodes(struct calltree_sorted *s)
{
	struct calltree *t = s->tree;
	size_t n = t->len;

	mem_ready(t->nodes + n, next_nodes(s, t->cap) * sizeof(*t->nodes));
	for (int i = 0; i < calltree_sides(s); i++) {
		struct calltree_counts *c = calltree_side(s, i);
		uint64_t *arrays[] = {c->own, c->total, c->start, c->lost};

		for (int j = 0; j < 4; j++)
			mem_ready(
			    arrays[j] + n, next_nodes(s, s->nodes_cap[i][j]) * sizeof(*arrays[j]));
	}
}

bool
calltree_name_nodes(struct calltree_sorted *s)
{
	struct calltree *t = s->tree;
	bool done = true;

	for (size_t i = 0; done && i < s->unnamed_len; i++) {
		const struct calltree_unnamed *u = &s->unnamed[i];

		t->nodes[u->node].name = intern_id_hashed(&t->names, u->name, u->hash);
		done = t->nodes[u->node].name != INTERN_NONE;
	}
	s->unnamed_len = 0;
	return done;
}

/* Remembers the name of a node, an open frame's: of many names, each may be anywhere in the table. */
static bool
name_later(struct calltree_sorted *s, size_t depth, uint32_t node)
{
	size_t begin = depth > 1 ? s->open[depth - 1].end + 1 : 0;
	struct str name = str_span(s->text + begin, s->text + s->open[depth].end);
	struct calltree_unnamed *u;

	if (s->unnamed_len == CALLTREE_UNNAMED && !calltree_name_nodes(s))
		return false;
	u = &s->unnamed[s->unnamed_len++];
	*u = (struct calltree_unnamed){.node = node, .name = name};
	return intern_ahead(&s->tree->names, name, &u->hash);
}

/* Makes a node of an open frame whose caller has one. Its total stays 0 until it closes. */
static bool
make_node(struct calltree_sorted *s, size_t depth)
{
	struct calltree *t = s->tree;
	uint32_t id = (uint32_t)t->len;

	if (!(s->gap && depth == s->depth) && !name_later(s, depth, id))
		return false;
	if (t->len >= CALLTREE_NONE || !MEM_GROW(&t->nodes, &t->cap, t->len + 1))
		return false;
	for (int i = 0; i < calltree_sides(s); i++) {
		struct calltree_counts *c = calltree_side(s, i);

		if (!calltree_grow_counts(s, i, t->len + 1))
			return false;
		c->own[id] = c->total[id] = c->lost[id] = 0;
		c->start[id] = s->amounts[i][depth].start;
	}
	t->nodes[id] = (struct calltree_node){
	    s->open[depth - 1].node, CALLTREE_GAP, (uint32_t)depth, CALLTREE_NONE, CALLTREE_NONE};
	s->open[depth].node = id;
	t->len++;
	if (t->len % STEP == 0)
		ready_nodes(s);
	return true;
}

bool
calltree_make_nodes(struct calltree_sorted *s, size_t depth)
{
	size_t d = depth;
	bool done = true;

	while (s->open[d].node == CALLTREE_NONE)
		d--;
	while (done && d < depth)
		done = make_node(s, ++d);
	return done;
}

/* ---- frames ---- */

/* Whether no frame that is open at a depth is kept for its width. */
static bool
is_deep(const struct calltree_sorted *s, size_t depth)
{
	return s->keep.deepest > 0 && depth > s->keep.deepest;
}

static bool
has_kept_name(const struct calltree_sorted *s, struct str name)
{
	for (size_t i = 0; i < s->keep.names_len; i++)
		if (str_eq(name, s->keep.names[i]))
			return true;
	return false;
}

/* Whether the innermost open frame is one to keep. */
static bool
is_wanted(const struct calltree_sorted *s)
{
	const struct calltree_amounts *a = &s->amounts[0][s->depth];
	uint64_t width = a->total;
	size_t begin = s->depth > 1 ? s->open[s->depth - 1].end + 1 : 0;

	if (calltree_sides(s) == 2 && s->amounts[1][s->depth].total > width)
		width = s->amounts[1][s->depth].total;
	if (s->depth == 1)
		return true;
	return (!is_deep(s, s->depth) && (width >= s->narrow || width >= s->keep.least)) ||
	       (s->keep.names_len > 0 && !s->gap &&
		   has_kept_name(s, str_span(s->text + begin, s->text + s->open[s->depth].end)));
}

/* What is below the innermost open frame is known: its counts go to its node. */
static void
fill_node(struct calltree_sorted *s)
{
	uint32_t id = s->open[s->depth].node;
	bool saturated;

	for (int i = 0; i < calltree_sides(s); i++) {
		const struct calltree_amounts *a = &s->amounts[i][s->depth];
		struct calltree_counts *c = calltree_side(s, i);

		c->own[id] = a->own;
		c->total[id] = a->total;
		c->lost[id] = folded_add(c->lost[id], a->lost, &saturated);
	}
}

static void
drop_frame(struct calltree_sorted *s)
{
	uint64_t own[2] = {0, 0}, total[2] = {0, 0};
	bool saturated;

	for (int i = 0; i < calltree_sides(s); i++) {
		struct calltree_amounts *a = &s->amounts[i][s->depth];

		own[i] = a->own;
		total[i] = a->total;
		a[-1].lost = folded_add(a[-1].lost, a->total, &saturated);
	}
	calltree_count_dropped(s->tree, s->gap, own, total);
}

bool
calltree_close_frame(struct calltree_sorted *s)
{
	if (s->open[s->depth].node != CALLTREE_NONE || is_wanted(s)) {
		if (!calltree_make_nodes(s, s->depth))
			return false;
		fill_node(s);
	} else {
		drop_frame(s);
	}
	for (int i = 0; i < calltree_sides(s); i++) {
		struct calltree_amounts *a = &s->amounts[i][s->depth];

		a[-1].total = folded_add(a[-1].total, a->total, &s->tree->saturated);
	}
	s->depth--;
	s->gap = false;
	return s->tree->len <= s->limit || (calltree_name_nodes(s) && calltree_prune(s));
}

static bool
open_frame(struct calltree_sorted *s, size_t end)
{
	size_t d = s->depth + 1;

	if (d >= CALLTREE_NONE || !MEM_GROW(&s->open, &s->open_cap, d + 1))
		return false;
	for (int i = 0; i < calltree_sides(s); i++) {
		if (!MEM_GROW(&s->amounts[i], &s->amounts_cap[i], d + 1))
			return false;
		s->amounts[i][d] = (struct calltree_amounts){0, 0, s->sum[i], 0};
	}
	s->open[d] = (struct calltree_open){end, CALLTREE_NONE};
	s->depth = d;
	return true;
}

/* Whether a stack begins with the frame that ends at `end`, and with those around it. */
static bool
has_frame(struct str stack, size_t common, size_t end)
{
	return end <= common && (end == stack.len || stack.ptr[end] == ';');
}

/* Closes the frames that a stack does not begin with. */
static bool
close_others(struct calltree_sorted *s, struct str stack, size_t common)
{
	bool same = common == s->len && common == stack.len;

	if (s->gap && !same && !calltree_close_frame(s))
		return false;
	while (s->depth > 0 && !has_frame(stack, common, s->open[s->depth].end))
		if (!calltree_close_frame(s))
			return false;
	return true;
}

/* ---- stacks ---- */

/* Whether no frame that this stack alone has would be kept; outermost ones are. */
static bool
is_narrow(const struct calltree_sorted *s, const struct calltree_row *row)
{
	uint64_t width = row->units[0];

	if (calltree_sides(s) == 2 && row->units[1] > width)
		width = row->units[1];
	return row->frames > 0 && !s->tree->chart && width < s->narrow && width < s->keep.least;
}

/* Where the frame at `at` ends; behind `bound`, where nothing is looked at, just behind it. */
static inline size_t
frame_end(struct str stack, size_t at, size_t bound)
{
	size_t end;

	if (bound >= stack.len)
		return at + str_find(str_skip(stack, at), ';');
	end = at <= bound ? at + str_find(str_skip(str_head(stack, bound + 1), at), ';') : at;
	return end <= bound ? end : bound + 1;
}

/* Adds to what is below the innermost open frame. */
static void
add_units(struct calltree_sorted *s, const uint64_t units[2], bool dropped)
{
	for (int i = 0; i < calltree_sides(s); i++) {
		struct calltree_amounts *a = &s->amounts[i][s->depth];
		uint64_t *part = dropped ? &a->lost : &a->own;

		*part = folded_add(*part, units[i], &s->tree->saturated);
		a->total = folded_add(a->total, units[i], &s->tree->saturated);
		s->sum[i] = folded_add(s->sum[i], units[i], &s->tree->saturated);
	}
}

/* The last `count` frames of a stack come and go: each is as narrow as the stack itself. */
static void
pass_frames(struct calltree_sorted *s, uint64_t count, const uint64_t units[2])
{
	uint64_t counts[2] = {units[0], calltree_sides(s) == 2 ? units[1] : 0};

	add_units(s, units, true);
	calltree_count_dropped(s->tree, false, counts, counts);
	s->tree->dropped += count - 1;
}

bool
calltree_sorted_row(struct calltree_sorted *s, const struct calltree_row *row)
{
	struct str stack = row->stack;
	size_t at, bound = is_narrow(s, row) ? row->ahead : stack.len;

	if (!close_others(s, stack, row->common))
		return false;
	s->text = stack.ptr;
	s->len = stack.len;
	for (at = s->depth > 0 ? s->open[s->depth].end + 1 : 0; at <= stack.len; at++) {
		if (is_deep(s, s->depth + 1) && row->frames > 0 && !s->tree->chart)
			bound = row->ahead;
		at = frame_end(stack, at, s->depth > 0 ? bound : stack.len);
		if (at > bound && s->depth > 0) {
			pass_frames(s, row->frames - s->depth, row->units);
			return true;
		}
		if (!open_frame(s, at))
			return false;
	}
	if (s->tree->chart && !s->gap) {
		if (!open_frame(s, stack.len))
			return false;
		s->gap = true;
	}
	add_units(s, row->units, false);
	return true;
}

bool
calltree_sorted_add(struct calltree_sorted *s, struct str stack, const uint64_t units[2])
{
	size_t common = str_common(str_make(s->text, s->len), stack);
	struct calltree_row row = {stack, common, SIZE_MAX, 0, units};

	/* What is open is a part of what both have: nothing else of the old text is wanted then. */
	if (!close_others(s, stack, common) || !calltree_name_nodes(s) ||
	    !MEM_GROW(&s->copy, &s->copy_cap, stack.len + 1))
		return false;
	memcpy(s->copy + common, stack.ptr + common, stack.len - common);
	row.stack.ptr = s->copy;
	return calltree_sorted_row(s, &row);
}

bool
calltree_sorted_hold(struct calltree_sorted *s, size_t frames)
{
	s->held = frames;
	return frames <= s->depth && calltree_make_nodes(s, frames);
}

/* ---- beginning and end ---- */

/* The root, which calltree_init made with an own count alone, as an open frame. */
static bool
open_root(struct calltree_sorted *s)
{
	for (int i = 0; i < calltree_sides(s); i++) {
		struct calltree_counts *c = calltree_side(s, i);

		s->nodes_cap[i][0] = i == 0 ? s->tree->own_cap : 0;
		if (!calltree_grow_counts(s, i, 1))
			return false;
		c->own[0] = c->total[0] = c->start[0] = c->lost[0] = 0;
		s->amounts[i][0] = (struct calltree_amounts){0, 0, 0, 0};
	}
	s->open[0] = (struct calltree_open){0, CALLTREE_ROOT};
	return true;
}

/* Room for as many nodes as there will be, if not too many, so that they need not move. */
static bool
make_room(struct calltree_sorted *s)
{
	size_t n = s->keep.likely < s->limit ? s->keep.likely : s->limit;
	bool done;

	n = n < AHEAD ? n : AHEAD;
	done = MEM_GROW(&s->tree->nodes, &s->tree->cap, n);

	for (int i = 0; i < calltree_sides(s); i++)
		done = done && calltree_grow_counts(s, i, n);
	if (done)
		ready_nodes(s);
	return done;
}

bool
calltree_sorted_init(
    struct calltree_sorted *s, struct calltree *t, bool two, const struct calltree_keep *keep)
{
	*s =
	    (struct calltree_sorted){.tree = t, .keep = *keep, .narrow = keep->guess, .limit = FEW};
	if (keep->widest == 0) { /* what comes in is what stays */
		s->narrow = UINT64_MAX;
		s->limit = SIZE_MAX;
	} else if (__builtin_add_overflow(s->limit, keep->widest, &s->limit) ||
		   __builtin_add_overflow(s->limit, keep->widest / 2, &s->limit)) {
		s->limit = SIZE_MAX;
	}
	return MEM_GROW(&s->open, &s->open_cap, 64) &&
	       MEM_GROW(&s->amounts[0], &s->amounts_cap[0], 64) &&
	       (!two || MEM_GROW(&s->amounts[1], &s->amounts_cap[1], 64)) && open_root(s) &&
	       make_room(s);
}

void
calltree_sorted_release(struct calltree_sorted *s)
{
	mem_free(s->copy);
	mem_free(s->open);
	mem_free(s->amounts[0]);
	mem_free(s->amounts[1]);
	*s = (struct calltree_sorted){.tree = NULL};
}

bool
calltree_sorted_finish(struct calltree_sorted *s)
{
	while (s->depth > 0)
		if (!calltree_close_frame(s))
			return false;
	fill_node(s);
	return calltree_name_nodes(s);
}

bool
calltree_sorted_guessed(const struct calltree_sorted *s)
{
	const struct calltree *t = s->tree;
	size_t n = 0;

	if (s->keep.guess == 0 || t->dropped + t->dropped_gaps == 0)
		return true;
	for (uint32_t i = 1; i < t->len; i++)
		n += calltree_width(t, i) >= s->keep.guess;
	return n >= s->keep.widest;
}
