/*
 * demangle_name.c - a symbol's function as its language writes it, without parameters.
 *
 *	_ZN3foo3barEi                              foo::bar
 *	_RNvC4core5write.cold                      core::write
 *	main::_$u7b$$u7b$closure$u7d$$u7d$::h…     main::{{closure}}
 *	camlDune__exe__Main__$2b$2b_77             Dune.exe.Main.++_77
 *	Lcom/acme/Foo;run(I)V                      com.acme.Foo.run
 *	base_GHCziBase_map_info                    base_GHC.Base_map_info
 *	_D3std5stdio4File5flushMFZv                std.stdio.File.flush
 *
 * OCaml and Java are as perf shows them: in OCaml "__" parts modules, and what no symbol may
 * hold is '$' and two hexadecimal digits; of Java's descriptors, as perf inject --jit makes
 * symbols of them, a constructor has no '.' before it.
 */
#include "demangle.h"

#include "demangle_words.h"

/*
 * A mangled Rust name without what an optimiser put behind it: `.cold`, `.warm`.
 * perf leaves that out, as it does for C++ when the parameter list goes.
 */
static struct str
without_suffix(struct str name)
{
	size_t dot = str_rfind(name, '.');

	if (str_starts(name, STR("_R")))
		return str_head(name, str_find(name, '.'));
	/* A legacy name ends with its hash and an E, and has dots before that. */
	return dot > 0 && dot < name.len && name.ptr[dot - 1] == 'E' ? str_head(name, dot) : name;
}

/* "$2b" at the beginning of s is '+': its value, or 0. */
static unsigned char
ocaml_escape(struct str s)
{
	uint64_t value = 0;

	if (s.len < 3 || s.ptr[0] != '$' || !str_hex_to_u64(str_make(s.ptr + 1, 2), &value))
		return 0;
	return value >= ' ' && value != 0x7f ? (unsigned char)value : 0;
}

static bool
print_ocaml(struct str s, struct output *out)
{
	if (!str_starts(s, STR("caml")) || s.len < 5 || s.ptr[4] < 'A' || s.ptr[4] > 'Z')
		return false;
	for (s = str_skip(s, 4); s.len > 0;) {
		unsigned char escape = ocaml_escape(s);

		if (escape != 0) {
			output_char(out, (char)escape);
			s = str_skip(s, 3);
		} else if (str_starts(s, STR("__"))) {
			output_char(out, '.');
			s = str_skip(s, 2);
		} else {
			output_char(out, s.ptr[0]);
			s = str_skip(s, 1);
		}
	}
	return true;
}

/* Length of the type that s begins with, as of a field: "I", "[J", "Ljava/lang/String;"; 0. */
static size_t
java_type_length(struct str s)
{
	size_t n = 0;

	while (n < s.len && s.ptr[n] == '[')
		n++;
	if (n == s.len)
		return 0;
	if (s.ptr[n] != 'L')
		return s.ptr[n] != '\0' && strchr("BCDFIJSVZ", s.ptr[n]) != NULL ? n + 1 : 0;
	n += str_find(str_skip(s, n), ';');
	return n < s.len ? n + 1 : 0;
}

static bool
is_java_type_list(struct str s)
{
	while (s.len > 0) {
		size_t n = java_type_length(s);

		if (n == 0)
			return false;
		s = str_skip(s, n);
	}
	return true;
}

/* "Lcom/acme/Foo;run(I)V" */
static bool
print_java(struct str s, struct output *out)
{
	struct str class = str_head(s, str_find(s, ';'));
	struct str method = str_skip(s, class.len + 1), list = method;
	struct str name = str_cut(&list, '(');
	struct str types = str_cut(&list, ')');

	if (!str_starts(class, STR("L")) || name.len == 0 || list.len == 0 ||
	    java_type_length(list) != list.len || !is_java_type_list(types))
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (strchr(".:;[/ ", name.ptr[i]) != NULL)
			return false;
	for (size_t i = 1; i < class.len; i++)
		output_char(out, class.ptr[i] == '/' ? '.' : class.ptr[i]);
	if (name.ptr[0] != '<')
		output_char(out, '.');
	output_str(out, name);
	return true;
}

/* Whether a name may be one for the linker: "_Z", "__Z", "_R", "_D", "_GLOBAL_", "ZN". */
static bool
is_for_linker(struct str s)
{
	size_t n = 0;

	while (n < s.len && s.ptr[n] == '_')
		n++;
	return n < s.len &&
	       (s.ptr[n] == 'Z' || s.ptr[n] == 'R' || s.ptr[n] == 'D' || s.ptr[n] == 'G');
}

static bool
print_any(struct str s, struct output *out)
{
	if (s.len == 0)
		return false;
	switch (s.ptr[0]) {
	case 'L':
		if (print_java(s, out))
			return true;
		break;
	case '_':
	case 'Z':
		if (!is_for_linker(s))
			break;
		if (demangle_rust(without_suffix(s), out) || demangle_cxx_name(s, out) ||
		    demangle_d(s, out))
			return true;
		break;
	default:
		break;
	}
	return demangle_rust_legacy_partial(s, out) || demangle_haskell(s, out) ||
	       demangle_llvm(s, out);
}

bool
demangle_symbol(struct str symbol, struct output *out)
{
	size_t start = out->len;

	if (symbol.len <= DEMANGLE_MAX_NAME && print_ocaml(symbol, out) && out->error == 0)
		return true;
	out->len = start;
	return demangle_name(symbol, out);
}

bool
demangle_name(struct str symbol, struct output *out)
{
	struct str plt = STR("@plt");
	size_t start = out->len;
	bool is_plt = str_ends(symbol, plt);
	struct str name = str_head(symbol, symbol.len - (is_plt ? plt.len : 0));

	if (symbol.len <= DEMANGLE_MAX_NAME && print_any(name, out) && out->error == 0) {
		if (is_plt)
			output_str(out, plt);
		return out->error == 0;
	}
	out->len = start;
	return false;
}
