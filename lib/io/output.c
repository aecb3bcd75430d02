/*
 * output.c - buffered bytes out, with a sticky error; see output.h.
 */
#include "output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "mem.h"

/* MEMORY: what is collected in memory is seldom more than a name. */
enum { BUFFER = 1 << 16, MEMORY = 1 << 8 };

void
output_init(struct output *out, int fd)
{
	*out = (struct output){.fd = fd};
}

void
output_to_memory(struct output *out)
{
	output_init(out, -1);
}

static void
write_all(struct output *out, const char *p, size_t n)
{
	while (n > 0 && out->error == 0) {
		ssize_t w = write(out->fd, p, n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0) {
			out->error = errno;
			return;
		}
		p += w;
		n -= (size_t)w;
		out->written += (uint64_t)w;
	}
}

void
output_flush(struct output *out)
{
	if (out->fd < 0)
		return;
	write_all(out, out->buf, out->len);
	out->len = 0;
}

bool
output_room(struct output *out, size_t n)
{
	size_t need, least = out->fd >= 0 ? BUFFER : MEMORY;

	if (out->error != 0)
		return false;
	if (out->cap - out->len >= n)
		return true;
	if (out->fd >= 0 && out->len > 0) {
		output_flush(out);
		if (out->error != 0)
			return false;
	}
	if (__builtin_add_overflow(out->len, n, &need) ||
	    !MEM_GROW(&out->buf, &out->cap, need < least ? least : need)) {
		out->error = ENOMEM;
		return false;
	}
	return true;
}

void
output_bytes(struct output *out, const void *p, size_t n)
{
	if (n == 0)
		return;
	if (out->fd >= 0 && n > BUFFER) {
		output_flush(out);
		write_all(out, p, n);
	} else if (out->cap - out->len >= n || output_room(out, n)) {
		memcpy(out->buf + out->len, p, n);
		out->len += n;
	}
}

void
output_u64(struct output *out, uint64_t n)
{
	char digits[20]; /* of the largest number */
	size_t at = sizeof(digits);

	for (; n >= 10; n /= 10)
		digits[--at] = (char)('0' + n % 10);
	output_char(out, (char)('0' + n));
	output_bytes(out, digits + at, sizeof(digits) - at);
}

void
output_printf(struct output *out, const char *format, ...)
{
	char small[512];
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(small, sizeof(small), format, ap);
	va_end(ap);
	if (n < 0) {
		out->error = out->error ? out->error : EINVAL;
	} else if ((size_t)n < sizeof(small)) {
		output_bytes(out, small, (size_t)n);
	} else if (output_room(out, (size_t)n + 1)) {
		va_start(ap, format);
		vsnprintf(out->buf + out->len, (size_t)n + 1, format, ap);
		va_end(ap);
		out->len += (size_t)n;
	}
}

bool
output_close(struct output *out)
{
	int error;

	output_flush(out);
	error = out->error;
	mem_free(out->buf);
	*out = (struct output){.fd = -1, .error = error};
	errno = error;
	return error == 0;
}
