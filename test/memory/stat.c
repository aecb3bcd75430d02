/*
 * stat.c - linked into each program that clang's -fsanitize=memory has built: the C library has had these
 * functions itself since glibc 2.33, and the sanitizer of clang 14, which does not know them, takes what
 * they write for never written.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sanitizer/msan_interface.h>
#include <sys/stat.h>

static int
look_at(int folder, const char *path, struct stat64 *status, int flags)
{
	int failed = fstatat64(folder, path, status, flags);

	if (failed == 0)
		__msan_unpoison(status, sizeof(*status));
	return failed;
}

int
stat64(const char *path, struct stat64 *status)
{
	return look_at(AT_FDCWD, path, status, 0);
}

int
lstat64(const char *path, struct stat64 *status)
{
	return look_at(AT_FDCWD, path, status, AT_SYMLINK_NOFOLLOW);
}

int
fstat64(int fd, struct stat64 *status)
{
	return look_at(fd, "", status, AT_EMPTY_PATH);
}
