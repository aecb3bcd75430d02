/*
 * text_spans.h - keys in spans, by a few bits of their words; a part of text_sort.c alone.
 *
 * A partition guesses wrong for each of as many halves; spans, as many as there are keys, do not. Keys
 * of a later span have greater words than those of an earlier one.
 */
#ifndef TEXT_SPANS_H
#define TEXT_SPANS_H

#include "text_sort.h"

/* There are no more spans than keys, and of many keys no more than a processor's cache has. */
enum { TEXT_SPAN_BITS = 12, TEXT_SPANS = 1 << TEXT_SPAN_BITS };

/*
 * Moves keys to their spans, in place. How many spans there are, some of which are empty: end has
 * where each ends. 0 where all words are alike.
 */
size_t text_spans_spread(struct text_key *keys, size_t n, size_t end[TEXT_SPANS]);

#endif
