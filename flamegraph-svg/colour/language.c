/*
 * language.c - palettes by the meaning of names; see language.h.
 *
 *	java    java/lang/Thread.run     green, Java; JVM::method yellow, C++; else red
 *	python  /x/site-packages/y.py:f  aqua, a package; <built-in yellow; else red
 *	rust    core::ptr::read          orange, the standard library; a::b aqua; else yellow
 *
 * In all of them the marks at a name's end tell the kernel (_[k]), inlined
 * frames (_[i]) and JIT-compiled ones (_[j]).
 */
#include "language.h"

static bool
has(struct str s, struct str word)
{
	return str_search(s, word) < s.len;
}

static bool
starts_with_any(struct str s, const char *const *words)
{
	while (*words != NULL && !str_starts(s, str_from(*words)))
		words++;
	return *words != NULL;
}

/* org/x/Y.run, Lorg.x.Y; or Y, but not [libjvm.so]. */
static bool
is_java(struct str name)
{
	if (str_starts(name, STR("L")))
		name = str_skip(name, 1);
	return has(name, STR("/")) || (has(name, STR(".")) && name.ptr[0] != '[') ||
	       (name.len > 0 && name.ptr[0] >= 'A' && name.ptr[0] <= 'Z');
}

static enum palette
java(struct str name)
{
	if (str_ends(name, STR("_[k]")))
		return PALETTE_ORANGE;
	if (str_ends(name, STR("_[i]")))
		return PALETTE_AQUA;
	if (str_ends(name, STR("_[j]")))
		return PALETTE_GREEN;
	if (has(name, STR("::")) || str_starts(name, STR("-[")) || str_starts(name, STR("+[")))
		return PALETTE_YELLOW;
	return is_java(name) ? PALETTE_GREEN : PALETTE_RED;
}

static enum palette
perl(struct str name)
{
	if (str_ends(name, STR("_[k]")))
		return PALETTE_ORANGE;
	if (has(name, STR("Perl")) || has(name, STR(".pl")))
		return PALETTE_GREEN;
	return has(name, STR("::")) ? PALETTE_YELLOW : PALETTE_RED;
}

/* python3.11, Python, python2: a folder of the standard library. */
static bool
is_python_folder(struct str part)
{
	if (!str_starts(part, STR("python")) && !str_starts(part, STR("Python")))
		return false;
	part = str_skip(part, 6);
	while (part.len > 0 && (str_is_digit(part.ptr[0]) || part.ptr[0] == '.'))
		part = str_skip(part, 1);
	return part.len == 0;
}

static enum palette
python(struct str name)
{
	static const char *const interpreter[] = {"<built-in", "<method", "<frozen", NULL};
	bool library = false;

	/* The text before the first and behind the last / or \ counts as a part too. */
	for (struct str rest = name; rest.len > 0;) {
		size_t end = 0;
		struct str part;

		while (end < rest.len && rest.ptr[end] != '/' && rest.ptr[end] != '\\')
			end++;
		part = str_head(rest, end);
		if (str_eq(part, STR("site-packages")))
			return PALETTE_AQUA;
		library = library || is_python_folder(part);
		rest = str_skip(rest, end + 1);
	}
	return library || starts_with_any(name, interpreter) ? PALETTE_YELLOW : PALETTE_RED;
}

static bool
is_blank(struct str name)
{
	size_t i = 0;

	while (i < name.len && name.ptr[i] == ' ')
		i++;
	return name.len > 0 && i == name.len;
}

static enum palette
js(struct str name)
{
	struct str path = str_skip(name, str_find(name, '/'));

	if (is_blank(name))
		return PALETTE_GREEN;
	if (str_ends(name, STR("_[k]")))
		return PALETTE_ORANGE;
	if (str_ends(name, STR("_[j]")))
		return path.len > 0 ? PALETTE_GREEN : PALETTE_AQUA;
	if (has(name, STR("::")))
		return PALETTE_YELLOW;
	if (has(name, STR(":")))
		return PALETTE_AQUA;
	if (has(path, STR("node_modules/")))
		return PALETTE_PURPLE;
	return has(path, STR(".js")) ? PALETTE_GREEN : PALETTE_RED;
}

static enum palette
rust(struct str name)
{
	static const char *const standard[] = {
	    "core::", "std::", "alloc::", "<core::", "<std::", "<alloc::", NULL};
	size_t module = str_find(name, '`');

	if (module < name.len)
		name = str_skip(name, module + 1);
	/* What the compiler makes of an async function says nothing of the library. */
	if (str_starts(name, STR("<core::future::from_generator::GenFuture<T>")))
		return PALETTE_AQUA;
	if (starts_with_any(name, standard))
		return PALETTE_ORANGE;
	return has(name, STR("::")) ? PALETTE_AQUA : PALETTE_YELLOW;
}

enum palette
language_palette(enum palette palette, struct str name, bool waker)
{
	switch (palette) {
	case PALETTE_JAVA:
		return java(name);
	case PALETTE_PERL:
		return perl(name);
	case PALETTE_PYTHON:
		return python(name);
	case PALETTE_JS:
		return js(name);
	case PALETTE_RUST:
		return rust(name);
	case PALETTE_WAKEUP:
		return PALETTE_AQUA;
	case PALETTE_CHAIN:
		return waker || str_ends(name, STR("_[w]")) ? PALETTE_AQUA : PALETTE_BLUE;
	default:
		return palette;
	}
}
