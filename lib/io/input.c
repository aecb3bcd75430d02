/*
 * input.c - a file or standard input, as lines or blocks; see input.h.
 */
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "mem.h"

/* Large enough that a system call is nothing, small enough to stay in the cache. */
enum { BLOCK = 1 << 18 };

bool
input_open(struct input *in, const char *path)
{
	bool standard = path == NULL || strcmp(path, "-") == 0;

	*in = (struct input){.fd = STDIN_FILENO, .name = standard ? "stdin" : path};
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
	mem_free(in->buf);
	*in = (struct input){.fd = -1};
}

/* Reads more behind what is there; false at the end of the input. */
static bool
fill(struct input *in)
{
	size_t room;
	ssize_t n;

	if (in->eof)
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
	return true;
}

/* What was read and not handed out; before the first read there is no buffer. */
static struct str
at_hand(const struct input *in)
{
	return in->begin < in->end ? str_make(in->buf + in->begin, in->end - in->begin) : STR("");
}

/* What the input begins with; a mark of UTF-8 is dropped. */
static void
look(struct input *in)
{
	size_t mark;

	while (at_hand(in).len < FOREIGN_LOOK && fill(in))
		continue;
	in->foreign = foreign_look(at_hand(in), &mark);
	in->begin += mark;
	in->looked = true;
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
		if (!fill(in))
			break;
	}
	if (newline == NULL && (in->begin == in->end || in->error != 0))
		return false;
	*line = str_span(in->buf + in->begin, newline ? newline : in->buf + in->end);
	in->begin += line->len + (newline != NULL);
	in->line++;
	return true;
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
		if (fill(in))
			continue;
		if (searched == 0 || in->error != 0)
			return false;
		*block = str_make(in->buf + in->begin, searched);
		break;
	}
	in->begin += block->len;
	return true;
}
