/*
 * common.h - what fuzz targets share: a file of any bytes, and what must be true of output.
 */
#ifndef COMMON_H
#define COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "source.h"
#include "str.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Stops the fuzzer, saying what was not true. */
#define MUST(condition)                                                                            \
	do {                                                                                       \
		if (!(condition))                                                                  \
			fuzz_stop(__FILE__, __LINE__, #condition);                                 \
	} while (0)
_Noreturn void fuzz_stop(const char *file, int line, const char *what);

/* A file without a name that holds these bytes, for what reads paths. */
struct fuzz_file {
	int fd;
	char path[32];
};
void fuzz_file_init(struct fuzz_file *f, struct str bytes);
void fuzz_file_release(struct fuzz_file *f);

/*
 * Gives a source to n parsers by turns, in one thread, so that a find is found again.
 * `sizes`, a byte, chooses how small the ranges and the reads are, and whether the
 * source is read as what does not seek; FUZZ_AT_ONCE leaves all that as it is.
 * The first parser has it alone until *ready.
 */
enum { FUZZ_PARSERS = 2, FUZZ_AT_ONCE = 256 };
void fuzz_feed(struct source *source, unsigned sizes,
    uint64_t (*parse)(void *parser, const struct source_piece *piece), void *const parsers[],
    size_t n, const bool *ready);

/*
 * Stops unless text is folded stacks as all programs write them: every line a
 * stack and a count (two if asked for), stacks sorted by bytes, each once.
 * Returns the sum of the (last) counts, UINT64_MAX where that does not fit.
 */
uint64_t fuzz_check_folded(struct str text, bool two);

/*
 * Whether what was read, written as folded stacks, is read as the same: 0.5 + 0.5 is
 * written as 1, and stacks that end in a number look like two counts in another order.
 */
struct reader;
bool fuzz_reads_again(const struct reader *r);

/* Whether readers take the bytes as they stand: no other kind of file, and no mark of UTF-8. */
bool fuzz_is_text(struct str bytes);

/* Stops unless text is well-formed XML: what of XML 1.0 an SVG of ours may use. */
void fuzz_check_xml(struct str text);

#endif
