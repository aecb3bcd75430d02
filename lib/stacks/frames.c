/*
 * frames.c - frame lines seen before; see frames.h.
 */
#include "frames.h"

#include "hash.h"
#include "mem.h"

/* Of what is not written the system brings in nothing. An entry begins at a UNIT. */
enum { BLOCK = 1 << 18, UNIT = _Alignof(struct frames_entry) };

void
frames_init(struct frames *f, size_t bound)
{
	*f = (struct frames){.bound = bound};
	frames_begin(f);
}

void
frames_release(struct frames *f)
{
	for (size_t i = 0; i < f->blocks_len; i++)
		mem_free(f->blocks[i]);
	mem_free(f->blocks);
	slots_release(&f->by_raw);
	frames_init(f, f->bound);
}

static inline struct frames_entry *
entry_at(const struct frames *f, uint32_t id)
{
	size_t at = (size_t)id * UNIT;

	return (struct frames_entry *)(void *)(f->blocks[at / BLOCK] + at % BLOCK);
}

/* Where the entry of a line is, or the free slot where it would be. */
static inline struct slot *
slot_of(const struct frames *f, struct str raw, uint32_t hash)
{
	struct slot *s = slots_first(&f->by_raw, hash);

	for (; s->id != SLOT_NONE; s = slots_next(&f->by_raw, s)) {
		const struct frames_entry *e = entry_at(f, s->id);

		if (e->len == raw.len && memcmp(e->raw, raw.ptr, raw.len) == 0)
			break;
	}
	return s;
}

struct frames_entry *
frames_find(struct frames *f, struct str raw)
{
	const struct slot *s =
	    f->blocks_len > 0 ? slot_of(f, raw, slots_hash(&f->by_raw, raw)) : NULL;
	struct frames_entry *e;

	if (s == NULL || s->id == SLOT_NONE)
		return NULL;
	e = entry_at(f, s->id);
	frames_found(f, e);
	return e;
}

/*
 * Bytes of an entry, of whole units: the names stand behind the line, where they begin at a word,
 * see frames_ids. False: more than a block has.
 */
static bool
size_of(struct str raw, size_t n, size_t *size)
{
	size_t ids = n > 1 ? (n + 1) * sizeof(uint32_t) : 0;

	_Static_assert(offsetof(struct frames_entry, raw) % sizeof(uint32_t) == 0, "a word");
	_Static_assert(UINT16_MAX < BLOCK / sizeof(uint32_t), "so many names have a size");
	if (n > UINT16_MAX || raw.len > BLOCK)
		return false;
	*size = (sizeof(struct frames_entry) + raw.len + ids + UNIT - 1) / UNIT * UNIT;
	return *size <= BLOCK;
}

/* Makes room for so many bytes in the last block; false without memory. */
static bool
make_room(struct frames *f, size_t size)
{
	char *block;

	if (f->blocks_len > 0 && size <= BLOCK - f->used)
		return true;
	if (!MEM_GROW(&f->blocks, &f->blocks_cap, f->blocks_len + 1))
		return false;
	block = mem_alloc(BLOCK);
	if (block == NULL)
		return false;
	f->blocks[f->blocks_len++] = block;
	f->used = 0;
	return true;
}

/* Adds an entry, for which there is room, to no table; its number. */
static uint32_t
new_entry(struct frames *f, struct str raw, const uint32_t *ids, size_t n, size_t unknown)
{
	size_t at = (f->blocks_len - 1) * BLOCK + f->used, word = sizeof(*ids);
	struct frames_entry *e = entry_at(f, (uint32_t)(at / UNIT));

	*e = (struct frames_entry){.len = (uint32_t)raw.len,
	    .count = (uint16_t)n,
	    .unknown = (uint16_t)unknown,
	    .id = n == 1 ? ids[0] : 0};
	memcpy(e->raw, raw.ptr, raw.len);
	if (n > 1)
		memcpy(e->raw + (raw.len + word - 1) / word * word, ids, n * word);
	return (uint32_t)(at / UNIT);
}

struct frames_entry *
frames_add(struct frames *f, struct str raw, const uint32_t *ids, size_t n, size_t unknown)
{
	struct frames_entry *e;
	size_t size;
	uint32_t hash, id;

	if (!size_of(raw, n, &size))
		return NULL;
	if (f->blocks_len * BLOCK >= f->bound && size > BLOCK - f->used)
		frames_release(f);
	if (!slots_room(&f->by_raw) || !make_room(f, size))
		return NULL;
	id = new_entry(f, raw, ids, n, unknown);
	f->used += size;
	hash = slots_hash(&f->by_raw, raw);
	slots_fill(&f->by_raw, slot_of(f, raw, hash), hash, id);
	e = entry_at(f, id);
	frames_found(f, e);
	return e;
}
