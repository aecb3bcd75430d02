/*
 * text_sort.h - texts in the order of their bytes.
 *
 * The one sort of stacks, and of names. What belongs to a text is a number, or is kept elsewhere and
 * found again by the number of its row:
 *
 *	struct text_key *keys = mem_zalloc(n, sizeof(*keys));
 *
 *	for (size_t i = 0; i < n; i++)
 *		keys[i] = (struct text_key){.text = rows[i].stack, .number = i};
 *	text_sort(keys, n);
 *	... rows[keys[i].number] in order ...
 */
#ifndef TEXT_SORT_H
#define TEXT_SORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "str.h"

struct text_key {
	uint64_t word; /* text_sort's own; text_sort_stacks says what it leaves there */
	struct str text;
	uint64_t number; /* its user's: goes with the text */
};

/*
 * Sorts n keys by the bytes of their texts, as str_cmp orders them; equal texts in any
 * order. Those that are sorted already cost one look at each, and those that are in order
 * for long stretches not much more.
 */
void text_sort(struct text_key *keys, size_t n);

/* Whether two neighbours among keys that text_sort has sorted are equal: most are told by their words. */
static inline bool
text_sorted_equal(const struct text_key *a, const struct text_key *b)
{
	return a->word == b->word && str_eq(a->text, b->text);
}

/*
 * The same in the order of a tree of frames joined by ';': callers before what they call,
 * siblings by the bytes of their names. ';' is the lowest byte there: "f;a" is below "f",
 * and so stands before "f-g". Many are sorted by two threads. Each key's word tells, at
 * the end, how many bytes its text begins with as the one before it does.
 */
void text_sort_stacks(struct text_key *keys, size_t n);
int text_compare_stacks(struct str a, struct str b);

/*
 * The same of stacks in runs that are in order, if those are long, where each key's word tells how much
 * its text shares with the one before it. ends: where each run ends, the last one with the keys; nothing
 * is left there. False, and nothing done, without memory.
 */
bool text_merge_stacks(struct text_key *keys, size_t *ends, size_t runs);

/* Whether so many runs of n texts are long enough to be merged. */
bool text_runs_are_long(size_t runs, size_t n);

/* The same of two that begin with `common` bytes alike, and not one more. */
int text_compare_stacks_from(struct str a, struct str b, size_t common);

#endif
