/*
 * demangle_llvm.c - names without a name of their own, as LLVM's demangler prints them, in the
 * form of GNU's; see demangle.h.
 *
 *	f(int)::'lambda'(int)::operator()(int) const	f(int)::{lambda(int)#1}::operator()(int) const
 *	g<main::'lambda0'()>				g<main::{lambda()#2}>
 *	a::'unnamed'::m()				a::{unnamed type#1}::m()
 *
 * The number behind the word is that of the mangled name: none, 0, 1 are the first three
 * (ClosureTypeName and UnnamedTypeName in llvm/Demangle/ItaniumDemangle.h).
 */
#include "demangle.h"

enum {
	MOST_NESTED = 64,
	LONGEST_LIST = 4096, /* so that lists without an end cost no square of their number */
};

/* "'lambda12'" at the front: takes it off, and gives its number, counted from 1. */
static bool
take_word(struct str *s, struct str word, uint64_t *number)
{
	struct str rest = str_skip(*s, word.len), digits;

	if (!str_starts(*s, word))
		return false;
	digits = str_head(rest, str_find(rest, '\''));
	if (digits.len == rest.len || digits.len > 9)
		return false;
	*number = 0;
	if (digits.len > 0 && !str_to_u64(digits, number))
		return false;
	*number += digits.len > 0 ? 2 : 1;
	*s = str_skip(rest, digits.len + 1);
	return true;
}

/* Where the list that s begins with ends, "(int, void (*)(char))"; 0 where it does not. */
static size_t
list_length(struct str s)
{
	size_t open = 0, most = s.len < LONGEST_LIST ? s.len : LONGEST_LIST;

	if (!str_starts(s, STR("(")))
		return 0;
	for (size_t i = 0; i < most; i++) {
		open += s.ptr[i] == '(';
		open -= s.ptr[i] == ')';
		if (open == 0)
			return i + 1;
	}
	return 0;
}

static bool convert(struct str s, struct output *out, unsigned depth);

/* A lambda, or another class, at the front of *s; false where there is none. */
static bool
convert_unnamed(struct str *s, struct output *out, unsigned depth)
{
	uint64_t number;
	struct str rest = *s;
	size_t list;

	if (take_word(&rest, STR("'unnamed"), &number)) {
		OUTPUT_LITERAL(out, "{unnamed type");
	} else if (take_word(&rest, STR("'lambda"), &number)) {
		list = list_length(rest);
		if (list == 0)
			return false;
		OUTPUT_LITERAL(out, "{lambda");
		convert(str_head(rest, list), out, depth + 1);
		rest = str_skip(rest, list);
	} else {
		return false;
	}
	output_char(out, '#');
	output_u64(out, number);
	output_char(out, '}');
	*s = rest;
	return true;
}

/* Whether anything was converted. */
static bool
convert(struct str s, struct output *out, unsigned depth)
{
	bool any = false;

	while (s.len > 0) {
		size_t plain = depth < MOST_NESTED ? str_find(s, '\'') : s.len;

		output_str(out, str_head(s, plain));
		s = str_skip(s, plain);
		if (s.len == 0)
			break;
		if (convert_unnamed(&s, out, depth)) {
			any = true;
			continue;
		}
		output_char(out, s.ptr[0]);
		s = str_skip(s, 1);
	}
	return any;
}

bool
demangle_llvm(struct str name, struct output *out)
{
	/* Nearly no name has one. */
	return str_find(name, '\'') < name.len && convert(name, out, 0);
}
