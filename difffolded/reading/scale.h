/*
 * scale.h - a product divided by a number, without losing a bit on the way.
 */
#ifndef SCALE_H
#define SCALE_H

#include <stdint.h>

/*
 * value * numerator / denominator, rounded to the nearest, halves up; UINT64_MAX where
 * that is more. The product has 128 bits. denominator is not 0.
 */
uint64_t scale(uint64_t value, uint64_t numerator, uint64_t denominator);

/* Less, equal or greater than 0 as a * b is than c * d, exactly: whether a / c is than d / b. */
int scale_compare(uint64_t a, uint64_t b, uint64_t c, uint64_t d);

#endif
