/*
 * sorted.h - rows in order: the search for one among them, and comparisons to sort by.
 *
 * A row is known by a number, its key. All is in the header, so that compilers put the
 * function that reads a key into the search.
 *
 *	static uint64_t
 *	start_of(const void *rows, size_t i)
 *	{
 *		return ((const struct row *)rows)[i].start;
 *	}
 *
 *	n = sorted_up_to(rows, len, address, start_of);
 *	row = n > 0 ? &rows[n - 1] : NULL;	the last that begins at or before the address
 */
#ifndef SORTED_H
#define SORTED_H

#include <stddef.h>
#include <stdint.h>

/* How many of n rows, sorted by their keys, have one of `key` or less; key_of: that of row i. */
static inline size_t
sorted_up_to(const void *rows, size_t n, uint64_t key, uint64_t (*key_of)(const void *, size_t))
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (key_of(rows, middle) <= key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* How many have a lesser one: the number of the first row that has `key`, if any has. */
static inline size_t
sorted_below(const void *rows, size_t n, uint64_t key, uint64_t (*key_of)(const void *, size_t))
{
	return key > 0 ? sorted_up_to(rows, n, key - 1, key_of) : 0;
}

/* Less, equal or greater than 0, as qsort wants it. */
static inline int
sorted_order(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* By the first number, and by the second where the first ones are equal. */
static inline int
sorted_order2(uint64_t a1, uint64_t b1, uint64_t a2, uint64_t b2)
{
	return a1 != b1 ? sorted_order(a1, b1) : sorted_order(a2, b2);
}

/* Sorts n rows of `size` bytes, which may be in order already, and may be none. */
void sorted_sort(void *rows, size_t n, size_t size, int (*compare)(const void *, const void *));

#endif
