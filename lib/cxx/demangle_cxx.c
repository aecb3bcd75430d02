/*
 * demangle_cxx.c - C++ names in the mangling of the Itanium C++ ABI, chapter 5.1.
 *
 *   _ZN3foo3barEi                foo::bar(int)
 *   _Z3maxIiET_S0_S0_            int max<int>(int, int)
 *   _ZTV3Foo                     vtable for Foo
 *   _ZN3foo3barEv.part.0.cold    foo::bar() [clone .part.0] [clone .cold]
 *
 * `_Z` encoding [suffix]: demangle_cxx_encoding.c begins there. Encodings, names, types,
 * templates and expressions hold each other, and so do their files.
 *
 * The printed form is that of the GNU tools in their brief form (`std::string`),
 * to the last space, so that names are the same wherever they were demangled.
 * On purpose different are: constructors of what has no name, which those call by
 * the last name they saw; a template parameter that a substitution stands for,
 * which is an argument of the function that is mangled, not of one within; and
 * what they leave mangled: suffixes of variables, `_BitInt`, constraints.
 */
#include "demangle_cxx.h"

#include <errno.h>

#include "demangle.h"
#include "mem.h"

/* `.part.0` and `.cold` as ` [clone .part.0] [clone .cold]`; `@plt` as it is. */
static bool
print_suffix(struct str s, struct output *out)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] <= ' ' || s.ptr[i] > '~')
			return false;
	while (s.len > 1 && s.ptr[0] == '.' && s.ptr[1] != '.' && s.ptr[1] != '@') {
		size_t n = 1;

		while (n < s.len && s.ptr[n] != '.' && s.ptr[n] != '@')
			n++;
		/* Numbers belong to what they follow. */
		while (s.len - n > 1 && s.ptr[n] == '.' && str_is_digit(s.ptr[n + 1]))
			for (n += 2; n < s.len && str_is_digit(s.ptr[n]);)
				n++;
		OUTPUT_LITERAL(out, " [clone ");
		output_bytes(out, s.ptr, n);
		output_char(out, ']');
		s = str_skip(s, n);
	}
	output_str(out, s);
	return s.len == 0 || s.ptr[0] == '@';
}

/* The whole name but for its suffix. */
static struct cxx_node *
parse_mangled(struct cxx_parser *p)
{
	struct cxx_node *n = cxx_parse_encoding(p, false);
	char end = cxx_peek(p);

	return p->pos == p->in.len || end == '.' || end == '@' ? n : NULL;
}

static bool
print_mangled(struct cxx_parser *p, bool name_only, struct output *out)
{
	struct cxx_mark start = cxx_mark(p);
	struct cxx_node *n = parse_mangled(p);
	struct cxx_printer printer = {
	    .out = out, .start = out->len, .taken_back = SIZE_MAX, .index = CXX_WHOLE};

	if (n == NULL && p->two_ways) {
		p->again = true;
		cxx_return(p, start);
		n = parse_mangled(p);
	}
	if (n == NULL)
		return false;
	if (name_only && n->kind == CXX_ENCODING)
		cxx_print_function_name(&printer, n);
	else
		cxx_print(&printer, n);
	if (printer.failed || name_only)
		return !printer.failed;
	return print_suffix(str_skip(p->in, p->pos), out);
}

/* Behind `_Z`. */
static bool
demangle(struct str s, bool name_only, struct output *out)
{
	size_t start = out->len;
	struct cxx_parser p;
	bool well;

	p.in = s;
	p.pos = 0;
	p.depth = 0;
	p.steps = 0;
	p.max_steps = 8 * s.len + 64;
	p.conversion = p.expression = p.subs_grown = p.again = p.two_ways = false;
	p.no_memory = false;
	p.node = p.few;
	p.node_end = p.few + CXX_FEW_NODES;
	p.subs = p.few_subs;
	p.n_subs = 0;
	p.variable = NULL;
	p.subs_cap = CXX_FEW_SUBSTITUTIONS;
	arena_init(&p.arena);
	well = print_mangled(&p, name_only, out) && out->error == 0 &&
	       out->len - start <= DEMANGLE_MAX_OUTPUT;
	if ((p.arena.failed || p.no_memory) && out->error == 0)
		out->error = ENOMEM;
	arena_release(&p.arena);
	if (p.subs_grown)
		mem_free(p.subs);
	if (!well)
		out->len = start;
	return well;
}

/* `_GLOBAL__I_` and `_GLOBAL__D_`: what runs before main, and after it. */
static bool
demangle_global(struct str s, bool name_only, struct output *out)
{
	static const struct str global = {"_GLOBAL_", 8};
	struct str key = str_skip(s, global.len + 3);

	if (!str_starts(s, global) || key.len == 0 ||
	    (s.ptr[8] != '_' && s.ptr[8] != '.' && s.ptr[8] != '$') ||
	    (s.ptr[9] != 'I' && s.ptr[9] != 'D') || s.ptr[10] != '_')
		return false;
	output_str(out, s.ptr[9] == 'I' ? STR("global constructors keyed to ")
					: STR("global destructors keyed to "));
	if (!str_starts(key, STR("_Z")) || !demangle(str_skip(key, 2), name_only, out))
		output_str(out, key);
	return true;
}

static bool
demangle_any(struct str mangled, bool name_only, struct output *out)
{
	if (mangled.len > DEMANGLE_MAX_NAME)
		return false;
	if (str_starts(mangled, STR("_Z")))
		return demangle(str_skip(mangled, 2), name_only, out);
	/* Some systems put one more underscore before every symbol. */
	if (str_starts(mangled, STR("__Z")))
		return demangle(str_skip(mangled, 3), name_only, out);
	return demangle_global(mangled, name_only, out);
}

bool
demangle_cxx(struct str mangled, struct output *out)
{
	return demangle_any(mangled, false, out);
}

bool
demangle_cxx_name(struct str mangled, struct output *out)
{
	return demangle_any(mangled, true, out);
}
