/*
 * names.c - a function's name in each kind of output; see names.h.
 *
 *	std::vector<int>::at     text
 *	std::vector\<int\>::at   Markdown
 *	"std::vector<int>::at"   JSON
 */
#include "names.h"

#include "utf8.h"

/* Of a long name in Markdown, how much is kept at either end. */
enum { LONG_NAME = 72, HEAD = 40, TAIL = 31 };

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

void
names_write_text(struct output *out, struct str name)
{
	while (name.len > 0) {
		size_t n = utf8_plain_length(name);

		if (n == 0)
			output_printf(out, "\\x%02x", (unsigned char)name.ptr[0]);
		output_bytes(out, name.ptr, n);
		name = str_skip(name, n > 0 ? n : 1);
	}
}

/* Takes a character off: valid UTF-8, or one byte that is none, as U+FFFD. */
static struct str
next_character(struct str *rest)
{
	size_t n = utf8_length(*rest);
	struct str c = n > 0 ? str_head(*rest, n) : str_from(replacement);

	*rest = str_skip(*rest, n > 0 ? n : 1);
	return c;
}

static size_t
characters(struct str s)
{
	size_t n = 0;

	for (; s.len > 0; n++)
		(void)next_character(&s);
	return n;
}

/* What may mean something to Markdown, or to who shows it; a backslash makes it a character. */
static bool
is_mark(char c)
{
	static const char marks[] = "\\`*_[]<>|~&#@$";

	return memchr(marks, c, sizeof(marks) - 1) != NULL;
}

static void
write_escaped(struct output *out, struct str c)
{
	if (utf8_plain_length(c) == 0) {
		for (size_t i = 0; i < c.len; i++)
			output_printf(out, "\\\\x%02x", (unsigned char)c.ptr[i]);
		return;
	}
	if (c.len == 1 && is_mark(c.ptr[0]))
		output_char(out, '\\');
	output_str(out, c);
}

void
names_write_markdown_text(struct output *out, struct str text)
{
	while (text.len > 0)
		write_escaped(out, next_character(&text));
}

void
names_write_markdown(struct output *out, struct str name)
{
	size_t all = characters(name);

	for (size_t i = 0; name.len > 0; i++) {
		struct str c = next_character(&name);

		if (all > LONG_NAME && i == HEAD)
			OUTPUT_LITERAL(out, "\xe2\x80\xa6");
		if (all <= LONG_NAME || i < HEAD || i >= all - TAIL)
			write_escaped(out, c);
	}
}

void
names_write_json(struct output *out, struct str name)
{
	output_char(out, '"');
	while (name.len > 0) {
		struct str c = next_character(&name);

		if (utf8_plain_length(c) == 0)
			output_printf(out, "\\u%04x", (unsigned)utf8_code_point(c.ptr, c.len));
		else {
			if (c.ptr[0] == '"' || c.ptr[0] == '\\')
				output_char(out, '\\');
			output_str(out, c);
		}
	}
	output_char(out, '"');
}
