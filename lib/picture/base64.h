/*
 * base64.h - bytes as text of 64 characters (RFC 4648, section 4).
 */
#ifndef BASE64_H
#define BASE64_H

#include "output.h"
#include "str.h"

/* Appends `bytes` in base64; a newline behind every 1,024 characters and at the end. */
void base64_write(struct output *out, struct str bytes);

/*
 * Appends the bytes of a text; white space is skipped, padding ends it. False
 * at any other character.
 */
bool base64_read(struct output *out, struct str text);

#endif
