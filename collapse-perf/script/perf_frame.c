/*
 * perf_frame.c - the frame line of `perf script`, and the names it stands for.
 *
 *	            7f443c98b468 std::locale::locale(int)+0x18 (/usr/lib/libstdc++.so.6)
 *	        7f12 [unknown] (/opt/My App (x86)/bin/a (deleted))
 *	ADDRESS SYMBOL+0xOFFSET (DSO)
 *
 * The dso is the last balanced pair of parentheses, so that it may hold spaces
 * and parentheses itself. A frame may have no dso, and SYMBOL may be empty.
 */
#include "perf_frame.h"

#include "demangle.h"
#include "mem.h"
#include "symbol.h"

void
perf_frame_names_init(struct perf_frame_names *n)
{
	*n = (struct perf_frame_names){.ids = NULL};
	output_to_memory(&n->name);
	output_to_memory(&n->demangled);
	output_to_memory(&n->cut);
}

void
perf_frame_names_release(struct perf_frame_names *n)
{
	mem_free(n->ids);
	output_close(&n->name);
	output_close(&n->demangled);
	output_close(&n->cut);
	perf_frame_names_init(n);
}

bool
perf_frame_split(struct str line, struct str *address, struct str *rest)
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
perf_frame_has_dso(struct str rest)
{
	rest = str_trim(rest);
	return rest.len > 0 && dso_begin(rest) < rest.len;
}

static void
push_name(struct perf_frame_names *n, uint32_t id, struct stacks *stacks)
{
	if (MEM_GROW(&n->ids, &n->cap, n->len + 1))
		n->ids[n->len++] = id;
	else
		stacks->failed = true;
}

/* "[libc.so.6]", "[unknown]", and with the address "[libc.so.6 <7f12>]". */
static void
write_unknown(struct perf_frame_names *n, struct str dso, struct str address, bool addrs)
{
	struct str base = symbol_basename(dso);

	output_char(&n->name, '[');
	symbol_write(&n->name, base.len > 0 ? base : STR("unknown"));
	if (addrs && address.len > 0) {
		OUTPUT_LITERAL(&n->name, " <");
		output_str(&n->name, address);
		OUTPUT_LITERAL(&n->name, ">");
		n->has_address = true;
	}
	output_char(&n->name, ']');
	n->unknown++;
}

/* A function's name without parameter lists. */
static void
write_function(struct perf_frame_names *n, struct str function, bool java)
{
	struct str shown = symbol_cut_parameters(function, &n->cut);

	if (java && str_starts(shown, STR("L")) && str_find(shown, '/') < shown.len &&
	    !symbol_is_script(shown))
		shown = str_trim_left(str_skip(shown, 1));
	symbol_write(&n->name, shown);
}

/* "_[k]", unless a mark is there already. */
static void
write_mark(struct perf_frame_names *n, struct str mark)
{
	static const struct str marks[] = {
	    STR_INIT("_[k]"), STR_INIT("_[i]"), STR_INIT("_[j]"), STR_INIT("_[w]")};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (str_ends(output_text(&n->name), marks[i]))
			return;
	output_str(&n->name, mark);
}

static bool
is_unknown(struct str symbol)
{
	return symbol.len == 0 || str_eq(symbol, STR("[unknown]"));
}

/* The symbol as its language writes it, from a mangled or half demangled Rust name. */
static struct str
demangle(struct perf_frame_names *n, struct str symbol)
{
	output_clear(&n->demangled);
	if (demangle_rust(symbol, &n->demangled) ||
	    demangle_rust_legacy_partial(symbol, &n->demangled))
		return output_text(&n->demangled);
	return symbol;
}

static void
reverse(uint32_t *ids, size_t n)
{
	for (size_t i = 0; i + 1 < n - i; i++) {
		uint32_t id = ids[i];

		ids[i] = ids[n - 1 - i];
		ids[n - 1 - i] = id;
	}
}

/* Whether there was no memory for one of the outputs. */
static bool
failed_names(const struct perf_frame_names *n)
{
	return n->name.error != 0 || n->demangled.error != 0 || n->cut.error != 0;
}

void
perf_frame_name(struct perf_frame_names *n, struct str symbol, struct str dso, struct str address,
    bool java, const struct perf_frame_style *style, struct stacks *stacks)
{
	struct str chain, function = STR("");
	bool kernel = style->kernel && symbol_dso_is_kernel(dso);
	bool jit = style->jit && symbol_dso_is_jit(dso);

	n->len = n->unknown = 0;
	n->has_address = false;
	if (str_starts(symbol, STR("(")) && !str_starts(symbol, STR("(anonymous namespace)")))
		return;
	chain = demangle(n, symbol);
	while (symbol_next_inlined(&chain, &function) || n->len == 0) {
		output_clear(&n->name);
		/* Readers would take white space at its end for what stands before the count. */
		function = str_trim(function);
		if (is_unknown(function))
			write_unknown(n, dso, address, style->addrs);
		else
			write_function(n, function, java);
		if (n->len > 0)
			write_mark(n, STR("_[i]"));
		if (kernel)
			write_mark(n, STR("_[k]"));
		if (jit)
			write_mark(n, STR("_[j]"));
		stacks->failed = stacks->failed || failed_names(n);
		push_name(n, stacks_name(stacks, output_text(&n->name)), stacks);
		if (stacks->failed)
			break;
	}
	reverse(n->ids, n->len);
}

void
perf_frame_parts(struct str rest, struct str *symbol, struct str *dso)
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
}

void
perf_frame_parse(struct perf_frame_names *n, struct str address, struct str rest, bool java,
    const struct perf_frame_style *style, struct stacks *stacks)
{
	struct str symbol, dso;

	perf_frame_parts(rest, &symbol, &dso);
	perf_frame_name(n, symbol, dso, address, java, style, stacks);
}
