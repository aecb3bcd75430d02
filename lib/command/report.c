/*
 * report.c - what a program says on stderr, and how it ends; see report.h.
 */
#include "report.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "utf8.h"

/*
 * A file must never become a standard stream that was closed when we were started:
 * it would be read as standard input, too, or get our messages. What is opened in
 * its place cannot be read, or written, either.
 */
static void
hold_standard_streams(struct report *r)
{
	r->no_stdout = fcntl(STDOUT_FILENO, F_GETFD) < 0;
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)open(
			    "/dev/null", (fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) | O_CLOEXEC);
}

void
report_init(struct report *r, const char *program)
{
	*r = (struct report){.program = program};
	hold_standard_streams(r);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGCHLD, SIG_DFL);
}

/* A longer message is cut. */
enum { MESSAGE = 8192 };

/*
 * Takes the first character of *rest: as it is if it is fit for a terminal, or as \xNN. Returns how
 * many bytes, at most 4.
 */
static size_t
put_plain(char *to, struct str *rest)
{
	static const char hex[] = "0123456789abcdef";
	size_t n = utf8_plain_length(*rest);
	unsigned char c = (unsigned char)rest->ptr[0];

	if (n > 0) {
		memcpy(to, rest->ptr, n);
		*rest = str_skip(*rest, n);
		return n;
	}
	to[0] = '\\';
	to[1] = 'x';
	to[2] = hex[c >> 4];
	to[3] = hex[c & 15];
	*rest = str_skip(*rest, 1);
	return 4;
}

/*
 * Names of files, events and functions come from anywhere: in a message they
 * must not rule the terminal, nor begin a line, which in the log of a CI job may be a
 * command ("::error::"). Without an allocation, since that may be what failed.
 */
static void __attribute__((format(printf, 4, 0)))
say(const struct report *r, const char *kind, bool lines, const char *format, va_list ap)
{
	char text[MESSAGE], plain[4 * MESSAGE + 1];
	size_t at = 0;
	struct str rest;
	int n = snprintf(text, sizeof(text), "%s: %s", r->program, kind);

	if (n < 0 || n >= MESSAGE)
		return;
	vsnprintf(text + n, sizeof(text) - (size_t)n, format, ap);
	rest = str_from(text);
	while (rest.len > 0) {
		if (lines && *rest.ptr == '\n') {
			plain[at++] = '\n';
			rest = str_skip(rest, 1);
		} else {
			at += put_plain(plain + at, &rest);
		}
	}
	plain[at++] = '\n';
	waiting_message(r->waiting, str_make(plain, at));
}

void
report_error(const struct report *r, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(r, "", false, format, ap);
	va_end(ap);
}

void
report_warning(struct report *r, const char *format, ...)
{
	va_list ap;

	r->warnings++;
	if (r->quiet)
		return;
	va_start(ap, format);
	say(r, "warning: ", false, format, ap);
	va_end(ap);
}

void
report_error_lines(const struct report *r, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(r, "", true, format, ap);
	va_end(ap);
}

void
report_warning_lines(struct report *r, const char *format, ...)
{
	va_list ap;

	r->warnings++;
	if (r->quiet)
		return;
	va_start(ap, format);
	say(r, "warning: ", true, format, ap);
	va_end(ap);
}

void
report_note(const struct report *r, const char *format, ...)
{
	va_list ap;

	if (r->quiet)
		return;
	va_start(ap, format);
	say(r, "", false, format, ap);
	va_end(ap);
}

int
report_usage(const struct report *r, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(r, "", false, format, ap);
	va_end(ap);
	fprintf(stderr, "Try '%s --help'.\n", r->program);
	return STATUS_USAGE;
}

const char *
report_quote(struct str s, char buf[REPORT_QUOTE])
{
	size_t n = 0;

	buf[n++] = '"';
	while (s.len > 0) {
		/* Room for the longest piece, the ellipsis, the quote and the NUL. */
		if (n + 4 + 3 + 2 > REPORT_QUOTE) {
			memcpy(buf + n, "...", 3);
			n += 3;
			break;
		}
		n += put_plain(buf + n, &s);
	}
	buf[n++] = '"';
	buf[n] = '\0';
	return buf;
}

int
report_close(const struct report *r, struct output *out, int status)
{
	bool done, some;

	output_flush(out);
	some = out->written > 0;
	done = output_close(out);
	if (!done)
		report_error(r, "cannot write: %s", strerror(errno));
	if (some && (!done || status == STATUS_FAILED))
		report_error(r, "the output is incomplete");
	return done ? status : STATUS_FAILED;
}
