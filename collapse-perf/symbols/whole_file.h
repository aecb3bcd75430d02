/*
 * whole_file.h - reads text with symbols into memory, whatever its file says of its size:
 * /proc/kallsyms has none, a JIT map grows.
 */
#ifndef WHOLE_FILE_H
#define WHOLE_FILE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * All that can be read from a descriptor, to memory for mem_free, which is the caller's even on
 * failure. `expected` bytes are made room for at first. False with errno set: ENOMEM where there
 * is no memory, or are more than `most` bytes.
 */
bool whole_file_read(int fd, size_t expected, size_t most, char **text, size_t *len);

#endif
