/*
 * demangle_cxx.h - what the parts of the C++ demangler share: the tree that a
 * mangled name is parsed into, the parser's state and the printer's.
 *
 * demangle_cxx.c has encodings and special names, demangle_cxx_name.c names,
 * demangle_cxx_type.c types, demangle_cxx_expr.c expressions; they build the
 * tree, demangle_cxx_print*.c print it. A tree is needed, as a type is written
 * around what it belongs to: `void (*name)(int)`. A node may stand in several
 * places (substitutions); none ever stands within itself.
 */
#ifndef DEMANGLE_CXX_H
#define DEMANGLE_CXX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "demangle.h"
#include "output.h"
#include "str.h"

enum cxx_kind {
	/* Names. */
	CXX_NAME,	   /* text */
	CXX_STD,	   /* std::string and the like: num in the table of them */
	CXX_NESTED,	   /* a::b */
	CXX_LOCAL,	   /* b in the function a */
	CXX_TEMPLATE,	   /* a<list b> */
	CXX_CONSTRUCTOR,   /* of the class a */
	CXX_DESTRUCTOR,	   /* of the class a */
	CXX_OPERATOR,	   /* operator text */
	CXX_CONVERSION,	   /* operator a */
	CXX_LITERAL_NAME,  /* operator"" a */
	CXX_TAGGED,	   /* a[abi:text] */
	CXX_IN_MODULE,	   /* b@a */
	CXX_MODULE,	   /* a.b, a:b where num is ':'; a may be NULL */
	CXX_LAMBDA,	   /* parameters b, template head a, the num-th */
	CXX_UNNAMED,	   /* the num-th */
	CXX_DEFAULT_ARG,   /* the num-th */
	CXX_BINDING,	   /* structured binding: list a */
	CXX_ENCODING,	   /* name a, CXX_FUNCTION b; c: what it requires, or NULL */
	CXX_PREFIXED,	   /* text a: "vtable for A" */
	CXX_TEMPORARY,	   /* the num-th one of the reference a */
	CXX_CONSTRUCTION,  /* construction vtable for b-in-a */
	CXX_ENABLE_IF,	   /* [enable_if:list a], of an encoding */
	CXX_TEMPLATE_DECL, /* template parameter of a lambda: num its sort; a its type, or list */

	/* Types. */
	CXX_BUILTIN,	    /* text; num: how a literal of it is written */
	CXX_QUALIFIED,	    /* a, with flags */
	CXX_VENDOR_QUAL,    /* a and the name b */
	CXX_POINTER,	    /* to a */
	CXX_LVALUE_REF,	    /* to a */
	CXX_RVALUE_REF,	    /* to a */
	CXX_MEMBER_POINTER, /* of the class a to b */
	CXX_ARRAY,	    /* of a; b the number, or NULL */
	CXX_FUNCTION,	    /* result a or NULL, list b of parameters, c exceptions; flags */
	CXX_SUFFIXED,	    /* a text: "float _Complex" */
	CXX_VECTOR,	    /* of a, number b */
	CXX_NOEXCEPT,	    /* text, and a in brackets if it is not NULL */
	CXX_THROW,	    /* throw(list a) */
	CXX_DECLTYPE,	    /* decltype (a) */
	CXX_EXPANSION,	    /* a for each of the packs in it */
	CXX_TEMPLATE_PARAM, /* the num-th argument of the template around here */
	CXX_BIT_INT,	    /* text(a) */

	/* Lists and expressions. */
	CXX_LIST,	    /* a, then the list b or NULL */
	CXX_PACK,	    /* argument pack: list a */
	CXX_LITERAL,	    /* text of type a */
	CXX_FUNCTION_PARAM, /* the num-th; 0 is `this` */
	CXX_UNARY,	    /* text a */
	CXX_POSTFIX,	    /* a text */
	CXX_BINARY,	    /* a text b */
	CXX_SUBSCRIPT,	    /* a[b] */
	CXX_TERNARY,	    /* a ? b : c */
	CXX_CALL,	    /* a(list b) */
	CXX_CAST,	    /* (a)b, or (a)(list b) where flags is set */
	CXX_NAMED_CAST,	    /* text<a>(b) */
	CXX_KEYWORD,	    /* text (a), like sizeof */
	CXX_NEW,	    /* text (list a) b (initialiser c); */
	CXX_BRACED,	    /* type a or NULL {list b} */
	CXX_DESIGNATED,	    /* .a=b, [a]=b or [a ... c]=b: text tells */
	CXX_FOLD,	    /* num is l, r, L or R; operator text, a, b */
	CXX_PACK_LENGTH,    /* sizeof...(a) */
	CXX_REQUIRES,	    /* requires (parameters b) { requirements a } */
};

/* Of CXX_QUALIFIED and CXX_FUNCTION. */
enum {
	CXX_CONST = 1,
	CXX_VOLATILE = 2,
	CXX_RESTRICT = 4,
	CXX_REF = 8,
	CXX_REF_REF = 16,
};

struct cxx_node {
	uint8_t kind;
	uint8_t flags;
	bool packless; /* known to hold no reference to a pack */
	uint32_t num;
	struct str text;
	struct cxx_node *a, *b, *c;
};

enum {
	CXX_FEW_NODES = 192,
	CXX_FEW_SUBSTITUTIONS = 64,
	CXX_MAX_DEPTH = 1200,
	CXX_MAX_STEPS = 4 * DEMANGLE_MAX_OUTPUT, /* of printing */
};

struct cxx_parser {
	struct str in;
	size_t pos;
	unsigned depth;
	/*
	 * Compilers do not agree about the scope of a name that is not known yet,
	 * and about the variable that a lambda belongs to: where a name cannot be
	 * read the first way (and there are two_ways), it is read again.
	 */
	bool again, two_ways;
	bool no_memory;			 /* for the substitutions */
	const struct cxx_node *variable; /* with a lambda in it: no type */

	size_t steps, max_steps; /* going back and trying again is bounded */
	bool conversion;	 /* in the type of a conversion operator's name */
	bool expression;	 /* in an expression, where `cv` is a cast */

	/* Nodes come from `few`, then from the arena. */
	struct cxx_node *node, *node_end;
	struct arena arena;

	struct cxx_node **subs; /* the substitutions S_, S0_ ... */
	size_t n_subs, subs_cap;
	bool subs_grown; /* subs was allocated */

	struct cxx_node few[CXX_FEW_NODES];
	struct cxx_node *few_subs[CXX_FEW_SUBSTITUTIONS];
};

static inline char
cxx_peek(const struct cxx_parser *p)
{
	return p->pos < p->in.len ? p->in.ptr[p->pos] : '\0';
}

/* The byte behind the next one. */
static inline char
cxx_peek2(const struct cxx_parser *p)
{
	return p->in.len - p->pos > 1 ? p->in.ptr[p->pos + 1] : '\0';
}

static inline bool
cxx_eat(struct cxx_parser *p, char c)
{
	if (p->pos >= p->in.len || p->in.ptr[p->pos] != c)
		return false;
	p->pos++;
	return true;
}

static inline bool
cxx_eat2(struct cxx_parser *p, char c, char d)
{
	if (cxx_peek(p) != c || cxx_peek2(p) != d)
		return false;
	p->pos += 2;
	return true;
}

/*
 * All that follows takes from p what its name says. Functions that return a
 * node return NULL where the input is not that, or memory has run out.
 */
struct cxx_node *cxx_new(struct cxx_parser *p, enum cxx_kind kind);
struct cxx_node *cxx_make(
    struct cxx_parser *p, enum cxx_kind kind, struct cxx_node *a, struct cxx_node *b);
struct cxx_node *cxx_make_text(
    struct cxx_parser *p, enum cxx_kind kind, struct str text, struct cxx_node *a);

/* One level deeper; false when that is too deep. */
bool cxx_enter(struct cxx_parser *p);
struct cxx_node *cxx_leave(struct cxx_parser *p, struct cxx_node *n);

/* A place to go back to, when what follows can be read in two ways. */
struct cxx_mark {
	size_t pos, n_subs;
	unsigned depth;
	bool conversion, expression;
};

static inline struct cxx_mark
cxx_mark(const struct cxx_parser *p)
{
	return (struct cxx_mark){p->pos, p->n_subs, p->depth, p->conversion, p->expression};
}

static inline void
cxx_return(struct cxx_parser *p, struct cxx_mark mark)
{
	p->pos = mark.pos;
	p->n_subs = mark.n_subs;
	p->depth = mark.depth;
	p->conversion = mark.conversion;
	p->expression = mark.expression;
}

/* A decimal number; false where there is none or it does not fit. */
bool cxx_parse_number(struct cxx_parser *p, uint32_t *n);

/* [number] `_`: nothing is 0, and n is n + 1. */
bool cxx_parse_compact(struct cxx_parser *p, uint32_t *n);

/* [digits and capitals] `_`: nothing is 0, and n is n + 1. */
bool cxx_parse_base36(struct cxx_parser *p, uint32_t *n);

/* Remembers n for S_ ...; hands it back. NULL stays NULL. */
struct cxx_node *cxx_remember(struct cxx_parser *p, struct cxx_node *n);

/* Items up to the byte `end`, which is taken; *list is NULL when there are none. */
bool cxx_parse_list(struct cxx_parser *p, struct cxx_node *(*item)(struct cxx_parser *p), char end,
    struct cxx_node **list);

/* A function's name and parameters, or a variable's name. local: its result is of no interest. */
struct cxx_node *cxx_parse_encoding(struct cxx_parser *p, bool local);

/* *flags: qualifiers of the member function that this is the name of. */
struct cxx_node *cxx_parse_name(struct cxx_parser *p, uint8_t *flags);
struct cxx_node *cxx_parse_source_name(struct cxx_parser *p);
struct cxx_node *cxx_parse_unqualified(struct cxx_parser *p, struct cxx_node *scope);
struct cxx_node *cxx_parse_substitution(struct cxx_parser *p);
struct cxx_node *cxx_parse_module(struct cxx_parser *p);

/* What follows the name of a module that was named before, in `scope` or NULL. */
struct cxx_node *cxx_parse_in_module(
    struct cxx_parser *p, struct cxx_node *scope, struct cxx_node *module);

/* `I` arguments `E`, as the arguments of template `of`. */
struct cxx_node *cxx_parse_template_args(struct cxx_parser *p, struct cxx_node *of);
struct cxx_node *cxx_parse_template_arg(struct cxx_parser *p);
struct cxx_node *cxx_parse_template_param(struct cxx_parser *p);

/* Is the next thing the declaration of a template parameter, `Ty` and so on? */
bool cxx_at_template_decl(const struct cxx_parser *p);

/* Is this the name of a constructor, destructor or conversion: one without a result? */
bool cxx_is_special_member(const struct cxx_node *name);

struct cxx_node *cxx_parse_type(struct cxx_parser *p);
struct cxx_node *cxx_parse_decltype(struct cxx_parser *p);

/* Qualifiers `r`, `V`, `K`, as flags; and with a function's `R` or `O`. */
uint8_t cxx_parse_cv(struct cxx_parser *p);
uint8_t cxx_parse_qualifiers(struct cxx_parser *p);

/* Is the next thing the type of a function? It, with such flags. */
bool cxx_at_function(const struct cxx_parser *p);
struct cxx_node *cxx_parse_function(struct cxx_parser *p, unsigned flags);

/* Types up to `E`, the end or a suffix; one `void` is the empty list. */
bool cxx_parse_parameters(struct cxx_parser *p, struct cxx_node **list);

struct cxx_node *cxx_parse_expression(struct cxx_parser *p);
struct cxx_node *cxx_parse_literal(struct cxx_parser *p);

/* Behind `f`; behind `sr`; and a name as it stands there. */
struct cxx_node *cxx_parse_function_param(struct cxx_parser *p);
struct cxx_node *cxx_parse_unresolved(struct cxx_parser *p);
struct cxx_node *cxx_parse_base_name(struct cxx_parser *p);

/* The operator of a two-letter code, or NULL; how many operands it has. */
struct cxx_operator {
	char code[3];
	char operands; /* '1', '2', '3'; '0' for what only names a function */
	const char *text;
};
const struct cxx_operator *cxx_find_operator(char c, char d);

/* The arguments that template parameters stand for within a function's name and type. */
struct cxx_scope {
	const struct cxx_node *args; /* a list */
	const struct cxx_scope *outer;
};

struct cxx_printer {
	struct output *out;
	size_t start; /* of what is printed, in out */
	size_t steps;
	unsigned depth;
	bool failed;	   /* too deep, too long, or no such template argument */
	size_t taken_back; /* the length of the output when `, ` was last taken back */
	size_t index;	   /* of the element of packs to print, or CXX_WHOLE */
	const struct cxx_scope *scope;
	const struct cxx_node *lambda; /* whose parameters are being printed, or NULL */
};

#define CXX_WHOLE SIZE_MAX

/* One level deeper, which the caller takes back; false when that is too deep, or too much. */
bool cxx_print_enter(struct cxx_printer *p);

/* All of n: for a type both what stands before and behind a name. */
void cxx_print(struct cxx_printer *p, struct cxx_node *n);
void cxx_print_left(struct cxx_printer *p, struct cxx_node *n);
void cxx_print_right(struct cxx_printer *p, struct cxx_node *n);

/* With `, ` between; nothing for what is empty at the end. */
void cxx_print_list(struct cxx_printer *p, const struct cxx_node *list);

/* The name of a function without its parameters. */
void cxx_print_function_name(struct cxx_printer *p, struct cxx_node *encoding);

/* Types, names and expressions each have a file; they take what is of their kinds. */
void cxx_print_name(struct cxx_printer *p, struct cxx_node *n);
void cxx_print_expression(struct cxx_printer *p, struct cxx_node *n);
void cxx_print_template_param(struct cxx_printer *p, const struct cxx_node *n);

/* In parentheses unless it is a plain name. */
void cxx_print_operand(struct cxx_printer *p, struct cxx_node *n);

/* What stood in a printer before a template parameter was resolved. */
struct cxx_resolved {
	size_t index;
	const struct cxx_scope *scope;
};

/*
 * What a template parameter stands for, however deep: itself where it stands
 * for nothing known. Sets p to print that; the caller puts *saved back.
 */
struct cxx_node *cxx_resolve(struct cxx_printer *p, struct cxx_node *n, struct cxx_resolved *saved);
void cxx_restore(struct cxx_printer *p, struct cxx_resolved saved);

/* n's first operand, for each element of the packs in it. */
void cxx_print_expansion(struct cxx_printer *p, const struct cxx_node *n);

/* How many elements the packs in n have; false when there is none in it. */
bool cxx_pack_length(struct cxx_printer *p, struct cxx_node *n, size_t *length);

static inline void
cxx_put(struct cxx_printer *p, struct str s)
{
	output_str(p->out, s);
}

#define CXX_PUT(p, literal) cxx_put((p), STR(literal))

/*
 * The last byte printed, or NUL. Where `, ` was taken back it is that space, as
 * with the GNU tools: `A<B<int>>` where B's last argument is an empty pack.
 */
static inline char
cxx_last(const struct cxx_printer *p)
{
	if (p->out->len == p->taken_back)
		return ' ';
	return p->out->len > p->start ? p->out->buf[p->out->len - 1] : '\0';
}

/* The short name of a std class (`std::string`), the long one, the one of its constructors. */
struct cxx_std {
	char code;
	const char *brief, *full, *base;
};
extern const struct cxx_std cxx_std_names[6];

#endif
