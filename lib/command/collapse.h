/*
 * collapse.h - what all collapse programs do: parsers over files, merged, written, said.
 *
 * A program says what a parser is; each thread has one. The parsers go over one file
 * after the other, the first one gets at the end what all have, and writes it.
 *
 *	if (collapse_init(&c, &kind, &run, threads, &report))
 *		status = collapse_files(&c, &files);
 *	collapse_release(&c);
 */
#ifndef COLLAPSE_H
#define COLLAPSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "options.h"
#include "output.h"
#include "report.h"
#include "source.h"

/* A program: its parsers, and its steps. `run` is what collapse_init was given. */
struct collapse_kind {
	size_t size; /* of a parser */
	/* False without memory; released all the same. */
	bool (*init)(void *parser, void *run);
	void (*release)(void *parser);
	/* Parses a piece, see feed.h. */
	uint64_t (*parse)(void *parser, const struct source_piece *piece);
	/* All is parsed: lets go of what was for that alone. NULL: nothing is. */
	void (*settle)(void *parser);
	void (*merge)(void *parser, const void *from);
	/* Until this is true the first parser is alone; NULL: all begin at once. */
	bool (*is_ready)(const void *run);
	/* Reads a file, or standard input for NULL, with collapse_feed and collapse_end. */
	void (*read)(void *run, const char *path);
	/* Writes what the first parser has of all, and says what was left out. */
	void (*write)(void *run, struct output *out);
};

struct collapse {
	const struct collapse_kind *kind;
	void *run;
	struct report *report;
	void **parsers;
	size_t len;
	uint64_t max_line; /* megabytes of a line at most; 0: as many as by default */
	bool no_memory;	   /* there is no half result: the program says so when it writes */
	bool failed;	   /* exit status 1 */
};

/* n > 0 parsers. False, said, without memory; release it all the same. */
bool collapse_init(struct collapse *c, const struct collapse_kind *kind, void *run, size_t n,
    struct report *report);
void collapse_release(struct collapse *c);

/* Has the parsers go over an open source. */
void collapse_feed(struct collapse *c, struct source *source);

/* Says why a source could not be read, or not to its end. */
void collapse_end(struct collapse *c, const struct source *source);

/* Gives the first parser what the others have; they are gone then. */
void collapse_merge(struct collapse *c);

/* All files, or standard input; then what came of them to standard output. The exit status. */
int collapse_files(struct collapse *c, const struct option_list *files);

#endif
