/*
 * report.h - what a program says on stderr, and how it ends.
 *
 * Messages read "collapse-perf: FILE:LINE: what is wrong: "the text"".
 * Exit status: 0 done, 1 the data or I/O failed, 2 wrong usage.
 */
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output.h"
#include "str.h"
#include "waiting.h"

enum { STATUS_DONE = 0, STATUS_FAILED = 1, STATUS_USAGE = 2 };

struct report {
	const char *program;
	bool quiet;		 /* no warnings; errors are always said */
	uint64_t warnings;	 /* number of calls to report_warning, said or not */
	struct waiting *waiting; /* what messages take away first; or NULL */
	bool no_stdout;		 /* standard output was closed when the program began */
};

/*
 * Call first in main. Restores the default action of SIGPIPE, so that
 * `program | head` ends quietly even below a parent that ignores the signal;
 * and of SIGCHLD: where that is ignored, nobody is told how a child ended.
 * Standard streams that are closed stay useless, but no file gets their numbers;
 * programs that are started from here find them closed.
 */
void report_init(struct report *r, const char *program);

/*
 * One line each, the program's name before it and a newline behind it. Bytes that are not fit for
 * a terminal (utf8_plain_length) become \xNN, newlines, too.
 */
void report_error(const struct report *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void report_warning(struct report *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void report_note(const struct report *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same in several lines: no name may be among the arguments that is not ours or the user's. */
void report_error_lines(const struct report *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void report_warning_lines(struct report *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* report_error, a hint at --help, and STATUS_USAGE. */
int report_usage(const struct report *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

enum { REPORT_QUOTE = 160 };

/*
 * s in double quotes, fit for a terminal: bytes that are no printable ASCII
 * or valid UTF-8, or rule what is shown, become \xNN, and a long text is cut with an ellipsis.
 * Returns buf, which has REPORT_QUOTE bytes.
 */
const char *report_quote(struct str s, char buf[REPORT_QUOTE]);

/*
 * Closes `out`. A failure is said ("cannot write: No space left on device") and
 * gives STATUS_FAILED, else `status` comes back. Whatever was written is said to be incomplete
 * where the status is STATUS_FAILED: stacks that lack a part look like any others. Who failed at
 * something else than the output closes it as done.
 */
int report_close(const struct report *r, struct output *out, int status);

/* What makes a noun of n things: "%llu sample%s". */
static inline const char *
report_plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

#endif
