/*
 * demangle_haskell.c - GHC's z-encoding.
 *
 *	containerszm0zi6zi5zi1_DataziMap_insert_info    containers-0.6.5.1_Data.Map_insert_info
 *	base_GHCziShow_zdwshowSignedInt_info            base_GHC.Show_$wshowSignedInt_info
 *	base_GHCziBase_zpzp_entry                       base_GHC.Base_++_entry
 *	ghczmprim_GHCziTuple_Z2T_con_info               ghc-prim_GHC.Tuple_(,)_con_info
 *
 * A letter behind z or Z stands for a character that no symbol may hold; z and hexadecimal
 * digits and U for any other, Z and a number and T for a tuple, H for an unboxed one. See "The
 * Z-encoding" in the commentary of GHC.
 *
 * Functions of C have such letters, too ("get_size_info"). So a symbol is Haskell's only if it
 * ends as one, if each escape makes sense where it stands, and if one is of a kind that only
 * Haskell has: the dot in a module's name, a '-' in a package's, a '$', or a '#'.
 */
#include "demangle_words.h"

#include "demangle.h"

#include "utf8.h"

struct z_escape {
	char code, is;
};

static const struct z_escape small[] = {{'a', '&'}, {'b', '|'}, {'c', '^'}, {'d', '$'}, {'e', '='},
    {'g', '>'}, {'h', '#'}, {'i', '.'}, {'l', '<'}, {'m', '-'}, {'n', '!'}, {'p', '+'}, {'q', '\''},
    {'r', '\\'}, {'s', '/'}, {'t', '*'}, {'u', '_'}, {'v', '%'}, {'z', 'z'}};
static const struct z_escape large[] = {
    {'L', '('}, {'R', ')'}, {'M', '['}, {'N', ']'}, {'C', ':'}, {'Z', 'Z'}};

static char
find(const struct z_escape *table, size_t n, char code)
{
	for (size_t i = 0; i < n; i++)
		if (table[i].code == code)
			return table[i].is;
	return '\0';
}

static bool
is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* "z2227U": a character by its number. How long it is, or 0. */
static size_t
print_number(struct str s, struct output *out)
{
	size_t n = 1;
	uint64_t c;
	char utf8[4];

	while (n < s.len && str_is_hex(s.ptr[n]))
		n++;
	if (n == s.len || s.ptr[n] != 'U' || !str_is_digit(s.ptr[1]) ||
	    !str_hex_to_u64(str_make(s.ptr + 1, n - 1), &c) || c < 0xa0 || c > 0x10ffff)
		return 0;
	output_bytes(out, utf8, utf8_encode((uint32_t)c, utf8));
	return n + 1;
}

/* "Z2T" is "(,)", "Z0T" "()", "Z2H" "(#,#)". How long it is, or 0. */
static size_t
print_tuple(struct str s, struct output *out)
{
	enum { WIDEST = 64 }; /* of GHC */
	size_t n = 1;
	uint64_t width;
	bool boxed;

	while (n < s.len && str_is_digit(s.ptr[n]))
		n++;
	if (n == 1 || n == s.len || (s.ptr[n] != 'T' && s.ptr[n] != 'H') ||
	    !str_to_u64(str_make(s.ptr + 1, n - 1), &width) || width > WIDEST)
		return 0;
	boxed = s.ptr[n] == 'T';
	output_str(out, boxed ? STR("(") : STR("(#"));
	for (; width > 1; width--)
		output_char(out, ',');
	output_str(out, boxed ? STR(")") : STR("#)"));
	return n + 1;
}

/*
 * Whether a character that was escaped may stand where it does, in a word of a symbol: `before`
 * it, at whose end there may be letters. Signs stand in operators, which have no letters but
 * behind a '$' ("$c==").
 */
static bool
makes_sense(char c, struct str before, struct str behind)
{
	bool letter = before.len > 0 && is_letter(before.ptr[before.len - 1]);

	switch (c) {
	case '.':
		return before.len > 0 && behind.len > 0;
	case '$':
	case '-':
	case '_':
	case '\'':
	case '#':
	case 'z':
	case 'Z':
		return true;
	default:
		return !letter || str_find(before, '$') < before.len;
	}
}

/* Whether an escaped character is one that words of C have no letters for by chance. */
static bool
is_telling(char c, struct str before, struct str behind)
{
	switch (c) {
	case '.':
		return behind.len > 0 && ((behind.ptr[0] >= 'A' && behind.ptr[0] <= 'Z') ||
					     str_is_digit(behind.ptr[0]));
	case '-':
		return behind.len > 0 && str_is_digit(behind.ptr[0]);
	case '$':
		return before.len == 0;
	default:
		return c == '#' && behind.len == 0;
	}
}

/* Prints the escape that s begins with, of a word whose beginning is in `out` at `word`. */
static size_t
print_escape(struct str s, size_t word, struct output *out, bool *telling)
{
	struct str before = str_skip(output_text(out), word), behind = str_skip(s, 2);
	size_t n;
	char c;

	if (s.len < 2)
		return 0;
	if (str_is_digit(s.ptr[1])) {
		n = s.ptr[0] == 'z' ? print_number(s, out) : print_tuple(s, out);
		*telling |= n > 0;
		return n;
	}
	c = s.ptr[0] == 'z' ? find(small, sizeof(small) / sizeof(*small), s.ptr[1])
			    : find(large, sizeof(large) / sizeof(*large), s.ptr[1]);
	if (c == '\0' || !makes_sense(c, before, behind))
		return 0;
	*telling |= is_telling(c, before, behind);
	output_char(out, c);
	return 2;
}

/* One word of a symbol, without '_'. */
static bool
print_word(struct str s, struct output *out, bool *telling)
{
	size_t word = out->len, n;

	for (; s.len > 0 && out->len - word <= DEMANGLE_MAX_OUTPUT; s = str_skip(s, n)) {
		n = 1;
		if (s.ptr[0] == 'z' || s.ptr[0] == 'Z')
			n = print_escape(s, word, out, telling);
		else
			output_char(out, s.ptr[0]);
		if (n == 0)
			return false;
	}
	return true;
}

/* What GHC puts behind the name of a thing that has code, or data that perf may meet. */
static bool
is_ending(struct str word)
{
	static const struct str endings[] = {STR_INIT("info"), STR_INIT("entry"),
	    STR_INIT("closure"), STR_INIT("fast"), STR_INIT("slow"), STR_INIT("ret")};

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (str_eq(word, endings[i]))
			return true;
	return false;
}

/* All words of a symbol; false where it is none of Haskell's. */
static bool
print_words(struct str mangled, struct output *out)
{
	size_t start = out->len;
	bool telling = false;

	while (mangled.len > 0) {
		struct str word = str_head(mangled, str_find(mangled, '_'));

		if (!print_word(word, out, &telling) || out->len - start > DEMANGLE_MAX_OUTPUT)
			return false;
		mangled = str_skip(mangled, word.len);
		if (mangled.len > 0)
			output_char(out, '_');
		mangled = str_skip(mangled, 1);
	}
	return telling;
}

bool
demangle_haskell(struct str mangled, struct output *out)
{
	size_t last, start = out->len;

	/* Nearly no name ends with one of these. */
	if (mangled.len == 0 || str_find(STR("oyetw"), mangled.ptr[mangled.len - 1]) == 5)
		return false;
	last = str_rfind(mangled, '_');
	if (last < mangled.len && is_ending(str_skip(mangled, last + 1)) &&
	    is_letter(mangled.ptr[0]) && print_words(mangled, out))
		return true;
	out->len = start;
	return false;
}
