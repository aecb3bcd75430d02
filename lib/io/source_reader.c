/*
 * source_reader.c - what a thread has that reads pieces of a source: its buffer, and the
 * lines it counted; see source.h.
 */
#include <errno.h>

#include "mem.h"
#include "source_parts.h"

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

bool
source_make_room(struct source_reader *r)
{
	if (r->begin > 0) {
		memmove(r->buf, r->buf + r->begin, r->end - r->begin);
		r->end -= r->begin;
		r->begin = 0;
	}
	return r->cap - r->end >= r->source->read ||
	       MEM_GROW(&r->buf, &r->cap, r->end + r->source->read);
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
		source_note(s, ENOMEM);
	} else {
		while (l->len <= r->part)
			l->counts[l->len++] = 0;
		l->counts[r->part] = r->counted;
	}
	pthread_mutex_unlock(&s->lock);
}
