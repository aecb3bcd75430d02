/*
 * stacks.c - rows of name ids with counts; see stacks.h.
 *
 * Sorting: the bytes of "a;b" compare as a sequence of names in which every
 * name but the last is followed by ';'. So each name gets two ranks, one for
 * standing last and one for having a frame behind it, and rows are sorted as
 * texts of ranks, four bytes each, without looking at a name again.
 */
#include "stacks.h"

#include "folded.h"
#include "hash.h"
#include "mem.h"
#include "text_sort.h"

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
	slots_release(&s->by_ids);
	stacks_init(s);
}

/* A name that is not written as it is: see stacks_name. */
static uint32_t
other_name(struct stacks *s, struct str name)
{
	struct output plain, text;
	uint32_t id = INTERN_NONE;

	output_to_memory(&plain);
	output_to_memory(&text);
	folded_write_no_control(&plain, name);
	if (folded_is_comment(output_text(&plain)))
		folded_write_no_comment(&text, output_text(&plain));
	else
		output_str(&text, output_text(&plain));
	if (plain.error == 0 && text.error == 0)
		id = intern_id(&s->names, output_text(&text));
	output_close(&plain);
	output_close(&text);
	return id;
}

uint32_t
stacks_name(struct stacks *s, struct str name)
{
	/* Names that are there were looked through when they were new. */
	uint32_t id = intern_find(&s->names, name);

	if (id == INTERN_NONE)
		id = folded_is_comment(name) || folded_has_control(name)
			 ? other_name(s, name)
			 : intern_id(&s->names, name);
	if (id != INTERN_NONE)
		return id;
	s->failed = true;
	return 0;
}

/* A new row for the free slot; STACKS_NONE without memory. */
static uint32_t
new_row(struct stacks *s, struct slot *slot, const uint32_t *ids, size_t n, uint32_t hash)
{
	uint32_t *copy;

	if (s->len >= STACKS_NONE || n > UINT32_MAX || !MEM_GROW(&s->rows, &s->cap, s->len + 1))
		return STACKS_NONE;
	copy = ARENA_NEW(&s->arena, uint32_t, n);
	if (copy == NULL)
		return STACKS_NONE;
	memcpy(copy, ids, n * sizeof(*ids));
	s->rows[s->len] = (struct stacks_row){copy, (uint32_t)n, 0};
	slots_fill(&s->by_ids, slot, hash, (uint32_t)s->len++);
	return slot->id;
}

static bool
is_row(const struct stacks_row *row, const uint32_t *ids, size_t n)
{
	return row->len == n && memcmp(row->ids, ids, n * sizeof(*ids)) == 0;
}

uint32_t
stacks_add(struct stacks *s, const uint32_t *ids, size_t n, uint64_t count)
{
	struct slot *slot;
	uint32_t hash, row;

	if (!slots_room(&s->by_ids)) {
		s->failed = true;
		return STACKS_NONE;
	}
	hash = slots_hash(&s->by_ids, str_make((const char *)ids, n * sizeof(*ids)));
	slot = slots_first(&s->by_ids, hash);
	while (slot->id != SLOT_NONE && !is_row(&s->rows[slot->id], ids, n))
		slot = slots_next(&s->by_ids, slot);
	row = slot->id != SLOT_NONE ? slot->id : new_row(s, slot, ids, n, hash);
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

/* The names in their two places, and the ranks they have there. */
struct ranks {
	struct output text;    /* each name and a ';' */
	struct text_key *keys; /* sorted: number is twice the name's id, and 1 more as the last */
	uint32_t *rank;	       /* by that number; in big-endian order, to be compared as bytes */
};

static uint32_t
big_endian(uint32_t n)
{
	unsigned char bytes[] = {(unsigned char)(n >> 24), (unsigned char)(n >> 16),
	    (unsigned char)(n >> 8), (unsigned char)n};

	memcpy(&n, bytes, sizeof(n));
	return n;
}

static void
ranks_release(struct ranks *r)
{
	output_close(&r->text);
	mem_free(r->keys);
	mem_free(r->rank);
}

static bool
ranks_init(struct ranks *r, const struct intern *names)
{
	size_t n = names->len;
	const char *at;

	*r = (struct ranks){.keys = mem_zalloc(n * 2, sizeof(*r->keys)),
	    .rank = mem_zalloc(n * 2, sizeof(*r->rank))};
	output_to_memory(&r->text);
	for (size_t id = 0; id < n; id++) {
		output_str(&r->text, names->names[id]);
		output_char(&r->text, ';');
	}
	if (n > UINT32_MAX / 2 || r->keys == NULL || r->rank == NULL || r->text.error != 0)
		return false;
	at = r->text.buf;
	for (size_t id = 0; id < n; id++) {
		size_t len = names->names[id].len;

		r->keys[id * 2] = (struct text_key){.text = {at, len + 1}, .number = id * 2};
		r->keys[id * 2 + 1] = (struct text_key){.text = {at, len}, .number = id * 2 + 1};
		at += len + 1;
	}
	text_sort(r->keys, n * 2);
	for (size_t rank = 0; rank < n * 2; rank++)
		r->rank[r->keys[rank].number] = big_endian((uint32_t)rank);
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
	for (size_t i = 0; i < row->len; i++)
		row->ids[i] = r->rank[(size_t)row->ids[i] * 2 + (i + 1 == row->len)];
}

/* A row of ranks as a line: the names with their ';' are there already. */
static void
write_ranked(const struct ranks *r, const struct stacks_row *row, struct output *out)
{
	for (uint32_t i = 0; i < row->len; i++)
		output_str(out, r->keys[big_endian(row->ids[i])].text);
	output_char(out, ' ');
	output_u64(out, row->count);
	output_char(out, '\n');
}

bool
stacks_write(struct stacks *s, struct output *out)
{
	struct text_key *keys = mem_zalloc(s->len, sizeof(*keys));
	struct ranks ranks;
	bool done = ranks_init(&ranks, &s->names) && keys != NULL && !s->failed;

	for (size_t r = 0; done && r < s->len; r++) {
		rank_row(&ranks, &s->rows[r]);
		keys[r] = (struct text_key){
		    .text = {(const char *)s->rows[r].ids, s->rows[r].len * sizeof(uint32_t)},
		    .number = r};
	}
	if (done)
		text_sort(keys, s->len);
	for (size_t r = 0; done && r < s->len; r++)
		write_ranked(&ranks, &s->rows[keys[r].number], out);
	s->failed = !done;
	ranks_release(&ranks);
	mem_free(keys);
	return done;
}
