/*
 * perf_script.h - the text of `perf script` into stacks.
 *
 * A parser takes the pieces of its source that come its way; several parsers,
 * one a thread, share one struct perf_script and are merged at the end.
 */
#ifndef PERF_SCRIPT_H
#define PERF_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frames.h"
#include "inlined.h"
#include "output.h"
#include "perf_header.h"
#include "samples.h"
#include "source.h"
#include "wall.h"

/* What all parsers share. */
struct perf_script {
	const struct perf_settings *settings;
	struct inlined_text *inlined; /* for --inline and --context; else NULL */
	struct samples_first first;
	struct wall *wall; /* who wants to know of threads that wait: one parser alone; or NULL */
	/* What headers are like, as the first one was: */
	bool bare;	 /* one only because of its frame */
	bool single;	 /* which stands on the header's own line */
	bool headerless; /* an empty line */
};

/* Numbers for messages and -v; those of several parsers are added up. */
struct perf_line_counts {
	uint64_t lines;
	uint64_t records; /* PERF_RECORD_ lines */
	uint64_t unknown, blank;
};

/* A line that was not understood. */
struct perf_odd_line {
	uint64_t part, line; /* see source_line */
	char text[96];	     /* its beginning */
	size_t len;
};

enum { PERF_ODD_LINES = 3 };

/* Caches of frame lines, by what else than the line counts. */
enum {
	PERF_CACHE_JAVA = 1,
	PERF_CACHES_PLAIN = 2, /* the rest is for --inline and --context */
	PERF_CACHE_AFTER_CALL = 2,
	PERF_CACHE_EXPANDED = 4, /* by perf itself */
	PERF_CACHE_TWICE = 8,	 /* the line is there twice */
	PERF_CACHES = 16
};

/* The line before the one at hand, and what was known before it. */
struct script_before {
	struct output line; /* if it was a frame's; else empty */
	bool inlined;	    /* it says "(inlined)": perf expanded the frame behind it */
	bool twice;	    /* the frame at hand has the same line as the one before */
	bool after_call;
	uint64_t unknown_frames;
};

struct perf_parser {
	struct perf_script *script;
	struct samples samples;
	struct frames frames[PERF_CACHES];
	struct perf_header_hints hints;
	size_t frame_begin; /* where in the row the frame line before begins */
	bool after_call;    /* the next frame's address is one that a call returns to */
	struct perf_line_counts counts;
	struct perf_odd_line odd[PERF_ODD_LINES]; /* the first ones of the source at hand */
	size_t odd_len;
	struct script_before before; /* for --inline and --context */
	size_t tail, tail_unknown;   /* frames that stood on the header's own line */
	uint64_t part, part_line;    /* where the parser is: see source_line */
	uint64_t blank_line;	     /* the part's last one */
	struct output pending;	     /* a line that is a header if a frame is next; its number */
	uint64_t pending_line;	     /* or 0 */
};

/* False without memory; release it all the same. */
bool perf_parser_init(struct perf_parser *p, struct perf_script *script);
void perf_parser_release(struct perf_parser *p);

/* Parses one piece; gives how many lines it has. Out of memory: p->samples.stacks.failed. */
uint64_t perf_parser_feed(struct perf_parser *p, const struct source_piece *piece);

/* All is parsed: frame lines need not be known again. */
void perf_parser_settle(struct perf_parser *p);

/* Adds what `from` gathered, but for its odd lines and what it keeps in order. */
void perf_parser_merge(struct perf_parser *p, const struct perf_parser *from);

#endif
