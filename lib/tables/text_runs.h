/*
 * text_runs.h - texts that are in order for long stretches; a part of text_sort.c alone.
 *
 * A run is texts that follow each other in order. Runs are merged by what each text shares
 * with the one before it, which is known: of two texts, that which shares more with the one
 * that went out last comes first, and nothing of it is looked at. Only where both share as
 * much they are compared, from there on (Ng and Kakehi, "Merging string sequences by longest
 * common prefixes", 2008).
 */
#ifndef TEXT_RUNS_H
#define TEXT_RUNS_H

#include "text_sort.h"

enum text_order { TEXT_BYTES, TEXT_TREE };

/* The text of what comes so many keys later is on its way: it may be anywhere in memory. */
enum { TEXT_AHEAD = 16 };

/* The order of two texts that share `common` bytes and not one more: as str_cmp tells it. */
int text_compare_from(struct str a, struct str b, size_t common, enum text_order order);

/* How many runs there are, or 0 where they are too short for a merge. words: as below. */
size_t text_runs_count(struct text_key *keys, size_t n, enum text_order order);

/* Sets the words of texts: how many bytes of each are those of the one before it. */
void text_runs_share(struct text_key *keys, size_t n);

/* Merges runs, whose words are set. False, and nothing done, without memory. */
bool text_runs_merge(struct text_key *keys, size_t n, size_t runs, enum text_order order);

/* The same where each run's end is known: the last one is that of all. Nothing is left in `ends`. */
bool text_runs_merge_known(struct text_key *keys, size_t *ends, size_t runs, enum text_order order);

#endif
