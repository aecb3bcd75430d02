/*
 * inlined.h - the names of a frame, with the functions that were inlined there.
 */
#ifndef INLINED_H
#define INLINED_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dsos.h"
#include "samples.h"
#include "str.h"

/* Where a frame is, and what is known of it without debug information. */
struct inlined_frame {
	struct dso *dso;     /* or NULL */
	uint64_t address;    /* in it */
	struct str symbol;   /* empty: not known, and then nothing was inlined */
	struct str dso_name; /* as perf prints it */
	struct str digits;   /* of the address, as perf prints it */
	bool java;
	bool bare;    /* see PERF_FRAME_BARE */
	bool expand;  /* show inlined functions */
	bool twice;   /* but not those of a function in itself: they may be there already */
	bool context; /* append ":file.c:12" */
};

/* Names of one frame, innermost first; reused for the next. */
struct inlined {
	uint32_t *ids;
	size_t len, cap;
	size_t unknown;
	bool has_address; /* see perf_frame.h */
};

/* The frame's names into out->ids, as ids of s->stacks. What fails is in s->stacks.failed. */
void inlined_names(
    struct inlined *out, struct dsos *dsos, const struct inlined_frame *f, struct samples *s);
void inlined_release(struct inlined *out);

/* For the frames of text, by all threads: the files that they name. */
struct inlined_text {
	struct dsos dsos;
	struct inlined names;
	pthread_mutex_t lock;
};

void inlined_text_init(struct inlined_text *t);
void inlined_text_release(struct inlined_text *t);

#endif
