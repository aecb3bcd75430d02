/*
 * symbol.c - what a function's name is made of; see symbol.h.
 */
#include "symbol.h"

/*
 * Whether what follows "py::" is a function and its file, as "f:/a/b.py", "f:b.py" or
 * "<module>:<string>"; else it is of a C++ namespace py.
 */
static bool
is_python(struct str s)
{
	for (size_t i = 1; i + 1 < s.len; i++)
		if (s.ptr[i] == ':' && s.ptr[i - 1] != ':' &&
		    (s.ptr[i + 1] == '/' || s.ptr[i + 1] == '<' ||
			(s.ptr[i + 1] != ':' && str_ends(s, STR(".py")))))
			return true;
	return false;
}

bool
symbol_is_script(struct str name)
{
	static const struct str prefixes[] = {STR_INIT("LazyCompile:"), STR_INIT("RegExp:"),
	    STR_INIT("Function:"), STR_INIT("Eval:"), STR_INIT("Script:"), STR_INIT("Builtin:"),
	    STR_INIT("JS:")};

	if (str_starts(name, STR("py::")))
		return is_python(str_skip(name, 4));
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (str_starts(name, prefixes[i]))
			return !str_starts(str_skip(name, prefixes[i].len), STR(":"));
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

/* "int", "java.util.Map$Entry[]" */
static bool
is_java_type(struct str type)
{
	static const struct str simple[] = {STR_INIT("void"), STR_INIT("boolean"), STR_INIT("byte"),
	    STR_INIT("char"), STR_INIT("short"), STR_INIT("int"), STR_INIT("long"),
	    STR_INIT("float"), STR_INIT("double")};

	while (str_ends(type, STR("[]")))
		type.len -= 2;
	for (size_t i = 0; i < sizeof(simple) / sizeof(*simple); i++)
		if (str_eq(type, simple[i]))
			return true;
	for (size_t i = 0; i < type.len; i++)
		if (strchr(":()[]<>,*&", type.ptr[i]) != NULL)
			return false;
	return type.len > 0;
}

struct str
symbol_cut_java_result(struct str name)
{
	size_t space = str_find(name, ' ');
	struct str method = str_skip(name, space + 1);

	/* A method has its class before it, and neither spaces nor "::" as in other languages. */
	if (str_find(method, '.') == method.len || str_find(method, ' ') < method.len ||
	    str_search(method, STR("::")) < method.len || !is_java_type(str_head(name, space)))
		return name;
	return method;
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

struct str
symbol_unmarked(struct str name)
{
	static const struct str marks[] = {
	    STR_INIT("_[k]"), STR_INIT("_[i]"), STR_INIT("_[j]"), STR_INIT("_[w]")};

	if (name.len < marks[0].len || name.ptr[name.len - 1] != ']')
		return name;
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (str_ends(name, marks[i]))
			return str_head(name, name.len - marks[i].len);
	return name;
}
