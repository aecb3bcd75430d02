/*
 * stacks.c - rows of name ids with counts; see stacks.h.
 *
 * Sorting: the bytes of "a;b" compare as a sequence of names in which every
 * name but the last is followed by ';'. So each name gets two ranks, one for
 * standing last and one for having a frame behind it, and rows are compared as
 * rows of ranks, without looking at a name again.
 */
#include "stacks.h"

#include <stdlib.h>

#include "folded.h"
#include "hash.h"
#include "mem.h"

enum { FIRST_SLOTS = 256 };

void
stacks_init(struct stacks *s)
{
	*s = (struct stacks){.rows = NULL};
	intern_init(&s->names);
	arena_init(&s->arena);
}

void
stacks_release(struct stacks *s)
{
	intern_release(&s->names);
	arena_release(&s->arena);
	mem_free(s->rows);
	mem_free(s->slots);
	stacks_init(s);
}

/* "# x" as "#_x": were it outermost, readers would take its lines for comments. */
static uint32_t
no_comment(struct stacks *s, struct str name)
{
	struct output text;
	uint32_t id = INTERN_NONE;

	output_to_memory(&text);
	folded_write_no_comment(&text, name);
	if (text.error == 0)
		id = intern_id(&s->names, output_text(&text));
	output_close(&text);
	return id;
}

uint32_t
stacks_name(struct stacks *s, struct str name)
{
	uint32_t id = folded_is_comment(name) ? no_comment(s, name) : intern_id(&s->names, name);

	if (id != INTERN_NONE)
		return id;
	s->failed = true;
	return 0;
}

static uint32_t
hash_ids(const uint32_t *ids, size_t n)
{
	uint64_t h = n;

	for (size_t i = 0; i < n; i++)
		h = hash_step(h, ids[i]);
	return (uint32_t)(hash_mix(h) >> 32);
}

/* Doubles the slots and puts every row back in; false without memory. */
static bool
rehash(struct stacks *s)
{
	size_t n = s->slots ? (s->mask + 1) * 2 : FIRST_SLOTS;
	uint32_t *slots;

	if (n > SIZE_MAX / sizeof(*slots) || (slots = mem_alloc(n * sizeof(*slots))) == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		slots[i] = STACKS_NONE;
	for (size_t row = 0; row < s->len; row++) {
		size_t i = s->rows[row].hash & (n - 1);

		while (slots[i] != STACKS_NONE)
			i = (i + 1) & (n - 1);
		slots[i] = (uint32_t)row;
	}
	mem_free(s->slots);
	s->slots = slots;
	s->mask = n - 1;
	return true;
}

static bool
is_row(const struct stacks_row *row, const uint32_t *ids, size_t n, uint32_t hash)
{
	return row->hash == hash && row->len == n && memcmp(row->ids, ids, n * sizeof(*ids)) == 0;
}

/* A new row for the free slot; STACKS_NONE without memory. */
static uint32_t
new_row(struct stacks *s, uint32_t *slot, const uint32_t *ids, size_t n, uint32_t hash)
{
	uint32_t *copy;

	if (s->len >= STACKS_NONE || n > UINT32_MAX || !MEM_GROW(&s->rows, &s->cap, s->len + 1))
		return STACKS_NONE;
	copy = ARENA_NEW(&s->arena, uint32_t, n);
	if (copy == NULL)
		return STACKS_NONE;
	memcpy(copy, ids, n * sizeof(*ids));
	s->rows[s->len] = (struct stacks_row){copy, (uint32_t)n, hash, 0};
	*slot = (uint32_t)s->len++;
	return *slot;
}

uint32_t
stacks_add(struct stacks *s, const uint32_t *ids, size_t n, uint64_t count)
{
	uint32_t hash = hash_ids(ids, n), row;
	size_t i;

	if ((s->slots == NULL || s->len > s->mask / 2) && !rehash(s)) {
		s->failed = true;
		return STACKS_NONE;
	}
	for (i = hash & s->mask; s->slots[i] != STACKS_NONE; i = (i + 1) & s->mask)
		if (is_row(&s->rows[s->slots[i]], ids, n, hash))
			break;
	row = s->slots[i];
	if (row == STACKS_NONE)
		row = new_row(s, &s->slots[i], ids, n, hash);
	if (row == STACKS_NONE)
		s->failed = true;
	else
		s->rows[row].count = folded_add(s->rows[row].count, count, &s->saturated);
	return row;
}

/* ids of `from` as ids of `s`; NULL without memory. */
static uint32_t *
map_names(struct stacks *s, const struct stacks *from)
{
	uint32_t *map = mem_zalloc(from->names.len, sizeof(*map));

	for (size_t id = 0; map != NULL && id < from->names.len; id++)
		map[id] = stacks_name(s, intern_name(&from->names, (uint32_t)id));
	return map;
}

void
stacks_merge(struct stacks *s, const struct stacks *from)
{
	uint32_t *map = map_names(s, from);
	uint32_t *ids = NULL;
	size_t cap = 0;

	s->failed = s->failed || from->failed || map == NULL;
	s->saturated = s->saturated || from->saturated;
	for (size_t r = 0; r < from->len && !s->failed; r++) {
		const struct stacks_row *row = &from->rows[r];

		if (!MEM_GROW(&ids, &cap, row->len)) {
			s->failed = true;
			break;
		}
		for (uint32_t i = 0; i < row->len; i++)
			ids[i] = map[row->ids[i]];
		stacks_add(s, ids, row->len, row->count);
	}
	mem_free(ids);
	mem_free(map);
}

void
stacks_write_row(
    const struct stacks *s, const struct stacks_row *row, uint64_t count, struct output *out)
{
	for (uint32_t i = row->len; i > 0; i--) {
		output_str(out, intern_name(&s->names, row->ids[i - 1]));
		output_char(out, i > 1 ? ';' : ' ');
	}
	output_u64(out, count);
	output_char(out, '\n');
}

/* A name in one of its two places. */
struct place {
	struct str name;
	uint32_t id;
	bool last; /* nothing behind it, else ';' */
};

static int
compare_places(const void *left, const void *right)
{
	const struct place *a = left, *b = right;
	size_t n = a->name.len < b->name.len ? a->name.len : b->name.len;
	int c = n ? memcmp(a->name.ptr, b->name.ptr, n) : 0;
	int after_a, after_b; /* what stands behind the common part; -1: the end */

	if (c != 0)
		return c;
	after_a = n < a->name.len ? (unsigned char)a->name.ptr[n] : a->last ? -1 : ';';
	after_b = n < b->name.len ? (unsigned char)b->name.ptr[n] : b->last ? -1 : ';';
	return after_a - after_b;
}

struct ranks {
	struct place *places; /* by rank */
	uint32_t *inner;      /* rank of a name, by id, with a frame behind it */
	uint32_t *last;	      /* rank of a name, by id, as the last one */
};

static void
ranks_release(struct ranks *r)
{
	mem_free(r->places);
	mem_free(r->inner);
	mem_free(r->last);
}

static bool
ranks_init(struct ranks *r, const struct intern *names)
{
	size_t n = names->len;

	*r = (struct ranks){mem_zalloc(n * 2, sizeof(*r->places)), mem_zalloc(n, sizeof(*r->inner)),
	    mem_zalloc(n, sizeof(*r->last))};
	if (n > UINT32_MAX / 2 || r->places == NULL || r->inner == NULL || r->last == NULL)
		return false;
	for (size_t id = 0; id < n; id++) {
		r->places[id * 2] = (struct place){names->names[id], (uint32_t)id, false};
		r->places[id * 2 + 1] = (struct place){names->names[id], (uint32_t)id, true};
	}
	qsort(r->places, n * 2, sizeof(*r->places), compare_places);
	for (size_t rank = 0; rank < n * 2; rank++) {
		const struct place *p = &r->places[rank];

		(p->last ? r->last : r->inner)[p->id] = (uint32_t)rank;
	}
	return true;
}

/* Turns a row of ids, innermost first, into a row of ranks, outermost first. */
static void
rank_row(const struct ranks *r, struct stacks_row *row)
{
	for (size_t i = 0, j = row->len - 1; i < j; i++, j--) {
		uint32_t id = row->ids[i];

		row->ids[i] = row->ids[j];
		row->ids[j] = id;
	}
	for (size_t i = 0; i + 1 < row->len; i++)
		row->ids[i] = r->inner[row->ids[i]];
	row->ids[row->len - 1] = r->last[row->ids[row->len - 1]];
}

static int
compare_rows(const void *left, const void *right)
{
	const struct stacks_row *a = left, *b = right;
	size_t n = a->len < b->len ? a->len : b->len;

	for (size_t i = 0; i < n; i++)
		if (a->ids[i] != b->ids[i])
			return a->ids[i] < b->ids[i] ? -1 : 1;
	return (a->len > b->len) - (a->len < b->len);
}

bool
stacks_write(struct stacks *s, struct output *out)
{
	struct ranks ranks;

	if (s->failed || !ranks_init(&ranks, &s->names)) {
		if (!s->failed)
			ranks_release(&ranks);
		s->failed = true;
		return false;
	}
	for (size_t r = 0; r < s->len; r++)
		rank_row(&ranks, &s->rows[r]);
	if (s->len > 0)
		qsort(s->rows, s->len, sizeof(*s->rows), compare_rows);
	for (size_t r = 0; r < s->len; r++) {
		const struct stacks_row *row = &s->rows[r];

		for (uint32_t i = 0; i < row->len; i++) {
			output_str(out, ranks.places[row->ids[i]].name);
			output_char(out, i + 1 < row->len ? ';' : ' ');
		}
		output_u64(out, row->count);
		output_char(out, '\n');
	}
	ranks_release(&ranks);
	return true;
}
