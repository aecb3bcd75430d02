/*
 * elf_inflate.h - deflated data of a known size, as ELF sections hold it.
 */
#ifndef ELF_INFLATE_H
#define ELF_INFLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "str.h"

/* No more than this many bytes can come from one deflated byte. */
enum { INFLATE_RATIO = 1032 };

/*
 * Inflates a zlib stream (RFC 1950) that must give exactly `size` bytes into
 * `out`. The check sum at the end is not looked at. False for damaged data,
 * with *fault the index of about the byte where that was noticed.
 */
bool elf_inflate(struct str zlib, char *out, size_t size, size_t *fault);

/*
 * The beginning of a deflated stream (RFC 1951) of which only the beginning is there:
 * how many bytes of it are in `out`, at most `size`.
 */
size_t elf_inflate_head(struct str deflated, char *out, size_t size);

#endif
