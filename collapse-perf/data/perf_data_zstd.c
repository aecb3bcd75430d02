/*
 * perf_data_zstd.c - compressed records through a `zstd` process; see perf_data_zstd.h.
 *
 * Its standard input is a socket, as a write to one need not raise SIGPIPE.
 */
#include "perf_data_zstd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* The status is that of a child that could not be what it should (POSIX, posix_spawn). */
enum { READ_SIZE = 1 << 16, NOT_FOUND = 127 };

extern char **environ;

static void
close_pair(int pair[2])
{
	close(pair[0]);
	close(pair[1]);
}

/* zstd with the two descriptors as its standard input and output, and a mute stderr. */
static int
spawn(pid_t *pid, int in, int out)
{
	char program[] = "zstd", flags[] = "-dcq", memory[] = "--memory=2048MB";
	char *argv[] = {program, flags, memory, NULL};
	posix_spawn_file_actions_t actions;
	int error = posix_spawn_file_actions_init(&actions);

	if (error != 0)
		return error;
	error = posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	if (error == 0)
		error = posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	if (error == 0)
		error = posix_spawn_file_actions_addopen(
		    &actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (error == 0)
		error = posix_spawnp(pid, program, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

bool
perf_zstd_start(struct perf_zstd *z)
{
	int in[2], out[2], error;

	*z = (struct perf_zstd){.socket = -1, .pipe = -1};
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, in) != 0)
		return false;
	if (pipe(out) != 0) {
		close_pair(in);
		return false;
	}
	for (size_t i = 0; i < 2; i++) {
		fcntl(in[i], F_SETFD, FD_CLOEXEC);
		fcntl(out[i], F_SETFD, FD_CLOEXEC);
	}
	fcntl(in[0], F_SETFL, O_NONBLOCK);
	error = spawn(&z->pid, in[1], out[1]);
	close(in[1]);
	close(out[1]);
	z->socket = in[0];
	z->pipe = out[0];
	if (error == 0)
		return true;
	z->pid = 0;
	perf_zstd_release(z);
	errno = error;
	return false;
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
		got = read(z->pipe, to, room < READ_SIZE ? room : READ_SIZE);
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
	    {.fd = z->socket, .events = POLLOUT}, {.fd = z->pipe, .events = POLLIN}};
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
	n = send(z->socket, bytes->ptr, bytes->len, MSG_NOSIGNAL);
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
	if (z->socket >= 0)
		close(z->socket);
	z->socket = -1;
	return z->error == 0 && take(z, out);
}

enum perf_zstd_end
perf_zstd_release(struct perf_zstd *z)
{
	int status = 0, error = z->error;

	if (z->socket >= 0)
		close(z->socket);
	if (z->pipe >= 0)
		close(z->pipe);
	while (z->pid > 0 && waitpid(z->pid, &status, 0) < 0) {
		if (errno == EINTR)
			continue;
		error = error != 0 ? error : errno;
		break;
	}
	*z = (struct perf_zstd){.socket = -1, .pipe = -1};
	errno = error;
	if (error != 0)
		return PERF_ZSTD_FAILED;
	if (status == 0)
		return PERF_ZSTD_GOOD;
	return WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND ? PERF_ZSTD_MISSING
								     : PERF_ZSTD_DAMAGED;
}
