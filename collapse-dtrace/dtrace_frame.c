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
#include "mem.h"
#include "symbol.h"

void
dtrace_names_init(struct dtrace_names *n)
{
	*n = (struct dtrace_names){.ids = NULL};
	output_to_memory(&n->name);
	output_to_memory(&n->demangled);
	output_to_memory(&n->cut);
}

void
dtrace_names_release(struct dtrace_names *n)
{
	mem_free(n->ids);
	output_close(&n->name);
	output_close(&n->demangled);
	output_close(&n->cut);
	dtrace_names_init(n);
}

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
clean(struct dtrace_names *n, struct str symbol)
{
	struct str name = str_head(symbol, str_search(symbol, STR(" (.llvm.")));

	output_clear(&n->demangled);
	if (demangle_name(name, &n->demangled))
		name = output_text(&n->demangled);
	if (n->parameters || str_search(name, STR("::")) < name.len)
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
write_function(struct dtrace_names *n, struct str function, bool in_chain, bool offset)
{
	struct str end = str_skip(function, symbol_cut_offset(function).len);
	struct str symbol = str_trim(str_head(function, function.len - end.len));
	struct str name = clean(n, symbol);
	bool cut =
	    n->demangled.len > 0 ? str_find(symbol, '(') < symbol.len : name.len < symbol.len;

	if (is_java(name) || (in_chain && str_starts(name, STR("L"))))
		name = str_skip(name, 1);
	name = str_trim(name);
	symbol_write(&n->name, name);
	if (name.len == 0)
		output_char(&n->name, '-');
	if (offset && !cut)
		output_str(&n->name, end);
}

static void
push_name(struct dtrace_names *n, struct stacks *stacks)
{
	stacks->failed |= n->name.error != 0 || n->demangled.error != 0 || n->cut.error != 0;
	if (MEM_GROW(&n->ids, &n->cap, n->len + 1))
		n->ids[n->len++] = stacks_name(stacks, output_text(&n->name));
	else
		stacks->failed = true;
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

void
dtrace_frame_names(struct dtrace_names *n, struct str text, bool offset, struct stacks *stacks)
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
	write_function(n, function, in_chain, offset);
	push_name(n, stacks);
	while (!stacks->failed && symbol_next_inlined(&chain, &function)) {
		output_clear(&n->name);
		write_function(n, function, in_chain, offset);
		OUTPUT_LITERAL(&n->name, "_[i]");
		push_name(n, stacks);
	}
	reverse(n->ids + first, n->len - first);
}
