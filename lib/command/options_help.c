/*
 * options_help.c - what a program's option table says: --help; see options.h.
 */
#include "options.h"

#include <string.h>

#include "str.h"

enum { WIDTH = 80, HELP_COLUMN = 30 };

static void
pad_to(struct output *out, size_t from, size_t column)
{
	for (; from < column; from++)
		output_char(out, ' ');
}

/* Columns a text takes: every byte that does not continue a UTF-8 character. */
static size_t
columns(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
	return n;
}

/* Words of text, broken at WIDTH, continued below `column`. */
static void
wrap(struct output *out, struct str text, size_t column)
{
	size_t at = column;

	while (text.len > 0) {
		struct str word = str_cut(&text, ' ');

		if (at > column && at + 1 + columns(word) > WIDTH) {
			output_char(out, '\n');
			pad_to(out, 0, column);
			at = column;
		} else if (at > column) {
			output_char(out, ' ');
			at++;
		}
		output_str(out, word);
		at += columns(word);
	}
	output_char(out, '\n');
}

static void
help_option(struct output *out, const struct option *o)
{
	struct output left;
	size_t width;

	output_to_memory(&left);
	if (o->letter != 0)
		output_printf(&left, "  -%c, --%s", o->letter, o->name);
	else
		output_printf(&left, "      --%s", o->name);
	if (o->kind == OPTION_MAYBE)
		output_printf(&left, "[=%s]", o->arg);
	else if (o->arg != NULL)
		output_printf(&left, " %s", o->arg);
	width = columns(output_text(&left));
	output_str(out, output_text(&left));
	output_close(&left);
	if (width + 2 > HELP_COLUMN) {
		output_char(out, '\n');
		width = 0;
	}
	pad_to(out, width, HELP_COLUMN);
	wrap(out, str_from(o->help), HELP_COLUMN);
}

static void
help_lines(struct output *out, const char *lines, const char *first, const char *other)
{
	struct str rest = str_from(lines);

	for (const char *before = first; rest.len > 0; before = other) {
		struct str line = str_cut(&rest, '\n');

		output_printf(out, "%s%.*s\n", before, STR_ARG(line));
	}
}

void
options_help(const struct program *program, struct output *out)
{
	static const struct option common[] = {
	    {.letter = 'h', .name = "help", .help = "print this text"},
	    {.letter = 'V', .name = "version", .help = "print the version"},
	    {.name = "completions",
		.arg = "SHELL",
		.help = "print a completion script for bash, zsh, fish, elvish or powershell"},
	};
	struct str rest = str_from(program->synopsis);
	struct str line = str_cut(&rest, '\n');

	output_printf(out, "usage: %s %.*s\n", program->name, STR_ARG(line));
	while (rest.len > 0) {
		line = str_cut(&rest, '\n');
		output_printf(out, "       %s %.*s\n", program->name, STR_ARG(line));
	}
	output_char(out, '\n');
	wrap(out, str_from(program->about), 0);
	if (program->options->kind != OPTION_GROUP)
		OUTPUT_LITERAL(out, "\nOptions:\n");
	for (const struct option *o = program->options; o->kind != OPTION_LAST; o++) {
		if (o->kind == OPTION_GROUP)
			output_printf(out, "\n%s:\n", o->name);
		else if (!o->hidden)
			help_option(out, o);
	}
	OUTPUT_LITERAL(out, "\nMore:\n");
	for (size_t i = 0; i < sizeof(common) / sizeof(*common); i++)
		help_option(out, &common[i]);
	if (program->examples != NULL) {
		OUTPUT_LITERAL(out, "\nExamples:\n");
		help_lines(out, program->examples, "  ", "  ");
	}
}
