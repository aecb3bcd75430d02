/*
 * columns.h - how wide a text is in a monospace font.
 *
 * Letters of East Asia take two columns, marks that combine with the letter
 * before them none (Unicode's UAX #11, near enough); a byte that is no UTF-8
 * takes one.
 */
#ifndef COLUMNS_H
#define COLUMNS_H

#include <stddef.h>

#include "str.h"

size_t columns_of(struct str s);

/* As much of the beginning, or the end, of s as fits `room` columns, with the marks. */
struct str columns_head(struct str s, size_t room);
struct str columns_tail(struct str s, size_t room);

#endif
