/*
 * label.h - what is written of a frame: its title, and the text in its box.
 */
#ifndef LABEL_H
#define LABEL_H

#include <stdint.h>

#include "output.h"
#include "str.h"

/*
 * units / 10^places times a factor, in units of what *places becomes: rounded to a
 * whole number, unless the factor is 1.
 */
uint64_t label_scale(uint64_t units, unsigned *places, double factor);

/*
 * units / 10^places with thousands separators, every place but trailing zeros.
 * Where factor is not 1: times factor, rounded to a whole number.
 */
void label_count(struct output *out, uint64_t units, unsigned places, double factor);

/*
 * part of whole in percent with two decimals, rounded to nearest: "12.50".
 * With a factor above 1 it is the share of the counts as they are shown, which
 * is what others have always printed; below 1 these would be too coarse.
 */
void label_percent(
    struct output *out, uint64_t part, uint64_t whole, unsigned places, double factor);

/* A change in percent of whole, with its sign; "0.00" where there is none. */
void label_change(struct output *out, double change, uint64_t whole);

/* Tenths as a short number: 120 is "12", 123 is "12.3". */
void label_tenths(struct output *out, uint32_t tenths);

/*
 * Cuts a name to `room` columns, ".." for what is cut off included: in front,
 * or, if `behind`, behind. Empty where room is less than 3. Bytes that are not
 * UTF-8 take a column each. *dots tells whether something was cut.
 */
struct str label_fit(struct str name, unsigned room, bool behind, bool *dots);

#endif
