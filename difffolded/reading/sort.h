/*
 * sort.h - rows in the order of their stacks' bytes.
 */
#ifndef SORT_H
#define SORT_H

#include "tally.h"

/* Sorts n rows with different stacks; false, with the rows as they were, without memory. */
bool sort_rows(struct tally_row *rows, size_t n);

#endif
