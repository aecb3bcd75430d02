/*
 * symbol.c - what a function's name is made of; see symbol.h.
 */
#include "symbol.h"

/*
 * A walk over a name that knows at each point whether it is inside brackets.
 * Inside parentheses only parentheses count: Foo<((1)>(2))>.
 */
struct walk {
	struct str name;
	size_t at;
	size_t brackets; /* open < [ { */
	size_t parens;	 /* open ( */
};

static bool
is_identifier(char c)
{
	return c == '_' || str_is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Length of the operator that s begins with: "()", "<<=", "->" …; 0 for none. */
static size_t
operator_length(struct str s)
{
	static const struct str longest_first[] = {STR_INIT("->*"), STR_INIT("<=>"),
	    STR_INIT("<<="), STR_INIT(">>="), STR_INIT("()"), STR_INIT("[]"), STR_INIT("->"),
	    STR_INIT("<<"), STR_INIT(">>"), STR_INIT("<="), STR_INIT(">="), STR_INIT("<"),
	    STR_INIT(">")};

	for (size_t i = 0; i < sizeof(longest_first) / sizeof(*longest_first); i++)
		if (str_starts(s, longest_first[i]))
			return longest_first[i].len;
	return 0;
}

/* Length of what must be stepped over as a whole, so that its brackets do not count. */
static size_t
atom_length(const struct walk *w)
{
	struct str rest = str_skip(w->name, w->at);
	struct str word = STR("operator"), anonymous = STR("(anonymous namespace)");

	if (rest.ptr[0] == 'o' && (w->at == 0 || !is_identifier(rest.ptr[-1])) &&
	    str_starts(rest, word))
		return word.len + operator_length(str_skip(rest, word.len));
	if (rest.ptr[0] == '(' && str_starts(rest, anonymous))
		return anonymous.len;
	return str_starts(rest, STR("->")) ? 2 : 1;
}

static bool
at_top(const struct walk *w)
{
	return w->brackets == 0 && w->parens == 0;
}

static void
walk_step(struct walk *w)
{
	char c = w->name.ptr[w->at];
	size_t n = atom_length(w);

	w->at += n;
	if (n > 1)
		return;
	if (c == '(')
		w->parens++;
	else if (c == ')' && w->parens > 0)
		w->parens--;
	else if (w->parens > 0)
		return;
	else if (c == '<' || c == '[' || c == '{')
		w->brackets++;
	else if ((c == '>' || c == ']' || c == '}') && w->brackets > 0)
		w->brackets--;
}

/* Whether the '(' where the walk stands is part of the name. */
static bool
is_part_of_name(const struct walk *w)
{
	struct str before = str_head(w->name, w->at);

	return str_ends(before, STR(".")) || str_eq(before, STR("decltype")) ||
	       str_starts(str_skip(w->name, w->at), STR("(anonymous namespace)"));
}

bool
symbol_is_script(struct str name)
{
	static const struct str prefixes[] = {STR_INIT("py::"), STR_INIT("LazyCompile:"),
	    STR_INIT("RegExp:"), STR_INIT("Function:"), STR_INIT("Eval:"), STR_INIT("Script:"),
	    STR_INIT("Builtin:"), STR_INIT("JS:")};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (str_starts(name, prefixes[i]))
			return true;
	return false;
}

void
symbol_write(struct output *out, struct str name)
{
	for (size_t i = 0; i < name.len; i++)
		output_char(out, name.ptr[i] == ';'    ? ':'
				 : name.ptr[i] == '\n' ? ' '
						       : name.ptr[i]);
}

/*
 * Steps over a parameter list that a local name stands behind, as of the lambda in
 * f(int) const::{lambda()#1}::operator(); false, where none does.
 */
static bool
step_enclosing(struct walk *w)
{
	static const struct str qualifiers[] = {
	    STR_INIT(" const"), STR_INIT(" volatile"), STR_INIT(" &&"), STR_INIT(" &")};
	struct walk ahead = *w;
	struct str rest;

	do
		walk_step(&ahead);
	while (ahead.parens > 0 && ahead.at < ahead.name.len);
	rest = str_skip(ahead.name, ahead.at);
	for (size_t i = 0; i < sizeof(qualifiers) / sizeof(*qualifiers); i++)
		if (str_starts(rest, qualifiers[i]))
			rest = str_skip(rest, qualifiers[i].len);
	if (!str_starts(rest, STR("::")))
		return false;
	*w = ahead;
	return true;
}

struct str
symbol_cut_parameters(struct str name)
{
	struct walk w = {name, 0, 0, 0};

	if (str_find(name, '(') == name.len || symbol_is_script(name))
		return name;
	while (w.at < name.len) {
		bool opens = name.ptr[w.at] == '(' && at_top(&w) && !is_part_of_name(&w);

		if (opens && step_enclosing(&w))
			continue;
		if (opens)
			return str_trim_right(str_head(name, w.at));
		walk_step(&w);
	}
	return name;
}

bool
symbol_next_inlined(struct str *chain, struct str *function)
{
	struct walk w = {*chain, 0, 0, 0};

	if (chain->len == 0)
		return false;
	*function = *chain;
	*chain = str_skip(*chain, chain->len);
	if (str_search(w.name, STR("->")) == w.name.len || symbol_is_script(w.name))
		return true;
	for (; w.at < w.name.len; walk_step(&w)) {
		struct str rest = str_skip(w.name, w.at);

		if (w.at > 0 && at_top(&w) && str_starts(rest, STR("->")) && rest.ptr[-1] != ' ') {
			*function = str_head(w.name, w.at);
			*chain = str_skip(rest, 2);
			break;
		}
	}
	return true;
}

struct str
symbol_cut_offset(struct str name)
{
	size_t plus = str_rfind(name, '+');
	struct str digits = str_skip(name, plus + 3);

	if (digits.len == 0 || !str_starts(str_skip(name, plus), STR("+0x")))
		return name;
	for (size_t i = 0; i < digits.len; i++)
		if (!str_is_hex(digits.ptr[i]))
			return name;
	return str_head(name, plus);
}

static size_t
underscores(struct str name)
{
	size_t n = 0;

	while (n < name.len && name.ptr[n] == '_')
		n++;
	return n;
}

bool
symbol_second_is_better(struct str first, struct str second)
{
	size_t x = underscores(first), y = underscores(second);

	if (x != y)
		return y < x;
	if (first.len != second.len)
		return second.len > first.len;
	return str_starts(first, STR("SyS")) || str_starts(first, STR("compat_SyS"));
}

struct str
symbol_basename(struct str path)
{
	size_t slash = str_rfind(path, '/');

	return slash < path.len ? str_skip(path, slash + 1) : path;
}

/* Takes a run of digits from the front; false where there is none. */
static bool
take_digits(struct str *s)
{
	size_t n = 0;

	while (n < s->len && str_is_digit(s->ptr[n]))
		n++;
	*s = str_skip(*s, n);
	return n > 0;
}

static bool
take(struct str *s, struct str prefix)
{
	if (!str_starts(*s, prefix))
		return false;
	*s = str_skip(*s, prefix.len);
	return true;
}

/* "[kernel.kallsyms]", "[xfs]", "[vdso]"; not what is named so in a process's memory. */
static bool
is_kernel_in_brackets(struct str dso)
{
	static const struct str of_processes[] = {STR_INIT("[heap]"), STR_INIT("[stack"),
	    STR_INIT("[anon"), STR_INIT("[JIT"), STR_INIT("[unknown]")};

	if (!str_starts(dso, STR("[")) || !str_ends(dso, STR("]")))
		return false;
	for (size_t i = 0; i < sizeof(of_processes) / sizeof(*of_processes); i++)
		if (str_starts(dso, of_processes[i]))
			return false;
	return true;
}

bool
symbol_dso_is_kernel(struct str dso)
{
	static const struct str modules[] = {
	    STR_INIT(".ko"), STR_INIT(".ko.gz"), STR_INIT(".ko.xz"), STR_INIT(".ko.zst")};
	struct str base = symbol_basename(dso);

	if (is_kernel_in_brackets(dso) || str_starts(dso, STR("bpf_prog_")))
		return true;
	if (str_eq(base, STR("vmlinux")) || str_starts(base, STR("vmlinux-")))
		return true;
	for (size_t i = 0; i < sizeof(modules) / sizeof(*modules); i++)
		if (str_ends(base, modules[i]))
			return true;
	return false;
}

bool
symbol_dso_is_jit(struct str dso)
{
	struct str base = symbol_basename(dso);

	if (str_starts(dso, STR("[JIT]")))
		return true;
	if (take(&base, STR("perf-")))
		return take_digits(&base) && str_eq(base, STR(".map"));
	return take(&base, STR("jitted-")) && take_digits(&base) && take(&base, STR("-")) &&
	       take_digits(&base) && str_eq(base, STR(".so"));
}
