/*
 * common.c - what fuzz targets share; see common.h.
 */
#include "common.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "reader.h"
#include "feed.h"
#include "folded.h"
#include "foreign.h"

void
fuzz_file_init(struct fuzz_file *f, struct str bytes)
{
	char name[] = "/tmp/fuzz.XXXXXX";

	f->fd = mkstemp(name);
	MUST(f->fd >= 0 && unlink(name) == 0);
	while (bytes.len > 0) {
		ssize_t n = write(f->fd, bytes.ptr, bytes.len);

		MUST(n > 0);
		bytes = str_skip(bytes, (size_t)n);
	}
	/* Opening it again starts at its beginning, but for systems where that is a dup. */
	MUST(lseek(f->fd, 0, SEEK_SET) == 0);
	snprintf(f->path, sizeof(f->path), "/dev/fd/%d", f->fd);
}

void
fuzz_file_release(struct fuzz_file *f)
{
	close(f->fd);
}

/* A whole part; false at the end of the source. */
static bool
feed_part(struct source_reader *r,
    uint64_t (*parse)(void *parser, const struct source_piece *piece), void *parser)
{
	struct source_piece piece;
	uint64_t lines;

	do {
		if (!source_next(r, &piece) || (lines = parse(parser, &piece)) == FEED_STOP)
			return false;
		source_count(r, lines);
	} while (!piece.ends);
	return true;
}

/* At least a part of all, or a long line would be read over and over. */
static size_t
at_least(size_t n, uint64_t all, unsigned parts)
{
	return n > all / parts ? n : (size_t)(all / parts);
}

void
fuzz_feed(struct source *source, unsigned sizes,
    uint64_t (*parse)(void *parser, const struct source_piece *piece), void *const parsers[],
    size_t n, const bool *ready)
{
	struct source_reader readers[FUZZ_PARSERS];

	MUST(n > 0 && n <= FUZZ_PARSERS);
	if (sizes < FUZZ_AT_ONCE) {
		source->range = at_least((size_t)16 << (sizes & 7), source->size, 32);
		source->read = at_least((size_t)16 << (sizes >> 3 & 7), source->size, 128);
		source->seekable = source->seekable && !(sizes & 128);
	}
	for (size_t i = 0; i < n; i++)
		source_reader_init(&readers[i], source);
	for (size_t i = 0; feed_part(&readers[i], parse, parsers[i]);)
		i = *ready ? (i + 1) % n : 0;
	for (size_t i = 0; i < n; i++)
		source_reader_release(&readers[i]);
	MUST(source->error == 0);
}

uint64_t
fuzz_check_folded(struct str text, bool two)
{
	struct str before = STR("");
	uint64_t sum = 0;
	bool saturated = false;

	while (text.len > 0) {
		struct str line;
		struct folded_line parsed, first;

		MUST(str_find(text, '\n') < text.len);
		line = str_cut(&text, '\n');
		/* The stack may look like a comment, "# x 1": it is none of a reader's then. */
		if (folded_parse(line, &parsed) == FOLDED_BLANK && str_starts(line, STR("# ")))
			continue;
		MUST(folded_parse(line, &parsed) == FOLDED_STACK);
		if (two) {
			MUST(folded_split(parsed.stack, &first));
			parsed.stack = first.stack;
		}
		MUST(before.len == 0 || str_cmp(before, parsed.stack) < 0);
		before = parsed.stack;
		sum = folded_add(sum, parsed.count.units, &saturated);
	}
	return sum;
}

bool
fuzz_reads_again(const struct reader *r)
{
	const struct calltree *t = &r->tree;
	bool two = calltree_is_differential(t), places = t->places == 0;

	for (size_t i = 0; i < t->len && !places; i++)
		places = t->counts.own[i] % 10 != 0 || (two && t->before.own[i] % 10 != 0);
	return places && (r->differential || r->two_counts == 0);
}

bool
fuzz_is_text(struct str bytes)
{
	size_t mark;

	return foreign_look(bytes, &mark) == FOREIGN_NONE && mark == 0;
}
