/*
 * input.h - a file or standard input, as lines or as runs of whole lines.
 *
 * What is handed out are slices of the input's own buffer: valid until the
 * next call, never copied, and of any length up to max_line (the buffer grows for a long line).
 * A large file is not read but mapped: in->stays tells whether a slice is valid until
 * input_close.
 * CR is not touched: it is white space to every parser here. A mark of UTF-8 at
 * the beginning is dropped.
 */
#ifndef INPUT_H
#define INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "foreign.h"
#include "steady.h"
#include "str.h"
#include "waiting.h"

struct input {
	int fd;
	const char *name; /* for messages: see input_name */
	char *buf;
	size_t cap;
	size_t begin; /* the next byte to hand out */
	size_t end;   /* behind the last byte read */
	size_t read; /* bytes of a read at most, as tests set it; 0: as many as there is room for */
	bool eof;
	struct str map;	 /* the file as memory; or NULL */
	bool stays;	 /* what was handed out last is a part of it */
	bool reads;	 /* input_read_once: it could be mapped, and is read */
	size_t first;	 /* where its first line begins */
	bool grew;	 /* there was more to read behind it */
	bool vast;	 /* of what is read: a line is so long that it is better mapped */
	size_t max_line; /* bytes: a longer one is an error; 0: none is; may be set once open */
	/* errno of a failed open or read, ENOMEM, or what steady.h has; ends the input */
	int error;
	struct steady opened;	 /* what the file was then */
	uint64_t line;		 /* number of the line handed out last, from 1 */
	bool looked;		 /* at what the input begins with, before anything was handed out */
	enum foreign foreign;	 /* what that is: but for FOREIGN_NONE, no text */
	bool plain, as_drawn;	 /* how the stacks of a picture are wanted (svg_input.h) */
	struct waiting *waiting; /* is told what is read; NULL, or input_watch's */
	unsigned counts;	 /* at every line's end, where that is known (svg_input.h); or 0 */
};

/* What messages call a path. */
static inline const char *
input_name(const char *path)
{
	return path == NULL || strcmp(path, "-") == 0 ? "stdin" : path;
}

/* Opens a path; NULL and "-" are standard input. False with errno, and in->error, set. */
bool input_open(struct input *in, const char *path);
void input_close(struct input *in);

/* Tells of what is read, unless `waiting` is NULL, until all is read or input_unwatch. */
void input_watch(struct input *in, struct waiting *waiting);
void input_unwatch(struct input *in);

/*
 * The next line, without its newline. False at the end of the input, and on a
 * failed read: look at in->error.
 */
bool input_line(struct input *in, struct str *line);

/*
 * What is at hand and was not handed out yet: lines, and the beginning of one. Whoever takes some of
 * it, whole lines, says so with input_took, and counts in->line. Of a line that is too long there
 * is less than all. Nothing before the first call of another function.
 */
struct str input_ahead(const struct input *in);

static inline void
input_took(struct input *in, size_t bytes)
{
	in->begin += bytes;
}

/* Goes on behind so many bytes and lines of an input that is mapped: they were read elsewhere. */
void input_skip(struct input *in, size_t bytes, uint64_t lines);

/*
 * As many whole lines as are at hand, newlines included; only the very last
 * line of the input may lack its own. in->line does not count these: a caller
 * mixes input_line and input_block only if it counts for itself. False as above.
 */
bool input_block(struct input *in, struct str *block);

/*
 * For who goes over an input twice. Before the first line, input_read_once has a file that would be
 * mapped read instead: where nothing of it has to stay, a buffer that is in the cache takes a third
 * of the time that pages take which are mapped one by one. Where one line is much of the file, it is better
 * the other way round, and reading ends: in->vast. input_rewind goes back to the beginning,
 * and maps it. False, with in->error set, where that failed: only a file that was mapped can be
 * read again.
 */
bool input_read_once(struct input *in);
bool input_rewind(struct input *in);

/* Whether what is or could be mapped is no more what it was when the input was opened. */
static inline bool
input_changed(const struct input *in)
{
	return (in->map.ptr != NULL || in->reads) && !steady_still(&in->opened, in->fd);
}

#endif
