/*
 * json.c - the strict JSON reader: what it takes, what it refuses, and where.
 */
#include "json.h"

#include "check.h"
#include "output.h"

/* STR for a table of constants. */
#define TEXT(literal)                                                                              \
	{                                                                                          \
		"" literal, sizeof(literal) - 1                                                    \
	}

static void
check_good(struct arena *a)
{
	struct json_error error;
	const struct json *v = json_parse(a,
	    STR(" {\"name\": \"demo\", \"kind\": [\"bin\", \"lib\"], \"n\": -1.5e+3,\r\n"
		"\t\"none\": null, \"yes\": true, \"no\": false, \"empty\": {}, \"list\": [ ]} "),
	    &error);

	CHECK(v != NULL && v->type == JSON_OBJECT);
	CHECK_STR(json_member_text(v, "name"), STR("demo"));
	CHECK(json_has_text(json_member(v, "kind"), "lib"));
	CHECK(!json_has_text(json_member(v, "kind"), "li"));
	CHECK_STR(json_member(v, "n")->text, STR("-1.5e+3"));
	CHECK(json_member(v, "none")->type == JSON_NULL);
	CHECK(json_member(v, "yes")->type == JSON_TRUE);
	CHECK(json_member(v, "no")->type == JSON_FALSE);
	CHECK(json_member(v, "empty")->first == NULL);
	CHECK(json_member(v, "list")->type == JSON_ARRAY);
	CHECK(json_member(v, "absent") == NULL);
	CHECK_STR(json_member_text(v, "n"), STR(""));
	CHECK(json_member(json_member(v, "name"), "x") == NULL);
}

static void
check_strings(struct arena *a)
{
	static const struct {
		struct str text, value;
	} cases[] = {
	    {TEXT("\"\""), TEXT("")},
	    {TEXT("\"a\\\"b\\\\c\\/\\b\\f\\n\\r\\t\""), TEXT("a\"b\\c/\b\f\n\r\t")},
	    {TEXT("\"\\u0041\\u00e9\\u20aC\\ud83d\\uDE00\""),
		TEXT("A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80")},
	    {TEXT("\"\\u0000\""), TEXT("\0")},
	    {TEXT("\"\xf0\x9f\x98\x80\x7f\""), TEXT("\xf0\x9f\x98\x80\x7f")},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct json_error error;
		const struct json *v = json_parse(a, cases[i].text, &error);

		CHECK(v != NULL && v->type == JSON_STRING);
		CHECK_STR(json_text(v), cases[i].value);
	}
}

static void
check_bad(struct arena *a)
{
	static const struct {
		struct str text;
		size_t offset;
	} cases[] = {
	    {TEXT(""), 0},
	    {TEXT("   "), 3},
	    {TEXT("nul"), 0},
	    {TEXT("nulL"), 0},
	    {TEXT("[1,]"), 3},
	    {TEXT("[1 2]"), 3},
	    {TEXT("[1"), 2},
	    {TEXT("{\"a\":1,}"), 7},
	    {TEXT("{\"a\" 1}"), 5},
	    {TEXT("{a:1}"), 1},
	    {TEXT("{\"a\":1"), 6},
	    {TEXT("01"), 1},
	    {TEXT("-"), 1},
	    {TEXT("1."), 2},
	    {TEXT("1e"), 2},
	    {TEXT("+1"), 0},
	    {TEXT(".5"), 0},
	    {TEXT("1 2"), 2},
	    {TEXT("\"abc"), 4},
	    {TEXT("\"abc\\\""), 6},
	    {TEXT("\"abc\\"), 5},
	    {TEXT("\"\\x\""), 2},
	    {TEXT("\"\\u12\""), 3},
	    {TEXT("\"\\u12g4\""), 3},
	    {TEXT("\"\\ud800\""), 7},
	    {TEXT("\"\\ud800\\u0041\""), 13},
	    {TEXT("\"\\udc00\""), 7},
	    {TEXT("\"a\nb\""), 2},
	    {TEXT("\"a\0b\""), 2},
	    {TEXT("\"\xff\""), 1},
	    {TEXT("\"\xc0\x80\""), 1},
	    {TEXT("'a'"), 0},
	    {TEXT("\0"), 0},
	    {TEXT("/**/1"), 0},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct json_error error;

		CHECK(json_parse(a, cases[i].text, &error) == NULL);
		CHECK(error.what != NULL);
		if (error.offset != cases[i].offset)
			fprintf(stderr, "case %zu: offset %zu: %s\n", i, error.offset, error.what);
		CHECK(error.offset == cases[i].offset);
	}
}

/* Below 0x20 nothing stands in a string as it is; from there on all do, but for " and \. */
static void
check_characters(struct arena *a)
{
	for (int c = 0; c < 0x80; c++) {
		char text[] = {'"', 'x', (char)c, 'y', '"'};
		struct json_error error;
		const struct json *value = json_parse(a, str_make(text, sizeof(text)), &error);

		CHECK((value != NULL) == (c >= 0x20 && c != '"' && c != '\\'));
		CHECK(value == NULL || value->text.ptr[1] == c);
	}
}

/* What stands beside each other is not nested. */
static void
check_siblings(struct arena *a)
{
	struct json_error error;
	struct output out;

	output_to_memory(&out);
	OUTPUT_LITERAL(&out, "[[]");
	for (int i = 0; i < 3 * JSON_DEPTH; i++)
		OUTPUT_LITERAL(&out, ",[{}]");
	OUTPUT_LITERAL(&out, "]");
	CHECK(json_parse(a, output_text(&out), &error) != NULL);
	output_close(&out);
}

static void
check_depth(struct arena *a)
{
	char text[2 * JSON_DEPTH + 2];
	struct json_error error;

	memset(text, '[', JSON_DEPTH);
	memset(text + JSON_DEPTH, ']', JSON_DEPTH);
	CHECK(json_parse(a, str_make(text, sizeof(text) - 2), &error) != NULL);
	memset(text, '[', JSON_DEPTH + 1);
	memset(text + JSON_DEPTH + 1, ']', JSON_DEPTH + 1);
	CHECK(json_parse(a, str_make(text, sizeof(text)), &error) == NULL);
	CHECK(error.offset == JSON_DEPTH + 1);
}

int
main(void)
{
	struct arena a;

	arena_init(&a);
	check_good(&a);
	check_strings(&a);
	check_bad(&a);
	check_characters(&a);
	check_siblings(&a);
	check_depth(&a);
	arena_release(&a);
	return check_done();
}
