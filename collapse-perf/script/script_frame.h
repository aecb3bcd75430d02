/*
 * script_frame.h - the frame lines of a sample of `perf script`, and what they stand for.
 */
#ifndef SCRIPT_FRAME_H
#define SCRIPT_FRAME_H

#include <stdbool.h>

#include "frames.h"
#include "perf_script.h"
#include "str.h"

/*
 * Where the next frame's line may be known; after_call, and whether perf expanded the frame
 * itself, count for --inline and --context.
 */
static inline struct frames *
script_frame_cache(struct perf_parser *p)
{
	return &p->frames[(p->samples.current.java ? PERF_CACHE_JAVA : 0) |
			  (p->after_call ? PERF_CACHE_AFTER_CALL : 0) |
			  (p->behind_inlined ? PERF_CACHE_EXPANDED : 0)];
}

/* Adds a frame that was met before to the open sample. */
static inline void
script_push_known(struct perf_parser *p, const struct frames_entry *e)
{
	p->frame_begin = p->samples.row_len;
	samples_push(&p->samples, e->ids, e->count, e->unknown);
}

/* Whether the line is a frame whose text is known; it is added then. */
bool script_known_frame(struct perf_parser *p, struct str line);

/* Adds the frame of a line that is not known, from what frame_line_split gave. */
void script_new_frame(struct perf_parser *p, struct str address, struct str rest);

/*
 * Notes for --inline and --context whether a line says "(inlined)": perf expanded the frame
 * behind it.
 */
void script_note_inlined(struct perf_parser *p, struct str line);

#endif
