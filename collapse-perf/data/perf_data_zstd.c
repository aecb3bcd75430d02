/*
 * perf_data_zstd.c - compressed records through a `zstd` process; see perf_data_zstd.h.
 */
#include "perf_data_zstd.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READ_SIZE = 1 << 16 };

bool
perf_zstd_start(struct perf_zstd *z)
{
	char program[] = "zstd", flags[] = "-dcq", memory[] = "--memory=2048MB";
	char *arguments[] = {program, flags, memory, NULL};

	*z = (struct perf_zstd){.stopped = false};
	return filter_start(&z->filter, arguments);
}

static void
fail(struct perf_zstd *z, int error)
{
	z->error = error;
	z->stopped = true;
}

/* One read of what is ready, or will be; false where there is no more. */
static bool
take(struct perf_zstd *z, struct perf_stream *out)
{
	size_t room;
	char *to = perf_stream_room(out, READ_SIZE, &room);
	ssize_t got;

	if (to == NULL) {
		fail(z, ENOMEM);
		return false;
	}
	do
		got = read(z->filter.pipe, to, room < READ_SIZE ? room : READ_SIZE);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		fail(z, errno);
	if (got > 0)
		perf_stream_put(out, (size_t)got);
	return got > 0;
}

void
perf_zstd_feed(struct perf_zstd *z, struct str *bytes, struct perf_stream *out)
{
	struct pollfd fds[2] = {
	    {.fd = z->filter.socket, .events = POLLOUT}, {.fd = z->filter.pipe, .events = POLLIN}};
	ssize_t n;

	if (z->stopped) {
		*bytes = str_skip(*bytes, bytes->len);
		return;
	}
	if (poll(fds, 2, -1) < 0) {
		if (errno != EINTR)
			fail(z, errno);
		return;
	}
	if (fds[1].revents & (POLLIN | POLLHUP)) {
		z->stopped = !take(z, out);
		return;
	}
	n = send(z->filter.socket, bytes->ptr, bytes->len, MSG_NOSIGNAL);
	if (n >= 0)
		*bytes = str_skip(*bytes, (size_t)n);
	else if (errno != EAGAIN && errno != EINTR)
		z->stopped = true;
}

/* Last_Block 1, Block_Type 0 (raw), Block_Size 0. */
struct str
perf_zstd_last_block(void)
{
	return str_make("\1\0\0", 3);
}

bool
perf_zstd_drain(struct perf_zstd *z, struct perf_stream *out)
{
	filter_close_input(&z->filter);
	return z->error == 0 && take(z, out);
}

enum filter_end
perf_zstd_release(struct perf_zstd *z)
{
	int error = z->error;
	enum filter_end end = filter_release(&z->filter);

	if (error == 0)
		return end;
	errno = error;
	return FILTER_FAILED;
}
