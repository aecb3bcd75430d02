/*
 * demangle_cxx_encoding.c - encodings in C++ manglings: a name, and for a function its
 * type; and special names (`T…`, `G…`).
 *
 *   3maxIiET_S0_S0_     int max<int>(int, int)
 *   TV3Foo              vtable for Foo
 *   GVZ1fvE1x           guard variable for f()::x
 */
#include "demangle_cxx.h"

/* A name that ends in template arguments belongs to a template: its result is mangled too. */
static bool
has_result(const struct cxx_node *name)
{
	while (name->kind == CXX_LOCAL)
		name = name->b;
	return name->kind == CXX_TEMPLATE && !cxx_is_special_member(name->a);
}

/* Attributes that make a function another one: `Ua9enable_ifI` conditions `E`. */
static bool
parse_enable_if(struct cxx_parser *p, struct cxx_node **condition)
{
	struct cxx_node *list;

	if (!str_starts(str_skip(p->in, p->pos), STR("Ua9enable_ifI")))
		return true;
	p->pos += STR("Ua9enable_ifI").len;
	if (!cxx_parse_list(p, cxx_parse_template_arg, 'E', &list))
		return false;
	*condition = cxx_make(p, CXX_ENABLE_IF, list, NULL);
	return *condition != NULL;
}

/* [`Ua9enable_ifI` arguments `E`] [`J`] types [`Q` constraint] */
static struct cxx_node *
parse_function(struct cxx_parser *p, struct cxx_node *name, uint8_t flags, bool local)
{
	struct cxx_node *f = cxx_new(p, CXX_FUNCTION), *encoding, *condition = NULL;

	if (f == NULL || !parse_enable_if(p, &condition))
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
	if (cxx_eat(p, 'Q') && (condition = cxx_parse_expression(p)) == NULL)
		return NULL;
	if (encoding != NULL && !local)
		encoding->c = condition;
	return encoding;
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
