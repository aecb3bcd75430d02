/*
 * faults.c - makes one call of the system fail, in programs built with FAULTS=1.
 *
 * The linker sends the calls that the Makefile lists here (-Wl,--wrap). With
 *
 *	FAULT_AT=7 FAULT_MARK=file
 *
 * the seventh of them fails as it may in earnest, and the file is created. With
 * FAULT_ALL=1 all after it fail, too. Children started by the program run with
 * the same variables unless FAULT_MARK exists already.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

#include "str.h"

void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t n);
void *__real_realloc(void *p, size_t n);
int __real_open(const char *path, int flags, ...);
ssize_t __real_read(int fd, void *buf, size_t n);
ssize_t __real_pread(int fd, void *buf, size_t n, off_t at);
ssize_t __real_write(int fd, const void *buf, size_t n);
int __real_pipe(int fds[2]);
int __real_mkstemp(char *name);
int __real_rename(const char *from, const char *to);
int __real_pthread_create(
    pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *), void *argument);
int __real_posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
    const posix_spawnattr_t *attr, char *const argv[], char *const envp[]);
int __real_posix_spawnp(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
    const posix_spawnattr_t *attr, char *const argv[], char *const envp[]);

void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t count, size_t n);
void *__wrap_realloc(void *p, size_t n);
int __wrap_open(const char *path, int flags, ...);
ssize_t __wrap_read(int fd, void *buf, size_t n);
ssize_t __wrap_pread(int fd, void *buf, size_t n, off_t at);
ssize_t __wrap_write(int fd, const void *buf, size_t n);
int __wrap_pipe(int fds[2]);
int __wrap_mkstemp(char *name);
int __wrap_rename(const char *from, const char *to);
int __wrap_pthread_create(
    pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *), void *argument);
int __wrap_posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
    const posix_spawnattr_t *attr, char *const argv[], char *const envp[]);
int __wrap_posix_spawnp(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
    const posix_spawnattr_t *attr, char *const argv[], char *const envp[]);

static atomic_ulong calls;

/* Whether the call that comes now is to fail. */
static bool
fails(void)
{
	unsigned long now = ++calls;
	const char *at = getenv("FAULT_AT"), *mark = getenv("FAULT_MARK");
	uint64_t number;
	int fd;

	if (at == NULL || mark == NULL || !str_to_u64(str_from(at), &number))
		return false;
	if (now != number && (now < number || getenv("FAULT_ALL") == NULL))
		return false;
	fd = __real_open(mark, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
	/* The mark is there already: it was another process of this run that had to fail. */
	return fd >= 0 || getenv("FAULT_ALL") != NULL;
}

static bool
fails_with(int error)
{
	if (!fails())
		return false;
	errno = error;
	return true;
}

void *
__wrap_malloc(size_t n)
{
	return fails_with(ENOMEM) ? NULL : __real_malloc(n);
}

void *
__wrap_calloc(size_t count, size_t n)
{
	return fails_with(ENOMEM) ? NULL : __real_calloc(count, n);
}

void *
__wrap_realloc(void *p, size_t n)
{
	return fails_with(ENOMEM) ? NULL : __real_realloc(p, n);
}

int
__wrap_open(const char *path, int flags, ...)
{
	va_list ap;
	unsigned mode = 0;

	if (flags & O_CREAT) {
		va_start(ap, flags);
		mode = va_arg(ap, unsigned);
		va_end(ap);
	}
	return fails_with(EMFILE) ? -1 : __real_open(path, flags, mode);
}

ssize_t
__wrap_read(int fd, void *buf, size_t n)
{
	return fails_with(EIO) ? -1 : __real_read(fd, buf, n);
}

ssize_t
__wrap_pread(int fd, void *buf, size_t n, off_t at)
{
	return fails_with(EIO) ? -1 : __real_pread(fd, buf, n, at);
}

ssize_t
__wrap_write(int fd, const void *buf, size_t n)
{
	return fails_with(ENOSPC) ? -1 : __real_write(fd, buf, n);
}

int
__wrap_pipe(int fds[2])
{
	return fails_with(EMFILE) ? -1 : __real_pipe(fds);
}

int
__wrap_mkstemp(char *name)
{
	return fails_with(EACCES) ? -1 : __real_mkstemp(name);
}

int
__wrap_rename(const char *from, const char *to)
{
	return fails_with(EACCES) ? -1 : __real_rename(from, to);
}

int
__wrap_pthread_create(
    pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *), void *argument)
{
	return fails() ? EAGAIN : __real_pthread_create(thread, attr, run, argument);
}

int
__wrap_posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
    const posix_spawnattr_t *attr, char *const argv[], char *const envp[])
{
	return fails() ? EAGAIN : __real_posix_spawn(pid, path, actions, attr, argv, envp);
}

int
__wrap_posix_spawnp(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
    const posix_spawnattr_t *attr, char *const argv[], char *const envp[])
{
	return fails() ? EAGAIN : __real_posix_spawnp(pid, path, actions, attr, argv, envp);
}
