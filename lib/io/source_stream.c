/*
 * source_stream.c - what does not seek, in pieces that readers take in turn; see source.h.
 *
 * Whoever has the lock reads, and cuts behind the last end of a record. What
 * stands behind it is carried over to the next reader. Where no record ends, the
 * piece ends with its last line, and the same reader must get what continues it.
 */
#include <errno.h>
#include <unistd.h>

#include "mem.h"
#include "source_parts.h"

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

/* Reads once behind what is in the buffer; false at the end of the input. */
static bool
read_stream(struct source_reader *r)
{
	struct source *s = r->source;
	ssize_t n;

	if (!source_make_room(r)) {
		source_note(s, ENOMEM);
		return false;
	}
	do
		n = read(s->fd, r->buf + r->end, s->read);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		source_note(s, errno);
	if (n <= 0)
		return false;
	r->end += (size_t)n;
	waiting_read(s->waiting, (uint64_t)n);
	return true;
}

/* Whether a line that has not ended in the buffer may be as long as that; with the lock held. */
static bool
line_may_go_on(struct source_reader *r, bool line)
{
	if (line || r->end <= r->source->max_line)
		return true;
	source_note(r->source, STEADY_ENDLESS);
	return false;
}

/* Leaves what stands behind `keep` bytes of the buffer to the next reader. */
static bool
carry_rest(struct source_reader *r, size_t keep)
{
	struct source *s = r->source;
	size_t rest = r->end - keep;

	if (!MEM_GROW(&s->carry, &s->carry_cap, rest)) {
		source_note(s, ENOMEM);
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
 * there is a whole line and enough to be worth a turn. False without memory, and
 * where a line is too long.
 */
static bool
fill_from_stream(struct source_reader *r)
{
	struct source *s = r->source;
	bool line = false;

	r->begin = r->end = 0;
	if (!MEM_GROW(&r->buf, &r->cap, s->carry_len + s->read)) {
		source_note(s, ENOMEM);
		return false;
	}
	if (s->carry_len > 0)
		memcpy(r->buf, s->carry, s->carry_len);
	r->end = s->carry_len;
	s->carry_len = 0;
	while (!s->eof && (!line || r->end < s->read / 2)) {
		size_t before = r->end;

		s->eof = !line_may_go_on(r, line) || !read_stream(r);
		line = line || memchr(r->buf + before, '\n', r->end - before) != NULL;
	}
	return s->error != STEADY_ENDLESS;
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

bool
source_next_of_stream(struct source_reader *r, struct source_piece *piece)
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
