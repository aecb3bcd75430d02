/*
 * options_completions.c - completion scripts of bash, zsh and fish from a
 * program's option table; see options.h.
 */
#include "options.h"

#include <string.h>

#include "str.h"

/* The program's name as part of a shell function's name. */
static void
function_name(struct output *out, const char *name)
{
	for (; *name != '\0'; name++)
		output_char(out, *name == '-' ? '_' : *name);
}

static bool
is_shown(const struct option *o)
{
	return o->kind != OPTION_GROUP && !o->hidden;
}

static bool
wants_value(const struct option *o)
{
	return o->kind != OPTION_FLAG && o->kind != OPTION_OFF && o->kind != OPTION_MAYBE;
}

/* text for the inside of single quotes, in any of the three shells. */
static void
quoted(struct output *out, const char *text, const char *also)
{
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			OUTPUT_LITERAL(out, "'\\''");
		else if (strchr(also, *text) != NULL)
			output_printf(out, "\\%c", *text);
		else
			output_char(out, *text);
	}
}

static void
bash_words(struct output *out, const struct option *o)
{
	for (size_t i = 0; o->choices != NULL && o->choices[i] != NULL; i++)
		output_printf(out, "%s%s", i ? " " : "", o->choices[i]);
}

static const char *
bash_hint(enum option_hint hint)
{
	static const char *const flags[] = {
	    [HINT_NONE] = "", [HINT_FILE] = "-f", [HINT_FOLDER] = "-d", [HINT_COMMAND] = "-c"};

	return flags[hint];
}

static void
bash_case(struct output *out, const struct option *o)
{
	OUTPUT_LITERAL(out, "\t");
	if (o->letter != 0)
		output_printf(out, "-%c|", o->letter);
	output_printf(out, "--%s)\n\t\tCOMPREPLY=(", o->name);
	if (o->choices != NULL) {
		OUTPUT_LITERAL(out, "$(compgen -W '");
		bash_words(out, o);
		OUTPUT_LITERAL(out, "' -- \"$word\")");
	} else if (o->hint != HINT_NONE) {
		output_printf(out, "$(compgen %s -- \"$word\")", bash_hint(o->hint));
	}
	OUTPUT_LITERAL(out, ")\n\t\treturn;;\n");
}

static void
bash(const struct program *p, struct output *out)
{
	OUTPUT_LITERAL(out, "_");
	function_name(out, p->name);
	OUTPUT_LITERAL(out, "()\n{\n\tlocal word=${COMP_WORDS[COMP_CWORD]} "
			    "before=${COMP_WORDS[COMP_CWORD-1]}\n"
			    "\t# --name=value comes as three words\n"
			    "\tif [[ $word == = ]]; then word=; "
			    "elif [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
			    "\tcase $before in\n");
	for (const struct option *o = p->options; o->kind != OPTION_LAST; o++)
		if (is_shown(o) && wants_value(o))
			bash_case(out, o);
	OUTPUT_LITERAL(out, "\t--completions)\n\t\tCOMPREPLY=($(compgen -W 'bash zsh fish' -- "
			    "\"$word\"))\n\t\treturn;;\n\tesac\n"
			    "\tif [[ $word == -* ]]; then\n\t\tCOMPREPLY=($(compgen -W '");
	for (const struct option *o = p->options; o->kind != OPTION_LAST; o++)
		if (is_shown(o))
			output_printf(out, "--%s ", o->name);
	OUTPUT_LITERAL(out, "--help --version --completions' -- \"$word\"))\n");
	if (p->operands != HINT_NONE)
		output_printf(out, "\telse\n\t\tCOMPREPLY=($(compgen %s -- \"$word\"))\n",
		    bash_hint(p->operands));
	OUTPUT_LITERAL(out, "\tfi\n}\ncomplete -o filenames -F _");
	function_name(out, p->name);
	output_printf(out, " %s\n", p->name);
}

static void
zsh_value(struct output *out, const char *arg, const char *const *choices, enum option_hint hint)
{
	static const char *const actions[] = {[HINT_NONE] = " ",
	    [HINT_FILE] = "_files",
	    [HINT_FOLDER] = "_files -/",
	    [HINT_COMMAND] = "_command_names -e"};

	OUTPUT_LITERAL(out, ":");
	quoted(out, arg ? arg : "value", ":[]\\");
	OUTPUT_LITERAL(out, ":");
	if (choices == NULL) {
		output_str(out, str_from(actions[hint]));
		return;
	}
	for (size_t i = 0; choices[i] != NULL; i++)
		output_printf(out, "%s%s", i ? " " : "(", choices[i]);
	OUTPUT_LITERAL(out, ")");
}

static void
zsh_option(struct output *out, const struct option *o)
{
	const char *repeat = o->kind == OPTION_REPEAT ? "*" : "";

	for (int form = o->letter != 0 ? 0 : 1; form < 2; form++) {
		output_printf(out, " \\\n\t'%s", repeat);
		if (form == 0)
			output_printf(out, "-%c%s[", o->letter, wants_value(o) ? "+" : "");
		else
			output_printf(out, "--%s%s[", o->name, wants_value(o) ? "=" : "");
		quoted(out, o->help, ":[]\\");
		OUTPUT_LITERAL(out, "]");
		if (wants_value(o))
			zsh_value(out, o->arg, o->choices, o->hint);
		OUTPUT_LITERAL(out, "'");
	}
}

static void
zsh(const struct program *p, struct output *out)
{
	static const char *const operands[] = {[HINT_NONE] = "",
	    [HINT_FILE] = " \\\n\t'*:file:_files'",
	    [HINT_FOLDER] = " \\\n\t'*:folder:_files -/'",
	    [HINT_COMMAND] = " \\\n\t'*::command:_normal'"};

	output_printf(out, "#compdef %s\n_arguments -s", p->name);
	for (const struct option *o = p->options; o->kind != OPTION_LAST; o++)
		if (is_shown(o))
			zsh_option(out, o);
	OUTPUT_LITERAL(out,
	    " \\\n\t'(-h --help)'{-h,--help}'[print a help text]'"
	    " \\\n\t'--version[print the version]'"
	    " \\\n\t'--completions=[print a completion script]:shell:(bash zsh fish)'");
	output_printf(out, "%s\n", operands[p->operands]);
}

static void
fish_option(struct output *out, const char *program, const struct option *o)
{
	output_printf(out, "complete -c %s -l %s", program, o->name);
	if (o->letter != 0)
		output_printf(out, " -s %c", o->letter);
	if (o->choices != NULL) {
		OUTPUT_LITERAL(out, " -x -a '");
		bash_words(out, o);
		OUTPUT_LITERAL(out, "'");
	} else if (wants_value(o)) {
		output_str(
		    out, o->hint == HINT_FILE	   ? STR(" -r -F")
			 : o->hint == HINT_FOLDER  ? STR(" -x -a '(__fish_complete_directories)'")
			 : o->hint == HINT_COMMAND ? STR(" -x -a '(__fish_complete_command)'")
						   : STR(" -x"));
	}
	OUTPUT_LITERAL(out, " -d '");
	quoted(out, o->help, "\\");
	OUTPUT_LITERAL(out, "'\n");
}

static void
fish(const struct program *p, struct output *out)
{
	if (p->operands == HINT_NONE)
		output_printf(out, "complete -c %s -f\n", p->name);
	else if (p->operands == HINT_COMMAND)
		output_printf(
		    out, "complete -c %s -x -a '(__fish_complete_subcommand)'\n", p->name);
	for (const struct option *o = p->options; o->kind != OPTION_LAST; o++)
		if (is_shown(o))
			fish_option(out, p->name, o);
	output_printf(out, "complete -c %s -l help -s h -d 'print a help text'\n", p->name);
	output_printf(out, "complete -c %s -l version -d 'print the version'\n", p->name);
	output_printf(out,
	    "complete -c %s -l completions -x -a 'bash zsh fish' -d 'print a completion script'\n",
	    p->name);
}

bool
options_completions(const struct program *program, const char *shell, struct output *out)
{
	if (strcmp(shell, "bash") == 0)
		bash(program, out);
	else if (strcmp(shell, "zsh") == 0)
		zsh(program, out);
	else if (strcmp(shell, "fish") == 0)
		fish(program, out);
	else
		return false;
	return true;
}
