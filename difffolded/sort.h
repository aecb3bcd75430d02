/*
 * sort.h - rows in the order of their stacks' bytes.
 */
#ifndef SORT_H
#define SORT_H

#include "side.h"

/* Sorts n rows with different stacks; false, with the rows as they were, without memory. */
bool sort_rows(struct side_row *rows, size_t n);

#endif
