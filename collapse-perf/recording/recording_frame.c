/*
 * recording_frame.c - from an address in a process to the names of its frame.
 *
 * Two caches stand before the work: where an address of a process led to last
 * time, and what the names are at an address of a dso.
 */
#include "hash.h"
#include "mem.h"
#include "beginning.h"
#include "dsos_report.h"
#include "recording_private.h"

/* `address` in hexadecimal, at the end of the buffer. */
static struct str
write_digits(char buf[16], uint64_t address)
{
	size_t at = 16;

	do
		buf[--at] = "0123456789abcdef"[address & 15];
	while ((address >>= 4) != 0);
	return str_make(buf + at, 16 - at);
}

/* The names at an address: what was inlined there, and the function itself. */
static void
name_frame(struct recording *r, struct recording_frame *f)
{
	struct dso *dso = f->dso == INTERN_NONE ? NULL : dsos_get(&r->dsos, f->dso);
	struct str deleted = STR(" (deleted)");
	char digits[16];
	struct inlined_frame frame = {.dso = dso,
	    .address = f->address - ((f->variant & FRAME_AFTER_CALL) != 0 && f->address > 0),
	    .dso_name = dso ? dso->name : STR(""),
	    .digits = write_digits(digits, f->address),
	    .java = (f->variant & FRAME_JAVA) != 0,
	    .expand = (f->variant & FRAME_INLINES) != 0,
	    .context = r->samples->settings->context};
	uint32_t *ids;

	if (str_ends(frame.dso_name, deleted))
		frame.dso_name.len -= deleted.len;
	/* A copy: demangling others takes its place. */
	output_clear(&r->symbol);
	if (dso != NULL)
		output_str(&r->symbol, dsos_symbol(&r->dsos, dso, f->address));
	frame.symbol = output_text(&r->symbol);
	inlined_names(&r->names, &r->dsos, &frame, r->samples);
	f->begins = beginning_is(frame.symbol);
	f->lack = dso != NULL ? (uint8_t)dso->lack : DSO_COMPLETE;
	ids = ARENA_NEW(&r->frame_arena, uint32_t, r->names.len);
	if (r->frame_arena.failed || r->symbol.error != 0) {
		r->failed = true;
		return;
	}
	if (r->names.len > 0)
		memcpy(ids, r->names.ids, r->names.len * sizeof(*ids));
	f->ids = ids;
	f->count = (uint32_t)r->names.len;
	f->unknown = (uint32_t)r->names.unknown;
}

/* Puts a frame into the free slot; NULL without memory. */
static struct recording_frame *
place_frame(struct recording *r, struct recording_frame frame, struct slot *s, uint32_t hash)
{
	struct recording_frame *f = ARENA_NEW(&r->frame_arena, struct recording_frame, 1);

	if (f == NULL || r->frame_count >= SLOT_NONE ||
	    !MEM_GROW(&r->frames, &r->frame_cap, r->frame_count + 1))
		return NULL;
	*f = frame;
	slots_fill(&r->frames_by_address, s, hash, (uint32_t)r->frame_count);
	r->frames[r->frame_count++] = f;
	return f;
}

/* The same of a frame that has no names yet. */
static const struct recording_frame *
new_frame(struct recording *r, struct recording_frame frame, struct slot *s, uint32_t hash)
{
	struct recording_frame *f = place_frame(r, frame, s, hash);

	if (f != NULL)
		name_frame(r, f);
	return f;
}

static uint32_t
hash_frame(const struct slots *t, uint32_t dso, uint64_t address, uint8_t variant)
{
	return slots_hash_number(t, address ^ (uint64_t)dso << 44 ^ (uint64_t)variant << 60);
}

/* The frame of an address of a dso, INTERN_NONE for none; NULL without memory. */
static const struct recording_frame *
find_frame(struct recording *r, uint32_t dso, uint64_t address, uint8_t variant)
{
	struct slots *t = &r->frames_by_address;
	struct slot *s;
	uint32_t hash;

	if (!slots_room(t))
		return NULL;
	if (dso == INTERN_NONE && !r->samples->settings->style.addrs)
		address = 0; /* all the same: "[unknown]" */
	hash = hash_frame(t, dso, address, variant);
	for (s = slots_first(t, hash); s->id != SLOT_NONE; s = slots_next(t, s)) {
		const struct recording_frame *f = r->frames[s->id];

		if (f->address == address && f->dso == dso && f->variant == variant)
			return f;
	}
	return new_frame(r,
	    (struct recording_frame){.address = address, .dso = dso, .variant = variant}, s, hash);
}

/* The address space that an address of this mode is in, or NULL. */
static const struct space *
space_of(struct recording *r, const struct task *task, uint8_t mode)
{
	if (mode == PERF_MODE_USER)
		return task->space;
	if (mode != PERF_MODE_KERNEL)
		return NULL;
	recording_load_kernel(r);
	return &r->kernel;
}

const struct recording_frame *
recording_push(
    struct recording *r, const struct task *task, uint8_t mode, uint64_t ip, uint8_t variant)
{
	const struct space *space = space_of(r, task, mode);
	uint32_t epoch = space ? space->epoch : 0;
	size_t place = hash_mix(ip ^ (uint64_t)epoch << 40) & (RECORDING_HITS - 1);
	/* r is there: only a callee looks whether it is. NOLINTNEXTLINE(clang-analyzer-core.*) */
	struct recording_hit *hit = &r->hits[place];
	const struct recording_frame *f = hit->frame;
	const struct map *map;

	variant |= r->samples->current.java ? FRAME_JAVA : 0;
	if (f == NULL || hit->ip != ip || hit->epoch != epoch || hit->variant != variant) {
		map = space ? maps_find(space->maps, ip) : NULL;
		map = map != NULL && map->code ? map : NULL;
		f = find_frame(
		    r, map ? map->dso : INTERN_NONE, map ? map_offset(map, ip) : ip, variant);
		if (f == NULL) {
			r->failed = true;
			return NULL;
		}
		*hit = (struct recording_hit){ip, epoch, variant, f};
	}
	r->lacks |= (uint32_t)1 << f->lack;
	samples_push(r->samples, f->ids, f->count, f->unknown);
	return f;
}

/* Puts a copy of a frame in, which is not there yet; false without memory. */
static bool
keep_frame(struct recording *r, struct recording_frame f)
{
	struct slots *t = &r->frames_by_address;
	uint32_t *ids = ARENA_NEW(&r->frame_arena, uint32_t, f.count);
	struct slot *s;
	uint32_t hash;

	if (r->frame_arena.failed || !slots_room(t))
		return false;
	if (f.count > 0)
		memcpy(ids, f.ids, f.count * sizeof(*ids));
	f.ids = ids;
	hash = hash_frame(t, f.dso, f.address, f.variant);
	for (s = slots_first(t, hash); s->id != SLOT_NONE;)
		s = slots_next(t, s);
	return place_frame(r, f, s, hash) != NULL;
}

/* All frames anew, but for those of dsos that were forgotten. */
static bool
keep_frames(struct recording *r)
{
	struct arena before = r->frame_arena;
	size_t count = r->frame_count;
	bool good = true;

	arena_init(&r->frame_arena);
	slots_release(&r->frames_by_address);
	r->frame_count = 0;
	for (size_t i = 0; i < count && good; i++) {
		const struct recording_frame *f = r->frames[i];

		if (f->dso == INTERN_NONE || dsos_get(&r->dsos, f->dso) != NULL)
			good = keep_frame(r, *f);
	}
	arena_release(&before);
	memset(r->hits, 0, RECORDING_HITS * sizeof(*r->hits));
	return good;
}

static bool
is_needed(const void *context, uint32_t dso)
{
	const struct recording *r = context;

	return maps_have(&r->tasks.pool, dso) || dsos_is_told_of(dsos_get(&r->dsos, dso));
}

bool
recording_forget(struct recording *r)
{
	if (!dsos_are_many(&r->dsos) || !dsos_forget(&r->dsos, is_needed, r))
		return true;
	return keep_frames(r);
}
