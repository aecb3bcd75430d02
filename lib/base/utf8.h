/*
 * utf8.h - the length of a UTF-8 character, strictly, and whether it is fit to be shown.
 */
#ifndef UTF8_H
#define UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "str.h"

/*
 * Bytes of the character that s begins with: 1 to 4. 0 where s is empty or
 * does not begin with valid UTF-8 (RFC 3629: no overlong form, no surrogate,
 * nothing above U+10FFFF).
 */
size_t utf8_length(struct str s);

/*
 * The same, but 0 also for what must not reach a terminal or the log of a CI job as it is, since
 * it could rule what is shown: control characters (C0 with newline and tab, DEL, C1), marks of
 * direction, which show a text in another order, and separators of lines (U+2028, U+2029).
 */
size_t utf8_plain_length(struct str s);

/* Whether a code point is a control character: C0, DEL, C1. */
bool utf8_is_control(uint32_t c);

/* The code point of a character of `length` (from utf8_length) bytes. */
uint32_t utf8_code_point(const char *s, size_t length);

/*
 * Writes the character of a code point to p; returns its 1 to 4 bytes, or 0
 * for what is no character (a surrogate, or above U+10FFFF).
 */
size_t utf8_encode(uint32_t c, char p[4]);

#endif
