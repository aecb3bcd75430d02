/*
 * demangle_rust_v0_parse.c - the small parts of the Rust v0 mangling; see
 * demangle_rust_v0.h.
 *
 *   base-62 number   1z_           98
 *   identifier       s0_3foo       foo, the third of this name (disambiguator 2)
 *                    u8gdel_5qa    gödel
 *   back reference   B5_           what stands at byte 6 behind `_R`
 *   lifetime         L_, L0_       '_, the innermost bound one
 *   binder           G0_           for<'a, 'b>
 */
#include "demangle.h"
#include "demangle_punycode.h"
#include "demangle_rust_v0.h"

enum {
	MAX_DEPTH = 500,
	MAX_STEPS = DEMANGLE_MAX_OUTPUT,
};

void
v0_print_u64(struct v0 *v, uint64_t n)
{
	if (!v->silent)
		output_u64(v->out, n);
}

bool
v0_enter(struct v0 *v)
{
	return ++v->depth <= MAX_DEPTH && ++v->steps <= MAX_STEPS && v->out->len <= v->limit;
}

bool
v0_leave(struct v0 *v, bool well)
{
	v->depth--;
	return well;
}

bool
v0_parse_base62(struct v0 *v, uint64_t *n)
{
	uint64_t x = 0;

	if (v0_eat(v, '_')) {
		*n = 0;
		return true;
	}
	for (char c; (c = v0_next(v)) != '_';) {
		uint64_t digit;

		if (str_is_digit(c))
			digit = (uint64_t)(c - '0');
		else if (c >= 'a' && c <= 'z')
			digit = (uint64_t)(c - 'a') + 10;
		else if (c >= 'A' && c <= 'Z')
			digit = (uint64_t)(c - 'A') + 36;
		else
			return false;
		if (__builtin_mul_overflow(x, 62, &x) || __builtin_add_overflow(x, digit, &x))
			return false;
	}
	return !__builtin_add_overflow(x, 1, n);
}

bool
v0_parse_tagged_base62(struct v0 *v, char tag, uint64_t *n)
{
	*n = 0;
	return !v0_eat(v, tag) || (v0_parse_base62(v, n) && !__builtin_add_overflow(*n, 1, n));
}

bool
v0_parse_plain_identifier(struct v0 *v, struct v0_identifier *id)
{
	size_t length = 0;

	id->punycode = v0_eat(v, 'u');
	if (!str_is_digit(v0_peek(v)))
		return false;
	if (!v0_eat(v, '0'))
		while (str_is_digit(v0_peek(v))) {
			length = length * 10 + (size_t)(v0_next(v) - '0');
			if (length > v->in.len)
				return false;
		}
	v0_eat(v, '_');
	if (length > v->in.len - v->pos)
		return false;
	id->text = str_make(v->in.ptr + v->pos, length);
	v->pos += length;
	return true;
}

bool
v0_parse_identifier(struct v0 *v, struct v0_identifier *id)
{
	return v0_parse_tagged_base62(v, 's', &id->disambiguator) &&
	       v0_parse_plain_identifier(v, id);
}

void
v0_print_identifier(struct v0 *v, const struct v0_identifier *id)
{
	if (v->silent)
		return;
	if (!id->punycode) {
		v0_print(v, id->text);
	} else if (!demangle_punycode(id->text, v->out)) {
		V0_PRINT(v, "punycode{");
		v0_print(v, id->text);
		V0_PRINT(v, "}");
	}
}

/* The place is before the reference, so this ends; the steps bound how late. */
bool
v0_print_backref(struct v0 *v, bool (*item)(struct v0 *v, bool value), bool value)
{
	size_t tag = v->pos - 1, back;
	uint64_t to;
	bool well;

	if (!v0_parse_base62(v, &to) || to >= tag)
		return false;
	if (v->silent)
		return true;
	back = v->pos;
	v->pos = (size_t)to;
	well = v0_enter(v) && v0_leave(v, item(v, value));
	v->pos = back;
	return well;
}

bool
v0_print_lifetime(struct v0 *v, uint64_t n)
{
	uint64_t depth = v->bound - n;
	char letter = (char)('a' + depth % 26);

	if (v->silent)
		return true;
	if (n > v->bound)
		return false;
	V0_PRINT(v, "'");
	if (n == 0) {
		V0_PRINT(v, "_");
	} else if (depth < 26) {
		v0_print(v, str_make(&letter, 1));
	} else {
		V0_PRINT(v, "_");
		v0_print_u64(v, depth);
	}
	return true;
}

bool
v0_print_binder(struct v0 *v)
{
	uint64_t n;

	if (!v0_parse_tagged_base62(v, 'G', &n))
		return false;
	if (n == 0)
		return true;
	if (n > MAX_STEPS - v->steps)
		return false;
	v->steps += (size_t)n;
	V0_PRINT(v, "for<");
	for (uint64_t i = 0; i < n; i++) {
		if (i > 0)
			V0_PRINT(v, ", ");
		v->bound++;
		if (!v0_print_lifetime(v, 1))
			return false;
	}
	V0_PRINT(v, "> ");
	return true;
}

/* Items up to `E`, with what stands between them. *count of them if count is not NULL. */
bool
v0_print_list(struct v0 *v, bool (*item)(struct v0 *v), struct str between, size_t *count)
{
	size_t n = 0;

	for (; !v0_eat(v, 'E'); n++) {
		if (n > 0)
			v0_print(v, between);
		if (!item(v))
			return false;
	}
	if (count != NULL)
		*count = n;
	return true;
}

/* `(a, b)`, and `(a,)` for one alone. */
bool
v0_print_tuple(struct v0 *v, bool (*item)(struct v0 *v))
{
	size_t n;

	V0_PRINT(v, "(");
	if (!v0_print_list(v, item, STR(", "), &n))
		return false;
	if (n == 1)
		V0_PRINT(v, ",");
	V0_PRINT(v, ")");
	return true;
}
