/*
 * demangle_cxx_print_name.c - C++ names from the tree of a mangled name.
 *
 *   template f<A<int>, char>          f<A<int>, char>
 *   encoding of it, void(T_)          void f<A<int>, char>(A<int>)
 *   lambda, the second, (auto)        {lambda(auto:1)#2}
 */
#include "demangle_cxx.h"

/* The last name of a class, which is what its constructors are called. */
static void
print_base_name(struct cxx_printer *p, struct cxx_node *n)
{
	for (;;)
		switch (n->kind) {
		case CXX_NESTED:
		case CXX_LOCAL:
		case CXX_IN_MODULE:
			n = n->b;
			break;
		case CXX_TEMPLATE:
		case CXX_TAGGED:
			n = n->a;
			break;
		case CXX_STD:
			cxx_put(p, str_from(cxx_std_names[n->num].base));
			return;
		default:
			cxx_print(p, n);
			return;
		}
}

/* `operator<` needs a space before `<`, and `A<B<int> >` one before `>`. */
static void
print_template(struct cxx_printer *p, struct cxx_node *n)
{
	cxx_print(p, n->a);
	if (cxx_last(p) == '<')
		CXX_PUT(p, " ");
	CXX_PUT(p, "<");
	cxx_print_list(p, n->b);
	if (cxx_last(p) == '>')
		CXX_PUT(p, " ");
	CXX_PUT(p, ">");
}

/* `operator new`, but `operator+` */
static void
print_operator(struct cxx_printer *p, struct cxx_node *n)
{
	CXX_PUT(p, "operator");
	if (n->text.len > 0 && n->text.ptr[0] >= 'a' && n->text.ptr[0] <= 'z')
		CXX_PUT(p, " ");
	cxx_put(p, n->text);
}

static void
print_numbered(struct cxx_printer *p, struct str text, uint64_t n)
{
	cxx_put(p, text);
	output_u64(p->out, n);
}

/* `typename`, `int`, `template<typename, int> class`; with `...` for a pack. */
static void
print_declaration(struct cxx_printer *p, struct cxx_node *decl)
{
	switch (decl->num) {
	case 'y':
		CXX_PUT(p, "typename");
		return;
	case 't':
		CXX_PUT(p, "template<");
		cxx_print_list(p, decl->a);
		CXX_PUT(p, "> class");
		return;
	case 'p':
		cxx_print(p, decl->a);
		CXX_PUT(p, "...");
		return;
	default:
		cxx_print(p, decl->a);
		return;
	}
}

/* What a lambda's own template parameter is called: by its sort, and its place among all. */
static void
print_declared_name(struct cxx_printer *p, const struct cxx_node *decl, uint64_t n)
{
	while (decl->num == 'p')
		decl = decl->a;
	print_numbered(p,
	    decl->num == 'n'   ? STR("$N")
	    : decl->num == 't' ? STR("$TT")
			       : STR("$T"),
	    n);
}

static void
print_declarations(struct cxx_printer *p, const struct cxx_node *list)
{
	uint64_t n = 0;

	for (const struct cxx_node *l = list; l != NULL && !p->failed; l = l->b) {
		cxx_put(p, l == list ? STR("<") : STR(", "));
		cxx_print(p, l->a);
		CXX_PUT(p, " ");
		print_declared_name(p, l->a, n++);
	}
	if (list != NULL)
		CXX_PUT(p, ">");
}

static void
print_lambda(struct cxx_printer *p, struct cxx_node *n)
{
	const struct cxx_node *outer = p->lambda;

	CXX_PUT(p, "{lambda");
	p->lambda = n;
	print_declarations(p, n->a);
	CXX_PUT(p, "(");
	cxx_print_list(p, n->b);
	p->lambda = outer;
	print_numbered(p, STR(")#"), n->num);
	CXX_PUT(p, "}");
}

/* One of a lambda's template parameters, declared or from an `auto`. */
void
cxx_print_template_param(struct cxx_printer *p, const struct cxx_node *n)
{
	const struct cxx_node *l = p->lambda == NULL ? NULL : p->lambda->a;

	for (uint32_t i = 0; l != NULL && i < n->num; i++, l = l->b)
		p->steps++;
	if (l != NULL)
		print_declared_name(p, l->a, n->num);
	else
		print_numbered(p, STR("auto:"), (uint64_t)n->num + 1);
}

/* The arguments that parameters in a function's name and type stand for, or NULL. */
static const struct cxx_node *
arguments_of(const struct cxx_node *name)
{
	while (name->kind == CXX_LOCAL)
		name = name->b;
	return name->kind == CXX_TEMPLATE ? name->b : NULL;
}

static void
print_encoding(struct cxx_printer *p, struct cxx_node *n, bool parameters)
{
	struct cxx_scope scope = {arguments_of(n->a), p->scope};
	const struct cxx_node *lambda = p->lambda;
	size_t index = p->index;

	p->lambda = NULL; /* another function's parameters are not the lambda's */
	p->index = CXX_WHOLE;
	if (scope.args != NULL)
		p->scope = &scope;
	if (parameters)
		cxx_print_left(p, n->b);
	cxx_print(p, n->a);
	if (parameters)
		cxx_print_right(p, n->b);
	if (parameters && n->c != NULL) {
		cxx_put(p, n->c->kind == CXX_ENABLE_IF ? STR(" ") : STR(" requires "));
		cxx_print(p, n->c);
	}
	p->scope = scope.outer;
	p->lambda = lambda;
	p->index = index;
}

void
cxx_print_function_name(struct cxx_printer *p, struct cxx_node *encoding)
{
	print_encoding(p, encoding, false);
}

static void
print_two(struct cxx_printer *p, struct cxx_node *a, struct str between, struct cxx_node *b)
{
	cxx_print(p, a);
	cxx_put(p, between);
	cxx_print(p, b);
}

/* Names that are no more than themselves. */
static void
print_plain_name(struct cxx_printer *p, struct cxx_node *n)
{
	const struct cxx_std *std = &cxx_std_names[n->kind == CXX_STD ? n->num : 0];

	switch (n->kind) {
	case CXX_NAME:
		cxx_put(p, n->text);
		return;
	case CXX_STD:
		cxx_put(p, str_from(n->flags ? std->full : std->brief));
		return;
	case CXX_OPERATOR:
		print_operator(p, n);
		return;
	case CXX_UNNAMED:
		print_numbered(p, STR("{unnamed type#"), n->num);
		CXX_PUT(p, "}");
		return;
	case CXX_DEFAULT_ARG:
		print_numbered(p, STR("{default arg#"), n->num);
		CXX_PUT(p, "}");
		return;
	default:
		return;
	}
}

/* Names with one part in them. */
static void
print_derived_name(struct cxx_printer *p, struct cxx_node *n)
{
	switch (n->kind) {
	case CXX_CONSTRUCTOR:
		print_base_name(p, n->a);
		return;
	case CXX_DESTRUCTOR:
		CXX_PUT(p, "~");
		print_base_name(p, n->a);
		return;
	case CXX_CONVERSION:
		CXX_PUT(p, "operator ");
		cxx_print(p, n->a);
		return;
	case CXX_LITERAL_NAME:
		CXX_PUT(p, "operator\"\" ");
		cxx_print(p, n->a);
		return;
	case CXX_TAGGED:
		cxx_print(p, n->a);
		CXX_PUT(p, "[abi:");
		cxx_put(p, n->text);
		CXX_PUT(p, "]");
		return;
	case CXX_BINDING:
		CXX_PUT(p, "[");
		cxx_print_list(p, n->a);
		CXX_PUT(p, "]");
		return;
	case CXX_TEMPORARY:
		print_numbered(p, STR("reference temporary #"), n->num);
		CXX_PUT(p, " for ");
		cxx_print(p, n->a);
		return;
	case CXX_PREFIXED:
		cxx_put(p, n->text);
		cxx_print(p, n->a);
		return;
	case CXX_TEMPLATE_DECL:
		print_declaration(p, n);
		return;
	default:
		print_plain_name(p, n);
		return;
	}
}

void
cxx_print_name(struct cxx_printer *p, struct cxx_node *n)
{
	char joint = (char)n->num;

	switch (n->kind) {
	case CXX_NESTED:
	case CXX_LOCAL:
		print_two(p, n->a, STR("::"), n->b);
		return;
	case CXX_TEMPLATE:
		print_template(p, n);
		return;
	case CXX_IN_MODULE:
		print_two(p, n->b, STR("@"), n->a);
		return;
	case CXX_MODULE:
		if (n->a != NULL)
			cxx_print(p, n->a);
		if (n->a != NULL || joint == ':')
			cxx_put(p, str_make(&joint, 1));
		cxx_print(p, n->b);
		return;
	case CXX_LAMBDA:
		print_lambda(p, n);
		return;
	case CXX_ENCODING:
		print_encoding(p, n, true);
		return;
	case CXX_CONSTRUCTION:
		CXX_PUT(p, "construction vtable for ");
		print_two(p, n->b, STR("-in-"), n->a);
		return;
	case CXX_ENABLE_IF:
		CXX_PUT(p, "[enable_if:");
		cxx_print_list(p, n->a);
		CXX_PUT(p, "]");
		return;
	default:
		print_derived_name(p, n);
		return;
	}
}
