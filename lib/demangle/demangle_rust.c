/*
 * demangle_rust.c - Rust names in the legacy mangling, whole or half undone.
 *
 *   _ZN4core3ptr42drop_in_place$LT$alloc..string..String$GT$17h0123456789abcdefE
 *     core::ptr::drop_in_place<alloc::string::String>
 *
 * The legacy mangling borrows `_ZN…E` from C++: identifiers, each behind its
 * length, the last one `h` and 16 hex digits. Within an identifier `..` stands
 * for `::`, and `$LT$`, `$u20$` … for characters that a symbol must not hold;
 * a `_` is put before an identifier that would begin with `$`.
 */
#include "demangle.h"

#include "utf8.h"

enum { HASH = 17 }; /* h0123456789abcdef */

/* What stands between two `$`, and the character it means. */
static const struct escape {
	struct str code;
	char is;
} escapes[] = {
    {{"SP", 2}, '@'},
    {{"BP", 2}, '*'},
    {{"RF", 2}, '&'},
    {{"LT", 2}, '<'},
    {{"GT", 2}, '>'},
    {{"LP", 2}, '('},
    {{"RP", 2}, ')'},
    {{"C", 1}, ','},
};

static bool
is_hash(struct str s)
{
	if (s.len != HASH || s.ptr[0] != 'h')
		return false;
	for (size_t i = 1; i < HASH; i++)
		if (!str_is_hex(s.ptr[i]))
			return false;
	return true;
}

/* Prints the character of an escape's code; false when it is none. */
static bool
print_escape(struct str code, struct output *out)
{
	char utf8[4];
	uint64_t c;
	size_t n;

	for (size_t i = 0; i < sizeof(escapes) / sizeof(*escapes); i++)
		if (str_eq(code, escapes[i].code)) {
			output_char(out, escapes[i].is);
			return true;
		}
	if (code.len < 2 || code.ptr[0] != 'u' || !str_hex_to_u64(str_skip(code, 1), &c))
		return false;
	/* No control character gets into a frame's name this way. */
	if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c > 0x10ffff)
		return false;
	n = utf8_encode((uint32_t)c, utf8);
	output_bytes(out, utf8, n);
	return n > 0;
}

/* Prints one identifier decoded, without the '_' before a '$' at its start; from an escape that is none on, as it is. */
static void
print_identifier(struct str s, struct output *out)
{
	if (str_starts(s, STR("_$")))
		s = str_skip(s, 1);
	while (s.len > 0) {
		size_t n = 0;

		if (str_starts(s, STR(".."))) {
			OUTPUT_LITERAL(out, "::");
			n = 2;
		} else if (s.ptr[0] == '$') {
			struct str code = str_skip(s, 1);

			code = str_head(code, str_find(code, '$'));
			n = code.len + 2;
			if (n > s.len || !print_escape(code, out))
				n = s.len, output_str(out, s);
		} else {
			for (n = 1; n < s.len && s.ptr[n] != '$' && s.ptr[n] != '.';)
				n++;
			output_bytes(out, s.ptr, n);
		}
		s = str_skip(s, n);
	}
}

/* Takes an identifier behind its length from *rest. */
static bool
take_identifier(struct str *rest, struct str *identifier)
{
	size_t digits = 0, length = 0;

	while (digits < rest->len && str_is_digit(rest->ptr[digits])) {
		length = length * 10 + (size_t)(rest->ptr[digits++] - '0');
		if (length > rest->len)
			return false;
	}
	if (digits == 0 || length > rest->len - digits)
		return false;
	*identifier = str_make(rest->ptr + digits, length);
	*rest = str_skip(*rest, digits + length);
	return true;
}

/*
 * Prints what stands behind a name. LLVM's numbers for symbols it had to make
 * unique say nothing; the rest (`.cold`, `.part.0`) does.
 */
static bool
print_suffix(struct str s, struct output *out)
{
	if (s.len > 0 && s.ptr[0] != '.' && s.ptr[0] != '$')
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] <= ' ' || s.ptr[i] > '~')
			return false;
	while (s.len > 0) {
		static const struct str llvm = {".llvm.", 6};
		size_t n = 1;

		if (str_starts(s, llvm)) {
			for (n = llvm.len; n < s.len && (str_is_hex(s.ptr[n]) || s.ptr[n] == '@');)
				n++;
			if (n > llvm.len && (n == s.len || s.ptr[n] == '.')) {
				s = str_skip(s, n);
				continue;
			}
		}
		while (n < s.len && s.ptr[n] != '.')
			n++;
		output_bytes(out, s.ptr, n);
		s = str_skip(s, n);
	}
	return true;
}

/* What stands behind `_ZN`. Prints an identifier once it is known not to be the last. */
static bool
print_legacy(struct str s, struct output *out)
{
	struct str last = {NULL, 0};
	size_t count = 0;

	for (struct str identifier; s.len > 0 && s.ptr[0] != 'E'; last = identifier) {
		if (!take_identifier(&s, &identifier))
			return false;
		if (count > 1)
			OUTPUT_LITERAL(out, "::");
		if (count > 0)
			print_identifier(last, out);
		count++;
	}
	return s.len > 0 && count > 1 && is_hash(last) && print_suffix(str_skip(s, 1), out);
}

static bool
print_rust(struct str s, struct output *out)
{
	struct str rest;

	/* Some systems put one more underscore before every symbol, some tools take one away. */
	if (str_starts(s, STR("__")))
		s = str_skip(s, 1);
	if (str_starts(s, STR("_ZN")) || str_starts(s, STR("ZN")))
		return print_legacy(str_skip(s, s.ptr[0] == '_' ? 3 : 2), out);
	if (str_starts(s, STR("_R")))
		return demangle_rust_v0(s, out, &rest) && print_suffix(rest, out);
	return false;
}

bool
demangle_rust(struct str mangled, struct output *out)
{
	size_t start = out->len;

	if (mangled.len > DEMANGLE_MAX_NAME || !print_rust(mangled, out) || out->error != 0) {
		out->len = start;
		return false;
	}
	return true;
}

/*
 * Where the last `::h…` of a name starts, with nothing or only a suffix behind
 * it: a `.cold`, ` [clone .cold]` or ` (.llvm.123)`. name.len where there is none.
 */
static size_t
find_hash(struct str name)
{
	static const size_t whole = HASH + 2;

	for (size_t end = name.len; end >= whole; end--) {
		char next = end < name.len ? name.ptr[end] : '.';

		if ((next == '.' || next == ' ') && name.ptr[end - whole] == ':' &&
		    name.ptr[end - whole + 1] == ':' &&
		    is_hash(str_make(name.ptr + end - HASH, HASH)))
			return end - whole;
	}
	return name.len;
}

/* ` [clone .llvm.1]`, ` (.llvm.1)` and `.llvm.1` tell nothing and are dropped. */
static bool
print_partial_suffix(struct str s, struct output *out)
{
	if (str_starts(s, STR(" (.llvm.")) || str_starts(s, STR(" [clone .llvm.")))
		return true;
	if (s.len > 0 && s.ptr[0] == '.')
		return print_suffix(s, out);
	if (s.len > 0 && !str_starts(s, STR(" (.")) && !str_starts(s, STR(" [clone .")))
		return false;
	output_str(out, s);
	return true;
}

bool
demangle_rust_legacy_partial(struct str name, struct output *out)
{
	size_t start = out->len, hash = find_hash(name);
	struct str path = str_head(name, hash), part;

	if (hash == name.len || hash == 0)
		return false;
	for (;;) {
		part = str_head(path, str_search(path, STR("::")));
		print_identifier(part, out);
		if (part.len == path.len)
			break;
		OUTPUT_LITERAL(out, "::");
		path = str_skip(path, part.len + 2);
	}
	if (!print_partial_suffix(str_skip(name, hash + HASH + 2), out) || out->error != 0) {
		out->len = start;
		return false;
	}
	return true;
}
