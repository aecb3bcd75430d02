/*
 * input.c - a file or standard input, as lines or blocks; see input.h.
 */
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "mapping.h"
#include "mem.h"

/* Large enough that a system call is nothing, small enough to stay in the cache. */
enum { BLOCK = 1 << 18 };

/* So much of what is mapped is at hand at a time. */
enum { WINDOW = 1 << 20 };

/* A line that has so many bytes, and such a part of a file, is not moved from buffer to buffer. */
enum { VAST = 1 << 20, VAST_PART = 8 };

bool
input_open(struct input *in, const char *path)
{
	bool standard = path == NULL || strcmp(path, "-") == 0;

	*in = (struct input){.fd = STDIN_FILENO, .name = input_name(path), .max_line = STEADY_LINE};
	if (!standard)
		in->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0)
		in->error = errno;
	else
		in->opened = steady_look(in->fd);
	return in->fd >= 0;
}

void
input_close(struct input *in)
{
	if (in->fd > STDIN_FILENO)
		close(in->fd);
	if (!in->stays)
		mem_free(in->buf);
	mapping_close(in->map);
	*in = (struct input){.fd = -1};
}

void
input_watch(struct input *in, struct waiting *waiting)
{
	bool sized = in->opened.is_file && in->opened.size > 0;

	in->waiting = waiting;
	waiting_begin(waiting, in->name, sized ? in->opened.size : UINT64_MAX);
	waiting_read(waiting, in->end);
}

void
input_unwatch(struct input *in)
{
	waiting_end(in->waiting);
	in->waiting = NULL;
}

/* ---- a file as memory ---- */

/* All of a file, of which the first line begins at an offset. */
static bool
map_from(struct input *in, size_t first)
{
	union {
		const char *from;
		char *buf; /* nothing is written there */
	} p;

	if (!mapping_open(&in->map, in->fd, in->opened.size))
		return false;
	p.from = in->map.ptr;
	in->buf = p.buf;
	in->begin = in->first = first;
	in->end = first;
	in->stays = true;
	return true;
}

/* Maps a file, where what is left of it is more than a read or two. */
static void
map(struct input *in)
{
	off_t at = in->opened.is_file ? lseek(in->fd, 0, SEEK_CUR) : -1;

	if (at >= 0 && (uint64_t)at < in->opened.size && in->opened.size - (uint64_t)at > BLOCK)
		(void)map_from(in, (size_t)at);
}

/* Has more of what is mapped at hand; false where all of it is. */
static bool
widen(struct input *in)
{
	size_t all = (size_t)(in->map.ptr + in->map.len - in->buf);
	size_t more = all - in->end < WINDOW ? all - in->end : WINDOW;

	mapping_ready(str_make(in->buf + in->end, more));
	in->end += more;
	waiting_read(in->waiting, more);
	return more > 0;
}

/* Lets go of what is at hand. */
static void
forget(struct input *in)
{
	mapping_close(in->map);
	if (!in->stays)
		mem_free(in->buf);
	in->map = str_make(NULL, 0);
	in->stays = false;
	in->buf = NULL;
	in->begin = in->end = in->cap = 0;
}

bool
input_read_once(struct input *in)
{
	if (!in->stays || in->begin != in->first)
		return false;
	forget(in);
	in->reads = true;
	if (lseek(in->fd, (off_t)in->first, SEEK_SET) < 0)
		in->error = errno;
	in->eof = in->error != 0;
	return !in->eof;
}

/* Behind the end of what is mapped: the file may have grown, so that it is read from there on. */
static bool
leave_map(struct input *in)
{
	struct str rest = str_make(in->buf + in->begin, in->end - in->begin);
	size_t cap = rest.len + BLOCK;
	char *buf = mem_alloc(cap);

	if (buf == NULL)
		in->error = ENOMEM;
	else if (lseek(in->fd, (off_t)in->opened.size, SEEK_SET) < 0)
		in->error = errno;
	in->eof = in->error != 0;
	if (in->eof || buf == NULL) {
		mem_free(buf);
		return false;
	}
	if (rest.len > 0)
		memcpy(buf, rest.ptr, rest.len);
	in->buf = buf;
	in->cap = cap;
	in->begin = 0;
	in->end = rest.len;
	in->stays = false;
	return true;
}

/* Whether more was read than there was when the input was opened. */
static bool
is_behind(const struct input *in)
{
	return (uint64_t)lseek(in->fd, 0, SEEK_CUR) > in->opened.size;
}

/* Reads more behind what is there; false at the end of the input. */
static bool
fill(struct input *in)
{
	size_t room;
	ssize_t n;

	if (in->eof)
		return false;
	if (in->stays && widen(in))
		return true;
	if (in->stays && !leave_map(in))
		return false;
	if (in->begin > 0) {
		memmove(in->buf, in->buf + in->begin, in->end - in->begin);
		in->end -= in->begin;
		in->begin = 0;
	}
	if (in->cap - in->end < BLOCK / 2 && !MEM_GROW(&in->buf, &in->cap, in->end + BLOCK)) {
		in->error = ENOMEM;
		in->eof = true;
		return false;
	}
	room = in->cap - in->end;
	if (in->read > 0 && room > in->read)
		room = in->read;
	do
		n = read(in->fd, in->buf + in->end, room);
	while (n < 0 && errno == EINTR);
	if (n <= 0) {
		in->error = n < 0 ? errno : steady_still(&in->opened, in->fd) ? 0 : STEADY_CHANGED;
		in->eof = true;
		return false;
	}
	in->end += (size_t)n;
	waiting_read(in->waiting, (uint64_t)n);
	in->grew = in->grew || in->map.ptr != NULL || (in->reads && is_behind(in));
	return true;
}

/* What was read and not handed out; before the first read there is no buffer. */
static struct str
at_hand(const struct input *in)
{
	return in->begin < in->end ? str_make(in->buf + in->begin, in->end - in->begin) : STR("");
}

struct str
input_ahead(const struct input *in)
{
	struct str text = at_hand(in);

	return in->max_line > 0 && in->max_line < text.len ? str_head(text, in->max_line + 1)
							   : text;
}

/* Whether a line may have so many bytes; else the input ends. */
static bool
is_allowed(struct input *in, size_t len)
{
	if (in->max_line == 0 || len <= in->max_line)
		return true;
	in->error = STEADY_ENDLESS;
	in->eof = true;
	return false;
}

static bool
is_vast(const struct input *in)
{
	size_t len = at_hand(in).len;

	return in->reads && len >= VAST && len >= in->opened.size / VAST_PART;
}

/* fill(), where what is at hand has no newline. */
static bool
fill_line(struct input *in)
{
	in->vast = in->vast || is_vast(in);
	return !in->vast && is_allowed(in, at_hand(in).len) && fill(in);
}

/* What the input begins with; a mark of UTF-8 is dropped. */
static void
look(struct input *in)
{
	size_t mark;

	if (in->read == 0)
		map(in);
	while (at_hand(in).len < FOREIGN_LOOK && fill(in))
		continue;
	in->foreign = foreign_look(at_hand(in), &mark);
	in->begin += mark;
	in->first += mark;
	in->looked = true;
}

bool
input_rewind(struct input *in)
{
	struct waiting *waiting = in->waiting;
	size_t first = in->first;

	if (in->map.ptr == NULL && !in->reads)
		return false;
	input_unwatch(in);
	forget(in);
	in->grew = in->reads = in->vast = false;
	in->line = 0;
	in->eof = !map_from(in, first);
	in->error = in->eof ? errno : 0;
	input_watch(in, waiting);
	return !in->eof;
}

bool
input_line(struct input *in, struct str *line)
{
	size_t searched = 0;
	char *newline = NULL;

	if (!in->looked)
		look(in);
	for (;;) {
		size_t left = in->end - in->begin - searched;

		if (left > 0)
			newline = memchr(in->buf + in->begin + searched, '\n', left);
		if (newline != NULL)
			break;
		searched = in->end - in->begin;
		if (!fill_line(in))
			break;
	}
	if (newline == NULL && (in->begin == in->end || in->error != 0 || in->vast))
		return false;
	*line = str_span(in->buf + in->begin, newline ? newline : in->buf + in->end);
	if (!is_allowed(in, line->len))
		return false;
	in->begin += line->len + (newline != NULL);
	in->line++;
	return true;
}

void
input_skip(struct input *in, size_t bytes, uint64_t lines)
{
	in->begin += bytes;
	in->line += lines;
	if (in->begin > in->end) {
		waiting_read(in->waiting, in->begin - in->end);
		in->end = in->begin;
	}
}

bool
input_block(struct input *in, struct str *block)
{
	size_t searched = 0;

	if (!in->looked)
		look(in);
	if (in->begin == in->end && !fill(in))
		return false;
	for (;;) {
		struct str fresh = str_skip(at_hand(in), searched);
		size_t newline = str_rfind(fresh, '\n');

		if (newline < fresh.len) {
			*block = str_make(in->buf + in->begin, searched + newline + 1);
			break;
		}
		searched = in->end - in->begin;
		if (fill_line(in))
			continue;
		if (searched == 0 || in->error != 0 || in->vast)
			return false;
		*block = str_make(in->buf + in->begin, searched);
		break;
	}
	in->begin += block->len;
	return true;
}
