/*
 * jit_map.h - where the symbols are that a process wrote of what it compiled at run time.
 */
#ifndef JIT_MAP_H
#define JIT_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "perf_map.h"
#include "str.h"

/*
 * Reads the map that is called /tmp/perf-PID.map: below `root` ("" for /), and where the
 * process is alive, in a container, below its own root. `here`: it ran on this machine. `recorded`:
 * when, in nanoseconds since 1970, or 0: a process that began later has its number alone, and is
 * not asked. False with errno set.
 */
bool jit_map_load(
    struct perf_map *m, const char *root, struct str name, bool here, int64_t recorded);

#endif
