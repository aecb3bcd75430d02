/*
 * mm_events.c - the events of a self-profile as stacks; see mm_events.h.
 *
 * An event has 32 bytes, or 24 in version 8, whose kind and id are u32 (measureme, raw_event.rs):
 *
 *	u64 kind, u64 id, u32 thread, u32 low1, u32 low2, u32 high
 *	start = low1 | (high & 0xffff0000) << 16	in the unit of the counter
 *	end = low2 | (high & 0xffff) << 32		0xffffffffffff: an instant
 *							0xfffffffffffe: a number, no time
 *
 * The events of a thread stand in the order of their end, so read from the last to the first each
 * comes before all that is inside of it: the open events of a thread are its stack. An event whose
 * begin lies before that of the one on top is not inside of it, which is complete then; its own
 * time is its length without those of its children.
 */
#include "mm_events.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cursor.h"
#include "json.h"
#include "mem.h"
#include "slots.h"

enum {
	SIZE_NEW = 32,
	SIZE_OLD = 24,
	AT_ONCE = 4096,	      /* events that are read in one go */
	KNOWN_MOST = 1 << 16, /* names that are kept for the next event of theirs */
	ROOTS = 2,	      /* frames outside of events: the crate, and the thread's kind */
	DEEPEST = 512	      /* events in a stack; rustc's own are some dozens */
};
static const uint64_t NUMBER = 0xfffffffffffe; /* this and what is above is no end */

struct event {
	uint64_t kind, id, begin, end;
	uint32_t thread;
};

/* An event whose children are still to come. */
struct open_event {
	uint64_t begin, length, children;
	uint32_t name;
};

struct thread {
	uint32_t number;
	uint32_t kind; /* name id */
	struct open_event *open;
	size_t len, cap;
};

/* One file on its way to stacks. */
struct reader {
	struct mm_file *file;
	const struct mm_settings *settings;
	struct stacks *stacks;
	struct stack_runs *runs;
	struct mm_counted *counted;
	struct thread *threads;
	size_t len, cap;
	struct slots by_number; /* of threads */
	size_t last;		/* the thread of the event before */
	uint32_t main;		/* the number of the main thread */
	struct intern known;	/* what a name is made of: an address and a kind */
	uint32_t *names;	/* name ids, one for each */
	size_t names_cap;
	uint32_t crate; /* name ids */
	uint32_t *row;
	size_t row_cap;
	struct output text; /* scratch */
};

static struct event
decode(const struct mm_file *f, const unsigned char *bytes)
{
	struct str text = {(const char *)bytes, f->old ? SIZE_OLD : SIZE_NEW};
	struct cursor c = cursor_make(text, 0, false);
	struct event e;
	uint64_t low1, low2, high;

	e.kind = f->old ? cursor_u32(&c) : cursor_u64(&c);
	e.id = f->old ? cursor_u32(&c) : cursor_u64(&c);
	e.thread = cursor_u32(&c);
	low1 = cursor_u32(&c);
	low2 = cursor_u32(&c);
	high = cursor_u32(&c);
	e.begin = low1 | (high & 0xffff0000) << 16;
	e.end = low2 | (high & 0xffff) << 32;
	return e;
}

/* A text as part of a frame: no byte that ends a frame or a line. */
static void
add_tidy(struct output *out, struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char ch = (unsigned char)text.ptr[i];

		output_char(out, ch == ';' ? ':' : ch < ' ' || ch == 0x7f ? ' ' : (char)ch);
	}
}

/* "label", "label(argument, argument)", and "[kind]" behind what is neither query nor activity. */
static void
write_name(const struct reader *r, struct str text, struct str kind, struct output *out)
{
	struct str label = str_cut(&text, MM_SEPARATOR);

	add_tidy(out, label.len > 0 ? label : STR("<unknown>"));
	if (text.len > 0 && !r->settings->no_args) {
		OUTPUT_LITERAL(out, "(");
		for (const char *joint = ""; text.len > 0; joint = ", ") {
			output_str(out, str_from(joint));
			add_tidy(out, str_cut(&text, MM_SEPARATOR));
		}
		OUTPUT_LITERAL(out, ")");
	}
	if (kind.len == 0 || str_eq(kind, STR("Query")) || str_eq(kind, STR("GenericActivity")))
		return;
	OUTPUT_LITERAL(out, " [");
	add_tidy(out, kind);
	OUTPUT_LITERAL(out, "]");
}

/*
 * A frame of tidied text. White space at its ends would be lost where the stack is read again, and
 * another frame could be the same then.
 */
static uint32_t
frame_of(struct reader *r, struct str text, struct str otherwise)
{
	text = str_trim(text);
	return stacks_name(r->stacks, text.len > 0 ? text : otherwise);
}

static uint32_t
make_name(struct reader *r, const uint64_t key[2])
{
	struct output label, kind, *out = &r->text;
	uint32_t id;

	output_to_memory(&label);
	output_to_memory(&kind);
	output_clear(out);
	if (!mm_string(r->file, key[0], &label))
		r->counted->unnamed++;
	mm_string(r->file, key[1], &kind);
	write_name(r, output_text(&label), output_text(&kind), out);
	if (label.error != 0 || kind.error != 0 || out->error != 0)
		r->stacks->failed = true;
	id = frame_of(r, output_text(out), STR("<unknown>"));
	output_close(&label);
	output_close(&kind);
	return id;
}

static uint32_t
event_name(struct reader *r, const struct event *e)
{
	const uint64_t key[2] = {mm_address(r->file, e->id), mm_address(r->file, e->kind)};
	size_t before;
	uint32_t id;

	/* With arguments nearly every event has a string of its own. */
	if (r->known.len == KNOWN_MOST) {
		intern_release(&r->known);
		intern_init(&r->known);
	}
	before = r->known.len;
	id = intern_id(&r->known, str_make((const char *)key, sizeof(key)));
	if (id == INTERN_NONE || !MEM_GROW(&r->names, &r->names_cap, r->known.len)) {
		r->stacks->failed = true;
		return 0;
	}
	if (id == before)
		r->names[id] = make_name(r, key);
	return r->names[id];
}

/* The thread of a number, which is added when it is new; NULL without memory. */
static struct thread *
find_thread(struct reader *r, uint32_t number)
{
	struct slot *s;
	uint32_t hash;

	if (r->last < r->len && r->threads[r->last].number == number)
		return &r->threads[r->last];
	if (!slots_room(&r->by_number) || !MEM_GROW(&r->threads, &r->cap, r->len + 1)) {
		r->stacks->failed = true;
		return NULL;
	}
	hash = slots_hash_number(&r->by_number, number);
	s = slots_first(&r->by_number, hash);
	while (s->id != SLOT_NONE && r->threads[s->id].number != number)
		s = slots_next(&r->by_number, s);
	if (s->id == SLOT_NONE) {
		slots_fill(&r->by_number, s, hash, (uint32_t)r->len);
		r->threads[r->len++] = (struct thread){.number = number};
	}
	r->last = s->id;
	return &r->threads[r->last];
}

/* The innermost open event is complete: its own time goes to the stack that it ends. */
static void
close_event(struct reader *r, struct thread *t)
{
	const struct open_event *top = &t->open[t->len - 1];
	size_t depth = t->len < DEEPEST ? t->len : DEEPEST, n = depth + ROOTS;
	uint64_t own = top->length - top->children;

	if (top->children > top->length) {
		r->counted->disorder++;
		own = 0;
	}
	if (!MEM_GROW(&r->row, &r->row_cap, n)) {
		r->stacks->failed = true;
		return;
	}
	for (size_t i = 0; i < depth; i++)
		r->row[i] = t->open[depth - 1 - i].name;
	r->counted->deeper += t->len > DEEPEST;
	r->row[n - 2] = t->kind;
	r->row[n - 1] = r->crate;
	if (own > 0)
		stacks_add(r->stacks, r->row, n, own);
	r->counted->total += own;
	t->len--;
}

/*
 * With arguments nearly every event is a stack of its own. What there is becomes a run; the names of
 * events that are open go on.
 */
static void
put_run(struct reader *r)
{
	struct stacks full = *r->stacks;
	bool done = stack_runs_put(r->runs, &full);

	stacks_init(r->stacks);
	r->stacks->failed = !done;
	r->crate = stacks_name(r->stacks, intern_name(&full.names, r->crate));
	for (size_t i = 0; i < r->len; i++) {
		struct thread *t = &r->threads[i];

		if (t->len > 0)
			t->kind = stacks_name(r->stacks, intern_name(&full.names, t->kind));
		for (size_t j = 0; j < t->len; j++)
			t->open[j].name =
			    stacks_name(r->stacks, intern_name(&full.names, t->open[j].name));
	}
	intern_release(&r->known);
	intern_init(&r->known);
	stacks_release(&full);
}

/* What a thread does is seen by what it does outermost. */
static uint32_t
thread_kind(struct reader *r, const struct thread *t, const struct event *e)
{
	struct output kind;
	bool query;

	if (t->number == r->main)
		return stacks_name(r->stacks, STR("main"));
	output_to_memory(&kind);
	query = mm_string(r->file, mm_address(r->file, e->kind), &kind) &&
		str_starts(output_text(&kind), STR("Query"));
	r->stacks->failed |= kind.error != 0;
	output_close(&kind);
	return stacks_name(r->stacks, query ? STR("worker") : STR("codegen"));
}

static void
add_event(struct reader *r, const struct event *e)
{
	struct thread *t;
	uint64_t length;

	if (e->end >= NUMBER)
		return;
	t = find_thread(r, e->thread);
	if (t == NULL)
		return;
	r->counted->events++;
	length = e->end > e->begin ? e->end - e->begin : 0;
	while (t->len > 0 && e->begin < t->open[t->len - 1].begin && !r->stacks->failed)
		close_event(r, t);
	if (t->len == 0)
		t->kind = thread_kind(r, t, e);
	else
		t->open[t->len - 1].children += length;
	if (!MEM_GROW(&t->open, &t->cap, t->len + 1)) {
		r->stacks->failed = true;
		return;
	}
	t->open[t->len++] = (struct open_event){e->begin, length, 0, event_name(r, e)};
	if (!r->stacks->failed && stack_runs_is_full(r->runs, r->stacks))
		put_run(r);
}

/* Reads all events, the last one first. False with errno set. */
static bool
read_backwards(struct reader *r)
{
	size_t size = r->file->old ? SIZE_OLD : SIZE_NEW;
	uint64_t left = r->file->events.size > MM_STREAM_HEAD
			    ? (r->file->events.size - MM_STREAM_HEAD) / size
			    : 0;
	unsigned char *buf = mem_alloc((size_t)AT_ONCE * SIZE_NEW);
	bool good = buf != NULL;

	while (good && left > 0 && !r->stacks->failed) {
		size_t n = left < AT_ONCE ? (size_t)left : AT_ONCE;

		left -= n;
		good = mm_read_events(r->file, MM_STREAM_HEAD + left * size, buf, n * size);
		waiting_read(r->file->waiting, n * size);
		while (good && n > 0 && !r->stacks->failed) {
			struct event e = decode(r->file, buf + --n * size);

			add_event(r, &e);
		}
	}
	mem_free(buf);
	for (size_t i = 0; i < r->len; i++)
		while (r->threads[i].len > 0 && !r->stacks->failed)
			close_event(r, &r->threads[i]);
	return good;
}

/* The main thread is the one that the first event with a time is of. */
static bool
find_main(struct reader *r)
{
	size_t size = r->file->old ? SIZE_OLD : SIZE_NEW;
	unsigned char buf[SIZE_NEW];

	for (uint64_t at = MM_STREAM_HEAD; at + size <= r->file->events.size; at += size) {
		struct event e;

		if (!mm_read_events(r->file, at, buf, size))
			return false;
		e = decode(r->file, buf);
		r->main = e.thread;
		if (e.end < NUMBER)
			break;
	}
	return true;
}

/* The crate of a command line: what follows --crate-name, else the stem of the first word in .rs. */
static struct str
crate_name(struct str command)
{
	struct str found = STR(""), before = STR("");

	while (command.len > 0) {
		struct str word = str_cut(&command, ' ');

		if (str_eq(before, STR("--crate-name")))
			return word;
		if (str_starts(word, STR("--crate-name=")))
			return str_skip(word, 13);
		if (found.len == 0 && str_ends(word, STR(".rs"))) {
			size_t slash = str_rfind(word, '/');

			found = slash < word.len ? str_skip(word, slash + 1) : word;
			found.len -= 3;
		}
		before = word;
	}
	return found.len > 0 ? found : STR("rustc");
}

/* Reads the metadata: the crate's name and the counter. */
static void
read_metadata(struct reader *r)
{
	struct str name = STR("rustc"), counter = STR("wall-time");
	const struct json *json = NULL;
	struct json_error error = {.what = NULL};
	struct output text;
	struct arena arena;

	arena_init(&arena);
	output_to_memory(&text);
	if (mm_string(r->file, mm_address(r->file, MM_METADATA), &text))
		json = json_parse(&arena, output_text(&text), &error);
	if (json != NULL) {
		name = crate_name(json_member_text(json, "cmd"));
		if (json_member(json, "counter") != NULL)
			counter = json_member_text(json_member(json, "counter"), "name");
	}
	output_clear(&r->text);
	add_tidy(&r->text, name);
	r->crate = frame_of(r, output_text(&r->text), STR("rustc"));
	r->stacks->failed |= error.no_memory || text.error != 0 || r->text.error != 0;
	r->counted->wall = str_eq(counter, STR("wall-time"));
	snprintf(r->counted->counter, sizeof(r->counted->counter), "%.*s", STR_ARG(counter));
	output_close(&text);
	arena_release(&arena);
}

static void
release(struct reader *r)
{
	for (size_t i = 0; i < r->len; i++)
		mem_free(r->threads[i].open);
	mem_free(r->threads);
	slots_release(&r->by_number);
	mem_free(r->names);
	mem_free(r->row);
	intern_release(&r->known);
	output_close(&r->text);
}

const char *
mm_events_add(struct mm_file *f, const struct mm_settings *settings, struct stacks *stacks,
    struct stack_runs *runs, struct mm_counted *counted)
{
	struct reader r = {
	    .file = f, .settings = settings, .stacks = stacks, .runs = runs, .counted = counted};
	bool good;

	intern_init(&r.known);
	output_to_memory(&r.text);
	read_metadata(&r);
	good = find_main(&r) && read_backwards(&r);
	if (good)
		errno = f->error != 0 ? f->error : runs->error;
	good = good && errno == 0;
	release(&r);
	return good ? NULL : strerror(errno != 0 ? errno : ENOMEM);
}
