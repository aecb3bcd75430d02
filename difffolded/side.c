/*
 * side.c - one of the two profiles; see side.h.
 *
 *	main;parse;read_line_[k] 31
 *	main;parse 2.5
 *
 * A whole stack is one key, never split into its frames. The input is expected
 * in the order in which the collapse programs write it: then a stack is new if
 * it is greater than the one before, and nothing is hashed or sorted. From the
 * first line on that is out of order a hash table finds equal stacks, and the
 * rows are sorted at the end.
 */
#include "side.h"

#include <errno.h>

#include "hash.h"
#include "input.h"
#include "mem.h"
#include "sort.h"

enum { FIRST_SLOTS = 1024, MOST_ROWS = INT32_MAX };

void
side_init(struct side *s, bool strip_hex, bool strip_hash)
{
	*s = (struct side){.ascending = true};
	arena_init(&s->text);
	strip_init(&s->strip, strip_hex, strip_hash);
}

void
side_release(struct side *s)
{
	arena_release(&s->text);
	strip_release(&s->strip);
	mem_free(s->rows);
	mem_free(s->slots);
	*s = (struct side){.ascending = true};
}

static void
note(struct side *s, struct side_oddity *odd, const struct input *in, struct str line)
{
	if (odd->lines++ > 0)
		return;
	odd->first = in->line;
	odd->text = arena_str(&s->text, str_head(str_trim(line), 4096));
}

/* ---- rows in any order ---- */

static uint32_t
hash_stack(struct str stack)
{
	return (uint32_t)hash_bytes(stack.ptr, stack.len);
}

/* The slot of a stack, or the free one where it would be. */
static struct side_slot *
find_slot(const struct side *s, struct str stack, uint32_t hash)
{
	for (size_t i = hash & s->mask;; i = (i + 1) & s->mask) {
		struct side_slot *slot = &s->slots[i];

		if (slot->row == 0 ||
		    (slot->hash == hash && str_eq(s->rows[slot->row - 1].stack, stack)))
			return slot;
	}
}

/* Puts a row that is not there yet into its slot. */
static void
insert_slot(struct side *s, struct side_slot new)
{
	size_t i = new.hash & s->mask;

	while (s->slots[i].row != 0)
		i = (i + 1) & s->mask;
	s->slots[i] = new;
}

/* Makes room for one more row in the hash table: at most half of it is taken. */
static bool
grow_slots(struct side *s)
{
	struct side_slot *old = s->slots;
	size_t n = old != NULL ? s->mask + 1 : FIRST_SLOTS, old_n = old != NULL ? n : 0;

	if (old != NULL && s->len < n / 2)
		return true;
	while (n / 2 <= s->len)
		n *= 2;
	s->slots = mem_zalloc(n, sizeof(*s->slots));
	if (s->slots == NULL) {
		mem_free(old);
		return false;
	}
	s->mask = n - 1;
	for (size_t i = 0; i < old_n; i++)
		if (old[i].row != 0)
			insert_slot(s, old[i]);
	for (size_t i = 0; old == NULL && i < s->len; i++)
		insert_slot(s, (struct side_slot){hash_stack(s->rows[i].stack), (uint32_t)i + 1});
	mem_free(old);
	return true;
}

/* ---- adding up ---- */

/* The row of a stack, which is added with no count when it is new; NULL without memory. */
static struct side_row *
find_row(struct side *s, struct str stack)
{
	struct side_slot *slot = NULL;
	uint32_t hash = 0;

	if (s->ascending && s->len > 0) {
		int order = str_cmp(s->rows[s->len - 1].stack, stack);

		if (order == 0)
			return &s->rows[s->len - 1];
		s->ascending = order < 0;
	}
	if (!s->ascending) {
		if (!grow_slots(s))
			return NULL;
		hash = hash_stack(stack);
		slot = find_slot(s, stack, hash);
		if (slot->row != 0)
			return &s->rows[slot->row - 1];
	}
	stack = arena_str(&s->text, stack);
	if (stack.ptr == NULL || s->len >= MOST_ROWS || !MEM_GROW(&s->rows, &s->cap, s->len + 1))
		return NULL;
	s->rows[s->len] = (struct side_row){stack, 0};
	if (slot != NULL)
		*slot = (struct side_slot){hash, (uint32_t)s->len + 1};
	return &s->rows[s->len++];
}

bool
side_rescale(struct side *s, unsigned places)
{
	bool saturated = false;

	if (places <= s->places)
		return true;
	for (size_t i = 0; i < s->len; i++)
		s->rows[i].units = folded_scale(s->rows[i].units, s->places, places, &saturated);
	s->total = folded_scale(s->total, s->places, places, &saturated);
	s->places = places;
	return !saturated;
}

/* Two numbers at the end of a line: the stack that came out ends in one. */
static bool
ends_in_number(struct str stack)
{
	char last = stack.ptr[stack.len - 1];
	struct folded_line line;

	return (str_is_digit(last) || last == '.') && folded_split(stack, &line);
}

static bool
add_line(struct side *s, const struct input *in, struct str text)
{
	struct folded_line line;
	enum folded_kind kind = folded_parse(text, &line);
	bool saturated;
	struct side_row *row;
	uint64_t units;

	if (kind == FOLDED_BAD)
		note(s, &s->bad, in, text);
	if (kind != FOLDED_STACK)
		return true;
	s->lines++;
	note(s, in->counts != 1 && ends_in_number(line.stack) ? &s->two : &s->one, in, text);
	row = find_row(s, strip_stack(&s->strip, line.stack));
	if (row == NULL)
		return false;
	saturated = line.count.saturated;
	saturated |= !side_rescale(s, line.count.places);
	units = folded_scale(line.count.units, line.count.places, s->places, &saturated);
	row->units = folded_add(row->units, units, &saturated);
	s->total = folded_add(s->total, units, &saturated);
	if (saturated)
		note(s, &s->huge, in, text);
	return true;
}

bool
side_read(struct side *s, const char *path)
{
	struct input in;
	struct str line;
	enum svg_input_status status = svg_input_open(&in, path);

	s->name = in.name;
	if (!svg_input_ok(status) && in.error == 0)
		s->unfit = svg_input_reason(status, &in);
	while (svg_input_ok(status) && s->error == 0 && input_line(&in, &line))
		if (!add_line(s, &in, line))
			s->error = ENOMEM;
	if (in.error != 0)
		s->error = in.error;
	if (s->text.failed || s->strip.text.error != 0)
		s->error = ENOMEM;
	input_close(&in);
	if (!s->ascending && s->error == 0 && !sort_rows(s->rows, s->len))
		s->error = ENOMEM;
	return s->error == 0 && s->unfit == NULL;
}
