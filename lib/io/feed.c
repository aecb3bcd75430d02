/*
 * feed.c - a source, parsed by several parsers at the same time; see feed.h.
 */
#include "feed.h"

#include "mem.h"
#include "workers.h"

/* One parser's share of the source. */
struct feed_share {
	struct source_reader reader;
	uint64_t (*parse)(void *parser, const struct source_piece *piece);
	void *parser;
	bool stopped;
};

bool
feed_init(struct feed *f, struct source *source,
    uint64_t (*parse)(void *parser, const struct source_piece *piece), void *const parsers[],
    size_t n)
{
	n = source_readers(source, n);
	*f =
	    (struct feed){mem_zalloc(n, sizeof(*f->shares)), mem_zalloc(n, sizeof(*f->workers)), 0};
	if (f->shares == NULL || f->workers == NULL)
		return false;
	for (; f->len < n; f->len++) {
		struct feed_share *s = &f->shares[f->len];

		s->parse = parse;
		s->parser = parsers[f->len];
		source_reader_init(&s->reader, source);
		f->workers[f->len] = s;
	}
	return true;
}

void
feed_release(struct feed *f)
{
	for (size_t i = 0; i < f->len; i++)
		source_reader_release(&f->shares[i].reader);
	mem_free(f->shares);
	mem_free(f->workers);
	*f = (struct feed){NULL, NULL, 0};
}

static bool
parse_piece(struct feed_share *s)
{
	struct source_piece piece;
	uint64_t lines;

	if (s->stopped || !source_next(&s->reader, &piece))
		return false;
	lines = s->parse(s->parser, &piece);
	s->stopped = lines == FEED_STOP;
	if (!s->stopped)
		source_count(&s->reader, lines);
	return !s->stopped;
}

static void
parse_all(void *share)
{
	while (parse_piece(share))
		continue;
}

bool
feed_first(struct feed *f)
{
	return parse_piece(&f->shares[0]);
}

void
feed_all(struct feed *f)
{
	workers_run(parse_all, f->workers, f->len);
}
