/*
 * dwarf_lambda_index.c - which lambda it is that the name of a template mentions.
 *
 *	tuple<f(int)::<lambda(int)>, long int>     g++ does not say that it is f's second one
 *	f(int)::{lambda(int)#2}                    as a demangler shows it
 *
 * Where no DIE says what an argument is, the lambdas of the unit are listed by how g++ writes them.
 * Those that it writes alike are told apart by which one the class, or function, has to do with;
 * several in one list, by the order in which it has to do with them.
 */
#include "dwarf_mangle.h"

#include "demangle.h"
#include "hash.h"
#include "mem.h"
#include "sorted.h"

enum {
	MOST_REACHED = 128, /* DIEs that are looked at for a lambda */
	MOST_POINTERS = 8,  /* in a row */
};

/* "{lambda" in a text, and what it is in. */
struct mention {
	size_t scope; /* where what it is in begins */
	size_t begin; /* of "{lambda" */
	size_t end;   /* behind its '}' */
};

/*
 * What is written alike ----------------------------------------------------------
 */

/*
 * A text without what only one of g++ and a demangler writes: spaces, numbers of lambdas, how many
 * an auto is, the type of a number.
 */
static void
write_key(struct str s, struct output *key)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i], before = i > 0 ? s.ptr[i - 1] : ' ';

		if (c == '#' || (c == ':' && str_ends(str_head(s, i), STR("auto")))) {
			while (i + 1 < s.len && str_is_digit(s.ptr[i + 1]))
				i++;
			continue;
		}
		if (c != ' ' && !((c == 'u' || c == 'l') && str_is_digit(before)))
			output_char(key, c);
	}
}

static uint64_t
key_of_text(struct dwarf *d, struct str s)
{
	struct output key;
	uint64_t hash;

	output_to_memory(&key);
	write_key(s, &key);
	hash = hash_bytes(hash_seed(), key.buf, key.len);
	dwarf_drop_text(d, &key);
	return hash;
}

/* Behind the bracket that closes the one at `at`. */
static size_t
behind_bracket(struct str s, size_t at)
{
	char open = s.ptr[at], close = open == '{' ? '}' : ')';
	size_t depth = 0;

	for (; at < s.len; at++) {
		depth += s.ptr[at] == open;
		if (s.ptr[at] == close && --depth == 0)
			return at + 1;
	}
	return s.len;
}

/* Where the name that ends at `at` begins. */
static size_t
name_begin(struct str s, size_t at)
{
	size_t depth = 0;

	for (; at > 0; at--) {
		char c = s.ptr[at - 1];

		if (c == ')' || c == '>' || c == '}')
			depth++;
		else if (depth > 0)
			depth -= c == '(' || c == '<' || c == '{';
		else if (c == ' ' ? !str_starts(str_skip(s, at), STR("const::"))
				  : str_find(STR("(<{,*&["), c) < 7)
			break;
	}
	return at;
}

/* The next from `from` on. */
static bool
next_mention(struct str s, size_t from, struct mention *m)
{
	m->begin = from + str_search(str_skip(s, from), STR("{lambda"));
	if (m->begin >= s.len)
		return false;
	m->scope = name_begin(s, m->begin);
	m->end = behind_bracket(s, m->begin);
	return true;
}

/*
 * The lambdas of a unit -----------------------------------------------------------
 */

static int
compare_lambdas(const void *a, const void *b)
{
	const struct dwarf_lambda *x = a, *y = b;

	return x->scope != y->scope ? sorted_order(x->scope, y->scope)
				    : sorted_order(x->die, y->die);
}

static uint64_t
scope_of(const void *lambdas, size_t i)
{
	return ((const struct dwarf_lambda *)lambdas)[i].scope;
}

/* What a lambda is shown as, behind what "x<" is. */
static bool
show(struct dwarf_ref ref, struct output *shown)
{
	struct mangler m = {.depth = 0, .asker = ref};
	bool good;

	output_to_memory(&m.out);
	OUTPUT_LITERAL(&m.out, "_Z1xIN");
	good = mangle_scope(&m, ref);
	OUTPUT_LITERAL(&m.out, "EE");
	good = good && m.out.error == 0 && demangle_cxx(output_text(&m.out), shown) &&
	       shown->len > STR("x<>").len;
	dwarf_drop_text(ref.d, &m.out);
	return good;
}

/* A lambda that is in no function is shown as of its variable, which g++ does not write. */
static struct str
without_variable(struct str scope)
{
	struct str colons = STR("::");
	size_t from = name_begin(scope, scope.len - (scope.len >= colons.len ? colons.len : 0));
	struct str name = str_skip(scope, from);

	for (size_t at = str_search(name, colons); at + colons.len < name.len;
	     at += str_search(str_skip(name, at), colons)) {
		from = (size_t)(name.ptr - scope.ptr) + at + colons.len;
		at += colons.len;
	}
	return str_head(scope, from);
}

static bool
is_in_function(struct dwarf_ref ref)
{
	struct dwarf_shape shape;
	struct dwarf_ref parent;

	return dwarf_parent(ref, &parent) && dwarf_read_shape(parent, &shape) &&
	       shape.abbrev->tag == TAG_SUBPROGRAM;
}

static void
add_lambda(struct dwarf_ref ref, struct str shown)
{
	struct dwarf_unit *u = ref.u;
	struct dwarf_lambda lambda = {.die = ref.die};
	struct mention m;
	struct str scope;

	/* The last is this one, whatever it is in or takes. */
	for (size_t from = 0; next_mention(shown, from, &m) && m.end < shown.len;)
		from = m.end;
	if (m.begin >= shown.len || m.end != shown.len)
		return;
	scope = str_head(shown, m.begin);
	if (!is_in_function(ref))
		scope = without_variable(scope);
	lambda.scope = key_of_text(ref.d, scope);
	lambda.takes = key_of_text(ref.d, str_skip(shown, m.begin));
	lambda.shown = arena_str(&ref.d->arena, str_skip(shown, scope.len));
	if (lambda.shown.ptr == NULL || !MEM_GROW(&u->lambdas, &u->lambda_cap, u->lambda_count + 1))
		dwarf_no_memory(ref.d);
	else
		u->lambdas[u->lambda_count++] = lambda;
}

static void
list_lambda(struct dwarf_ref ref)
{
	const struct dwarf_abbrev *a = dwarf_abbrev_of(ref);
	struct dwarf_value name;
	struct dwarf_shape shape;
	struct output shown;

	/* Most scopes are functions, and most others have a name: those are not read. */
	if (a == NULL || a->tag == TAG_SUBPROGRAM || a->tag == TAG_NAMESPACE)
		return;
	name = dwarf_read_one(ref.d, ref.u, ref.die, WANT_NAME);
	if (!dwarf_is_unnamed(ref, &name))
		return;
	if (!dwarf_read_shape(ref, &shape) || !dwarf_is_lambda(ref, &shape))
		return;
	output_to_memory(&shown);
	if (show(ref, &shown) && dwarf_spend(ref.d, shown.len)) {
		struct str text = output_text(&shown);

		add_lambda(ref, str_span(text.ptr + 2, text.ptr + text.len - 1)); /* "x<", ">" */
	}
	dwarf_drop_text(ref.d, &shown);
}

/*
 * Names that are made meanwhile do not know of what is listed, nor are they remembered: what they
 * are would depend on which name was asked for first.
 */
static void
list_lambdas(struct dwarf_ref ref)
{
	struct dwarf_unit *u = ref.u;
	struct dwarf_ref parent;

	u->lambdas_listed = true;
	ref.d->payer->listing = true;
	dwarf_parent(ref, &parent); /* lists the scopes */
	for (size_t i = 0; i < u->scopes.count; i++) {
		ref.die = u->scopes.items[i].low;
		list_lambda(ref);
	}
	ref.d->payer->listing = false;
	sorted_sort(u->lambdas, u->lambda_count, sizeof(*u->lambdas), compare_lambdas);
}

/*
 * Which one it is -----------------------------------------------------------------
 */

/* Lambdas of one scope, and what the one that is looked for takes. */
struct wanted {
	const struct dwarf_lambda *lambdas;
	size_t count;
	uint64_t takes;
	size_t mentions, number; /* how often it is written, and the how manieth of these it is */
};

/* What a walk over classes has come to. */
struct reached {
	struct dwarf_ref items[MOST_REACHED];
	size_t count;
};

/* To the class that a value refers to, or points to. */
static void
reach(struct reached *r, struct dwarf_ref ref, const struct dwarf_value *v)
{
	struct dwarf_shape shape;

	for (int i = 0; i < MOST_POINTERS && dwarf_follow(&ref, v); i++) {
		if (!dwarf_read_shape(ref, &shape))
			return;
		v = &shape.values[WANT_TYPE];
	}
	for (size_t i = 0; i < r->count; i++)
		if (r->items[i].die == ref.die)
			return;
	if (r->count < MOST_REACHED)
		r->items[r->count++] = ref;
}

/* What a DIE has to do with: its bases, members, parameters and arguments. */
static void
reach_children(struct reached *r, struct dwarf_ref ref)
{
	struct dwarf_shape shape;
	struct dwarf_children c;

	if (!dwarf_read_shape(ref, &shape))
		return;
	c = dwarf_children(ref, &shape);
	while (dwarf_next_child(&c, &shape)) {
		if (shape.abbrev->tag == TAG_GNU_TEMPLATE_PARAMETER_PACK)
			reach_children(r, c.ref);
		else if (shape.abbrev->tag == TAG_INHERITANCE || shape.abbrev->tag == TAG_MEMBER ||
			 shape.abbrev->tag == TAG_TEMPLATE_TYPE_PARAM ||
			 shape.abbrev->tag == TAG_FORMAL_PARAMETER)
			reach(r, c.ref, &shape.values[WANT_TYPE]);
	}
}

static const struct dwarf_lambda *
find_wanted(const struct wanted *w, uint64_t die)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->lambdas[i].die == die && w->lambdas[i].takes == w->takes)
			return &w->lambdas[i];
	return NULL;
}

/*
 * The one that a class or function has to do with. Where it mentions several that are written alike,
 * and has to do with as many, they come in this order: those of a tuple are those of its bases.
 */
static const struct dwarf_lambda *
find_reached(const struct wanted *w, struct dwarf_ref ref)
{
	struct reached r = {.items = {ref}, .count = 1};
	const struct dwarf_lambda *first = NULL, *own = NULL;
	size_t n = 0;

	for (size_t i = 0; i < r.count && (n == 0 || w->mentions > 1); i++) {
		const struct dwarf_lambda *found = find_wanted(w, r.items[i].die);

		if (found != NULL && r.items[i].u == ref.u) {
			first = first != NULL ? first : found;
			own = n++ == w->number ? found : own;
			continue;
		}
		reach_children(&r, r.items[i]);
	}
	return n == w->mentions && own != NULL ? own : first;
}

/* Of those that take what is wanted, or of all: the first, and whether all are shown alike. */
static const struct dwarf_lambda *
find_alike(const struct wanted *w, bool any, bool *alike)
{
	const struct dwarf_lambda *first = NULL;

	*alike = true;
	for (size_t i = 0; i < w->count; i++) {
		if (!any && w->lambdas[i].takes != w->takes)
			continue;
		if (first == NULL)
			first = &w->lambdas[i];
		*alike = *alike && str_eq(first->shown, w->lambdas[i].shown);
	}
	return first;
}

/* How often a text has what one mention says, before it and in all. */
static void
count_mentions(struct wanted *w, struct str text, const struct mention *m)
{
	struct str said = str_span(text.ptr + m->scope, text.ptr + m->end);
	struct mention other;

	w->mentions = w->number = 0;
	for (size_t at = 0; next_mention(text, at, &other); at = other.end)
		if (str_eq(str_span(text.ptr + other.scope, text.ptr + other.end), said)) {
			w->mentions++;
			w->number += other.begin < m->begin;
		}
}

static const struct dwarf_lambda *
find_lambda(struct dwarf_ref ref, struct str text, const struct mention *m)
{
	uint64_t scope = key_of_text(ref.d, str_span(text.ptr + m->scope, text.ptr + m->begin));
	const struct dwarf_unit *u = ref.u;
	struct wanted w = {
	    .takes = key_of_text(ref.d, str_span(text.ptr + m->begin, text.ptr + m->end))};
	const struct dwarf_lambda *first, *reached;
	size_t begin = sorted_below(u->lambdas, u->lambda_count, scope, scope_of);
	bool alike;

	if (u->lambda_count == 0)
		return NULL;
	w.lambdas = u->lambdas + begin;
	w.count = sorted_up_to(u->lambdas, u->lambda_count, scope, scope_of) - begin;
	first = find_alike(&w, false, &alike);
	if (first == NULL) { /* written with names of types; if there is but one, it is that */
		first = find_alike(&w, true, &alike);
		return alike ? first : NULL;
	}
	if (alike || !dwarf_spend(ref.d, text.len))
		return first;
	count_mentions(&w, text, m);
	reached = find_reached(&w, ref);
	return reached != NULL ? reached : first;
}

void
dwarf_number_lambdas(struct dwarf_ref ref, struct output *text)
{
	struct str s = output_text(text);
	struct output numbered;
	struct mention m;
	size_t from = 0;

	if (str_search(s, STR("{lambda")) == s.len || ref.d->payer->listing)
		return;
	if (!ref.u->lambdas_listed)
		list_lambdas(ref);
	output_to_memory(&numbered);
	for (size_t at = 0; next_mention(s, at, &m); at = m.end) {
		const struct dwarf_lambda *lambda =
		    dwarf_spend(ref.d, m.end - m.scope) ? find_lambda(ref, s, &m) : NULL;

		output_str(&numbered, str_span(s.ptr + from, s.ptr + m.begin));
		output_str(
		    &numbered, lambda ? lambda->shown : str_span(s.ptr + m.begin, s.ptr + m.end));
		from = m.end;
	}
	output_str(&numbered, str_skip(s, from));
	output_clear(text);
	output_str(text, output_text(&numbered));
	dwarf_drop_text(ref.d, &numbered);
}
