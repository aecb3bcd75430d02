/*
 * options_completions.h - what the files of completion scripts share; others include options.h.
 */
#ifndef OPTIONS_COMPLETIONS_H
#define OPTIONS_COMPLETIONS_H

#include "options.h"

/* The shells that there are scripts for. */
#define OPTIONS_SHELLS "bash zsh fish elvish powershell"

static inline bool
options_is_shown(const struct option *o)
{
	return o->kind != OPTION_GROUP && !o->hidden;
}

/* Whether the next word is always the option's value. */
static inline bool
options_wants_value(const struct option *o)
{
	return o->kind != OPTION_FLAG && o->kind != OPTION_OFF && o->kind != OPTION_MAYBE;
}

void options_elvish(const struct program *program, struct output *out);
void options_powershell(const struct program *program, struct output *out);

#endif
