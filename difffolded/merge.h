/*
 * merge.h - any number of files added up into one.
 */
#ifndef MERGE_H
#define MERGE_H

#include "settings.h"

/* Reads all operands, standard input where there are none, and writes their sum; the status. */
int merge(const struct settings *set, const struct option_list *operands, struct report *report,
    struct output *out);

#endif
