/*
 * demangle_cxx_operand.c - what expressions in C++ manglings are made of:
 * operators, literals, a function's parameters, names not known yet.
 *
 *   Li5E, LDnE, L_Z3fooiE        5, decltype(nullptr), foo(int)
 *   fp_, fL0p0_, fpT             {parm#1}, {parm#2}, this
 *   sr3FooIT_E5value             Foo<int>::value
 *   srNT_3foo3barE1x             T::foo::bar::x
 *   3fooIiE, onpl, dn3foo        foo<int>, operator+, ~foo
 */
#include "demangle_cxx.h"
#include "sorted.h"

/* By code; an operator that is a word has a space behind it where an operand follows. */
static const struct cxx_operator operators[] = {
    {"aN", '2', "&="},
    {"aS", '2', "="},
    {"aa", '2', "&&"},
    {"ad", '1', "&"},
    {"an", '2', "&"},
    {"aw", '1', "co_await"},
    {"cl", '0', "()"},
    {"cm", '2', ","},
    {"co", '1', "~"},
    {"dV", '2', "/="},
    {"da", '1', "delete[]"},
    {"de", '1', "*"},
    {"dl", '1', "delete"},
    {"ds", '2', ".*"},
    {"dt", '2', "."},
    {"dv", '2', "/"},
    {"eO", '2', "^="},
    {"eo", '2', "^"},
    {"eq", '2', "=="},
    {"ge", '2', ">="},
    {"gt", '2', ">"},
    {"ix", '0', "[]"},
    {"lS", '2', "<<="},
    {"le", '2', "<="},
    {"ls", '2', "<<"},
    {"lt", '2', "<"},
    {"mI", '2', "-="},
    {"mL", '2', "*="},
    {"mi", '2', "-"},
    {"ml", '2', "*"},
    {"mm", '1', "--"},
    {"na", '0', "new[]"},
    {"ne", '2', "!="},
    {"ng", '1', "-"},
    {"nt", '1', "!"},
    {"nw", '0', "new"},
    {"oR", '2', "|="},
    {"oo", '2', "||"},
    {"or", '2', "|"},
    {"pL", '2', "+="},
    {"pl", '2', "+"},
    {"pm", '2', "->*"},
    {"pp", '1', "++"},
    {"ps", '1', "+"},
    {"pt", '2', "->"},
    {"qu", '3', "?"},
    {"rM", '2', "%="},
    {"rS", '2', ">>="},
    {"rm", '2', "%"},
    {"rs", '2', ">>"},
    {"ss", '2', "<=>"},
};

static uint64_t
operator_code(const void *rows, size_t i)
{
	const char *code = ((const struct cxx_operator *)rows)[i].code;

	return (uint64_t)(unsigned char)code[0] << 8 | (unsigned char)code[1];
}

const struct cxx_operator *
cxx_find_operator(char c, char d)
{
	size_t n = sizeof(operators) / sizeof(*operators);
	uint64_t code = (uint64_t)(unsigned char)c << 8 | (unsigned char)d;
	size_t i = sorted_below(operators, n, code, operator_code);

	return i < n && operator_code(operators, i) == code ? &operators[i] : NULL;
}

/* What a literal's value is written as: up to `E`. */
static struct str
parse_value(struct cxx_parser *p)
{
	size_t start = p->pos;

	while (cxx_peek(p) != 'E' && p->pos < p->in.len)
		p->pos++;
	return str_make(p->in.ptr + start, p->pos - start);
}

/* `L` type value `E`, or `L_Z` encoding `E` */
struct cxx_node *
cxx_parse_literal(struct cxx_parser *p)
{
	struct cxx_node *n;
	struct str value;

	if (!cxx_eat(p, 'L'))
		return NULL;
	if (cxx_eat2(p, '_', 'Z') || cxx_eat(p, 'Z')) {
		n = cxx_parse_encoding(p, false);
	} else {
		n = cxx_parse_type(p);
		value = parse_value(p);
		if (n != NULL && (value.len > 0 || n->kind == CXX_ARRAY))
			n = cxx_make_text(p, CXX_LITERAL, value, n);
	}
	return n != NULL && cxx_eat(p, 'E') ? n : NULL;
}

/* Behind `f`: `p` or `L` level `p`, qualifiers [number] `_`; `pT` is `this` */
struct cxx_node *
cxx_parse_function_param(struct cxx_parser *p)
{
	struct cxx_node *n = cxx_new(p, CXX_FUNCTION_PARAM);
	uint32_t level;

	if (n == NULL || (cxx_eat(p, 'L') && !cxx_parse_number(p, &level)) || !cxx_eat(p, 'p'))
		return NULL;
	if (cxx_eat(p, 'T'))
		return n;
	while (cxx_eat(p, 'r') || cxx_eat(p, 'V') || cxx_eat(p, 'K'))
		continue;
	if (!cxx_parse_compact(p, &n->num))
		return NULL;
	n->num++;
	return n;
}

/* Template arguments behind a name, if there are some. */
static struct cxx_node *
parse_arguments_of(struct cxx_parser *p, struct cxx_node *n)
{
	return n == NULL || cxx_peek(p) != 'I' ? n : cxx_parse_template_args(p, n);
}

/* source-name, `on` operator-name or `dn` destructor's, with template arguments */
struct cxx_node *
cxx_parse_base_name(struct cxx_parser *p)
{
	struct cxx_node *n;

	if (cxx_eat2(p, 'd', 'n')) {
		n = str_is_digit(cxx_peek(p)) ? parse_arguments_of(p, cxx_parse_source_name(p))
					      : cxx_parse_type(p);
		return n == NULL ? NULL : cxx_make(p, CXX_DESTRUCTOR, n, NULL);
	}
	cxx_eat2(p, 'o', 'n');
	return parse_arguments_of(p, cxx_parse_unqualified(p, NULL));
}

/* source-names with their arguments up to `E`, each within the one before. */
static struct cxx_node *
parse_levels(struct cxx_parser *p, struct cxx_node *scope)
{
	while (str_is_digit(cxx_peek(p))) {
		struct cxx_node *n = parse_arguments_of(p, cxx_parse_source_name(p));

		if (n == NULL || (scope != NULL && (n = cxx_make(p, CXX_NESTED, scope, n)) == NULL))
			return NULL;
		scope = n;
	}
	return cxx_eat(p, 'E') ? scope : NULL;
}

/*
 * What a name that is not known yet is looked up in: `N` type levels `E`, or
 * levels `E`, or, in older manglings, any type. With those levels without `E`
 * are a type and a name, and the `E` behind may well be another one's: so a
 * name that cannot be read the one way is read again the other way.
 */
static struct cxx_node *
parse_unresolved_scope(struct cxx_parser *p)
{
	struct cxx_mark mark = cxx_mark(p);
	struct cxx_node *n;
	char c = cxx_peek2(p);

	if (cxx_peek(p) == 'N' && (c == 'T' || c == 'D')) {
		p->pos++;
		n = cxx_parse_type(p);
		return n == NULL ? NULL : parse_levels(p, n);
	}
	if (str_is_digit(cxx_peek(p)) && !p->again) {
		p->two_ways = true;
		n = parse_levels(p, NULL);
		if (n != NULL)
			return n;
		cxx_return(p, mark);
	}
	return cxx_parse_type(p);
}

/* Behind `sr` */
struct cxx_node *
cxx_parse_unresolved(struct cxx_parser *p)
{
	struct cxx_node *scope = parse_unresolved_scope(p), *name;

	if (scope == NULL || (name = cxx_parse_base_name(p)) == NULL)
		return NULL;
	if (name->kind != CXX_TEMPLATE)
		return cxx_make(p, CXX_NESTED, scope, name);
	name->a = cxx_make(p, CXX_NESTED, scope, name->a);
	return name->a == NULL ? NULL : name;
}
