/*
 * source.c - one input, shared out among threads; see source.h.
 *
 * A file: part i begins behind the first end of a record that is seen from the
 * beginning of range i on, and ends behind the one seen from range i + 1 on.
 * Whoever has part i finds both alone, and reads on past its range for it.
 */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"
#include "pipe.h"

/* A range is worth a thread's while; a read stays in the second-level cache. */
enum { RANGE = 1 << 20, READ = 1 << 17 };

/* The default: a blank line ends a record. */
static unsigned char
step_blank(unsigned char state, struct str line)
{
	(void)state;
	return str_trim_left(line).len == 0 ? SOURCE_CUT : 0;
}

bool
source_open(struct source *s, const char *path)
{
	bool standard = path == NULL || strcmp(path, "-") == 0;
	struct stat st;
	off_t here;

	*s = (struct source){.fd = STDIN_FILENO,
	    .name = standard ? "stdin" : path,
	    .range = RANGE,
	    .read = READ,
	    .step = step_blank};
	if (!standard)
		s->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (s->fd < 0 || fstat(s->fd, &st) != 0)
		return false;
	here = lseek(s->fd, 0, SEEK_CUR);
	s->seekable = S_ISREG(st.st_mode) && here >= 0 && st.st_size > 0;
	if (s->seekable) {
		s->size = (uint64_t)st.st_size;
		s->start = (uint64_t)here;
	}
	if (!s->seekable)
		pipe_enlarge(s->fd);
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->changed, NULL);
	return true;
}

void
source_close(struct source *s)
{
	if (s->fd > STDIN_FILENO)
		close(s->fd);
	if (s->fd >= 0) {
		pthread_mutex_destroy(&s->lock);
		pthread_cond_destroy(&s->changed);
	}
	mem_free(s->carry);
	mem_free(s->lines.counts);
	*s = (struct source){.fd = -1};
}

struct str
source_peek(struct source *s, size_t n)
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

void
source_skip(struct source *s, size_t n)
{
	if (s->seekable) {
		s->start += n;
	} else {
		s->carry_len -= n;
		memmove(s->carry, s->carry + n, s->carry_len);
	}
}

size_t
source_readers(const struct source *s, size_t n)
{
	uint64_t ranges = s->size > s->start ? (s->size - s->start) / s->range + 1 : 1;

	return s->seekable && ranges < n ? (size_t)ranges : n;
}

void
source_reader_init(struct source_reader *r, struct source *s)
{
	*r = (struct source_reader){.source = s};
}

void
source_reader_release(struct source_reader *r)
{
	mem_free(r->buf);
	*r = (struct source_reader){.source = NULL};
}

static void
fail(struct source *s, int error)
{
	pthread_mutex_lock(&s->lock);
	s->error = s->error ? s->error : error;
	pthread_mutex_unlock(&s->lock);
}

/*
 * Where the first record of text, which begins at a line's beginning, ends, as
 * far as lines that begin at `from` or later tell, and *state knows from lines
 * before. 0 where none does; a last line without its newline ends none.
 */
static size_t
behind_record(const struct source *s, struct str text, size_t from, unsigned char *state)
{
	size_t at = 0;

	if (from > 0) {
		at = from - 1;
		at += str_find(str_skip(text, at), '\n') + 1;
	}
	while (at < text.len) {
		size_t length = str_find(str_skip(text, at), '\n');

		if (at + length == text.len)
			break;
		*state = s->step(*state, str_make(text.ptr + at, length));
		at += length + 1;
		if (*state == SOURCE_CUT)
			return at;
	}
	return 0;
}

/* Where the line before text.ptr[end], a line's beginning, begins. */
static size_t
line_before(struct str text, size_t end)
{
	size_t newline = end > 0 ? str_rfind(str_head(text, end - 1), '\n') : 0;

	return end == 0 || newline == end - 1 ? 0 : newline + 1;
}

/*
 * The same for the last record, as far as a line and the one before it tell; a
 * last line without its newline ends none.
 */
static size_t
behind_last_record(const struct source *s, struct str text)
{
	size_t end = str_rfind(text, '\n') + 1;

	if (end > text.len)
		return 0;
	while (end > 0) {
		size_t begin = line_before(text, end), before = line_before(text, begin);
		unsigned char state = 0;

		if (begin > 0)
			state = s->step(0, str_span(text.ptr + before, text.ptr + begin - 1));
		if (state == SOURCE_CUT)
			state = 0;
		if (s->step(state, str_span(text.ptr + begin, text.ptr + end - 1)) == SOURCE_CUT)
			return end;
		end = begin;
	}
	return 0;
}

/* Room for a read behind what is in the buffer, moved to its front. */
static bool
make_room(struct source_reader *r)
{
	if (r->begin > 0) {
		memmove(r->buf, r->buf + r->begin, r->end - r->begin);
		r->end -= r->begin;
		r->begin = 0;
	}
	return r->cap - r->end >= r->source->read ||
	       MEM_GROW(&r->buf, &r->cap, r->end + r->source->read);
}

/*
 * Files
 */

/* Reads more of the file; false at its end and after a failure. */
static bool
read_file(struct source_reader *r)
{
	ssize_t n;

	if (!make_room(r)) {
		fail(r->source, ENOMEM);
		return false;
	}
	do
		n = pread(r->source->fd, r->buf + r->end, r->source->read, (off_t)r->offset);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		fail(r->source, errno);
	if (n <= 0)
		return false;
	r->end += (size_t)n;
	r->offset += (uint64_t)n;
	return true;
}

/* What is in the buffer and not handed out; before the first read there is no buffer. */
static struct str
at_hand(const struct source_reader *r)
{
	return r->begin < r->end ? str_make(r->buf + r->begin, r->end - r->begin) : STR("");
}

/*
 * Reads until the buffer holds a whole line, or all there is. Gives the whole
 * lines at hand, at the end of the file with the last one as it is; false
 * where there is nothing more.
 */
static bool
whole_lines(struct source_reader *r, struct str *text, bool *eof)
{
	size_t searched = 0;

	*eof = false;
	for (;;) {
		struct str all = at_hand(r);
		size_t newline = str_rfind(str_skip(all, searched), '\n');

		if (searched + newline < all.len) {
			*text = str_head(all, searched + newline + 1);
			return true;
		}
		searched = all.len;
		if (read_file(r))
			continue;
		*eof = true;
		*text = at_hand(r);
		return text->len > 0;
	}
}

/* The file offset of a position in the buffer. */
static uint64_t
offset_of(const struct source_reader *r, size_t at)
{
	return r->offset - (r->end - at);
}

/* How far into text, which begins the buffer, the reader's range reaches. */
static size_t
within_limit(const struct source_reader *r, struct str text)
{
	uint64_t here = offset_of(r, r->begin);

	if (r->limit <= here)
		return 0;
	return r->limit - here < text.len ? (size_t)(r->limit - here) : text.len;
}

/*
 * Goes to where part r->part begins; false where nothing is left of it, because
 * the next part begins there, too.
 */
static bool
find_part(struct source_reader *r)
{
	const struct source *s = r->source;
	uint64_t from = s->start + r->part * s->range;
	unsigned char here = 0, next = 0; /* states from this range on, and the next one */
	struct str text;
	bool eof, first = true;

	r->begin = r->end = 0;
	r->limit = from + s->range;
	r->offset = from;
	if (r->part == 0)
		return true;
	/* From the byte before, so that a line that begins right here is seen to. */
	r->offset = from - 1;
	while (whole_lines(r, &text, &eof)) {
		size_t cut = behind_record(s, text, first ? 1 : 0, &here);
		size_t inside = within_limit(r, text);
		size_t end = cut > 0 ? cut : text.len;

		r->begin += cut;
		if (behind_record(s, str_head(text, end), inside, &next) == cut && cut > 0)
			return false;
		if (cut > 0)
			return true;
		if (eof || (inside < text.len && here == next))
			return false;
		r->begin += text.len;
		first = false;
	}
	return false;
}

/* Whether a range begins within the file, as large as it is now. */
static bool
has_range(struct source *s, uint64_t number)
{
	uint64_t from = s->start + number * s->range;
	struct stat st;

	if (from >= s->size && fstat(s->fd, &st) == 0 && st.st_size > 0)
		s->size = (uint64_t)st.st_size;
	return from < s->size;
}

/* The next number of a part to read; false when none is left. */
static bool
claim_part(struct source_reader *r)
{
	struct source *s = r->source;
	bool more;

	pthread_mutex_lock(&s->lock);
	more = s->error == 0 && has_range(s, s->next);
	r->part = s->next;
	s->next += more;
	pthread_mutex_unlock(&s->lock);
	r->counted = 0;
	r->state = 0;
	return more;
}

static bool
next_of_file(struct source_reader *r, struct source_piece *piece)
{
	bool begins = !r->open, eof;
	size_t cut, inside;

	while (!r->open) {
		if (!claim_part(r))
			return false;
		r->open = find_part(r);
	}
	piece->part = r->part;
	piece->begins = begins;
	if (!whole_lines(r, &piece->text, &eof)) {
		r->open = false;
		piece->text = STR("");
		piece->ends = true;
		return true;
	}
	inside = within_limit(r, piece->text);
	cut =
	    inside < piece->text.len ? behind_record(r->source, piece->text, inside, &r->state) : 0;
	if (cut > 0)
		piece->text.len = cut;
	r->begin += piece->text.len;
	piece->ends = cut > 0 || eof;
	r->open = !piece->ends;
	return true;
}

/*
 * What does not seek
 */

/* Reads once behind what is in the buffer; false at the end of the input. */
static bool
read_stream(struct source_reader *r)
{
	struct source *s = r->source;
	ssize_t n;

	if (!make_room(r)) {
		s->error = s->error ? s->error : ENOMEM;
		return false;
	}
	do
		n = read(s->fd, r->buf + r->end, s->read);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		s->error = s->error ? s->error : errno;
	if (n <= 0)
		return false;
	r->end += (size_t)n;
	return true;
}

/* Leaves what stands behind `keep` bytes of the buffer to the next reader. */
static bool
carry_rest(struct source_reader *r, size_t keep)
{
	struct source *s = r->source;
	size_t rest = r->end - keep;

	if (!MEM_GROW(&s->carry, &s->carry_cap, rest)) {
		s->error = s->error ? s->error : ENOMEM;
		return false;
	}
	if (rest > 0)
		memcpy(s->carry, r->buf + keep, rest);
	s->carry_len = rest;
	r->end = keep;
	return true;
}

/*
 * Fills the buffer, with the lock held: what was carried over, and reads until
 * there is a whole line and enough to be worth a turn. False without memory.
 */
static bool
fill_from_stream(struct source_reader *r)
{
	struct source *s = r->source;
	bool line = false;

	r->begin = r->end = 0;
	if (!MEM_GROW(&r->buf, &r->cap, s->carry_len + s->read)) {
		s->error = s->error ? s->error : ENOMEM;
		return false;
	}
	if (s->carry_len > 0)
		memcpy(r->buf, s->carry, s->carry_len);
	r->end = s->carry_len;
	s->carry_len = 0;
	while (!s->eof && (!line || r->end < s->read / 2)) {
		size_t before = r->end;

		s->eof = !read_stream(r);
		line = line || memchr(r->buf + before, '\n', r->end - before) != NULL;
	}
	return true;
}

/* Cuts the buffer behind its last record, else its last line; with the lock held. */
static bool
cut_stream(struct source_reader *r, struct source_piece *piece)
{
	struct source *s = r->source;
	struct str all = str_make(r->buf, r->end);
	size_t cut = s->eof ? all.len : behind_last_record(s, all);

	piece->ends = cut > 0 || s->eof;
	if (cut == 0)
		cut = str_rfind(all, '\n') + 1;
	if (cut > all.len)
		cut = all.len;
	piece->text = str_head(all, cut);
	return carry_rest(r, cut);
}

static bool
next_of_stream(struct source_reader *r, struct source_piece *piece)
{
	struct source *s = r->source;
	bool more;

	pthread_mutex_lock(&s->lock);
	while (s->owner != NULL && s->owner != r)
		pthread_cond_wait(&s->changed, &s->lock);
	more = s->error == 0 && (!s->eof || r->open) && fill_from_stream(r) &&
	       cut_stream(r, piece) && (r->end > 0 || r->open);
	if (more) {
		piece->begins = !r->open;
		if (piece->begins) {
			r->part = s->next++;
			r->counted = 0;
		}
		piece->part = r->part;
		r->open = !piece->ends;
	}
	s->owner = more && r->open ? r : NULL;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
	return more;
}

bool
source_next(struct source_reader *r, struct source_piece *piece)
{
	bool more = r->source->seekable ? next_of_file(r, piece) : next_of_stream(r, piece);

	r->piece_len = more ? piece->text.len : 0;
	return more;
}

void
source_count(struct source_reader *r, uint64_t lines)
{
	struct source *s = r->source;
	struct source_lines *l = &s->lines;

	r->counted += lines;
	r->bytes += r->piece_len;
	if (r->open)
		return;
	pthread_mutex_lock(&s->lock);
	s->bytes += r->bytes;
	r->bytes = 0;
	if (!MEM_GROW(&l->counts, &l->cap, (size_t)r->part + 1)) {
		s->error = s->error ? s->error : ENOMEM;
	} else {
		while (l->len <= r->part)
			l->counts[l->len++] = 0;
		l->counts[r->part] = r->counted;
	}
	pthread_mutex_unlock(&s->lock);
}

uint64_t
source_line(const struct source *s, uint64_t part, uint64_t line)
{
	for (size_t i = 0; i < s->lines.len && i < part; i++)
		line += s->lines.counts[i];
	return line;
}
