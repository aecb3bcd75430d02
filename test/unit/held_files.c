/*
 * held_files.c - lib/elf/held_files: what waits longest is closed, and which file is the
 * one that was mapped.
 */
#include "held_files.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

/* A folder for files; the path of one of them. */
static const char *
path_of(int number)
{
	static char path[4200];
	const char *folder = getenv("TMPDIR");

	snprintf(path, sizeof(path), "%s/held-%ld-%d", folder != NULL ? folder : "/tmp",
	    (long)getpid(), number);
	return path;
}

/* Writes a file anew; returns its inode. */
static uint64_t
make(int number)
{
	int fd = open(path_of(number), O_WRONLY | O_CREAT | O_TRUNC, 0600);
	struct stat st = {0};

	CHECK(fd >= 0 && write(fd, "x", 1) == 1 && fstat(fd, &st) == 0);
	close(fd);
	return st.st_ino;
}

static bool
is_open(int fd)
{
	return fd >= 0 && fcntl(fd, F_GETFD) >= 0;
}

static void
test_ring(void)
{
	enum { FILES = HELD_MOST + 3 };
	static struct held_file files[FILES];
	static const struct held_origin unknown;
	struct held_files h;
	int fd;

	held_files_init(&h);
	for (int i = 0; i < FILES; i++) {
		make(i);
		files[i].fd = -1;
		held_files_hold(&h, &files[i], path_of(i), &unknown);
		CHECK(is_open(files[i].fd));
	}
	for (size_t i = 0; i < FILES; i++)
		CHECK((files[i].fd >= 0) == (i >= FILES - h.most));
	/* Once is enough. */
	held_files_hold(&h, &files[0], path_of(0), &unknown);
	CHECK(files[0].fd == -1 && held_files_take(&h, &files[0]) == -1);
	fd = held_files_take(&h, &files[FILES - 1]);
	CHECK(is_open(fd) && held_files_take(&h, &files[FILES - 1]) == -1);
	held_files_release(&h);
	CHECK(is_open(fd));
	close(fd);
	CHECK(!is_open(files[FILES - 2].fd));
	for (int i = 0; i < FILES; i++)
		unlink(path_of(i));
}

/* A file that was replaced is another one, once a file of its device had the inode that was told. */
static void
test_inodes(void)
{
	struct held_file one = {.fd = -1}, two = {.fd = -1}, gone = {.fd = -1};
	struct held_origin first = {.device = 7, .inode = make(1), .pid = getpid()};
	struct held_origin second = {.device = 7, .inode = make(2), .pid = getpid()};
	struct held_origin elsewhere = second;
	struct held_files h;

	held_files_init(&h);
	elsewhere.device = 8;
	CHECK(!held_files_is_other(&h, &second, second.inode + 1));
	held_files_hold(&h, &one, path_of(1), &first);
	CHECK(is_open(one.fd) && !held_files_is_other(&h, &first, first.inode));
	CHECK(held_files_is_other(&h, &second, second.inode + 1));
	CHECK(held_files_is_other(&h, &second, 0));
	CHECK(!held_files_is_other(&h, &second, second.inode));
	CHECK(!held_files_is_other(&h, &elsewhere, second.inode + 1));
	/* The path of another file: it may be the one, on a device that is not known. */
	held_files_hold(&h, &two, path_of(1), &elsewhere);
	CHECK(is_open(two.fd));
	unlink(path_of(1));
	held_files_hold(&h, &gone, path_of(1), &first);
	CHECK(gone.fd == -1 && gone.tried);
	unlink(path_of(2));
	held_files_release(&h);
}

/* What is deleted is found in the process that still runs it: here this one. */
static void
test_running(void)
{
	struct held_origin self = {.device = 7, .pid = getpid()};
	struct held_file file = {.fd = -1};
	struct held_files h;
	struct stat st = {0};
	int fd = open("/proc/self/exe", O_RDONLY);

	held_files_init(&h);
	if (fd >= 0 && fstat(fd, &st) == 0) {
		self.inode = st.st_ino;
		held_files_hold(&h, &file, "/no/such/file", &self);
		CHECK(is_open(file.fd));
	}
	if (fd >= 0)
		close(fd);
	held_files_release(&h);
}

int
main(void)
{
	test_ring();
	test_inodes();
	test_running();
	return check_done();
}
