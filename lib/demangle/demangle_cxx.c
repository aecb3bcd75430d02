/*
 * demangle_cxx.c - C++ names in the mangling of the Itanium C++ ABI, chapter 5.1.
 *
 *   _ZN3foo3barEi                foo::bar(int)
 *   _Z3maxIiET_S0_S0_            int max<int>(int, int)
 *   _ZTV3Foo                     vtable for Foo
 *   _ZN3foo3barEv.part.0.cold    foo::bar() [clone .part.0] [clone .cold]
 *
 * `_Z` encoding [suffix]. This file has encodings (a name, and for a function
 * its type) and special names (`T…`, `G…`).
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

struct cxx_node *
cxx_new(struct cxx_parser *p, enum cxx_kind kind)
{
	struct cxx_node *n;

	if (p->node == p->node_end) {
		p->node = ARENA_NEW(&p->arena, struct cxx_node, CXX_FEW_NODES);
		p->node_end = p->node == NULL ? NULL : p->node + CXX_FEW_NODES;
		if (p->node == NULL)
			return NULL;
	}
	n = p->node++;
	*n = (struct cxx_node){.kind = (uint8_t)kind};
	return n;
}

struct cxx_node *
cxx_make(struct cxx_parser *p, enum cxx_kind kind, struct cxx_node *a, struct cxx_node *b)
{
	struct cxx_node *n = cxx_new(p, kind);

	if (n != NULL) {
		n->a = a;
		n->b = b;
	}
	return n;
}

struct cxx_node *
cxx_make_text(struct cxx_parser *p, enum cxx_kind kind, struct str text, struct cxx_node *a)
{
	struct cxx_node *n = cxx_make(p, kind, a, NULL);

	if (n != NULL)
		n->text = text;
	return n;
}

bool
cxx_enter(struct cxx_parser *p)
{
	return ++p->depth <= CXX_MAX_DEPTH && ++p->steps <= p->max_steps;
}

struct cxx_node *
cxx_leave(struct cxx_parser *p, struct cxx_node *n)
{
	p->depth--;
	return n;
}

bool
cxx_parse_number(struct cxx_parser *p, uint32_t *n)
{
	uint32_t x = 0;

	if (!str_is_digit(cxx_peek(p)))
		return false;
	for (; str_is_digit(cxx_peek(p)); p->pos++)
		if (__builtin_mul_overflow(x, 10, &x) ||
		    __builtin_add_overflow(x, (uint32_t)(cxx_peek(p) - '0'), &x))
			return false;
	*n = x;
	return true;
}

bool
cxx_parse_compact(struct cxx_parser *p, uint32_t *n)
{
	*n = 0;
	if (cxx_eat(p, '_'))
		return true;
	return cxx_parse_number(p, n) && !__builtin_add_overflow(*n, 1, n) && cxx_eat(p, '_');
}

bool
cxx_parse_base36(struct cxx_parser *p, uint32_t *n)
{
	uint32_t x = 0;

	*n = 0;
	if (cxx_eat(p, '_'))
		return true;
	for (char c; (c = cxx_peek(p)) != '_'; p->pos++) {
		uint32_t digit;

		if (str_is_digit(c))
			digit = (uint32_t)(c - '0');
		else if (c >= 'A' && c <= 'Z')
			digit = (uint32_t)(c - 'A') + 10;
		else
			return false;
		if (__builtin_mul_overflow(x, 36, &x) || __builtin_add_overflow(x, digit, &x))
			return false;
	}
	p->pos++;
	return !__builtin_add_overflow(x, 1, n);
}

struct cxx_node *
cxx_remember(struct cxx_parser *p, struct cxx_node *n)
{
	if (n == NULL)
		return NULL;
	if (p->n_subs == p->subs_cap) {
		struct cxx_node **grown = p->subs_grown ? p->subs : NULL;
		size_t cap = p->subs_grown ? p->subs_cap : 0;

		if (!MEM_GROW(&grown, &cap, p->n_subs + 1)) {
			p->no_memory = true;
			return NULL;
		}
		if (!p->subs_grown)
			memcpy(grown, p->subs, p->n_subs * sizeof(*grown));
		p->subs = grown;
		p->subs_cap = cap;
		p->subs_grown = true;
	}
	p->subs[p->n_subs++] = n;
	return n;
}

bool
cxx_parse_list(struct cxx_parser *p, struct cxx_node *(*item)(struct cxx_parser *p), char end,
    struct cxx_node **list)
{
	struct cxx_node **tail = list;

	*list = NULL;
	while (!cxx_eat(p, end)) {
		struct cxx_node *n = item(p), *link = n == NULL ? NULL : cxx_new(p, CXX_LIST);

		if (link == NULL)
			return false;
		link->a = n;
		*tail = link;
		tail = &link->b;
	}
	return true;
}

/* A name that ends in template arguments belongs to a template: its result is mangled too. */
static bool
has_result(const struct cxx_node *name)
{
	while (name->kind == CXX_LOCAL)
		name = name->b;
	return name->kind == CXX_TEMPLATE && !cxx_is_special_member(name->a);
}

/* [`Ua9enable_ifI` arguments `E`] [`J`] types [`Q` constraint] */
static struct cxx_node *
parse_function(struct cxx_parser *p, struct cxx_node *name, uint8_t flags, bool local)
{
	struct cxx_node *f = cxx_new(p, CXX_FUNCTION), *encoding, *e;

	if (f == NULL)
		return NULL;
	f->flags = flags;
	if (cxx_eat(p, 'J') || has_result(name)) {
		if ((f->a = cxx_parse_type(p)) == NULL)
			return NULL;
		if (local)
			f->a = NULL;
	}
	if (!cxx_parse_parameters(p, &f->b))
		return NULL;
	encoding = cxx_make(p, CXX_ENCODING, name, f);
	if (!cxx_eat(p, 'Q'))
		return encoding;
	if ((e = cxx_parse_expression(p)) == NULL)
		return NULL;
	if (encoding != NULL && !local)
		encoding->c = e;
	return encoding;
}

/* Attributes that make a function another one: `Ua9enable_ifI` conditions `E`. */
static struct cxx_node *
parse_enable_if(struct cxx_parser *p, struct cxx_node *name)
{
	struct cxx_node *list;

	if (!str_starts(str_skip(p->in, p->pos), STR("Ua9enable_ifI")))
		return name;
	p->pos += STR("Ua9enable_ifI").len;
	if (!cxx_parse_list(p, cxx_parse_template_arg, 'E', &list))
		return NULL;
	return cxx_make(p, CXX_ENABLE_IF, name, list);
}

/* What stands behind the name of a variable, and so is no parameter's type. */
static bool
ends_name(char c)
{
	return c == '\0' || c == 'E' || c == '.' || c == '@';
}

/* A number with its sign, `n8` or `24`, and `_`: how much a thunk adds to `this`. */
static bool
skip_offset(struct cxx_parser *p)
{
	uint32_t n;

	cxx_eat(p, 'n');
	return cxx_parse_number(p, &n) && cxx_eat(p, '_');
}

static bool
skip_call_offset(struct cxx_parser *p)
{
	if (cxx_eat(p, 'h'))
		return skip_offset(p);
	return cxx_eat(p, 'v') && skip_offset(p) && skip_offset(p);
}

static struct cxx_node *
parse_plain_encoding(struct cxx_parser *p)
{
	return cxx_parse_encoding(p, false);
}

static struct cxx_node *
parse_variable(struct cxx_parser *p)
{
	uint8_t flags = 0;

	return cxx_parse_name(p, &flags);
}

/* text and what `item` parses. */
static struct cxx_node *
parse_prefixed(
    struct cxx_parser *p, struct str text, struct cxx_node *(*item)(struct cxx_parser *p))
{
	struct cxx_node *n = item(p);

	return n == NULL ? NULL : cxx_make_text(p, CXX_PREFIXED, text, n);
}

/* `C` type number `_` type: the table of the second within the first, while that is built. */
static struct cxx_node *
parse_construction_table(struct cxx_parser *p)
{
	struct cxx_node *derived = cxx_parse_type(p), *base;
	uint32_t offset;

	if (derived == NULL || !cxx_parse_number(p, &offset) || !cxx_eat(p, '_') ||
	    (base = cxx_parse_type(p)) == NULL)
		return NULL;
	return cxx_make(p, CXX_CONSTRUCTION, derived, base);
}

static struct cxx_node *
parse_thunk(struct cxx_parser *p, struct str text, unsigned offsets)
{
	for (; offsets > 0; offsets--)
		if (!skip_call_offset(p))
			return NULL;
	return parse_prefixed(p, text, parse_plain_encoding);
}

/* Behind `T`. */
static struct cxx_node *
parse_special_t(struct cxx_parser *p)
{
	char c = cxx_peek(p);

	p->pos++;
	switch (c) {
	case 'V':
		return parse_prefixed(p, STR("vtable for "), cxx_parse_type);
	case 'T':
		return parse_prefixed(p, STR("VTT for "), cxx_parse_type);
	case 'I':
		return parse_prefixed(p, STR("typeinfo for "), cxx_parse_type);
	case 'S':
		return parse_prefixed(p, STR("typeinfo name for "), cxx_parse_type);
	case 'F':
		return parse_prefixed(p, STR("typeinfo fn for "), cxx_parse_type);
	case 'J':
		return parse_prefixed(p, STR("java Class for "), cxx_parse_type);
	case 'C':
		return parse_construction_table(p);
	case 'W':
		return parse_prefixed(p, STR("TLS wrapper function for "), parse_variable);
	case 'H':
		return parse_prefixed(p, STR("TLS init function for "), parse_variable);
	case 'A':
		return parse_prefixed(
		    p, STR("template parameter object for "), cxx_parse_template_arg);
	case 'h':
		p->pos--;
		return parse_thunk(p, STR("non-virtual thunk to "), 1);
	case 'v':
		p->pos--;
		return parse_thunk(p, STR("virtual thunk to "), 1);
	case 'c':
		return parse_thunk(p, STR("covariant return thunk to "), 2);
	default:
		return NULL;
	}
}

/* name [number] `_`: which of the temporaries that a reference of this name keeps alive */
static struct cxx_node *
parse_temporary(struct cxx_parser *p)
{
	struct cxx_node *name = parse_variable(p), *n;
	uint32_t number = 0;

	if (name == NULL)
		return NULL;
	/* The `_` may have been taken for the start of a discriminator. */
	if (!ends_name(cxx_peek(p)) && !cxx_parse_base36(p, &number))
		return NULL;
	n = cxx_make_text(p, CXX_TEMPORARY, STR(""), name);
	if (n != NULL)
		n->num = number;
	return n;
}

/* Behind `G`. */
static struct cxx_node *
parse_special_g(struct cxx_parser *p)
{
	char c = cxx_peek(p);

	p->pos++;
	switch (c) {
	case 'V':
		return parse_prefixed(p, STR("guard variable for "), parse_variable);
	case 'R':
		return parse_temporary(p);
	case 'A':
		return parse_prefixed(p, STR("hidden alias for "), parse_plain_encoding);
	case 'I':
		return parse_prefixed(p, STR("initializer for module "), cxx_parse_module);
	case 'T':
		if (cxx_eat(p, 'n'))
			return parse_prefixed(
			    p, STR("non-transaction clone for "), parse_plain_encoding);
		cxx_eat(p, 't');
		return parse_prefixed(p, STR("transaction clone for "), parse_plain_encoding);
	default:
		return NULL;
	}
}

static struct cxx_node *
parse_encoding(struct cxx_parser *p, bool local)
{
	struct cxx_node *name;
	uint8_t flags = 0;

	if (cxx_eat(p, 'T'))
		return parse_special_t(p);
	if (cxx_eat(p, 'G'))
		return parse_special_g(p);
	name = cxx_parse_name(p, &flags);
	if (name != NULL)
		name = parse_enable_if(p, name);
	if (name == NULL || ends_name(cxx_peek(p)))
		return name;
	return parse_function(p, name, flags, local);
}

struct cxx_node *
cxx_parse_encoding(struct cxx_parser *p, bool local)
{
	bool conversion = p->conversion, expression = p->expression;
	struct cxx_node *n;

	p->conversion = p->expression = false;
	n = cxx_enter(p) ? cxx_leave(p, parse_encoding(p, local)) : NULL;
	p->conversion = conversion;
	p->expression = expression;
	return n;
}

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
