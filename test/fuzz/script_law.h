/*
 * script_law.h - the text of perf script through the parsers, for targets that take it from anywhere.
 *
 * One parser that gets all at once and two that get pieces give the same; every
 * sample is in the output or counted as left out.
 */
#ifndef SCRIPT_LAW_H
#define SCRIPT_LAW_H

#include <stdint.h>

#include "perf_settings.h"
#include "str.h"

/* Settings from a byte. */
void script_choose(struct perf_settings *settings, uint8_t bits);

/* Stops unless that is true. `sizes`: see fuzz_feed. `samples`: how many there are, or NULL. */
void fuzz_script(
    const struct perf_settings *settings, unsigned sizes, struct str text, const uint64_t *samples);

#endif
