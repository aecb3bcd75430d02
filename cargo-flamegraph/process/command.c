/*
 * command.c - a command as the words it is started with; see command.h.
 *
 *	record -e 'branch misses' --call-graph "fp" -g
 *
 * is six words: a text is split as a shell does it, but nothing is expanded
 * and no shell is ever started.
 */
#define _XOPEN_SOURCE 700 /* realpath */

#include "command.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
command_init(struct command *c, struct arena *arena)
{
	*c = (struct command){.arena = arena};
}

/* Adds a word that is in the arena already; NULL when there was no memory for it. */
static void
add_word(struct command *c, char *word)
{
	if (c->len + 1 >= c->cap) {
		size_t cap = c->cap * 2 + 16;
		char **argv = ARENA_NEW(c->arena, char *, cap);

		if (argv == NULL)
			return;
		if (c->len > 0)
			memcpy(argv, c->argv, c->len * sizeof(*argv));
		c->argv = argv;
		c->cap = cap;
	}
	if (word == NULL)
		return;
	c->argv[c->len++] = word;
	c->argv[c->len] = NULL;
}

void
command_add(struct command *c, const char *word)
{
	size_t size = word != NULL ? strlen(word) + 1 : 0;
	char *copy = size > 0 ? ARENA_NEW(c->arena, char, size) : NULL;

	if (copy != NULL)
		memcpy(copy, word, size);
	add_word(c, copy);
}

const char *
command_program(const struct command *c)
{
	return c->len > 0 ? c->argv[0] : "a program";
}

static char *print_to_arena(struct arena *arena, const char *format, va_list ap)
    __attribute__((format(printf, 2, 0)));

static char *
print_to_arena(struct arena *arena, const char *format, va_list ap)
{
	va_list again;
	char *text = NULL;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (n >= 0)
		text = ARENA_NEW(arena, char, (size_t)n + 1);
	if (text != NULL)
		vsnprintf(text, (size_t)n + 1, format, ap);
	return text;
}

char *
arena_printf(struct arena *arena, const char *format, ...)
{
	va_list ap;
	char *text;

	va_start(ap, format);
	text = print_to_arena(arena, format, ap);
	va_end(ap);
	return text;
}

void
command_addf(struct command *c, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	add_word(c, print_to_arena(c->arena, format, ap));
	va_end(ap);
}

void
command_add_list(struct command *c, const struct option_list *list)
{
	for (size_t i = 0; i < list->len; i++)
		command_add(c, list->items[i]);
}

/*
 * Copies one word, its quotes removed, to `to` and returns what follows it;
 * NULL when a quote has no end. In "…" a backslash quotes only what a shell's does.
 */
static const char *
unquote(const char *s, char **to)
{
	char quote = 0;

	for (; *s != '\0' && (quote != 0 || !str_is_space(*s)); s++) {
		if (*s == '\\' && s[1] != '\0' &&
		    (quote == 0 || (quote == '"' && strchr("\\\"$`", s[1]) != NULL)))
			*(*to)++ = *++s;
		else if (quote == 0 && (*s == '\'' || *s == '"'))
			quote = *s;
		else if (quote != 0 && *s == quote)
			quote = 0;
		else
			*(*to)++ = *s;
	}
	return quote == 0 ? s : NULL;
}

bool
command_add_text(struct command *c, const char *text)
{
	char *to = ARENA_NEW(c->arena, char, strlen(text) + 1);

	while (to != NULL) {
		char *word = to;

		while (str_is_space(*text))
			text++;
		if (*text == '\0')
			return true;
		text = unquote(text, &to);
		if (text == NULL)
			return false;
		/* Behind a word stands a space or the end, so there is room for its NUL. */
		*to++ = '\0';
		add_word(c, word);
	}
	return true;
}

extern char **environ;

/* Whether `entry` is the variable: NAME=VALUE. */
static bool
is_variable(const char *entry, struct str name)
{
	struct str e = str_from(entry);

	return str_starts(e, name) && e.len > name.len && e.ptr[name.len] == '=';
}

const char *
environment_find(char *const *environment, const char *name)
{
	struct str n = str_from(name);

	for (; *environment != NULL; environment++)
		if (is_variable(*environment, n))
			return *environment + n.len + 1;
	return NULL;
}

void
command_set(struct command *c, const char *name, const char *value)
{
	char **from = c->environment != NULL ? c->environment : environ, **to;
	struct str n = str_from(name);
	size_t len = 0;

	while (from[len] != NULL)
		len++;
	to = ARENA_NEW(c->arena, char *, len + 2);
	if (to == NULL)
		return;
	c->environment = to;
	for (size_t i = 0; i < len; i++)
		if (!is_variable(from[i], n))
			*to++ = from[i];
	if (value != NULL)
		*to++ = arena_printf(c->arena, "%s=%s", name, value);
	*to = NULL;
}

static bool
is_plain(const char *word)
{
	static const char others[] = "_@%+=:,./-";

	if (*word == '\0')
		return false;
	for (; *word != '\0'; word++) {
		char lower = (char)(*word | 0x20);

		if (!str_is_digit(*word) && (lower < 'a' || lower > 'z') &&
		    strchr(others, *word) == NULL)
			return false;
	}
	return true;
}

static void
print_word(struct output *out, const char *word)
{
	if (is_plain(word)) {
		output_str(out, str_from(word));
		return;
	}
	output_char(out, '\'');
	for (; *word != '\0'; word++) {
		if (*word == '\'')
			OUTPUT_LITERAL(out, "'\\''");
		else
			output_char(out, *word);
	}
	output_char(out, '\'');
}

void
command_print(const struct command *c, struct output *out)
{
	for (size_t i = 0; i < c->len; i++) {
		if (i > 0)
			output_char(out, ' ');
		print_word(out, c->argv[i]);
	}
}

const char *
absolute_path(struct arena *arena, const char *path)
{
	char *here = path[0] != '/' ? realpath(".", NULL) : NULL;
	const char *full = path;

	if (path[0] != '/')
		full = here != NULL ? arena_printf(arena, "%s/%s", here, path) : NULL;
	free(here);
	return full;
}

/* Whether a path is a file that can be run; else errno says why not. */
static bool
can_run(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0 || access(path, X_OK) != 0)
		return false;
	errno = EACCES;
	return S_ISREG(st.st_mode);
}

const char *
find_program(struct arena *arena, const char *name)
{
	struct str rest = str_from(getenv("PATH"));
	int error = ENOENT;

	if (strchr(name, '/') != NULL)
		return can_run(name) ? name : NULL;
	while (rest.len > 0 && *name != '\0') {
		struct str folder = str_cut(&rest, ':');
		const char *path = arena_printf(
		    arena, "%.*s%s%s", STR_ARG(folder), folder.len > 0 ? "/" : "./", name);

		if (path == NULL)
			return NULL;
		if (can_run(path))
			return path;
		if (errno == EACCES)
			error = EACCES;
	}
	errno = error;
	return NULL;
}

/* The path of the executable that runs: the system's word, else what we were called by. */
static const char *
own_path(struct arena *arena, const char *argv0)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n <= 0)
		return find_program(arena, argv0);
	path[n] = '\0';
	return arena_printf(arena, "%s", path);
}

const char *
find_sibling(struct arena *arena, const char *argv0, const char *name)
{
	const char *own = own_path(arena, argv0);
	const char *slash = own != NULL ? strrchr(own, '/') : NULL;

	if (slash != NULL) {
		const char *path = arena_printf(arena, "%.*s/%s", (int)(slash - own), own, name);

		if (path != NULL && can_run(path))
			return path;
	}
	return find_program(arena, name);
}
