/*
 * dwarf_c_function.c - what is in a function whose name has no parameters: main, or extern "C".
 *
 *	less<main(int, char**)::Local>     as g++ writes it
 *	less<main::Local>                  as a demangler shows it
 *
 * They are those outside of namespaces that other files can see and that have no name of their own
 * for the linker.
 */
#include "dwarf_mangle.h"

#include "hash.h"
#include "mem.h"
#include "sorted.h"

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

static void
list_one(struct dwarf_ref ref)
{
	struct dwarf_unit *u = ref.u;
	struct dwarf_ref parent;
	struct dwarf_shape shape;
	struct str name;

	if (!dwarf_read_shape(ref, &shape) || shape.abbrev->tag != TAG_SUBPROGRAM ||
	    shape.values[WANT_EXTERNAL].form == 0 || shape.values[WANT_LINKAGE_NAME].form != 0 ||
	    dwarf_parent(ref, &parent))
		return;
	name = dwarf_string(ref.d, u, &shape.values[WANT_NAME]);
	if (!MEM_GROW(&u->c_functions, &u->c_function_cap, u->c_function_count + 1))
		dwarf_no_memory(ref.d);
	else
		u->c_functions[u->c_function_count++] = key_of_name(name);
}

static void
list_c_functions(struct dwarf_ref ref)
{
	struct dwarf_unit *u = ref.u;
	struct dwarf_ref parent;

	u->c_functions_listed = true;
	dwarf_parent(ref, &parent); /* lists the scopes */
	for (size_t i = 0; i < u->scopes.count; i++) {
		ref.die = u->scopes.items[i].low;
		list_one(ref);
	}
	sorted_sort(u->c_functions, u->c_function_count, sizeof(*u->c_functions), compare_keys);
}

static bool
is_c_function(struct dwarf_ref ref, struct str name)
{
	const struct dwarf_unit *u = ref.u;
	uint64_t key = key_of_name(name);
	size_t n;

	if (!u->c_functions_listed)
		list_c_functions(ref);
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

/* Behind the parameters that begin at `at`, where something is in their function; else `at`. */
static size_t
behind_parameters(struct str s, size_t at)
{
	size_t end = at, depth = 0;

	for (; end < s.len; end++) {
		depth += s.ptr[end] == '(';
		if (s.ptr[end] == ')' && --depth == 0)
			break;
	}
	return str_starts(str_skip(s, end), STR(")::")) ? end + 1 : at;
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
			struct str name = outermost_name(s, at);
			size_t behind = name.len > 0 ? behind_parameters(s, at) : at;

			/* A type in a unit of its own is not where the function is. */
			if (behind > at && (is_c_function(ref, name) || is_c_function(asker, name)))
				at = behind;
		}
		text->buf[to++] = s.ptr[at];
	}
	text->len = to;
}
