/*
 * bpftrace_stacks.c - the keys of a map as stacks; see bpftrace.h.
 *
 *	@[kstack, ustack, comm]  ->  comm; frames of the user stack; frames of the kernel's
 *
 * What is no stack comes first, as it stands in the key. Which of two stacks is the
 * kernel's the text does not say; it is the same one in all keys of a map, and some
 * of them have frames that tell. Else it is the first one, as everybody writes it.
 */
#include "bpftrace.h"
#include "bpftrace_key.h"
#include "dtrace_frame.h"
#include "frames.h"
#include "mem.h"
#include "symbol.h"

/* Bytes of a cache of frame lines. */
enum { FRAMES_BOUND = 5 << 20 };

/* What is known of the parts at one place in the keys. */
struct place {
	uint64_t stacks; /* keys that have a stack there */
	uint64_t kernel, user;
};

/* A map on its way to stacks. */
struct writer {
	const struct bpftrace_settings *settings;
	struct stacks *stacks;
	struct bpftrace_tally *tally;
	struct bpftrace_parts parts;
	size_t parts_n; /* of every key */
	struct place *places;
	struct frames lines[2]; /* caches: of programs, of the kernel */
	struct frame_names names;
	struct output text;
	uint32_t *row;
	size_t len, cap;
};

static bool
writer_init(struct writer *w, const struct bpftrace_map *map)
{
	w->parts_n = SIZE_MAX;
	frames_init(&w->lines[0], FRAMES_BOUND);
	frames_init(&w->lines[1], FRAMES_BOUND);
	frame_names_init(&w->names);
	output_to_memory(&w->text);
	for (size_t i = 0; i < map->keys.len; i++) {
		if (!bpftrace_key_split(intern_name(&map->keys, (uint32_t)i), &w->parts))
			return false;
		if (w->parts.len < w->parts_n)
			w->parts_n = w->parts.len;
	}
	if (map->keys.len > 0)
		w->places = mem_zalloc(w->parts_n, sizeof(*w->places));
	return w->places != NULL || map->keys.len == 0;
}

static void
writer_release(struct writer *w)
{
	bpftrace_parts_release(&w->parts);
	mem_free(w->places);
	frames_release(&w->lines[0]);
	frames_release(&w->lines[1]);
	frame_names_release(&w->names);
	output_close(&w->text);
	mem_free(w->row);
}

/* The parts of a key, as many as its map has, or more where they cannot be joined. */
static bool
split(struct writer *w, struct str key)
{
	if (!bpftrace_key_split(key, &w->parts))
		return false;
	bpftrace_key_join(&w->parts, w->parts_n);
	return true;
}

/* A key's say on which stack is whose. */
static void
look_at_key(struct writer *w)
{
	for (size_t i = 0; i < w->parts.len && i < w->parts_n; i++) {
		struct str rest = w->parts.items[i].text;

		if (!w->parts.items[i].stack)
			continue;
		w->places[i].stacks++;
		while (rest.len > 0) {
			struct bpftrace_frame frame;
			enum bpftrace_side side;

			bpftrace_frame_split(str_cut(&rest, '\n'), &frame);
			side = bpftrace_side(&frame);
			w->places[i].kernel += side == BPFTRACE_KERNEL;
			w->places[i].user += side == BPFTRACE_USER;
		}
	}
}

/* Decides for each place: afterwards `kernel` is 1 or 0. */
static void
settle_places(struct writer *w)
{
	size_t stacks = 0, first = SIZE_MAX, told = 0;

	for (size_t i = 0; w->places != NULL && i < w->parts_n; i++) {
		struct place *place = &w->places[i];

		if (place->stacks == 0)
			continue;
		stacks++;
		if (place->kernel == place->user && first == SIZE_MAX)
			first = i;
		place->kernel = place->kernel > place->user;
		told += place->kernel > 0;
	}
	if (stacks > 1 && told == 0 && first < SIZE_MAX)
		w->places[first].kernel = 1;
}

static void
push_id(struct writer *w, uint32_t id)
{
	if (MEM_GROW(&w->row, &w->cap, w->len + 1))
		w->row[w->len++] = id;
	else
		w->stacks->failed = true;
}

/* What a frame has behind its name: "+123" for the innermost of a line, "_[k]". */
static uint32_t
with_suffix(struct writer *w, uint32_t id, struct str offset, bool kernel)
{
	output_clear(&w->text);
	output_str(&w->text, intern_name(&w->stacks->names, id));
	output_str(&w->text, offset);
	if (kernel)
		OUTPUT_LITERAL(&w->text, "_[k]");
	w->stacks->failed |= w->text.error != 0;
	return w->stacks->failed ? id : stacks_name(w->stacks, output_text(&w->text));
}

/* The names of a line that was not seen before, into w->names. */
static void
name_frame(struct writer *w, struct str line, bool kernel, size_t *unknown)
{
	struct bpftrace_frame frame;
	bool offsets = w->settings->offsets, mark = w->settings->kernel && kernel;

	bpftrace_frame_split(line, &frame);
	w->names.len = 0;
	if (!frame.known && frame.dso.len > 0) {
		output_clear(&w->text);
		output_printf(&w->text, "[%.*s]", STR_ARG(symbol_basename(frame.dso)));
		frame.name = output_text(&w->text);
	}
	dtrace_frame_names(&w->names, frame.name, DTRACE_FRAME_PARAMETERS, w->stacks);
	for (size_t i = 0; (offsets || mark) && i < w->names.len; i++)
		w->names.ids[i] = with_suffix(
		    w, w->names.ids[i], offsets && i == 0 ? frame.offset : STR(""), mark);
	*unknown = frame.known ? 0 : 1;
}

static void
push_frame(struct writer *w, struct str line, bool kernel)
{
	const struct frames_entry *e = frames_find(&w->lines[kernel], line);
	size_t n, unknown;
	const uint32_t *ids;

	if (e != NULL) {
		ids = frames_ids(e);
		n = e->count;
		unknown = e->unknown;
	} else {
		name_frame(w, line, kernel, &unknown);
		ids = w->names.ids;
		n = w->names.len;
		frames_add(&w->lines[kernel], line, ids, n, unknown);
	}
	for (size_t i = 0; i < n; i++)
		push_id(w, ids[i]);
	w->tally->frames += n;
	w->tally->user += !kernel;
	w->tally->user_known += !kernel && unknown == 0;
}

/* The stacks of one side, innermost frame first, as the text has them. */
static void
push_stacks(struct writer *w, bool kernel)
{
	for (size_t i = 0; i < w->parts.len; i++) {
		struct str rest = w->parts.items[i].text;
		bool of_kernel = i < w->parts_n && w->places[i].kernel > 0;

		if (!w->parts.items[i].stack || of_kernel != kernel)
			continue;
		frames_begin(&w->lines[kernel]);
		while (rest.len > 0 && !w->stacks->failed)
			push_frame(w, str_cut(&rest, '\n'), kernel);
	}
}

/* A part that is no stack, as a frame. */
static void
push_plain(struct writer *w, struct str text)
{
	text = str_trim(text);
	if (text.len == 0)
		return;
	output_clear(&w->text);
	symbol_write(&w->text, text);
	w->stacks->failed |= w->text.error != 0;
	if (!w->stacks->failed)
		push_id(w, stacks_name(w->stacks, output_text(&w->text)));
}

static void
write_key(struct writer *w, uint64_t count)
{
	w->len = 0;
	push_stacks(w, true);
	push_stacks(w, false);
	for (size_t i = w->parts.len; i > 0; i--)
		if (!w->parts.items[i - 1].stack)
			push_plain(w, w->parts.items[i - 1].text);
	if (w->len == 0)
		push_plain(w, STR("[unknown]"));
	if (!w->stacks->failed)
		stacks_add(w->stacks, w->row, w->len, count);
	w->tally->stacks++;
}

static bool
write_map(struct writer *w, const struct bpftrace_map *map)
{
	for (uint32_t i = 0; i < map->keys.len; i++) {
		if (!split(w, intern_name(&map->keys, i)))
			return false;
		look_at_key(w);
	}
	settle_places(w);
	for (uint32_t i = 0; i < map->keys.len && !w->stacks->failed; i++) {
		const struct bpftrace_entry *e = &map->entries[i];

		if (!split(w, intern_name(&map->keys, i)))
			return false;
		w->tally->negative += e->plus < e->minus;
		if (e->plus > e->minus)
			write_key(w, e->plus - e->minus);
	}
	return true;
}

void
bpftrace_stacks(
    struct bpftrace_parser *p, uint32_t map, struct stacks *stacks, struct bpftrace_tally *tally)
{
	struct writer w = {.settings = p->settings, .stacks = stacks, .tally = tally};

	stacks->saturated |= p->maps[map].saturated;
	if (!writer_init(&w, &p->maps[map]) || !write_map(&w, &p->maps[map]))
		stacks->failed = true;
	writer_release(&w);
}
