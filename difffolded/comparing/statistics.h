/*
 * statistics.h - several recordings of each side: what is more than chance?
 *
 * One exact test for the whole table: the permutation of the largest statistic (maxT;
 * Westfall and Young, "Resampling-Based Multiple Testing", 1993). If nothing changed,
 * it is chance which of the recordings are called BEFORE. So every way to call n of
 * n + m recordings BEFORE is looked at, and of each way the largest statistic of all
 * functions. A function's p is the share of ways whose largest is at least its own: the
 * chance that any function at all looks like this where nothing changed.
 *
 * The statistic is that of Welch's t with a floor, so that a function that hardly varies
 * does not win (Tusher, Tibshirani and Chu, PNAS 98, 2001):
 *
 *	(mean of AFTER - mean of BEFORE) / sqrt(variance of BEFORE + variance of AFTER + floor^2)
 */
#ifndef STATISTICS_H
#define STATISTICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As many ways are looked at, at most; of more, so many drawn by a fixed generator. */
enum { STATISTICS_WAYS = 20000 };

struct statistics {
	const uint64_t *values; /* of each row n + m amounts, BEFORE's first */
	size_t rows;
	size_t n, m;   /* recordings of BEFORE and AFTER, each at least 1 */
	double floor2; /* the square of the floor, above 0 */
};

/* In how many ways any row grew, or shrank, at least as much as this one; all ways: not at all. */
struct statistics_tail {
	uint32_t grew;
	uint32_t shrank;
};

/* How many ways there are to call n of n + m recordings BEFORE; STATISTICS_WAYS where more. */
uint32_t statistics_ways(size_t n, size_t m);

/*
 * The tails of all rows. Sums are taken in one order, and ties count though they were
 * rounded differently: equal input gives equal numbers on every machine. False without memory.
 */
bool statistics_test(const struct statistics *s, struct statistics_tail *tails);

#endif
