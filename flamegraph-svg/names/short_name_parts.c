/*
 * short_name_parts.c - names without what is in their brackets; see short_name.h.
 *
 *	std::map<int, std::less<int> >::operator[](int const&) const
 *	std::map<…>::operator[](…)             SHORT_NAME_DOTS
 *	std::map::operator[]                   SHORT_NAME_BARE
 *
 * Brackets that are a part of the name stay: operator(), {lambda(int)#1}, and at
 * the beginning <Vec as Iterator> for <a::Vec<T> as b::Iterator>.
 */
#include "short_name_parts.h"

#define DOTS "\xe2\x80\xa6"

bool
short_name_is_word(char c)
{
	return str_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       c == '$' || (unsigned char)c >= 0x80;
}

/* The length of "operator" and its sign at `at`; 0 where there is none. */
static size_t
operator_length(struct str s, size_t at)
{
	struct str rest = str_skip(s, at);
	size_t n = 8;

	if (!str_starts(rest, STR("operator")) || (at > 0 && short_name_is_word(s.ptr[at - 1])))
		return 0;
	rest = str_skip(rest, n);
	if (str_starts(rest, STR("()")) || str_starts(rest, STR("[]")))
		return n + 2;
	while (rest.len > 0 && n < 11 && strchr("<>=!+-*/%^&|~,", rest.ptr[0]) != NULL &&
	       rest.ptr[0] != '\0') {
		rest = str_skip(rest, 1);
		n++;
	}
	return n > 8 ? n : 0;
}

static bool
opens(char c)
{
	return c == '<' || c == '(' || c == '[' || c == '{';
}

size_t
short_name_group(struct str s, size_t at)
{
	size_t depth = 0;

	if (!opens(s.ptr[at]))
		return at;
	for (size_t i = at; i < s.len; i++) {
		size_t sign = operator_length(s, i);

		if (sign > 0) {
			i += sign - 1;
			continue;
		}
		switch (s.ptr[i]) {
		case '<':
		case '(':
		case '[':
		case '{':
			depth++;
			break;
		case '>':
			if (i > 0 && s.ptr[i - 1] == '-')
				break;
			/* fallthrough */
		case ')':
		case ']':
		case '}':
			if (--depth == 0)
				return i + 1;
		}
	}
	return SHORT_NAME_OPEN;
}

size_t
short_name_find(struct str s, size_t from, struct str word)
{
	for (size_t i = from; i < s.len; i++) {
		size_t end = short_name_group(s, i);

		if (end == SHORT_NAME_OPEN)
			break;
		if (end > i)
			i = end - 1;
		else if (str_starts(str_skip(s, i), word))
			return i;
	}
	return s.len;
}

/* The last component of a type, without namespaces, references and arguments. */
static void
write_last(struct output *out, struct str type)
{
	size_t begin = 0;

	for (size_t i = 0; i < type.len; i++) {
		size_t end = short_name_group(type, i);

		if (end == SHORT_NAME_OPEN)
			break;
		if (end > i)
			i = end - 1;
		else if (type.ptr[i] == ':' || type.ptr[i] == ' ' || type.ptr[i] == '&')
			begin = i + 1;
	}
	short_name_write(out, str_skip(type, begin), SHORT_NAME_BARE);
}

/* <T as Trait>, <impl Trait for T>, <T>: what a method of Rust begins with. */
static void
write_self(struct output *out, struct str content)
{
	bool impl = str_starts(content, STR("impl "));
	struct str word = impl ? STR(" for ") : STR(" as ");
	size_t at;

	content = str_skip(content, impl ? 5 : 0);
	at = short_name_find(content, 0, word);
	output_str(out, impl ? STR("<impl ") : STR("<"));
	write_last(out, str_head(content, at));
	if (at < content.len) {
		output_str(out, word);
		write_last(out, str_skip(content, at + word.len));
	}
	output_char(out, '>');
}

/* {lambda(int)#1}: its arguments go. */
static void
write_braces(struct output *out, struct str group)
{
	for (size_t i = 0; i < group.len; i++) {
		size_t end = i > 0 && group.ptr[i] == '(' ? short_name_group(group, i) : i;

		if (end > i && end != SHORT_NAME_OPEN)
			i = end - 1;
		else
			output_char(out, group.ptr[i]);
	}
}

static void
write_arguments(struct output *out, struct str group, enum short_name_level level)
{
	struct str content = str_make(group.ptr + 1, group.len - 2);

	if (level == SHORT_NAME_BARE)
		return;
	output_char(out, group.ptr[0]);
	if (level == SHORT_NAME_NESTED)
		short_name_write(out, content, SHORT_NAME_DOTS);
	else
		output_str(out, content.len > 1 ? STR(DOTS) : content);
	output_char(out, group.ptr[group.len - 1]);
}

/* What stands in brackets; `begins`: at the beginning of the name, or behind "::". */
static void
write_group(
    struct output *out, struct str group, bool first, bool begins, enum short_name_level level)
{
	struct str content = str_make(group.ptr + 1, group.len - 2);

	if (group.ptr[0] == '{')
		write_braces(out, group);
	else if (str_starts(group, STR("<lambda")))
		output_str(out, STR("<lambda>"));
	else if (group.ptr[0] == '<' && (first || (begins && str_starts(content, STR("impl ")))))
		write_self(out, content);
	else if (str_eq(content, STR("anonymous namespace")))
		output_str(out, STR("(anon)"));
	else if (group.ptr[0] == '(' && (begins || str_starts(content, STR("*"))))
		output_str(out, group); /* of Go: pkg.(*T).Method */
	else if (group.ptr[0] == '(' && content.len == 0)
		output_str(out, level == SHORT_NAME_BARE ? STR("") : group);
	else if (group.ptr[0] == '[')
		output_str(out, first ? group : STR(""));
	else
		write_arguments(out, group, level);
}

/* Whether the rest of a name says nothing of the function. */
static bool
is_nothing(struct str rest)
{
	return str_eq(rest, STR(" const")) || str_eq(rest, STR(" volatile")) ||
	       str_eq(rest, STR(" &")) || str_eq(rest, STR(" &&")) ||
	       str_eq(rest, STR(" const &")) || str_starts(rest, STR(" [clone "));
}

bool
short_name_is_turbofish(struct str s)
{
	return str_starts(s, STR("::<")) && !str_starts(s, STR("::<impl ")) &&
	       !str_starts(s, STR("::<lambda"));
}

void
short_name_write(struct output *out, struct str s, enum short_name_level level)
{
	size_t begin = 0; /* of the component */

	for (size_t i = 0; i < s.len && !(s.ptr[i] == ' ' && is_nothing(str_skip(s, i))); i++) {
		size_t sign = operator_length(s, i);
		size_t end = sign == 0 ? short_name_group(s, i) : i;

		if (end == SHORT_NAME_OPEN) {
			output_str(out, str_skip(s, i));
			return;
		}
		if (level == SHORT_NAME_BARE && short_name_is_turbofish(str_skip(s, i)))
			i++; /* the brackets behind it go, too */
		else if (sign > 0) {
			output_str(out, str_head(str_skip(s, i), sign));
			i += sign - 1;
		} else if (end > i) {
			write_group(out, str_make(s.ptr + i, end - i), i == 0, i == begin, level);
			i = end - 1;
		} else {
			output_char(out, s.ptr[i]);
			begin = s.ptr[i] == ':' ? i + 1 : begin;
		}
	}
}
