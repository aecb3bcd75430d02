/*
 * foreign.h - files that are given to a reader of text by mistake.
 */
#ifndef FOREIGN_H
#define FOREIGN_H

#include "str.h"

/* So many of a file's first bytes are enough. */
enum { FOREIGN_LOOK = 10 };

/*
 * What these first bytes begin, and what to do about it, as words for a message:
 * "compressed with gzip: pipe it through zcat". NULL for what may be text. No
 * profile that is text begins like any of them.
 */
const char *foreign_reason(struct str head);

#endif
