/*
 * names.h - a function's name in each kind of output.
 */
#ifndef NAMES_H
#define NAMES_H

#include "output.h"
#include "str.h"

/* Without bytes that a terminal could take for a command: they become \xNN. */
void names_write_text(struct output *out, struct str name);

/*
 * As text of GitHub's Markdown within a table: marks are escaped, and a name of more than
 * 72 characters is cut in the middle, with an ellipsis.
 */
void names_write_markdown(struct output *out, struct str name);

/* The same of any text, whole. */
void names_write_markdown_text(struct output *out, struct str text);

/* As a string of JSON, quotes included: what is not UTF-8 becomes U+FFFD. */
void names_write_json(struct output *out, struct str name);

#endif
