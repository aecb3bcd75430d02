/*
 * tally.c - distinct stacks with their counts; see tally.h.
 *
 *	main;parse;read_line_[k] 31
 *	main;parse 2.5
 *
 * A whole stack is one key, never split into its frames. Stacks are expected in the
 * order in which the collapse programs write them: then one is new if it is greater
 * than the one before, and nothing is hashed or sorted. Where a second file follows the
 * first, each row knows which came after it, and mostly one comparison finds the row of
 * the next stack. What is new or elsewhere is found by hash, and sorted at the end.
 */
#include "tally.h"

#include "hash.h"
#include "mem.h"
#include "text_sort.h"

enum { MOST_ROWS = INT32_MAX, FEW_COUNTS = 8 };

void
tally_init(struct tally *t)
{
	*t = (struct tally){.ascending = true};
	arena_init(&t->text);
}

void
tally_release(struct tally *t)
{
	arena_release(&t->text);
	mem_free(t->rows);
	slots_release(&t->by_stack);
	tally_init(t);
}

/* ---- rows in any order ---- */

/* The slot of a stack, or the free one where it would be. */
static struct slot *
find_slot(const struct tally *t, struct str stack, uint32_t hash)
{
	struct slot *s = slots_first(&t->by_stack, hash);

	while (s->id != SLOT_NONE && !str_eq(t->rows[s->id].stack, stack))
		s = slots_next(&t->by_stack, s);
	return s;
}

/* Puts the rows that came in order into the table. */
static bool
fill_slots(struct tally *t)
{
	for (size_t i = 0; i < t->len; i++) {
		uint32_t hash;

		if (!slots_room(&t->by_stack))
			return false;
		hash = slots_hash(&t->by_stack, t->rows[i].stack);
		slots_fill(&t->by_stack, find_slot(t, t->rows[i].stack, hash), hash, (uint32_t)i);
	}
	return true;
}

/* Adds a row without a count; its number + 1, or 0 without memory. */
static size_t
new_row(struct tally *t, struct str stack)
{
	stack = arena_str(&t->text, stack);
	if (stack.ptr == NULL || t->len >= MOST_ROWS || !MEM_GROW(&t->rows, &t->cap, t->len + 1))
		return 0;
	t->rows[t->len++] = (struct tally_row){stack, 0, 0};
	return t->len;
}

static size_t
find_by_hash(struct tally *t, struct str stack)
{
	struct slot *s;
	uint32_t hash;

	if ((t->by_stack.items == NULL && !fill_slots(t)) || !slots_room(&t->by_stack))
		return 0;
	hash = slots_hash(&t->by_stack, stack);
	s = find_slot(t, stack, hash);
	if (s->id != SLOT_NONE)
		return (size_t)s->id + 1;
	if (new_row(t, stack) == 0)
		return 0;
	slots_fill(&t->by_stack, s, hash, (uint32_t)t->len - 1);
	return t->len;
}

/* The row of a stack once some came out of order: the one expected next, or by hash. */
static size_t
find_next(struct tally *t, struct str stack)
{
	size_t next = t->last > 0 ? t->rows[t->last - 1].next : 1, row;

	if (next == 0)
		next = t->last + 1; /* the rows that came in order */
	row = next <= t->len && str_eq(t->rows[next - 1].stack, stack) ? next
								       : find_by_hash(t, stack);
	if (row > 0 && row != next && t->last > 0 && row != t->last)
		t->rows[t->last - 1].next = (uint32_t)row;
	t->last = row;
	return row;
}

/* The row of a stack, which is added when it is new, + 1; 0 without memory. */
static inline size_t
find_row(struct tally *t, struct str stack)
{
	if (t->ascending) {
		int order = t->len > 0 ? str_cmp(t->rows[t->len - 1].stack, stack) : -1;

		if (order <= 0)
			return order == 0 ? t->len : new_row(t, stack);
		t->ascending = false;
		t->last = 0;
	}
	return find_next(t, stack);
}

/* ---- adding up ---- */

bool
tally_rescale(struct tally *t, unsigned places)
{
	bool saturated = false;

	if (places <= t->places)
		return true;
	for (size_t i = 0; i < t->len; i++)
		t->rows[i].units = folded_scale(t->rows[i].units, t->places, places, &saturated);
	t->total = folded_scale(t->total, t->places, places, &saturated);
	t->places = places;
	return !saturated;
}

/* A count at the tally's places, which become more where it has more. */
static uint64_t
at_places(struct tally *t, struct folded_count count, bool *saturated)
{
	*saturated |= count.saturated;
	*saturated |= !tally_rescale(t, count.places);
	return folded_scale(count.units, count.places, t->places, saturated);
}

bool
tally_add(struct tally *t, struct str stack, struct folded_count count, bool *saturated)
{
	size_t row = find_row(t, stack);
	uint64_t units = count.units;

	if (row == 0)
		return false;
	if (count.places != t->places || count.saturated)
		units = at_places(t, count, saturated);
	t->rows[row - 1].units = folded_add(t->rows[row - 1].units, units, saturated);
	t->total = folded_add(t->total, units, saturated);
	return true;
}

bool
tally_add_all(struct tally *t, const struct tally *from, bool *saturated)
{
	bool done = true;

	t->last = 0;
	for (size_t i = 0; done && i < from->len; i++)
		done = tally_add(t, from->rows[i].stack,
		    (struct folded_count){from->rows[i].units, from->places, false}, saturated);
	return done;
}

static bool
sort_rows(struct tally *t)
{
	struct text_key *keys = mem_zalloc(t->len, sizeof(*keys));
	struct tally_row *rows = mem_zalloc(t->len, sizeof(*rows));
	bool done = keys != NULL && rows != NULL;

	for (size_t i = 0; done && i < t->len; i++)
		keys[i] = (struct text_key){.text = t->rows[i].stack, .row = i};
	if (done)
		text_sort(keys, t->len);
	for (size_t i = 0; done && i < t->len; i++)
		rows[i] = t->rows[keys[i].row];
	mem_free(keys);
	mem_free(done ? t->rows : rows);
	if (done) {
		t->rows = rows;
		t->cap = t->len;
	}
	return done;
}

bool
tally_sort(struct tally *t)
{
	if (!t->ascending && !sort_rows(t))
		return false;
	slots_release(&t->by_stack);
	t->ascending = true;
	t->last = 0;
	return true;
}

static uint64_t
divisor(uint64_t a, uint64_t b)
{
	while (b != 0) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* Keeps a number, unless it is there already or there is no room. */
static void
keep_different(uint64_t *seen, size_t *len, uint64_t units)
{
	for (size_t i = 0; i < *len; i++)
		if (seen[i] == units)
			return;
	if (*len < FEW_COUNTS)
		seen[(*len)++] = units;
}

uint64_t
tally_step(const struct tally *t)
{
	uint64_t step = 0, seen[FEW_COUNTS];
	size_t different = 0;

	for (size_t i = 0; i < t->len; i++) {
		if (t->rows[i].units > 0)
			keep_different(seen, &different, t->rows[i].units);
		step = divisor(step, t->rows[i].units);
	}
	return different < FEW_COUNTS ? 0 : step;
}
