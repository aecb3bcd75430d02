/*
 * feed.h - a source, parsed by several parsers at the same time.
 *
 *	struct feed feed;
 *
 *	if (feed_init(&feed, &source, parse, parsers, n)) {
 *		while (more_is_to_be_known && feed_first(&feed))
 *			continue;
 *		feed_all(&feed);
 *	}
 *	feed_release(&feed);
 */
#ifndef FEED_H
#define FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "source.h"

/* Returned by a parser that cannot go on, for want of memory. */
#define FEED_STOP UINT64_MAX

struct feed_share;

struct feed {
	struct feed_share *shares;
	void **workers;
	size_t len;
};

/*
 * n > 0 parsers, of which no more are used than the source has parts for.
 * parse takes a piece for a parser and returns how many lines it has, or
 * FEED_STOP. False without memory; release it all the same.
 */
bool feed_init(struct feed *f, struct source *source,
    uint64_t (*parse)(void *parser, const struct source_piece *piece), void *const parsers[],
    size_t n);
void feed_release(struct feed *f);

/* Gives the next piece to the first parser alone; false when there is none. */
bool feed_first(struct feed *f);

/* Gives what is left to all parsers, a thread each, and returns when it is done. */
void feed_all(struct feed *f);

#endif
