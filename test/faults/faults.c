/*
 * faults.c - makes one call of the system fail, in programs built with FAULTS=1.
 *
 * The linker sends the calls that the Makefile lists here (-Wl,--wrap). With
 *
 *	FAULT_AT=7 FAULT_MARK=file
 *
 * the seventh of them fails as it may in earnest, and the file is created, with the
 * name of the call in it. With
 * FAULT_ALL=1 all after it fail, too. Children started by the program run with
 * the same variables unless FAULT_MARK exists already.
 *
 * With glibc and 64-bit offsets open is called open64, and so on: both are here.
 */
#define _GNU_SOURCE

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "str.h"

static atomic_ulong calls;
static atomic_bool over;

/* What a program counts of itself it writes when its own work is over: that is not to fail. */
static void
end_faults(void)
{
	over = true;
}

__attribute__((constructor)) static void
begin_faults(void)
{
	if (atexit(end_faults) != 0)
		abort();
}

int __real_open64(const char *path, int flags, ...);
int __real_close(int fd);
ssize_t __real_write(int fd, const void *buf, size_t n);

/* Whether the call of that name that comes now is to fail. */
static bool
fails(const char *name)
{
	const char *at = getenv("FAULT_AT"), *mark = getenv("FAULT_MARK");
	unsigned long now;
	uint64_t number;
	int fd;

	if (over || at == NULL || mark == NULL || !str_to_u64(str_from(at), &number))
		return false;
	now = ++calls;
	if (number == 0 || (now != number && (now < number || getenv("FAULT_ALL") == NULL)))
		return false;
	fd = __real_open64(mark, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0) {
		(void)!__real_write(fd, name, strlen(name));
		__real_close(fd);
	}
	/* The mark is there already: it was another process of this run that had to fail. */
	return fd >= 0 || getenv("FAULT_ALL") != NULL;
}

static bool
fails_with(const char *name, int error)
{
	if (!fails(name))
		return false;
	errno = error;
	return true;
}

/* A call that sets errno and returns `failure`. */
#define FAULTY(type, name, failure, error, parameters, arguments)                                  \
	type __real_##name parameters;                                                             \
	type __wrap_##name parameters;                                                             \
	type __wrap_##name parameters                                                              \
	{                                                                                          \
		return fails_with(#name, error) ? (failure) : __real_##name arguments;             \
	}

/* A call that returns what is wrong. */
#define FAULTY_CODE(name, error, parameters, arguments)                                            \
	int __real_##name parameters;                                                              \
	int __wrap_##name parameters;                                                              \
	int __wrap_##name parameters                                                               \
	{                                                                                          \
		return fails(#name) ? (error) : __real_##name arguments;                           \
	}

FAULTY(void *, malloc, NULL, ENOMEM, (size_t n), (n))
FAULTY(void *, calloc, NULL, ENOMEM, (size_t count, size_t n), (count, n))
FAULTY(void *, realloc, NULL, ENOMEM, (void *p, size_t n), (p, n))
FAULTY(ssize_t, read, -1, EIO, (int fd, void *buf, size_t n), (fd, buf, n))
FAULTY(ssize_t, pread64, -1, EIO, (int fd, void *buf, size_t n, off64_t at), (fd, buf, n, at))
FAULTY(ssize_t, write, -1, ENOSPC, (int fd, const void *buf, size_t n), (fd, buf, n))
FAULTY(int, ftruncate64, -1, EIO, (int fd, off64_t length), (fd, length))
FAULTY(off64_t, lseek64, -1, ESPIPE, (int fd, off64_t at, int from), (fd, at, from))
FAULTY(int, fstat64, -1, EIO, (int fd, struct stat64 *st), (fd, st))
FAULTY(int, stat64, -1, EACCES, (const char *path, struct stat64 *st), (path, st))
FAULTY(void *, mmap64, MAP_FAILED, ENOMEM,
    (void *at, size_t n, int protection, int flags, int fd, off64_t from),
    (at, n, protection, flags, fd, from))
FAULTY(int, pipe, -1, EMFILE, (int fds[2]), (fds))
FAULTY(int, socketpair, -1, EMFILE, (int domain, int type, int protocol, int fds[2]),
    (domain, type, protocol, fds))
FAULTY(DIR *, opendir, NULL, EMFILE, (const char *path), (path))
FAULTY(char *, realpath, NULL, EACCES, (const char *path, char *real), (path, real))
FAULTY(ssize_t, readlink, -1, EACCES, (const char *path, char *buf, size_t n), (path, buf, n))
FAULTY(int, mkstemp64, -1, EACCES, (char *name), (name))
FAULTY(char *, mkdtemp, NULL, EACCES, (char *name), (name))
FAULTY(int, rename, -1, EACCES, (const char *from, const char *to), (from, to))
FAULTY_CODE(pthread_create, EAGAIN,
    (pthread_t * thread, const pthread_attr_t *attr, void *(*run)(void *), void *argument),
    (thread, attr, run, argument))
FAULTY_CODE(
    posix_spawn_file_actions_init, ENOMEM, (posix_spawn_file_actions_t * actions), (actions))
FAULTY_CODE(posix_spawn_file_actions_adddup2, ENOMEM,
    (posix_spawn_file_actions_t * actions, int from, int to), (actions, from, to))
FAULTY_CODE(posix_spawn, EAGAIN,
    (pid_t * pid, const char *path, const posix_spawn_file_actions_t *actions,
	const posix_spawnattr_t *attr, char *const argv[], char *const envp[]),
    (pid, path, actions, attr, argv, envp))
FAULTY_CODE(posix_spawnp, EAGAIN,
    (pid_t * pid, const char *path, const posix_spawn_file_actions_t *actions,
	const posix_spawnattr_t *attr, char *const argv[], char *const envp[]),
    (pid, path, actions, attr, argv, envp))

int __wrap_open64(const char *path, int flags, ...);
int
__wrap_open64(const char *path, int flags, ...)
{
	va_list ap;
	unsigned mode = 0;

	if (flags & O_CREAT) {
		va_start(ap, flags);
		mode = va_arg(ap, unsigned);
		va_end(ap);
	}
	return fails_with("open64", EMFILE) ? -1 : __real_open64(path, flags, mode);
}

/* Only commands that can fail do; what they take is a number. */
int __real_fcntl64(int fd, int command, ...);
int __wrap_fcntl64(int fd, int command, ...);
int
__wrap_fcntl64(int fd, int command, ...)
{
	va_list ap;
	long argument;

	va_start(ap, command);
	argument = va_arg(ap, long);
	va_end(ap);
	if (command == F_DUPFD_CLOEXEC && fails_with("fcntl64", EMFILE))
		return -1;
	return __real_fcntl64(fd, command, argument);
}

/* A file is closed all the same. */
int __wrap_close(int fd);
int
__wrap_close(int fd)
{
	struct stat64 st;
	bool file = __real_fstat64(fd, &st) == 0 && S_ISREG(st.st_mode) && fails_with("close", EIO);
	int result = __real_close(fd);

	if (!file)
		return result;
	errno = EIO;
	return -1;
}

/* Somebody else has waited for the child. */
pid_t __real_waitpid(pid_t pid, int *status, int flags);
pid_t __wrap_waitpid(pid_t pid, int *status, int flags);
pid_t
__wrap_waitpid(pid_t pid, int *status, int flags)
{
	int ignored;
	pid_t ended = __real_waitpid(pid, &ignored, flags);

	if (ended > 0 && fails_with("waitpid", ECHILD))
		return -1;
	if (ended > 0 && status != NULL)
		*status = ignored;
	return ended;
}
