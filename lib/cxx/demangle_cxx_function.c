/*
 * demangle_cxx_function.c - types of functions in C++ manglings, and their qualifiers.
 *
 *   FviE       void (int)
 *   KFvvE      void () const
 *   DoFivOE    int () && noexcept
 */
#include "demangle_cxx.h"

uint8_t
cxx_parse_cv(struct cxx_parser *p)
{
	unsigned flags = 0;

	for (;; p->pos++)
		switch (cxx_peek(p)) {
		case 'r':
			flags |= CXX_RESTRICT;
			break;
		case 'V':
			flags |= CXX_VOLATILE;
			break;
		case 'K':
			flags |= CXX_CONST;
			break;
		default:
			return (uint8_t)flags;
		}
}

uint8_t
cxx_parse_qualifiers(struct cxx_parser *p)
{
	unsigned flags = cxx_parse_cv(p);

	if (cxx_eat(p, 'R'))
		flags |= CXX_REF;
	else if (cxx_eat(p, 'O'))
		flags |= CXX_REF_REF;
	return (uint8_t)flags;
}

static bool
at_end_of_parameters(const struct cxx_parser *p)
{
	char c = cxx_peek(p), d = cxx_peek2(p);

	return c == '\0' || c == 'E' || c == '.' || c == '@' || c == 'Q' ||
	       ((c == 'R' || c == 'O') && d == 'E');
}

bool
cxx_parse_parameters(struct cxx_parser *p, struct cxx_node **list)
{
	struct cxx_node **tail = list, *type;

	*list = NULL;
	if (at_end_of_parameters(p))
		return false;
	do {
		type = cxx_parse_type(p);
		if (type == NULL || (*tail = cxx_make(p, CXX_LIST, type, NULL)) == NULL)
			return false;
		tail = &(*tail)->b;
	} while (!at_end_of_parameters(p));
	if ((*list)->b == NULL && (*list)->a->kind == CXX_BUILTIN && (*list)->a->num == 'v')
		*list = NULL;
	return true;
}

/* What a function may throw, if it is told: `Do`, `DO` expression `E`, `Dw` types `E`, `Dx`. */
static bool
parse_exceptions(struct cxx_parser *p, struct cxx_node **exceptions)
{
	struct cxx_node *n = NULL;

	if (cxx_eat2(p, 'D', 'o')) {
		n = cxx_make_text(p, CXX_NOEXCEPT, STR(" noexcept"), NULL);
	} else if (cxx_eat2(p, 'D', 'x')) {
		n = cxx_make_text(p, CXX_NOEXCEPT, STR(" transaction_safe"), NULL);
	} else if (cxx_eat2(p, 'D', 'O')) {
		n = cxx_parse_expression(p);
		if (n == NULL || !cxx_eat(p, 'E'))
			return false;
		n = cxx_make_text(p, CXX_NOEXCEPT, STR(" noexcept"), n);
	} else if (cxx_eat2(p, 'D', 'w')) {
		n = cxx_new(p, CXX_THROW);
		if (n == NULL || !cxx_parse_list(p, cxx_parse_type, 'E', &n->a))
			return false;
	} else {
		return true;
	}
	*exceptions = n;
	return n != NULL;
}

bool
cxx_at_function(const struct cxx_parser *p)
{
	char c = cxx_peek(p), d = cxx_peek2(p);

	return c == 'F' || (c == 'D' && (d == 'o' || d == 'O' || d == 'w' || d == 'x'));
}

/* [exceptions] `F` [`Y`] result parameters [`R` or `O`] `E` */
struct cxx_node *
cxx_parse_function(struct cxx_parser *p, unsigned flags)
{
	struct cxx_node *n = cxx_new(p, CXX_FUNCTION);

	if (n == NULL || !parse_exceptions(p, &n->c) || !cxx_eat(p, 'F'))
		return NULL;
	cxx_eat(p, 'Y'); /* extern "C" */
	if ((n->a = cxx_parse_type(p)) == NULL || !cxx_parse_parameters(p, &n->b))
		return NULL;
	if (cxx_eat(p, 'R'))
		flags |= CXX_REF;
	else if (cxx_eat(p, 'O'))
		flags |= CXX_REF_REF;
	n->flags = (uint8_t)flags;
	return cxx_eat(p, 'E') ? n : NULL;
}
