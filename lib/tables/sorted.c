/*
 * sorted.c - rows put in order; see sorted.h.
 */
#include "sorted.h"

#include <stdlib.h>

void
sorted_sort(void *rows, size_t n, size_t size, int (*compare)(const void *, const void *))
{
	const char *row = rows;

	for (size_t i = 1; i < n; i++, row += size) {
		if (compare(row, row + size) <= 0)
			continue;
		qsort(rows, n, size, compare);
		return;
	}
}
