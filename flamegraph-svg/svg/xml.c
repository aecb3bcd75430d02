/*
 * xml.c - any bytes as text of an XML 1.0 document; see xml.h.
 */
#include "xml.h"

#include "utf8.h"

/* What stands for a character that has to be escaped, or an empty slice. */
static struct str
escape(char c)
{
	switch (c) {
	case '<':
		return STR("&lt;");
	case '>':
		return STR("&gt;");
	case '&':
		return STR("&amp;");
	case '"':
		return STR("&quot;");
	case '\r': /* a parser would make it a newline */
		return STR("&#13;");
	default:
		return STR("");
	}
}

static bool
is_plain(char c)
{
	return c >= ' ' && c < 0x7f && c != '<' && c != '>' && c != '&' && c != '"';
}

/* Whether XML 1.0 allows a character. */
static bool
is_allowed(uint32_t c)
{
	return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0xfffe && c != 0xffff);
}

/* What cut names end in: as a reference, so that a picture of ASCII alone is ASCII. Browsers read that
 * faster, as they have a byte for each of its characters. */
enum { ELLIPSIS = 0x2026 };

/* Writes the character that s begins with; returns how many bytes it had. */
static size_t
write_character(struct output *out, struct str s, bool ascii)
{
	size_t n = utf8_length(s);
	uint32_t c = n > 0 ? utf8_code_point(s.ptr, n) : 0;
	struct str escaped = escape(s.ptr[0]);

	if (n == 0 || !is_allowed(c)) {
		output_str(out, ascii ? STR("&#65533;") : STR("\xef\xbf\xbd"));
		return n > 0 ? n : 1;
	}
	if (escaped.len > 0)
		output_str(out, escaped);
	else if (n > 1 && (ascii || c == ELLIPSIS))
		output_printf(out, "&#%lu;", (unsigned long)c);
	else
		output_bytes(out, s.ptr, n);
	return n;
}

static void
write_text(struct output *out, struct str s, bool ascii)
{
	while (s.len > 0) {
		size_t n = 0;

		while (n < s.len && is_plain(s.ptr[n]))
			n++;
		output_bytes(out, s.ptr, n);
		s = str_skip(s, n);
		if (s.len > 0)
			s = str_skip(s, write_character(out, s, ascii));
	}
}

void
xml_text(struct output *out, struct str s)
{
	write_text(out, s, false);
}

void
xml_text_ascii(struct output *out, struct str s)
{
	write_text(out, s, true);
}

/* Letters, digits, - _ and points; no colon, which would need a namespace. */
static size_t
name_length(struct str s)
{
	size_t n = 0;

	for (; n < s.len; n++) {
		char c = s.ptr[n];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';

		if (!letter && (n == 0 || !(str_is_digit(c) || c == '-' || c == '.')))
			break;
	}
	return n;
}

/* A value may hold references, but only the five names that every document knows. */
static bool
is_value(struct str s)
{
	static const char *const known[] = {"&lt;", "&gt;", "&amp;", "&quot;", "&apos;", NULL};

	while (s.len > 0) {
		size_t n = utf8_length(s), i = 0;

		if (n == 0 || s.ptr[0] == '<' || !is_allowed(utf8_code_point(s.ptr, n)))
			return false;
		if (s.ptr[0] == '&') {
			while (known[i] != NULL && !str_starts(s, str_from(known[i])))
				i++;
			if (known[i] == NULL)
				return false;
		}
		s = str_skip(s, n);
	}
	return true;
}

/* Takes an attribute and the space behind it from *rest; false where there is none. */
static bool
cut_attribute(struct str *rest, struct str *name)
{
	struct str s = *rest;
	size_t end;
	char quote;

	*name = str_head(s, name_length(s));
	s = str_trim_left(str_skip(s, name->len));
	if (name->len == 0 || s.len == 0 || s.ptr[0] != '=')
		return false;
	s = str_trim_left(str_skip(s, 1));
	quote = s.len > 0 ? s.ptr[0] : ' ';
	if (quote != '"' && quote != '\'')
		return false;
	s = str_skip(s, 1);
	end = str_find(s, quote);
	if (end == s.len || !is_value(str_head(s, end)))
		return false;
	s = str_skip(s, end + 1);
	*rest = str_trim_left(s);
	return s.len == 0 || str_is_space(s.ptr[0]);
}

bool
xml_is_attributes(struct str s)
{
	struct str rest = str_trim(s), name, later, other;

	/* White space to str_is_space, but nowhere in XML. */
	if (str_find(s, '\v') < s.len || str_find(s, '\f') < s.len)
		return false;
	while (rest.len > 0) {
		if (!cut_attribute(&rest, &name))
			return false;
		for (later = rest; later.len > 0 && cut_attribute(&later, &other);)
			if (str_eq(name, other))
				return false;
	}
	return true;
}
