/*
 * batch.c - all stacks of an input, put in order and made into a call tree; see batch.h.
 */
#include "batch.h"

#include "mem.h"
#include "text_sort.h"

enum { FULL = 1 << 28, MANY = 1 << 21 };

void
batch_init(struct batch *b)
{
	*b = (struct batch){.full = FULL, .many = MANY};
	arena_init(&b->text);
}

void
batch_release(struct batch *b)
{
	arena_release(&b->text);
	mem_free(b->rows);
	batch_init(b);
}

/* ---- order ---- */

static bool
is_sorted(const struct batch *b)
{
	size_t i = 1;

	while (i < b->len && text_compare_stacks(b->rows[i - 1].stack, b->rows[i].stack) <= 0)
		i++;
	return i >= b->len;
}

/* Puts the rows into the order of the tree. */
static bool
sort_rows(struct batch *b)
{
	struct text_key *keys;
	struct batch_row *rows;

	if (b->in_order || is_sorted(b))
		return true;
	keys = mem_alloc(b->len * sizeof(*keys));
	for (size_t i = 0; keys != NULL && i < b->len; i++)
		keys[i] = (struct text_key){.text = b->rows[i].stack, .row = i};
	if (keys != NULL)
		text_sort_stacks(keys, b->len);
	rows = mem_alloc(b->len * sizeof(*rows));
	for (size_t i = 0; keys != NULL && rows != NULL && i < b->len; i++)
		rows[i] = b->rows[keys[i].row];
	mem_free(keys);
	if (keys == NULL || rows == NULL) {
		mem_free(rows);
		return false;
	}
	mem_free(b->rows);
	b->rows = rows;
	b->cap = b->len;
	return true;
}

/* ---- equal stacks ---- */

static void
add_row(struct batch *b, struct batch_row *to, const struct batch_row *row)
{
	for (int i = 0; i < 2; i++)
		to->units[i] = folded_add(to->units[i], row->units[i], &b->saturated);
}

/* Adds equal neighbours up. */
static void
merge_rows(struct batch *b)
{
	size_t kept = 0;

	for (size_t i = 0; i < b->len; i++) {
		if (kept > 0 && str_eq(b->rows[kept - 1].stack, b->rows[i].stack))
			add_row(b, &b->rows[kept - 1], &b->rows[i]);
		else
			b->rows[kept++] = b->rows[i];
	}
	b->len = kept;
}

/* Frees the text of stacks that were added to others. */
static bool
move_text(struct batch *b)
{
	struct arena text;

	arena_init(&text);
	for (size_t i = 0; i < b->len && !text.failed; i++)
		b->rows[i].stack = arena_str(&text, b->rows[i].stack);
	if (text.failed) {
		arena_release(&text);
		b->len = 0;
		return false;
	}
	arena_release(&b->text);
	b->text = text;
	return true;
}

/* There is much text: keeps each stack once. Where that is still much, not again too soon. */
static bool
shrink(struct batch *b)
{
	size_t before = b->len;

	if (!sort_rows(b))
		return false;
	merge_rows(b);
	if (b->len <= before / 2 && !b->borrows && !move_text(b))
		return false;
	b->full = b->text.used > FULL / 2 ? 2 * b->text.used : FULL;
	b->many = b->len > MANY / 2 ? 2 * b->len : MANY;
	return true;
}

/* ---- rows ---- */

/* Gives all rows as many places as a count has. */
static void
raise_places(struct batch *b, unsigned places)
{
	for (size_t i = 0; i < b->len; i++)
		for (int j = 0; j < 2; j++)
			b->rows[i].units[j] =
			    folded_scale(b->rows[i].units[j], b->places, places, &b->saturated);
	b->places = places;
}

static uint64_t
units_of(struct batch *b, struct folded_count count)
{
	b->saturated = b->saturated || count.saturated;
	return folded_scale(count.units, count.places, b->places, &b->saturated);
}

/* A row for a stack, without counts: the last one if it is the same again. NULL without memory. */
static struct batch_row *
row_of(struct batch *b, struct str stack, bool stays)
{
	if (b->len > 0 && str_eq(b->rows[b->len - 1].stack, stack))
		return &b->rows[b->len - 1];
	if (!stays)
		stack = arena_str(&b->text, stack);
	b->borrows = b->borrows || stays;
	b->bytes += stack.len;
	if (stack.ptr == NULL || !MEM_GROW(&b->rows, &b->cap, b->len + 1))
		return NULL;
	b->rows[b->len] = (struct batch_row){.stack = stack};
	return &b->rows[b->len++];
}

bool
batch_keep(struct batch *b, const struct counted *c)
{
	struct batch_row *row = row_of(b, c->stack, c->stays), more = {.units = {0, 0}};
	unsigned places = c->after.places;

	if (row == NULL)
		return false;
	if (c->two && c->before.places > places)
		places = c->before.places;
	if (places > b->places)
		raise_places(b, places);
	b->two = b->two || c->two;
	more.units[0] = units_of(b, c->after);
	if (c->two)
		more.units[1] = units_of(b, c->before);
	add_row(b, row, &more);
	return b->in_order || (b->text.used < b->full && b->len < b->many) || shrink(b);
}

uint64_t
batch_sum(const struct batch *b, int side)
{
	uint64_t sum = 0;
	bool saturated;

	for (size_t i = 0; i < b->len; i++)
		sum = folded_add(sum, b->rows[i].units[side], &saturated);
	return sum;
}

/* Of every SHARE runs of RUN stacks one is looked at, to guess how wide frames have to be. */
enum { RUN = 64, SHARE = 16, AHEAD = 6, LINE = 64 };

/* The text of a stack that comes later is on its way meanwhile: it may be anywhere. */
static inline void
fetch(const struct batch *b, size_t i)
{
	if (i >= b->len)
		return;
	for (size_t at = 0; at < (size_t)4 * LINE && at < b->rows[i].stack.len; at += LINE)
		__builtin_prefetch(b->rows[i].stack.ptr + at);
}

/* Adds one of `share` runs to a tree. */
static bool
add_runs(struct calltree_sorted *s, const struct batch *b, size_t share)
{
	bool done = true;

	for (size_t i = 0; done && i < b->len; i++) {
		if (share > 1 && i % RUN == 0 && i / RUN % share != 0) {
			i += RUN - 1;
			continue;
		}
		fetch(b, i + AHEAD);
		done = calltree_sorted_add(s, b->rows[i].stack, b->rows[i].units);
	}
	return done && calltree_sorted_finish(s);
}

/*
 * How wide the frames that are kept will be at least, from a part of the stacks; a little
 * less than that, to be true most of the time. 0 where few frames are to be dropped.
 */
static uint64_t
guess_width(const struct batch *b, const struct calltree *like, const struct calltree_keep *keep)
{
	struct calltree t;
	struct calltree_sorted s;
	struct calltree_keep part = {.widest = keep->widest / SHARE, .least = UINT64_MAX};
	uint64_t guess = 0;
	size_t wider;

	part.widest += part.widest / 4;
	/* The text of so many frames would be longer. */
	if (part.widest == 0 || b->bytes / 4 < keep->widest || !calltree_init(&t))
		return 0;
	t.chart = like->chart;
	if (calltree_sorted_init(&s, &t, b->two, &part) && add_runs(&s, b, SHARE) &&
	    t.dropped > part.widest)
		guess = calltree_least_width(&t, part.widest, &wider);
	calltree_sorted_release(&s);
	calltree_release(&t);
	return guess;
}

static bool
build(struct batch *b, struct calltree *t, const struct calltree_keep *keep, bool *guessed)
{
	struct calltree_sorted s;
	bool done;

	t->places = b->places;
	t->saturated = b->saturated;
	done = calltree_sorted_init(&s, t, b->two, keep) && add_runs(&s, b, 1);
	*guessed = !done || calltree_sorted_guessed(&s);
	calltree_sorted_release(&s);
	return done;
}

/* Builds it anew, without a guess. */
static bool
rebuild(struct batch *b, struct calltree *t, const struct calltree_keep *keep)
{
	struct calltree_keep sure = *keep;
	bool chart = t->chart, guessed;

	calltree_release(t);
	if (!calltree_init(t))
		return false;
	t->chart = chart;
	sure.guess = 0;
	return build(b, t, &sure, &guessed);
}

bool
batch_build(struct batch *b, struct calltree *t, const struct calltree_keep *keep)
{
	struct calltree_keep guess = *keep;
	bool done = sort_rows(b), guessed = true;

	if (done)
		guess.guess = guess_width(b, t, keep);
	done = done && build(b, t, &guess, &guessed);
	if (done && !guessed)
		done = rebuild(b, t, keep);
	batch_release(b);
	return done;
}
