/*
 * mm_table.h - numbers by their index, in memory that does not grow with them.
 *
 * A self-profile has an id for every query that rustc asked, in no order, and events come to them in
 * another: what does not fit into the blocks that are in memory is in a temporary file.
 */
#ifndef MM_TABLE_H
#define MM_TABLE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	MM_TABLE_BLOCK = 1024, /* numbers */
	MM_TABLE_BLOCKS = 2048 /* in memory: 8 MB, two million numbers */
};

struct mm_table_block;

struct mm_table {
	struct mm_table_block **blocks; /* by their number modulo MM_TABLE_BLOCKS; NULL: not yet */
	int fd;				/* -1 as long as all fit */
};

void mm_table_init(struct mm_table *t);
void mm_table_release(struct mm_table *t);

/* All numbers are 0 at first. Both are false with errno set: no memory, or the temporary file. */
bool mm_table_set(struct mm_table *t, uint32_t index, uint32_t value);
bool mm_table_get(struct mm_table *t, uint32_t index, uint32_t *value);

/* A file without a name, in TMPDIR or /tmp; -1 with errno set. */
int mm_temporary_file(void);

#endif
