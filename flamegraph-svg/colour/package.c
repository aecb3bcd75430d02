/*
 * package.c - what a function belongs to; see package.h.
 *
 * flamegraph-svg/viewer/3-packages.js does the same; the two must agree.
 */
#include "package.h"

#include "short_name.h"
#include "short_name_parts.h"
#include "symbol.h"

/* The part of a path behind the last `folder` in it; empty where it is not there. */
static struct str
part_behind(struct str path, struct str folder)
{
	struct str found = STR("");

	for (size_t at; (at = str_search(path, folder)) < path.len;) {
		path = str_skip(path, at + folder.len);
		found = path;
	}
	return found;
}

/* Up to the n-th '/' from the end; all where there are fewer. */
static struct str
last_folders(struct str folders, unsigned n)
{
	for (size_t i = folders.len; i > 0; i--)
		if (folders.ptr[i - 1] == '/' && --n == 0)
			return str_skip(folders, i);
	return folders;
}

/* node_modules/@a/b, site-packages/a, node:a; else the last two folders, or the file. */
static struct str
package_of_place(struct str place)
{
	struct str part = part_behind(place, STR("node_modules/"));
	size_t slash = str_find(part, '/');

	place = str_skip(place, place.ptr[0] == '(');
	if (part.len > 0 && part.ptr[0] == '@' && slash < part.len)
		return str_head(part, slash + 1 + str_find(str_skip(part, slash + 1), '/'));
	if (part.len == 0)
		part = part_behind(place, STR("-packages/"));
	if (part.len > 0)
		return str_head(part, str_find(part, '/'));
	if (str_starts(place, STR("node:"))) {
		part = str_skip(place, 5);
		slash = str_find(part, '/');
		return str_head(place, 5 + str_find(str_head(part, slash), ':'));
	}
	slash = str_rfind(place, '/');
	if (slash == place.len || slash == 0)
		return str_head(
		    str_skip(place, slash == 0), str_find(str_skip(place, slash == 0), ':'));
	return last_folders(str_head(place, slash), 2);
}

/* The first component of a::b::c, without its arguments and what stands before it. */
static struct str
namespace_of(struct str s)
{
	size_t colons, space;

	while (s.len > 0 && (s.ptr[0] == '<' || s.ptr[0] == '&' || s.ptr[0] == '*'))
		s = str_skip(s, 1);
	colons = short_name_find(s, 0, STR("::"));
	if (colons == s.len)
		return STR("");
	s = str_head(s, colons);
	if (s.len > 0 && s.ptr[0] == '(')
		return s;
	s = str_head(s, str_find(s, '<'));
	s = str_head(s, str_find(s, '('));
	space = str_rfind(s, ' ');
	return space < s.len ? str_skip(s, space + 1) : s;
}

/* java.util of java.util.Map.put, but nothing of deflate.part.0. */
static struct str
package_of_dots(struct str s)
{
	size_t first = str_find(s, '.'), second;

	if (!short_name_is_dotted(s))
		return STR("");
	second = first + 1 + str_find(str_skip(s, first + 1), '.');
	return second < s.len ? str_head(s, second) : STR("");
}

static struct str
package_of_label(struct str s)
{
	size_t slash = str_rfind(s, '/');
	struct str space;

	if (s.ptr[0] == '[' && s.ptr[s.len - 1] == ']') {
		s = str_make(s.ptr + 1, s.len - 2);
		slash = str_rfind(s, '/');
		return slash < s.len ? str_skip(s, slash + 1) : s;
	}
	space = namespace_of(s);
	if (space.len > 0)
		return space;
	if (s.ptr[0] == '/')
		return str_skip(s, slash + 1);
	if (slash > 0 && slash < s.len)
		return last_folders(str_head(s, slash), 3);
	return package_of_dots(s);
}

struct str
package_of(struct str name)
{
	struct str s = symbol_unmarked(name);
	size_t module = str_find(s, '`'), place;

	if (str_ends(name, STR("_[k]")) && s.len < name.len)
		return STR("kernel");
	if (module > 0 && module < s.len)
		return str_head(s, module);
	if (s.len == 0)
		return s;
	place = short_name_place(s);
	return place < s.len ? package_of_place(str_skip(s, place)) : package_of_label(s);
}

enum frame_kind
package_kind(struct str name)
{
	static const struct str scripts[] = {STR_INIT("JS:"), STR_INIT("LazyCompile:"),
	    STR_INIT("Function:"), STR_INIT("Script:"), STR_INIT("Eval:")};
	struct str s = symbol_unmarked(name);

	if (s.len < name.len && name.ptr[name.len - 2] != 'i')
		return name.ptr[name.len - 2] == 'k'   ? FRAME_KERNEL
		       : name.ptr[name.len - 2] == 'j' ? FRAME_COMPILED
						       : FRAME_WAKER;
	if (str_eq(s, STR("[waiting]")) || str_eq(s, STR("[runnable]")))
		return FRAME_WAITING;
	if (str_starts(s, STR("[")) || str_starts(s, STR("0x")))
		return FRAME_UNKNOWN;
	if (str_starts(s, STR("py::")))
		return FRAME_INTERPRETED;
	for (size_t i = 0; i < sizeof(scripts) / sizeof(*scripts); i++)
		if (str_starts(s, scripts[i]))
			return str_starts(str_skip(s, scripts[i].len), STR("~")) ? FRAME_INTERPRETED
										 : FRAME_COMPILED;
	return FRAME_NATIVE;
}
