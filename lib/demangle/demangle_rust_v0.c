/*
 * demangle_rust_v0.c - Rust names in the v0 mangling (RFC 2603, and "v0 Symbol
 * Format" of the rustc book with what came later).
 *
 *   _RNvMs_NtCs1_7mycrate3barINtB4_3FooyE3new   <mycrate::bar::Foo<u64>>::new
 *   _RNCINvC7mycrate3mapxE0                     mycrate::map::<i64>::{closure#0}
 *
 * `_R` path [instantiating crate's path] [suffix]. The text is printed while it
 * is parsed; a back reference `B` base-62 `_` is parsed again where it stood
 * first. What is not printed (the path of an impl, the instantiating crate) is
 * parsed with `silent` set, and back references in it are not followed.
 */
#include "demangle_rust_v0.h"

#include "demangle.h"

static bool print_type(struct v0 *v);

static bool
print_generic_arg(struct v0 *v)
{
	uint64_t lifetime;

	if (v0_eat(v, 'L'))
		return v0_parse_base62(v, &lifetime) && v0_print_lifetime(v, lifetime);
	if (v0_eat(v, 'K'))
		return v0_print_const(v, false);
	return print_type(v);
}

/* `{closure#0}`, `{shim:vtable#0}`; a lower-case namespace is not shown. */
static bool
print_nested(struct v0 *v, bool value)
{
	char namespace = v0_next(v);
	struct v0_identifier id;
	bool upper = namespace >= 'A' && namespace <= 'Z';

	if (!upper && (namespace < 'a' || namespace > 'z'))
		return false;
	if (!v0_print_path(v, value) || !v0_parse_identifier(v, &id))
		return false;
	if (!upper) {
		if (id.text.len > 0)
			V0_PRINT(v, "::");
		v0_print_identifier(v, &id);
		return true;
	}
	V0_PRINT(v, "::{");
	v0_print(v, namespace == 'C'   ? STR("closure")
		    : namespace == 'S' ? STR("shim")
				       : str_make(&namespace, 1));
	if (id.text.len > 0)
		V0_PRINT(v, ":");
	v0_print_identifier(v, &id);
	V0_PRINT(v, "#");
	v0_print_u64(v, id.disambiguator);
	V0_PRINT(v, "}");
	return true;
}

/* Where an impl stands: nobody wants to read that, its type is what tells. */
static bool
skip_impl_path(struct v0 *v)
{
	uint64_t disambiguator;
	bool well;

	v->silent++;
	well = v0_parse_tagged_base62(v, 's', &disambiguator) && v0_print_path(v, false);
	v->silent--;
	return well;
}

/* `<type>`, or `<type as trait>`. */
static bool
print_impl(struct v0 *v, bool has_path, bool has_trait)
{
	if (has_path && !skip_impl_path(v))
		return false;
	V0_PRINT(v, "<");
	if (!print_type(v))
		return false;
	if (has_trait) {
		V0_PRINT(v, " as ");
		if (!v0_print_path(v, false))
			return false;
	}
	V0_PRINT(v, ">");
	return true;
}

static bool
print_generic_path(struct v0 *v, bool value)
{
	if (!v0_print_path(v, value))
		return false;
	if (value)
		V0_PRINT(v, "::");
	V0_PRINT(v, "<");
	if (!v0_print_list(v, print_generic_arg, STR(", "), NULL))
		return false;
	V0_PRINT(v, ">");
	return true;
}

static bool
print_path_of(struct v0 *v, char tag, bool value)
{
	struct v0_identifier id;

	switch (tag) {
	case 'C':
		if (!v0_parse_identifier(v, &id))
			return false;
		v0_print_identifier(v, &id);
		return true;
	case 'N':
		return print_nested(v, value);
	case 'M':
		return print_impl(v, true, false);
	case 'X':
		return print_impl(v, true, true);
	case 'Y':
		return print_impl(v, false, true);
	case 'I':
		return print_generic_path(v, value);
	case 'B':
		return v0_print_backref(v, v0_print_path, value);
	default:
		return false;
	}
}

/* value: where generic arguments need a `::` before them, as in an expression. */
bool
v0_print_path(struct v0 *v, bool value)
{
	return v0_enter(v) && v0_leave(v, print_path_of(v, v0_next(v), value));
}

/* The types of one letter; the empty slice for another tag. */
static struct str
basic_type(char tag)
{
	static const char *const names['z' - 'a' + 1] = {"i8", "bool", "char", "f64", "str", "f32",
	    NULL, "u8", "isize", "usize", NULL, "i32", "u32", "i128", "u128", "_", NULL, NULL,
	    "i16", "u16", "()", "...", NULL, "i64", "u64", "!"};

	return tag >= 'a' && tag <= 'z' ? str_from(names[tag - 'a']) : STR("");
}

/* The ABI's name: `-` was written as `_`. */
static bool
print_abi(struct v0 *v)
{
	struct v0_identifier id;

	V0_PRINT(v, "extern \"");
	if (v0_eat(v, 'C')) {
		V0_PRINT(v, "C");
	} else {
		if (!v0_parse_plain_identifier(v, &id) || id.punycode || id.text.len == 0)
			return false;
		for (size_t i = 0; i < id.text.len; i++)
			v0_print(
			    v, id.text.ptr[i] == '_' ? STR("-") : str_make(id.text.ptr + i, 1));
	}
	V0_PRINT(v, "\" ");
	return true;
}

/* [binder] [`U`] [`K` abi] types `E` type */
static bool
print_function(struct v0 *v)
{
	if (!v0_print_binder(v))
		return false;
	if (v0_eat(v, 'U'))
		V0_PRINT(v, "unsafe ");
	if (v0_eat(v, 'K') && !print_abi(v))
		return false;
	V0_PRINT(v, "fn(");
	if (!v0_print_list(v, print_type, STR(", "), NULL))
		return false;
	V0_PRINT(v, ")");
	if (v0_eat(v, 'u'))
		return true;
	V0_PRINT(v, " -> ");
	return print_type(v);
}

/* A path whose list of arguments, if it has one, is left open for more: see v->open. */
static bool
print_open_path(struct v0 *v, bool value)
{
	if (v0_eat(v, 'B'))
		return v0_print_backref(v, print_open_path, value);
	if (!v0_eat(v, 'I')) {
		v->open = false;
		return v0_print_path(v, value);
	}
	if (!v0_print_path(v, value))
		return false;
	V0_PRINT(v, "<");
	if (!v0_print_list(v, print_generic_arg, STR(", "), NULL))
		return false;
	v->open = true;
	return true;
}

/* path {`p` identifier type}: `Iterator<Item = u8>` */
static bool
print_dyn_trait(struct v0 *v)
{
	struct v0_identifier id;
	bool open;

	v->open = false;
	if (!print_open_path(v, false))
		return false;
	for (open = v->open; v0_eat(v, 'p'); open = true) {
		v0_print(v, open ? STR(", ") : STR("<"));
		if (!v0_parse_plain_identifier(v, &id))
			return false;
		v0_print_identifier(v, &id);
		V0_PRINT(v, " = ");
		if (!print_type(v))
			return false;
	}
	if (open)
		V0_PRINT(v, ">");
	return true;
}

/* [binder] {trait} `E` `L` lifetime */
static bool
print_dyn(struct v0 *v)
{
	uint64_t bound = v->bound, lifetime;

	V0_PRINT(v, "dyn ");
	if (!v0_print_binder(v) || !v0_print_list(v, print_dyn_trait, STR(" + "), NULL))
		return false;
	v->bound = bound; /* the lifetime of the object stands outside the binder */
	if (!v0_eat(v, 'L') || !v0_parse_base62(v, &lifetime))
		return false;
	if (lifetime == 0)
		return true;
	V0_PRINT(v, " + ");
	return v0_print_lifetime(v, lifetime);
}

/* [`L` lifetime] type behind `&`; the erased lifetime is not shown. */
static bool
print_reference(struct v0 *v, bool mutable)
{
	uint64_t lifetime;

	V0_PRINT(v, "&");
	if (v0_eat(v, 'L')) {
		if (!v0_parse_base62(v, &lifetime))
			return false;
		if (lifetime > 0) {
			if (!v0_print_lifetime(v, lifetime))
				return false;
			V0_PRINT(v, " ");
		}
	}
	if (mutable)
		V0_PRINT(v, "mut ");
	return print_type(v);
}

static bool
print_pointer(struct v0 *v, struct str kind)
{
	v0_print(v, kind);
	return print_type(v);
}

static bool
print_array(struct v0 *v, bool sized)
{
	V0_PRINT(v, "[");
	if (!print_type(v))
		return false;
	if (sized) {
		V0_PRINT(v, "; ");
		if (!v0_print_const(v, true))
			return false;
	}
	V0_PRINT(v, "]");
	return true;
}

static bool
print_type_value(struct v0 *v, bool value)
{
	(void)value;
	return print_type(v);
}

/* `R` const const: a range; `O` patterns `E`: any of them; `N`: not null. */
static bool
print_pattern(struct v0 *v)
{
	switch (v0_next(v)) {
	case 'R':
		if (!v0_print_const(v, false))
			return false;
		V0_PRINT(v, "..=");
		return v0_print_const(v, false);
	case 'O':
		/* Bounded like all else that nests. */
		return v0_enter(v) &&
		       v0_leave(v, v0_print_list(v, print_pattern, STR(" | "), NULL));
	case 'N':
		V0_PRINT(v, "!null");
		return true;
	default:
		return false;
	}
}

static bool
print_type_with_pattern(struct v0 *v)
{
	if (!print_type(v))
		return false;
	V0_PRINT(v, " is ");
	return print_pattern(v);
}

static bool
print_function_type(struct v0 *v)
{
	uint64_t bound = v->bound;
	bool well = print_function(v);

	v->bound = bound;
	return well;
}

static bool
print_type_of(struct v0 *v, char tag)
{
	switch (tag) {
	case 'R':
		return print_reference(v, false);
	case 'Q':
		return print_reference(v, true);
	case 'P':
		return print_pointer(v, STR("*const "));
	case 'O':
		return print_pointer(v, STR("*mut "));
	case 'A':
		return print_array(v, true);
	case 'S':
		return print_array(v, false);
	case 'T':
		return v0_print_tuple(v, print_type);
	case 'F':
		return print_function_type(v);
	case 'D':
		return print_dyn(v);
	case 'W':
		return print_type_with_pattern(v);
	case 'B':
		return v0_print_backref(v, print_type_value, false);
	default:
		return print_path_of(v, tag, false);
	}
}

static bool
print_type(struct v0 *v)
{
	char tag = v0_next(v);
	struct str basic = basic_type(tag);

	if (basic.len > 0) {
		v0_print(v, basic);
		return true;
	}
	return v0_enter(v) && v0_leave(v, print_type_of(v, tag));
}

/* The crate that an instance of a generic function was made in: not printed. */
static bool
skip_instantiating_crate(struct v0 *v)
{
	bool well;

	if (v0_peek(v) < 'A' || v0_peek(v) > 'Z')
		return true;
	v->silent++;
	well = v0_print_path(v, false);
	v->silent--;
	return well;
}

bool
demangle_rust_v0(struct str mangled, struct output *out, struct str *rest)
{
	struct v0 v = {
	    .in = str_skip(mangled, 2),
	    .out = out,
	    .limit = out->len + DEMANGLE_MAX_OUTPUT,
	};
	size_t start = out->len;

	if (!str_starts(mangled, STR("_R")) || mangled.len > DEMANGLE_MAX_NAME ||
	    !v0_print_path(&v, true) || !skip_instantiating_crate(&v) || out->len > v.limit ||
	    out->error != 0) {
		out->len = start;
		return false;
	}
	*rest = str_skip(v.in, v.pos);
	return true;
}
