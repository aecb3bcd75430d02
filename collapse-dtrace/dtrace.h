/*
 * dtrace.h - what dtrace prints of an aggregation of stacks, into stacks.
 *
 * A parser takes the pieces of its source that come its way; several parsers,
 * one a thread, are merged at the end.
 */
#ifndef DTRACE_H
#define DTRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dtrace_frame.h"
#include "frames.h"
#include "oddity.h"
#include "source.h"
#include "stacks.h"
#include "str.h"

/* What may be wrong with a stack; each kind is warned of once. */
enum dtrace_kind {
	DTRACE_NEGATIVE,   /* left out: its count is less than 0 */
	DTRACE_HUGE,	   /* its count does not fit 64 bits and stands at the largest */
	DTRACE_NO_FRAMES,  /* left out: a count, and no frame or key before it */
	DTRACE_INCOMPLETE, /* left out: its count is missing */
	DTRACE_KINDS
};

/* Numbers for -v; those of several parsers are added up. */
struct dtrace_counts {
	uint64_t lines;
	uint64_t stacks; /* as printed, before equal ones are merged */
	uint64_t header; /* lines before a stack that are no part of it */
	uint64_t frames;
};

struct dtrace_parser {
	bool offsets; /* keep +0x1f, but for the innermost frame */
	struct stacks stacks;
	struct frames known; /* lines that are frames anywhere */
	struct frames other; /* lines that are frames because of those around them */
	struct frame_names names;
	struct dtrace_counts counts;
	struct oddity odd[DTRACE_KINDS]; /* of this source */
	uint64_t part, part_line;	 /* where the parser is */
	/* The stack that is open: */
	uint32_t *row; /* ids, innermost first */
	size_t len, cap;
	uint32_t *keys; /* ids, outermost first */
	size_t keys_len, keys_cap;
	size_t indent;	       /* of its frames; once there is one */
	uint64_t begin;	       /* its first line */
	struct output pending; /* lines of which the first frame will tell what they are */
	size_t count_at;       /* where in it the last line begins, if that can be a count; or 0 */
};

/* Cuts a source behind stacks; see struct source. */
unsigned char dtrace_step(unsigned char state, struct str line);

void dtrace_parser_init(struct dtrace_parser *p, bool offsets);
void dtrace_parser_release(struct dtrace_parser *p);

/* Parses one piece: a struct dtrace_parser, see feed_init. Out of memory: p->stacks.failed. */
uint64_t dtrace_parse(void *parser, const struct source_piece *piece);

/* Adds what a parser found odd of a kind to that of others, of which the first is kept; it forgets. */
void dtrace_take_oddity(struct dtrace_parser *p, enum dtrace_kind kind, struct oddity *odd);

/* Adds the stacks and the numbers of `from` to p. */
void dtrace_parser_merge(struct dtrace_parser *p, const struct dtrace_parser *from);

#endif
