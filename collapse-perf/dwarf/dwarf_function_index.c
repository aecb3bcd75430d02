/*
 * dwarf_function_index.c - what other functions of a unit say about names: of C, and of templates.
 *
 *	less<main(int, char**)::Local>     as g++ writes it
 *	less<main::Local>                  as a demangler shows it
 *
 * What is in a function whose name has no parameters, as main or extern "C" ones have none, is
 * shown without them. They are those outside of namespaces that other files can see and that have
 * no name of their own for the linker.
 *
 *	template <class T, enable_if_t<…, int> = 0> void run(T)
 *	DW_TAG_subprogram run<int>         _Z3runIiLi0EEvT_: run<int, 0>
 *	DW_TAG_subprogram run<f()::Local>  no linkage name: run<f()::Local, 0>, too
 *
 * An argument that is there by default, of a parameter without a name, stands neither in DIEs nor
 * in DW_AT_name. Another instance, of the same name and declared at the same place, has it where
 * other files can see it: in its linkage name. Only constants and void are taken from there, which
 * do not depend on the other arguments; where no instance has a linkage name, nothing says it.
 */
#include "dwarf_mangle.h"

#include "demangle.h"
#include "hash.h"
#include "mem.h"
#include "sorted.h"

enum { MOST_INSTANCES = 4 }; /* of one template, that are asked */

/*
 * Which there are ----------------------------------------------------------------
 */

static int
compare_keys(const void *a, const void *b)
{
	return sorted_order(*(const uint64_t *)a, *(const uint64_t *)b);
}

static uint64_t
key_of(const void *keys, size_t i)
{
	return ((const uint64_t *)keys)[i];
}

static uint64_t
key_of_name(struct str name)
{
	return hash_bytes(hash_seed(), name.ptr, name.len);
}

static int
compare_instances(const void *a, const void *b)
{
	const struct dwarf_instance *x = a, *y = b;

	return sorted_order2(x->key, y->key, x->die, y->die);
}

static uint64_t
key_of_instance(const void *instances, size_t i)
{
	return ((const struct dwarf_instance *)instances)[i].key;
}

/* Of a template's name and where it is declared; 0: it is none, or nothing says where. */
static uint64_t
key_of_template(struct dwarf_ref ref, const struct dwarf_shape *shape)
{
	struct str name = dwarf_string(ref.d, ref.u, &shape->values[WANT_NAME]);
	struct str base = dwarf_without_arguments(name);
	uint64_t file = 0, line = 0, column = 0;

	if (base.len == name.len || !dwarf_number(&shape->values[WANT_DECL_LINE], &line))
		return 0;
	dwarf_number(&shape->values[WANT_DECL_FILE], &file);
	dwarf_number(&shape->values[WANT_DECL_COLUMN], &column);
	return hash_mix(key_of_name(base) ^ hash_mix(file << 48 ^ line << 16 ^ column));
}

static bool
says(const struct dwarf_abbrev *a, enum dwarf_want want)
{
	for (uint32_t i = 0; i < a->spec_count; i++)
		if (a->specs[i].want == want)
			return true;
	return false;
}

/*
 * Whether it is a function with a name of its own, and with arguments where it has one for the linker,
 * too: all others, which are most, are not read, or not all of them.
 */
static bool
is_of_use(struct dwarf_ref ref)
{
	const struct dwarf_abbrev *a = dwarf_abbrev_of(ref);
	struct dwarf_value name;

	if (a == NULL || a->tag != TAG_SUBPROGRAM || !says(a, WANT_NAME))
		return false;
	if (!says(a, WANT_LINKAGE_NAME))
		return true;
	name = dwarf_read_one(ref.d, ref.u, ref.die, WANT_NAME);
	return str_ends(dwarf_string(ref.d, ref.u, &name), STR(">"));
}

static void
list_one(struct dwarf_ref ref)
{
	struct dwarf_unit *u = ref.u;
	struct dwarf_ref parent;
	struct dwarf_shape shape;
	uint64_t key;

	if (!is_of_use(ref) || !dwarf_read_shape(ref, &shape))
		return;
	if (shape.values[WANT_LINKAGE_NAME].form != 0) {
		key = key_of_template(ref, &shape);
		if (key == 0)
			return;
		if (!MEM_GROW(&u->instances, &u->instance_cap, u->instance_count + 1))
			dwarf_no_memory(ref.d);
		else
			u->instances[u->instance_count++] =
			    (struct dwarf_instance){key, ref.die, false, {"", 0}};
		return;
	}
	if (shape.values[WANT_EXTERNAL].form == 0 || dwarf_parent(ref, &parent))
		return;
	key = key_of_name(dwarf_string(ref.d, u, &shape.values[WANT_NAME]));
	if (!MEM_GROW(&u->c_functions, &u->c_function_cap, u->c_function_count + 1))
		dwarf_no_memory(ref.d);
	else
		u->c_functions[u->c_function_count++] = key;
}

static void
list_functions(struct dwarf_ref ref)
{
	struct dwarf_unit *u = ref.u;
	struct dwarf_ref parent;

	u->functions_listed = true;
	dwarf_parent(ref, &parent); /* lists the scopes */
	for (size_t i = 0; i < u->scopes.count; i++) {
		ref.die = u->scopes.items[i].low;
		list_one(ref);
	}
	sorted_sort(u->c_functions, u->c_function_count, sizeof(*u->c_functions), compare_keys);
	sorted_sort(u->instances, u->instance_count, sizeof(*u->instances), compare_instances);
}

/*
 * Of C ----------------------------------------------------------------------------
 */

static bool
is_c_function(struct dwarf_ref ref, struct str name)
{
	const struct dwarf_unit *u = ref.u;
	uint64_t key = key_of_name(name);
	size_t n;

	if (!u->functions_listed)
		list_functions(ref);
	n = sorted_below(u->c_functions, u->c_function_count, key, key_of);
	return n < u->c_function_count && u->c_functions[n] == key;
}

/* The name that ends at `at`; empty where it is in something, or is none. */
static struct str
outermost_name(struct str s, size_t at)
{
	size_t from = at;

	while (from > 0 && dwarf_is_word(s.ptr[from - 1]))
		from--;
	if (from > 0 && (s.ptr[from - 1] == ':' || s.ptr[from - 1] == '~'))
		from = at;
	return str_span(s.ptr + from, s.ptr + at);
}

/*
 * Behind the parameters that begin at `at`, where something is in their function; else `at`. A text
 * whose parentheses do not end is gone through for each of them.
 */
static size_t
behind_parameters(struct dwarf *d, struct str s, size_t at)
{
	size_t end = at, depth = 0;

	for (; end < s.len; end++) {
		depth += s.ptr[end] == '(';
		if (s.ptr[end] == ')' && --depth == 0)
			break;
	}
	return dwarf_spend(d, end - at) && str_starts(str_skip(s, end), STR(")::")) ? end + 1 : at;
}

void
dwarf_drop_c_parameters(struct dwarf_ref ref, struct dwarf_ref asker, struct output *text)
{
	struct str s = output_text(text);
	size_t to = 0;

	if (str_search(s, STR(")::")) == s.len || !dwarf_spend(ref.d, s.len))
		return;
	for (size_t at = 0; at < s.len; at++) {
		if (s.ptr[at] == '(') {
			/* Of what was written: that is shorter, and in the way of what was read. */
			struct str name = outermost_name(s, to);

			/* A type in a unit of its own is not where the function is. */
			if (name.len > 0 &&
			    (is_c_function(ref, name) || is_c_function(asker, name)))
				at = behind_parameters(ref.d, s, at);
		}
		text->buf[to++] = s.ptr[at];
	}
	text->len = to;
}

/*
 * Of templates ----------------------------------------------------------------------
 */

/* A function, or its address: "app::check(int)", "&(app::check(int))"; not the type "bool (int)". */
static bool
is_function(struct str text)
{
	size_t open;

	if (str_starts(text, STR("&(")))
		text = str_skip(str_head(text, text.len - 1), 2);
	open = str_find(text, '(');
	return open > 0 && str_ends(text, STR(")")) && dwarf_is_word(text.ptr[open - 1]) &&
	       !str_starts(text, STR("decltype("));
}

static bool
is_constant(struct str text)
{
	size_t at = text.len > 1 && text.ptr[0] == '-', digits = at;

	if (text.len == 0 || str_eq(text, STR("void")) || str_eq(text, STR("decltype(nullptr)")) ||
	    str_eq(text, STR("true")) || str_eq(text, STR("false")) || is_function(text))
		return true;
	if (text.ptr[0] == '(') /* an enumerator: "(app::Kind)1" */
		return str_is_digit(text.ptr[text.len - 1]);
	while (at < text.len && str_is_digit(text.ptr[at]))
		at++;
	digits = at - digits;
	while (at < text.len && (text.ptr[at] == 'u' || text.ptr[at] == 'l'))
		at++;
	return digits > 0 && at == text.len;
}

/* Whether they are all such as another instance has them, too: "void, 0" */
static bool
are_constants(struct str tail)
{
	struct str argument;

	while (dwarf_next_argument(&tail, &argument))
		if (!is_constant(argument))
			return false;
	return true;
}

/*
 * The arguments that one text has behind those of the other: "void, 0"; false where they differ
 * before. A pack that is empty at the end of the other must be there, too, as nothing: else it stands
 * behind what is looked for.
 */
static bool
compare_arguments(struct str linkage, struct str bare, bool empty_pack, struct str *tail)
{
	struct str end = STR(">"), nothing;

	if (!str_ends(linkage, end) || !str_ends(bare, end))
		return false;
	linkage = str_trim_right(str_head(linkage, linkage.len - end.len));
	bare = str_trim_right(str_head(bare, bare.len - end.len));
	if (!str_starts(linkage, bare))
		return false;
	*tail = str_skip(linkage, bare.len);
	if (tail->len == 0)
		return true;
	if (str_starts(*tail, STR(",")))
		*tail = str_skip(*tail, 1);
	else if (!str_ends(bare, STR("<")))
		return false;
	if (empty_pack && (!dwarf_next_argument(tail, &nothing) || nothing.len > 0))
		return false;
	return are_constants(*tail);
}

/* What one instance says: false, if nothing. The text is in the arena. */
static bool
ask_instance(struct dwarf_ref ref, struct str *tail)
{
	struct mangler m = {.depth = 0, .asker = ref};
	struct output bare, shown;
	struct dwarf_shape shape;
	bool good;

	output_to_memory(&m.out);
	output_to_memory(&bare);
	output_to_memory(&shown);
	good = dwarf_read_shape(ref, &shape) && mangle_bare_name(&m, ref) && m.out.error == 0 &&
	       demangle_cxx_name(output_text(&m.out), &bare) &&
	       demangle_cxx_name(
		   dwarf_string(ref.d, ref.u, &shape.values[WANT_LINKAGE_NAME]), &shown) &&
	       dwarf_spend(ref.d, shown.len + bare.len) &&
	       compare_arguments(output_text(&shown), output_text(&bare),
		   str_ends(output_text(&m.out), STR("JEEE")), tail);
	if (good) {
		*tail = arena_str(&ref.d->arena, *tail);
		good = tail->ptr != NULL || dwarf_no_memory(ref.d);
	}
	dwarf_drop_text(ref.d, &m.out);
	dwarf_drop_text(ref.d, &bare);
	dwarf_drop_text(ref.d, &shown);
	return good;
}

/* What all instances say that say anything; nothing, if they do not agree. */
static struct str
ask_instances(struct dwarf_ref ref, size_t begin, size_t end)
{
	const struct dwarf_unit *u = ref.u;
	struct str tail = STR(""), other;
	bool any = false;

	for (size_t i = begin; i < end && i < begin + MOST_INSTANCES; i++) {
		ref.die = u->instances[i].die;
		if (!ask_instance(ref, &other))
			continue;
		if (other.len == 0 || (any && !str_eq(tail, other)))
			return (struct str){"", 0}; /* if one has no more arguments, none has */
		tail = other;
		any = true;
	}
	return tail;
}

/* What stands behind the arguments of all instances of a template. */
static struct str
find_tail(struct dwarf_ref ref, uint64_t key)
{
	struct dwarf_unit *u = ref.u;
	size_t begin, end;
	struct dwarf_instance *first;

	if (!u->functions_listed)
		list_functions(ref);
	begin = sorted_below(u->instances, u->instance_count, key, key_of_instance);
	end = sorted_up_to(u->instances, u->instance_count, key, key_of_instance);
	if (begin == end)
		return (struct str){"", 0};
	first = &u->instances[begin];
	if (!first->asked) {
		first->asked = true;
		/* What these are called must not depend on which is asked for first. */
		ref.d->payer->listing = true;
		first->tail = ask_instances(ref, begin, end);
		ref.d->payer->listing = false;
	}
	return first->tail;
}

/* "Lm5E" of "5ul", "v" of "void", "JE" of a pack that is empty. */
static void
put_constant(struct mangler *m, struct str text)
{
	static const char types[2][3] = {{'i', 'l', 'x'}, {'j', 'm', 'y'}};
	size_t n = text.len, is_unsigned = 0;
	bool negative = str_starts(text, STR("-"));

	if (text.len == 0) {
		OUTPUT_LITERAL(&m->out, "JE");
	} else if (str_eq(text, STR("void"))) {
		output_char(&m->out, 'v');
	} else if (str_is_digit(text.ptr[negative])) {
		while (text.ptr[n - 1] == 'l' || text.ptr[n - 1] == 'u')
			is_unsigned |= text.ptr[--n] == 'u';
		output_char(&m->out, 'L');
		output_char(&m->out, types[is_unsigned][(text.len - n - is_unsigned) % 3]);
		output_str(&m->out, negative ? STR("n") : STR(""));
		output_str(&m->out, str_skip(str_head(text, n), negative));
		output_char(&m->out, 'E');
	} else { /* "true", "(app::Kind)1" */
		mangle_source_name(m, text);
	}
}

void
mangle_defaults(struct mangler *m, struct dwarf_ref function, const struct dwarf_shape *shape)
{
	uint64_t key = key_of_template(function, shape);
	struct str tail, argument;

	if (key == 0 || function.d->payer->listing || m->out.len == 0)
		return;
	tail = find_tail(function, key);
	if (tail.len == 0)
		return;
	m->out.len--; /* the 'E' that ends the arguments */
	while (dwarf_next_argument(&tail, &argument))
		put_constant(m, argument);
	output_char(&m->out, 'E');
}
