/*
 * xml_check.c - whether a text is well-formed XML 1.0, without document types.
 *
 *	<?xml version="1.0"?><svg a="1"><!-- c --><t>x &lt; y</t><style><![CDATA[a]]></style></svg>
 *
 * See https://www.w3.org/TR/xml/: elements nest, attributes are quoted and come
 * once, & and < stand only where they may, all characters are allowed ones.
 */
#include "common.h"

#include "utf8.h"

enum { DEPTH = 4096, ATTRIBUTES = 64 };

static bool
is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || str_is_digit(c) || c == '-' ||
	       c == '_' || c == ':' || c == '.';
}

static struct str
take_name(struct str *rest)
{
	size_t n = 0;

	while (n < rest->len && is_name_byte(rest->ptr[n]))
		n++;
	MUST(n > 0 && !str_is_digit(rest->ptr[0]) && rest->ptr[0] != '-' && rest->ptr[0] != '.');
	*rest = str_skip(*rest, n);
	return str_make(rest->ptr - n, n);
}

/* Behind the mark that must come. */
static struct str
take_until(struct str *rest, struct str mark)
{
	size_t n = str_search(*rest, mark);
	struct str taken = str_head(*rest, n);

	MUST(n < rest->len);
	*rest = str_skip(*rest, n + mark.len);
	return taken;
}

static void
check_characters(struct str text)
{
	for (size_t i = 0; i < text.len;) {
		unsigned char c = (unsigned char)text.ptr[i];
		size_t n = c < 0x80 ? 1 : utf8_length(str_skip(text, i));

		MUST(n > 0);
		MUST(c >= 0x20 || c == '\t' || c == '\n' || c == '\r');
		/* U+FFFE and U+FFFF */
		MUST(!(n == 3 && c == 0xef && (unsigned char)text.ptr[i + 1] == 0xbf &&
		       (unsigned char)text.ptr[i + 2] >= 0xbe));
		i += n;
	}
}

static void
check_entity(struct str entity)
{
	bool hex = str_starts(entity, STR("#x"));
	uint64_t code = 0;

	if (str_starts(entity, STR("#"))) {
		MUST(hex ? str_hex_to_u64(str_skip(entity, 2), &code)
			 : str_to_u64(str_skip(entity, 1), &code));
		MUST(code == 9 || code == 10 || code == 13 || (code >= 32 && code < 0xd800) ||
		     (code >= 0xe000 && code <= 0x10ffff && code != 0xfffe && code != 0xffff));
	} else {
		MUST(str_eq(entity, STR("lt")) || str_eq(entity, STR("gt")) ||
		     str_eq(entity, STR("amp")) || str_eq(entity, STR("quot")) ||
		     str_eq(entity, STR("apos")));
	}
}

/* Text between tags, or an attribute's value. */
static void
check_text(struct str text)
{
	MUST(str_find(text, '<') == text.len);
	while (text.len > 0) {
		str_cut(&text, '&');
		if (text.len > 0)
			check_entity(take_until(&text, STR(";")));
	}
}

static void
check_attributes(struct str text)
{
	struct str names[ATTRIBUTES];
	size_t n = 0;

	for (text = str_trim(text); text.len > 0;) {
		struct str name = take_name(&text);
		char quote;

		for (size_t i = 0; i < n; i++)
			MUST(!str_eq(names[i], name));
		MUST(n < ATTRIBUTES);
		names[n++] = name;
		/* XML allows white space on both sides of the '='. */
		text = str_trim_left(text);
		MUST(text.len > 0 && text.ptr[0] == '=');
		text = str_trim_left(str_skip(text, 1));
		MUST(text.len > 0);
		quote = text.ptr[0];
		MUST(quote == '"' || quote == '\'');
		text = str_skip(text, 1);
		check_text(take_until(&text, quote == '"' ? STR("\"") : STR("'")));
		MUST(text.len == 0 || str_is_space(text.ptr[0]));
		text = str_trim_left(text);
	}
}

/* The inside of a tag, up to its '>', which may stand in a quoted value. */
static struct str
take_tag(struct str *rest)
{
	char quote = '\0';
	size_t n = 0;

	for (; n < rest->len && (quote != '\0' || rest->ptr[n] != '>'); n++) {
		char c = rest->ptr[n];

		if (quote != '\0')
			quote = c == quote ? '\0' : quote;
		else if (c == '"' || c == '\'')
			quote = c;
	}
	MUST(n < rest->len);
	*rest = str_skip(*rest, n + 1);
	return str_make(rest->ptr - n - 1, n);
}

/* A start, end or empty tag, with the elements that are open. */
static void
check_tag(struct str tag, struct str open[DEPTH], size_t *depth)
{
	bool empty = str_ends(tag, STR("/"));
	struct str name;

	if (str_starts(tag, STR("/"))) {
		MUST(*depth > 0 && str_eq(str_trim_right(str_skip(tag, 1)), open[*depth - 1]));
		(*depth)--;
		return;
	}
	tag = str_head(tag, tag.len - empty);
	name = take_name(&tag);
	MUST(tag.len == 0 || str_is_space(tag.ptr[0]));
	check_attributes(tag);
	if (empty)
		return;
	MUST(*depth < DEPTH);
	open[(*depth)++] = name;
}

void
fuzz_check_xml(struct str text)
{
	struct str open[DEPTH];
	size_t depth = 0, elements = 0;

	check_characters(text);
	while (text.len > 0) {
		size_t n = str_find(text, '<');

		check_text(str_head(text, n));
		MUST(depth > 0 || str_trim(str_head(text, n)).len == 0);
		MUST(str_search(str_head(text, n), STR("]]>")) == n);
		text = str_skip(text, n + 1);
		if (n == text.len + n && text.len == 0)
			break;
		if (str_starts(text, STR("?"))) {
			take_until(&text, STR("?>"));
		} else if (str_starts(text, STR("!--"))) {
			text = str_skip(text, 3);
			MUST(str_search(take_until(&text, STR("-->")), STR("--")) > 0);
		} else if (str_starts(text, STR("![CDATA["))) {
			MUST(depth > 0);
			take_until(&text, STR("]]>"));
		} else {
			MUST(depth > 0 || elements == 0);
			elements++;
			check_tag(take_tag(&text), open, &depth);
		}
	}
	MUST(depth == 0 && elements > 0);
}
