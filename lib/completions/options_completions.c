/*
 * options_completions.c - completion scripts of bash, zsh and fish from a
 * program's option table; see options.h. Other shells: options_completions_more.c.
 */
#include "options_completions.h"

#include <string.h>

#include "str.h"

/* The program's name as part of a shell function's name. */
static void
function_name(struct output *out, const char *name)
{
	for (; *name != '\0'; name++)
		output_char(out, *name == '-' ? '_' : *name);
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

/* The words of a choice, separated by spaces. */
static void
choices(struct output *out, const struct option *o)
{
	for (size_t i = 0; o->choices != NULL && o->choices[i] != NULL; i++)
		output_printf(out, "%s%s", i ? " " : "", o->choices[i]);
}

static void
bash_compgen(struct output *out, enum option_hint hint)
{
	static const char *const flags[] = {
	    [HINT_NONE] = "-f", [HINT_FILE] = "-f", [HINT_FOLDER] = "-d", [HINT_COMMAND] = "-c"};

	/* A name may hold spaces; readline quotes what it knows to be a file name. */
	output_printf(out,
	    "compopt -o filenames 2>/dev/null\n\t\tlocal IFS=$'\\n'\n"
	    "\t\tCOMPREPLY=($(compgen %s -- \"$word\"))\n",
	    flags[hint]);
}

static void
bash_case(struct output *out, const struct option *o)
{
	OUTPUT_LITERAL(out, "\t");
	if (o->letter != 0)
		output_printf(out, "-%c|", o->letter);
	output_printf(out, "--%s)\n", o->name);
	if (o->choices != NULL) {
		OUTPUT_LITERAL(out, "\t\tCOMPREPLY=($(compgen -W '");
		choices(out, o);
		OUTPUT_LITERAL(out, "' -- \"$word\"))\n");
	} else if (o->hint != HINT_NONE) {
		OUTPUT_LITERAL(out, "\t\t");
		bash_compgen(out, o->hint);
	}
	OUTPUT_LITERAL(out, "\t\treturn;;\n");
}

/* "|-n|--name" for each option that takes a value. */
static void
bash_pattern(const struct program *p, struct output *out)
{
	for (const struct option *o = p->options; o->kind != OPTION_LAST; o++) {
		if (!options_is_shown(o) || !options_wants_value(o))
			continue;
		if (o->letter != 0)
			output_printf(out, "|-%c", o->letter);
		output_printf(out, "|--%s", o->name);
	}
}

/* Sets `operands` to the index of the word from which on no option can stand. */
static void
bash_find_operands(const struct program *p, struct output *out)
{
	OUTPUT_LITERAL(out, "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
			    "\t\tcase ${COMP_WORDS[i]} in\n"
			    "\t\t--) operands=$((i + 1)); break;;\n"
			    "\t\t--completions");
	bash_pattern(p, out);
	OUTPUT_LITERAL(out, ")\n\t\t\t[[ ${COMP_WORDS[i+1]} == = ]] && i=$((i + 1))\n"
			    "\t\t\ti=$((i + 1));;\n"
			    "\t\t-*) [[ ${COMP_WORDS[i+1]} == = ]] && i=$((i + 2));;\n");
	if (p->stop_at_operand)
		OUTPUT_LITERAL(out, "\t\t*) operands=$i; break;;\n");
	OUTPUT_LITERAL(out, "\t\tesac\n\tdone\n");
}

static void
bash_operands(const struct program *p, struct output *out)
{
	if (p->operands == HINT_COMMAND)
		OUTPUT_LITERAL(out,
		    "\tif [[ -n $operands && $operands -lt $COMP_CWORD ]]; then\n"
		    "\t\tif declare -F _command_offset >/dev/null; then\n"
		    "\t\t\t_command_offset \"$operands\"\n\t\t\treturn\n\t\tfi\n"
		    "\t\tcompopt -o filenames 2>/dev/null\n\t\tlocal IFS=$'\\n'\n"
		    "\t\tCOMPREPLY=($(compgen -f -- \"$word\"))\n\t\treturn\n\tfi\n");
	OUTPUT_LITERAL(out, "\tif [[ -n $operands");
	if (!p->only_behind_dashes && p->operands != HINT_NONE)
		OUTPUT_LITERAL(out, " || $word != -*");
	OUTPUT_LITERAL(out, " ]]; then\n\t\t");
	bash_compgen(out, p->operands);
	OUTPUT_LITERAL(out, "\t\treturn\n\tfi\n");
}

static void
bash(const struct program *p, struct output *out)
{
	OUTPUT_LITERAL(out, "_");
	function_name(out, p->name);
	OUTPUT_LITERAL(out,
	    "()\n{\n\tlocal word=${COMP_WORDS[COMP_CWORD]} "
	    "before=${COMP_WORDS[COMP_CWORD-1]} operands='' i\n"
	    "\tCOMPREPLY=()\n"
	    "\t# --name=value comes as three words\n"
	    "\tif [[ $word == = ]]; then word=; "
	    "elif [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi\n");
	bash_find_operands(p, out);
	OUTPUT_LITERAL(out, "\t[[ -z $operands ]] && case $before in\n");
	for (const struct option *o = p->options; o->kind != OPTION_LAST; o++)
		if (options_is_shown(o) && options_wants_value(o))
			bash_case(out, o);
	OUTPUT_LITERAL(out, "\t--completions)\n\t\tCOMPREPLY=($(compgen -W '" OPTIONS_SHELLS "' -- "
			    "\"$word\"))\n\t\treturn;;\n\tesac\n");
	bash_operands(p, out);
	OUTPUT_LITERAL(out, "\tCOMPREPLY=($(compgen -W '");
	for (const struct option *o = p->options; o->kind != OPTION_LAST; o++)
		if (options_is_shown(o))
			output_printf(out, "--%s ", o->name);
	OUTPUT_LITERAL(out, "--help --version --completions' -- \"$word\"))\n}\ncomplete -F _");
	function_name(out, p->name);
	output_printf(out, " %s\n", p->name);
}

static void
zsh_value(struct output *out, const struct option *o)
{
	static const char *const actions[] = {[HINT_NONE] = " ",
	    [HINT_FILE] = "_files",
	    [HINT_FOLDER] = "_files -/",
	    [HINT_COMMAND] = "_command_names -e"};

	output_str(out, o->kind == OPTION_MAYBE ? STR("::") : STR(":"));
	quoted(out, o->arg ? o->arg : "value", ":[]\\");
	OUTPUT_LITERAL(out, ":");
	if (o->choices == NULL) {
		output_str(out, str_from(actions[o->hint]));
		return;
	}
	OUTPUT_LITERAL(out, "(");
	choices(out, o);
	OUTPUT_LITERAL(out, ")");
}

/* '(-n --name)-n+[help]:ARG:action' and the same for --name; either excludes the other. */
static void
zsh_option(struct output *out, const struct option *o)
{
	bool value = o->kind != OPTION_FLAG && o->kind != OPTION_OFF;
	const char *join = o->kind == OPTION_MAYBE ? "-" : "";

	for (int form = o->letter != 0 ? 0 : 1; form < 2; form++) {
		OUTPUT_LITERAL(out, " \\\n\t'");
		if (o->kind == OPTION_REPEAT)
			OUTPUT_LITERAL(out, "*");
		else if (o->letter != 0)
			output_printf(out, "(-%c --%s)", o->letter, o->name);
		if (form == 0)
			output_printf(out, "-%c%s[", o->letter,
			    !value		      ? ""
			    : o->kind == OPTION_MAYBE ? "-"
						      : "+");
		else
			output_printf(out, "--%s%s%s[", o->name, value ? "=" : "", join);
		quoted(out, o->help, ":[]\\");
		OUTPUT_LITERAL(out, "]");
		if (value)
			zsh_value(out, o);
		OUTPUT_LITERAL(out, "'");
	}
}

static void
zsh(const struct program *p, struct output *out)
{
	static const char *const operands[] = {[HINT_NONE] = "",
	    [HINT_FILE] = " \\\n\t'*:file:_files'",
	    [HINT_FOLDER] = " \\\n\t'*:folder:_files -/'",
	    [HINT_COMMAND] = " \\\n\t'(-)1:command:_command_names -e' \\\n\t'*::argument:_normal'"};
	const char *name = p->name;

	output_printf(out, "#compdef %s\n_%s()\n{\n\t_arguments -s%s", name, name,
	    p->stop_at_operand ? " -A '-*'" : "");
	for (const struct option *o = p->options; o->kind != OPTION_LAST; o++)
		if (options_is_shown(o))
			zsh_option(out, o);
	OUTPUT_LITERAL(out,
	    " \\\n\t'(-h --help)'{-h,--help}'[print a help text]'"
	    " \\\n\t'--version[print the version]'"
	    " \\\n\t'--completions=[print a completion script]:shell:(" OPTIONS_SHELLS ")'");
	output_printf(out, "%s\n}\n",
	    p->only_behind_dashes ? " \\\n\t'*::argument:_files'" : operands[p->operands]);
	/* As a file of $fpath this is the function itself; else it is being sourced. */
	output_printf(out,
	    "if [[ $funcstack[1] == _%s ]]; then\n\t_%s \"$@\"\nelse\n"
	    "\tcompdef _%s %s\nfi\n",
	    name, name, name, name);
}

static void
fish_option(struct output *out, const char *program, const struct option *o)
{
	output_printf(out, "complete -c %s -l %s", program, o->name);
	if (o->letter != 0)
		output_printf(out, " -s %c", o->letter);
	if (o->choices != NULL) {
		OUTPUT_LITERAL(out, " -x -a '");
		choices(out, o);
		OUTPUT_LITERAL(out, "'");
	} else if (options_wants_value(o)) {
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

/* The options that take a value: their letters, or their names. */
static void
fish_values(const struct program *p, struct output *out, bool letters)
{
	for (const struct option *o = p->options; o->kind != OPTION_LAST; o++) {
		if (!options_is_shown(o) || !options_wants_value(o))
			continue;
		if (letters && o->letter != 0)
			output_printf(out, " -%c", o->letter);
		else if (!letters)
			output_printf(out, " --%s", o->name);
	}
}

static void
fish(const struct program *p, struct output *out)
{
	const char *name = p->name;

	if (p->only_behind_dashes)
		output_printf(out,
		    "complete -c %s -f -n 'not contains -- -- (commandline -opc)'\n"
		    "complete -c %s -F -n 'contains -- -- (commandline -opc)'\n",
		    name, name);
	else if (p->operands == HINT_NONE)
		output_printf(out, "complete -c %s -f\n", name);
	else if (p->operands == HINT_COMMAND)
		output_printf(out, "complete -c %s -x -a '(__fish_complete_subcommand", name);
	if (p->operands == HINT_COMMAND) {
		/* What takes a value is not the command; fish wants a letter first. */
		fish_values(p, out, true);
		fish_values(p, out, false);
		OUTPUT_LITERAL(out, ")'\n");
	}
	for (const struct option *o = p->options; o->kind != OPTION_LAST; o++)
		if (options_is_shown(o))
			fish_option(out, name, o);
	output_printf(out, "complete -c %s -l help -s h -d 'print a help text'\n", name);
	output_printf(out, "complete -c %s -l version -d 'print the version'\n", name);
	output_printf(out,
	    "complete -c %s -l completions -x -a '" OPTIONS_SHELLS
	    "' -d 'print a completion script'\n",
	    name);
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
	else if (strcmp(shell, "elvish") == 0)
		options_elvish(program, out);
	else if (strcmp(shell, "powershell") == 0)
		options_powershell(program, out);
	else
		return false;
	return true;
}
