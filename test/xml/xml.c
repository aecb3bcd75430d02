/*
 * xml.c - looks into a picture, for tests that ask what is drawn.
 *
 *	xml check FILE             whether it is well-formed; what is not true otherwise, and status 1
 *	xml lines FILE             a line for each tag, indented; an element that holds text alone is one
 *	xml text NAME FILE         the text of the first element of that name, or class: `title`, `.m`
 *	xml attribute NAME FILE    the value of that attribute of the root
 *
 *	<svg a="1">
 *	  <title>x &lt; y</title>
 *	  <rect x="1"/>
 *	</svg>
 *
 * The rules are those of test/fuzz/xml_check.c; see https://www.w3.org/TR/xml/.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../fuzz/common.h"
#include "output.h"
#include "utf8.h"

enum { FAILED = 1, USAGE = 2 };

void
fuzz_stop(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: not true: %s\n", file, line, what);
	exit(FAILED);
}

static _Noreturn void
give_up(const char *what)
{
	fprintf(stderr, "xml: %s: %s\n", what, strerror(errno));
	exit(USAGE);
}

static void
read_all(const char *path, struct output *out)
{
	char block[65536];
	FILE *f = fopen(path, "rb");
	size_t n;

	if (f == NULL)
		give_up(path);
	while ((n = fread(block, 1, sizeof(block), f)) > 0)
		output_bytes(out, block, n);
	if (ferror(f) || out->error != 0)
		give_up(path);
	(void)fclose(f);
}

/* What stands between two tags, and the tag behind it; neither at the end. */
struct token {
	struct str text;
	struct str
	    tag; /* without < and >; a comment, an instruction, a section of characters, too */
};

static size_t
tag_length(struct str s)
{
	char quote = '\0';
	size_t n = 0;

	if (str_starts(s, STR("!--")))
		return str_search(s, STR("-->")) + 2;
	if (str_starts(s, STR("![CDATA[")))
		return str_search(s, STR("]]>")) + 2;
	for (; n < s.len && (quote != '\0' || s.ptr[n] != '>'); n++) {
		if (quote != '\0')
			quote = s.ptr[n] == quote ? '\0' : quote;
		else if (s.ptr[n] == '"' || s.ptr[n] == '\'')
			quote = s.ptr[n];
	}
	return n;
}

static bool
next_token(struct str *rest, struct token *t)
{
	size_t n = str_find(*rest, '<');

	if (rest->len == 0)
		return false;
	t->text = str_head(*rest, n);
	*rest = str_skip(*rest, n + 1);
	n = tag_length(*rest);
	t->tag = str_head(*rest, n);
	*rest = str_skip(*rest, n + 1);
	return true;
}

static bool
is_start(struct str tag)
{
	return tag.len > 0 && strchr("/?!", tag.ptr[0]) == NULL;
}

static struct str
tag_name(struct str tag)
{
	size_t n = 0;

	while (n < tag.len && !str_is_space(tag.ptr[n]) && tag.ptr[n] != '/')
		n++;
	return str_head(tag, n);
}

/* The value of an attribute as it is written; false where there is none. */
static bool
attribute(struct str tag, struct str name, struct str *value)
{
	tag = str_trim_left(str_skip(tag, tag_name(tag).len));
	while (tag.len > 0 && tag.ptr[0] != '/') {
		struct str found = str_trim(str_cut(&tag, '='));
		char quote;

		tag = str_trim_left(tag);
		quote = tag.len > 0 ? tag.ptr[0] : '"';
		tag = str_skip(tag, 1);
		*value = str_cut(&tag, quote);
		if (str_eq(found, name))
			return true;
		tag = str_trim_left(tag);
	}
	return false;
}

static void
put_entity(struct str name, bool marks)
{
	static const struct {
		struct str name;
		char is;
	} known[] = {{STR_INIT("lt"), '<'}, {STR_INIT("gt"), '>'}, {STR_INIT("amp"), '&'},
	    {STR_INIT("quot"), '"'}, {STR_INIT("apos"), '\''}};
	uint64_t code = 0;
	char utf8[4];

	for (size_t i = 0; marks && i < sizeof(known) / sizeof(*known); i++)
		if (str_eq(name, known[i].name))
			putchar(known[i].is);
	if (str_starts(name, STR("#x")) ? str_hex_to_u64(str_skip(name, 2), &code)
					: str_to_u64(str_skip(name, 1), &code))
		fwrite(utf8, 1, utf8_encode((uint32_t)code, utf8), stdout);
	else if (!marks)
		printf("&%.*s;", STR_ARG(name));
}

/* Text with its characters instead of numbers, and instead of names such as &lt; if marks are wanted. */
static void
print_text(struct str text, bool marks)
{
	while (text.len > 0) {
		size_t n = str_find(text, '&');

		fwrite(text.ptr, 1, n, stdout);
		text = str_skip(text, n + 1);
		if (text.len > 0)
			put_entity(str_cut(&text, ';'), marks);
	}
}

/* The text of an element that holds nothing else stands in its line. */
static void
print_lines(struct str rest)
{
	struct token t = {0};
	size_t depth = 0;
	bool alone = false; /* the tag before was one that began an element */

	while (next_token(&rest, &t) && t.tag.len > 0) {
		bool start = is_start(t.tag), end = t.tag.ptr[0] == '/';

		depth -= end;
		if (end && alone) {
			print_text(t.text, false);
			printf("<%.*s>", STR_ARG(t.tag));
		} else {
			if (str_trim(t.text).len > 0)
				printf("\n%.*s", STR_ARG(str_trim(t.text)));
			putchar('\n');
			printf("%*s<%.*s>", (int)(2 * depth), "", STR_ARG(t.tag));
		}
		alone = start && !str_ends(t.tag, STR("/"));
		depth += alone;
	}
	putchar('\n');
}

static bool
is_wanted(struct str tag, struct str what)
{
	struct str class;

	if (str_starts(what, STR(".")))
		return attribute(tag, STR("class"), &class) && str_eq(class, str_skip(what, 1));
	return str_eq(tag_name(tag), what);
}

/* The text of the first element that is wanted, that of what is in it included. */
static void
print_text_of(struct str rest, struct str what)
{
	struct token t = {0};
	size_t depth = 0;

	while (next_token(&rest, &t) && t.tag.len > 0) {
		if (depth > 0)
			print_text(t.text, true);
		if (depth > 0 && t.tag.ptr[0] == '/' && --depth == 0)
			break;
		if (is_start(t.tag) && !str_ends(t.tag, STR("/")))
			depth += depth > 0 || is_wanted(t.tag, what);
	}
	putchar('\n');
}

static void
print_attribute(struct str rest, struct str name)
{
	struct token t = {0};
	struct str value = STR("");

	while (next_token(&rest, &t) && !is_start(t.tag))
		continue;
	if (attribute(t.tag, name, &value))
		print_text(value, true);
	putchar('\n');
}

int
main(int argc, char **argv)
{
	struct str does = str_from(argc > 1 ? argv[1] : NULL);
	struct output out;

	if (argc != 3 + (str_eq(does, STR("text")) || str_eq(does, STR("attribute")))) {
		fputs("usage: xml check|lines FILE, xml text|attribute NAME FILE\n", stderr);
		return USAGE;
	}
	output_to_memory(&out);
	read_all(argv[argc - 1], &out);
	fuzz_check_xml(output_text(&out));
	if (str_eq(does, STR("lines")))
		print_lines(output_text(&out));
	else if (str_eq(does, STR("text")))
		print_text_of(output_text(&out), str_from(argv[2]));
	else if (str_eq(does, STR("attribute")))
		print_attribute(output_text(&out), str_from(argv[2]));
	output_close(&out);
	return 0;
}
