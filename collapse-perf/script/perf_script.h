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
#include "intern.h"
#include "options.h"
#include "perf_frame.h"
#include "perf_header.h"
#include "source.h"
#include "stacks.h"
#include "str.h"

/* What the user asked for; never changed while parsing. */
struct perf_settings {
	struct perf_frame_style style;
	bool pid, tid, no_comm, merge_threads;
	bool per_event, no_merge, srcline;
	bool inlines;	      /* expand inlined functions in all frames */
	bool no_inline;	      /* not even in those that were unwound; excludes `inlines` */
	bool context;	      /* :file:line behind names */
	const char *kallsyms; /* a copy of /proc/kallsyms, for perf.data; or NULL */
	bool by_samples;      /* a sample counts 1, not its period */
	uint64_t from, to;    /* nanoseconds after the first sample */
	bool has_time_span;   /* from and to count */
	bool times;	      /* every sample's time is wanted: for these, --no-merge, or -v */
	struct option_list event_filter;
	struct option_list skip_after;
};

/* What the first sample says, and all parsers must know. */
struct perf_script {
	const struct perf_settings *settings;
	struct inlined_text *inlined; /* for --inline and --context; else NULL */
	bool known;		      /* the first sample was seen */
	bool bare;		      /* its header was one only because of its frame */
	bool single;		      /* which stands on the header's own line */
	bool headerless;	      /* the header was an empty line */
	struct str event;	      /* its event's name, in the arena of the parser that saw it */
	struct str printed;	      /* and as it is printed, with modifiers */
	uint64_t time;		      /* its time, nanoseconds */
};

/* Numbers for messages and -v; those of several parsers are added up. */
struct perf_counts {
	uint64_t lines;
	uint64_t samples; /* headers seen */
	uint64_t kept;
	uint64_t other_event;	/* left out: not the event that is kept */
	uint64_t outside_time;	/* left out by --time */
	uint64_t without_stack; /* left out: neither comm nor frame to show */
	uint64_t records;	/* PERF_RECORD_ lines, or the records of a perf.data file */
	uint64_t files;		/* that names were looked for in, and what was found of them */
	uint64_t files_with_symbols, files_with_debug;
	uint64_t unknown_lines, blank_lines;
	uint64_t frames, unknown_frames;
	uint64_t first_time, last_time; /* nanoseconds, of samples with a time */
	bool has_time;
};

/* A line that was not understood. */
struct perf_odd_line {
	uint64_t part, line; /* see source_line */
	char text[96];	     /* its beginning */
	size_t len;
};

enum { PERF_ODD_LINES = 3 };

/* A sample of --no-merge: a row of the stacks, and its place in time. */
struct perf_event_line {
	uint64_t time;
	uint64_t number; /* in the order of the input */
	uint64_t count;
	uint32_t row;
};

struct perf_sample {
	bool open, kept;
	bool java;	 /* comm begins with "java" */
	bool after_call; /* the next frame's address is one that a call returns to */
	uint64_t count;
	uint64_t time;
	uint32_t root; /* name ids */
	uint32_t event;
	bool has_root;
};

/* Caches of frame lines, by what else than the line counts: java, and after_call. */
enum { PERF_CACHE_JAVA = 1, PERF_CACHE_AFTER_CALL = 2, PERF_CACHES = 4 };

struct perf_parser {
	struct perf_script *script;
	const struct perf_settings *settings;
	struct stacks stacks;
	struct frames frames[PERF_CACHES];
	struct perf_frame_names names;
	struct intern skip_after; /* names to skip behind, as a set */
	struct intern filter;	  /* event names to keep, as a set */
	/* Events by their printed name: the last one is looked at first. */
	struct intern events;
	struct perf_event *event;
	size_t event_cap;
	uint32_t last_event;
	struct output root_name; /* scratch */
	struct output last_key;	 /* comm and ids of the header before */
	uint32_t last_root;	 /* the root frame that they gave */
	bool has_last_root;
	struct perf_sample sample;
	uint32_t *row; /* ids of the open sample, innermost first */
	size_t row_len, row_cap;
	size_t frame_begin;		  /* where in the row the frame line before begins */
	struct perf_event_line *in_order; /* --no-merge */
	size_t in_order_len, in_order_cap;
	struct perf_counts counts;
	struct perf_odd_line odd[PERF_ODD_LINES]; /* the first ones of the source at hand */
	size_t odd_len;
	const char *piece;	  /* beginning of the piece at hand */
	bool inlined_before;	  /* the piece before it ended with "(inlined)" */
	uint64_t part, part_line; /* where the parser is: see source_line */
	uint64_t blank_line;	  /* the part's last one */
	struct output pending;	  /* a line that is a header if a frame is next; its number */
	uint64_t pending_line;	  /* or 0 */
};

/* An event as it was printed. */
struct perf_event {
	struct str name; /* see perf_event_name */
	bool kept;
	uint32_t root;	   /* "[NAME]" for --per-event */
	uint64_t left_out; /* samples */
};

/* False without memory; release it all the same. */
bool perf_parser_init(struct perf_parser *p, struct perf_script *script);
void perf_parser_release(struct perf_parser *p);

/* Parses one piece, and gives how many lines it has. Out of memory is in p->stacks.failed. */
uint64_t perf_parser_feed(struct perf_parser *p, const struct source_piece *piece);

/* Adds what `from` gathered to p, but for its odd lines and what it keeps in order. */
void perf_parser_merge(struct perf_parser *p, const struct perf_parser *from);

#endif
