/*
 * demangle_cxx_print_pack.c - what C++ template parameters stand for, while a name is printed.
 *
 *   T_ with the arguments I3FooE        Foo
 *   DpT_ with the arguments IJicEE      int, char
 *
 * Those of a lambda's signature are `auto:1` there, and arguments in the call operator's.
 */
#include "demangle_cxx.h"

/* The i-th element of a list, or NULL. */
static struct cxx_node *
list_at(struct cxx_printer *p, const struct cxx_node *list, size_t i)
{
	for (; list != NULL && i > 0; i--) {
		list = list->b;
		p->steps++;
	}
	return list == NULL ? NULL : list->a;
}

void
cxx_restore(struct cxx_printer *p, struct cxx_resolved saved)
{
	p->index = saved.index;
	p->scope = saved.scope;
}

struct cxx_node *
cxx_resolve(struct cxx_printer *p, struct cxx_node *n, struct cxx_resolved *saved)
{
	*saved = (struct cxx_resolved){p->index, p->scope};
	while (n->kind == CXX_TEMPLATE_PARAM && p->lambda == NULL && !p->failed) {
		struct cxx_node *arg = p->scope == NULL ? NULL : list_at(p, p->scope->args, n->num);

		if (arg != NULL && arg->kind == CXX_PACK && p->index != CXX_WHOLE)
			arg = list_at(p, arg->a, p->index);
		if (arg == NULL || ++p->steps > CXX_MAX_STEPS) {
			p->failed = true;
			break;
		}
		n = arg;
		p->scope = p->scope->outer;
		p->index = CXX_WHOLE;
	}
	return n;
}

/* The pack that the parameter n stands for, or NULL. */
static struct cxx_node *
pack_of(struct cxx_printer *p, const struct cxx_node *n)
{
	struct cxx_node *arg =
	    p->scope == NULL || p->lambda != NULL ? NULL : list_at(p, p->scope->args, n->num);

	return arg != NULL && arg->kind == CXX_PACK ? arg : NULL;
}

/* The first pack in n that an expansion of n would go through. */
static struct cxx_node *
find_pack(struct cxx_printer *p, struct cxx_node *n)
{
	struct cxx_node *parts[3], *found = NULL;

	if (n == NULL || n->packless || n->kind == CXX_EXPANSION || n->kind == CXX_LAMBDA ||
	    n->kind == CXX_ENCODING)
		return NULL;
	if (n->kind == CXX_TEMPLATE_PARAM)
		return pack_of(p, n);
	if (!cxx_print_enter(p))
		return NULL;
	parts[0] = n->a;
	parts[1] = n->b;
	parts[2] = n->c;
	for (size_t i = 0; i < 3 && found == NULL; i++)
		found = find_pack(p, parts[i]);
	p->depth--;
	if (found == NULL && (n->a == NULL || n->a->packless) && (n->b == NULL || n->b->packless) &&
	    (n->c == NULL || n->c->packless))
		n->packless = true;
	return found;
}

static size_t
list_length(const struct cxx_node *list)
{
	size_t n = 0;

	for (; list != NULL; list = list->b)
		n++;
	return n;
}

bool
cxx_pack_length(struct cxx_printer *p, struct cxx_node *n, size_t *length)
{
	struct cxx_node *pack = find_pack(p, n);

	if (pack == NULL)
		return false;
	*length = list_length(pack->a);
	p->steps += *length;
	return true;
}

void
cxx_print_expansion(struct cxx_printer *p, const struct cxx_node *n)
{
	size_t length, index = p->index;

	if (!cxx_pack_length(p, n->a, &length)) {
		cxx_print_operand(p, n->a);
		CXX_PUT(p, "...");
		return;
	}
	for (size_t i = 0; i < length && !p->failed; i++) {
		if (i > 0)
			CXX_PUT(p, ", ");
		p->index = i;
		cxx_print(p, n->a);
	}
	p->index = index;
}
