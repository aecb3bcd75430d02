/*
 * scale.h - a product divided by a number, without losing a bit on the way.
 */
#ifndef SCALE_H
#define SCALE_H

#include <stdint.h>

/*
 * value * numerator / denominator, rounded to the nearest, halves up. The
 * product has 128 bits. denominator is not 0, and value is at most denominator,
 * so that the result is at most numerator.
 */
uint64_t scale(uint64_t value, uint64_t numerator, uint64_t denominator);

#endif
