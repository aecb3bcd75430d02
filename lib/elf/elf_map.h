/*
 * elf_map.h - a file as memory, and whether it stayed as it was meanwhile.
 *
 * Files that are read may be built anew at the same time. Where a page of one is gone, as
 * it was cut off or its disk fails, it is read as zeros, and elf_map_changed tells.
 */
#ifndef ELF_MAP_H
#define ELF_MAP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "str.h"

struct elf_map {
	struct str bytes;
	dev_t device; /* which file it was, and when it was written last */
	ino_t file;
	int64_t modified; /* nanoseconds since 1970 */
};

/* All of a regular file that is not empty; false with errno set. */
bool elf_map_open(struct elf_map *m, const char *path);

/* The same of a file that is open; fd stays the caller's. */
bool elf_map_open_fd(struct elf_map *m, int fd);
void elf_map_close(struct elf_map *m);

/* Whether the file, which had this path, was written to or lost since it was opened. */
bool elf_map_changed(const struct elf_map *m, const char *path);

#endif
