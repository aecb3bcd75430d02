/*
 * scale.c - a product divided by a number; see scale.h.
 *
 * Counts of a profile seldom need more than 64 bits even when multiplied: then
 * one division does it. The rest is long multiplication and long division.
 */
#include "scale.h"

#include <stdbool.h>

struct wide {
	uint64_t high;
	uint64_t low;
};

/* Long multiplication in halves of 32 bits. */
static struct wide
multiply(uint64_t a, uint64_t b)
{
	uint64_t low = (a & UINT32_MAX) * (b & UINT32_MAX);
	uint64_t mid1 = (a >> 32) * (b & UINT32_MAX) + (low >> 32);
	uint64_t mid2 = (a & UINT32_MAX) * (b >> 32) + (mid1 & UINT32_MAX);

	return (struct wide){
	    (a >> 32) * (b >> 32) + (mid1 >> 32) + (mid2 >> 32), mid2 << 32 | (low & UINT32_MAX)};
}

/* Whether 2 * remainder >= divisor, where remainder < divisor. */
static bool
rounds_up(uint64_t remainder, uint64_t divisor)
{
	return remainder >= divisor - remainder;
}

/* Long division, a bit a step; n.high < divisor, so the quotient has 64 bits. */
static uint64_t
divide(struct wide n, uint64_t divisor)
{
	uint64_t rest = n.high, quotient = 0;

	for (int bit = 63; bit >= 0; bit--) {
		bool carry = rest >> 63 != 0;

		rest = rest << 1 | (n.low >> bit & 1);
		quotient <<= 1;
		if (carry || rest >= divisor) {
			rest -= divisor;
			quotient |= 1;
		}
	}
	return quotient + (quotient < UINT64_MAX && rounds_up(rest, divisor));
}

uint64_t
scale(uint64_t value, uint64_t numerator, uint64_t denominator)
{
	uint64_t product;
	struct wide wide;

	if (value == denominator)
		return numerator;
	if (!__builtin_mul_overflow(value, numerator, &product))
		return product / denominator + rounds_up(product % denominator, denominator);
	wide = multiply(value, numerator);
	return wide.high < denominator ? divide(wide, denominator) : UINT64_MAX;
}

int
scale_compare(uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
	struct wide left = multiply(a, b), right = multiply(c, d);

	if (left.high != right.high)
		return left.high < right.high ? -1 : 1;
	return (left.low > right.low) - (left.low < right.low);
}
