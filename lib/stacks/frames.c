/*
 * frames.c - frame lines seen before; see frames.h.
 */
#include "frames.h"

#include "hash.h"
#include "mem.h"

void
frames_init(struct frames *f, size_t bound)
{
	*f = (struct frames){.bound = bound};
	arena_init(&f->arena);
	frames_begin(f);
}

void
frames_release(struct frames *f)
{
	arena_release(&f->arena);
	mem_free(f->entries);
	slots_release(&f->by_raw);
	frames_init(f, f->bound);
}

/* Where the entry of a line is, or the free slot where it would be. */
static inline struct slot *
slot_of(const struct frames *f, struct str raw, uint32_t hash)
{
	struct slot *s = slots_first(&f->by_raw, hash);

	for (; s->id != SLOT_NONE; s = slots_next(&f->by_raw, s)) {
		const struct frames_entry *e = f->entries[s->id];

		if (e->len == raw.len && memcmp(e->raw, raw.ptr, raw.len) == 0)
			break;
	}
	return s;
}

struct frames_entry *
frames_find(struct frames *f, struct str raw)
{
	const struct slot *s = f->len > 0 ? slot_of(f, raw, slots_hash(&f->by_raw, raw)) : NULL;

	if (s == NULL || s->id == SLOT_NONE)
		return NULL;
	frames_found(f, f->entries[s->id]);
	return f->entries[s->id];
}

/* Bytes of an entry: the names stand behind the line, where they begin at a word, see frames_ids. */
static bool
size_of(struct str raw, size_t n, size_t *size)
{
	size_t ids = 0;

	_Static_assert(offsetof(struct frames_entry, raw) % sizeof(uint32_t) == 0, "a word");
	return n <= UINT32_MAX && raw.len <= UINT32_MAX &&
	       !(n > 1 && __builtin_mul_overflow(n + 1, sizeof(uint32_t), &ids)) &&
	       !__builtin_add_overflow(sizeof(struct frames_entry) + ids, raw.len, size);
}

/* An entry that is in no table yet; NULL without memory. */
static struct frames_entry *
new_entry(struct frames *f, struct str raw, const uint32_t *ids, size_t n, size_t unknown)
{
	struct frames_entry *e;
	size_t size, word = sizeof(*ids);

	if (!size_of(raw, n, &size))
		return NULL;
	e = arena_alloc(&f->arena, size, _Alignof(struct frames_entry));
	if (e == NULL)
		return NULL;
	*e = (struct frames_entry){.len = (uint32_t)raw.len,
	    .count = (uint32_t)n,
	    .unknown = (uint32_t)unknown,
	    .id = n == 1 ? ids[0] : 0};
	memcpy(e->raw, raw.ptr, raw.len);
	if (n > 1)
		memcpy(e->raw + (raw.len + word - 1) / word * word, ids, n * word);
	return e;
}

struct frames_entry *
frames_add(struct frames *f, struct str raw, const uint32_t *ids, size_t n, size_t unknown)
{
	struct frames_entry *e;
	uint32_t hash;

	if (f->arena.used > f->bound)
		frames_release(f);
	if (f->len >= SLOT_NONE || !slots_room(&f->by_raw) ||
	    !MEM_GROW(&f->entries, &f->cap, f->len + 1))
		return NULL;
	e = new_entry(f, raw, ids, n, unknown);
	if (e == NULL)
		return NULL;
	hash = slots_hash(&f->by_raw, raw);
	slots_fill(&f->by_raw, slot_of(f, raw, hash), hash, (uint32_t)f->len);
	f->entries[f->len++] = e;
	frames_found(f, e);
	return e;
}
