/*
 * known_frames.h - frames that were met before: most lines end here.
 */
#ifndef KNOWN_FRAMES_H
#define KNOWN_FRAMES_H

#include "perf_script.h"

/*
 * Adds the frames of the lines from `at` on to the open sample, which is kept, as long as they are
 * known, and padded as by perf: most are one of the two that came after their inner one before, and
 * then two comparisons are all they cost. The first line that is not, or `end`. Not for --inline
 * and --context, where what a line is depends on the one before.
 */
const char *script_known_frames(struct perf_parser *p, const char *at, const char *end);

#endif
