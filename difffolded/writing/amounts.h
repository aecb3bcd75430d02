/*
 * amounts.h - numbers of a table: amounts of one column in one unit, changes, percent.
 *
 * All is computed in integers and rounded once, halves up.
 */
#ifndef AMOUNTS_H
#define AMOUNTS_H

#include "comparison.h"
#include "output.h"

/* How the amounts of a table are written: units * multiply / divide. */
struct amounts {
	struct str symbol; /* "ms", "GiB", "cycles"; empty where the unit is not known */
	unsigned places;   /* of all amounts */
	uint64_t multiply;
	uint64_t divide;
	unsigned decimals;
};

/*
 * Amounts of a unit up to `largest`, each units / 10^places: times and bytes in the step in
 * which the largest has three digits at least. The symbol is a constant, or a slice of `unit`.
 */
struct amounts amounts_for(struct str unit, uint64_t largest, unsigned places);

/* The number alone, "13,203,955,400", or with its sign, "+1.25"; no change is "0". */
void amounts_write(struct output *out, const struct amounts *a, uint64_t units);
void amounts_write_change(struct output *out, const struct amounts *a, struct change change);

/* part / whole in percent with two decimals: "12.50". "-" of nothing. */
void amounts_write_percent(struct output *out, uint64_t part, uint64_t whole);

/* The same of a change, with its sign. */
void amounts_write_percent_change(struct output *out, struct change change, uint64_t whole);

/* Number and unit for a sentence: "304.6 ms"; without a unit where none is known. */
void amounts_write_words(struct output *out, struct str unit, uint64_t units, unsigned places);

/* A share, or its size, in points with two decimals. */
void amounts_write_points(struct output *out, uint64_t points);

/* How likely a change is by chance: "0.004", "<0.001", "~" where that is too likely, "". */
void amounts_write_chance(struct output *out, struct chance chance, uint32_t ways);

#endif
