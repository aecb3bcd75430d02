/*
 * short_name.c - a function's name in as much room as there is; see short_name.h.
 *
 *	JS:*parse /long/way/file.js:10:3
 *	^^^       ^^^^^^^^^^^^^^^^^^^^^^ place: "file.js:10:3", then nothing
 *	   ^^^^^^ last component
 *
 * Forms are tried from the longest to the shortest. Each is the end of the name
 * from one of its components on: behind "::", or "/" and ".", where there is none.
 */
#include "short_name.h"

#include "columns.h"
#include "short_name_parts.h"

#define DOTS "\xe2\x80\xa6"

/* Components that are kept: the innermost ones. */
enum { COMPONENTS = 16 };

/* Where the components of a name begin. */
struct components {
	size_t begin[COMPONENTS];
	size_t len;
};

void
short_name_init(struct short_name *s)
{
	*s = (struct short_name){.len = 0};
	output_to_memory(&s->text);
	output_to_memory(&s->fitted);
}

void
short_name_release(struct short_name *s)
{
	output_close(&s->text);
	output_close(&s->fitted);
	*s = (struct short_name){.len = 0};
}

static void
add_component(struct components *c, size_t begin)
{
	if (c->len > 0 && c->begin[c->len - 1] == begin)
		return;
	if (c->len == COMPONENTS) {
		memmove(c->begin, c->begin + 1, (COMPONENTS - 1) * sizeof(*c->begin));
		c->len--;
	}
	c->begin[c->len++] = begin;
}

/* What stands behind the last '/' of s. */
static struct str
base_of(struct str s)
{
	size_t slash = str_rfind(s, '/');

	return slash < s.len ? str_skip(s, slash + 1) : s;
}

/* "file.c:12": a dot, letters, a colon, digits. */
static bool
is_line(struct str s)
{
	size_t dot = str_rfind(s, '.'), colon;

	if (dot == s.len)
		return false;
	s = str_skip(s, dot + 1);
	colon = str_find(s, ':');
	return colon > 0 && colon + 1 < s.len && str_is_digit(s.ptr[colon + 1]);
}

/* "/path/file.js:1:2", "node:internal/timers:5:1", "(file.py:12)". */
static bool
is_place(struct str s)
{
	if (s.len < 2 || str_find(s, ' ') < s.len || str_find(s, '<') < s.len)
		return false;
	if (s.ptr[0] == '(')
		return str_ends(s, STR(")")) && str_find(s, '*') == s.len &&
		       (str_find(s, '/') < s.len || is_line(str_head(s, s.len - 1)));
	return str_find(s, '/') < s.len || str_starts(s, STR("node:")) || is_line(s);
}

size_t
short_name_place(struct str s)
{
	for (size_t i = 1; i + 1 < s.len; i++) {
		struct str rest = str_skip(s, i);
		size_t end = s.ptr[i] == '(' ? i : short_name_group(s, i);

		if (end == SHORT_NAME_OPEN)
			break;
		if (end > i)
			i = end - 1;
		else if ((s.ptr[i] == ' ' && is_place(str_skip(rest, 1))) ||
			 (str_starts(rest, STR(":/")) && !str_starts(rest, STR("://")) &&
			     str_find(rest, ' ') == rest.len))
			return i + 1;
	}
	return s.len;
}

bool
short_name_is_dotted(struct str s)
{
	static const char *const no[] = {"so", "js", "mjs", "cjs", "ts", "py", "rb", "pl", "php",
	    "c", "cc", "cpp", "h", "rs", "go", "java", "exe", "dll", "jar", "ko", "o", "isra",
	    "part", "constprop", "cold", "llvm", "lto_priv", NULL};

	if (str_starts(s, STR("[")) || str_find(s, ' ') < s.len || str_find(s, '.') == s.len)
		return false;
	for (bool first = true; s.len > 0; first = false) {
		struct str part = str_cut(&s, '.');

		part = str_head(part, str_find(part, ':'));
		if (part.len == 0 || str_is_digit(part.ptr[0]))
			return false;
		for (size_t i = 0; !first && no[i] != NULL; i++)
			if (str_eq(part, str_from(no[i])))
				return false;
	}
	return true;
}

/* Components behind each "::"; true where there are any. */
static bool
split_at_colons(struct str s, struct components *c)
{
	bool any = false;

	for (size_t i = 0; (i = short_name_find(s, i, STR("::"))) < s.len; i += 2) {
		if (!short_name_is_turbofish(str_skip(s, i)))
			add_component(c, i + 2);
		any = true;
	}
	return any;
}

static void
split(struct str s, struct components *c)
{
	size_t begin = 0;

	c->len = 0;
	add_component(c, 0);
	if (str_starts(s, STR("JS:"))) {
		begin = 3;
		while (begin < s.len && strchr("*~^+", s.ptr[begin]) != NULL)
			begin++;
		add_component(c, begin);
		return;
	}
	if (split_at_colons(s, c))
		return;
	for (size_t slash; (slash = str_find(str_skip(s, begin), '/')) < s.len - begin;) {
		begin += slash + 1;
		add_component(c, begin);
	}
	if (!short_name_is_dotted(str_skip(s, begin)))
		return;
	for (size_t dot; (dot = str_find(str_skip(s, begin), '.')) < s.len - begin;) {
		begin += dot + 1;
		add_component(c, begin);
	}
}

/* What says nothing without the component before it. */
static bool
is_generic(struct str component)
{
	return str_starts(component, STR("operator()")) || str_starts(component, STR("{")) ||
	       str_starts(component, STR("<lambda")) || str_eq(component, STR("_FUN"));
}

/* The i-th form, the last one being the shortest; the name itself where there is none. */
static struct str
form(const struct short_name *s, size_t i)
{
	size_t begin;

	if (i >= s->len)
		return s->name;
	begin = i > 0 ? s->ends[i - 1] : 0;
	return str_make(s->text.buf + begin, s->ends[i] - begin);
}

/* Takes what was written to s->text as a form, unless it is no shorter than the last one. */
static void
end_form(struct short_name *s)
{
	size_t begin = s->len > 0 ? s->ends[s->len - 1] : 0;
	struct str text = str_skip(output_text(&s->text), begin);
	struct str last = form(s, s->len - 1);

	if (text.len == 0 || s->len == SHORT_NAME_FORMS || columns_of(text) >= columns_of(last))
		s->text.len = begin;
	else
		s->ends[s->len++] = s->text.len;
}

static void
add_form(struct short_name *s, struct str body, struct str place, enum short_name_level level)
{
	short_name_write(&s->text, body, level);
	if (place.len > 0) {
		if (body.len > 0)
			output_char(&s->text, place.ptr[-1]);
		output_str(&s->text, place.ptr[0] == '(' ? STR("(") : STR(""));
		output_str(&s->text, base_of(str_skip(place, place.ptr[0] == '(')));
	}
	end_form(s);
}

/* The last form without words before the name that are no part of it: "virtual thunk to ". */
static void
add_last_word(struct short_name *s)
{
	struct str last = form(s, s->len - 1);
	size_t begin = 0;

	if (str_starts(last, STR("operator")))
		return;
	for (size_t i = 0; i + 1 < last.len; i++) {
		size_t end = short_name_group(last, i);

		if (end == SHORT_NAME_OPEN)
			break;
		if (end > i)
			i = end - 1;
		else if (last.ptr[i] == ' ')
			begin = i + 1;
	}
	output_clear(&s->fitted);
	output_str(&s->fitted, str_skip(last, begin));
	output_str(&s->text, output_text(&s->fitted));
	end_form(s);
}

/* less() for less::operator(), main{} for what is within main: components from `begin` and `end` on. */
static void
add_called(struct short_name *s, struct str body, size_t begin, size_t end)
{
	struct str generic = str_skip(body, end);
	size_t between = str_ends(str_head(body, end), STR("::")) ? 2 : 1; /* or one of "/.:" */

	short_name_write(
	    &s->text, str_make(body.ptr + begin, end - between - begin), SHORT_NAME_BARE);
	output_str(&s->text, str_starts(generic, STR("operator")) ? STR("()") : STR("{}"));
	end_form(s);
}

/* "JS:^", the name of a function that has none: its place says more. */
static void
add_places(struct short_name *s, struct str body, struct str place)
{
	struct str base = base_of(place);
	size_t colon = str_rfind(base, ':');

	add_form(s, body, place, SHORT_NAME_DOTS);
	add_form(s, STR(""), place, SHORT_NAME_DOTS);
	if (colon > 0 && colon < base.len)
		add_form(s, STR(""), str_head(base, colon), SHORT_NAME_DOTS);
}

/* [/usr/lib/libz.so.1]: a file that has no symbols. */
static void
add_module(struct short_name *s)
{
	output_char(&s->text, '[');
	output_str(&s->text, base_of(s->name));
	end_form(s);
}

static void
add_forms(struct short_name *s, struct str body, struct str place)
{
	struct components c;
	size_t kept;
	struct str rest;

	split(body, &c);
	kept = c.len - 1;
	while (kept > 0 && is_generic(str_skip(body, c.begin[kept])))
		kept--;
	add_form(s, body, place, SHORT_NAME_NESTED);
	for (size_t i = 0; i <= kept; i++)
		add_form(s, str_skip(body, c.begin[i]), place, SHORT_NAME_DOTS);
	rest = str_skip(body, c.begin[kept]);
	add_form(s, rest, STR(""), SHORT_NAME_DOTS);
	add_form(s, rest, STR(""), SHORT_NAME_BARE);
	if (kept + 1 < c.len)
		add_called(s, body, c.begin[kept], c.begin[kept + 1]);
	else
		add_last_word(s);
}

static void
make_forms(struct short_name *s, struct str name)
{
	size_t at = short_name_place(name);
	struct str place = str_skip(name, at);
	struct str body = str_head(name, place.len > 0 ? at - 1 : at);

	output_clear(&s->text);
	s->name = name;
	s->len = 0;
	if (name.ptr[0] == '[' && str_find(name, '/') < name.len)
		add_module(s);
	else if (place.len > 0 && body.len > 0 && strchr("*~^+:", body.ptr[body.len - 1]) != NULL)
		add_places(s, body, place);
	else
		add_forms(s, body, place);
}

/* Cut in the middle: two thirds of the room for the beginning. */
static struct str
cut(struct short_name *s, struct str text, size_t room)
{
	size_t tail = room > 5 ? (room - 1) / 3 : 0;

	output_clear(&s->fitted);
	output_str(&s->fitted, columns_head(text, room - 1 - tail));
	output_str(&s->fitted, STR(DOTS));
	if (tail > 0)
		output_str(&s->fitted, columns_tail(text, tail));
	return output_text(&s->fitted);
}

/* Where two names begin to differ; at the beginning of the word, if that is near. */
static size_t
find_difference(struct str a, struct str b, size_t near)
{
	size_t at = 0, begin;

	while (at < a.len && at < b.len && a.ptr[at] == b.ptr[at])
		at++;
	while (at > 0 && at < a.len && ((unsigned char)a.ptr[at] & 0xc0) == 0x80)
		at--;
	for (begin = at; begin > 0 && short_name_is_word(a.ptr[begin - 1]);)
		begin--;
	return at - begin <= near ? begin : at;
}

/* The beginning of the last form, so much of it at most, and the rest of a name, `columns` wide. */
static struct str
join(struct short_name *s, size_t most, struct str rest, size_t columns, size_t room)
{
	struct str head = columns_head(form(s, s->len - 1), most);

	output_clear(&s->fitted);
	output_str(&s->fitted, head);
	output_str(&s->fitted, STR(DOTS));
	room -= columns_of(head) + 1;
	if (columns <= room) {
		output_str(&s->fitted, rest);
	} else {
		output_str(&s->fitted, columns_head(rest, room - 1));
		output_str(&s->fitted, STR(DOTS));
	}
	return output_text(&s->fitted);
}

/*
 * What a name has that its neighbour, which would look the same, has not. What that leaves is the
 * beginning's: "…>" alone says little.
 */
static struct str
tell_apart(
    struct short_name *s, struct str name, struct str rival, size_t room, struct str rival_text)
{
	struct str rest = str_skip(name, find_difference(name, rival, room / 3)), told;
	size_t usual = room > 9 ? room / 3 : 0, columns;

	if (rest.len == 0)
		return rival_text;
	columns = rest.len <= 16 * room ? columns_of(rest) : room;
	told = join(s, columns + usual < room ? room - 1 - columns : usual, rest, columns, room);
	return str_eq(told, rival_text) ? join(s, usual, rest, columns, room) : told;
}

struct str
short_name_fit(
    struct short_name *s, struct str name, size_t room, struct str rival, struct str rival_text)
{
	struct str text;
	size_t i = 0;

	if (room < 3 || name.len == 0)
		return STR("");
	if (name.len <= 16 * room && columns_of(name) <= room)
		return name;
	make_forms(s, name);
	while (i + 1 < s->len && columns_of(form(s, i)) > room)
		i++;
	text = form(s, i);
	if (columns_of(text) > room)
		text = cut(s, text, room);
	if (rival.len > 0 && room > 5 && str_eq(text, rival_text))
		return tell_apart(s, name, rival, room, rival_text);
	return text;
}
