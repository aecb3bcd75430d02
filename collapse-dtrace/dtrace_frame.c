/*
 * dtrace_frame.c - a frame line of dtrace, and the names it stands for.
 *
 *	genunix`segvn_fault+0x4e0
 *	libjvm.so`JavaThread::run()+0x1c0
 *	rg`std::thread::start::h0123456789abcdef (.llvm.1177)+0x25
 *	libjvm.so`Ljava/util/Map;::get->Ljava/util/HashMap;::hash
 *	0xfffffd7fca2b
 */
#include "dtrace_frame.h"

#include "demangle.h"
#include "symbol.h"

bool
dtrace_is_frame(struct str text)
{
	if (str_find(text, '`') < text.len || str_starts(text, STR("0x")) ||
	    str_starts(text, STR("-[")) || str_starts(text, STR("+[")))
		return true;
	if (str_starts(text, STR("<<")) && str_ends(text, STR(">>")))
		return true;
	return symbol_cut_offset(text).len < text.len;
}

/* A function's name as it is shown, from its symbol without an offset. */
static struct str
clean(struct frame_names *n, struct str symbol, unsigned how)
{
	struct str name = str_head(symbol, str_search(symbol, STR(" (.llvm.")));

	output_clear(&n->demangled);
	if (demangle_name(name, &n->demangled))
		name = output_text(&n->demangled);
	if ((how & DTRACE_FRAME_PARAMETERS) != 0 || str_search(name, STR("::")) < name.len)
		name = symbol_cut_parameters(name, &n->cut);
	return name;
}

/* A class as the JVM describes it: Ljava/lang/String; */
static bool
is_java(struct str name)
{
	return str_starts(name, STR("L")) &&
	       (str_find(name, '/') < name.len || str_find(name, ';') < name.len);
}

/* One function of a line into n->name. Only the innermost has an offset to keep. */
static void
write_function(struct frame_names *n, struct str function, bool in_chain, unsigned how)
{
	struct str end = str_skip(function, symbol_cut_offset(function).len);
	struct str symbol = str_trim(str_head(function, function.len - end.len));
	struct str name = clean(n, symbol, how);
	bool cut =
	    n->demangled.len > 0 ? str_find(symbol, '(') < symbol.len : name.len < symbol.len;

	if (is_java(name) || (in_chain && str_starts(name, STR("L"))))
		name = str_skip(name, 1);
	name = str_trim(name);
	symbol_write(&n->name, name);
	if (name.len == 0)
		output_char(&n->name, '-');
	if ((how & DTRACE_FRAME_OFFSET) != 0 && !cut)
		output_str(&n->name, end);
}

void
dtrace_frame_names(struct frame_names *n, struct str text, unsigned how, struct stacks *stacks)
{
	size_t tick = str_find(text, '`');
	struct str module = str_head(text, tick < text.len ? tick + 1 : 0);
	struct str chain = str_skip(text, module.len), function = STR("");
	size_t first = n->len;
	bool in_chain;

	symbol_next_inlined(&chain, &function);
	in_chain = chain.len > 0;
	output_clear(&n->name);
	symbol_write(&n->name, module);
	write_function(n, function, in_chain, how);
	frame_names_add(n, stacks);
	while (!stacks->failed && symbol_next_inlined(&chain, &function)) {
		output_clear(&n->name);
		write_function(n, function, in_chain, how);
		OUTPUT_LITERAL(&n->name, "_[i]");
		frame_names_add(n, stacks);
	}
	frame_names_reverse(n, first);
}
