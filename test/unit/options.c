/* options.c - lib/command: words of a command line, and what comes of them; one row each. */
#include "options.h"

#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "report.h"
#include "str.h"

struct settings {
	bool quiet, colour;
	const char *title, *maybe, *level, *shape;
	struct option_list files;
	uint64_t number;
	double width;
};

static const char *const shapes[] = {"round", "square", NULL};
static const char *const aliases[] = {"other.pl", NULL};

static const struct option options[] = {
    OPTION_HEADING("What"),
    {.letter = 't',
	.name = "title",
	.kind = OPTION_TEXT,
	.arg = "TEXT",
	.offset = offsetof(struct settings, title),
	.help = "a title"},
    {.name = "titlefont",
	.kind = OPTION_TEXT,
	.arg = "FONT",
	.offset = offsetof(struct settings, title),
	.hidden = true},
    {.letter = 'm',
	.name = "maybe",
	.kind = OPTION_MAYBE,
	.arg = "TEXT",
	.next_word = true,
	.offset = offsetof(struct settings, maybe),
	.help = "a text"},
    {.letter = 'l',
	.name = "level",
	.kind = OPTION_MAYBE,
	.arg = "N",
	.min = 1,
	.max = 9,
	.offset = offsetof(struct settings, level),
	.help = "a number"},
    {.letter = 'f',
	.name = "file",
	.kind = OPTION_REPEAT,
	.arg = "FILE",
	.offset = offsetof(struct settings, files),
	.help = "a file"},
    {.letter = 'n',
	.name = "number",
	.kind = OPTION_NUMBER,
	.arg = "N",
	.min = 2,
	.max = 5,
	.offset = offsetof(struct settings, number),
	.help = "a number"},
    {.name = "width",
	.kind = OPTION_DECIMAL,
	.arg = "N",
	.offset = offsetof(struct settings, width),
	.help = "a width"},
    {.letter = 's',
	.name = "shape",
	.kind = OPTION_CHOICE,
	.arg = "SHAPE",
	.choices = shapes,
	.offset = offsetof(struct settings, shape),
	.help = "a shape"},
    {.letter = 'c',
	.name = "colour",
	.kind = OPTION_FLAG,
	.offset = offsetof(struct settings, colour),
	.help = "colours"},
    {.letter = 'C',
	.name = "no-colour",
	.kind = OPTION_OFF,
	.offset = offsetof(struct settings, colour),
	.help = "no colours"},
    OPTION_QUIET(offsetof(struct settings, quiet)),
    OPTION_END,
};

static const struct program plain = {
    .name = "prog", .synopsis = "[options]", .about = "Does it.", .options = options};
static const struct program command = {.name = "prog",
    .synopsis = "COMMAND",
    .about = "Does it.",
    .options = options,
    .stop_at_operand = true};
static const struct program dashes = {.name = "prog",
    .synopsis = "[-- ARG]",
    .about = "Does it.",
    .options = options,
    .only_behind_dashes = true};
static const struct program known = {.name = "prog",
    .synopsis = "[options]",
    .about = "Does it.",
    .options = options,
    .aliases = aliases};

enum { MOST_WORDS = 8, ROOM = 8192 };

/* What is written to standard output, and to standard error, while f runs. */
struct said {
	char text[ROOM];
	int copy, ends[2], fd;
};

static void
listen_to(struct said *s, int fd)
{
	s->fd = fd;
	s->copy = dup(fd);
	if (s->copy < 0 || pipe(s->ends) != 0 || dup2(s->ends[1], fd) < 0)
		abort();
	close(s->ends[1]);
}

static struct str
heard(struct said *s)
{
	size_t len = 0;
	ssize_t n;

	if (fflush(NULL) != 0 || dup2(s->copy, s->fd) < 0)
		abort();
	close(s->copy);
	while (len < ROOM && (n = read(s->ends[0], s->text + len, ROOM - len)) > 0)
		len += (size_t)n;
	close(s->ends[0]);
	return str_make(s->text, len);
}

/* What became of it: the settings and operands as a line, or the message. */
static void
print_settings(const struct settings *s, const struct option_list *operands, struct output *out)
{
	output_printf(out, "%s%s", s->colour ? "colour " : "", s->quiet ? "quiet " : "");
	if (s->title != NULL)
		output_printf(out, "title=%s ", s->title);
	if (s->maybe != NULL)
		output_printf(out, "maybe=%s ", s->maybe);
	if (s->level != NULL)
		output_printf(out, "level=%s ", s->level);
	if (s->shape != NULL)
		output_printf(out, "shape=%s ", s->shape);
	for (size_t i = 0; i < s->files.len; i++)
		output_printf(out, "file=%s ", s->files.items[i]);
	if (s->number > 0)
		output_printf(out, "number=%d ", (int)s->number);
	if (s->width > 0)
		output_printf(out, "width=%d/100 ", (int)(s->width * 100));
	for (size_t i = 0; i < operands->len; i++)
		output_printf(out, "<%s>", operands->items[i]);
}

struct row {
	const char *words[MOST_WORDS];
	enum options_result result;
	const char *text; /* in the settings, or in what is said */
};

static void
check_row(const struct program *program, const char *name, const struct row *row)
{
	struct settings settings = {0};
	struct option_list operands = {0};
	struct report report = {.program = "prog"};
	struct said out, err;
	struct output line;
	struct str text[4] = {{0}};
	const char *words[MOST_WORDS + 2] = {name};
	char *argv[MOST_WORDS + 2];
	int argc = 1;
	enum options_result result;

	for (; row->words[argc - 1] != NULL; argc++)
		words[argc] = row->words[argc - 1];
	memcpy(argv, words, sizeof(argv));
	listen_to(&out, STDOUT_FILENO);
	listen_to(&err, STDERR_FILENO);
	result = options_parse(program, &settings, &operands, argc, argv, &report);
	text[2] = heard(&err);
	text[1] = heard(&out);
	output_to_memory(&line);
	print_settings(&settings, &operands, &line);
	text[0] = output_text(&line);
	CHECK(result == row->result);
	if (result == OPTIONS_RUN)
		CHECK_STR(text[0], str_from(row->text));
	else
		CHECK(str_starts(text[result], str_from(row->text)));
	if (result != row->result ||
	    (result != OPTIONS_RUN && !str_starts(text[result], str_from(row->text))))
		fprintf(stderr, "  of %s …: %.*s\n", row->words[0], STR_ARG(text[result]));
	output_close(&line);
	option_list_release(&settings.files);
	option_list_release(&operands);
}

static const struct row plain_rows[] = {
    {{NULL}, OPTIONS_RUN, ""},
    {{"a", "b"}, OPTIONS_RUN, "<a><b>"},
    {{"-"}, OPTIONS_RUN, "<->"},
    {{"--", "-c", "--"}, OPTIONS_RUN, "<-c><-->"},
    {{"a", "-c", "b", "-q"}, OPTIONS_RUN, "colour quiet <a><b>"},
    {{"-cqC"}, OPTIONS_RUN, "quiet "},
    {{"--colour", "--no-colour"}, OPTIONS_RUN, ""},
    {{"--title", "x", "a"}, OPTIONS_RUN, "title=x <a>"},
    {{"--title=", "a"}, OPTIONS_RUN, "title= <a>"},
    {{"--title=a=b"}, OPTIONS_RUN, "title=a=b "},
    {{"-tx"}, OPTIONS_RUN, "title=x "},
    {{"-ct", "x"}, OPTIONS_RUN, "colour title=x "},
    {{"--titlefont=x"}, OPTIONS_RUN, "title=x "},
    {{"-fa", "--file", "b", "-f", "-c"}, OPTIONS_RUN, "file=a file=b file=-c "},
    {{"-n5", "--number=2"}, OPTIONS_RUN, "number=2 "},
    {{"--width", "1.25"}, OPTIONS_RUN, "width=125/100 "},
    {{"--shape=square"}, OPTIONS_RUN, "shape=square "},
    /* What may stand alone. */
    {{"--maybe"}, OPTIONS_RUN, "maybe= "},
    {{"--maybe=x", "a"}, OPTIONS_RUN, "maybe=x <a>"},
    {{"--maybe", "a"}, OPTIONS_RUN, "maybe=a "},
    {{"--maybe", "-c"}, OPTIONS_RUN, "colour maybe= "},
    {{"-m", "a"}, OPTIONS_RUN, "maybe=a "},
    {{"-mx", "a"}, OPTIONS_RUN, "maybe=x <a>"},
    {{"--level"}, OPTIONS_RUN, "level= "},
    {{"--level", "7"}, OPTIONS_RUN, "level=7 "},
    {{"--level", "7a"}, OPTIONS_RUN, "level= <7a>"},
    {{"-l9"}, OPTIONS_RUN, "level=9 "},
    {{"-l", "9"}, OPTIONS_RUN, "level=9 "},
    {{"--level=10"}, OPTIONS_WRONG, "prog: --level takes a number from 1 to 9, not '10'"},
    {{"-lx"}, OPTIONS_WRONG, "prog: --level takes a whole number, not 'x'"},
    /* Wrong. */
    {{"--title"}, OPTIONS_WRONG, "prog: --title needs a value: TEXT\n"},
    {{"-t"}, OPTIONS_WRONG, "prog: -t needs a value: TEXT\n"},
    {{"-ct"}, OPTIONS_WRONG, "prog: -t needs a value: TEXT\n"},
    {{"--colour=x"}, OPTIONS_WRONG, "prog: --colour takes no value\n"},
    {{"--no-colour=x"}, OPTIONS_WRONG, "prog: --no-colour takes no value\n"},
    {{"--number=1"}, OPTIONS_WRONG, "prog: --number takes a number from 2 to 5, not '1'"},
    {{"--number=6"}, OPTIONS_WRONG, "prog: --number takes a number from 2 to 5, not '6'"},
    {{"--number="}, OPTIONS_WRONG, "prog: --number takes a whole number, not ''"},
    {{"--width=.5."}, OPTIONS_WRONG, "prog: --width takes a number, not '.5.'"},
    {{"--width=2e1"}, OPTIONS_WRONG, "prog: --width takes a number, not '2e1'"},
    {{"--shape=flat"}, OPTIONS_WRONG, "prog: --shape takes one of round, square, not 'flat'"},
    {{"-x"}, OPTIONS_WRONG, "prog: unknown option '-x'\n"},
    {{"-cx"}, OPTIONS_WRONG, "prog: unknown option '-x' in '-cx'\n"},
    {{"-o"}, OPTIONS_WRONG,
	"prog: unknown option '-o': it writes to standard output, as in '> FILE'\n"},
    {{"-i"}, OPTIONS_WRONG, "prog: unknown option '-i': files to read stand without an option\n"},
    {{"--output=x"}, OPTIONS_WRONG,
	"prog: unknown option '--output': it writes to standard output"},
    {{"--input=x"}, OPTIONS_WRONG, "prog: unknown option '--input': files to read stand without"},
    {{"-title"}, OPTIONS_RUN, "title=itle "},
    /* "did you mean": a letter more, less, another, two swapped, a beginning; no hidden one. */
    {{"--colours"}, OPTIONS_WRONG, "prog: unknown option '--colours'; did you mean '--colour'?"},
    {{"--color"}, OPTIONS_WRONG, "prog: unknown option '--color'; did you mean '--colour'?"},
    {{"--calour"}, OPTIONS_WRONG, "prog: unknown option '--calour'; did you mean '--colour'?"},
    {{"--oclour"}, OPTIONS_WRONG, "prog: unknown option '--oclour'; did you mean '--colour'?"},
    {{"--ocluor"}, OPTIONS_WRONG, "prog: unknown option '--ocluor'\n"},
    {{"--no-"}, OPTIONS_WRONG, "prog: unknown option '--no-'; did you mean '--no-colour'?"},
    {{"--no"}, OPTIONS_WRONG, "prog: unknown option '--no'\n"},
    {{"--xy"}, OPTIONS_WRONG, "prog: unknown option '--xy'\n"},
    {{"--titlefond=1"}, OPTIONS_WRONG, "prog: unknown option '--titlefond'\n"},
    {{"--tit=1"}, OPTIONS_WRONG, "prog: unknown option '--tit'; did you mean '--title'?"},
    /* What every program has. */
    {{"--help"}, OPTIONS_DONE, "usage: prog [options]\n"},
    {{"-h"}, OPTIONS_DONE, "usage: prog [options]\n"},
    {{"-ch"}, OPTIONS_DONE, "usage: prog [options]\n"},
    {{"--version"}, OPTIONS_DONE, "prog " TOOLKIT_VERSION "\n"},
    {{"-V"}, OPTIONS_DONE, "prog " TOOLKIT_VERSION "\n"},
    {{"--completions", "fish"}, OPTIONS_DONE, "complete -c prog -f\n"},
    {{"--completions=tcsh"}, OPTIONS_WRONG, "prog: "},
    {{"--completions"}, OPTIONS_WRONG, "prog: --completions needs a shell: bash, zsh, fish"},
};

static const struct row command_rows[] = {
    {{"-c", "run", "-c", "--", "x"}, OPTIONS_RUN, "colour <run><-c><--><x>"},
    {{"--", "-c", "run"}, OPTIONS_RUN, "<-c><run>"},
};

static const struct row dashes_rows[] = {
    {{"-c", "--", "x"}, OPTIONS_RUN, "colour <x>"},
    {{"x", "y"}, OPTIONS_RUN, "<x><y>"},
    {{"x", "-c"}, OPTIONS_WRONG, "prog: "},
    {{"x", "--", "y"}, OPTIONS_WRONG, "prog: "},
};

/* Called other.pl: one dash, and beginnings of names that are of one alone. */
static const struct row alias_rows[] = {
    {{"-title", "x"}, OPTIONS_RUN, "title=x "},
    {{"-title=x"}, OPTIONS_RUN, "title=x "},
    {{"--wid", "2"}, OPTIONS_RUN, "width=200/100 "},
    {{"-wid", "2"}, OPTIONS_RUN, "width=200/100 "},
    {{"--ti", "2"}, OPTIONS_WRONG, "prog: unknown option '--ti'"},
    {{"-c"}, OPTIONS_RUN, "colour "},
    {{"-cq"}, OPTIONS_RUN, "colour quiet "},
};

#define ROWS(program, name, rows)                                                                  \
	for (size_t i = 0; i < sizeof(rows) / sizeof(*(rows)); i++)                                \
	check_row((program), (name), &(rows)[i])

int
main(void)
{
	ROWS(&plain, "prog", plain_rows);
	ROWS(&command, "prog", command_rows);
	ROWS(&dashes, "prog", dashes_rows);
	ROWS(&known, "/usr/bin/other.pl", alias_rows);
	ROWS(&known, "other.pl", alias_rows);
	ROWS(&known, "prog", plain_rows);
	return check_done();
}
