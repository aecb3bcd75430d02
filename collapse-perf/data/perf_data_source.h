/*
 * perf_data_source.h - where the bytes of a perf.data file come from, and records cut from them.
 *
 * A source is memory, a file that seeks, or a pipe. A stream holds what was
 * read of it in chunks that are counted: a record that waits for its turn keeps
 * its chunk, and nothing is copied but the record that spans two chunks.
 */
#ifndef PERF_DATA_SOURCE_H
#define PERF_DATA_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "str.h"
#include "waiting.h"

struct perf_source {
	int fd;		  /* -1: memory */
	bool seeks;	  /* memory too */
	struct str image; /* the memory; of a pipe what was read before, from image_offset on */
	char *owned;	  /* the memory, where it is ours to free */
	uint64_t base;	  /* of a file: where in it our offset 0 is */
	uint64_t size;	  /* UINT64_MAX: not known */
	uint64_t at;	  /* the next byte that perf_source_read gives */
	int error;	  /* errno of a failed read */
	struct waiting *waiting; /* is told what is read; or NULL */
};

/* fd stays the caller's; `ahead`, already read from it, must stay until the release. */
void perf_source_open(struct perf_source *s, int fd, struct str ahead);
void perf_source_open_image(struct perf_source *s, struct str image);
void perf_source_release(struct perf_source *s);

/* Up to n bytes, at s->at, which moves on. Fewer only at the end and after an error. */
size_t perf_source_read(struct perf_source *s, void *buf, size_t n);

/* The same, but what is at hand: of a pipe that is written to slowly it may be one byte. 0: the end. */
size_t perf_source_read_some(struct perf_source *s, void *buf, size_t n);

/* Moves on by n bytes: a pipe reads and drops them. False where there are less. */
bool perf_source_skip(struct perf_source *s, uint64_t n);

/*
 * Reads a pipe to its end into memory, so that it seeks. `head` is what was read
 * of it before. False without memory, or on error.
 */
bool perf_source_slurp(struct perf_source *s, struct str head);

struct perf_chunk {
	size_t uses; /* the stream itself, and every record that waits */
	size_t len, cap;
	char bytes[];
};

void perf_chunk_release(struct perf_chunk *c);

struct perf_stream {
	struct perf_chunk *chunk;
	size_t at;	 /* in the chunk: where the next record begins */
	uint64_t offset; /* of that, for messages */
};

void perf_stream_release(struct perf_stream *s);

/* The bytes at hand that were not taken. */
static inline struct str
perf_stream_text(const struct perf_stream *s)
{
	return s->chunk ? str_make(s->chunk->bytes + s->at, s->chunk->len - s->at)
			: (struct str){"", 0};
}

/*
 * Room for at least `need` more bytes behind what is at hand: where they go,
 * and in *room how many. NULL without memory. Taken slices stay where they are.
 */
char *perf_stream_room(struct perf_stream *s, size_t need, size_t *room);

/* n bytes were put there. */
static inline void
perf_stream_put(struct perf_stream *s, size_t n)
{
	s->chunk->len += n;
}

static inline void
perf_stream_take(struct perf_stream *s, size_t n)
{
	s->at += n;
	s->offset += n;
}

/* What is at hand was never put there. */
static inline void
perf_stream_drop(struct perf_stream *s)
{
	if (s->chunk != NULL)
		s->chunk->len = s->at;
}

#endif
