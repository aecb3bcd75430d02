/*
 * mm_table.c - numbers by their index; see mm_table.h. Block n is at n * 4096 of the file.
 */
#define _XOPEN_SOURCE 700 /* mkstemp */

#include "mm_table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"

struct mm_table_block {
	uint32_t number;
	bool changed;
	uint32_t values[MM_TABLE_BLOCK];
};

enum { BYTES = MM_TABLE_BLOCK * sizeof(uint32_t) };

int
mm_temporary_file(void)
{
	const char *folder = getenv("TMPDIR");
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%s/self-profile.XXXXXX",
	    folder != NULL && *folder != '\0' ? folder : "/tmp");
	fd = mkstemp(path);
	if (fd >= 0)
		unlink(path);
	return fd;
}

void
mm_table_init(struct mm_table *t)
{
	*t = (struct mm_table){.fd = -1};
}

void
mm_table_release(struct mm_table *t)
{
	for (size_t i = 0; t->blocks != NULL && i < MM_TABLE_BLOCKS; i++)
		mem_free(t->blocks[i]);
	mem_free(t->blocks);
	if (t->fd >= 0)
		close(t->fd);
}

static bool
write_block(struct mm_table *t, const struct mm_table_block *b)
{
	const char *from = (const char *)b->values;
	off_t at = (off_t)b->number * BYTES;
	size_t done = 0;

	if (t->fd < 0)
		t->fd = mm_temporary_file();
	while (t->fd >= 0 && done < BYTES) {
		ssize_t n = pwrite(t->fd, from + done, BYTES - done, at + (off_t)done);

		if (n > 0)
			done += (size_t)n;
		else if (n == 0 || errno != EINTR)
			return false;
	}
	return t->fd >= 0;
}

/* What was never written is 0. */
static bool
read_block(const struct mm_table *t, struct mm_table_block *b)
{
	char *to = (char *)b->values;
	off_t at = (off_t)b->number * BYTES;
	size_t done = 0;

	memset(b->values, 0, BYTES);
	while (t->fd >= 0 && done < BYTES) {
		ssize_t n = pread(t->fd, to + done, BYTES - done, at + (off_t)done);

		if (n == 0)
			break;
		if (n > 0)
			done += (size_t)n;
		else if (errno != EINTR)
			return false;
	}
	return true;
}

/* The block of an index, in memory; NULL with errno set. */
static struct mm_table_block *
find_block(struct mm_table *t, uint32_t index)
{
	uint32_t number = index / MM_TABLE_BLOCK;
	struct mm_table_block **place, *b;

	if (t->blocks == NULL)
		t->blocks = mem_zalloc(MM_TABLE_BLOCKS, sizeof(struct mm_table_block *));
	place = t->blocks != NULL ? &t->blocks[number % MM_TABLE_BLOCKS] : NULL;
	if (place != NULL && *place == NULL && (*place = mem_zalloc(1, sizeof(**place))) != NULL)
		(*place)->number = number;
	b = place != NULL ? *place : NULL;
	if (b == NULL) {
		errno = ENOMEM;
		return NULL;
	}
	if (b->number == number)
		return b;
	if (b->changed && !write_block(t, b))
		return NULL;
	b->changed = false;
	b->number = number;
	return read_block(t, b) ? b : NULL;
}

bool
mm_table_set(struct mm_table *t, uint32_t index, uint32_t value)
{
	struct mm_table_block *b = find_block(t, index);

	if (b == NULL)
		return false;
	b->changed = true;
	b->values[index % MM_TABLE_BLOCK] = value;
	return true;
}

bool
mm_table_get(struct mm_table *t, uint32_t index, uint32_t *value)
{
	const struct mm_table_block *b = find_block(t, index);

	*value = b != NULL ? b->values[index % MM_TABLE_BLOCK] : 0;
	return b != NULL;
}
