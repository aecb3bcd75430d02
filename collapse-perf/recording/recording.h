/*
 * recording.h - a perf.data file into stacks: the samples that `perf script` would print.
 */
#ifndef RECORDING_H
#define RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dsos.h"
#include "inlined.h"
#include "launcher.h"
#include "perf_data.h"
#include "report.h"
#include "samples.h"
#include "slots.h"
#include "tasks.h"
#include "wall.h"

/* What an address has different names by. */
enum {
	FRAME_JAVA = 1,
	FRAME_INLINES = 2,    /* with what was inlined there */
	FRAME_AFTER_CALL = 4, /* it is one that a call returns to: inlined is what is before it */
};

/* A frame met before: its names. */
struct recording_frame {
	uint64_t address; /* in the dso */
	uint32_t dso;
	uint8_t variant; /* FRAME_... */
	uint32_t count, unknown;
	const uint32_t *ids; /* innermost first */
	uint8_t lack;	     /* enum dso_lack of the dso */
	bool begins;	     /* it is where a process or a thread begins: nothing called it */
};

/* Where an address of a process led to, last time. */
struct recording_hit {
	uint64_t ip;
	uint32_t epoch;	 /* of the space */
	uint8_t variant; /* FRAME_... */
	const struct recording_frame *frame;
};

/* Numbers for -v; those of several files are added up. */
struct recording_counts {
	uint64_t bytes;	   /* that were read */
	uint64_t records;  /* that are no samples */
	uint64_t chains;   /* samples with a call chain and no copy of the stack */
	uint64_t copies;   /* samples with one */
	uint64_t launcher; /* samples of --skip-launcher, left out */
	uint64_t files;	   /* that names were looked for in, and what was found of them */
	uint64_t files_with_symbols, files_with_debug;
};

/* Stacks that lack their outermost frames, in samples, by what they lack them for. */
struct recording_cuts {
	uint64_t chains;      /* the kernel's call chains, as long as the event allows */
	uint64_t at_default;  /* and as the kernel's own limit is, of events that say nothing */
	uint64_t at_longest;  /* of such events: chains that are as long as any is */
	uint64_t longest;     /* entries of that */
	uint64_t same;	      /* cut chains of which nearly all is one address */
	uint64_t limit;	      /* what an event allowed: the largest */
	uint64_t copies;      /* copies of the stack that are too short */
	uint64_t elsewhere;   /* copies of a stack that goes on in another one */
	uint64_t all_copies;  /* of those: */
	uint64_t copy_size;   /* bytes that an event asked for: the largest */
	uint64_t not_unwound; /* copies of a machine whose stacks are not understood */
};

struct recording {
	const char *name; /* of the file, for messages */
	struct report *report;
	struct samples *samples;
	struct wall *wall; /* who wants to know of threads that wait; or NULL */
	struct recording_counts *counts;
	struct perf_data data;
	struct tasks tasks;
	struct launcher launcher;
	struct space kernel; /* what is mapped in the kernel */
	struct dsos dsos;
	const struct perf_settings *settings;
	uint8_t shown;	    /* how frames are: FRAME_INLINES or 0 */
	uint8_t after_call; /* FRAME_AFTER_CALL where it matters, else 0 */

	struct recording_frame **frames;
	size_t frame_count, frame_cap;
	struct slots frames_by_address;
	struct recording_hit *hits;
	struct inlined names; /* scratch */
	struct output symbol; /* scratch: the name of the frame at hand */
	struct arena arena, frame_arena;

	struct recording_cuts cuts;
	uint32_t lacks;		     /* a bit for each enum dso_lack that the open sample met */
	uint64_t lacking[DSO_LACKS]; /* samples */
	uint64_t stacks;	     /* samples that were given their frames */
	uint64_t kernel_reference;   /* address of the symbol that the kernel's map is named by */
	struct str kernel_symbol;
	bool failed;  /* out of memory */
	bool stopped; /* by what was said already */
};

struct recording_input {
	int fd;
	struct str ahead; /* what was read of it before */
	const char
	    *folder; /* of perf record --threads, in which data.0, data.1, ... go on; or NULL */
	const char *name;  /* for messages */
	uint64_t size;	   /* bytes of all, for who waits; UINT64_MAX where it is not known */
	struct wall *wall; /* who wants to know of threads that wait; or NULL */
};

/*
 * Reads all of it into the samples. What goes wrong is said, but that memory ran out: that is in the
 * samples' stacks. Adds to *counts what was read. False where it could not be read to its
 * end.
 */
bool recording_read(struct samples *samples, const struct recording_input *input,
    struct report *report, struct recording_counts *counts);

#endif
