/*
 * command.h - a command as the words it is started with, and where programs are.
 *
 * Words live in an arena, so a command needs no release. Running out of memory
 * is the arena's sticky failure, found when the command is started.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "options.h"
#include "output.h"

struct command {
	struct arena *arena;
	char **argv; /* NULL at the end; NULL itself before the first word */
	size_t len;
	size_t cap;
	char **environment; /* NAME=VALUE, NULL at the end; NULL: our own */
	const char *folder; /* that it starts in; NULL: where we are */
};

void command_init(struct command *c, struct arena *arena);

/*
 * Adds a copy of one word; of every word of a list. NULL adds none: what there was no memory for, as
 * the arena knows.
 */
void command_add(struct command *c, const char *word);
void command_addf(struct command *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
void command_add_list(struct command *c, const struct option_list *list);

/*
 * Adds the words of `text`, split at white space as a shell does it: '…', "…"
 * and backslash quote, nothing is expanded. False when a quote has no end.
 */
bool command_add_text(struct command *c, const char *text);

/* Sets a variable for the command alone; value NULL: it is not set. */
void command_set(struct command *c, const char *name, const char *value);

/* The value of a variable in an environment; NULL where it is not set. */
const char *environment_find(char *const *environment, const char *name);

/* The first word, for messages; of a command that there was no memory for, some text. */
const char *command_program(const struct command *c);

/* The words, quoted so that a shell reads them back. */
void command_print(const struct command *c, struct output *out);

/* printf into an arena; NULL without memory. */
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A path that means the same from any folder; NULL with errno set. */
const char *absolute_path(struct arena *arena, const char *path);

/*
 * The path of an executable: `name` itself where it holds a slash, else the
 * first one on PATH. NULL with errno set: ENOENT, or EACCES for what is there
 * but cannot be run.
 */
const char *find_program(struct arena *arena, const char *name);

/*
 * The path of another program of this toolkit: next to our own executable
 * (argv0 helps to find it), else on PATH. NULL with errno set.
 */
const char *find_sibling(struct arena *arena, const char *argv0, const char *name);

#endif
