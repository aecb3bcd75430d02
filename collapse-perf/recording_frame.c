/*
 * recording_frame.c - from an address in a process to the names of its frame.
 *
 * Two caches stand before the work: where an address of a process led to last
 * time, and what the names are at an address of a dso.
 */
#include "hash.h"
#include "mem.h"
#include "perf_sample.h"
#include "recording_private.h"
#include "symbol.h"

enum { HITS = 1 << 15, FIRST_SLOTS = 1 << 10 };

enum { INLINES_MAX = 256 };

/* One address has different names as these are. */
enum { VARIANT_JAVA = 1, VARIANT_INLINES = 2 };

static void
push(struct recording *r, const struct recording_frame *f)
{
	struct perf_parser *p = r->parser;

	if (!perf_sample_room(p, f->count))
		return;
	for (uint32_t i = 0; i < f->count; i++)
		p->row[p->row_len++] = f->ids[i];
	p->counts.frames += f->count;
	p->counts.unknown_frames += f->unknown;
}

static size_t
slot_of(const struct recording *r, uint64_t address, uint32_t dso, uint8_t variant)
{
	uint64_t hash = hash_mix(address ^ (uint64_t)dso << 44 ^ (uint64_t)variant << 60);
	size_t i = (size_t)hash & r->frame_mask;

	for (;; i = (i + 1) & r->frame_mask) {
		const struct recording_frame *f = r->frames[i];

		if (f == NULL || (f->address == address && f->dso == dso && f->variant == variant))
			return i;
	}
}

static bool
grow(struct recording *r)
{
	struct recording_frame **old = r->frames;
	size_t old_n = old ? r->frame_mask + 1 : 0, n = old ? old_n * 2 : FIRST_SLOTS;

	r->frames = mem_zalloc(n, sizeof(struct recording_frame *));
	if (r->frames == NULL) {
		r->frames = old;
		return false;
	}
	r->frame_mask = n - 1;
	for (size_t i = 0; i < old_n; i++)
		if (old[i] != NULL)
			r->frames[slot_of(r, old[i]->address, old[i]->dso, old[i]->variant)] =
			    old[i];
	mem_free(old);
	return true;
}

/* One name, or several for a Java chain, behind those that the frame has. */
static void
add_name(struct recording *r, struct recording_frame *f, struct str symbol, struct str dso)
{
	struct perf_frame_names *n = &r->parser->names;
	struct perf_parser *p = r->parser;
	char digits[16];
	size_t at = sizeof(digits);
	uint64_t address = f->address;
	uint32_t *ids;

	do
		digits[--at] = "0123456789abcdef"[address & 15];
	while ((address >>= 4) != 0);
	perf_frame_name(n, symbol, dso, str_make(digits + at, sizeof(digits) - at),
	    (f->variant & VARIANT_JAVA) != 0, &p->settings->style, &p->stacks);
	ids = ARENA_NEW(&r->arena, uint32_t, f->count + n->len);
	if (ids == NULL) {
		r->failed = true;
		return;
	}
	if (f->count > 0)
		memcpy(ids, f->ids, f->count * sizeof(*ids));
	if (n->len > 0)
		memcpy(ids + f->count, n->ids, n->len * sizeof(*ids));
	f->ids = r->last_ids = ids;
	f->count += (uint32_t)n->len;
	f->unknown += (uint32_t)n->unknown;
}

/* --context: ":file.c:12" behind the name that was added last. */
static void
add_place(struct recording *r, struct recording_frame *f, const struct dwarf_place *place)
{
	struct perf_parser *p = r->parser;
	struct output *name = &p->names.name;
	uint32_t *ids = r->last_ids;

	if (!p->settings->context || place->line == 0 || place->file.len == 0 || f->count == 0)
		return;
	output_clear(name);
	output_str(name, intern_name(&p->stacks.names, ids[f->count - 1]));
	output_char(name, ':');
	for (struct str file = symbol_basename(place->file); file.len > 0; file = str_skip(file, 1))
		output_char(name, file.ptr[0] == ';' ? ':' : file.ptr[0]);
	output_printf(name, ":%u", place->line);
	ids[f->count - 1] = stacks_name(&p->stacks, output_text(name));
	p->stacks.failed |= name->error != 0;
}

/* The names at an address: what was inlined there, and the function itself. */
static void
name_frame(struct recording *r, struct recording_frame *f)
{
	struct dso *dso = f->dso == INTERN_NONE ? NULL : dsos_get(&r->dsos, f->dso);
	bool context = r->parser->settings->context, inlines = (f->variant & VARIANT_INLINES) != 0;
	struct str deleted = STR(" (deleted)"), name = dso ? dso->name : STR(""), symbol;
	struct dwarf_frame places[INLINES_MAX];
	size_t n = 0;

	if (str_ends(name, deleted))
		name.len -= deleted.len;
	symbol = dso ? dsos_symbol(&r->dsos, dso, f->address) : STR("");
	if ((inlines || context) && symbol.len > 0)
		n = dsos_inlined(&r->dsos, dso, f->address, context, places, INLINES_MAX);
	if (n > 0) /* demangling others takes its place */
		symbol = arena_str(&r->arena, symbol);
	for (size_t i = 0; i < n && inlines; i++) {
		struct str function = dsos_demangle(&r->dsos, places[i].name);

		add_name(r, f, function.len > 0 ? function : symbol, STR(""));
		add_place(r, f, &places[i].place);
	}
	if (n > 0 && inlines)
		return;
	add_name(r, f, symbol, name);
	if (n > 0)
		add_place(r, f, &places[n - 1].place);
}

/* The frame of an address of a dso, INTERN_NONE for none; NULL without memory. */
static const struct recording_frame *
find_frame(struct recording *r, uint32_t dso, uint64_t address, uint8_t variant)
{
	struct recording_frame *f;
	size_t i;

	if ((r->frames == NULL || r->frame_count >= r->frame_mask / 2) && !grow(r))
		return NULL;
	if (dso == INTERN_NONE && !r->parser->settings->style.addrs)
		address = 0; /* all the same: "[unknown]" */
	i = slot_of(r, address, dso, variant);
	if (r->frames[i] != NULL)
		return r->frames[i];
	f = ARENA_NEW(&r->arena, struct recording_frame, 1);
	if (f == NULL)
		return NULL;
	*f = (struct recording_frame){.address = address, .dso = dso, .variant = variant};
	r->frames[i] = f;
	r->frame_count++;
	name_frame(r, f);
	return f;
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

void
recording_push(
    struct recording *r, const struct task *task, uint8_t mode, uint64_t ip, bool inlines)
{
	const struct space *space = space_of(r, task, mode);

	uint8_t variant =
	    (r->parser->sample.java ? VARIANT_JAVA : 0) | (inlines ? VARIANT_INLINES : 0);
	uint32_t epoch = space ? space->epoch : 0;
	struct recording_hit *hit = &r->hits[hash_mix(ip ^ (uint64_t)epoch << 40) & (HITS - 1)];
	const struct recording_frame *f = hit->frame;
	const struct map *map;

	if (f == NULL || hit->ip != ip || hit->epoch != epoch || hit->variant != variant) {
		map = space ? maps_find(space->maps, ip) : NULL;
		f = find_frame(
		    r, map ? map->dso : INTERN_NONE, map ? map_offset(map, ip) : ip, variant);
		if (f == NULL) {
			r->failed = true;
			return;
		}
		*hit = (struct recording_hit){ip, epoch, variant, f};
	}
	push(r, f);
}

/*
 * The user's part of the stack from the processor's own record of calls (lbr),
 * in the place of the chain's: where it is now, and where each call was made.
 */
static void
push_branches(struct recording *r, const struct task *task, const struct perf_words *branches)
{
	for (size_t i = 0; i + 2 < branches->count; i += 3) {
		if (i == 0)
			recording_push(r, task, PERF_MODE_USER, perf_word(branches, 1), r->chained);
		recording_push(r, task, PERF_MODE_USER, perf_word(branches, i), r->chained);
	}
}

/* Entries above PERF_CONTEXT_MAX say whose the next ones are; another of these spoils all. */
static void
push_callchain(struct recording *r, const struct task *task, const struct perf_data_sample *sample)
{
	enum { DEPTH_MAX = 127 };
	const struct perf_words *chain = &sample->callchain;
	bool lbr = (sample->event->branch_type & PERF_BRANCH_CALL_STACK) != 0;
	uint8_t mode = PERF_MODE_USER;
	size_t frames = 0, begin = r->parser->row_len;

	for (size_t i = 0; i < chain->count && frames < DEPTH_MAX; i++) {
		uint64_t ip = perf_word(chain, i);

		if (ip < PERF_CONTEXT_MAX) {
			recording_push(r, task, mode, ip, r->chained);
			frames++;
		} else if (ip == PERF_CONTEXT_USER && lbr && sample->branches.count > 0) {
			push_branches(r, task, &sample->branches);
			return;
		} else if (ip == PERF_CONTEXT_USER) {
			mode = PERF_MODE_USER;
		} else if (ip == PERF_CONTEXT_KERNEL) {
			mode = PERF_MODE_KERNEL;
		} else if (ip == PERF_CONTEXT_HYPERVISOR) {
			mode = PERF_MODE_HYPERVISOR;
		} else {
			r->parser->row_len = begin;
			return;
		}
	}
}

void
recording_stack(struct recording *r, const struct task *task, const struct perf_data_sample *sample)
{
	if (sample->has_callchain) {
		push_callchain(r, task, sample);
		recording_unwind(r, task, sample);
	} else if (sample->event->type != PERF_TYPE_TRACEPOINT &&
		   (sample->event->sample_type & PERF_SAMPLE_IP) != 0) {
		recording_push(r, task, sample->mode, sample->ip, r->chained);
	}
}
