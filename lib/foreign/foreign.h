/*
 * foreign.h - what an input begins with: text, or a file of another kind, given by mistake.
 */
#ifndef FOREIGN_H
#define FOREIGN_H

#include <stdbool.h>

#include "str.h"

/* So many of a file's first bytes are enough; of a shorter one, all of them. */
enum { FOREIGN_LOOK = 2048 };

/* What a perf.data file begins with, in the byte order of the machine that recorded. */
#define FOREIGN_PERF_LITTLE "PERFILE2"
#define FOREIGN_PERF_BIG "2ELIFREP"

enum foreign {
	FOREIGN_NONE, /* what may be text: no folded stacks, nor perf's or dtrace's text, begin so */
	FOREIGN_GZIP,
	FOREIGN_BZIP2,
	FOREIGN_XZ,
	FOREIGN_ZSTD,
	FOREIGN_UTF16,
	FOREIGN_PERF_DATA,
	FOREIGN_PERF_NEWER, /* "PERFILE3" */
	/* Profiles that other tools read; see foreign_profile.c. */
	FOREIGN_PPROF,
	FOREIGN_GPERFTOOLS,
	FOREIGN_RUSTC,
	FOREIGN_JFR,
	FOREIGN_HEAPTRACK,
	FOREIGN_MASSIF,
	FOREIGN_CALLGRIND,
	FOREIGN_DHAT,
	FOREIGN_GO_TRACE,
	FOREIGN_V8_LOG,
	FOREIGN_CPUPROFILE,
	FOREIGN_CHROME_TRACE,
	FOREIGN_SPEEDSCOPE,
	FOREIGN_GECKO,
	FOREIGN_BPFTRACE /* text, or JSON */
};

/* Whether perf.data begins so. */
static inline bool
foreign_is_perf_data(struct str head)
{
	return str_starts(head, STR(FOREIGN_PERF_LITTLE)) ||
	       str_starts(head, STR(FOREIGN_PERF_BIG));
}

/*
 * What these first bytes begin. *mark is how many of them are a byte order mark of
 * UTF-8, U+FEFF, which is no part of the text behind it; 0 where there is none.
 */
enum foreign foreign_look(struct str head, size_t *mark);

/* The same for profiles of other tools alone; FOREIGN_NONE for all else. */
enum foreign foreign_profile(struct str head);

/*
 * The same of what gzip compressed, but for those that programs of ours read, which want it
 * unpacked: FOREIGN_NONE.
 */
enum foreign foreign_packed_profile(struct str gzip);

/* Whether it is text or a recording in another form, that a filter gives. */
static inline bool
foreign_is_packed(enum foreign kind)
{
	return kind == FOREIGN_GZIP || kind == FOREIGN_BZIP2 || kind == FOREIGN_XZ ||
	       kind == FOREIGN_ZSTD;
}

/* What to say of it: "compressed with gzip: pipe it through zcat". NULL for FOREIGN_NONE. */
const char *foreign_reason(enum foreign kind);

#endif
