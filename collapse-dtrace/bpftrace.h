/*
 * bpftrace.h - what bpftrace prints of its maps, into stacks.
 *
 *	bpftrace_parser_init(&p, &settings);
 *	…bpftrace_parse for every piece of a source, in order…
 *	bpftrace_finish(&p);
 *	map = bpftrace_choose(&p);
 *	bpftrace_stacks(&p, map, &stacks, &tally);
 */
#ifndef BPFTRACE_H
#define BPFTRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "bpftrace_map.h"
#include "intern.h"
#include "oddity.h"
#include "output.h"
#include "source.h"
#include "stacks.h"
#include "str.h"

struct bpftrace_settings {
	const char *map; /* "@us", or "us": the map to take; NULL: the first one with stacks */
	bool sum;	 /* all prints of a map add up */
	bool kernel;	 /* mark kernel frames with _[k] */
	bool offsets;	 /* keep +123 */
};

enum bpftrace_kind {
	BPFTRACE_INCOMPLETE, /* left out: nothing closes the key that begins there */
	BPFTRACE_BAD_JSON,   /* left out: a line of -f json that is none */
	BPFTRACE_LOST,	     /* "Lost 12 events": what is no fault of the input */
	BPFTRACE_KINDS
};

struct bpftrace_parser {
	const struct bpftrace_settings *settings;
	struct intern names;	   /* of the maps, without '@' */
	struct bpftrace_map *maps; /* by number of their names */
	size_t cap;
	uint32_t last;	/* the map that the last entry was of */
	uint64_t place; /* counts what stands between entries: see bpftrace_map_add */
	uint64_t line;	/* of the source, from 1 */
	struct oddity odd[BPFTRACE_KINDS];
	bool failed; /* no memory */
	/* The key that is open: */
	bool open;
	uint32_t map;
	uint64_t begin;	   /* its first line */
	struct output key; /* as it is printed between the brackets */
};

/* Whether a line tells that this is bpftrace's text, or its JSON. */
bool bpftrace_is_line(struct str line);

void bpftrace_parser_init(struct bpftrace_parser *p, const struct bpftrace_settings *settings);
void bpftrace_parser_release(struct bpftrace_parser *p);

/* Parses the next piece: a struct bpftrace_parser, see feed_init. Out of memory: p->failed. */
uint64_t bpftrace_parse(void *parser, const struct source_piece *piece);

/* The source ended. */
void bpftrace_finish(struct bpftrace_parser *p);

/* The map of this name, which is made if there is none; INTERN_NONE without memory. */
uint32_t bpftrace_map_named(struct bpftrace_parser *p, struct str name);

/* An entry of a map: its key as it is printed as text. `whole`: see bpftrace_map_add. */
void bpftrace_entry(struct bpftrace_parser *p, uint32_t map, struct str key,
    const struct bpftrace_value *value, bool whole);

/* A line of `bpftrace -f json`: whether it is one. */
bool bpftrace_is_json(struct str line);
void bpftrace_json_line(struct bpftrace_parser *p, struct str line);

/*
 * The map that settings choose, or else the first one with stacks; INTERN_NONE
 * where there is none.
 */
uint32_t bpftrace_choose(const struct bpftrace_parser *p);

/* What became of a map. */
struct bpftrace_tally {
	uint64_t stacks; /* written, before equal ones are merged */
	uint64_t frames;
	uint64_t negative;	   /* left out: keys whose count is less than 0 */
	uint64_t user, user_known; /* frames of programs, and those with a name */
};

/* Adds the stacks of a map. Out of memory: stacks->failed. */
void bpftrace_stacks(
    struct bpftrace_parser *p, uint32_t map, struct stacks *stacks, struct bpftrace_tally *tally);

#endif
