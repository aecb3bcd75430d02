/*
 * demangle_cxx_print.c - C++ types from the tree of a mangled name.
 *
 *   pointer to array of 3 of int      int (*) [3]
 *   function(char) to such a pointer  int (*(char)) [3]
 *
 * A type is written around what it belongs to, so it has a left and a right
 * part.
 */
#include "demangle_cxx.h"

bool
cxx_print_enter(struct cxx_printer *p)
{
	if (++p->depth > CXX_MAX_DEPTH || ++p->steps > CXX_MAX_STEPS ||
	    p->out->len - p->start > DEMANGLE_MAX_OUTPUT)
		p->failed = true;
	return !p->failed;
}

void
cxx_print(struct cxx_printer *p, struct cxx_node *n)
{
	cxx_print_left(p, n);
	cxx_print_right(p, n);
}

void
cxx_print_list(struct cxx_printer *p, const struct cxx_node *list)
{
	size_t end = p->out->len; /* of the last item that was not empty */

	for (const struct cxx_node *l = list; l != NULL && !p->failed; l = l->b) {
		size_t start;

		if (l != list)
			CXX_PUT(p, ", ");
		start = p->out->len;
		cxx_print(p, l->a);
		if (p->out->len > start)
			end = p->out->len;
	}
	if (p->out->len > end) {
		p->out->len = end;
		p->taken_back = end;
	}
}

/* A reference to a reference is one reference: `&` unless both are `&&`. */
struct reference {
	struct cxx_node *to;
	bool lvalue;
	struct cxx_resolved saved;
};

static struct reference
see_reference(struct cxx_printer *p, struct cxx_node *n)
{
	struct reference r = {n, false, {p->index, p->scope}};
	struct cxx_resolved inner;

	while (r.to->kind == CXX_LVALUE_REF || r.to->kind == CXX_RVALUE_REF) {
		r.lvalue |= r.to->kind == CXX_LVALUE_REF;
		r.to = cxx_resolve(p, r.to->a, &inner);
		p->steps++;
	}
	return r;
}

/* Does what is declared stand in the middle of the type n? */
static bool
has_right(struct cxx_printer *p, struct cxx_node *n)
{
	struct cxx_resolved first = {p->index, p->scope}, saved;

	for (;;) {
		n = cxx_resolve(p, n, &saved);
		if (n->kind == CXX_MEMBER_POINTER)
			n = n->b;
		else if (n->kind == CXX_POINTER || n->kind == CXX_LVALUE_REF ||
			 n->kind == CXX_RVALUE_REF || n->kind == CXX_QUALIFIED ||
			 n->kind == CXX_VENDOR_QUAL || n->kind == CXX_SUFFIXED)
			n = n->a;
		else
			break;
		p->steps++;
	}
	cxx_restore(p, first);
	return n->kind == CXX_FUNCTION || n->kind == CXX_ARRAY;
}

/* The function or array that a pointer to n needs parentheses for, or another kind. */
static enum cxx_kind
declarator_kind(struct cxx_printer *p, struct cxx_node *n)
{
	struct cxx_resolved first = {p->index, p->scope}, saved;
	enum cxx_kind kind;

	while ((n = cxx_resolve(p, n, &saved))->kind == CXX_QUALIFIED) {
		n = n->a;
		p->steps++;
	}
	kind = (enum cxx_kind)n->kind;
	cxx_restore(p, first);
	return kind;
}

/* What a pointer to n begins with, behind the left part of n. */
static void
open_declarator(struct cxx_printer *p, struct cxx_node *n, bool member)
{
	enum cxx_kind kind = declarator_kind(p, n);
	char last = cxx_last(p);

	if (kind == CXX_ARRAY || (kind == CXX_FUNCTION && member)) {
		if (last != ' ')
			CXX_PUT(p, " ");
		CXX_PUT(p, "(");
	} else if (kind == CXX_FUNCTION) {
		if (last != '(' && last != '*' && last != ' ')
			CXX_PUT(p, " ");
		CXX_PUT(p, "(");
	} else if (member) {
		CXX_PUT(p, " ");
	}
}

static void
close_declarator(struct cxx_printer *p, struct cxx_node *n)
{
	enum cxx_kind kind = declarator_kind(p, n);

	if (kind == CXX_ARRAY || kind == CXX_FUNCTION)
		CXX_PUT(p, ")");
	cxx_print_right(p, n);
}

static void
print_reference_left(struct cxx_printer *p, struct cxx_node *n)
{
	struct reference r = see_reference(p, n);

	cxx_print_left(p, r.to);
	open_declarator(p, r.to, false);
	cxx_restore(p, r.saved);
	cxx_put(p, r.lvalue ? STR("&") : STR("&&"));
}

static void
print_flags(struct cxx_printer *p, unsigned flags)
{
	static const struct str words[] = {
	    {" const", 6}, {" volatile", 9}, {" restrict", 9}, {" &", 2}, {" &&", 3}};

	for (unsigned i = 0; i < 5; i++)
		if (flags & 1U << i)
			cxx_put(p, words[i]);
}

/* A qualifier that the type has already, as a template's argument, is not said twice. */
static void
print_qualified_left(struct cxx_printer *p, struct cxx_node *n)
{
	struct cxx_resolved first = {p->index, p->scope}, saved;
	struct cxx_node *inner = cxx_resolve(p, n->a, &saved);
	unsigned flags = n->flags;

	for (; inner->kind == CXX_QUALIFIED; inner = cxx_resolve(p, inner->a, &saved)) {
		flags &= ~(unsigned)inner->flags;
		p->steps++;
	}
	cxx_restore(p, first);
	cxx_print_left(p, n->a);
	print_flags(p, flags);
}

static void
print_function_left(struct cxx_printer *p, struct cxx_node *n)
{
	if (n->a == NULL)
		return;
	cxx_print_left(p, n->a);
	if (!has_right(p, n->a))
		CXX_PUT(p, " ");
}

static void
print_function_right(struct cxx_printer *p, struct cxx_node *n)
{
	CXX_PUT(p, "(");
	cxx_print_list(p, n->b);
	CXX_PUT(p, ")");
	if (n->c != NULL)
		cxx_print(p, n->c);
	print_flags(p, n->flags);
	if (n->a != NULL)
		cxx_print_right(p, n->a);
}

static void
print_array_right(struct cxx_printer *p, struct cxx_node *n)
{
	if (cxx_last(p) != ']')
		CXX_PUT(p, " ");
	CXX_PUT(p, "[");
	if (n->b != NULL)
		cxx_print(p, n->b);
	CXX_PUT(p, "]");
	cxx_print_right(p, n->a);
}

/* A type that stands for itself alone, in a word with something around. */
static void
print_simple(struct cxx_printer *p, struct cxx_node *n)
{
	switch (n->kind) {
	case CXX_VECTOR:
		cxx_print(p, n->a);
		CXX_PUT(p, " __vector(");
		cxx_print(p, n->b);
		CXX_PUT(p, ")");
		return;
	case CXX_NOEXCEPT:
		cxx_put(p, n->text);
		if (n->a != NULL) {
			CXX_PUT(p, "(");
			cxx_print(p, n->a);
			CXX_PUT(p, ")");
		}
		return;
	case CXX_THROW:
		CXX_PUT(p, " throw(");
		cxx_print_list(p, n->a);
		CXX_PUT(p, ")");
		return;
	case CXX_DECLTYPE:
		CXX_PUT(p, "decltype (");
		cxx_print(p, n->a);
		CXX_PUT(p, ")");
		return;
	case CXX_BIT_INT:
		cxx_put(p, n->text);
		CXX_PUT(p, "(");
		cxx_print(p, n->a);
		CXX_PUT(p, ")");
		return;
	case CXX_EXPANSION:
		cxx_print_expansion(p, n);
		return;
	case CXX_LIST:
		cxx_print_list(p, n);
		return;
	case CXX_PACK:
		cxx_print_list(p, n->a);
		return;
	default:
		if (n->kind > CXX_PACK)
			cxx_print_expression(p, n);
		else
			cxx_print_name(p, n);
		return;
	}
}

static void
print_param(struct cxx_printer *p, struct cxx_node *n,
    void (*part)(struct cxx_printer *p, struct cxx_node *n))
{
	struct cxx_resolved saved;
	struct cxx_node *arg = cxx_resolve(p, n, &saved);

	if (arg->kind != CXX_TEMPLATE_PARAM)
		part(p, arg);
	else if (part == cxx_print_left)
		cxx_print_template_param(p, n);
	cxx_restore(p, saved);
}

static void
print_left(struct cxx_printer *p, struct cxx_node *n)
{
	switch (n->kind) {
	case CXX_BUILTIN:
		cxx_put(p, n->text);
		return;
	case CXX_QUALIFIED:
		print_qualified_left(p, n);
		return;
	case CXX_VENDOR_QUAL:
		cxx_print_left(p, n->a);
		CXX_PUT(p, " ");
		cxx_print(p, n->b);
		return;
	case CXX_SUFFIXED:
		cxx_print_left(p, n->a);
		cxx_put(p, n->text);
		return;
	case CXX_POINTER:
		cxx_print_left(p, n->a);
		open_declarator(p, n->a, false);
		CXX_PUT(p, "*");
		return;
	case CXX_LVALUE_REF:
	case CXX_RVALUE_REF:
		print_reference_left(p, n);
		return;
	case CXX_MEMBER_POINTER:
		cxx_print_left(p, n->b);
		open_declarator(p, n->b, true);
		cxx_print(p, n->a);
		CXX_PUT(p, "::*");
		return;
	case CXX_ARRAY:
		cxx_print_left(p, n->a);
		return;
	case CXX_FUNCTION:
		print_function_left(p, n);
		return;
	case CXX_TEMPLATE_PARAM:
		print_param(p, n, cxx_print_left);
		return;
	default:
		print_simple(p, n);
		return;
	}
}

static void
print_right(struct cxx_printer *p, struct cxx_node *n)
{
	struct reference r;

	switch (n->kind) {
	case CXX_QUALIFIED:
	case CXX_VENDOR_QUAL:
	case CXX_SUFFIXED:
		cxx_print_right(p, n->a);
		return;
	case CXX_POINTER:
		close_declarator(p, n->a);
		return;
	case CXX_LVALUE_REF:
	case CXX_RVALUE_REF:
		r = see_reference(p, n);
		close_declarator(p, r.to);
		cxx_restore(p, r.saved);
		return;
	case CXX_MEMBER_POINTER:
		close_declarator(p, n->b);
		return;
	case CXX_ARRAY:
		print_array_right(p, n);
		return;
	case CXX_FUNCTION:
		print_function_right(p, n);
		return;
	case CXX_TEMPLATE_PARAM:
		print_param(p, n, cxx_print_right);
		return;
	default:
		return;
	}
}

void
cxx_print_left(struct cxx_printer *p, struct cxx_node *n)
{
	if (cxx_print_enter(p))
		print_left(p, n);
	p->depth--;
}

void
cxx_print_right(struct cxx_printer *p, struct cxx_node *n)
{
	if (cxx_print_enter(p))
		print_right(p, n);
	p->depth--;
}
