/*
 * script_frame.h - the frame lines of a sample of `perf script`, and what they stand for.
 */
#ifndef SCRIPT_FRAME_H
#define SCRIPT_FRAME_H

#include <stdbool.h>

#include "frames.h"
#include "perf_script.h"
#include "str.h"

/* Where the next frame's line may be known; all but java counts for --inline and --context. */
static inline struct frames *
script_frame_cache(struct perf_parser *p)
{
	return &p->frames[(p->samples.current.java ? PERF_CACHE_JAVA : 0) |
			  (p->after_call ? PERF_CACHE_AFTER_CALL : 0) |
			  (p->before.inlined ? PERF_CACHE_EXPANDED : 0) |
			  (p->before.twice ? PERF_CACHE_TWICE : 0)];
}

/* Adds a frame that was met before to the open sample. */
static inline void
script_push_known(struct perf_parser *p, const struct frames_entry *e)
{
	p->frame_begin = p->samples.row_len;
	samples_push(&p->samples, frames_ids(e), e->count, e->unknown);
}

/* Whether the line is a frame whose text is known; it is added then. */
bool script_known_frame(struct perf_parser *p, struct str line);

/* Adds the frame of a line that is not known, from what frame_line_split gave. */
void script_new_frame(struct perf_parser *p, struct str address, struct str rest);

/*
 * For --inline and --context. Before a line is parsed: whether it is the same frame's as the
 * line before; if that is known only now, the frame before is taken back, and the line is to be
 * parsed twice: true. And after it was.
 */
bool script_before_line(struct perf_parser *p, struct str line);
void script_after_line(struct perf_parser *p, struct str line);

/* Before it is parsed for the second time. */
static inline bool
script_again(struct perf_parser *p, bool *again)
{
	p->after_call = p->before.after_call;
	*again = false;
	return true;
}

#endif
