/*
 * bpftrace_map.h - one map of bpftrace: its keys as they are printed, and their counts.
 *
 * A map that a script prints at intervals goes on counting: of a key that is
 * printed again the last print counts, and nothing before. So what has to be
 * known is where one print ends and the next one begins.
 */
#ifndef BPFTRACE_MAP_H
#define BPFTRACE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "intern.h"
#include "str.h"

/* A number of bpftrace: from -2^64 to 2^64. */
struct bpftrace_number {
	bool negative;
	uint64_t size;
};

struct bpftrace_value {
	enum { BPFTRACE_COUNT, BPFTRACE_HISTOGRAM, BPFTRACE_OTHER } kind;
	struct bpftrace_number count; /* of BPFTRACE_COUNT: the total, where there are several */
	struct bpftrace_number order; /* what bpftrace sorts by, the smallest first */
};

/* What a key has been counted for. */
struct bpftrace_entry {
	uint64_t plus, minus; /* sums of its positive and of its negative numbers */
	uint64_t print;	      /* of which print these are */
	uint64_t before;      /* plus in the print before; scratch */
	size_t first, last;   /* where it stands in the run; scratch */
};

/* One line of the run. */
struct bpftrace_seen {
	uint32_t key;
	struct bpftrace_number count;
};

struct bpftrace_map {
	struct intern keys;
	struct bpftrace_entry *entries; /* of each key */
	size_t cap;
	/*
	 * Lines that follow each other, sorted, with nothing in between: one print,
	 * or several.
	 */
	struct bpftrace_seen *run;
	size_t run_len, run_cap;
	struct bpftrace_number order; /* of the last of them */
	uint64_t place;		      /* where they are, as told by bpftrace_map_add */
	bool whole;		      /* they are one print */
	uint64_t prints;
	size_t print_keys;	     /* how many keys the last print has */
	size_t print_lines;	     /* and lines */
	uint64_t print_total;	     /* what they count in all */
	bool shrunk;		     /* a print had less than the one before, or other keys only */
	uint64_t lines_again;	     /* with a key of the print before */
	uint64_t lines_less;	     /* of these, with a smaller count */
	bool stacks;		     /* there is a stack in a key that has a count */
	bool again;		     /* a key is in more than one print */
	bool cleared;		     /* counts or keys became less between two prints */
	bool failed;		     /* no memory */
	bool saturated;		     /* a sum did not fit */
	uint64_t histograms, others; /* values left out */
};

void bpftrace_map_init(struct bpftrace_map *map);
void bpftrace_map_release(struct bpftrace_map *map);

/*
 * A key with its value. `place` is the same for entries that nothing stands
 * between. `whole`: what has the same place is one print for certain. `sum`: all
 * prints add up.
 */
void bpftrace_map_add(struct bpftrace_map *map, struct str key, const struct bpftrace_value *value,
    uint64_t place, bool whole, bool sum);

/*
 * Nothing follows. Where all prints grow the last one has everything, also of those whose
 * frames were printed otherwise before, as those of a program that has ended since.
 */
void bpftrace_map_finish(struct bpftrace_map *map);

#endif
