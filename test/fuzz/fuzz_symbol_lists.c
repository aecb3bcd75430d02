/*
 * fuzz_symbol_lists.c - any bytes as /proc/kallsyms, and as /tmp/perf-PID.map.
 */
#include "kernel.h"
#include "perf_map.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct str text = str_make((const char *)bytes, size);
	struct kernel_symbols kernel;
	struct perf_map map;
	size_t sum = 0;
	uint64_t address;

	if (kernel_symbols_parse(&kernel, text)) {
		for (size_t i = 0; i < kernel.count; i++)
			sum += kernel_symbols_find(&kernel, kernel.rows[i].start, false).len;
		if (kernel_symbols_address(&kernel, STR("_text"), &address))
			sum++;
		kernel_symbols_release(&kernel);
	}
	if (perf_map_parse(&map, text)) {
		for (size_t i = 0; i < map.count; i++) {
			if (i > 0 && map.rows[i].start < map.rows[i - 1].end)
				__builtin_trap();
			sum += perf_map_find(&map, map.rows[i].start).len;
		}
		perf_map_release(&map);
	}
	return sum == SIZE_MAX; /* so that nothing of it is left out */
}
