/*
 * source.c - one input, shared out among threads; see source.h.
 */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input.h"
#include "mem.h"
#include "pipe.h"
#include "source_parts.h"

/* A range is worth a thread's while; a read stays in the second-level cache. */
enum { RANGE = 1 << 20, READ = 1 << 16 };

/* The default: a blank line ends a record. */
static unsigned char
step_blank(unsigned char state, struct str line)
{
	(void)state;
	return str_trim_left(line).len == 0 ? SOURCE_CUT : 0;
}

/*
 * The first bytes, up to n of them. What does not seek keeps them to hand them out
 * later. Fewer at the end of the input, and after a failure.
 */
static struct str
peek(struct source *s, size_t n)
{
	size_t len = s->carry_len;

	if (!MEM_GROW(&s->carry, &s->carry_cap, n)) {
		s->error = ENOMEM;
		n = len;
	}
	while (len < n) {
		char *to = s->carry + len;
		ssize_t got = s->seekable ? pread(s->fd, to, n - len, (off_t)(s->start + len))
					  : read(s->fd, to, n - len);

		if (got < 0 && errno != EINTR)
			s->error = errno;
		if (got == 0 || s->error != 0)
			break;
		len += got > 0 ? (size_t)got : 0;
	}
	if (!s->seekable)
		s->carry_len = len;
	return str_make(s->carry, len);
}

/* Drops the first bytes, at most those that were looked at. */
static void
skip(struct source *s, size_t n)
{
	if (s->seekable) {
		s->start += n;
	} else {
		s->carry_len -= n;
		memmove(s->carry, s->carry + n, s->carry_len);
	}
}

/* What begins here; a mark of UTF-8 is dropped. */
static void
look(struct source *s)
{
	size_t mark;

	s->foreign = foreign_look(peek(s, FOREIGN_LOOK), &mark);
	if (mark > 0)
		skip(s, mark);
}

/* Finds out what kind of file s->fd is; false with errno set. */
static bool
examine(struct source *s)
{
	struct stat st;
	off_t here;

	if (s->fd < 0 || fstat(s->fd, &st) != 0)
		return false;
	here = lseek(s->fd, 0, SEEK_CUR);
	s->opened = steady_look(s->fd);
	s->seekable = S_ISREG(st.st_mode) && here >= 0 && st.st_size > 0;
	if (s->seekable) {
		s->size = (uint64_t)st.st_size;
		s->start = (uint64_t)here;
	} else {
		pipe_enlarge(s->fd);
	}
	return true;
}

bool
source_open(struct source *s, const char *path)
{
	bool standard = path == NULL || strcmp(path, "-") == 0;

	*s = (struct source){.fd = STDIN_FILENO,
	    .name = input_name(path),
	    .range = RANGE,
	    .read = READ,
	    .max_line = STEADY_LINE,
	    .step = step_blank};
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->changed, NULL);
	if (!standard)
		s->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (examine(s))
		look(s);
	else
		s->error = errno;
	return s->error == 0 && s->foreign == FOREIGN_NONE;
}

void
source_close(struct source *s)
{
	if (s->fd > STDIN_FILENO)
		close(s->fd);
	pthread_mutex_destroy(&s->lock);
	pthread_cond_destroy(&s->changed);
	mem_free(s->carry);
	mem_free(s->lines.counts);
	*s = (struct source){.fd = -1};
}

struct str
source_ahead(const struct source *s)
{
	return str_make(s->carry, s->carry_len);
}

const char *
source_reason(const struct source *s)
{
	return s->error != 0 ? steady_reason(s->error) : foreign_reason(s->foreign);
}

void
source_watch(struct source *s, struct waiting *waiting)
{
	s->waiting = waiting;
	waiting_begin(waiting, s->name, s->seekable ? s->size - s->start : UINT64_MAX);
	waiting_read(waiting, s->seekable ? 0 : s->carry_len);
}

void
source_unwatch(struct source *s)
{
	waiting_end(s->waiting);
	s->waiting = NULL;
}

size_t
source_readers(const struct source *s, size_t n)
{
	uint64_t ranges = s->size > s->start ? (s->size - s->start) / s->range + 1 : 1;

	return s->seekable && ranges < n ? (size_t)ranges : n;
}

bool
source_next(struct source_reader *r, struct source_piece *piece)
{
	bool more =
	    r->source->seekable ? source_next_of_file(r, piece) : source_next_of_stream(r, piece);

	r->piece_len = more ? piece->text.len : 0;
	return more;
}

uint64_t
source_line(const struct source *s, uint64_t part, uint64_t line)
{
	for (size_t i = 0; i < s->lines.len && i < part; i++)
		line += s->lines.counts[i];
	return line;
}
