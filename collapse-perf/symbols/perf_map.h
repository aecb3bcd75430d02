/*
 * perf_map.h - the symbols that a JIT compiler wrote for perf: /tmp/perf-PID.map.
 */
#ifndef PERF_MAP_H
#define PERF_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "str.h"

struct perf_map_symbol {
	uint64_t start, end;
	struct str name;
};

struct perf_map {
	char *text;
	size_t len;
	struct perf_map_symbol *rows; /* by start, and never overlapping */
	size_t count, cap;
};

/*
 * Reads such a file from fd, which stays the caller's, if it is root's, the user's own, or
 * the one's who owns the process. Where code was moved and its place used again, the line that came
 * last counts. False with errno set: EPERM where it is somebody else's.
 */
bool perf_map_read(struct perf_map *m, int fd, uid_t owner);

/* The same from memory, of which it takes a copy. */
bool perf_map_parse(struct perf_map *m, struct str text);
void perf_map_release(struct perf_map *m);

/* The symbol at an address; empty where there is none. */
struct str perf_map_find(const struct perf_map *m, uint64_t address);

#endif
