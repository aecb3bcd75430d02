/*
 * demangle_cxx_print_expr.c - C++ expressions from the tree of a mangled name.
 *
 *   binary + of T_ and 1          (int)+(1)
 *   call of f with {parm#1}       f({parm#1})
 *   literal of unsigned long      5ul
 *
 * Every operand stands in parentheses but names, parameters and braced lists.
 */
#include "demangle_cxx.h"

static bool
is_plain(const struct cxx_node *n)
{
	return n->kind == CXX_NAME || n->kind == CXX_NESTED || n->kind == CXX_BRACED ||
	       n->kind == CXX_FUNCTION_PARAM;
}

void
cxx_print_operand(struct cxx_printer *p, struct cxx_node *n)
{
	bool plain = is_plain(n);

	if (!plain)
		CXX_PUT(p, "(");
	cxx_print(p, n);
	if (!plain)
		CXX_PUT(p, ")");
}

/* A negative number has an `n` for its sign. */
static void
print_number(struct cxx_printer *p, struct str text)
{
	if (text.len > 0 && text.ptr[0] == 'n') {
		CXX_PUT(p, "-");
		text = str_skip(text, 1);
	}
	cxx_put(p, text);
}

/* `5`, `5ul`, `true`, `(char)97`, `(float)[40490fdb]`, by the type's letter. */
static void
print_literal(struct cxx_printer *p, struct cxx_node *n)
{
	static const struct {
		char type;
		struct str suffix;
	} plain[] = {{'i', {"", 0}}, {'j', {"u", 1}}, {'l', {"l", 1}}, {'m', {"ul", 2}},
	    {'x', {"ll", 2}}, {'y', {"ull", 3}}};
	uint32_t type = n->a->kind == CXX_BUILTIN ? n->a->num : 0;

	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (type == (unsigned char)plain[i].type) {
			print_number(p, n->text);
			cxx_put(p, plain[i].suffix);
			return;
		}
	if (type == 'b' && n->text.len == 1 && (n->text.ptr[0] == '0' || n->text.ptr[0] == '1')) {
		cxx_put(p, n->text.ptr[0] == '1' ? STR("true") : STR("false"));
		return;
	}
	CXX_PUT(p, "(");
	cxx_print(p, n->a);
	CXX_PUT(p, ")");
	if (type == 'f')
		CXX_PUT(p, "[");
	if (n->a->kind == CXX_ARRAY)
		CXX_PUT(p, "\"...\"");
	print_number(p, n->text);
	if (type == 'f')
		CXX_PUT(p, "]");
}

/* The name of a member alone is enough to take its address. */
static bool
is_plain_member(const struct cxx_node *n)
{
	return n->kind == CXX_ENCODING && n->a->kind == CXX_NESTED && n->b->flags == 0;
}

static void
print_unary(struct cxx_printer *p, struct cxx_node *n)
{
	char c = n->text.ptr[0];

	cxx_put(p, n->text);
	if (c >= 'a' && c <= 'z')
		CXX_PUT(p, " ");
	if (c == ':')
		cxx_print(p, n->a);
	else if (c == '&' && is_plain_member(n->a))
		cxx_print_function_name(p, n->a);
	else
		cxx_print_operand(p, n->a);
}

/* `>` would end a template's arguments, so it has parentheses of its own. */
static void
print_binary(struct cxx_printer *p, struct cxx_node *n)
{
	bool greater = str_eq(n->text, STR(">"));

	if (greater)
		CXX_PUT(p, "(");
	cxx_print_operand(p, n->a);
	cxx_put(p, n->text);
	cxx_print_operand(p, n->b);
	if (greater)
		CXX_PUT(p, ")");
}

static void
print_parenthesised(struct cxx_printer *p, struct cxx_node *list)
{
	CXX_PUT(p, "(");
	cxx_print_list(p, list);
	CXX_PUT(p, ")");
}

static void
print_call(struct cxx_printer *p, struct cxx_node *n)
{
	bool named = n->a->kind == CXX_ENCODING, plain = !named || is_plain(n->a->a);

	if (!plain)
		CXX_PUT(p, "(");
	if (named)
		cxx_print_function_name(p, n->a);
	else
		cxx_print_operand(p, n->a);
	if (!plain)
		CXX_PUT(p, ")");
	print_parenthesised(p, n->b);
}

static void
print_cast(struct cxx_printer *p, struct cxx_node *n)
{
	CXX_PUT(p, "(");
	cxx_print(p, n->a);
	CXX_PUT(p, ")");
	if (n->flags != 0)
		print_parenthesised(p, n->b);
	else
		cxx_print_operand(p, n->b);
}

static void
print_braced(struct cxx_printer *p, struct cxx_node *n)
{
	if (n->a != NULL)
		cxx_print(p, n->a);
	CXX_PUT(p, "{");
	cxx_print_list(p, n->b);
	CXX_PUT(p, "}");
}

static void
print_new(struct cxx_printer *p, struct cxx_node *n)
{
	cxx_put(p, n->text);
	CXX_PUT(p, " ");
	if (n->a != NULL) {
		print_parenthesised(p, n->a);
		CXX_PUT(p, " ");
	}
	cxx_print(p, n->b);
	if (n->c == NULL)
		return;
	if (n->c->kind == CXX_BRACED)
		print_braced(p, n->c);
	else
		print_parenthesised(p, n->c->b);
}

/* `.a=1`, `[0]=1`, `[0 ... 3]=1` */
static void
print_designated(struct cxx_printer *p, struct cxx_node *n)
{
	cxx_put(p, n->num == 'i' ? STR(".") : STR("["));
	cxx_print(p, n->a);
	if (n->c != NULL) {
		CXX_PUT(p, " ... ");
		cxx_print(p, n->c);
	}
	if (n->num != 'i')
		CXX_PUT(p, "]");
	if (n->b->kind != CXX_DESIGNATED)
		CXX_PUT(p, "=");
	cxx_print(p, n->b);
}

/* `(...+x)`, `(x+...)`, `(x+...+y)` */
static void
print_fold(struct cxx_printer *p, struct cxx_node *n)
{
	size_t index = p->index;

	p->index = CXX_WHOLE;
	CXX_PUT(p, "(");
	if (n->num != 'l') {
		cxx_print_operand(p, n->a);
		cxx_put(p, n->text);
	}
	CXX_PUT(p, "...");
	if (n->num != 'r') {
		cxx_put(p, n->text);
		cxx_print_operand(p, n->num == 'l' ? n->a : n->b);
	}
	CXX_PUT(p, ")");
	p->index = index;
}

/* A number where the pack is known; its elements may be expansions themselves. */
static void
print_pack_length(struct cxx_printer *p, struct cxx_node *n)
{
	size_t sum = 0, length;

	if (n->a->kind == CXX_PACK) {
		for (struct cxx_node *l = n->a->a; l != NULL; l = l->b)
			if (l->a->kind == CXX_EXPANSION && cxx_pack_length(p, l->a->a, &length))
				sum += length;
			else
				sum++;
		output_u64(p->out, sum);
	} else if (cxx_pack_length(p, n->a, &length)) {
		output_u64(p->out, length);
	} else {
		CXX_PUT(p, "sizeof...(");
		cxx_print(p, n->a);
		CXX_PUT(p, ")");
	}
}

static void
print_requires(struct cxx_printer *p, struct cxx_node *n)
{
	CXX_PUT(p, "requires ");
	if (n->b != NULL) {
		print_parenthesised(p, n->b);
		CXX_PUT(p, " ");
	}
	CXX_PUT(p, "{");
	for (struct cxx_node *l = n->a; l != NULL && !p->failed; l = l->b) {
		cxx_print(p, l->a);
		CXX_PUT(p, "; ");
	}
	CXX_PUT(p, "}");
}

/* A word, a type in `<>` if the cast has one, and what is in parentheses. */
static void
print_word(struct cxx_printer *p, struct cxx_node *n)
{
	cxx_put(p, n->text);
	if (n->kind == CXX_NAMED_CAST) {
		CXX_PUT(p, "<");
		cxx_print(p, n->a);
		CXX_PUT(p, ">(");
		cxx_print(p, n->b);
	} else {
		CXX_PUT(p, " (");
		cxx_print(p, n->a);
	}
	CXX_PUT(p, ")");
}

static void
print_ternary(struct cxx_printer *p, struct cxx_node *n)
{
	cxx_print_operand(p, n->a);
	CXX_PUT(p, "?");
	cxx_print_operand(p, n->b);
	CXX_PUT(p, " : ");
	cxx_print_operand(p, n->c);
}

static void
print_function_param(struct cxx_printer *p, struct cxx_node *n)
{
	if (n->num == 0) {
		CXX_PUT(p, "this");
		return;
	}
	CXX_PUT(p, "{parm#");
	output_u64(p->out, n->num);
	CXX_PUT(p, "}");
}

void
cxx_print_expression(struct cxx_printer *p, struct cxx_node *n)
{
	static void (*const printers[])(struct cxx_printer * p, struct cxx_node * n) = {
	    [CXX_LITERAL] = print_literal,
	    [CXX_FUNCTION_PARAM] = print_function_param,
	    [CXX_UNARY] = print_unary,
	    [CXX_BINARY] = print_binary,
	    [CXX_TERNARY] = print_ternary,
	    [CXX_CALL] = print_call,
	    [CXX_CAST] = print_cast,
	    [CXX_NAMED_CAST] = print_word,
	    [CXX_KEYWORD] = print_word,
	    [CXX_NEW] = print_new,
	    [CXX_BRACED] = print_braced,
	    [CXX_DESIGNATED] = print_designated,
	    [CXX_FOLD] = print_fold,
	    [CXX_PACK_LENGTH] = print_pack_length,
	    [CXX_REQUIRES] = print_requires,
	};

	if (n->kind == CXX_POSTFIX) {
		cxx_print_operand(p, n->a);
		cxx_put(p, n->text);
	} else if (n->kind == CXX_SUBSCRIPT) {
		cxx_print_operand(p, n->a);
		CXX_PUT(p, "[");
		cxx_print(p, n->b);
		CXX_PUT(p, "]");
	} else {
		printers[n->kind](p, n);
	}
}
