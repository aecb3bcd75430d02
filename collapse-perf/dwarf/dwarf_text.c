/*
 * dwarf_text.c - names of templates as g++ writes them, and as demanglers do.
 *
 *	map<const K, long unsigned int>     map<K const, unsigned long>
 *	Fn<int(const char*)>, {f(int)::<lambda(int)>}
 *	                                    Fn<int (char const*)>, f(int)::{lambda(int)#1}
 *
 *	integral_constant<long unsigned int, 1>, ratio<1, 1000>
 *	                                    integral_constant<unsigned long, 1ul>, ratio<1l, 1000l>
 *
 * A class that is only mentioned has no DIEs for its arguments, nor has any an argument of a
 * parameter without a name: they are taken from DW_AT_name. There a number has no type. Known are
 * those of the standard library's templates; others are shown as an int.
 */
#include "dwarf_mangle.h"

enum { MOST_NESTED = 64 };

/* What is being read and written. */
struct text {
	struct str s;
	size_t at;
	unsigned depth;
	struct str suffix; /* of numbers in the list that is being read: "ul" */
	bool typed;	   /* it is that of the type that the list begins with */
	struct output *out;
};

static struct str
rest(const struct text *t)
{
	return str_skip(t->s, t->at);
}

static char
peek(const struct text *t)
{
	return t->at < t->s.len ? t->s.ptr[t->at] : '\0';
}

static bool
eat(struct text *t, struct str word)
{
	if (!str_starts(rest(t), word))
		return false;
	t->at += word.len;
	return true;
}

static char
last_char(const struct text *t)
{
	return t->out->len > 0 ? t->out->buf[t->out->len - 1] : '\0';
}

/*
 * Types of several words ----------------------------------------------------------
 */

/* "long unsigned int" and the like have counts of words, in whatever order. */
struct words {
	unsigned is_long, is_short, is_unsigned, is_signed, is_int, is_char, is_double, is_int128;
};

static bool
take_word(struct text *t, const char *word, unsigned *count)
{
	struct text after = *t;

	if (!eat(&after, str_from(word)) || dwarf_is_word(peek(&after)))
		return false;
	++*count;
	if (peek(&after) == ' ' && after.at + 1 < after.s.len &&
	    dwarf_is_word(after.s.ptr[after.at + 1]))
		after.at++;
	t->at = after.at;
	return true;
}

static void
put(struct text *t, const char *word)
{
	output_str(t->out, str_from(word));
}

static void
put_words(struct text *t, const struct words *w)
{
	if (w->is_signed > 0 && w->is_char > 0)
		put(t, "signed ");
	if (w->is_unsigned > 0)
		put(t, "unsigned ");
	if (w->is_int128 > 0)
		put(t, "__int128");
	else if (w->is_char > 0)
		put(t, "char");
	else if (w->is_double > 0)
		put(t, w->is_long > 0 ? "long double" : "double");
	else if (w->is_short > 0)
		put(t, "short");
	else if (w->is_long > 0)
		put(t, w->is_long > 1 ? "long long" : "long");
	else
		put(t, "int");
}

/* False where the type is none of these. */
static bool
convert_words(struct text *t)
{
	struct words w = {0};
	size_t before = t->at;

	while (take_word(t, "long", &w.is_long) || take_word(t, "short", &w.is_short) ||
	       take_word(t, "unsigned", &w.is_unsigned) || take_word(t, "signed", &w.is_signed) ||
	       take_word(t, "int", &w.is_int) || take_word(t, "char", &w.is_char) ||
	       take_word(t, "double", &w.is_double) || take_word(t, "__int128", &w.is_int128))
		;
	if (t->at == before)
		return false;
	/* What stood behind the last word is no part of it. */
	if (t->s.ptr[t->at - 1] == ' ')
		t->at--;
	put_words(t, &w);
	return true;
}

/*
 * All others ----------------------------------------------------------------------
 */

static void convert_list(struct text *t, char end);

/* What type numbers have among the arguments of the template whose name was written. */
static void
expect_numbers(struct text *t)
{
	static const struct {
		struct str name, suffix;
	} known[] = {
	    {STR_INIT("std::array"), STR_INIT("ul")},
	    {STR_INIT("std::bitset"), STR_INIT("ul")},
	    {STR_INIT("std::ratio"), STR_INIT("l")},
	    {STR_INIT("std::_Tuple_impl"), STR_INIT("ul")},
	    {STR_INIT("std::_Head_base"), STR_INIT("ul")},
	    {STR_INIT("std::tuple_element"), STR_INIT("ul")},
	    {STR_INIT("std::variant_alternative"), STR_INIT("ul")},
	    {STR_INIT("std::in_place_index_t"), STR_INIT("ul")},
	};
	struct str written = output_text(t->out);

	t->suffix = STR("");
	t->typed = str_ends(written, STR("std::integral_constant")) ||
		   str_ends(written, STR("std::integer_sequence"));
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (str_ends(written, known[i].name))
			t->suffix = known[i].suffix;
}

/* The end of a number of a type, as demanglers write it: "ul". */
static struct str
suffix_of(struct str type)
{
	static const struct {
		struct str type, suffix;
	} known[] = {
	    {STR_INIT("unsigned int"), STR_INIT("u")},
	    {STR_INIT("long"), STR_INIT("l")},
	    {STR_INIT("unsigned long"), STR_INIT("ul")},
	    {STR_INIT("long long"), STR_INIT("ll")},
	    {STR_INIT("unsigned long long"), STR_INIT("ull")},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (str_eq(type, known[i].type))
			return known[i].suffix;
	return (struct str){"", 0};
}

/* An element of a list was written from `from` on. */
static void
end_element(struct text *t, size_t from)
{
	struct str element = str_skip(output_text(t->out), from);
	size_t at = element.len > 1 && element.ptr[0] == '-';

	if (t->typed)
		t->suffix = suffix_of(element);
	t->typed = false;
	while (at < element.len && str_is_digit(element.ptr[at]))
		at++;
	if (at > 0 && at == element.len)
		output_str(t->out, t->suffix);
}

/* What a list ends with, and what is in it. */
static void
convert_in(struct text *t, char begin, char end)
{
	struct str suffix = t->suffix;
	bool typed = t->typed;

	t->suffix = STR("");
	t->typed = false;
	if (begin == '<')
		expect_numbers(t);
	t->at++;
	output_char(t->out, begin);
	t->depth++;
	convert_list(t, end);
	t->depth--;
	t->suffix = suffix;
	t->typed = typed;
	if (peek(t) == end)
		t->at++;
	while (last_char(t) == ' ') /* g++ has one behind a lambda, too */
		t->out->len--;
	if (end == '>' && last_char(t) == '>')
		output_char(t->out, ' ');
	output_char(t->out, end);
}

/* "<lambda(int)>": which one it is, is not known. */
static bool
convert_lambda(struct text *t)
{
	if (!eat(t, STR("<lambda")))
		return false;
	put(t, "{lambda");
	if (peek(t) == '(')
		convert_in(t, '(', ')');
	put(t, "#1}");
	while (t->at < t->s.len && peek(t) != '>')
		t->at++;
	t->at += t->at < t->s.len;
	return true;
}

/* Whether the list of parameters here is that of a function that something is in. */
static bool
encloses(const struct text *t)
{
	unsigned depth = 0;
	struct str behind;
	size_t at = t->at;

	for (; at < t->s.len; at++) {
		depth += t->s.ptr[at] == '(';
		if (t->s.ptr[at] == ')' && --depth == 0)
			break;
	}
	behind = str_skip(t->s, at + 1);
	return str_starts(behind, STR("::")) || str_starts(behind, STR(" const::"));
}

/* "std::string", which g++ writes where a lambda takes one, and demanglers in full. */
static bool
convert_string(struct text *t)
{
	static const struct {
		struct str name, full;
	} known[] = {
	    {STR_INIT("std::string"),
		STR_INIT("std::__cxx11::basic_string<char, std::char_traits<char>, "
			 "std::allocator<char> >")},
	    {STR_INIT("std::string_view"),
		STR_INIT("std::basic_string_view<char, std::char_traits<char> >")},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		struct str behind = str_skip(rest(t), known[i].name.len);

		if (str_starts(rest(t), known[i].name) &&
		    (behind.len == 0 || (!dwarf_is_word(behind.ptr[0]) && behind.ptr[0] != ':'))) {
			output_str(t->out, known[i].full);
			t->at += known[i].name.len;
			return true;
		}
	}
	return false;
}

/* A name with all that it is in. */
static void
convert_name(struct text *t)
{
	if (convert_string(t))
		return;
	while (t->at < t->s.len) {
		char c = peek(t);

		if (eat(t, STR("(anonymous namespace)")) || eat(t, STR("{anonymous}")) ||
		    eat(t, STR("<unnamed>"))) {
			put(t, "(anonymous namespace)");
		} else if (dwarf_is_word(c) || c == ':' || c == '~') {
			output_char(t->out, c);
			t->at++;
		} else if (c == '<' && (last_char(t) == ':' || !dwarf_is_word(last_char(t)))) {
			if (!convert_lambda(t))
				return;
		} else if (c == '<') {
			convert_in(t, '<', '>');
		} else if (c == '(' && dwarf_is_word(last_char(t)) && encloses(t)) {
			convert_in(t, '(', ')');
		} else if (!eat(t, STR(" const::"))) {
			return;
		} else {
			put(t, " const::");
		}
	}
}

/* What follows a type's name: '*', "(*)(int)", "[3]". */
static void
convert_tail(struct text *t, char end)
{
	while (t->at < t->s.len && peek(t) != ',' && peek(t) != end) {
		char c = peek(t), before = last_char(t);

		if ((c == '(' && (dwarf_is_word(before) || before == '>' || before == '}')) ||
		    (c == '[' && before == ')'))
			output_char(t->out, ' ');
		if (c == '(') {
			convert_in(t, '(', ')');
			continue;
		}
		output_char(t->out, c);
		t->at++;
		if (c == '\'' && t->at < t->s.len) { /* 'x' */
			output_char(t->out, peek(t));
			t->at++;
		}
	}
}

/* One type or value. */
static void
convert_one(struct text *t, char end)
{
	bool is_const = false, is_volatile = false;

	while ((!is_const && (is_const = eat(t, STR("const ")))) ||
	       (!is_volatile && (is_volatile = eat(t, STR("volatile ")))))
		;
	if (eat(t, STR("(& "))) { /* the address of a variable */
		output_char(t->out, '&');
		convert_name(t);
		eat(t, STR(")"));
	} else if (!convert_words(t)) {
		convert_name(t);
	}
	if (is_const)
		put(t, " const");
	if (is_volatile)
		put(t, " volatile");
	convert_tail(t, end);
}

static void
convert_list(struct text *t, char end)
{
	while (t->at < t->s.len && peek(t) != end) {
		size_t from = t->out->len;

		if (t->depth >= MOST_NESTED) {
			output_str(t->out, rest(t));
			t->at = t->s.len;
			return;
		}
		convert_one(t, end);
		end_element(t, from);
		if (!eat(t, STR(",")))
			return;
		eat(t, STR(" "));
		put(t, ", ");
	}
}

/*
 * Arguments ---------------------------------------------------------------------
 */

void
dwarf_convert_text(struct str text, struct output *out)
{
	struct text t = {.s = text, .out = out};

	convert_one(&t, '\0');
	output_str(out, rest(&t));
}

bool
dwarf_next_argument(struct str *arguments, struct str *argument)
{
	size_t brackets = 0, parens = 0, at = 0;
	struct str s = *arguments;

	if (s.len == 0)
		return false;
	for (; at < s.len; at++) {
		char c = s.ptr[at];

		if (c == ',' && brackets == 0 && parens == 0)
			break;
		parens += c == '(';
		parens -= c == ')' && parens > 0;
		brackets += c == '<' && parens == 0;
		brackets -= c == '>' && parens == 0 && brackets > 0;
		at += c == '\'' && at + 2 < s.len && s.ptr[at + 2] == '\'' ? 2 : 0;
	}
	*argument = str_trim(str_head(s, at));
	*arguments = str_skip(s, at + 1);
	return true;
}

/* One step over what does not count: spaces, "#1" of a lambda, the "ul" of a number. */
static size_t
skip_loose(struct str s, size_t at)
{
	for (size_t before = at + 1; at != before;) {
		before = at;
		while (at < s.len && s.ptr[at] == ' ')
			at++;
		if (at < s.len && s.ptr[at] == '#')
			for (at++; at < s.len && str_is_digit(s.ptr[at]);)
				at++;
		if (at > 0 && str_is_digit(s.ptr[at - 1]))
			while (at < s.len && (s.ptr[at] == 'u' || s.ptr[at] == 'l'))
				at++;
	}
	return at;
}

/* Behind a lambda, whatever it takes: that is written with what was called so where it stands. */
static size_t
skip_lambda(struct str s, size_t at)
{
	size_t depth = 0;

	if (!str_starts(str_skip(s, at), STR("{lambda")))
		return at;
	for (; at < s.len; at++) {
		depth += s.ptr[at] == '{';
		if (s.ptr[at] == '}' && --depth == 0)
			break;
	}
	return at < s.len ? at : s.len - 1;
}

/* Behind "f::" of "f::{lambda", where the other has "{lambda" alone. */
static bool
skip_variable(struct str a, size_t *x, struct str b)
{
	size_t at = *x;

	while (at < a.len && dwarf_is_word(a.ptr[at]))
		at++;
	if (!str_starts(b, STR("{lambda")) || !str_starts(str_skip(a, at), STR("::{lambda")))
		return false;
	*x = at + 2;
	return true;
}

bool
dwarf_same_argument(struct str a, struct str b)
{
	struct str lambda = STR("{lambda");
	size_t x = skip_loose(a, 0), y = skip_loose(b, 0);

	/* Nor does it say which variable a lambda belongs to. */
	if (str_starts(b, lambda) && str_search(a, lambda) < a.len)
		x = str_search(a, lambda);

	while (x < a.len && y < b.len) {
		if (a.ptr[x] != b.ptr[y] && !skip_variable(a, &x, str_skip(b, y)))
			break;
		x = skip_loose(a, skip_lambda(a, x) + 1);
		y = skip_loose(b, skip_lambda(b, y) + 1);
	}
	return x >= a.len && y >= b.len;
}
