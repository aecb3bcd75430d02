/*
 * frame_line.c - the frame line of `perf script`.
 *
 *	            7f443c98b468 std::locale::locale(int)+0x18 (/usr/lib/libstdc++.so.6)
 *	        7f12 [unknown] (/opt/My App (x86)/bin/a (deleted))
 *	ADDRESS SYMBOL+0xOFFSET (DSO)
 *
 * The dso is the last balanced pair of parentheses, so that it may hold spaces
 * and parentheses itself. A frame may have no dso, and SYMBOL may be empty.
 */
#include "frame_line.h"

#include "symbol.h"

bool
frame_line_split(struct str line, struct str *address, struct str *rest)
{
	size_t begin = 0, end;

	while (begin < line.len && (line.ptr[begin] == ' ' || line.ptr[begin] == '\t'))
		begin++;
	for (end = begin; end < line.len && str_is_hex(line.ptr[end]);)
		end++;
	if (end == begin || end - begin > 16 || (end < line.len && !str_is_space(line.ptr[end])))
		return false;
	*address = str_span(line.ptr + begin, line.ptr + end);
	*rest = str_skip(line, end + 1);
	return true;
}

/* Index of the '(' that a path begins behind, in text up to its last ')'; text.len: none. */
static size_t
path_begin(struct str text)
{
	size_t at = str_search(text, STR(" (/"));

	if (str_starts(text, STR("(/"))) /* there is no symbol */
		return 0;
	return at < text.len ? at + 1 : text.len;
}

/*
 * Index of the '(' of the last balanced pair of parentheses in text that has a
 * space before it and nothing, or more white space, behind it; text.len: none.
 * A path may hold just one of a pair itself, and is known by how it begins.
 */
static size_t
dso_begin(struct str text)
{
	size_t close = str_rfind(text, ')'), depth = 0, path, open;

	if (close == text.len || (close + 1 < text.len && !str_is_space(text.ptr[close + 1])))
		return text.len;
	for (size_t i = close + 1; i > 0; i--) {
		char c = text.ptr[i - 1];

		depth += c == ')';
		if (c != '(' || --depth > 0)
			continue;
		if (i == 1 || str_is_space(text.ptr[i - 2]))
			return i - 1;
		path = path_begin(str_head(text, close));
		return path < close ? path : text.len;
	}
	path = path_begin(str_head(text, close));
	open = str_search(str_head(text, close), STR(" ("));
	if (path < close)
		return path;
	return open < close ? open + 1 : text.len;
}

/* The dso as a path or a name: "… (deleted)" and an offset (-F +dsoff) cut off. */
static struct str
clean_dso(struct str dso)
{
	struct str deleted = STR(" (deleted)");

	if (str_ends(dso, deleted))
		dso.len -= deleted.len;
	dso = symbol_cut_offset(dso);
	return str_eq(dso, STR("inlined")) || str_eq(dso, STR("[unknown]")) ? STR("") : dso;
}

bool
frame_line_has_dso(struct str rest)
{
	rest = str_trim(rest);
	return rest.len > 0 && dso_begin(rest) < rest.len;
}

bool
frame_line_parts(struct str rest, struct str *symbol, struct str *dso)
{
	struct str text = str_trim(rest);
	size_t open = text.len > 0 ? dso_begin(text) : 0;

	*dso = STR("");
	if (open < text.len) {
		size_t close = str_rfind(text, ')');

		*dso = clean_dso(str_span(text.ptr + open + 1, text.ptr + close));
		text = str_trim_right(str_head(text, open));
	}
	*symbol = symbol_cut_offset(text);
	return symbol->len < text.len;
}

bool
frame_line_is_column(struct str line, size_t end)
{
	size_t at = end;

	if (end <= ADDRESS_COLUMNS || (end < line.len && !str_is_space(line.ptr[end])))
		return false;
	while (at > end - ADDRESS_COLUMNS && str_is_hex(line.ptr[at - 1]))
		at--;
	if (at == end)
		return false;
	while (at >= end - ADDRESS_COLUMNS && line.ptr[at - 1] == ' ' && --at > 0)
		continue;
	return at < end - ADDRESS_COLUMNS;
}

/* Where the last address column of text ends that has something behind it; text.len: none. */
static size_t
last_column(struct str text)
{
	size_t end = text.len;

	while (end-- > ADDRESS_COLUMNS)
		if (str_is_space(text.ptr[end]) && frame_line_is_column(text, end) &&
		    str_trim_left(str_skip(text, end)).len > 0)
			return end;
	return text.len;
}

bool
frame_line_tail(struct str tail, struct str *address, struct str *rest)
{
	size_t end;

	if (!frame_line_split(tail, address, rest))
		return false;
	end = last_column(tail);
	if (end < tail.len)
		return frame_line_split(str_skip(tail, end - ADDRESS_COLUMNS), address, rest);
	return str_search(tail, STR("|OP ")) == tail.len;
}
