/*
 * short_name_parts.h - names without what is in their brackets; for short_name.c alone.
 */
#ifndef SHORT_NAME_PARTS_H
#define SHORT_NAME_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output.h"
#include "str.h"

/* How much of a name's brackets is left. */
enum short_name_level {
	SHORT_NAME_BARE,   /* nothing, nor the brackets */
	SHORT_NAME_DOTS,   /* <…> */
	SHORT_NAME_NESTED, /* <int, vector<…>> */
};

/*
 * Where the bracket that opens at `at` closes, behind it. `at` where none opens,
 * SHORT_NAME_OPEN where it does not close: no use then in asking for those behind it.
 */
#define SHORT_NAME_OPEN SIZE_MAX
size_t short_name_group(struct str s, size_t at);

/* Where a word stands outside of brackets, at `from` or behind; the length where it does not. */
size_t short_name_find(struct str s, size_t from, struct str word);

/* Whether s begins with the "::" between a function of Rust and its arguments: f::<T>. */
bool short_name_is_turbofish(struct str s);

/* What a word is made of. */
bool short_name_is_word(char c);

/*
 * Writes a name without the contents of its brackets, and without what says
 * nothing of the function: "const" behind it, "[abi:cxx11]".
 */
void short_name_write(struct output *out, struct str s, enum short_name_level level);

#endif
