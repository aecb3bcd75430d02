/*
 * frames.c - frame lines seen before; see frames.h.
 */
#include "frames.h"

#include "hash.h"
#include "mem.h"

enum { FIRST_SLOTS = 1024 };

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
	mem_free(f->slots);
	frames_init(f, f->bound);
}

static bool
rehash(struct frames *f)
{
	size_t n = f->slots ? (f->mask + 1) * 2 : FIRST_SLOTS;
	struct frames_entry **slots = mem_zalloc(n, sizeof(struct frames_entry *));

	if (slots == NULL)
		return false;
	for (size_t old = 0; f->slots != NULL && old <= f->mask; old++) {
		struct frames_entry *e = f->slots[old];
		size_t i;

		if (e == NULL)
			continue;
		for (i = e->hash & (n - 1); slots[i] != NULL;)
			i = (i + 1) & (n - 1);
		slots[i] = e;
	}
	mem_free(f->slots);
	f->slots = slots;
	f->mask = n - 1;
	return true;
}

static uint32_t
hash_raw(struct str raw)
{
	return (uint32_t)hash_bytes(raw.ptr, raw.len);
}

struct frames_entry *
frames_find(struct frames *f, struct str raw)
{
	uint32_t hash = hash_raw(raw);

	if (f->slots == NULL)
		return NULL;
	for (size_t i = hash & f->mask; f->slots[i] != NULL; i = (i + 1) & f->mask) {
		struct frames_entry *e = f->slots[i];

		if (e->hash == hash && e->len == raw.len && memcmp(e->raw, raw.ptr, raw.len) == 0) {
			frames_found(f, e);
			return e;
		}
	}
	return NULL;
}

struct frames_entry *
frames_add(struct frames *f, struct str raw, const uint32_t *ids, size_t n, size_t unknown)
{
	struct frames_entry *e;
	size_t size, i;

	if (f->arena.used > f->bound)
		frames_release(f);
	if ((f->slots == NULL || f->len > f->mask / 2) && !rehash(f))
		return NULL;
	if (n > UINT32_MAX || raw.len > UINT32_MAX ||
	    __builtin_add_overflow(sizeof(*e), raw.len, &size))
		return NULL;
	e = arena_alloc(&f->arena, size, _Alignof(struct frames_entry));
	if (e == NULL)
		return NULL;
	*e = (struct frames_entry){.hash = hash_raw(raw),
	    .len = (uint32_t)raw.len,
	    .count = (uint32_t)n,
	    .unknown = (uint32_t)unknown,
	    .ids = &e->id};
	memcpy(e->raw, raw.ptr, raw.len);
	if (n > 1)
		e->ids = ARENA_NEW(&f->arena, uint32_t, n);
	if (e->ids == NULL)
		return NULL;
	if (n > 0)
		memcpy(e->ids, ids, n * sizeof(*ids));
	for (i = e->hash & f->mask; f->slots[i] != NULL;)
		i = (i + 1) & f->mask;
	f->slots[i] = e;
	f->len++;
	frames_found(f, e);
	return e;
}
