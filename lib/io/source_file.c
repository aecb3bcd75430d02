/*
 * source_file.c - a file that seeks, in parts that readers find alone; see source.h.
 *
 * Part i begins behind the first end of a record that is seen from the beginning
 * of range i on, and ends behind the one seen from range i + 1 on. Whoever has
 * part i finds both alone, and reads on past its range for it.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source_parts.h"

static void
fail(struct source *s, int error)
{
	pthread_mutex_lock(&s->lock);
	source_note(s, error);
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

/* Reads more of the file; false at its end and after a failure. */
static bool
read_file(struct source_reader *r)
{
	ssize_t n;

	if (!source_make_room(r)) {
		fail(r->source, ENOMEM);
		return false;
	}
	do
		n = pread(r->source->fd, r->buf + r->end, r->source->read, (off_t)r->offset);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		fail(r->source, errno);
	if (n == 0 && !steady_still(&r->source->opened, r->source->fd))
		fail(r->source, STEADY_CHANGED);
	if (n <= 0)
		return false;
	r->end += (size_t)n;
	r->offset += (uint64_t)n;
	waiting_read(r->source->waiting, (uint64_t)n);
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
 * where there is nothing more, and where a line is too long.
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
		if (searched > r->source->max_line) {
			fail(r->source, STEADY_ENDLESS);
			return false;
		}
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

bool
source_next_of_file(struct source_reader *r, struct source_piece *piece)
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
