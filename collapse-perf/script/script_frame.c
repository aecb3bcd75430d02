/*
 * script_frame.c - frame lines to names: looked up by their bytes, or parsed where they
 * are new, with the functions that were inlined there for --inline; see script_frame.h.
 */
#include "script_frame.h"

#include "frame_line.h"

static void
push_frames(struct perf_parser *p, const uint32_t *ids, size_t n, size_t unknown)
{
	p->frame_begin = p->samples.row_len;
	samples_push(&p->samples, ids, n, unknown);
}

static bool
ends_inlined(struct str text)
{
	return str_ends(str_trim_right(text), STR("(inlined)"));
}

/*
 * A line may be there twice, one below the other: as perf prints a function that was inlined in
 * itself. Without "(inlined)": it takes all that have the symbol's name for the function itself.
 */
bool
script_before_line(struct perf_parser *p, struct str line)
{
	struct samples *s = &p->samples;
	struct script_before *b = &p->before;
	bool same = s->current.open && line.len > 0 && str_eq(line, output_text(&b->line));
	bool again = same && !b->twice;

	b->twice = same;
	if (again) {
		p->after_call = b->after_call;
		s->counts.frames -= s->row_len - p->frame_begin;
		s->counts.unknown_frames = b->unknown_frames;
		s->row_len = p->frame_begin;
	}
	b->after_call = p->after_call;
	b->unknown_frames = s->counts.unknown_frames;
	return again;
}

void
script_after_line(struct perf_parser *p, struct str line)
{
	struct str address, rest;

	p->before.inlined = ends_inlined(line);
	output_clear(&p->before.line);
	if (p->samples.current.kept && str_starts(line, STR("\t")) &&
	    frame_line_split(line, &address, &rest))
		output_str(&p->before.line, line);
	p->samples.stacks.failed |= p->before.line.error != 0;
}

/*
 * Notes what the address of the frame behind this one is, for --inline and
 * --context. Callers' addresses are those that calls return to, but where a
 * process entered the kernel, whose addresses begin with an f.
 */
static void
note_frame(struct perf_parser *p, struct str address, struct str rest)
{
	if (p->script->inlined == NULL)
		return;
	/* What perf expanded itself has the address of the real function behind it. */
	if (ends_inlined(rest) || !frame_line_has_dso(rest))
		return;
	p->after_call = address.len < ADDRESS_COLUMNS || address.ptr[0] < '8';
}

/*
 * What a frame line is known again by. Two functions of one name, as overloads
 * without their parameters are, have different ones inlined: there the address
 * counts too.
 */
static struct str
frame_key(const struct perf_parser *p, struct str address, struct str rest)
{
	return p->script->inlined ? str_span(address.ptr, rest.ptr + rest.len) : rest;
}

/* --inline and --context: names from the debug information of the dso. */
static void
expanded_frame(struct perf_parser *p, struct str address, struct str rest)
{
	struct inlined_text *t = p->script->inlined;
	struct inlined_frame f = {.digits = address,
	    .java = p->samples.current.java,
	    .context = p->script->settings->context,
	    .expand = p->script->settings->inlines && !p->before.inlined};
	uint32_t id = INTERN_NONE;

	f.twice = p->before.twice;
	f.bare = !frame_line_parts(rest, &f.symbol, &f.dso_name);
	if (str_eq(f.symbol, STR("[unknown]")))
		f.symbol = STR("");
	pthread_mutex_lock(&t->lock);
	if (f.symbol.len > 0 && str_hex_to_u64(address, &f.address) &&
	    dso_kind_of(f.dso_name, true) == DSO_FILE)
		id = dsos_id(&t->dsos, DSO_FILE, f.dso_name, STR(""));
	f.address -= p->after_call && f.address > 0;
	if (id != INTERN_NONE)
		f.dso = dsos_get(&t->dsos, id);
	inlined_names(&t->names, &t->dsos, &f, &p->samples);
	push_frames(p, t->names.ids, t->names.len, t->names.unknown);
	if (!t->names.has_address)
		frames_add(script_frame_cache(p), frame_key(p, address, rest), t->names.ids,
		    t->names.len, t->names.unknown);
	pthread_mutex_unlock(&t->lock);
}

void
script_new_frame(struct perf_parser *p, struct str address, struct str rest)
{
	struct samples *s = &p->samples;
	struct frame_names *n = &s->names;
	unsigned of = s->current.java ? PERF_FRAME_JAVA : 0;
	struct str symbol, dso;

	if (p->script->inlined != NULL) {
		expanded_frame(p, address, rest);
		note_frame(p, address, rest);
		return;
	}
	of |= frame_line_parts(rest, &symbol, &dso) ? 0 : PERF_FRAME_BARE;
	perf_frame_name(n, symbol, dso, address, of, &s->settings->style, &s->stacks);
	push_frames(p, n->ids, n->len, n->unknown);
	if (!n->has_address)
		frames_add(script_frame_cache(p), rest, n->ids, n->len, n->unknown);
}

bool
script_known_frame(struct perf_parser *p, struct str line)
{
	struct str address, rest;
	const struct frames_entry *e;

	if (!p->samples.current.open || !p->samples.current.kept ||
	    !frame_line_split(line, &address, &rest))
		return false;
	e = frames_find(script_frame_cache(p), frame_key(p, address, rest));
	if (e == NULL)
		return false;
	script_push_known(p, e);
	note_frame(p, address, rest);
	return true;
}
