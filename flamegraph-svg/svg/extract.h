/*
 * extract.h - folded stacks back out of our SVGs.
 */
#ifndef EXTRACT_H
#define EXTRACT_H

#include "options.h"
#include "report.h"

/* Prints the stacks of these files (none: standard input); the exit status. */
int extract(const struct option_list *files, uint64_t max_line, const struct report *report);

#endif
