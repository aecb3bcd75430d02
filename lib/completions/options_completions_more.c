/*
 * options_completions_more.c - completion scripts of Elvish and PowerShell from a program's option
 * table; see options.h. Both get the same three lists, and a few fixed lines around them:
 *
 *	set edit:completion:arg-completer[difffolded] = {|@words| …	(Elvish 0.17 and later)
 *	Register-ArgumentCompleter -Native -CommandName 'difffolded' …	(PowerShell 5 and later)
 */
#include "options_completions.h"

#include "str.h"

/* A text for the inside of single quotes. */
static void
quoted(struct output *out, const char *text, const char *escape)
{
	for (; *text != '\0'; text++)
		if (*text == '\'')
			output_str(out, str_from(escape));
		else
			output_char(out, *text);
}

/* Calls `one` for -n and for --name of every option that takes a value of its own. */
static void
each_value(const struct program *p, struct output *out,
    void (*one)(struct output *out, const struct option *o, const char *name))
{
	for (const struct option *o = p->options; o->kind != OPTION_LAST; o++) {
		char letter[] = {'-', o->letter, '\0'}, name[64] = "--";

		if (!options_is_shown(o) || !options_wants_value(o))
			continue;
		for (size_t i = 0; i < sizeof(name) - 3 && o->name[i] != '\0'; i++)
			name[i + 2] = o->name[i];
		one(out, o, name);
		if (o->letter != 0)
			one(out, o, letter);
	}
}

static void
words(struct output *out, const struct option *o, const char *between)
{
	for (size_t i = 0; o->choices[i] != NULL; i++)
		output_printf(out, "%s'%s'", i > 0 ? between : "", o->choices[i]);
}

static bool
is_file(const struct option *o)
{
	return o->hint == HINT_FILE || o->hint == HINT_FOLDER || o->hint == HINT_COMMAND;
}

static void
elvish_value(struct output *out, const struct option *o, const char *name)
{
	output_printf(out, "\t\tif (eq $before '%s') { ", name);
	if (o->choices != NULL) {
		OUTPUT_LITERAL(out, "put ");
		words(out, o, " ");
		OUTPUT_LITERAL(out, "; ");
	} else if (is_file(o)) {
		OUTPUT_LITERAL(out, "edit:complete-filename $word; ");
	}
	OUTPUT_LITERAL(out, "return }\n");
}

static void
elvish_candidate(struct output *out, const char *name, const char *help)
{
	output_printf(out, "\tedit:complex-candidate '--%s' &display='--%s  ", name, name);
	quoted(out, help, "''");
	OUTPUT_LITERAL(out, "'\n");
}

void
options_elvish(const struct program *p, struct output *out)
{
	output_printf(out,
	    "set edit:completion:arg-completer[%s] = {|@words|\n"
	    "\tvar word = $words[-1]\n"
	    "\tvar before = $words[-2]\n"
	    "\tvar operands = $false\n"
	    "\tfor w $words[1..-1] { if (eq $w '--') { set operands = $true } }\n"
	    "\tif (not $operands) {\n",
	    p->name);
	each_value(p, out, elvish_value);
	OUTPUT_LITERAL(
	    out, "\t\tif (eq $before '--completions') { put " OPTIONS_SHELLS "; return }\n\t}\n");
	output_printf(out,
	    "\tif (or $operands (and $%s (not-eq $word '') (not-eq $word[0] '-'))) { "
	    "edit:complete-filename $word; return }\n",
	    p->only_behind_dashes || p->operands == HINT_NONE ? "false" : "true");
	for (const struct option *o = p->options; o->kind != OPTION_LAST; o++)
		if (options_is_shown(o))
			elvish_candidate(out, o->name, o->help);
	elvish_candidate(out, "help", "print a help text");
	elvish_candidate(out, "version", "print the version");
	elvish_candidate(out, "completions", "print a completion script");
	OUTPUT_LITERAL(out, "}\n");
}

static void
powershell_value(struct output *out, const struct option *o, const char *name)
{
	output_printf(out, "\t\t'%s' { ", name);
	if (o->choices != NULL) {
		OUTPUT_LITERAL(out, "& $offer @(");
		words(out, o, ", ");
		OUTPUT_LITERAL(out, "); ");
	}
	/* Without an offer PowerShell completes names of files. */
	OUTPUT_LITERAL(out, "return }\n");
}

static void
powershell_candidate(struct output *out, const char *name, const char *help)
{
	output_printf(out, "\t\t@('--%s', '", name);
	quoted(out, help, "''");
	OUTPUT_LITERAL(out, "')\n");
}

void
options_powershell(const struct program *p, struct output *out)
{
	output_printf(out,
	    "Register-ArgumentCompleter -Native -CommandName '%s' -ScriptBlock {\n"
	    "\tparam($word, $ast, $cursor)\n"
	    "\t$words = @($ast.CommandElements | "
	    "Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.ToString() })\n"
	    "\t$offer = { param($values) $values | Where-Object { $_ -like \"$word*\" } | "
	    "ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) } }\n"
	    "\tif ($words -ccontains '--') { return }\n"
	    "\tswitch -CaseSensitive ($words[-1]) {\n",
	    p->name);
	each_value(p, out, powershell_value);
	OUTPUT_LITERAL(out, "\t\t'--completions' { & $offer @('bash', 'zsh', 'fish', 'elvish', "
			    "'powershell'); return }\n"
			    "\t}\n"
			    "\tif ($word -notlike '-*') { return }\n"
			    "\t@(\n");
	for (const struct option *o = p->options; o->kind != OPTION_LAST; o++)
		if (options_is_shown(o))
			powershell_candidate(out, o->name, o->help);
	powershell_candidate(out, "help", "print a help text");
	powershell_candidate(out, "version", "print the version");
	powershell_candidate(out, "completions", "print a completion script");
	OUTPUT_LITERAL(out, "\t) | Where-Object { $_[0] -like \"$word*\" } | ForEach-Object { "
			    "[System.Management.Automation.CompletionResult]::new("
			    "$_[0], $_[0], 'ParameterName', $_[1]) }\n"
			    "}\n");
}
