/*
 * inlined.c - the names of a frame, with the functions that were inlined there;
 * see inlined.h.
 */
#include "inlined.h"

#include "mem.h"
#include "symbol.h"

enum { INLINES_MAX = 256 };

void
inlined_release(struct inlined *out)
{
	mem_free(out->ids);
	*out = (struct inlined){.ids = NULL};
}

/* What a function is called by: its symbol as it is shown, or as debug data have it. */
struct function {
	struct str name; /* empty where an inlined one has none */
	bool mangled;
};

/* As its symbol is shown. */
static struct str
shown(struct dsos *dsos, struct function function)
{
	return function.mangled ? dsos_demangle(dsos, function.name) : function.name;
}

/*
 * Whatever its names are made of, in s->text: two functions with the same bytes have the same
 * names, but where an address is shown.
 */
static struct str
write_key(struct samples *s, struct function function, struct str dso, unsigned of)
{
	struct output *key = &s->text;
	uint64_t len = dso.len;

	output_clear(key);
	output_char(key, (char)(of << 1 | function.mangled));
	output_bytes(key, &len, sizeof(len));
	output_str(key, dso);
	output_str(key, function.name);
	s->stacks.failed |= key->error != 0;
	return output_text(key);
}

static void
add_ids(struct inlined *out, const uint32_t *ids, size_t n, size_t unknown, struct samples *s)
{
	if (!MEM_GROW(&out->ids, &out->cap, out->len + n)) {
		s->stacks.failed = true;
		return;
	}
	for (size_t i = 0; i < n; i++)
		out->ids[out->len++] = ids[i];
	out->unknown += unknown;
}

/*
 * One name, or several of a Java chain, behind those that are there. A function has many addresses,
 * and is inlined in many places: mostly its names were made before.
 */
static void
add_name(struct inlined *out, struct dsos *dsos, struct function function, struct str dso,
    const struct inlined_frame *f, struct samples *s)
{
	struct frame_names *names = &s->names;
	unsigned of = (f->java ? PERF_FRAME_JAVA : 0) | (f->bare ? PERF_FRAME_BARE : 0);
	struct str key = write_key(s, function, dso, of);
	const struct frames_entry *known = frames_find(&s->known, key);

	if (known != NULL) {
		add_ids(out, frames_ids(known), known->count, known->unknown, s);
		return;
	}
	perf_frame_name(
	    names, shown(dsos, function), dso, f->digits, of, &s->settings->style, &s->stacks);
	add_ids(out, names->ids, names->len, names->unknown, s);
	out->has_address |= names->has_address;
	if (!names->has_address && !s->stacks.failed)
		frames_add(&s->known, key, names->ids, names->len, names->unknown);
}

/* ":file.c:12" behind the name that was added last. */
static void
add_place(struct inlined *out, const struct dwarf_place *place, struct samples *s)
{
	struct output *name = &s->text;
	struct str file = symbol_basename(place->file);

	if (place->line == 0 || file.len == 0 || out->len == 0)
		return;
	output_clear(name);
	output_str(name, intern_name(&s->stacks.names, out->ids[out->len - 1]));
	output_char(name, ':');
	symbol_write(name, file);
	output_printf(name, ":%u", (unsigned)place->line);
	out->ids[out->len - 1] = stacks_name(&s->stacks, output_text(name));
	s->stacks.failed |= name->error != 0;
}

/*
 * Whether a symbol is a part or a copy of the function of that name: "main.cold". What Go's assembler
 * made is the whole one: "runtime.goexit.abi0".
 */
static bool
is_part_of(struct str symbol, struct str name)
{
	return name.len > 0 && symbol.len > name.len && symbol.ptr[name.len] == '.' &&
	       str_starts(symbol, name) && !str_starts(str_skip(symbol, name.len), STR(".abi"));
}

/*
 * Whether the real function at an address is to be called by its symbol, as it is where nothing
 * was inlined. Debug data have another name for memmove, and for a part of a function; and
 * behind a call that never returns stands the symbol of the next function.
 */
static bool
is_by_symbol(struct dsos *dsos, const struct inlined_frame *f, const struct dwarf_frame *real)
{
	if (is_part_of(f->symbol, real->name))
		return false;
	return !real->linkage || str_eq(dsos_symbol(dsos, f->dso, f->address), f->symbol);
}

/* What a function is called by that debug data know. */
static struct function
called_by(struct dsos *dsos, const struct inlined_frame *f, const struct dwarf_frame *function)
{
	if (!function->inlined && is_by_symbol(dsos, f, function))
		return (struct function){f->symbol, false};
	return (struct function){function->name, function->name.len > 0};
}

/* Whether one of the functions that were inlined is the real one, as where GCC has split it. */
static bool
is_in_itself(
    struct dsos *dsos, const struct inlined_frame *f, const struct dwarf_frame *frames, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++)
		if (str_eq(shown(dsos, called_by(dsos, f, &frames[i])), f->symbol))
			return true;
	return false;
}

void
inlined_names(
    struct inlined *out, struct dsos *dsos, const struct inlined_frame *f, struct samples *s)
{
	struct dwarf_frame frames[INLINES_MAX];
	bool wanted = (f->expand || f->context) && f->dso != NULL && f->symbol.len > 0;
	size_t n =
	    wanted ? dsos_inlined(dsos, f->dso, f->address, f->context, frames, INLINES_MAX) : 0;
	bool expand = f->expand && !(f->twice && is_in_itself(dsos, f, frames, n));

	out->len = out->unknown = 0;
	out->has_address = false;
	for (size_t i = 0; i < n && expand; i++) {
		struct function function = called_by(dsos, f, &frames[i]);

		if (function.name.len == 0)
			continue;
		add_name(out, dsos, function, STR(""), f, s);
		if (f->context)
			add_place(out, &frames[i].place, s);
	}
	if (dsos->no_memory)
		s->stacks.failed = true;
	if (n > 0 && expand)
		return;
	add_name(out, dsos, (struct function){f->symbol, false}, f->dso_name, f, s);
	if (n > 0 && f->context)
		add_place(out, &frames[n - 1].place, s);
}

void
inlined_text_init(struct inlined_text *t)
{
	*t = (struct inlined_text){.names = {.ids = NULL}};
	dsos_init(&t->dsos);
	pthread_mutex_init(&t->lock, NULL);
}

void
inlined_text_release(struct inlined_text *t)
{
	inlined_release(&t->names);
	dsos_release(&t->dsos);
	pthread_mutex_destroy(&t->lock);
}
