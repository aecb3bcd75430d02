/*
 * demangle_cxx_expr.c - expressions in C++ manglings, as they stand in template
 * arguments, array bounds and decltype.
 *
 *   Li5E, Lb1E, L_Z3fooiE        5, true, foo(int)
 *   plT_Li1E                     (int)+(1)
 *   clfp_fp0_E                   {parm#1}({parm#2})
 *   sr3FooIT_EE5value            Foo<int>::value
 *   szT_, sZT_, cvT_Li0E         sizeof (int), a pack's length, (int)(0)
 */
#include "demangle_cxx.h"

/* Words of the language that take something in parentheses. */
static const struct {
	char code[3];
	bool type; /* or an expression */
	const char *text;
} keywords[] = {
    {"at", true, "alignof"},
    {"nx", false, "noexcept"},
    {"st", true, "sizeof"},
    {"te", false, "typeid"},
    {"ti", true, "typeid"},
};

/* Casts by name: type, expression. */
static const struct {
	char code[3];
	const char *text;
} casts[] = {
    {"cc", "const_cast"},
    {"dc", "dynamic_cast"},
    {"rc", "reinterpret_cast"},
    {"sc", "static_cast"},
};

/* Behind `f`, `l`, `r`, `L` or `R` and an operator: (… + pack) */
static struct cxx_node *
parse_fold(struct cxx_parser *p)
{
	struct cxx_node *n = cxx_new(p, CXX_FOLD);
	const struct cxx_operator *op;

	if (n == NULL)
		return NULL;
	n->num = (unsigned char)cxx_peek(p);
	p->pos++;
	op = cxx_find_operator(cxx_peek(p), cxx_peek2(p));
	if (op == NULL || op->operands != '2')
		return NULL;
	p->pos += 2;
	n->text = str_from(op->text);
	if ((n->a = cxx_parse_expression(p)) == NULL)
		return NULL;
	if ((n->num == 'L' || n->num == 'R') && (n->b = cxx_parse_expression(p)) == NULL)
		return NULL;
	return n;
}

/* Behind `cl` or `cp`: function arguments `E` */
static struct cxx_node *
parse_call(struct cxx_parser *p)
{
	struct cxx_node *n = cxx_new(p, CXX_CALL);

	if (n == NULL || (n->a = cxx_parse_expression(p)) == NULL ||
	    !cxx_parse_list(p, cxx_parse_expression, 'E', &n->b))
		return NULL;
	return n;
}

/* Behind `cv`: type expression, or type `_` expressions `E` */
static struct cxx_node *
parse_cast(struct cxx_parser *p)
{
	struct cxx_node *n = cxx_new(p, CXX_CAST);

	if (n == NULL || (n->a = cxx_parse_type(p)) == NULL)
		return NULL;
	if (!cxx_eat(p, '_'))
		return (n->b = cxx_parse_expression(p)) == NULL ? NULL : n;
	n->flags = 1;
	return cxx_parse_list(p, cxx_parse_expression, 'E', &n->b) ? n : NULL;
}

/* Behind `il` or `tl` and its type: expressions `E` */
static struct cxx_node *
parse_braced(struct cxx_parser *p, struct cxx_node *type)
{
	struct cxx_node *n = cxx_make(p, CXX_BRACED, type, NULL);

	return n != NULL && cxx_parse_list(p, cxx_parse_expression, 'E', &n->b) ? n : NULL;
}

/* Behind `nw` or `na`: places `_` type, then `E`, `pi` expressions `E` or `il` … `E` */
static struct cxx_node *
parse_new(struct cxx_parser *p, struct str text)
{
	struct cxx_node *n = cxx_make_text(p, CXX_NEW, text, NULL);

	if (n == NULL || !cxx_parse_list(p, cxx_parse_expression, '_', &n->a) ||
	    (n->b = cxx_parse_type(p)) == NULL)
		return NULL;
	if (cxx_eat(p, 'E'))
		return n;
	if (cxx_eat2(p, 'i', 'l')) {
		n->c = parse_braced(p, NULL);
	} else if (cxx_eat2(p, 'p', 'i')) {
		if ((n->c = cxx_new(p, CXX_CALL)) == NULL ||
		    !cxx_parse_list(p, cxx_parse_expression, 'E', &n->c->b))
			return NULL;
	}
	return n->c == NULL ? NULL : n;
}

/* Behind `d`: `i` name, `x` index, `X` two indexes; and the value */
static struct cxx_node *
parse_designated(struct cxx_parser *p)
{
	struct cxx_node *n = cxx_new(p, CXX_DESIGNATED);

	if (n == NULL)
		return NULL;
	n->num = (unsigned char)cxx_peek(p);
	p->pos++;
	n->a = n->num == 'i' ? cxx_parse_source_name(p) : cxx_parse_expression(p);
	if (n->a == NULL || (n->num == 'X' && (n->c = cxx_parse_expression(p)) == NULL) ||
	    (n->b = cxx_parse_expression(p)) == NULL)
		return NULL;
	return n;
}

/* One requirement: `X` expression [`N`] [`R` concept], `T` type, `Q` constraint */
static struct cxx_node *
parse_requirement(struct cxx_parser *p)
{
	struct cxx_node *n, *constraint;
	uint8_t flags = 0;

	if (cxx_eat(p, 'T')) {
		n = cxx_parse_type(p);
		return n == NULL ? NULL : cxx_make_text(p, CXX_PREFIXED, STR("typename "), n);
	}
	if (cxx_eat(p, 'Q')) {
		n = cxx_parse_expression(p);
		return n == NULL ? NULL : cxx_make_text(p, CXX_PREFIXED, STR("requires "), n);
	}
	if (!cxx_eat(p, 'X') || (n = cxx_parse_expression(p)) == NULL)
		return NULL;
	if (cxx_eat(p, 'N'))
		n = cxx_make_text(p, CXX_SUFFIXED, STR(" noexcept"), n);
	if (n == NULL || !cxx_eat(p, 'R'))
		return n;
	constraint = cxx_parse_name(p, &flags);
	n = constraint == NULL ? NULL : cxx_make_text(p, CXX_BINARY, STR(" -> "), n);
	if (n != NULL)
		n->b = constraint;
	return n;
}

/* Behind `rq`, or `rQ` parameters `_`: requirements `E` */
static struct cxx_node *
parse_requires(struct cxx_parser *p, bool parameters)
{
	struct cxx_node *n = cxx_new(p, CXX_REQUIRES);

	if (n == NULL || (parameters && !cxx_parse_list(p, cxx_parse_type, '_', &n->b)) ||
	    !cxx_parse_list(p, parse_requirement, 'E', &n->a))
		return NULL;
	return n;
}

/* Behind `so`: type expression [offset] {`_` [number]} [`p`] `E`; shown as the expression */
static struct cxx_node *
parse_subobject(struct cxx_parser *p)
{
	struct cxx_node *type = cxx_parse_type(p), *n;
	uint32_t number;

	if (type == NULL || (n = cxx_parse_expression(p)) == NULL)
		return NULL;
	cxx_eat(p, 'n');
	if (str_is_digit(cxx_peek(p)) && !cxx_parse_number(p, &number))
		return NULL;
	while (cxx_eat(p, '_'))
		if (str_is_digit(cxx_peek(p)) && !cxx_parse_number(p, &number))
			return NULL;
	cxx_eat(p, 'p');
	return cxx_eat(p, 'E') ? n : NULL;
}

static struct cxx_node *
parse_unary(struct cxx_parser *p, enum cxx_kind kind, const char *text)
{
	struct cxx_node *n = cxx_parse_expression(p);

	return n == NULL ? NULL : cxx_make_text(p, kind, str_from(text), n);
}

static struct cxx_node *
parse_binary(struct cxx_parser *p, enum cxx_kind kind, const char *text)
{
	struct cxx_node *a = cxx_parse_expression(p), *n;

	n = a == NULL ? NULL : cxx_make_text(p, kind, str_from(text), a);
	return n == NULL || (n->b = cxx_parse_expression(p)) == NULL ? NULL : n;
}

static struct cxx_node *
parse_operation(struct cxx_parser *p, const struct cxx_operator *op)
{
	char c = op->code[0], d = op->code[1];
	struct cxx_node *n;

	p->pos += 2;
	switch (op->operands) {
	case '1':
		if ((c == 'p' && d == 'p') || (c == 'm' && d == 'm'))
			return parse_unary(p, cxx_eat(p, '_') ? CXX_UNARY : CXX_POSTFIX, op->text);
		return parse_unary(p, CXX_UNARY, op->text);
	case '2':
		return parse_binary(p, CXX_BINARY, op->text);
	case '3':
		n = parse_binary(p, CXX_TERNARY, op->text);
		return n == NULL || (n->c = cxx_parse_expression(p)) == NULL ? NULL : n;
	default:
		if (c == 'c')
			return parse_call(p);
		if (c == 'i')
			return parse_binary(p, CXX_SUBSCRIPT, op->text);
		return parse_new(p, str_from(op->text));
	}
}

/* What `s` and another letter begin, but for the operators. */
static struct cxx_node *
parse_s(struct cxx_parser *p)
{
	struct cxx_node *n;

	if (cxx_eat2(p, 's', 'r'))
		return cxx_parse_unresolved(p);
	if (cxx_eat2(p, 's', 'p')) {
		n = cxx_parse_expression(p);
		return n == NULL ? NULL : cxx_make(p, CXX_EXPANSION, n, NULL);
	}
	if (cxx_eat2(p, 's', 'o'))
		return parse_subobject(p);
	if (cxx_eat2(p, 's', 'Z')) {
		n = cxx_peek(p) == 'T' ? cxx_parse_template_param(p) : cxx_parse_expression(p);
		return n == NULL ? NULL : cxx_make(p, CXX_PACK_LENGTH, n, NULL);
	}
	if (cxx_eat2(p, 's', 'P')) {
		n = cxx_new(p, CXX_PACK);
		if (n == NULL || !cxx_parse_list(p, cxx_parse_template_arg, 'E', &n->a))
			return NULL;
		return cxx_make(p, CXX_PACK_LENGTH, n, NULL);
	}
	return NULL;
}

/* Words with parentheses, and casts by name. *n is the node when it is one of them. */
static bool
parse_word(struct cxx_parser *p, struct cxx_node **n)
{
	char c = cxx_peek(p), d = cxx_peek2(p);
	struct cxx_node *a;

	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
		if (keywords[i].code[0] == c && keywords[i].code[1] == d) {
			p->pos += 2;
			a = keywords[i].type ? cxx_parse_type(p) : cxx_parse_expression(p);
			*n = a == NULL
				 ? NULL
				 : cxx_make_text(p, CXX_KEYWORD, str_from(keywords[i].text), a);
			return true;
		}
	for (size_t i = 0; i < sizeof(casts) / sizeof(*casts); i++)
		if (casts[i].code[0] == c && casts[i].code[1] == d) {
			p->pos += 2;
			a = cxx_parse_type(p);
			*n = a == NULL
				 ? NULL
				 : cxx_make_text(p, CXX_NAMED_CAST, str_from(casts[i].text), a);
			if (*n != NULL && ((*n)->b = cxx_parse_expression(p)) == NULL)
				*n = NULL;
			return true;
		}
	return false;
}

/* Braced lists, with their type or without. */
static struct cxx_node *
parse_list_expression(struct cxx_parser *p)
{
	struct cxx_node *type;

	if (cxx_eat2(p, 'i', 'l'))
		return parse_braced(p, NULL);
	if (!cxx_eat2(p, 't', 'l') || (type = cxx_parse_type(p)) == NULL)
		return NULL;
	return parse_braced(p, type);
}

/* `f`: a parameter of the function, or a fold. */
static struct cxx_node *
parse_f(struct cxx_parser *p)
{
	char d = cxx_peek2(p);
	bool level = d == 'L' && p->in.len - p->pos > 2 && str_is_digit(p->in.ptr[p->pos + 2]);

	p->pos++;
	if (d == 'p' || level)
		return cxx_parse_function_param(p);
	return d == 'l' || d == 'r' || d == 'L' || d == 'R' ? parse_fold(p) : NULL;
}

/* `u` source-name {template argument} `E` */
static struct cxx_node *
parse_vendor(struct cxx_parser *p)
{
	struct cxx_node *name = cxx_parse_source_name(p), *n;

	n = name == NULL ? NULL : cxx_make(p, CXX_CALL, name, NULL);
	return n != NULL && cxx_parse_list(p, cxx_parse_template_arg, 'E', &n->b) ? n : NULL;
}

static struct cxx_node *
parse_letters(struct cxx_parser *p)
{
	const struct cxx_operator *op;
	struct cxx_node *n;

	if (parse_word(p, &n))
		return n;
	if ((op = cxx_find_operator(cxx_peek(p), cxx_peek2(p))) != NULL)
		return parse_operation(p, op);
	if (cxx_eat2(p, 'c', 'v'))
		return parse_cast(p);
	if (cxx_eat2(p, 'c', 'p'))
		return parse_call(p);
	if (cxx_eat2(p, 's', 'z'))
		return parse_unary(p, CXX_UNARY, "sizeof");
	if (cxx_eat2(p, 'a', 'z'))
		return parse_unary(p, CXX_UNARY, "alignof");
	if (cxx_eat2(p, 't', 'w'))
		return parse_unary(p, CXX_UNARY, "throw");
	if (cxx_eat2(p, 't', 'r'))
		return cxx_make_text(p, CXX_NAME, STR("throw"), NULL);
	if (cxx_eat2(p, 'g', 's'))
		return parse_unary(p, CXX_UNARY, "::");
	if (cxx_eat2(p, 'r', 'q'))
		return parse_requires(p, false);
	if (cxx_eat2(p, 'r', 'Q'))
		return parse_requires(p, true);
	switch (cxx_peek(p)) {
	case 's':
		return parse_s(p);
	case 'i':
	case 't':
		return parse_list_expression(p);
	case 'd':
		if (strchr("ixX", cxx_peek2(p)) == NULL || cxx_peek2(p) == '\0')
			return cxx_parse_base_name(p);
		p->pos++;
		return parse_designated(p);
	case 'o':
		return cxx_parse_base_name(p);
	case 'u':
		p->pos++;
		return parse_vendor(p);
	default:
		return NULL;
	}
}

static struct cxx_node *
parse_expression(struct cxx_parser *p)
{
	char c = cxx_peek(p);

	if (c == 'L')
		return cxx_parse_literal(p);
	if (c == 'T')
		return cxx_parse_template_param(p);
	if (c == 'f')
		return parse_f(p);
	if (str_is_digit(c))
		return cxx_parse_base_name(p);
	if (c == 'J') {
		struct cxx_node *list;

		p->pos++;
		return cxx_parse_list(p, cxx_parse_template_arg, 'E', &list)
			   ? cxx_make(p, CXX_PACK, list, NULL)
			   : NULL;
	}
	return parse_letters(p);
}

struct cxx_node *
cxx_parse_expression(struct cxx_parser *p)
{
	bool expression = p->expression;
	struct cxx_node *n;

	p->expression = true;
	n = cxx_enter(p) ? cxx_leave(p, parse_expression(p)) : NULL;
	p->expression = expression;
	return n;
}
