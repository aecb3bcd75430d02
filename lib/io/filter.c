/*
 * filter.c - bytes through another program; see filter.h.
 */
#include "filter.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* The status is that of a child that could not be what it should (POSIX, posix_spawn). */
enum { NOT_FOUND = 127, READ_SIZE = 1 << 16 };

extern char **environ;

static void
close_pair(int pair[2])
{
	close(pair[0]);
	close(pair[1]);
}

/* The program with the two descriptors as its standard input and output, and a mute stderr. */
static int
spawn(pid_t *pid, char *const arguments[], int in, int out)
{
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
		error = posix_spawnp(pid, arguments[0], &actions, NULL, arguments, environ);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

bool
filter_start(struct filter *f, char *const arguments[])
{
	int in[2], out[2], error;

	*f = (struct filter){.socket = -1, .pipe = -1};
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
	error = spawn(&f->pid, arguments, in[1], out[1]);
	close(in[1]);
	close(out[1]);
	f->socket = in[0];
	f->pipe = out[0];
	if (error == 0)
		return true;
	f->pid = 0;
	filter_release(f);
	errno = error;
	return false;
}

void
filter_close_input(struct filter *f)
{
	if (f->socket >= 0)
		close(f->socket);
	f->socket = -1;
}

enum filter_end
filter_release(struct filter *f)
{
	int status = 0, error = 0;

	filter_close_input(f);
	if (f->pipe >= 0)
		close(f->pipe);
	while (f->pid > 0 && waitpid(f->pid, &status, 0) < 0) {
		if (errno == EINTR)
			continue;
		error = errno;
		break;
	}
	*f = (struct filter){.socket = -1, .pipe = -1};
	errno = error;
	if (error != 0)
		return FILTER_FAILED;
	if (status == 0)
		return FILTER_GOOD;
	return WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND ? FILTER_MISSING
								     : FILTER_DAMAGED;
}

/*
 * All at once ---------------------------------------------------------------------
 */

/* One read of what is ready, or will be; false where there is no more, or errno is set. */
static bool
take(struct filter *f, size_t most, struct output *out)
{
	ssize_t got;

	errno = out->len > most ? EFBIG : ENOMEM;
	if (out->len > most || !output_room(out, READ_SIZE))
		return false;
	do
		got = read(f->pipe, out->buf + out->len, READ_SIZE);
	while (got < 0 && errno == EINTR);
	if (got <= 0)
		errno = got < 0 ? errno : 0;
	else
		out->len += (size_t)got;
	return got > 0;
}

/* Gives some; false where it takes no more. */
static bool
give(struct filter *f, struct str *bytes)
{
	ssize_t n = send(f->socket, bytes->ptr, bytes->len, MSG_NOSIGNAL);

	if (n >= 0)
		*bytes = str_skip(*bytes, (size_t)n);
	return n >= 0 || errno == EAGAIN || errno == EINTR;
}

/* Until the program's output ends; 0, or an errno. */
static int
pump(struct filter *f, struct str bytes, size_t most, struct output *out)
{
	for (;;) {
		struct pollfd fds[2] = {
		    {.fd = f->pipe, .events = POLLIN}, {.fd = f->socket, .events = POLLOUT}};

		if (bytes.len == 0)
			filter_close_input(f);
		if (poll(fds, f->socket >= 0 ? 2 : 1, -1) < 0) {
			if (errno != EINTR)
				return errno;
			continue;
		}
		if (fds[0].revents != 0) {
			if (!take(f, most, out))
				return errno;
		} else if (f->socket >= 0 && !give(f, &bytes)) {
			bytes.len = 0; /* it has met bad data: its end tells */
		}
	}
}

enum filter_end
filter_bytes(char *const arguments[], struct str bytes, size_t most, struct output *out)
{
	struct filter f;
	enum filter_end end;
	int error;

	if (!filter_start(&f, arguments))
		return errno == ENOENT ? FILTER_MISSING : FILTER_FAILED;
	error = pump(&f, bytes, most, out);
	if (error == 0 && out->len > most)
		error = EFBIG;
	end = filter_release(&f);
	if (error == 0)
		return end;
	errno = error;
	return FILTER_FAILED;
}
