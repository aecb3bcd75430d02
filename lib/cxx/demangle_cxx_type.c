/*
 * demangle_cxx_type.c - types in C++ manglings.
 *
 *   i, PKc, RA3_i          int, char const*, int (&) [3]
 *   PFviE, M3FooKFvvE      void (*)(int), void (Foo::*)() const: demangle_cxx_function.c
 *   T_, DpT0_              template parameters, a pack's expansion
 *   DTplT_T_E, Dv4_f       decltype (…), float __vector(4)
 *   N3foo3BarIiEE, S1_     a class by its name, a type seen before
 *
 * Every type but the builtin ones, with its qualifiers and without, is what a
 * later `S0_` may stand for.
 */
#include "demangle_cxx.h"

/* The types of one letter. num is how a literal of it is written: see CXX_LITERAL. */
static const struct {
	const char *name;
	char literal;
} builtins['z' - 'a' + 1] = {
    {"signed char", 0},
    {"bool", 'b'},
    {"char", 0},
    {"double", 'f'},
    {"long double", 'f'},
    {"float", 'f'},
    {"__float128", 'f'},
    {"unsigned char", 0},
    {"int", 'i'},
    {"unsigned int", 'j'},
    {NULL, 0},
    {"long", 'l'},
    {"unsigned long", 'm'},
    {"__int128", 0},
    {"unsigned __int128", 0},
    {NULL, 0},
    {NULL, 0},
    {NULL, 0},
    {"short", 0},
    {"unsigned short", 0},
    {NULL, 0},
    {"void", 'v'},
    {"wchar_t", 0},
    {"long long", 'x'},
    {"unsigned long long", 'y'},
    {"...", 0},
};

/* The types of `D` and a letter that need no more. */
static const struct {
	char code;
	struct str name;
} d_builtins[] = {
    {'a', {"auto", 4}},
    {'c', {"decltype(auto)", 14}},
    {'d', {"decimal64", 9}},
    {'e', {"decimal128", 10}},
    {'f', {"decimal32", 9}},
    {'h', {"half", 4}},
    {'i', {"char32_t", 8}},
    {'n', {"decltype(nullptr)", 17}},
    {'s', {"char16_t", 8}},
    {'u', {"char8_t", 7}},
};

static struct cxx_node *
make_builtin(struct cxx_parser *p, struct str name, char literal)
{
	struct cxx_node *n = cxx_make_text(p, CXX_BUILTIN, name, NULL);

	if (n != NULL)
		n->num = (unsigned char)literal;
	return n;
}

/* Qualifiers, and a type; those of a function are its own, not its type's. */
static struct cxx_node *
parse_qualified(struct cxx_parser *p)
{
	uint8_t flags = cxx_parse_cv(p);
	struct cxx_node *n;

	if (cxx_at_function(p))
		return cxx_parse_function(p, flags);
	n = cxx_parse_type(p);
	if (n == NULL || (n = cxx_make(p, CXX_QUALIFIED, n, NULL)) == NULL)
		return NULL;
	n->flags = flags;
	return n;
}

static struct cxx_node *
parse_around(struct cxx_parser *p, enum cxx_kind kind)
{
	struct cxx_node *n = cxx_parse_type(p);

	return n == NULL ? NULL : cxx_make(p, kind, n, NULL);
}

static struct cxx_node *
parse_suffixed(struct cxx_parser *p, struct str text)
{
	struct cxx_node *n = cxx_parse_type(p);

	return n == NULL ? NULL : cxx_make_text(p, CXX_SUFFIXED, text, n);
}

/* A number as it is written. */
static struct cxx_node *
parse_digits(struct cxx_parser *p)
{
	size_t start = p->pos;

	while (str_is_digit(cxx_peek(p)))
		p->pos++;
	return cxx_make_text(p, CXX_NAME, str_make(p->in.ptr + start, p->pos - start), NULL);
}

/* Behind `A`: [number or expression] `_` type */
static struct cxx_node *
parse_array(struct cxx_parser *p)
{
	struct cxx_node *length = NULL, *of;

	if (str_is_digit(cxx_peek(p)))
		length = parse_digits(p);
	else if (cxx_peek(p) != '_' && (length = cxx_parse_expression(p)) == NULL)
		return NULL;
	if (!cxx_eat(p, '_') || (of = cxx_parse_type(p)) == NULL)
		return NULL;
	return cxx_make(p, CXX_ARRAY, of, length);
}

/* Behind `Dv`: number, or `_` expression, `_` type */
static struct cxx_node *
parse_vector(struct cxx_parser *p)
{
	struct cxx_node *length, *of;

	length = cxx_eat(p, '_') ? cxx_parse_expression(p) : parse_digits(p);
	if (length == NULL || !cxx_eat(p, '_') || (of = cxx_parse_type(p)) == NULL)
		return NULL;
	return cxx_make(p, CXX_VECTOR, of, length);
}

/* Behind `M`: class type */
static struct cxx_node *
parse_member_pointer(struct cxx_parser *p)
{
	struct cxx_node *class = cxx_parse_type(p), *type;

	if (class == NULL || (type = cxx_parse_type(p)) == NULL)
		return NULL;
	return cxx_make(p, CXX_MEMBER_POINTER, class, type);
}

/* Behind `U`: source-name [template arguments] type; a qualifier of the vendor's own. */
static struct cxx_node *
parse_vendor_qualified(struct cxx_parser *p)
{
	struct cxx_node *name = cxx_parse_source_name(p), *type;

	if (name != NULL && cxx_peek(p) == 'I')
		name = cxx_parse_template_args(p, name);
	if (name == NULL || (type = cxx_parse_type(p)) == NULL)
		return NULL;
	return cxx_make(p, CXX_VENDOR_QUAL, type, name);
}

/* Behind `DF`: `16_`, `32x`, `16b` … */
static struct cxx_node *
parse_float(struct cxx_parser *p)
{
	struct cxx_node *n = parse_digits(p);
	struct str digits = n == NULL ? STR("") : n->text;

	if (n == NULL || digits.len == 0)
		return NULL;
	if (cxx_eat(p, 'b') && str_eq(digits, STR("16")))
		return make_builtin(p, STR("std::bfloat16_t"), 'f');
	if (cxx_eat(p, 'x')) /* the letter is part of the name */
		n->text.len++;
	else if (!cxx_eat(p, '_'))
		return NULL;
	return cxx_make_text(p, CXX_PREFIXED, STR("_Float"), n);
}

/* Behind `DB` or `DU`: number or expression, `_` */
static struct cxx_node *
parse_bit_int(struct cxx_parser *p, struct str text)
{
	struct cxx_node *n = str_is_digit(cxx_peek(p)) ? parse_digits(p) : cxx_parse_expression(p);

	return n == NULL || !cxx_eat(p, '_') ? NULL : cxx_make_text(p, CXX_BIT_INT, text, n);
}

/* `Dt` or `DT` expression `E` */
struct cxx_node *
cxx_parse_decltype(struct cxx_parser *p)
{
	bool expression = p->expression, conversion = p->conversion;
	struct cxx_node *n;

	p->pos += 2;
	p->expression = true;
	p->conversion = false;
	n = cxx_parse_expression(p);
	p->expression = expression;
	p->conversion = conversion;
	return n == NULL || !cxx_eat(p, 'E') ? NULL : cxx_make(p, CXX_DECLTYPE, n, NULL);
}

/* `Dk` or `DK` and the name of a concept: constrained auto. */
static struct cxx_node *
parse_constrained_auto(struct cxx_parser *p, struct str text)
{
	uint8_t flags = 0;
	struct cxx_node *concept = cxx_parse_name(p, &flags);

	return concept == NULL ? NULL : cxx_make_text(p, CXX_SUFFIXED, text, concept);
}

/* Behind `D`. *known: nothing a substitution could stand for. */
static struct cxx_node *
parse_d(struct cxx_parser *p, bool *known)
{
	char c = cxx_peek2(p);

	if (c == 't' || c == 'T')
		return cxx_parse_decltype(p);
	if (cxx_at_function(p))
		return cxx_parse_function(p, 0);
	p->pos += 2;
	if (c == 'p')
		return parse_around(p, CXX_EXPANSION);
	if (c == 'v')
		return parse_vector(p);
	*known = true;
	if (c == 'F')
		return parse_float(p);
	if (c == 'B')
		return parse_bit_int(p, STR("_BitInt"));
	if (c == 'U')
		return parse_bit_int(p, STR("unsigned _BitInt"));
	if (c == 'k')
		return parse_constrained_auto(p, STR(" auto"));
	if (c == 'K')
		return parse_constrained_auto(p, STR(" decltype(auto)"));
	for (size_t i = 0; i < sizeof(d_builtins) / sizeof(*d_builtins); i++)
		if (d_builtins[i].code == c)
			return make_builtin(p, d_builtins[i].name, 0);
	return NULL;
}

/* Template arguments behind a parameter or a substitution, which then stands for a template. */
static struct cxx_node *
parse_arguments_of(struct cxx_parser *p, struct cxx_node *n)
{
	return n == NULL || cxx_peek(p) != 'I' ? n : cxx_parse_template_args(p, n);
}

/*
 * A template parameter, perhaps itself a template with arguments. In a
 * conversion operator's name arguments are the operator's: `cvT_IiE`.
 */
static struct cxx_node *
parse_param_type(struct cxx_parser *p)
{
	struct cxx_node *n = cxx_remember(p, cxx_parse_template_param(p)), *of;

	if (n == NULL || cxx_peek(p) != 'I')
		return n;
	if (p->conversion) {
		struct cxx_mark mark = cxx_mark(p);

		of = cxx_parse_template_args(p, n);
		if (of != NULL && cxx_peek(p) == 'I')
			return cxx_remember(p, of);
		cxx_return(p, mark);
		return n;
	}
	return cxx_remember(p, cxx_parse_template_args(p, n));
}

/* `S`…; *known: it was a substitution already. */
static struct cxx_node *
parse_substituted(struct cxx_parser *p, bool *known)
{
	struct cxx_node *n;
	uint8_t flags = 0;

	if (cxx_peek2(p) == 't')
		return cxx_parse_name(p, &flags);
	n = cxx_parse_substitution(p);
	if (n != NULL && n == p->variable) {
		p->two_ways = true;
		return NULL;
	}
	if (n != NULL && n->kind == CXX_MODULE) {
		n = cxx_parse_in_module(p, NULL, n);
		if (n != NULL && cxx_peek(p) == 'I' && cxx_remember(p, n) == NULL)
			return NULL;
		return parse_arguments_of(p, n);
	}
	*known = cxx_peek(p) != 'I';
	return parse_arguments_of(p, n);
}

static struct cxx_node *
parse_builtin(struct cxx_parser *p)
{
	char c = cxx_peek(p);
	const char *name = builtins[c - 'a'].name;

	if (name == NULL)
		return NULL;
	p->pos++;
	return make_builtin(p, str_from(name), builtins[c - 'a'].literal);
}

/* Types made of another one, by their letter, which is taken already. */
static struct cxx_node *
parse_compound(struct cxx_parser *p, char c)
{
	switch (c) {
	case 'A':
		return parse_array(p);
	case 'C':
		return parse_suffixed(p, STR(" _Complex"));
	case 'G':
		return parse_suffixed(p, STR(" _Imaginary"));
	case 'M':
		return parse_member_pointer(p);
	case 'O':
		return parse_around(p, CXX_RVALUE_REF);
	case 'P':
		return parse_around(p, CXX_POINTER);
	case 'R':
		return parse_around(p, CXX_LVALUE_REF);
	default:
		return parse_vendor_qualified(p);
	}
}

static struct cxx_node *
parse_class(struct cxx_parser *p)
{
	uint8_t flags = 0;

	return cxx_parse_name(p, &flags);
}

/* *known: no substitution is to be made of it. */
static struct cxx_node *
parse_type(struct cxx_parser *p, bool *known)
{
	char c = cxx_peek(p), d = cxx_peek2(p);

	if (c == 'r' || c == 'V' || c == 'K')
		return parse_qualified(p);
	if (c == 'u') {
		p->pos++;
		return parse_arguments_of(p, cxx_parse_source_name(p));
	}
	*known = (c >= 'a' && c <= 'z') || c == 'T';
	if (c >= 'a' && c <= 'z')
		return parse_builtin(p);
	if (c == 'D')
		return parse_d(p, known);
	if (c == 'F')
		return cxx_parse_function(p, 0);
	if (c == 'S')
		return parse_substituted(p, known);
	if (c == 'T' && (d == 's' || d == 'u' || d == 'e')) { /* struct, union, enum */
		*known = false;
		p->pos += 2;
		return parse_class(p);
	}
	if (c == 'T')
		return parse_param_type(p);
	if (c == '\0' || strchr("ACGMOPRU", c) == NULL || (c == 'U' && (d == 'l' || d == 't')))
		return parse_class(p);
	p->pos++;
	return parse_compound(p, c);
}

struct cxx_node *
cxx_parse_type(struct cxx_parser *p)
{
	bool known = false;
	struct cxx_node *n = cxx_enter(p) ? cxx_leave(p, parse_type(p, &known)) : NULL;

	return known ? n : cxx_remember(p, n);
}
