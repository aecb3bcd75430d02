/*
 * demangle_cxx_name.c - names in C++ manglings: nested, local, with template
 * arguments, of operators, constructors and lambdas; and substitutions.
 *
 *   N3foo3barE                   foo::bar
 *   NK3FooIiE3barE               Foo<int>::bar … const
 *   Z4mainE1x_0, Z1fvEUliE_      main::x, f()::{lambda(int)#1}
 *   St6vectorIiSaIiEE            std::vector<int, std::allocator<int> >
 *   N3FooC1E, N3FoocvbE, N3FooplE   Foo::Foo, Foo::operator bool, Foo::operator+
 *   S_, S0_                      the first, the second of what was named before
 */
#include "demangle_cxx.h"

bool
cxx_is_special_member(const struct cxx_node *name)
{
	while (name->kind == CXX_NESTED || name->kind == CXX_LOCAL || name->kind == CXX_TAGGED)
		name = name->kind == CXX_TAGGED ? name->a : name->b;
	return name->kind == CXX_CONSTRUCTOR || name->kind == CXX_DESTRUCTOR ||
	       name->kind == CXX_CONVERSION;
}

/* length bytes */
struct cxx_node *
cxx_parse_source_name(struct cxx_parser *p)
{
	static const struct str global = {"_GLOBAL_", 8};
	uint32_t length;
	struct str s;

	if (!cxx_parse_number(p, &length) || length == 0 || length > p->in.len - p->pos)
		return NULL;
	s = str_make(p->in.ptr + p->pos, length);
	p->pos += length;
	/* One file's own namespace has a name made of the file's. */
	if (s.len >= 10 && str_starts(s, global) && s.ptr[9] == 'N' &&
	    (s.ptr[8] == '_' || s.ptr[8] == '.' || s.ptr[8] == '$'))
		s = STR("(anonymous namespace)");
	return cxx_make_text(p, CXX_NAME, s, NULL);
}

/* {`B` source-name} */
static struct cxx_node *
parse_tags(struct cxx_parser *p, struct cxx_node *n)
{
	while (n != NULL && cxx_eat(p, 'B')) {
		struct cxx_node *tag = cxx_parse_source_name(p);

		n = tag == NULL ? NULL : cxx_make_text(p, CXX_TAGGED, tag->text, n);
	}
	return n;
}

/* {`W` [`P`] source-name}, each also a substitution */
struct cxx_node *
cxx_parse_module(struct cxx_parser *p)
{
	struct cxx_node *module = NULL;

	while (cxx_eat(p, 'W')) {
		bool partition = cxx_eat(p, 'P');
		struct cxx_node *name = cxx_parse_source_name(p);

		if (name == NULL || (module = cxx_make(p, CXX_MODULE, module, name)) == NULL)
			return NULL;
		module->num = partition ? ':' : '.';
		if (cxx_remember(p, module) == NULL)
			return NULL;
	}
	return module;
}

/* Behind `cv`. The arguments of a template follow the type, and are not the type's. */
static struct cxx_node *
parse_conversion(struct cxx_parser *p)
{
	bool conversion = p->conversion;
	struct cxx_node *type;

	p->conversion = !p->expression;
	type = cxx_parse_type(p);
	p->conversion = conversion;
	return type == NULL ? NULL : cxx_make(p, CXX_CONVERSION, type, NULL);
}

static struct cxx_node *
parse_operator_name(struct cxx_parser *p)
{
	const struct cxx_operator *op;
	struct cxx_node *n;

	if (cxx_eat2(p, 'c', 'v'))
		return parse_conversion(p);
	if (cxx_eat2(p, 'l', 'i')) {
		n = cxx_parse_source_name(p);
		return n == NULL ? NULL : cxx_make(p, CXX_LITERAL_NAME, n, NULL);
	}
	/* `v` digit source-name: an operator of the vendor's own */
	if (cxx_peek(p) == 'v' && str_is_digit(cxx_peek2(p))) {
		p->pos += 2;
		n = cxx_parse_source_name(p);
		return n == NULL ? NULL : cxx_make_text(p, CXX_OPERATOR, n->text, NULL);
	}
	op = cxx_find_operator(cxx_peek(p), cxx_peek2(p));
	if (op == NULL)
		return NULL;
	p->pos += 2;
	return cxx_make_text(p, CXX_OPERATOR, str_from(op->text), NULL);
}

/* Behind `Ul`: {template parameter} types `E` [number] `_` */
static struct cxx_node *
parse_lambda(struct cxx_parser *p)
{
	struct cxx_node *n = cxx_new(p, CXX_LAMBDA), **tail;

	if (n == NULL)
		return NULL;
	for (tail = &n->a; cxx_at_template_decl(p); tail = &(*tail)->b) {
		struct cxx_node *decl = cxx_parse_template_param(p);

		if (decl == NULL || (*tail = cxx_make(p, CXX_LIST, decl, NULL)) == NULL)
			return NULL;
	}
	if (!cxx_parse_parameters(p, &n->b))
		return NULL;
	if (cxx_eat(p, 'Q') && cxx_parse_expression(p) == NULL)
		return NULL;
	if (!cxx_eat(p, 'E') || !cxx_parse_compact(p, &n->num))
		return NULL;
	n->num++;
	return n;
}

/* Behind `Ut`: [number] `_` */
static struct cxx_node *
parse_unnamed(struct cxx_parser *p)
{
	struct cxx_node *n = cxx_new(p, CXX_UNNAMED);

	if (n == NULL || !cxx_parse_compact(p, &n->num))
		return NULL;
	n->num++;
	return n;
}

/* `C` or `D` and which of them; an inherited constructor names the base. */
static struct cxx_node *
parse_structor(struct cxx_parser *p, struct cxx_node *scope)
{
	bool constructor = cxx_peek(p) == 'C', inherited;
	struct cxx_node *of = scope;

	p->pos++;
	inherited = constructor && cxx_eat(p, 'I');
	if (scope == NULL || cxx_peek(p) < '0' || cxx_peek(p) > '5')
		return NULL;
	p->pos++;
	if (inherited && (of = cxx_parse_type(p)) == NULL)
		return NULL;
	return cxx_make(p, constructor ? CXX_CONSTRUCTOR : CXX_DESTRUCTOR, of, NULL);
}

/* `_` digit, or `__` number `_`: which of a function's names of this kind. No error. */
static void
skip_discriminator(struct cxx_parser *p)
{
	size_t start = p->pos;
	uint32_t n;

	if (!cxx_eat(p, '_'))
		return;
	if (cxx_eat(p, '_')) {
		if (!cxx_parse_number(p, &n) || !cxx_eat(p, '_'))
			p->pos = start;
	} else if (str_is_digit(cxx_peek(p))) {
		p->pos++;
	} else {
		p->pos = start;
	}
}

static struct cxx_node *
parse_plain_unqualified(struct cxx_parser *p, struct cxx_node *scope)
{
	char c = cxx_peek(p);
	struct cxx_node *list;

	if (str_is_digit(c))
		return cxx_parse_source_name(p);
	if (c >= 'a' && c <= 'z')
		return parse_operator_name(p);
	if (cxx_eat2(p, 'D', 'C'))
		return cxx_parse_list(p, cxx_parse_source_name, 'E', &list)
			   ? cxx_make(p, CXX_BINDING, list, NULL)
			   : NULL;
	if (c == 'C' || c == 'D')
		return parse_structor(p, scope);
	if (cxx_eat2(p, 'U', 'l'))
		return parse_lambda(p);
	if (cxx_eat2(p, 'U', 't'))
		return parse_unnamed(p);
	return NULL;
}

struct cxx_node *
cxx_parse_unqualified(struct cxx_parser *p, struct cxx_node *scope)
{
	struct cxx_node *module = NULL, *n;
	bool local;

	if (cxx_peek(p) == 'W' && (module = cxx_parse_module(p)) == NULL)
		return NULL;
	cxx_eat(p, 'F');	 /* a friend that is constrained like a member */
	local = cxx_eat(p, 'L'); /* of this file only */
	n = cxx_enter(p) ? cxx_leave(p, parse_plain_unqualified(p, scope)) : NULL;
	if (local)
		skip_discriminator(p);
	if (n != NULL && module != NULL)
		n = cxx_make(p, CXX_IN_MODULE, module, n);
	return parse_tags(p, n);
}

/* Behind `S`, one of the abbreviations of std. */
static struct cxx_node *
parse_std(struct cxx_parser *p)
{
	struct cxx_node *n, *tagged;
	uint32_t i = 0;

	while (i < 6 && cxx_std_names[i].code != cxx_peek(p))
		i++;
	if (i == 6 || (n = cxx_new(p, CXX_STD)) == NULL)
		return NULL;
	p->pos++;
	n->num = i;
	/* Constructors are called by the long name, so show what that is of. */
	n->flags = cxx_peek(p) == 'C' || cxx_peek(p) == 'D';
	tagged = parse_tags(p, n);
	return tagged == n ? n : cxx_remember(p, tagged);
}

/* `S` [digits and capitals] `_`, or an abbreviation of a std name but `St`. */
struct cxx_node *
cxx_parse_substitution(struct cxx_parser *p)
{
	uint32_t n;

	if (!cxx_eat(p, 'S'))
		return NULL;
	if (cxx_peek(p) >= 'a' && cxx_peek(p) <= 'z')
		return parse_std(p);
	return cxx_parse_base36(p, &n) && n < p->n_subs ? p->subs[n] : NULL;
}

static struct cxx_node *
nest(struct cxx_parser *p, struct cxx_node *scope, struct cxx_node *n)
{
	return n == NULL || scope == NULL ? n : cxx_make(p, CXX_NESTED, scope, n);
}

static struct cxx_node *
parse_in_std(struct cxx_parser *p)
{
	struct cxx_node *std = cxx_make_text(p, CXX_NAME, STR("std"), NULL);

	p->pos += 2;
	return std == NULL ? NULL : nest(p, std, cxx_parse_unqualified(p, std));
}

struct cxx_node *
cxx_parse_in_module(struct cxx_parser *p, struct cxx_node *scope, struct cxx_node *module)
{
	struct cxx_node *n = cxx_parse_unqualified(p, scope);

	return n == NULL ? NULL : nest(p, scope, cxx_make(p, CXX_IN_MODULE, module, n));
}

/* One step of a nested name, behind what `scope` says so far; *fresh: no substitution yet. */
static struct cxx_node *
parse_prefix(struct cxx_parser *p, struct cxx_node *scope, bool *fresh)
{
	char c = cxx_peek(p), d = cxx_peek2(p);

	*fresh = true;
	if (c == 'S' && d == 't' && scope == NULL) {
		p->pos += 2;
		*fresh = false;
		return cxx_make_text(p, CXX_NAME, STR("std"), NULL);
	}
	if (c == 'S') {
		struct cxx_node *n = cxx_parse_substitution(p);

		if (n != NULL && n->kind == CXX_MODULE)
			return cxx_parse_in_module(p, scope, n);
		*fresh = false;
		return scope == NULL ? n : NULL;
	}
	if (c == 'I')
		return cxx_parse_template_args(p, scope);
	if (c == 'T' && scope == NULL)
		return cxx_parse_template_param(p);
	if (c == 'D' && (d == 't' || d == 'T') && scope == NULL)
		return cxx_parse_decltype(p);
	return nest(p, scope, cxx_parse_unqualified(p, scope));
}

/*
 * Behind `M`: n is a variable or member whose initialiser has the lambda that
 * follows. By the ABI it may be substituted, but GCC does not count it.
 */
static void
enter_variable(struct cxx_parser *p, const struct cxx_node *n)
{
	p->variable = n;
	if (p->again && p->n_subs > 0 && p->subs[p->n_subs - 1] == n)
		p->n_subs--;
}

/* Behind `N`: [`H`] [qualifiers] prefixes `E` */
static struct cxx_node *
parse_nested(struct cxx_parser *p, uint8_t *flags)
{
	struct cxx_node *n = NULL;
	bool fresh;

	if (!cxx_eat(p, 'H')) /* `H`: `this` is a parameter */
		*flags = cxx_parse_qualifiers(p);
	while (!cxx_eat(p, 'E')) {
		if (n != NULL && cxx_eat(p, 'M')) {
			enter_variable(p, n);
			continue;
		}
		n = parse_prefix(p, n, &fresh);
		if (n == NULL)
			return NULL;
		if (fresh && cxx_peek(p) != 'E' && cxx_remember(p, n) == NULL)
			return NULL;
	}
	return n;
}

/* Behind `Z`: encoding `E`, and what is in that function. */
static struct cxx_node *
parse_local(struct cxx_parser *p, uint8_t *flags)
{
	struct cxx_node *function = cxx_parse_encoding(p, true), *n, *scope = NULL;

	if (function == NULL || !cxx_eat(p, 'E'))
		return NULL;
	if (cxx_eat(p, 's')) {
		skip_discriminator(p);
		n = cxx_make_text(p, CXX_NAME, STR("string literal"), NULL);
		return n == NULL ? NULL : cxx_make(p, CXX_LOCAL, function, n);
	}
	if (cxx_eat(p, 'd')) {
		scope = cxx_new(p, CXX_DEFAULT_ARG);
		if (scope == NULL || !cxx_parse_compact(p, &scope->num))
			return NULL;
		scope->num++;
	}
	n = nest(p, scope, cxx_parse_name(p, flags));
	skip_discriminator(p);
	return n == NULL ? NULL : cxx_make(p, CXX_LOCAL, function, n);
}

/* What no `N` or `Z` introduces, with template arguments if there are some. */
static struct cxx_node *
parse_unscoped(struct cxx_parser *p)
{
	bool known = false;
	struct cxx_node *n;

	if (cxx_peek(p) == 'S' && cxx_peek2(p) != 't') {
		n = cxx_parse_substitution(p);
		known = true;
		if (n != NULL && n->kind == CXX_MODULE) {
			n = cxx_parse_in_module(p, NULL, n);
			known = false;
		}
	} else {
		n = cxx_peek(p) == 'S' ? parse_in_std(p) : cxx_parse_unqualified(p, NULL);
	}
	if (n == NULL || cxx_peek(p) != 'I')
		return n;
	if (!known && cxx_remember(p, n) == NULL)
		return NULL;
	return cxx_parse_template_args(p, n);
}

static struct cxx_node *
parse_name(struct cxx_parser *p, uint8_t *flags)
{
	if (cxx_eat(p, 'N'))
		return parse_nested(p, flags);
	if (cxx_eat(p, 'Z'))
		return parse_local(p, flags);
	return parse_unscoped(p);
}

struct cxx_node *
cxx_parse_name(struct cxx_parser *p, uint8_t *flags)
{
	return cxx_enter(p) ? cxx_leave(p, parse_name(p, flags)) : NULL;
}
