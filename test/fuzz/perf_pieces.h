/*
 * perf_pieces.h - the text of perf script in small pieces, for the targets that feed a collapse run so.
 */
#ifndef PERF_PIECES_H
#define PERF_PIECES_H

#include "common.h"
#include "perf_run.h"

static inline uint64_t
perf_piece(void *parser, const struct source_piece *piece)
{
	return perf_parser_feed(parser, piece);
}

/* All of a file, as perf_run_file does it, in pieces by `sizes`: see fuzz_feed. */
static inline void
perf_feed_pieces(struct perf_run *r, unsigned sizes, const char *path)
{
	struct source source;

	MUST(source_open(&source, path));
	fuzz_feed(&source, sizes, perf_piece, r->all.parsers, r->all.len, &r->script.first.known);
	source_close(&source);
}

#endif
