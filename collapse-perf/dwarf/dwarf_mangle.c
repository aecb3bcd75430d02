/*
 * dwarf_mangle.c - the name of a function out of what its DIE is in.
 *
 *	DW_TAG_namespace geo
 *	  DW_TAG_namespace                      no name: (anonymous namespace)
 *	    DW_TAG_structure_type Box
 *	      DW_TAG_subprogram area            _ZN3geo12_GLOBAL__N_13Box4areaE
 *	  DW_TAG_subprogram run (double)
 *	    DW_TAG_structure_type               no name, has an operator(): a lambda
 *	      DW_TAG_subprogram operator()      _ZN16geo::run(double)UldE_10operator()E
 *
 * A function that something is in is written as the text that it is shown as, parameters too: its
 * linkage name, where it has one, would count its substitutions from where it begins.
 *
 * The classes that a function is in, if they are in another function, are shown without that where
 * they are among its arguments: the linker's name has a substitution for them there, which is of
 * what they are called within it.
 *
 *	f(int)::{lambda(auto:1)#1}::operator()<{lambda(auto:1)#1}>
 *
 * A constructor that a class inherits is shown as one of its own: its DIE does not say whose it was.
 */
#include "demangle.h"
#include "dwarf_mangle.h"
#include "hash.h"
#include "mem.h"

enum {
	MOST_REFERENCES = 16, /* from a DIE to the one that has the name */

	/* What is remembered of a DIE. */
	AS_NAME = 0,
	AS_SCOPE = 1,
};

/*
 * What was made before ---------------------------------------------------------
 */

static uint64_t
made_key(struct dwarf_ref ref, int what)
{
	return ref.die * 2 + (uint64_t)what;
}

/* What was made of a DIE, or NULL. *slot is where it is, or would be; wants room. */
static const struct dwarf_made *
find_slot(struct dwarf *d, uint64_t key, struct slot **slot)
{
	struct slot *s = slots_first(&d->made_by_die, slots_hash_number(&d->made_by_die, key));

	while (s->id != SLOT_NONE && d->made[s->id].key != key)
		s = slots_next(&d->made_by_die, s);
	*slot = s;
	return s->id != SLOT_NONE ? &d->made[s->id] : NULL;
}

static const struct dwarf_made *
find_made(struct dwarf_ref ref, int what)
{
	struct slot *s;

	return ref.d->made_count > 0 ? find_slot(ref.d, made_key(ref, what), &s) : NULL;
}

static struct str
remember(struct dwarf_ref ref, int what, struct str text, size_t local)
{
	struct dwarf *d = ref.d;
	uint64_t key = made_key(ref, what);
	struct str copy = arena_str(&d->arena, text);
	struct slot *s;

	if (copy.ptr == NULL || !slots_room(&d->made_by_die) || d->made_count >= SLOT_NONE ||
	    !MEM_GROW(&d->made, &d->made_cap, d->made_count + 1)) {
		dwarf_no_memory(d);
		return (struct str){"", 0};
	}
	if (find_slot(d, key, &s) == NULL) {
		slots_fill(&d->made_by_die, s, slots_hash_number(&d->made_by_die, key),
		    (uint32_t)d->made_count);
		d->made[d->made_count++] = (struct dwarf_made){key, copy, local};
	}
	return copy;
}

/*
 * Parts ------------------------------------------------------------------------
 */

bool
mangle_source_name(struct mangler *m, struct str name)
{
	output_u64(&m->out, name.len);
	output_str(&m->out, name);
	return name.len > 0 && m->out.len <= MANGLE_MAX;
}

/* Where the characters of an operator end: "operator<< <int>" has 10. */
static size_t
operator_end(struct str name)
{
	size_t at = strlen("operator");
	bool less = at < name.len && name.ptr[at] == '<';

	if (less && str_starts(str_skip(name, at), STR("<=>")))
		return at + 3;
	if (less)
		at += str_starts(str_skip(name, at), STR("<<")) ? 2 : 1;
	while (at < name.len && str_find(STR("()[]+-*/%^&|~!=>,"), name.ptr[at]) < 17)
		at++;
	return at;
}

struct str
dwarf_without_arguments(struct str name)
{
	size_t from = str_starts(name, STR("operator")) ? operator_end(name) : 1;

	if (from >= name.len)
		return name;
	return str_trim_right(str_head(name, from + str_find(str_skip(name, from), '<')));
}

/* "operator int", not "operator new". */
static bool
is_conversion(struct str name)
{
	static const struct str others[] = {
	    STR_INIT("new"), STR_INIT("delete"), STR_INIT("co_await"), STR_INIT("\"\"")};
	struct str word = STR("operator ");

	if (!str_starts(name, word))
		return false;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (str_starts(str_skip(name, word.len), others[i]))
			return false;
	return true;
}

/* A class or function with its template arguments. */
static bool
mangle_with_arguments(struct mangler *m, struct dwarf_ref ref, struct str name)
{
	struct str base = dwarf_without_arguments(name), names = str_skip(name, base.len);

	if (!mangle_source_name(m, base))
		return false;
	if (names.len == 0)
		return true;
	names = str_trim(names);
	if (names.len < 2 || !str_ends(names, STR(">")))
		return false;
	return mangle_arguments(m, ref, base, str_span(names.ptr + 1, names.ptr + names.len - 1));
}

/* Of a conversion that is a template: "operator int*<int>". */
static bool
mangle_conversion_arguments(struct mangler *m, struct dwarf_ref ref)
{
	struct dwarf_shape shape;
	struct dwarf_children c;

	if (!dwarf_read_shape(ref, &shape))
		return false;
	c = dwarf_children(ref, &shape);
	while (dwarf_next_child(&c, &shape))
		if (shape.abbrev->tag == TAG_TEMPLATE_TYPE_PARAM)
			return mangle_arguments(m, ref, STR(""), STR(""));
	return true;
}

static bool
mangle_function(struct mangler *m, struct dwarf_ref ref, const struct dwarf_shape *shape)
{
	struct str literal = STR("operator\"\"");
	struct str name = dwarf_string(ref.d, ref.u, &shape->values[WANT_NAME]);

	if (str_starts(name, literal)) {
		OUTPUT_LITERAL(&m->out, "li");
		return mangle_with_arguments(m, ref, str_trim(str_skip(name, literal.len)));
	}
	if (!is_conversion(name)) {
		if (!mangle_with_arguments(m, ref, name))
			return false;
		if (!m->bare && str_ends(name, STR(">")))
			mangle_defaults(m, ref, shape);
		return true;
	}
	OUTPUT_LITERAL(&m->out, "cv");
	return mangle_type(m, ref, &shape->values[WANT_TYPE]) &&
	       mangle_conversion_arguments(m, ref);
}

static bool
mangle_namespace(struct mangler *m, struct dwarf_ref ref, const struct dwarf_shape *shape)
{
	struct str name = dwarf_string(ref.d, ref.u, &shape->values[WANT_NAME]);

	return mangle_source_name(m, name.len > 0 ? name : STR("_GLOBAL__N_1"));
}

/* What a DIE is in, if that is not all the unit. */
static bool
mangle_around(struct mangler *m, struct dwarf_ref ref)
{
	struct dwarf_ref parent;

	return !dwarf_parent(ref, &parent) || mangle_scope(m, parent);
}

static bool
mangle_class(struct mangler *m, struct dwarf_ref ref, const struct dwarf_shape *shape)
{
	size_t local;
	bool good;

	if (!mangle_around(m, ref))
		return false;
	local = m->local;
	if (dwarf_is_unnamed(ref, &shape->values[WANT_NAME]))
		good = mangle_unnamed(m, ref, shape);
	else
		good = mangle_with_arguments(
		    m, ref, dwarf_string(ref.d, ref.u, &shape->values[WANT_NAME]));
	m->local = local;
	return good;
}

/*
 * Scopes -------------------------------------------------------------------------
 */

/*
 * To the DIE that has the name, as it is declared, by all that this one refers to. Notes the
 * linkage name met on the way.
 */
static bool
find_declaration(struct dwarf_ref *ref, struct dwarf_shape *shape, struct str *linkage)
{
	*linkage = STR("");
	for (int i = 0; i < MOST_REFERENCES; i++) {
		const struct dwarf_value *v = shape->values;

		if (!dwarf_read_shape(*ref, shape))
			return false;
		if (linkage->len == 0)
			*linkage = dwarf_string(ref->d, ref->u, &v[WANT_LINKAGE_NAME]);
		v = &v[v[WANT_ABSTRACT_ORIGIN].form ? WANT_ABSTRACT_ORIGIN : WANT_SPECIFICATION];
		if (v->form == 0)
			return true;
		if (!dwarf_follow(ref, v))
			return false;
	}
	return false;
}

/* What a function is called when something is in it: "geo::run(double)". */
static bool
demangle_around(struct dwarf *d, struct mangler *m, struct str encoding)
{
	static const struct str inner = STR_INIT("::x");
	struct output text;
	bool good;

	output_to_memory(&m->out);
	OUTPUT_LITERAL(&m->out, "_ZZ");
	output_str(&m->out, encoding);
	OUTPUT_LITERAL(&m->out, "E1x");
	output_to_memory(&text);
	good = m->out.error == 0 && demangle_cxx(output_text(&m->out), &text) &&
	       str_ends(output_text(&text), inner);
	dwarf_drop_text(d, &m->out);
	m->out = text;
	m->out.len -= good ? inner.len : 0;
	return good;
}

/* Whether the class that a text begins with is one of those around a function. */
static bool
begins_as(struct str text, struct str around)
{
	size_t n = str_common(text, around);

	return n > 0 && n < text.len && text.ptr[n] == 'E' &&
	       (n == around.len || around.ptr[n] == 'U' || str_is_digit(around.ptr[n]));
}

/* Where in a name what a function is in stands. */
struct around {
	size_t begin, end;
	size_t local; /* behind the function that it is in, if not 0 */
};

static bool
note_around(struct mangler *m, struct dwarf_ref ref, struct around *around)
{
	around->begin = m->out.len;
	m->local = 0;
	if (!mangle_around(m, ref))
		return false;
	around->end = m->out.len;
	around->local = m->local;
	return true;
}

/* Leaves out, of what stands behind, the function that classes are in which are around it. */
static void
shorten_own(struct mangler *m, const struct around *a)
{
	struct str text = output_text(&m->out), outer, inner;
	size_t to = a->end;

	if (a->local <= a->begin || a->local >= a->end)
		return;
	outer = str_span(text.ptr + a->begin, text.ptr + a->local);
	inner = str_span(text.ptr + a->local, text.ptr + a->end);
	for (size_t at = a->end; at < text.len; at++) {
		struct str behind = str_skip(text, at + 1);

		m->out.buf[to++] = text.ptr[at];
		if (text.ptr[at] == 'N' && str_starts(behind, outer) &&
		    begins_as(str_skip(behind, outer.len), inner))
			at += outer.len;
	}
	m->out.len = to;
}

/* Of a function without linkage name, as it would begin: name and types. */
static bool
mangle_encoding(struct mangler *m, struct dwarf_ref ref, const struct dwarf_shape *shape)
{
	struct around around;
	bool template;

	output_char(&m->out, 'N');
	if (dwarf_is_const_method(ref))
		output_char(&m->out, 'K');
	if (!note_around(m, ref, &around) || !mangle_function(m, ref, shape))
		return false;
	template = m->out.len > around.end && m->out.buf[m->out.len - 1] == 'E' &&
		   !is_conversion(dwarf_string(ref.d, ref.u, &shape->values[WANT_NAME]));
	output_char(&m->out, 'E');
	if (template) /* its result stands before its parameters, and is not shown */
		output_char(&m->out, 'v');
	if (!mangle_parameters(m, ref))
		return false;
	shorten_own(m, &around);
	return true;
}

/* Writes a function as the text of what is in it begins. */
static bool
mangle_function_scope(struct mangler *m, struct dwarf_ref ref)
{
	struct mangler inner = {.depth = m->depth, .asker = m->asker};
	struct dwarf_shape shape;
	struct str linkage;
	bool good;

	if (!find_declaration(&ref, &shape, &linkage))
		return false;
	if (linkage.len > 0 && !str_starts(linkage, STR("_Z")))
		return mangle_source_name(m, linkage);
	if (linkage.len == 0 && shape.values[WANT_EXTERNAL].form != 0)
		return mangle_source_name(m, dwarf_string(ref.d, ref.u, &shape.values[WANT_NAME]));
	output_to_memory(&inner.out);
	if (linkage.len > 0) {
		good = demangle_around(ref.d, &inner, str_skip(linkage, 2));
	} else {
		struct mangler encoding = inner;

		good = mangle_encoding(&encoding, ref, &shape) &&
		       demangle_around(ref.d, &inner, output_text(&encoding.out));
		dwarf_drop_text(ref.d, &encoding.out);
	}
	good = good && mangle_source_name(m, output_text(&inner.out));
	dwarf_drop_text(ref.d, &inner.out);
	return good;
}

static bool
mangle_scope_anew(struct mangler *m, struct dwarf_ref ref)
{
	struct dwarf_shape shape;
	struct dwarf_ref elsewhere = ref;

	if (!dwarf_read_shape(ref, &shape))
		return false;
	/* A unit that uses a class may have no more of it than where its own unit is. */
	if (dwarf_follow(&elsewhere, &shape.values[WANT_SIGNATURE]))
		return mangle_scope(m, elsewhere);
	switch (shape.abbrev->tag) {
	case TAG_SUBPROGRAM:
		if (!mangle_function_scope(m, ref))
			return false;
		m->local = m->out.len;
		return true;
	case TAG_NAMESPACE:
		return mangle_around(m, ref) && mangle_namespace(m, ref, &shape);
	default:
		/* A class that is declared in another and defined elsewhere is where it is declared. */
		if (shape.values[WANT_SPECIFICATION].form != 0)
			return dwarf_follow(&ref, &shape.values[WANT_SPECIFICATION]) &&
			       mangle_scope(m, ref);
		return mangle_class(m, ref, &shape);
	}
}

bool
mangle_scope(struct mangler *m, struct dwarf_ref ref)
{
	const struct dwarf_made *made = find_made(ref, AS_SCOPE);
	size_t before = m->out.len;
	struct str text;
	bool good;

	if (made != NULL && !ref.d->payer->listing) {
		output_str(&m->out, made->text);
		m->local = made->local > 0 ? before + made->local : 0;
		return made->text.len > 0 && m->out.len <= MANGLE_MAX;
	}
	if (m->depth >= MANGLE_DEPTH)
		return false;
	m->depth++;
	m->local = 0;
	good = mangle_scope_anew(m, ref) && m->out.error == 0;
	m->depth--;
	text = str_skip(output_text(&m->out), before);
	if (!dwarf_spend(ref.d, text.len / 16))
		return false;
	if (!ref.d->payer->listing)
		remember(ref, AS_SCOPE, good ? text : STR(""),
		    m->local > before ? m->local - before : 0);
	return good;
}

/*
 * Names --------------------------------------------------------------------------
 */

static bool
mangle_name(struct mangler *m, struct dwarf_ref ref, const struct dwarf_shape *shape)
{
	struct around around;

	OUTPUT_LITERAL(&m->out, "_ZN");
	if (!note_around(m, ref, &around) || !mangle_function(m, ref, shape))
		return false;
	shorten_own(m, &around);
	output_char(&m->out, 'E');
	return true;
}

bool
mangle_bare_name(struct mangler *m, struct dwarf_ref function)
{
	struct dwarf_shape shape;

	m->bare = true;
	return dwarf_read_shape(function, &shape) && mangle_name(m, function, &shape);
}

/* DW_LANG numbers of C++: of itself and of its editions, and Objective C++ (DWARF 5, 7.12). */
static bool
is_cxx(const struct dwarf_unit *u)
{
	static const uint16_t cxx[] = {0x04, 0x11, 0x19, 0x1a, 0x21, 0x2a, 0x2b, 0x3a};

	for (size_t i = 0; i < sizeof(cxx) / sizeof(*cxx); i++)
		if (cxx[i] == u->language)
			return true;
	return false;
}

struct str
dwarf_scoped_name(struct dwarf_ref function, struct dwarf_ref asker)
{
	const struct dwarf_made *made = find_made(function, AS_NAME);
	struct mangler m = {.depth = 0, .asker = asker};
	const struct dwarf_unit *u = function.u->language != 0 ? function.u : asker.u;
	struct dwarf_shape shape;
	struct str name = STR("");

	if (made != NULL)
		return made->text;
	if (!is_cxx(u) || !dwarf_read_shape(function, &shape))
		return name;
	output_to_memory(&m.out);
	if (mangle_name(&m, function, &shape))
		name = output_text(&m.out);
	if (m.out.error != 0)
		dwarf_no_memory(function.d);
	name = remember(function, AS_NAME, m.out.error == 0 ? name : STR(""), 0);
	output_close(&m.out);
	return name;
}
