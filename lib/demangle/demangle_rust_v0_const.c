/*
 * demangle_rust_v0_const.c - constants in the Rust v0 mangling: the values of
 * const generic arguments and the lengths of arrays.
 *
 *   j1f_            31           a type's letter, hexadecimal digits, `_`
 *   an80_           -128         `n`: negative
 *   b1_, c41_       true, 'A'
 *   Re616263_       "abc"        a reference to a string: its bytes
 *   RAj1_j2_E       {&[1, 2]}    in braces where it is no literal, unless
 *                                they are there already
 *   VNtC1a1SS1xj1_E {a::S { x: 1 }}   a struct; `T`: tuple struct, `U`: unit
 *   p               _
 */
#include "demangle_rust_v0.h"

#include "utf8.h"

/* Hexadecimal digits, lower case, up to `_`. */
static bool
parse_hex(struct v0 *v, struct str *digits)
{
	size_t start = v->pos;

	for (char c; (c = v0_next(v)) != '_';)
		if (!str_is_digit(c) && (c < 'a' || c > 'f'))
			return false;
	*digits = str_make(v->in.ptr + start, v->pos - 1 - start);
	return true;
}

/* digits without zeros before them: all zero gives none. */
static struct str
strip_zeros(struct str digits)
{
	while (digits.len > 0 && digits.ptr[0] == '0')
		digits = str_skip(digits, 1);
	return digits;
}

/* In decimal; what does not fit 64 bits stays hexadecimal. */
static bool
print_integer(struct v0 *v)
{
	struct str digits;
	uint64_t n = 0;

	if (!parse_hex(v, &digits))
		return false;
	digits = strip_zeros(digits);
	if (digits.len == 0 || str_hex_to_u64(digits, &n)) {
		v0_print_u64(v, n);
	} else {
		V0_PRINT(v, "0x");
		v0_print(v, digits);
	}
	return true;
}

static bool
print_signed(struct v0 *v)
{
	if (v0_eat(v, 'n'))
		V0_PRINT(v, "-");
	return print_integer(v);
}

static bool
print_bool(struct v0 *v)
{
	struct str digits;

	if (!parse_hex(v, &digits))
		return false;
	digits = strip_zeros(digits);
	if (digits.len > 0 && !str_eq(digits, STR("1")))
		return false;
	v0_print(v, digits.len > 0 ? STR("true") : STR("false"));
	return true;
}

/*
 * Characters that a reader does not see, or that change what stands around
 * them: controls, marks that combine, spaces but the one, directions, private.
 */
static bool
is_invisible(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {{0, 0x1f}, {0x7f, 0xa0}, {0xad, 0xad}, {0x300, 0x36f}, {0x483, 0x489},
	    {0x591, 0x5bd}, {0x610, 0x61c}, {0x64b, 0x65f}, {0x180e, 0x180e}, {0x1ab0, 0x1ace},
	    {0x1dc0, 0x1dff}, {0x2000, 0x200f}, {0x2028, 0x202f}, {0x205f, 0x206f},
	    {0x20d0, 0x20f0}, {0x3000, 0x3000}, {0xd800, 0xf8ff}, {0xfe00, 0xfe0f},
	    {0xfe20, 0xfe2f}, {0xfeff, 0xfeff}, {0xfff0, 0xfffb}, {0xfffe, 0xffff},
	    {0xe0000, 0x10ffff}};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

static void
print_hex(struct v0 *v, uint32_t n)
{
	char digits[8];
	size_t i = sizeof(digits);

	do
		digits[--i] = "0123456789abcdef"[n % 16];
	while ((n /= 16) != 0);
	v0_print(v, str_make(digits + i, sizeof(digits) - i));
}

/* A character as a Rust program would write it between these quotes. */
static void
print_escaped(struct v0 *v, uint32_t c, char quote)
{
	static const char named[] = "\0\t\r\n", letters[] = "0trn";
	const char *at = c < 0x80 ? memchr(named, (int)c, sizeof(named) - 1) : NULL;
	char utf8[4];

	if (at != NULL || c == (uint32_t)quote || c == '\\') {
		V0_PRINT(v, "\\");
		v0_print(v, str_make(at != NULL ? letters + (at - named) : (char[]){(char)c}, 1));
	} else if (is_invisible(c)) {
		V0_PRINT(v, "\\u{");
		print_hex(v, c);
		V0_PRINT(v, "}");
	} else {
		v0_print(v, str_make(utf8, utf8_encode(c, utf8)));
	}
}

static bool
print_char(struct v0 *v)
{
	struct str digits;
	uint64_t c = 0;
	char utf8[4];

	if (!parse_hex(v, &digits))
		return false;
	digits = strip_zeros(digits);
	if (digits.len > 6 || (digits.len > 0 && !str_hex_to_u64(digits, &c)) ||
	    utf8_encode((uint32_t)c, utf8) == 0)
		return false;
	V0_PRINT(v, "'");
	print_escaped(v, (uint32_t)c, '\'');
	V0_PRINT(v, "'");
	return true;
}

/* The next character of a string that is written as two digits for a byte. */
static bool
take_character(struct str *digits, uint32_t *c)
{
	char utf8[4];
	size_t n = 0, length;
	uint64_t byte;

	while (n < sizeof(utf8) && str_hex_to_u64(str_head(str_skip(*digits, 2 * n), 2), &byte))
		utf8[n++] = (char)byte;
	length = utf8_length(str_make(utf8, n));
	if (length == 0)
		return false;
	*c = utf8_code_point(utf8, length);
	*digits = str_skip(*digits, 2 * length);
	return true;
}

static bool
print_string(struct v0 *v)
{
	struct str digits;

	if (!parse_hex(v, &digits) || digits.len % 2 != 0)
		return false;
	V0_PRINT(v, "\"");
	for (uint32_t c; digits.len > 0;) {
		if (!take_character(&digits, &c))
			return false;
		print_escaped(v, c, '"');
	}
	V0_PRINT(v, "\"");
	return true;
}

static bool
print_item(struct v0 *v)
{
	return v0_print_const(v, true);
}

/* [disambiguator] name, and its value. */
static bool
print_field(struct v0 *v)
{
	struct v0_identifier id;

	if (!v0_parse_identifier(v, &id))
		return false;
	v0_print_identifier(v, &id);
	V0_PRINT(v, ": ");
	return v0_print_const(v, true);
}

/* The path of a struct or of an enum's variant, then what it holds. */
static bool
print_adt(struct v0 *v)
{
	if (!v0_print_path(v, true))
		return false;
	switch (v0_next(v)) {
	case 'U':
		return true;
	case 'T':
		V0_PRINT(v, "(");
		if (!v0_print_list(v, print_item, STR(", "), NULL))
			return false;
		V0_PRINT(v, ")");
		return true;
	case 'S':
		V0_PRINT(v, " { ");
		if (!v0_print_list(v, print_field, STR(", "), NULL))
			return false;
		V0_PRINT(v, " }");
		return true;
	default:
		return false;
	}
}

static bool
print_array(struct v0 *v)
{
	V0_PRINT(v, "[");
	if (!v0_print_list(v, print_item, STR(", "), NULL))
		return false;
	V0_PRINT(v, "]");
	return true;
}

/* What is no literal: an expression. */
static bool
print_expression(struct v0 *v, char tag)
{
	switch (tag) {
	case 'e':
		V0_PRINT(v, "*");
		return print_string(v);
	case 'R':
		V0_PRINT(v, "&");
		return v0_print_const(v, true);
	case 'Q':
		V0_PRINT(v, "&mut ");
		return v0_print_const(v, true);
	case 'A':
		return print_array(v);
	case 'T':
		return v0_print_tuple(v, print_item);
	case 'V':
		return print_adt(v);
	default:
		return false;
	}
}

static bool
print_braced(struct v0 *v, char tag)
{
	V0_PRINT(v, "{");
	if (!print_expression(v, tag))
		return false;
	V0_PRINT(v, "}");
	return true;
}

static bool
print_const_of(struct v0 *v, char tag, bool value)
{
	switch (tag) {
	case 'p':
		V0_PRINT(v, "_");
		return true;
	case 'h': /* u8, u16, u32, u64, u128, usize */
	case 't':
	case 'm':
	case 'y':
	case 'o':
	case 'j':
		return print_integer(v);
	case 'a': /* i8, i16, i32, i64, i128, isize */
	case 's':
	case 'l':
	case 'x':
	case 'n':
	case 'i':
		return print_signed(v);
	case 'b':
		return print_bool(v);
	case 'c':
		return print_char(v);
	case 'B':
		return v0_print_backref(v, v0_print_const, value);
	case 'R':
		if (v0_eat(v, 'e'))
			return print_string(v);
		break;
	default:
		break;
	}
	return value ? print_expression(v, tag) : print_braced(v, tag);
}

bool
v0_print_const(struct v0 *v, bool value)
{
	return v0_enter(v) && v0_leave(v, print_const_of(v, v0_next(v), value));
}
