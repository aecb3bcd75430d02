/*
 * demangle_punycode.h - identifiers with characters outside ASCII (RFC 3492).
 */
#ifndef DEMANGLE_PUNYCODE_H
#define DEMANGLE_PUNYCODE_H

#include <stdbool.h>

#include "output.h"
#include "str.h"

/*
 * Appends the text of `gdel_5qa`, which is `gödel` (the last `_` where RFC 3492
 * has `-`). False, with nothing appended, where it is malformed or would have
 * more than 128 characters.
 */
bool demangle_punycode(struct str s, struct output *out);

#endif
