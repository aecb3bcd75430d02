/*
 * perf_frame.c - the names that a frame stands for, from its symbol and dso.
 *
 *	std::locale::locale(int)   /usr/lib/libstdc++.so.6   std::locale::locale
 *	[unknown]                  /usr/lib/libc.so.6        [libc.so.6]
 *	outer->inner->innermost    perf-12.map               three, of a Java chain
 *	int a.B.run(long)          perf-12.map               a.B.run, of a JVM's own map
 */
#include "perf_frame.h"

#include "demangle.h"
#include "symbol.h"

/* "[libc.so.6]", "[unknown]", and with the address "[libc.so.6 <7f12>]". */
static void
write_unknown(struct frame_names *n, struct str dso, struct str address, bool addrs)
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
write_function(struct frame_names *n, struct str function, struct str dso, bool java)
{
	struct str shown = symbol_cut_parameters(function, &n->cut);

	if (shown.len < function.len && symbol_dso_is_jit(dso))
		shown = symbol_cut_java_result(shown);
	if (java && str_starts(shown, STR("L")) && str_find(shown, '/') < shown.len &&
	    !symbol_is_script(shown))
		shown = str_trim_left(str_skip(shown, 1));
	symbol_write(&n->name, shown);
}

/* "_[k]", unless a mark is there already. */
static void
write_mark(struct frame_names *n, struct str mark)
{
	struct str name = output_text(&n->name);

	if (symbol_unmarked(name).len == name.len)
		output_str(&n->name, mark);
}

static bool
is_unknown(struct str symbol)
{
	return symbol.len == 0 || str_eq(symbol, STR("[unknown]"));
}

/*
 * The symbol as its language writes it. What the JVM's own functions are called in the text of
 * perf before it printed offsets stays: flame graphs of Java of that time know them so.
 */
static struct str
demangle(struct frame_names *n, struct str symbol, unsigned of)
{
	bool old_java = (of & PERF_FRAME_JAVA) != 0 && (of & PERF_FRAME_BARE) != 0;

	output_clear(&n->demangled);
	if (old_java && str_starts(symbol, STR("_Z")))
		return symbol;
	return demangle_name(symbol, &n->demangled) ? output_text(&n->demangled) : symbol;
}

void
perf_frame_name(struct frame_names *n, struct str symbol, struct str dso, struct str address,
    unsigned of, const struct perf_frame_style *style, struct stacks *stacks)
{
	struct str chain, function = STR("");
	bool kernel = style->kernel && symbol_dso_is_kernel(dso);
	bool jit = style->jit && symbol_dso_is_jit(dso);

	n->len = n->unknown = 0;
	n->has_address = false;
	if (str_starts(symbol, STR("(")) && !str_starts(symbol, STR("(anonymous namespace)")))
		return;
	chain = demangle(n, symbol, of);
	while (symbol_next_inlined(&chain, &function) || n->len == 0) {
		output_clear(&n->name);
		/* Readers would take white space at its end for what stands before the count. */
		function = str_trim(function);
		if (is_unknown(function))
			write_unknown(n, dso, address, style->addrs);
		else
			write_function(n, function, dso, (of & PERF_FRAME_JAVA) != 0);
		if (n->len > 0)
			write_mark(n, STR("_[i]"));
		if (kernel)
			write_mark(n, STR("_[k]"));
		if (jit)
			write_mark(n, STR("_[j]"));
		frame_names_add(n, stacks);
		if (stacks->failed)
			break;
	}
	frame_names_reverse(n, 0);
}
