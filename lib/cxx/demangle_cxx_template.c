/*
 * demangle_cxx_template.c - template arguments and parameters in C++ manglings.
 *
 *   IiLi5EXsr3FooE5valueEJcdEE   <int, 5, Foo::value, char, double>
 *   T_, T0_, TL0__               the first argument, the second, by depth
 *   Ty, Tni, TtTyE, Tpy          how a lambda's own parameters are declared
 */
#include "demangle_cxx.h"

static struct cxx_node *
parse_pack(struct cxx_parser *p)
{
	struct cxx_node *list;

	return cxx_parse_list(p, cxx_parse_template_arg, 'E', &list)
		   ? cxx_make(p, CXX_PACK, list, NULL)
		   : NULL;
}

bool
cxx_at_template_decl(const struct cxx_parser *p)
{
	return cxx_peek(p) == 'T' && cxx_peek2(p) != '\0' && strchr("yntpk", cxx_peek2(p)) != NULL;
}

struct cxx_node *
cxx_parse_template_arg(struct cxx_parser *p)
{
	bool expression = p->expression, conversion = p->conversion;
	struct cxx_node *n;

	if (!cxx_enter(p))
		return NULL;
	p->conversion = false;
	/* Where deduction alone would not tell the parameter's sort, it is written too. */
	if (cxx_at_template_decl(p) && cxx_parse_template_param(p) == NULL)
		return NULL;
	if (cxx_eat(p, 'X')) {
		p->expression = true;
		n = cxx_parse_expression(p);
		if (!cxx_eat(p, 'E'))
			return NULL;
	} else if (cxx_peek(p) == 'L') {
		n = cxx_parse_literal(p);
	} else if (cxx_eat(p, 'J') || cxx_eat(p, 'I')) {
		n = parse_pack(p);
	} else {
		p->expression = false;
		n = cxx_parse_type(p);
	}
	p->expression = expression;
	p->conversion = conversion;
	return cxx_leave(p, n);
}

/* Behind `I`: arguments [`Q` constraint] `E` */
struct cxx_node *
cxx_parse_template_args(struct cxx_parser *p, struct cxx_node *of)
{
	struct cxx_node *n = cxx_make(p, CXX_TEMPLATE, of, NULL), **tail, *arg;

	if (n == NULL || of == NULL || !cxx_eat(p, 'I'))
		return NULL;
	for (tail = &n->b; !cxx_eat(p, 'E'); tail = &(*tail)->b) {
		if (cxx_eat(p, 'Q')) {
			if (cxx_parse_expression(p) == NULL || !cxx_eat(p, 'E'))
				return NULL;
			break;
		}
		arg = cxx_parse_template_arg(p);
		if (arg == NULL || (*tail = cxx_make(p, CXX_LIST, arg, NULL)) == NULL)
			return NULL;
	}
	return n;
}

/* Behind `T`: `y`, `n` type, `t` declarations `E`, `p` declaration, `k` concept */
static struct cxx_node *
parse_declaration(struct cxx_parser *p)
{
	struct cxx_node *n = cxx_new(p, CXX_TEMPLATE_DECL);
	uint8_t flags = 0;

	if (n == NULL)
		return NULL;
	n->num = (unsigned char)cxx_peek(p);
	p->pos++;
	switch (n->num) {
	case 'y':
		return n;
	case 'n':
		n->a = cxx_parse_type(p);
		break;
	case 't':
		return cxx_parse_list(p, cxx_parse_template_param, 'E', &n->a) ? n : NULL;
	case 'p':
		n->a = cxx_at_template_decl(p) ? cxx_parse_template_param(p) : NULL;
		break;
	case 'k':
		n->a = cxx_parse_name(p, &flags);
		break;
	default:
		return NULL;
	}
	return n->a == NULL ? NULL : n;
}

/* `T` [`L` level `_`] [number] `_`, or a declaration */
struct cxx_node *
cxx_parse_template_param(struct cxx_parser *p)
{
	struct cxx_node *n;
	uint32_t level;

	if (cxx_at_template_decl(p)) {
		p->pos++;
		return cxx_enter(p) ? cxx_leave(p, parse_declaration(p)) : NULL;
	}
	n = cxx_new(p, CXX_TEMPLATE_PARAM);
	if (n == NULL || !cxx_eat(p, 'T') || (cxx_eat(p, 'L') && !cxx_parse_compact(p, &level)) ||
	    !cxx_parse_compact(p, &n->num))
		return NULL;
	return n;
}
