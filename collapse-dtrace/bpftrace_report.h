/*
 * bpftrace_report.h - what there is to say of bpftrace's text.
 */
#ifndef BPFTRACE_REPORT_H
#define BPFTRACE_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "bpftrace.h"
#include "report.h"

/*
 * Says what was left out of a source, and why. `map` is what bpftrace_choose gave, and
 * `tally` what came of it. False where something is wrong with the input.
 */
bool bpftrace_report(struct bpftrace_parser *p, uint32_t map, const struct bpftrace_tally *tally,
    const char *source, struct report *report);

#endif
