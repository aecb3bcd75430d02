/*
 * check.h - what must be true of what the programs write, whatever they read.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "str.h"

/* Each gives what is not true, or NULL. */

/* Lines "PROGRAM: …" of text that is fit for a terminal; any, or at least one. */
const char *check_messages(struct str text, const char *program, bool any);
/* Sorted stacks with a count, or two; their sum, UINT64_MAX where it is not known. */
const char *check_folded(struct str text, bool two, uint64_t *sum);
/* Stacks in any order. */
const char *check_stacks(struct str text);
/*
 * Whether every line ends in two numbers: readers take that for a differential
 * file, folded(5), though it may have one count a line and names with numbers.
 */
bool check_looks_differential(struct str text);
const char *check_xml(struct str text);

/* Lines, the last of which need not have an end. */
uint64_t count_lines(struct str text);
/* The number that stands before a mark where it comes last in text; false without one. */
bool number_before(struct str text, struct str mark, uint64_t *number);

/*
 * Lines of perf script's text that begin as no frame, comment or blank line
 * does: each must be a sample, another record, or not understood.
 */
uint64_t count_headers(struct str text);
/*
 * Sums what may be counts in dtrace's text: numbers that end a line, or are
 * `alone` in it; in how many lines. UINT64_MAX: too large to be added up.
 */
uint64_t sum_dtrace(struct str text, bool alone, uint64_t *lines);

#endif
