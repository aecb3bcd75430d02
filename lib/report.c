/*
 * report.c - what a program says on stderr, and how it ends; see report.h.
 */
#include "report.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "utf8.h"

void
report_init(struct report *r, const char *program)
{
	*r = (struct report){.program = program};
	signal(SIGPIPE, SIG_DFL);
}

static void __attribute__((format(printf, 3, 0)))
say(const struct report *r, const char *kind, const char *format, va_list ap)
{
	fprintf(stderr, "%s: %s", r->program, kind);
	vfprintf(stderr, format, ap);
	fputc('\n', stderr);
}

void
report_error(const struct report *r, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(r, "", format, ap);
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
	say(r, "warning: ", format, ap);
	va_end(ap);
}

void
report_note(const struct report *r, const char *format, ...)
{
	va_list ap;

	if (r->quiet)
		return;
	va_start(ap, format);
	say(r, "", format, ap);
	va_end(ap);
}

int
report_usage(const struct report *r, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say(r, "", format, ap);
	va_end(ap);
	fprintf(stderr, "Try '%s --help'.\n", r->program);
	return STATUS_USAGE;
}

const char *
report_quote(struct str s, char buf[REPORT_QUOTE])
{
	static const char hex[] = "0123456789abcdef";
	size_t n = 0;

	buf[n++] = '"';
	while (s.len > 0) {
		size_t k = utf8_length(s);
		unsigned char c = (unsigned char)s.ptr[0];
		bool plain = k > 1 || (k == 1 && c >= 0x20 && c != 0x7f);

		/* Room for the longest piece, the ellipsis, the quote and the NUL. */
		if (n + 4 + 3 + 2 > REPORT_QUOTE) {
			memcpy(buf + n, "...", 3);
			n += 3;
			break;
		}
		if (plain) {
			memcpy(buf + n, s.ptr, k);
			n += k;
		} else {
			k = 1;
			memcpy(buf + n, "\\x", 2);
			buf[n + 2] = hex[c >> 4];
			buf[n + 3] = hex[c & 15];
			n += 4;
		}
		s = str_skip(s, k);
	}
	buf[n++] = '"';
	buf[n] = '\0';
	return buf;
}

int
report_close(const struct report *r, struct output *out, int status)
{
	if (output_close(out))
		return status;
	report_error(r, "cannot write: %s", strerror(errno));
	return STATUS_FAILED;
}
