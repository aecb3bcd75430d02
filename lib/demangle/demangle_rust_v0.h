/*
 * demangle_rust_v0.h - what the parts of the Rust v0 demangler share.
 *
 * demangle_rust_v0_parse.c has the small parts (numbers, identifiers, back
 * references, lifetimes), demangle_rust_v0.c paths and types,
 * demangle_rust_v0_const.c constants. The text is printed while it is parsed.
 * Every function takes what it names from v's input, prints it, and returns
 * false where the input is not that: then all is given up.
 */
#ifndef DEMANGLE_RUST_V0_H
#define DEMANGLE_RUST_V0_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output.h"
#include "str.h"

struct v0 {
	struct str in; /* what stands behind `_R`: positions count from here */
	size_t pos;
	struct output *out;
	size_t limit;	 /* of out->len */
	size_t steps;	 /* paths, types, constants so far; references repeat them */
	unsigned depth;	 /* of them, each in the one before */
	unsigned silent; /* > 0: parse only, and follow no reference */
	uint64_t bound;	 /* lifetimes bound by the binders around here */
	bool open;	 /* v0_print_open_path left its list of arguments open */
};

struct v0_identifier {
	struct str text;
	bool punycode;
	uint64_t disambiguator;
};

static inline char
v0_peek(const struct v0 *v)
{
	return v->pos < v->in.len ? v->in.ptr[v->pos] : '\0';
}

/* The next byte; '\0', which is no tag, at the end. */
static inline char
v0_next(struct v0 *v)
{
	return v->pos < v->in.len ? v->in.ptr[v->pos++] : '\0';
}

static inline bool
v0_eat(struct v0 *v, char c)
{
	if (v->pos >= v->in.len || v->in.ptr[v->pos] != c)
		return false;
	v->pos++;
	return true;
}

static inline void
v0_print(struct v0 *v, struct str s)
{
	if (!v->silent)
		output_str(v->out, s);
}

#define V0_PRINT(v, literal) v0_print((v), STR(literal))

void v0_print_u64(struct v0 *v, uint64_t n);

/* One level deeper; false when that is too deep, or was done too often. */
bool v0_enter(struct v0 *v);

/* Back again; hands on whether all went well. */
bool v0_leave(struct v0 *v, bool well);

/* `_` is 0, `0_` 1, `Z_` 62, `10_` 63 ... */
bool v0_parse_base62(struct v0 *v, uint64_t *n);

/* A base-62 number behind a tag, counted from 1; 0 where the tag is missing. */
bool v0_parse_tagged_base62(struct v0 *v, char tag, uint64_t *n);

/* [`u`] decimal [`_`] bytes, and the same behind a disambiguator. */
bool v0_parse_plain_identifier(struct v0 *v, struct v0_identifier *id);
bool v0_parse_identifier(struct v0 *v, struct v0_identifier *id);
void v0_print_identifier(struct v0 *v, const struct v0_identifier *id);

/* What `B`, just taken, stands for: an item(v, value) that stood before it. */
bool v0_print_backref(struct v0 *v, bool (*item)(struct v0 *v, bool value), bool value);

/* 0 is the erased lifetime; n the n-th one bound, counted from the innermost. */
bool v0_print_lifetime(struct v0 *v, uint64_t n);

/* An optional binder, `for<'a, 'b> `. The caller puts v->bound back. */
bool v0_print_binder(struct v0 *v);

/* Items up to `E` with `between` them; *count of them if count is not NULL. */
bool v0_print_list(struct v0 *v, bool (*item)(struct v0 *v), struct str between, size_t *count);

/* Items up to `E` as `(a, b)`, or `(a,)` for one alone. */
bool v0_print_tuple(struct v0 *v, bool (*item)(struct v0 *v));

/* value: where generic arguments need a `::` before them, as in an expression. */
bool v0_print_path(struct v0 *v, bool value);

/* value: within an expression; else what is no literal stands in braces. */
bool v0_print_const(struct v0 *v, bool value);

#endif
