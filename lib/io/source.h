/*
 * source.h - one input, shared out among threads in pieces of whole records.
 *
 * Profilers put a blank line between samples. A source is cut only behind blank
 * lines, or where its `step` says, so a piece begins where no record is open. A
 * regular file is cut into ranges, and each reader reads its own with pread; what
 * does not seek is read by whoever is free, one at a time. Input without such
 * places is not cut at all: one reader gets everything, in pieces that continue
 * each other.
 *
 * What is cut where depends on the bytes and not on who reads: the records are
 * the same for every number of readers.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "foreign.h"
#include "steady.h"
#include "str.h"
#include "waiting.h"

/*
 * The number of newlines in each part, by part number, so that a line number
 * within a part can be turned into one of the whole input.
 */
struct source_lines {
	uint64_t *counts;
	size_t len;
	size_t cap;
};

/* What a step returns behind a line that ends a record. */
enum { SOURCE_CUT = 0xff };

struct source {
	int fd;
	const char *name;     /* for messages: the path, or "stdin" */
	enum foreign foreign; /* what it begins with; but for FOREIGN_NONE it is not text */
	bool seekable;
	uint64_t size;	      /* of a regular file when it was opened; it may have grown since */
	struct steady opened; /* what it was then */
	uint64_t start;	      /* where in the file the records begin */
	/*
	 * Bytes of a range, and of a read at most. Whoever opened the source may
	 * set others before the first reader starts: tests do, to have many.
	 */
	size_t range, read;
	size_t max_line; /* bytes of a line: a longer one is an error; may be set like those two */
	struct waiting *waiting; /* is told what is read; NULL, or source_watch's */
	/*
	 * Goes over lines one after another, from state 0 at any line: returns the
	 * state behind this line, or SOURCE_CUT if the source may be cut there. The
	 * line has no newline. By default blank lines end a record; whoever opened
	 * the source may set another step before the first reader starts.
	 */
	unsigned char (*step)(unsigned char state, struct str line);
	pthread_mutex_t lock; /* guards all below */
	pthread_cond_t changed;
	uint64_t next;	/* number of the next part to hand out */
	int error;	/* errno of the first failure: to open, or to read; or what steady.h has */
	uint64_t bytes; /* handed out so far */
	/* What does not seek: */
	char *carry; /* read, and not handed out yet */
	size_t carry_len;
	size_t carry_cap;
	const void *owner; /* the reader that must get what continues its piece */
	bool eof;
	struct source_lines lines;
};

/* A reader's place in a source; one for each thread. */
struct source_reader {
	struct source *source;
	char *buf;
	size_t cap;
	size_t begin, end;   /* what is in buf and not handed out */
	uint64_t offset;     /* in the file, of buf[end] */
	uint64_t limit;	     /* in the file, where this part's range ends */
	uint64_t part;	     /* number of the part at hand */
	uint64_t counted;    /* newlines of this part so far, as told by source_count */
	uint64_t bytes;	     /* of this part so far */
	size_t piece_len;    /* bytes of the piece at hand */
	bool open;	     /* the part goes on */
	unsigned char state; /* of the step behind the range's end */
};

/* Whole lines. */
struct source_piece {
	struct str text;
	uint64_t part; /* parts follow each other as their numbers do */
	bool begins;   /* the first piece of its part */
	bool ends;     /* the last piece of its part: an open record ends here */
};

/*
 * Opens a path, NULL and "-" are standard input, and looks at what it begins with:
 * a mark of UTF-8 is dropped. False where that failed or there is no text: then
 * source_reason says why. Close it all the same.
 */
bool source_open(struct source *s, const char *path);
void source_close(struct source *s);

/*
 * What was read already of a source that does not seek; nothing of one that does.
 * For who reads a source that is not text from s->fd. Valid until the source is closed.
 */
struct str source_ahead(const struct source *s);

/*
 * Why the source could not be opened, is no text, or was not read to its end, as
 * words for a message: "No such file or directory"; NULL where all is well.
 */
const char *source_reason(const struct source *s);

/* Tells of what is read from now on, unless `waiting` is NULL. At the end of it: source_unwatch. */
void source_watch(struct source *s, struct waiting *waiting);
void source_unwatch(struct source *s);

/* How many readers are of any use, at most n. */
size_t source_readers(const struct source *s, size_t n);

void source_reader_init(struct source_reader *r, struct source *s);
void source_reader_release(struct source_reader *r);

/*
 * The next piece for this reader; valid until its next call. False at the end
 * and after a failure (s->error). Any thread, but one at a time for a reader.
 */
bool source_next(struct source_reader *r, struct source_piece *piece);

/* Tells how many lines the piece that came last has. */
void source_count(struct source_reader *r, uint64_t lines);

/* Number, from 1, of a part's line (from 1) in the whole input; once all is read. */
uint64_t source_line(const struct source *s, uint64_t part, uint64_t line);

#endif
