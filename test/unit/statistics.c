/*
 * statistics.c - difffolded's permutation test against a slow one, written apart: every subset
 * as bits of a number, means and variances in two passes, the root taken.
 */
#include "statistics.h"

#include <math.h>

#include "check.h"

enum { MOST = 10, ROWS = 4 };

struct sample {
	double x[MOST];
	size_t n;
};

static double
mean(const struct sample *s)
{
	double sum = 0;

	for (size_t i = 0; i < s->n; i++)
		sum += s->x[i];
	return sum / (double)s->n;
}

static double
variance(const struct sample *s)
{
	double sum = 0, mid = mean(s);

	for (size_t i = 0; i < s->n; i++)
		sum += (s->x[i] - mid) * (s->x[i] - mid);
	return s->n > 1 ? sum / (double)(s->n - 1) : 0;
}

/* The statistic of a row where the recordings whose bits are set are BEFORE. */
static double
slow_statistic(const struct statistics *s, size_t row, unsigned bits)
{
	struct sample sides[2] = {{.n = 0}, {.n = 0}};

	for (size_t i = 0; i < s->n + s->m; i++) {
		struct sample *side = &sides[bits >> i & 1 ? 0 : 1];

		side->x[side->n++] = (double)s->values[row * (s->n + s->m) + i];
	}
	return (mean(&sides[1]) - mean(&sides[0])) /
	       sqrt(variance(&sides[0]) + variance(&sides[1]) + s->floor2);
}

static size_t
count_bits(unsigned bits)
{
	size_t n = 0;

	for (; bits > 0; bits >>= 1)
		n += bits & 1;
	return n;
}

/* Numbers that differ by rounding alone are one. */
static bool
at_least(double a, double b)
{
	return a >= b - 1e-7 * (1 + fabs(b));
}

static struct statistics_tail
slow_tail(const struct statistics *s, size_t row, uint32_t *ways)
{
	struct statistics_tail tail = {0, 0};
	double own = slow_statistic(s, row, (1u << s->n) - 1);

	*ways = 0;
	for (unsigned bits = 0; bits < 1u << (s->n + s->m); bits++) {
		double largest = -1e300, smallest = 1e300;

		if (count_bits(bits) != s->n)
			continue;
		for (size_t i = 0; i < s->rows; i++) {
			largest = fmax(largest, slow_statistic(s, i, bits));
			smallest = fmin(smallest, slow_statistic(s, i, bits));
		}
		++*ways;
		tail.grew += at_least(largest, own);
		tail.shrank += at_least(-smallest, -own);
	}
	return tail;
}

static void
same_as_slow(const struct statistics *s)
{
	struct statistics_tail tails[ROWS];

	CHECK(statistics_test(s, tails));
	for (size_t row = 0; row < s->rows; row++) {
		uint32_t ways;
		struct statistics_tail slow = slow_tail(s, row, &ways);

		CHECK(statistics_ways(s->n, s->m) == ways);
		CHECK(tails[row].grew == slow.grew && tails[row].shrank == slow.shrank);
		CHECK(tails[row].grew >= 1 && tails[row].shrank >= 1);
	}
}

static uint64_t
next(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

/* Amounts up to `most`, so that few make ties; the last row is the same everywhere. */
static void
fill(uint64_t *values, size_t all, uint64_t most, uint64_t seed)
{
	for (size_t row = 0; row < ROWS; row++)
		for (size_t i = 0; i < all; i++)
			values[row * all + i] =
			    row == ROWS - 1 ? 7 : 1000007u * row + next(&seed) % (most + 1);
}

static void
all_sizes(void)
{
	static const uint64_t mosts[] = {0, 1, 2, 9, 1000000, (uint64_t)1 << 40};
	uint64_t values[ROWS * MOST];

	for (size_t n = 1; n <= 5; n++)
		for (size_t m = 1; m <= 5; m++)
			for (size_t k = 0; k < sizeof(mosts) / sizeof(mosts[0]); k++)
				for (size_t rows = 1; rows <= ROWS; rows++) {
					double floor = 1 + (double)mosts[k] / 1000;
					struct statistics s = {values, rows, n, m, floor * floor};

					fill(values, n + m, mosts[k], n * 100 + m * 10 + k);
					same_as_slow(&s);
				}
}

static void
known(void)
{
	/* All of AFTER above all of BEFORE: one way of 70, and all but one way shrink as much. */
	static const uint64_t apart[] = {1, 2, 3, 4, 11, 12, 13, 14};
	static const uint64_t equal[] = {5, 5, 5, 5, 5, 5, 5, 5};
	struct statistics s = {apart, 1, 4, 4, 1};
	struct statistics_tail tail;

	CHECK(statistics_test(&s, &tail) && tail.grew == 1 && tail.shrank == 70);
	s.values = equal;
	CHECK(statistics_test(&s, &tail) && tail.grew == 70 && tail.shrank == 70);
	CHECK(statistics_ways(5, 5) == 252 && statistics_ways(6, 6) == 924);
	CHECK(statistics_ways(8, 8) == 12870 && statistics_ways(9, 9) == STATISTICS_WAYS);
	CHECK(statistics_ways(1, 1000000000) == STATISTICS_WAYS && statistics_ways(3, 1) == 4);
}

/* More ways than are looked at: drawn, the true one among them, and the same each time. */
static void
drawn(void)
{
	uint64_t values[40], seed = 1;
	struct statistics s = {values, 1, 20, 20, 1};
	struct statistics_tail tails[2];

	for (size_t i = 0; i < 40; i++)
		values[i] = (i < 20 ? 1000 : 1030) + next(&seed) % 100;
	CHECK(statistics_test(&s, &tails[0]) && statistics_test(&s, &tails[1]));
	CHECK(tails[0].grew == tails[1].grew && tails[0].shrank == tails[1].shrank);
	/* p is about 0.002 by Welch's t test, and one draw differs from the other by a third. */
	CHECK(tails[0].grew >= 1 && tails[0].grew < STATISTICS_WAYS / 20);
	CHECK(tails[0].grew + tails[0].shrank >= STATISTICS_WAYS);
	for (size_t i = 20; i < 40; i++)
		values[i] += 100000;
	CHECK(statistics_test(&s, &tails[0]) && tails[0].grew == 1);
}

int
main(void)
{
	all_sizes();
	known();
	drawn();
	return check_done();
}
