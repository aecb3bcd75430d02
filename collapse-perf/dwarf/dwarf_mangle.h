/*
 * dwarf_mangle.h - what the files that make names out of DIEs share.
 *
 * g++ gives functions that other files cannot see no linkage name. It is made here of what their
 * DIEs say, as the Itanium C++ ABI has it, but without substitutions: so the demangler shows it as
 * it shows that of a symbol.
 */
#ifndef DWARF_MANGLE_H
#define DWARF_MANGLE_H

#include "dwarf_parts.h"
#include "output.h"

/* A DIE, and whose it is. */
struct dwarf_ref {
	struct dwarf *d;
	struct dwarf_unit *u;
	uint64_t die;
};

/* All values of a DIE that are of use, those for names too. */
struct dwarf_shape {
	const struct dwarf_abbrev *abbrev;
	uint64_t behind; /* its values; where its first child is, if it has_children */
	struct dwarf_value values[ALL_WANTS];
};

/* A name that is being made; false of whatever writes to it is the end of it. */
struct mangler {
	struct output out;
	unsigned depth;
	bool bare; /* without what only other instances of the same template say */
	struct dwarf_ref
	    asker;    /* whose unit has the name's language and compiler, if its own has not */
	size_t local; /* of the scope written last: behind the function that it is in; 0: in none */
};

enum {
	MANGLE_DEPTH = 96,   /* of types in types and scopes in scopes */
	MANGLE_MAX = 1 << 15 /* bytes of a name */
};

/*
 * Around a DIE and below it (dwarf_scope.c) ------------------------------------
 */

bool dwarf_read_shape(struct dwarf_ref ref, struct dwarf_shape *shape);

/* What kind of DIE a scope is, without its values; NULL where its abbreviation is not there. */
const struct dwarf_abbrev *dwarf_abbrev_of(struct dwarf_ref ref);

/* Goes where a value refers to: to a DIE of this unit, of another, of a unit of types, of dwz's file. */
bool dwarf_follow(struct dwarf_ref *ref, const struct dwarf_value *v);

/* The namespace, class or function around a DIE; false where it is the unit, or damaged. */
bool dwarf_parent(struct dwarf_ref ref, struct dwarf_ref *parent);

/* The scopes right before one that are in the same, at most `max` of all before; how many. */
size_t dwarf_scopes_before(struct dwarf_ref ref, struct dwarf_ref *scopes, size_t max);

/* The children of a DIE, one after the other, without what is below them. */
struct dwarf_children {
	struct dwarf_ref ref; /* the child */
	uint64_t next;	      /* 0: there is none */
};

struct dwarf_children dwarf_children(struct dwarf_ref parent, const struct dwarf_shape *shape);
bool dwarf_next_child(struct dwarf_children *c, struct dwarf_shape *shape);

/*
 * Names (dwarf_mangle.c) ---------------------------------------------------------
 */

/*
 * A name for the linker made of a C++ function's declaration, whether it has one or not; empty where
 * that cannot be. `asker` refers to it: what dwz took out of several units has neither language
 * nor compiler.
 */
struct str dwarf_scoped_name(struct dwarf_ref function, struct dwarf_ref asker);

/* The same as "_ZN…E", of what its own DIEs say alone: without arguments that no DIE has. */
bool mangle_bare_name(struct mangler *m, struct dwarf_ref function);

/* "sort" of "sort<int*>", "operator<" of "operator< <int>". */
struct str dwarf_without_arguments(struct str name);

/* What a source name is: its length, then its bytes. */
bool mangle_source_name(struct mangler *m, struct str name);

/* A namespace, class or function as what the next name is in, with all that it is in. */
bool mangle_scope(struct mangler *m, struct dwarf_ref ref);

/*
 * Types (dwarf_mangle_type.c) ----------------------------------------------------
 */

/* The type that a value of a DIE of ref's unit refers to; of none, void. */
bool mangle_type(struct mangler *m, struct dwarf_ref ref, const struct dwarf_value *v);

/* The code of a type that is not made of others, or the empty slice. */
struct str mangle_base_type(struct str name);

bool dwarf_is_member_pointer(struct dwarf_ref ref, const struct dwarf_value *type);

/* All parameters of a function, but those of the compiler's own. */
bool mangle_parameters(struct mangler *m, struct dwarf_ref function);

/* The same without const and volatile at its outside. */
bool mangle_plain_type(struct mangler *m, struct dwarf_ref ref, const struct dwarf_value *v);

/* Whether a method may be called for what is const: "K". */
bool dwarf_is_const_method(struct dwarf_ref function);

/*
 * Template arguments (dwarf_arguments.c, dwarf_text.c) ----------------------------
 */

/* "I…E" for the template arguments of a DIE called base<names>. */
bool mangle_arguments(struct mangler *m, struct dwarf_ref ref, struct str base, struct str names);

/* Takes the first of a list of arguments; false where it is empty. */
bool dwarf_next_argument(struct str *arguments, struct str *argument);

/* Whether it may be within a word of C++; '$' and all that is not ASCII may. */
static inline bool
dwarf_is_word(char c)
{
	return c == '_' || c == '$' || str_is_digit(c) ||
	       ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (unsigned char)c >= 0x80;
}

/* An argument as g++ writes it, as demanglers do. */
void dwarf_convert_text(struct str text, struct output *out);

/* Whether a demangled argument is the same as a converted one: that has no numbers of lambdas. */
bool dwarf_same_argument(struct str a, struct str b);

/*
 * What has no name (dwarf_lambda.c) ---------------------------------------------
 */

/* Whether a class whose name is `value` has none of its own; once lambdas had one. */
bool dwarf_is_unnamed(struct dwarf_ref ref, const struct dwarf_value *value);

/* Whether a class is that of a lambda. */
bool dwarf_is_lambda(struct dwarf_ref ref, const struct dwarf_shape *shape);

/*
 * Gives each "{lambda(int)#1}" of an argument that was converted from g++'s text its number
 * (dwarf_lambda_index.c); `ref` is the class or function whose argument it is.
 */
void dwarf_number_lambdas(struct dwarf_ref ref, struct output *text);

/* "UlvE_", "Ut_": a lambda's class, or another without a name; before it the lambda's variable. */
bool mangle_unnamed(struct mangler *m, struct dwarf_ref ref, const struct dwarf_shape *shape);

/*
 * Other functions of a unit (dwarf_function_index.c) -------------------------------
 */

/*
 * Takes the parameters of functions whose names have none from an argument that was converted
 * (dwarf_function_index.c); `ref` is the class or function whose argument it is.
 */
void dwarf_drop_c_parameters(struct dwarf_ref ref, struct dwarf_ref asker, struct output *text);

/*
 * Appends, to the arguments of a function template that were written and before the 'E' that ends
 * them, those of parameters without a name that are there by default, if other instances have them.
 */
void mangle_defaults(struct mangler *m, struct dwarf_ref function, const struct dwarf_shape *shape);

#endif
