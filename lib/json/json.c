/*
 * json.c - a strict reader of JSON; see json.h. One function a grammar rule:
 *
 *	value  = object | array | string | number | "true" | "false" | "null"
 *	object = "{" [ string ":" value *("," string ":" value) ] "}"
 */
#include "json.h"

#include <stdint.h>
#include <string.h>

#include "utf8.h"

struct reader {
	struct arena *arena;
	struct str text;
	size_t at;
	int depth;
	struct json_error *error;
};

static bool read_value(struct reader *r, struct json *value);

static const char no_memory[] = "out of memory";

static bool
fail(struct reader *r, const char *what)
{
	if (r->error->what == NULL)
		*r->error = (struct json_error){what, r->at, what == no_memory};
	return false;
}

/* The byte at hand; NUL at the end, which no rule accepts. */
static char
peek(const struct reader *r)
{
	return r->at < r->text.len ? r->text.ptr[r->at] : '\0';
}

static bool
accept(struct reader *r, char c)
{
	if (r->at >= r->text.len || r->text.ptr[r->at] != c)
		return false;
	r->at++;
	return true;
}

static void
skip_space(struct reader *r)
{
	while (peek(r) == ' ' || peek(r) == '\t' || peek(r) == '\n' || peek(r) == '\r')
		r->at++;
}

static bool
read_word(struct reader *r, struct str word)
{
	if (!str_starts(str_skip(r->text, r->at), word))
		return fail(r, "not a value");
	r->at += word.len;
	return true;
}

static bool
read_digits(struct reader *r)
{
	if (!str_is_digit(peek(r)))
		return fail(r, "a digit is missing");
	while (str_is_digit(peek(r)))
		r->at++;
	return true;
}

static bool
read_number(struct reader *r, struct json *value)
{
	size_t begin = r->at;

	accept(r, '-');
	if (!accept(r, '0') && !read_digits(r))
		return false;
	if (accept(r, '.') && !read_digits(r))
		return false;
	if (accept(r, 'e') || accept(r, 'E')) {
		if (!accept(r, '+'))
			accept(r, '-');
		if (!read_digits(r))
			return false;
	}
	value->type = JSON_NUMBER;
	value->text = str_make(r->text.ptr + begin, r->at - begin);
	return true;
}

static bool
read_hex4(struct reader *r, uint32_t *code)
{
	uint64_t n = 0;

	if (r->text.len - r->at < 4 || !str_hex_to_u64(str_head(str_skip(r->text, r->at), 4), &n))
		return fail(r, "\\u needs four hexadecimal digits");
	r->at += 4;
	*code = (uint32_t)n;
	return true;
}

static size_t
put_utf8(char *to, uint32_t code)
{
	static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	for (size_t i = n; i-- > 1; code >>= 6)
		to[i] = (char)(0x80 | (code & 0x3f));
	to[0] = (char)(code | (n > 1 ? lead[n] : 0));
	return n;
}

/* What follows "\u": one code unit, or two that are a surrogate pair. */
static bool
read_unicode(struct reader *r, char *to, size_t *len)
{
	uint32_t code, low;

	if (!read_hex4(r, &code))
		return false;
	if (code >= 0xdc00 && code <= 0xdfff)
		return fail(r, "a lone surrogate");
	if (code >= 0xd800 && code <= 0xdbff) {
		if (!accept(r, '\\') || !accept(r, 'u'))
			return fail(r, "a lone surrogate");
		if (!read_hex4(r, &low))
			return false;
		if (low < 0xdc00 || low > 0xdfff)
			return fail(r, "a lone surrogate");
		code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
	}
	*len += put_utf8(to + *len, code);
	return true;
}

/* What follows a backslash. */
static bool
read_escape(struct reader *r, char *to, size_t *len)
{
	static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
	char c = peek(r);
	const char *found = c != '\0' ? strchr(from, c) : NULL;

	if (c == 'u') {
		r->at++;
		return read_unicode(r, to, len);
	}
	if (found == NULL)
		return fail(r, "an unknown escape");
	r->at++;
	to[(*len)++] = into[found - from];
	return true;
}

/* Index of the quote that ends the string at hand; the end of the text without one. */
static size_t
string_end(const struct reader *r)
{
	size_t i = r->at;

	while (i < r->text.len && r->text.ptr[i] != '"')
		i += r->text.ptr[i] == '\\' ? 2 : 1;
	return i < r->text.len ? i : r->text.len;
}

static bool
read_character(struct reader *r, char *to, size_t *len)
{
	size_t n = utf8_length(str_skip(r->text, r->at));

	if (n == 0)
		return fail(r, "invalid UTF-8");
	if ((unsigned char)peek(r) < 0x20)
		return fail(r, "a control character in a string");
	memcpy(to + *len, r->text.ptr + r->at, n);
	*len += n;
	r->at += n;
	return true;
}

static bool
read_string(struct reader *r, struct str *text)
{
	size_t end, len = 0;
	char *to;

	if (!accept(r, '"'))
		return fail(r, "a string is missing");
	end = string_end(r);
	/* Decoded, a string is never longer. */
	to = ARENA_NEW(r->arena, char, end - r->at);
	if (to == NULL)
		return fail(r, no_memory);
	while (r->at < end)
		if (accept(r, '\\') ? !read_escape(r, to, &len) : !read_character(r, to, &len))
			return false;
	*text = str_make(to, len);
	return accept(r, '"') || fail(r, "a string has no end");
}

/* The next child of a parent, linked behind *last. */
static bool
read_child(struct reader *r, bool named, const struct json ***last)
{
	struct json *child = ARENA_NEW(r->arena, struct json, 1);

	if (child == NULL)
		return fail(r, no_memory);
	*child = (struct json){.type = JSON_NULL};
	skip_space(r);
	if (named) {
		if (!read_string(r, &child->name))
			return false;
		skip_space(r);
		if (!accept(r, ':'))
			return fail(r, "a ':' is missing");
	}
	if (!read_value(r, child))
		return false;
	**last = child;
	*last = &child->next;
	return true;
}

/* An array or, with names, an object; its opening bracket has been read. */
static bool
read_children(struct reader *r, struct json *value, bool named)
{
	const struct json **last = &value->first;
	char close = named ? '}' : ']';

	value->type = named ? JSON_OBJECT : JSON_ARRAY;
	if (++r->depth > JSON_DEPTH)
		return fail(r, "nested too deep");
	skip_space(r);
	if (!accept(r, close)) {
		do
			if (!read_child(r, named, &last))
				return false;
		while (accept(r, ','));
		if (!accept(r, close))
			return fail(
			    r, named ? "a ',' or '}' is missing" : "a ',' or ']' is missing");
	}
	r->depth--;
	return true;
}

/* A value and the white space on both sides of it. */
static bool
read_value(struct reader *r, struct json *value)
{
	bool done;

	skip_space(r);
	switch (peek(r)) {
	case '{':
	case '[':
		r->at++;
		done = read_children(r, value, r->text.ptr[r->at - 1] == '{');
		break;
	case '"':
		value->type = JSON_STRING;
		done = read_string(r, &value->text);
		break;
	case 't':
		value->type = JSON_TRUE;
		done = read_word(r, STR("true"));
		break;
	case 'f':
		value->type = JSON_FALSE;
		done = read_word(r, STR("false"));
		break;
	case 'n':
		done = read_word(r, STR("null"));
		break;
	default:
		done = str_is_digit(peek(r)) || peek(r) == '-' ? read_number(r, value)
							       : fail(r, "not a value");
	}
	skip_space(r);
	return done;
}

const struct json *
json_parse(struct arena *arena, struct str text, struct json_error *error)
{
	struct reader r = {.arena = arena, .text = text, .error = error};
	struct json *value = ARENA_NEW(arena, struct json, 1);

	*error = (struct json_error){.what = NULL};
	if (value == NULL) {
		fail(&r, no_memory);
		return NULL;
	}
	*value = (struct json){.type = JSON_NULL};
	if (!read_value(&r, value))
		return NULL;
	if (r.at < text.len) {
		fail(&r, "something follows the value");
		return NULL;
	}
	return value;
}

const struct json *
json_member(const struct json *object, const char *name)
{
	struct str want = str_from(name);

	if (object == NULL || object->type != JSON_OBJECT)
		return NULL;
	for (const struct json *m = object->first; m != NULL; m = m->next)
		if (str_eq(m->name, want))
			return m;
	return NULL;
}

struct str
json_text(const struct json *value)
{
	return value != NULL && value->type == JSON_STRING ? value->text : STR("");
}

struct str
json_member_text(const struct json *object, const char *name)
{
	return json_text(json_member(object, name));
}

bool
json_has_text(const struct json *array, const char *text)
{
	if (array == NULL || array->type != JSON_ARRAY)
		return false;
	for (const struct json *item = array->first; item != NULL; item = item->next)
		if (item->type == JSON_STRING && str_eq(item->text, str_from(text)))
			return true;
	return false;
}
