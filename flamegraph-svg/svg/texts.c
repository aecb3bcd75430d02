/*
 * texts.c - the names in the boxes of a drawing; see texts.h, lib/stacks/short_name.h.
 *
 *	┌───────────┬───────────┐     Boxes side by side, or on one another, with
 *	│ comp…Key> │ comp…Val> │     different names show different texts: where
 *	├───────────┴───────────┤     the short forms are the same, what the names
 *	│ sort<…>               │     differ in is shown.
 *	└───────────────────────┘
 */
#include "texts.h"

#include "label.h"
#include "mem.h"
#include "short_name.h"
#include "symbol.h"

struct walk {
	const struct drawing *d;
	struct texts *texts;
	struct short_name names;
	uint32_t *rows; /* the last frame of each that has a text; 0, the root: none yet */
	bool failed;
};

static struct str
name_of(const struct drawing *d, uint32_t frame)
{
	uint32_t node = d->layout->frames[frame].node;

	return node == CALLTREE_ROOT ? STR("all") : symbol_unmarked(calltree_name(d->tree, node));
}

/* How many columns there are in a box. */
static unsigned
room_of(const struct drawing *d, const struct layout_frame *f)
{
	const struct settings *s = d->settings;
	double letter = s->font_size * s->font_width * LAYOUT_TENTHS;
	double room = ((double)f->width - 2 * TEXTS_INDENT * LAYOUT_TENTHS) / letter;

	return room > 0 ? (unsigned)room : 0;
}

/* Cut behind, as --truncate-text-right wants it. */
static struct str
cut_behind(struct walk *w, struct str name, unsigned room)
{
	bool dots;
	struct output text;
	struct str cut = label_fit(name, room, true, &dots);

	if (!dots)
		return cut;
	output_to_memory(&text);
	output_str(&text, cut);
	OUTPUT_LITERAL(&text, "..");
	cut = arena_str(&w->texts->arena, output_text(&text));
	if (!output_close(&text))
		w->failed = true;
	return cut;
}

/* The text of a frame beside, or on, others that have theirs already; 0: none there. */
static struct str
find_text(struct walk *w, uint32_t frame, uint32_t left, uint32_t below)
{
	struct str name = name_of(w->d, frame), text, *known = w->texts->items;
	unsigned room = room_of(w->d, &w->d->layout->frames[frame]);
	uint32_t rival = left;

	if (room < 3)
		return STR("");
	if (w->d->settings->truncate_right)
		return cut_behind(w, name, room);
	text = short_name_fit(&w->names, name, room, STR(""), STR(""));
	if (!str_eq(text, known[left]) || str_eq(name, name_of(w->d, left)))
		rival = below;
	if (str_eq(text, known[rival]) && !str_eq(name, name_of(w->d, rival)))
		text = short_name_fit(&w->names, name, room, name_of(w->d, rival), known[rival]);
	return text.ptr == name.ptr ? text : arena_str(&w->texts->arena, text);
}

static void
walk_frames(struct walk *w)
{
	const struct layout *l = w->d->layout;

	for (uint32_t i = 0; i < l->len && !w->failed; i++) {
		uint32_t depth = w->d->tree->nodes[l->frames[i].node].depth;
		uint32_t left = w->rows[depth], below = depth > 0 ? w->rows[depth - 1] : 0;
		struct str text = find_text(w, i, left, below);

		w->failed = w->failed || text.ptr == NULL || w->names.text.error != 0 ||
			    w->names.fitted.error != 0;
		w->texts->items[i] = text;
		if (text.len > 0)
			w->rows[depth] = i;
	}
}

bool
texts_init(struct texts *t, const struct drawing *d)
{
	struct walk w = {.d = d, .texts = t};

	arena_init(&t->arena);
	short_name_init(&w.names);
	t->items = mem_zalloc(d->layout->len, sizeof(*t->items));
	w.rows = mem_zalloc(d->layout->rows, sizeof(*w.rows));
	w.failed = t->items == NULL || w.rows == NULL;
	/* A row that is not high enough has no texts. */
	if (!w.failed && (double)d->settings->height >= 0.8 * d->settings->font_size)
		walk_frames(&w);
	short_name_release(&w.names);
	mem_free(w.rows);
	return !w.failed;
}

void
texts_release(struct texts *t)
{
	arena_release(&t->arena);
	mem_free(t->items);
	t->items = NULL;
}
