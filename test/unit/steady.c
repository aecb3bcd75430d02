/* steady.c - files that are cut off or overwritten while they are read: mapping, input, source. */
#include "steady.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "elf_file.h"
#include "input.h"
#include "mem.h"
#include "source.h"

enum { SIZE = 9 << 20, LINE = 16 };

/* Makes a file of SIZE bytes that begins with `head`, and goes on in lines "frame;0123456 1". */
static int
make_file(char path[64], const void *head, size_t len)
{
	char *bytes = mem_alloc(SIZE);
	int fd;

	snprintf(path, 64, "%s/steady-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	fd = mkstemp(path);
	CHECK(fd >= 0 && bytes != NULL);
	if (bytes == NULL)
		return fd;
	for (size_t i = 0; i < SIZE; i += LINE)
		memcpy(bytes + i, "frame;0123456 1\n", LINE);
	memcpy(bytes, head, len);
	CHECK(write(fd, bytes, SIZE) == SIZE);
	mem_free(bytes);
	return fd;
}

/* What is done to the file meanwhile. */
enum deed { NOTHING, APPEND, CUT, EMPTY, OVERWRITE };

/* All but the first line becomes that of another file, which is longer by a line. */
static void
overwrite(int fd)
{
	char *bytes = mem_alloc(SIZE);

	CHECK(bytes != NULL);
	for (size_t i = 0; bytes != NULL && i < SIZE; i += LINE)
		memcpy(bytes + i, "other;0123456 1\n", LINE);
	CHECK(bytes != NULL && pwrite(fd, bytes, SIZE, LINE) == SIZE);
	mem_free(bytes);
}

static void
do_to(int fd, enum deed deed)
{
	if (deed == APPEND)
		CHECK(pwrite(fd, "frame;0123456 1\n", LINE, SIZE) == LINE);
	if (deed == CUT || deed == EMPTY)
		CHECK(ftruncate(fd, deed == CUT ? 2 << 20 : 0) == 0);
	if (deed == OVERWRITE)
		overwrite(fd);
}

static bool
is_harm(enum deed deed)
{
	return deed == CUT || deed == EMPTY || deed == OVERWRITE;
}

static void
lines(enum deed deed)
{
	char path[64];
	int fd = make_file(path, "", 0);
	struct input in;
	struct str line;
	size_t n = 0;

	CHECK(input_open(&in, path));
	while (input_line(&in, &line))
		if (n++ == 0)
			do_to(fd, deed);
	CHECK(in.error == (is_harm(deed) ? STEADY_CHANGED : 0));
	CHECK(is_harm(deed) || n == SIZE / LINE + (deed == APPEND));
	input_close(&in);
	unlink(path);
	close(fd);
}

/* What was gone over once, mapped or read, is gone over again. */
static void
twice(enum deed deed, bool reads)
{
	char path[64];
	int fd = make_file(path, "first 1", 7);
	struct input in;
	struct str line;
	size_t n = 0;

	CHECK(input_open(&in, path));
	if (reads) {
		CHECK(input_block(&in, &line));
		in.begin -= line.len;
		CHECK(input_read_once(&in));
	}
	while (input_line(&in, &line)) {
		CHECK(in.stays == !reads);
		n++;
	}
	CHECK(in.cap <= SIZE / 2);
	CHECK(in.error == 0 && n == SIZE / LINE);
	do_to(fd, deed);
	CHECK(input_changed(&in) == is_harm(deed));
	CHECK(input_rewind(&in));
	/* Of zeros there is no line's end. */
	CHECK(input_line(&in, &line) == (deed != EMPTY));
	CHECK(deed == EMPTY || (in.line == 1 && str_starts(line, STR("first 1"))));
	for (n = 1; input_line(&in, &line); n++)
		continue;
	CHECK(n == SIZE / LINE + (deed == APPEND) || is_harm(deed));
	CHECK(in.error == (is_harm(deed) ? STEADY_CHANGED : 0));
	CHECK(in.grew == (deed == APPEND || deed == OVERWRITE));
	input_close(&in);
	unlink(path);
	close(fd);
}

static void
pieces(enum deed deed)
{
	char path[64];
	int fd = make_file(path, "", 0);
	struct source s;
	struct source_reader r;
	struct source_piece piece;
	size_t n = 0;

	CHECK(source_open(&s, path));
	source_reader_init(&r, &s);
	while (source_next(&r, &piece))
		if (n++ == 0)
			do_to(fd, deed);
	CHECK(s.error == (is_harm(deed) ? STEADY_CHANGED : 0));
	CHECK(is_harm(deed) == (source_reason(&s) != NULL));
	source_reader_release(&r);
	source_close(&s);
	unlink(path);
	close(fd);
}

/* The header of an ELF file without sections, of 64 bits. */
static const unsigned char elf_header[64] = {
    0x7f, 'E', 'L', 'F', 2, 1, 1, [16] = 3, [18] = 62, [20] = 1};

/* The pages that are gone are zeros, for every thread that comes by. */
static inline void
mapped(enum deed deed)
{
	char path[64];
	int fd = make_file(path, elf_header, sizeof(elf_header));
	struct elf_error error;
	struct elf e;
	size_t zeros = 0;

	CHECK(elf_open(&e, path, &error));
	CHECK(!elf_changed(&e));
	do_to(fd, deed);
	for (size_t i = LINE; i + LINE <= e.image.len; i += LINE)
		zeros += e.image.ptr[i + LINE - 1] == '\0';
	CHECK(deed == EMPTY ? zeros > SIZE / LINE - 10
	      : deed == CUT ? zeros > SIZE / LINE / 4
			    : zeros < 10);
	CHECK(elf_changed(&e) == (deed != NOTHING));
	elf_close(&e);
	unlink(path);
	close(fd);
}

int
main(void)
{
	for (int deed = NOTHING; deed <= OVERWRITE; deed++) {
		pieces((enum deed)deed);
#ifdef __s390x__ /* where qemu tells a handler no address */
		if (is_harm((enum deed)deed))
			continue;
#endif
		lines((enum deed)deed);
		mapped((enum deed)deed);
		twice((enum deed)deed, false);
		twice((enum deed)deed, true);
	}
	return check_done();
}
